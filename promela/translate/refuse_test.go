package translate

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/spec"
)

// Config and State of the specs that are refused: the sources below declare types of these names.
type (
	Config struct{ Nodes uint8 }
	State  struct {
		A [9]uint8 `len:"Nodes" max:"7"`
		S spec.NodeSet
	}
)

const refusedSource = `package refused

import (
	"math/bits"
	"quesera/spec"
)

type Config struct{ Nodes uint8 }

type State struct {
	A [9]uint8 ` + "`len:\"Nodes\" max:\"7\"`" + `
	S spec.NodeSet
}

type other interface{ f() }

var global uint8

%s

func (c Config) each(func(uint8) bool) {}

func (c Config) CanAct(st *State, x uint8) bool {
	%s
}

func (c Config) Act(st *State, x uint8) {
	%s
}

var _ = bits.Len8
`

// translateSource translates a spec with one action and the given source.
func translateSource(text string) (*Program, error) {
	c := Config{Nodes: 3}
	sp := &spec.Spec[State]{Name: "refused", Source: fstest.MapFS{"spec.go": {Data: []byte(text)}}, Config: c,
		Actions: []spec.Action[State]{spec.Act1("Act", "none", spec.Numbers("x", 3),
			func(*State, uint8) bool { return true }, func(*State, uint8) {})}}
	return Spec(sp)
}

// What is not in the subset is refused with the file, the line and the construct. Each source has the
// offending line marked by "//!".
func TestGoOutsideTheSubsetIsRefused(t *testing.T) {
	for _, c := range []struct{ what, decls, guard, effect string }{
		{"a map", "", "", "m := map[uint8]uint8{} //!\nst.A[x] = m[0]"},
		{"a slice", "", "", "s := []uint8{1} //!\nst.A[x] = s[0]"},
		{"a slice", "", "", "st.A[x] = st.A[1:2][0] //!"},
		{"a pointer", "", "", "p := &st.A[x] //!\n*p = 1"},
		{"a pointer", "func (c Config) set(p *uint8) { *p = 1 } //!", "", "c.set(&st.A[x])\nst.S = 0"},
		{"a goroutine", "", "", "go func() {}() //!"},
		{"a closure", "", "", "f := func() uint8 { return 1 } //!\nst.A[x] = f()"},
		{"a function value", "func (c Config) apply(f func() bool) bool { return f() } //!",
			"return c.apply(func() bool { return true })", ""},
		{"recursion", "func (c Config) down(n uint8) bool {\n\tif n == 0 {\n\t\treturn true\n\t}\n\t" +
			"return c.down(n-1) //!\n}", "return c.down(x)", ""},
		{"recursion", "func (c Config) again(st *State, n uint8) {\n\tst.A[0] = n\n\tc.again(st, n) //!\n}", "",
			"c.again(st, x)"},
		{"new", "", "", "p := new(uint8) //!\nst.A[x] = *p"},
		{"make", "", "", "st.A[x] = make([]uint8, 3)[0] //!"},
		{"floating-point", "", "", "f := 1.5 //!\nif f > 1 {\nst.A[x] = 1\n}"},
		{"string", "", `return "a" == "b"[x:] //!`, ""},
		{"loop without a bound", "", "", "for { //!\nst.A[x] = 1\n}"},
		{"loop without a bound", "", "", "for st.A[x] > 0 { //!\nst.A[x]--\n}"},
		{"loop without a bound", "", "for st.A[x] > 0 { //!\n}\nreturn true", ""},
		{"loop without a bound", "", "", "for k := x; k <= 255; k++ { //!\nst.A[0] = k\n}"},
		{"variable of a loop", "", "", "for k := x; k < 3; k++ {\nk = k + 1 //!\nst.A[0] = k\n}"},
		{"variable of a loop", "", "", "for k := range c.Nodes {\nk++ //!\nst.A[0] = k\n}"},
		{"ranging over", "", "", "for _, a := range st.A { //!\nst.A[x] = a\n}"},
		{"ranging over", "", "", "for i := range st.A { //!\nst.A[i] = 1\n}"},
		{"ranging over a function", "", "", "for k := range c.each { //!\nst.A[k] = 1\n}"},
		{"want a constant", "", "", "for k := range st.A[x] { //!\nst.A[0] = k\n}"},
		{"want a constant", "", "for range x { //!\n}\nreturn true", ""},
		{"want :=", "", "", "var k uint8\nfor k = range c.Nodes { //!\nst.A[0] = k\n}"},
		{"rounds", "", "for range 2000 { //!\n}\nreturn true", ""},
		{"switch", "", "", "switch x { //!\ncase 1:\nst.A[x] = 1\n}"},
		{"defer", "", "", "defer c.CanAct(st, x) //!\nst.S = 0"},
		{"a channel", "", "", "var ch chan uint8 //!\nst.A[x] = <-ch"},
		{"an interface", "func (c Config) use(o other) bool { return true } //!", "return c.use(nil)", ""},
		{"package variable", "", "", "st.A[x] = global //!"},
		{"package variable", "", "", "global = 1 //!"},
		{"goto", "", "", "goto end //!\nend:\nst.A[x] = 1"},
		{"label", "", "", "outer: //!\nfor i := uint8(0); i < 3; i++ {\nst.A[i] = 1\ncontinue outer\n}"},
		{"type parameters", "func id[T any](v T) T { return v } //!", "return id(x) == 1", ""},
		{"a slice", "func (c Config) sum(v ...uint8) bool { return true } //!", "return c.sum(1, 2)", ""},
		{"changes the state", "func (c Config) bump(st *State) bool {\n\tst.A[0] = 1\n\treturn true\n}",
			"return c.bump(st) //?", ""},
		{"changes the state, which a guard", "", "st.A[x] = 1 //?\nreturn true", ""},
		{"has a result", "func (c Config) bump(st *State) uint8 { //!\n\tst.A[0] = 1\n\treturn 1\n}", "", "c.bump(st)"},
		{"32 bits", "", "", "n := 0\nfor range 3 {\nn = n*70000 + int(x) //!\n}\nif n > 5 {\nst.A[x] = 1\n}"},
		{"shift count", "", "return 1<<st.A[x] > 8 //!", ""},
		{"divisor may be 0", "", "return x/st.A[0] > 1 //!", ""},
		{"may be negative", "", "return (int(x)-3)/2 > 1 //!", ""},
		{"other packages", "", "return bits.Len8(x) > 1 //!", ""},
		{"int64", "", "return int64(x) > 1 //!", ""},
		{"entries are in use", "", "return st.A[5] == 0 //!", ""},
		{"several variables", "", "", "st.A[0], st.A[1] = st.A[1], st.A[0] //!"},
		{"is not in the subset", "", "", "*st = State{} //!"},
		{"ASCII", "func (c Config) größe() bool { return true } //!", "return c.größe()", ""},
		{"expression of more than", deepDecls, "return c.d7(st) > 0", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			if c.guard == "" {
				c.guard = "return true"
			}
			if c.effect == "" {
				c.effect = "st.S = 1"
			}
			text := fmt.Sprintf(refusedSource, c.decls, c.guard, c.effect)
			_, err := translateSource(text)
			if err == nil {
				t.Fatal("not refused")
			}
			if !strings.Contains(err.Error(), c.what) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q, want one line about %q", err, c.what)
			}
			for i, line := range strings.Split(text, "\n") {
				if at := fmt.Sprintf("spec.go:%d:", i+1); strings.Contains(line, "//!") && !strings.Contains(err.Error(), at) {
					t.Errorf("error %q, want it at %s", err, at)
				}
			}
		})
	}
}

// deepDecls double in size from function to function.
const deepDecls = `func (c Config) d1(st *State) uint8 {
	n := st.A[0]
	for range 20 {
		n = (n + n) % 7
	}
	return n
}

func (c Config) d7(st *State) uint8 { return c.d1(st) }`

// Sources that are no Go, or not the spec's, are refused.
func TestBrokenSourcesAreRefused(t *testing.T) {
	whole := fmt.Sprintf(refusedSource, "", "return true", "st.S = 1")
	if _, err := translateSource(whole); err != nil {
		t.Fatalf("the source itself: %v", err)
	}
	for what, text := range map[string]string{
		"expected":                  whole[:len(whole)-80],
		"does not declare the type": strings.ReplaceAll(whole, "State", "Statt"),
		"no method CanAct":          strings.ReplaceAll(whole, "CanAct", "MayAct"),
		"want one bool": strings.Replace(strings.Replace(whole, "x uint8) bool", "x uint8) uint8", 1),
			"return true", "return 1", 1),
		"want the State and 1":    strings.Replace(whole, "Act(st *State, x uint8) {", "Act(st *State, x, y uint8) {", 1),
		"no field \"Knots\" that": strings.Replace(whole, `len:"Nodes"`, `len:"Knots"`, 1),
		"want bool, uint8":        strings.Replace(whole, "S spec.NodeSet", "S map[int]int", 1),
		"no Go files":             "",
	} {
		files := fstest.MapFS{"spec.go": {Data: []byte(text)}}
		if text == "" {
			files = fstest.MapFS{}
		}
		c := Config{Nodes: 3}
		sp := &spec.Spec[State]{Name: "refused", Source: files, Config: c, Actions: []spec.Action[State]{
			spec.Act1("Act", "none", spec.Numbers("x", 3), func(*State, uint8) bool { return true }, func(*State, uint8) {})}}
		if _, err := Spec(sp); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("error %v, want one about %q", err, what)
		}
	}
}

// A spec without a source, with a value outside the used part of an array, or with parameters that its
// methods cannot take, is refused.
func TestBrokenSpecsAreRefused(t *testing.T) {
	whole := fstest.MapFS{"spec.go": {Data: []byte(fmt.Sprintf(refusedSource, "", "return true", "st.S = 1"))}}
	good := func() *spec.Spec[State] {
		return &spec.Spec[State]{Name: "refused", Source: whole, Config: Config{Nodes: 3}, Actions: []spec.Action[State]{
			spec.Act1("Act", "none", spec.Numbers("x", 3), func(*State, uint8) bool { return true }, func(*State, uint8) {})}}
	}
	for what, change := range map[string]func(*spec.Spec[State]){
		"no Source":                  func(sp *spec.Spec[State]) { sp.Source = nil },
		"beyond the 3 entries":       func(sp *spec.Spec[State]) { sp.Init.A[5] = 1 },
		"want at most 7":             func(sp *spec.Spec[State]) { sp.Init.S = 8 },
		"which its type cannot":      func(sp *spec.Spec[State]) { sp.Actions[0].Params[0].Values = []uint16{256} },
		"parameter 2 acts":           func(sp *spec.Spec[State]) { sp.Actions[0].By = 2 },
		"no action":                  func(sp *spec.Spec[State]) { sp.Actions = nil },
		"want a struct of unsigned":  func(sp *spec.Spec[State]) { sp.Config = 3 },
		"want a bool or an unsigned": func(sp *spec.Spec[State]) { sp.Config = struct{ Nodes string }{"3"} },
		"no method Missing": func(sp *spec.Spec[State]) {
			sp.Props = []spec.Property[State]{{Claim: spec.Claim{ID: "X-P1"},
				Predicate: spec.Predicate[State]{Method: "Missing"}}}
		},
	} {
		sp := good()
		change(sp)
		if _, err := Spec(sp); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("error %v, want one about %q", err, what)
		}
	}
	if _, err := Spec(good()); err != nil {
		t.Error(err)
	}
}

// Only a number with a name can bound an array or a number of the state.
func TestFlagsAndNamelessConstantsAreNoBounds(t *testing.T) {
	c, err := newConstants(struct {
		Nodes  uint8 `promela:"N"`
		Late   bool
		Hidden uint8 `promela:"-"`
	}{3, true, 5}, newNamer())
	if err != nil {
		t.Fatal(err)
	}
	if n, text, err := c.bound("Nodes"); n != 3 || text != "N" || err != nil {
		t.Errorf("Nodes = %d, %q, %v, want 3, N", n, text, err)
	}
	for _, name := range []string{"Late", "Hidden", "Knots"} {
		if n, _, err := c.bound(name); err == nil {
			t.Errorf("%s = %d, want an error", name, n)
		}
	}
}
