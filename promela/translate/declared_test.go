package translate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/promela/translate"
)

// widths are the types of the variables, by their names.
func widths(t *testing.T, text string) map[string]string {
	t.Helper()
	m := read(text)
	all := map[string]string{}
	for name, v := range m.variables {
		if !v.hidden {
			all[name] = fmt.Sprint(v.form.name, v.length)
		}
	}
	return all
}

// Numbers are as wide as what they hold: sets as wide as there are nodes, and uint16 as their tags say.
func TestVariablesAreAsWideAsWhatTheyHold(t *testing.T) {
	for nodes, want := range map[uint8]string{1: "byte0", 8: "byte0", 9: "short0", 15: "short0", 16: "int0"} {
		sp := snippet{}.spec(State{})
		sp.Config = Config{Nodes: nodes, Two: 2}
		prog, err := translate.Spec(sp)
		if err != nil {
			t.Fatal(err)
		}
		all := widths(t, prog.Text)
		bytes := 4 + 4 + 1 + map[string]int{"byte0": 1, "short0": 2, "int0": 4}[want] + 1 + 4 + 2
		if all["S"] != want || all["N"] != "byte0" || all["A"] != "byte4" || all["W"] != "int0" || all["B"] != "byte0" ||
			prog.VectorBytes != bytes+16*(int(nodes)+2) {
			t.Errorf("of %d nodes: %v, %d bytes, want %d and more", nodes, all, prog.VectorBytes, bytes)
		}
	}
	for tag, want := range map[string]string{"255": "byte0", "256": "short0", "32767": "short0", "32768": "int0",
		"Two": "byte0", "0": "byte0"} {
		sp := snippet{}.spec(State{})
		text := fmt.Sprintf(snippetSource, "", "return true", "_ = x")
		text = strings.Replace(text, "W uint16", "W uint16 `max:\""+tag+"\"`", 1)
		sp.Source = fstest.MapFS{"spec.go": {Data: []byte(text)}}
		prog, err := translate.Spec(sp)
		if err != nil {
			t.Fatal(err)
		}
		if got := widths(t, prog.Text)["W"]; got != want {
			t.Errorf("a number of at most %s is a %s, want %s", tag, got, want)
		}
	}
}

// What people read in the model stands where it belongs.
func TestModelsSayWhatTheirGoSays(t *testing.T) {
	text := kindsText(t)
	lines := strings.Split(text, "\n")
	for _, want := range []string{"#define NODES 3 /* how many nodes */", "#define ROWS 2 /* 2 */",
		"#define DEPTH 300 /* 300 */",
		"#define LEN 3 /* 3 */", "#define FAST 0", "byte Turn; /* whose turn it is */",
		"byte Done; /* Done counts what was done. */",
		"  byte Turn_2; /* named as a field of the state */", "typedef Grid_row {", "typedef Cube_row {",
		"typedef Cube_row_2 {",
		"typedef Flags_row {", "  byte at[3];", "Grid_row Grid[ROWS];", "KindsBox Box[ROWS];", "KindsBox One;",
		"/* KINDS-P1 (odd), invariant: some of it is low. */", "#define KINDS_P1 Low",
		"#define KINDS_P1_when Busy /* where KINDS-P1 says anything */",
		"/* KINDS-S.1 (odd), sometimes: one is marked. */",
		"#define KINDS_S_1 Marked", "#define KINDS_S_1_2 Low",
		"/* KINDS-L1 (odd), eventually in every fair run: it gets late. */",
		"#define KINDS_L1 Late", "/* Never set: the text of a failed assertion. */", "hidden byte KINDS_P1_holds;",
		"hidden byte KINDS_S_1_never;", "hidden byte KINDS_S_1_holds;", "hidden byte no_deadlock;",
		"/* Local variables, set before they are used, and so no part of the state. */",
		"/* What no node of its own accord does. */",
		"/* Kinds (odd): spec kinds in Promela.", "/* Sets of nodes are bit masks: bit i stands for node i. */",
		"/* odd. Tick is an action of nobody, and part of another one. */", "inline Tick_action() {",
		"inline Pass(i, j) {"} {
		if !slices.Contains(lines, want) {
			t.Errorf("no line says %q", want)
		}
	}
	for before, after := range map[string]string{"/* sum takes a struct. */": "#define sum(p) (p.X + p.Y)",
		"/* mark is called with numbers that stand in the call. */":   "inline mark(who, now_2) {",
		"/* Tick is an action of nobody, and part of another one. */": "inline Tick() {",
		"/* CanSome is enabled for some nodes only. */": "#define CanSome(self_2) " +
			"(Done < 15 && Turn != self_2)",
		"/* The state. */": "byte Turn; /* whose turn it is */"} {
		if i := slices.Index(lines, before); i < 0 || lines[i+1] != after {
			t.Errorf("behind %q stands no %q", before, after)
		}
	}
	for _, unwanted := range []string{"#define CanTick(", "#define Low("} {
		if strings.Contains(text, unwanted) {
			t.Errorf("the text has %q", unwanted)
		}
	}
}
