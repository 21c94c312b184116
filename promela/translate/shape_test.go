package translate_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/promela/translate"
	"quesera/spec"
)

// withState is a spec whose State has other fields in the text, beside its own.
func withState(fields, decls string) *spec.Spec[State] {
	sp := snippet{decls: decls}.spec(State{})
	text := string(sp.Source.(fstest.MapFS)["spec.go"].Data)
	text = strings.Replace(text, "\tP Point\n}", "\tP Point\n"+fields+"\n}", 1)
	sp.Source = fstest.MapFS{"spec.go": {Data: []byte(text)}}
	return sp
}

// Fields that no variable of the model can stand for are refused by their names.
func TestStatesOutsideTheSubsetAreRefused(t *testing.T) {
	const decls = "type nested struct{ Z struct{ X uint8 } }\n\ntype Größe struct{ X uint8 }\n\n" +
		"type deep struct{ Y [2][2]int }\n\ntype wide struct{ V [3]uint8 `len:\"4\"` }"
	const wants = "want bool, uint8, uint16, a type of these, or an array or struct of them"
	for field, want := range map[string]string{
		"F int":                       "State.F has type int, " + wants,
		"F int `max:\"3\"`":           "State.F has type int, " + wants,
		"F int8":                      "State.F has type int8, " + wants,
		"F uint32":                    "State.F has type uint32, " + wants,
		"F string":                    "State.F has type string, " + wants,
		"F *Point":                    "State.F has type *Point, " + wants,
		"F []uint8":                   "State.F has type []uint8, " + wants,
		"F [2]string":                 "State.F has type string, " + wants,
		"F deep":                      "deep.Y has type int, " + wants,
		"F struct{ X uint8 }":         "State.F has a struct type without a name",
		"F nested":                    "nested.Z has a struct type without a name",
		"F Größe":                     "type Größe: a name in Promela has letters, digits and _ of ASCII",
		"Größe uint8":                 "field State.Größe: want a name of ASCII letters, digits and _, and no embedding",
		"Point":                       "field State.Point: want a name of ASCII letters, digits and _, and no embedding",
		"F [3]uint8 `len:\"4\"`":      "State.F: 4 = 4 entries, want at most 3",
		"F wide":                      "wide.V: 4 = 4 entries, want at most 3",
		"F [1]uint8 `len:\"Two\"`":    "State.F: Two = 2 entries, want at most 1",
		"F [3]uint8 `len:\"0\"`":      "State.F has no entry in use, and Promela has no empty array",
		"F [3]uint8 `len:\"-1\"`":     "State.F has no entry in use, and Promela has no empty array",
		"F [0]uint8":                  "State.F has no entry in use, and Promela has no empty array",
		"F [3]uint8 `len:\"Knots\"`":  `State.F: the Config has no field "Knots" that is a number with a name`,
		"F [3][4]uint8 `len:\"3,5\"`": "State.F: 5 = 5 entries, want at most 4",
		"F uint16 `max:\"Knots\"`":    `State.F: the Config has no field "Knots" that is a number with a name`,
	} {
		if _, err := translate.Spec(withState(field, decls)); err == nil || err.Error() != "promela: "+want {
			t.Errorf("%s: %v, want %s", field, err, want)
		}
	}
}

// declares wants the model of a State of one field F, as it stands in the text and as S has it, to declare it so.
func declares[S comparable](t *testing.T, field, want string) {
	t.Helper()
	text := fmt.Sprintf("package fields\n\nimport \"quesera/spec\"\n\ntype Config struct{ Nodes, Two uint8 }\n\n"+
		"type State struct {\n%s\n}\n\ntype Point struct{ X, Y uint8 }\n\n"+
		"type pairs struct{ V [2][2]uint16 `max:\"300\"` }\n\n"+
		"type len struct{ run uint8 }\n\ntype NodeSet = spec.NodeSet\n\ntype NodeID uint16\n\n"+
		"func (c Config) CanAct(st *State) bool { return true }\n\nfunc (c Config) Act(st *State) {}\n", field)
	prog, err := translate.Spec(&spec.Spec[S]{Name: "fields", Source: fstest.MapFS{"spec.go": {Data: []byte(text)}},
		Config: Config{Nodes: 3, Two: 2}, Actions: []spec.Action[S]{{Name: "Act"}}})
	if err != nil {
		t.Errorf("%s: %v", field, err)
		return
	}
	from, to := strings.Index(prog.Text, "typedef "), strings.Index(prog.Text, "\n\n#define CanAct")
	if from < 0 {
		from = strings.Index(prog.Text, "/* The state. */")
	}
	got := strings.Replace(prog.Text[from:to], "/* The state. */\n", "", 1)
	if got != want {
		t.Errorf("%s is declared as\n%s\nwant\n%s", field, got, want)
	}
}

// What is there is declared as large as it is used, and once.
func TestVariablesAreDeclaredAsTheyAreUsed(t *testing.T) {
	func() {
		type State struct{ F [12]uint8 }
		declares[State](t, "F [12]uint8", "byte F[12];")
	}()
	func() {
		type State struct{ F [3]uint8 }
		declares[State](t, "F [3]uint8 `len:\"3\"`", "byte F[3];")
		declares[State](t, "F [3]uint8 `len:\"1\"`", "byte F[1];")
		declares[State](t, "F [3]uint8 `len:\"Two\"`", "byte F[TWO];")
		declares[State](t, "F [3]spec.NodeSet `len:\"Nodes\"` // of each", "byte F[NODES]; /* of each */")
	}()
	func() {
		type State struct{ F [3][4]uint8 }
		declares[State](t, "F [3][4]uint8 `len:\"Two\"`", "typedef F_row {\n  byte at[4];\n}\n\nF_row F[TWO];")
		declares[State](t, "F [3][4]uint8 `len:\"Two,1\"`", "typedef F_row {\n  byte at[1];\n}\n\nF_row F[TWO];")
	}()
	func() {
		type State struct{ F Point }
		declares[State](t, "F Point", "typedef Point {\n  byte X;\n  byte Y;\n}\n\nPoint F;")
	}()
	func() {
		type State struct{ F, G [2]Point }
		declares[State](t, "F [2]Point\nG [2]Point `len:\"1\"`",
			"typedef Point {\n  byte X;\n  byte Y;\n}\n\nPoint F[2];\n"+
				"Point G[1];")
	}()
	func() {
		type State struct{ F uint16 }
		declares[State](t, "F uint8 `max:\"3\"`", "byte F;")
		declares[State](t, "F NodeSet", "byte F;")
		declares[State](t, "F NodeID", "int F;") // none of package spec
		declares[State](t, "// F is above.\n// It is long.\nF uint16", "int F; /* F is above.\n   It is long. */")
	}()
	func() {
		type pairs struct{ V [2][2]uint16 }
		type State struct{ F [2]pairs }
		declares[State](t, "F [2]pairs",
			"typedef V_row {\n  short at[2];\n}\n\ntypedef pairs {\n  V_row V[2];\n}\n\npairs F[2];")
	}()
	func() {
		type State struct{ F struct{ run uint8 } }
		declares[State](t, "F len", "typedef len_t {\n  byte run_2;\n}\n\nlen_t F;")
	}()
}

// A Config is refused unless its fields are numbers and bools with names for the model.
func TestConfigsOutsideTheSubsetAreRefused(t *testing.T) {
	for _, c := range []struct {
		config any
		want   string
	}{
		{nil, "the Config is <nil>, want a struct of unsigned integers and bools"},
		{&Config{}, "the Config is *translate_test.Config, want a struct"},
		{struct{ Größe uint8 }{1}, "Config field Größe = 1, want a bool or an unsigned integer below 2^31"},
		{struct{ N int }{1}, "Config field N = 1, want a bool or an unsigned integer"},
		{struct{ N [2]uint8 }{}, "Config field N = [0 0], want a bool"},
		{struct{ N uint32 }{1 << 31}, "Config field N = 2147483648, want a bool or an unsigned integer below 2^31"},
		{struct {
			N uint8 `promela:"a b"`
		}{}, `Config field N: the name "a b", want ASCII letters, digits and _`},
		{struct{ N uint32 }{1<<31 - 1}, `the spec's Source does not declare the type ""`},
	} {
		sp := snippet{}.spec(State{})
		sp.Config = c.config
		if _, err := translate.Spec(sp); err == nil || !strings.HasPrefix(err.Error(), "promela: "+c.want) {
			t.Errorf("%+v: %v, want %s", c.config, err, c.want)
		}
	}
	type Config struct{ Knots uint8 } // no Nodes
	sp := snippet{}.spec(State{})
	sp.Config = Config{3}
	if _, err := translate.Spec(sp); err == nil || err.Error() !=
		`promela: the Config has no field "Nodes" that is a number with a name` {
		t.Errorf("without nodes: %v", err)
	}
}

// A spec is refused whose parts the source does not have, or has otherwise.
func TestSpecsMustBeThoseOfTheirSource(t *testing.T) {
	const decls = "func (c Config) Good(st *State) bool { return st.B }\n\n" +
		"func (c Config) Other(st *State, x uint8) bool { return st.B }\n\n" +
		"func (c Config) Bad(st *State) bool {\n\tst.W = 1\n\treturn true\n}\n\n" +
		"func (c Config) Number(st *State) uint8 { return 1 }\n\n" +
		"func (c Config) CanWrong(st *State, x uint8) uint8 { return x }\n\n" +
		"func (c Config) Wrong(st *State, x uint8) {}\n\n" +
		"func (c Config) CanTwo(st *State, x, y uint8) bool { return true }\n\n" +
		"func (c Config) Two(st *State, x uint8) {}\n\n" +
		"func (c Config) CanBare(x uint8) bool { return true }\n\n" +
		"func (c Config) Bare(x uint8) {}\n\n" +
		"func (c Config) CanGone(st *State, x uint8) bool { return true }\n\n" +
		"func (c Config) CanSet(st *State, p bool) bool { return true }\n\nfunc (c Config) Set(st *State, p bool) {}"
	predicate := func(name string) spec.Predicate[State] {
		return spec.Predicate[State]{Method: name, Holds: func(*State) bool { return true }}
	}
	property := func(name string) spec.Property[State] {
		return spec.Property[State]{Claim: spec.Claim{ID: "X-P1"}, Predicate: predicate(name)}
	}
	action := func(name string) func(sp *spec.Spec[State]) {
		return func(sp *spec.Spec[State]) { sp.Actions[0].Name = name }
	}
	for want, change := range map[string]func(sp *spec.Spec[State]){
		"the Config has no method CanMissing": action("Missing"),
		"the Config has no method Gone":       action("Gone"),
		"the Config has no method A": func(sp *spec.Spec[State]) {
			sp.Props = []spec.Property[State]{property("A")}
		},
		"the Config has no method W": func(sp *spec.Spec[State]) {
			p := property("Good")
			when := predicate("W")
			p.When = &when
			sp.Props = []spec.Property[State]{p}
		},
		"the Config has no method L": func(sp *spec.Spec[State]) {
			sp.Live = []spec.Progress[State]{{Claim: spec.Claim{ID: "X-L1"}, Predicate: predicate("L")}}
		},
		"the Config has no method F": func(sp *spec.Spec[State]) { final := predicate("F"); sp.Final = &final },
		"Other: want no parameter but the State": func(sp *spec.Spec[State]) {
			sp.Props = []spec.Property[State]{property("Other")}
		},
		"Bad changes the state, which a guard or property must not": func(sp *spec.Spec[State]) {
			sp.Props = []spec.Property[State]{property("Bad")}
		},
		"Number: want one bool as result": func(sp *spec.Spec[State]) {
			sp.Props = []spec.Property[State]{property("Good"), property("Number")}
		},
		"CanWrong: want one bool as result":                   action("Wrong"),
		"CanTwo: want the State and 1 numbers as parameters":  action("Two"),
		"CanBare: want the State and 1 numbers as parameters": action("Bare"),
		"CanAct: want the State and 0 numbers as parameters":  func(sp *spec.Spec[State]) { sp.Actions[0].Params = nil },
		"CanAct: parameter x = 256, which its type cannot": func(sp *spec.Spec[State]) {
			sp.Actions[0].Params[0].Values = []uint16{0, 256}
		},
		"CanSet: parameter x = 2, which its type cannot": action("Set"),
		"action Act: parameter 1 acts, but it has 1":     func(sp *spec.Spec[State]) { sp.Actions[0].By = 1 },
		"action Act: parameter -1 acts, but it has 1":    func(sp *spec.Spec[State]) { sp.Actions[0].By = -1 },
		"the initial state has N = 4, want at most 3":    func(sp *spec.Spec[State]) { sp.Init.N = 4 },
		"the initial state has S = 8, want at most 7":    func(sp *spec.Spec[State]) { sp.Init.S = 8 },
		"spec snippets has no actions":                   func(sp *spec.Spec[State]) { sp.Actions = nil },
		"spec snippets has no Source":                    func(sp *spec.Spec[State]) { sp.Source = nil },
		"the spec's Source has no Go files":              func(sp *spec.Spec[State]) { sp.Source = fstest.MapFS{} },
		`the spec's Source does not declare the type "State"`: func(sp *spec.Spec[State]) {
			sp.Source = instead(sp, "State struct", "Stat struct")
		},
		`the spec's Source does not declare the type "Config"`: func(sp *spec.Spec[State]) {
			sp.Source = instead(sp, "Config struct", "Conf struct")
		},
		"State is no struct": func(sp *spec.Spec[State]) {
			sp.Source = instead(sp, "State struct {", "State uint8\n\ntype _ struct {")
		},
	} {
		sp := snippet{decls: decls}.spec(State{})
		change(sp)
		prog, err := translate.Spec(sp)
		if err == nil || prog != nil || !strings.HasPrefix(err.Error(), "promela: ") ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for _, change := range []func(sp *spec.Spec[State]){
		func(sp *spec.Spec[State]) { sp.Init.N, sp.Init.S, sp.Init.A[3] = 3, 7, 255 },
		func(sp *spec.Spec[State]) { sp.Actions[0].Params[0].Values = []uint16{0, 255} },
	} {
		sp := snippet{decls: decls}.spec(State{})
		change(sp)
		if _, err := translate.Spec(sp); err != nil {
			t.Error(err)
		}
	}
}

// instead is the source with a text in place of another.
func instead(sp *spec.Spec[State], from, to string) fstest.MapFS {
	text := strings.Replace(string(sp.Source.(fstest.MapFS)["spec.go"].Data), from, to, 1)
	return fstest.MapFS{"spec.go": {Data: []byte(text)}}
}

// Beyond the entries in use an initial state has nothing.
func TestNothingBeginsBeyondWhatIsInUse(t *testing.T) {
	sp := snippet{}.spec(State{})
	sp.Source = instead(sp, `len:"4"`, `len:"2"`)
	if _, err := translate.Spec(sp); err != nil {
		t.Error(err)
	}
	for i, wrong := range []bool{false, false, true, true} {
		sp.Init.A = [4]uint8{}
		sp.Init.A[i] = 1
		_, err := translate.Spec(sp)
		if want := fmt.Sprintf("promela: the initial state has a value in A[%d], beyond the 2 entries in use", i); (err !=
			nil) != wrong || wrong && err.Error() != want {
			t.Errorf("entry %d: %v", i, err)
		}
	}
}

// What the ranges of operands decide is written as decided, and what is within its variable is stored without a check.
func TestRangesOfSetsAreThoseOfTheirNodes(t *testing.T) {
	for guard, want := range map[string]string{
		"st.S.With(st.N) == 0": "0", "st.S.With(st.N) > 15": "0", "spec.Only(st.N) == 0": "0", "spec.Only(st.N) > 8": "0",
		"st.S.Len() > 3": "0", "st.S.Len() >= 0": "1", "spec.All(x) > 7": "0", "st.S.Union(2) < 2": "0",
		"st.S.Union(8) > 15": "0", "st.S.Intersect(3) > 3": "0", "st.S.Minus(7) > 7": "0", "st.S.Without(st.N) > 7": "0",
		"st.N > 3": "0", "uint16(st.N)*2 > 6": "0", "x > 3": "0", "x <= 3": "1", "c.Two == 2": "1",
		"c.Two+c.Nodes == 5": "1",
		"int(st.W) > 65535":  "0", "int(st.A[x]) > 255": "0", "int(st.W) >= 0": "1",
		"st.A[x]>>1 > 127": "0", "st.W%9 > 8": "0", "min(x, 2) > 2": "0", "max(x, 2) < 2": "0", "max(x, 1) > 3": "0",
		"min(st.A[0], x) > 3": "0", "max(x, st.N) > 3": "0",
	} {
		prog, err := translate.Spec(snippet{guard: "return " + strings.Replace(guard, "max(x, st.N)",
			"max(x, uint8(st.N))", 1),
			decls: ""}.spec(State{}))
		if err != nil {
			t.Errorf("%s: %v", guard, err)
		} else if !strings.Contains(prog.Text, "\n#define CanAct(x) "+want+"\n") {
			t.Errorf("%s is not decided:\n%s", guard, prog.Text[strings.Index(prog.Text, "#define CanAct"):][:60])
		}
	}
	for effect, checked := range map[string]bool{"st.S = st.S.With(spec.NodeID(x & 1))": false,
		"st.S = st.S.With(spec.NodeID(x))": true, "st.S = st.S.Without(st.N)": false,
		"st.S = spec.Only(spec.NodeID(x & 1))": false,
		"st.S = spec.All(x)":                   false, "st.S = spec.All(c.Nodes)": false, "st.S = st.S.Union(st.S)": false,
		"st.S = st.S.Intersect(15)": false, "st.S = st.S.Minus(3)": false, "st.N = spec.NodeID(st.S.Len())": false,
		"st.N = spec.NodeID(x)": false, "st.N = spec.NodeID(x) + 1": true, "st.W = uint16(x) - 1": false,
		"st.A[0] = x - 1": false,
		"for i := range spec.NodeID(4) {\nst.N = i\n}": false, "for i := range spec.NodeID(5) {\nst.N = i\n}": true,
		"for k := x; k < 4; k++ {\nst.N = spec.NodeID(k)\n}":  false,
		"for k := x; k <= 4; k++ {\nst.N = spec.NodeID(k)\n}": true,
		"n := st.N\nn = n\nst.N = n":                          false, "n := st.N + 1\nst.N = n": true} {
		prog, err := translate.Spec(snippet{effect: effect}.spec(State{}))
		if err != nil {
			t.Errorf("%s: %v", effect, err)
		} else if got := strings.Contains(prog.Text, "assert("); got != checked {
			t.Errorf("%s is checked: %v", effect, got)
		}
	}
}

// What follows a branch stands behind it, and not in both its arms, unless one of them jumps.
func TestWhatFollowsABranchIsWrittenOnce(t *testing.T) {
	for effect, times := range map[string]int{"if x > 1 {\nst.B = true\n}\nst.W = 9": 1,
		"if x > 1 {\nfor range 2 {\nif st.B {\nbreak\n}\nst.B = true\n}\n}\nst.W = 9":    1,
		"if x > 1 {\nfor range 2 {\nif st.B {\ncontinue\n}\nst.B = true\n}\n}\nst.W = 9": 1,
		"if x > 1 {\nfor range 2 {\nif st.B {\nreturn\n}\nst.B = true\n}\n}\nst.W = 9":   2,
		"if c.Two == 3 {\nst.B = true\n}\nst.W = 9":                                      1,
		"if c.Two == 2 {\nst.B = true\n}\nst.W = 9":                                      1,
		"if x > 1 {\n}\nst.W = 9":                                                        1,
		"if x > 1 {\nreturn\n}\nst.W = 9":                                                1,
		"for range 2 {\nif x > 1 {\nst.B = true\n} else {\nst.B = false\n}\nst.W = 9\n}": 1,
		"for range 2 {\nif x > 1 {\nif st.B {\nbreak\n}\n}\nst.W = 9\n}":                 2} {
		prog, err := translate.Spec(snippet{effect: effect}.spec(State{}))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(prog.Text, "W = 9"); got != times {
			t.Errorf("%s: what follows is written %d times, want %d", effect, got, times)
		}
		empty := strings.HasPrefix(effect, "if x > 1 {\n}") || strings.HasPrefix(effect, "if c.Two")
		if strings.Contains(prog.Text, "    if\n") == empty {
			t.Errorf("%s: a branch is written, or is not", effect)
		}
	}
}

// Functions keep their names, and parameters that have the names of functions get others.
func TestFunctionsKeepTheirNames(t *testing.T) {
	const decls = "func (c Config) f(helper, last, x uint8) bool { return helper > last && c.last(x) }\n\n" +
		"func helper(x uint8) bool { return x > 1 }\n\nfunc (c Config) last(x uint8) bool { return helper(x) }"
	prog, err := translate.Spec(snippet{decls: decls, guard: "return c.f(st.A[0], 3, x)"}.spec(State{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"#define helper(x) (x > 1)", "#define last(x) helper(x)",
		"#define f(helper_2, last_2, x) (helper_2 > last_2 && last(x))", "#define CanAct(x) f(A[0], 3, x)"} {
		if !strings.Contains(prog.Text, want+"\n") {
			t.Errorf("no %q in\n%s", want, prog.Text)
		}
	}
}

// What is said of a part of the model is said where there is such a part, of one variable too.
func TestPartsThatAreNotThereAreNotNamed(t *testing.T) {
	const locals, flags = "/* Local variables,", "/* Never set:"
	for _, c := range []struct {
		effect        string
		props         int
		locals, flags bool
	}{{"st.W = 1", 0, false, false}, {"v := x\nst.A[0] = v", 0, true, false}, {"st.W = 1", 1, false, true},
		{"v := x\nst.A[0] = v", 2, true, true}} {
		sp := snippet{decls: "func (c Config) Good(st *State) bool { return st.B }", effect: c.effect,
			do: func(_ Config, st *State, x uint8) {
				if c.locals {
					st.A[0] = x
				} else {
					st.W = 1
				}
			}}.spec(State{})
		for i := range c.props {
			sp.Props = append(sp.Props, spec.Property[State]{Claim: spec.Claim{ID: fmt.Sprint("X-P", i)},
				Predicate: spec.Predicate[State]{Method: "Good", Holds: func(st *State) bool { return st.B }}})
		}
		text := agree(t, sp, 1, 1).prog.Text
		if strings.Contains(text, locals) != c.locals || strings.Contains(text, flags) != c.flags ||
			strings.Contains(text, "Sets of nodes") || strings.Contains(text, "What no node") == (len(sp.Actions) == 0) {
			t.Errorf("%s with %d properties has the wrong parts:\n%s", c.effect, c.props, text)
		}
	}
}

// Bounds of a loop stand as they are, unless two numbers could stand there that are no range.
func TestBoundsOfLoopsAreWrittenForSpin(t *testing.T) {
	for loop, want := range map[string]string{"k := x; k < c.Two": "x .. TWO - 1", "k := x; k <= 3": "x .. 3",
		"k := x; k <= 2": "x .. 2 + 0", "k := uint8(0); k <= x": "0 .. x", "k := uint8(1); k <= x": "1 .. x + 0",
		"k := uint8(1); k <= st.A[0]&3": "1 .. A[0] & 3", "k := st.A[0]; k <= 2": "A[0] .. 2",
		"k := x; k <= c.Two": "x .. TWO + 0",
		"k := v; k <= 2":     "Act_v .. 2"} {
		effect := "v := st.A[0]\n_ = v\nfor " + loop + "; k++ {\nst.B = true\n}"
		prog, err := translate.Spec(snippet{effect: effect}.spec(State{}))
		if err != nil {
			t.Errorf("%s: %v", loop, err)
		} else if !strings.Contains(prog.Text, "(Act_k : "+want+") {") {
			t.Errorf("%s is not %s", loop, want)
		}
	}
}

// One thing that can be done makes a process, be it a node's or the network's.
func TestOneActionIsEnoughForAProcess(t *testing.T) {
	s := snippet{decls: "func (c Config) Over(st *State) bool { return st.A[0] == 3 }", guard: "return st.A[0] == x",
		effect: "st.A[0]++", can: func(_ Config, st *State, x uint8) bool {
			return st.A[0] == x
		}, do: func(_ Config, st *State, _ uint8) { st.A[0]++ }}
	for started, change := range map[string]func(a *spec.Action[State]){
		"Network":        func(a *spec.Action[State]) { a.Params[0].Values = []uint16{0} },
		"Node Node Node": func(a *spec.Action[State]) { a.Params[0] = spec.Nodes("x", 3) },
	} {
		sp := s.spec(State{})
		change(&sp.Actions[0])
		sp.Final = &spec.Predicate[State]{Method: "Over", Holds: func(st *State) bool { return st.A[0] == 3 }}
		if p := agree(t, sp, 2, 3); strings.Join(p.counting.started, " ") != started {
			t.Errorf("started are %v, want %s", p.counting.started, started)
		}
	}
}

// A number of 16 bits that a tag keeps within 8 stops the model beyond them, where one of 8 bits wraps around.
func TestATagIsABoundAndAByteIsNot(t *testing.T) {
	for effect, want := range map[string]string{"st.W = uint16(x) + 300": "assert((x + 300) <= 255);\n    W = x + 300",
		"st.W = uint16(x) & 255": "W = x & 255",
		"st.A[0] = st.A[0] + x":  "A[0] = A[0] + x", "st.A[0] += 1": "A[0] = A[0] + 1",
		"st.P.X = -x": "P.X = (-x)", "st.W = uint16(st.A[0]) * 2": "assert((A[0] * 2) <= 255);\n    W = A[0] * 2",
		"v := st.A[0] * 3\nst.A[1] = v": "Act_v = A[0] * 3", "w := st.W * 3\nst.W = w & 7": "Act_w = W * 3",
		"w := uint16(st.A[0]) * 300\nst.W = w & 7": "Act_w = (A[0] * 300) & 65535"} {
		sp := snippet{effect: effect}.spec(State{})
		sp.Source = instead(sp, "W uint16", "W uint16 `max:\"255\"`")
		prog, err := translate.Spec(sp)
		if err != nil {
			t.Errorf("%s: %v", effect, err)
		} else if !strings.Contains(prog.Text, "    "+want) {
			t.Errorf("%s is not written as %q:\n%s", effect, want, prog.Text[strings.Index(prog.Text, "inline Act("):][:200])
		}
	}
}
