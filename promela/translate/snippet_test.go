package translate_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/promela/translate"
	"quesera/spec"
)

// Pieces of Go, each written twice: as text that is translated, and as Go that is compiled. Where the compiler would
// refuse what the translator takes, as what can never be reached, the second says what the first means.

// Config and State are declared in the text too.
type (
	Config struct{ Nodes, Two uint8 }
	State  struct {
		A [4]uint8 `len:"4"`
		W uint16
		N spec.NodeID
		S spec.NodeSet
		B bool
		R [2][2]uint8 `len:"2,2"`
		P Point
	}
	Point struct{ X, Y uint8 }
)

const snippetSource = `package snippets

import "quesera/spec"

type Config struct{ Nodes, Two uint8 }

type State struct {
	A [4]uint8 ` + "`len:\"4\"`" + `
	W uint16
	N spec.NodeID
	S spec.NodeSet
	B bool
	R [2][2]uint8 ` + "`len:\"2,2\"`" + `
	P Point
}

type Point struct{ X, Y uint8 }

%s

func (c Config) CanAct(st *State, x uint8) bool {
	%s
}

func (c Config) Act(st *State, x uint8) {
	%s
}
`

// A snippet is the same in text and in Go; what is empty is "return true" or nothing.
type snippet struct {
	decls, guard, effect string
	can                  func(c Config, st *State, x uint8) bool
	do                   func(c Config, st *State, x uint8)
}

// states are some that differ in every field.
func states() []State {
	return []State{{}, {A: [4]uint8{1, 2, 3, 250}, W: 40000, N: 2, S: 5, B: true, R: [2][2]uint8{{1, 2}, {3, 4}},
		P: Point{7, 9}}, {A: [4]uint8{9, 0, 255, 4}, W: 65535, N: 1, S: 7, R: [2][2]uint8{{0, 255}, {255, 0}},
		P: Point{255, 0}}, {A: [4]uint8{3, 3, 1, 0}, W: 299, N: 0, S: 2, B: true, P: Point{1, 1}}}
}

func (s snippet) spec(init State) *spec.Spec[State] {
	c := Config{Nodes: 3, Two: 2}
	can := func(st *State, x uint8) bool { return s.can == nil || s.can(c, st, x) }
	do := func(st *State, x uint8) {
		if s.do != nil {
			s.do(c, st, x)
		}
	}
	guard, effect := s.guard, s.effect
	if guard == "" {
		guard = "return true"
	}
	if effect == "" {
		effect = "_ = x"
	}
	text := fmt.Sprintf(snippetSource, s.decls, guard, effect)
	return &spec.Spec[State]{Name: "snippets", Init: init, Source: fstest.MapFS{"spec.go": {Data: []byte(text)}},
		Config: c, Actions: []spec.Action[State]{spec.Act1("Act", "none", spec.Numbers("x", 4), can, do)}}
}

// agrees compares a snippet in each of the states, and is the text.
func (s snippet) agrees(t *testing.T) string {
	t.Helper()
	text := ""
	for _, init := range states() {
		p := agree(t, s.spec(init), 1, 1)
		text = p.prog.Text
	}
	return text
}

// What a guard says is the same in both languages.
func TestGuardsMeanTheSame(t *testing.T) {
	for _, s := range []snippet{
		{guard: "return x == 2\n\treturn true", can: func(_ Config, _ *State, x uint8) bool { return x == 2 }},
		{guard: "if x > 1 {\n\treturn st.B\n\treturn true\n}\nreturn x == 0",
			can: func(_ Config, st *State, x uint8) bool {
				return x > 1 && st.B || x == 0
			}},
		{guard: "for i := range 4 {\nif st.A[i] == 3 {\nbreak\nx = 9\n}\nx++\n}\nreturn x > 4",
			can: func(_ Config, st *State, x uint8) bool {
				for i := range 4 {
					if st.A[i] == 3 {
						break
					}
					x++
				}
				return x > 4
			}},
		{guard: "return st.S.Len() < 1 || st.S.Len() == 3", can: func(_ Config, st *State, _ uint8) bool {
			return st.S.Len() < 1 || st.S.Len() == 3
		}},
		{guard: "return st.S.Len() > 1 && st.S.Len() <= 2", can: func(_ Config, st *State, _ uint8) bool {
			return st.S.Len() > 1 && st.S.Len() <= 2
		}},
		{guard: "return st.S.Without(st.N).Empty() || st.S.With(st.N) == 1 || spec.Only(st.N) > 3",
			can: func(_ Config, st *State, _ uint8) bool {
				return st.S.Without(st.N).Empty() || st.S.With(st.N) == 1 || spec.Only(st.N) > 3
			}},
		{guard: "return spec.Only(st.N) == 1 || spec.All(x) == 7 && st.S.Union(2) == 7",
			can: func(_ Config, st *State, x uint8) bool {
				return spec.Only(st.N) == 1 || spec.All(x) == 7 && st.S.Union(2) == 7
			}},
		{guard: "return st.S.Intersect(3) == 1 || st.S.Minus(2) == 0 || st.S.Includes(spec.NodeSet(x)) != st.B",
			can: func(_ Config, st *State, x uint8) bool {
				return st.S.Intersect(3) == 1 || st.S.Minus(2) == 0 || st.S.Includes(spec.NodeSet(x)) != st.B
			}},
		{guard: "if x < 3 {\nif st.A[x+1] == 3 {\nreturn true\n}\n}\nreturn x > 2 || st.A[x+1] == 0",
			can: func(_ Config, st *State, x uint8) bool { return x > 2 || st.A[x+1] == 3 || st.A[x+1] == 0 }},
		{guard: "if x > 2 {\nreturn true\n}\nreturn st.A[x+1] == 0", can: func(_ Config, st *State, x uint8) bool {
			return x > 2 || st.A[x+1] == 0
		}},
		{guard: "if x > 2 {\nreturn false\n}\nreturn st.A[x+1] == 0", can: func(_ Config, st *State, x uint8) bool {
			return x <= 2 && st.A[x+1] == 0
		}},
		{guard: "if x < 3 {\nreturn st.A[x+1] == 0\n}\nreturn true", can: func(_ Config, st *State, x uint8) bool {
			return x > 2 || st.A[x+1] == 0
		}},
		{guard: "if x < 3 {\nreturn st.A[x+1] == 0\n}\nreturn false", can: func(_ Config, st *State, x uint8) bool {
			return x <= 2 && st.A[x+1] == 0
		}},
		{guard: "return c.f(st, 1) || c.f(st, x)", decls: "func (c Config) f(st *State, a uint8) bool {\n" +
			"\treturn a == 1 && st.B || a > 2\n}", can: func(_ Config, st *State, x uint8) bool { return st.B || x > 2 }},
		{guard: "return st.S.With(spec.NodeID(x&1)) > 3", can: func(_ Config, st *State, x uint8) bool {
			return st.S.With(spec.NodeID(x&1)) > 3
		}},
		{guard: "return int(st.W) > 65534 || int(st.A[x]) > 254 || int(st.W) < 1",
			can: func(_ Config, st *State, x uint8) bool { return st.W > 65534 || st.A[x] > 254 || st.W < 1 }},
		{guard: "return st.S.Without(st.N) > 3", can: func(_ Config, st *State, _ uint8) bool {
			return st.S.Without(st.N) > 3
		}},
		{guard: "return x == 2\nswitch {\n}\nreturn true", can: func(_ Config, _ *State, x uint8) bool { return x == 2 }},
		{guard: "return st.S.Has(st.N) == (x > 1)", can: func(_ Config, st *State, x uint8) bool {
			return st.S.Has(st.N) == (x > 1)
		}},
		{guard: "return st.P == (Point{}) || st.P != c.other(st)", decls: "func (c Config) other(st *State) Point {\n" +
			"\tif st.B {\n\t\treturn st.P\n\t}\n\treturn Point{}\n}", can: func(_ Config, st *State, _ uint8) bool {
			return st.P == (Point{}) || st.P != Point{} && !st.B
		}},
		{guard: "return st.R[0] == st.R[1] || st.R[x&1][0] == 3", can: func(_ Config, st *State, x uint8) bool {
			return st.R[0] == st.R[1] || st.R[x&1][0] == 3
		}},
		{guard: "return c.Two == 3 && st.A[7] == 1 || x < 2",
			can: func(_ Config, _ *State, x uint8) bool { return x < 2 }},
		{guard: "return c.Two == 2 || st.A[7] == 1", can: nil},
		{guard: "return x < 1 || c.f(st, 3, x)", decls: "func (c Config) f(st *State, a, b uint8) bool {\n" +
			"\treturn a-b > 1 && st.A[b] > a\n}", can: func(_ Config, st *State, x uint8) bool {
			return x < 1 || 3-x > 1 && st.A[x] > 3
		}},
		{guard: "var p Point\nvar r [2]uint8\nq := p\nreturn p == st.P || q.X == st.A[1] && r[x&1] == 0",
			can: func(_ Config, st *State, _ uint8) bool { return st.P == Point{} || st.A[1] == 0 }},
		{guard: "a, b := x, st.A[0]\na, b = b, a\nreturn a > b", can: func(_ Config, st *State, x uint8) bool {
			return st.A[0] > x
		}},
		{guard: "n := 0\nfor i := 0; i < 3; i += 2 {\nn += int(st.A[i])\n}\nreturn n > 4 && n < 259",
			can: func(_ Config, st *State, _ uint8) bool {
				n := int(st.A[0]) + int(st.A[2])
				return n > 4 && n < 259
			}},
		{guard: "if x == 0 {\nreturn st.B\n} else if x == 1 {\nreturn !st.B\n} else {\nx += 3\n}\nreturn x == 5",
			can: func(_ Config, st *State, x uint8) bool { return x == 0 && st.B || x == 1 && !st.B || x == 2 }},
		{guard: "return ^st.A[x] > 5 && -st.A[x] < 200 && ^st.W > 300 || +x == 3",
			can: func(_ Config, st *State, x uint8) bool {
				return ^st.A[x] > 5 && -st.A[x] < 200 && ^st.W > 300 || +x == 3
			}},
		{guard: "return min(x, 2, st.A[0]) == 1 || max(int(x)-3, -1) > -1 || max(x, 1, st.A[1]) == 2",
			can: func(_ Config, st *State, x uint8) bool {
				return min(x, 2, st.A[0]) == 1 || max(int(x)-3, -1) > -1 || max(x, 1, st.A[1]) == 2
			}},
		{guard: "return uint8(st.W) == 255 || uint16(st.A[3])*300 == st.W || uint8(int(x)-2) == 255",
			can: func(_ Config, st *State, x uint8) bool {
				return uint8(st.W) == 255 || uint16(st.A[3])*300 == st.W || uint8(int(x)-2) == 255
			}},
	} {
		s.agrees(t)
	}
}

// What an effect does is the same in both languages.
func TestEffectsMeanTheSame(t *testing.T) {
	for _, s := range []snippet{
		{effect: "for i := range c.Nodes {\nif i < 1 {\nst.A[i] = 7\n}\nif i == c.Nodes-1 {\nst.A[i] = 8\n}\n}",
			do: func(_ Config, st *State, _ uint8) { st.A[0], st.A[2] = 7, 8 }},
		{effect: "for k := uint8(1); k <= 2; k++ {\nif k < 2 {\nst.A[0]++\n}\nif k > 1 {\nst.A[3] = k\n}\n}",
			do: func(_ Config, st *State, _ uint8) { st.A[0]++; st.A[3] = 2 }},
		{effect: "for k := x; k < 3; k++ {\nif k == 0 {\nst.A[0] = 5\n}\nif k == 2 {\nst.A[1] = 6\n}\n}",
			do: func(_ Config, st *State, x uint8) {
				if x == 0 {
					st.A[0] = 5
				}
				if x < 3 {
					st.A[1] = 6
				}
			}},
		{effect: "for k := uint8(3); k <= x; k++ {\nst.A[0] = k\n}\nfor k := uint8(4); k <= 3; k++ {\nst.A[1] = k\n}\n" +
			"for k := uint8(3); k <= 3; k++ {\nst.A[2] = k\n}", do: func(_ Config, st *State, x uint8) {
			if x == 3 {
				st.A[0] = 3
			}
			st.A[2] = 3
		}},
		{effect: "st.P = c.other(st, x)", decls: "func (c Config) other(st *State, x uint8) Point {\n" +
			"\tif x > 1 {\n\t\treturn st.P\n\t}\n\tif x == 1 {\n\t\treturn Point{}\n\t}\n\treturn c.last(st)\n}\n\n" +
			"func (c Config) last(st *State) Point { return st.P }",
			do: func(_ Config, st *State, x uint8) {
				if x == 1 {
					st.P = Point{}
				}
			}},
		{effect: "c.f(st, x)",
			decls: "func (c Config) f(st *State, x uint8) {\n\tst.W = 1\n\tvar r [2]uint8\n\tr[0] = x\n" +
				"\tx = r[0] + 1\n\tr[1] = x\n}", do: func(_ Config, st *State, _ uint8) { st.W = 1 }},
		{effect: "r := st.R\nr[0][1] = x\nst.R[1] = r[0]\nst.R[0] = [2]uint8{}", do: func(_ Config, st *State, x uint8) {
			st.R[1] = [2]uint8{st.R[0][0], x}
			st.R[0] = [2]uint8{}
		}},
		{effect: "c.f(st, st.A[x], c.Two, 3)\nc.f(st, x, x, x)",
			decls: "func (c Config) f(st *State, a, b, c2 uint8) {\n" +
				"\tst.A[b] = a + c2\n\tst.A[0] = a\n}", do: func(_ Config, st *State, x uint8) {
				a := st.A[x]
				st.A[2] = a + 3
				st.A[0] = a
				st.A[x] = x + x
				st.A[0] = x
			}},
		{effect: "c.f(st, int(x)-2)",
			decls: "func (c Config) f(st *State, low int) {\n\tif low < 0 {\n\t\tst.B = true\n" +
				"\t\treturn\n\t}\n\tst.A[low] = 9\n}", do: func(_ Config, st *State, x uint8) {
				if x < 2 {
					st.B = true
				} else {
					st.A[x-2] = 9
				}
			}},
		{effect: "if v, w := x+1, x; v > 2 {\nst.A[0] = v + w\n} else if st.B {\nreturn\n}\nst.W++",
			do: func(_ Config, st *State, x uint8) {
				if x > 1 {
					st.A[0] = x + 1 + x
				} else if st.B {
					return
				}
				st.W++
			}},
		{effect: "return\nst.W = 3", do: nil},
		{effect: "c.f(st, 1)\nc.f(st, x)",
			decls: "func (c Config) f(st *State, a uint8) {\n\tif a > 2 {\n\t\tst.W++\n\t}\n}",
			do: func(_ Config, st *State, x uint8) {
				if x > 2 {
					st.W++
				}
			}},
		{effect: "c.f(st)", decls: "func (c Config) f(st *State) {\n\tfor k := range 3 {\n\t\tst.A[k] = 9\n\t}\n}",
			do: func(_ Config, st *State, _ uint8) { st.A[0], st.A[1], st.A[2] = 9, 9, 9 }},
		{effect: "{\nst.B = !st.B\n}\n{\nif st.B {\nreturn\n}\n}\nst.W = 1", do: func(_ Config, st *State, _ uint8) {
			if st.B = !st.B; !st.B {
				st.W = 1
			}
		}},
		{effect: "for i := range 3 {\nfor j := range 3 {\nif st.A[j] == x {\nst.A[j]++\nreturn\n}\nif i == j {\nbreak\n}\n" +
			"st.W++\n}\nst.W += 10\n}\nst.B = true", do: func(_ Config, st *State, x uint8) {
			for i := range 3 {
				for j := range 3 {
					if st.A[j] == x {
						st.A[j]++
						return
					}
					if i == j {
						break
					}
					st.W++
				}
				st.W += 10
			}
			st.B = true
		}},
		{effect: "for range 3 {\nif st.A[0] > 200 {\ncontinue\n}\nst.A[0] += 90\nfor range 2 {\nst.W++\n}\n}",
			do: func(_ Config, st *State, _ uint8) {
				for range 3 {
					if st.A[0] <= 200 {
						st.A[0] += 90
						st.W += 2
					}
				}
			}},
		{effect: "n := 0\nfor i := range 4 {\nn = min(n+int(st.A[i]), 300)\n}\nst.W = uint16(n)",
			do: func(_ Config, st *State, _ uint8) {
				n := 0
				for i := range 4 {
					n = min(n+int(st.A[i]), 300)
				}
				st.W = uint16(n)
			}},
	} {
		s.agrees(t)
	}
}

// A number that the variable of the model cannot hold stops the model, with the label of the action, and one that it
// can does not; a uint8 and a uint16 wrap around as they do in Go.
func TestWhatAVariableCannotHoldStopsTheModel(t *testing.T) {
	for effect, holds := range map[string]int{ // how many of the four arguments
		"st.N = spec.NodeID(x)": 4, "st.N = spec.NodeID(x) + 1": 3, "st.S = spec.NodeSet(x) + 4": 4,
		"st.S = spec.NodeSet(x) + 5": 3, "st.A[0] = x + 253": 4, "st.W = uint16(x) + 65533": 4,
		"st.P.X = x - 1": 4, "st.A[x+1] = 1": 3, "st.R[x][0] = 1": 2, "st.A[1] = st.A[x+st.A[0]]": 4,
		"st.N++": 4, "st.S = st.S.With(spec.NodeID(x))": 3,
	} {
		prog, err := translate.Spec(snippet{effect: effect}.spec(State{}))
		if err != nil {
			t.Errorf("%s: %v", effect, err)
			continue
		}
		m := newMachine(read(prog.Text))
		held := 0
		for _, o := range m.options {
			state := make([]int64, m.shown)
			err := caught(func() { m.take(state, o) })
			if err == nil && m.failed == "" {
				held++
			}
			if len(m.printed) != 1 || !strings.HasPrefix(m.printed[0], "take 0: Act x=") {
				t.Errorf("%s: printed is %q", effect, m.printed)
			}
		}
		if held != holds {
			t.Errorf("%s: holds for %d arguments, want %d", effect, held, holds)
		}
	}
}

// Ranges that grow are those of what there can be, up to a bound on how often they grow; then they are those of the
// whole type.
func TestRangesGrowUpToABound(t *testing.T) {
	count := func(most int) string {
		return fmt.Sprintf("n := 0\nfor range 9 {\nn = min(n+1, %d)\n}\nst.W = uint16(n)", most)
	}
	if _, err := translate.Spec(snippet{effect: count(11)}.spec(State{})); err != nil {
		t.Errorf("a count of up to 11: %v", err)
	}
	if _, err := translate.Spec(snippet{effect: count(12)}.spec(State{})); err == nil ||
		!strings.Contains(err.Error(), "32 bits") {
		t.Errorf("a count of up to 12: %v", err)
	}
	chain := func(links int) string {
		var b strings.Builder
		for i := range links {
			fmt.Fprintf(&b, "v%d := uint16(0)\n", i)
		}
		b.WriteString("for range 3 {\n")
		for i := range links - 1 {
			fmt.Fprintf(&b, "v%d = v%d\n", i, i+1)
		}
		fmt.Fprintf(&b, "v%d = 9\n}\nst.W = v0", links-1)
		return b.String()
	}
	for links, settles := range map[int]bool{199: true, 200: false} {
		if _, err := translate.Spec(snippet{effect: chain(links)}.spec(State{})); (err == nil) != settles ||
			err != nil && err.Error() != "promela: the ranges of the spec's variables do not settle" {
			t.Errorf("%d variables: %v", links, err)
		}
	}
}

// Loops are executed up to so many rounds, and expressions made up to so many operations.
func TestExpressionsAreBounded(t *testing.T) {
	for rounds, ok := range map[int]bool{1024: true, 1025: false} {
		guard := fmt.Sprintf("n := 0\nfor range %d {\nn++\n}\nreturn n == %d", rounds, rounds)
		if _, err := translate.Spec(snippet{guard: guard}.spec(State{})); (err == nil) != ok {
			t.Errorf("%d rounds: %v", rounds, err)
		}
	}
	// A place of an array counts as 3, an operator as 1, and a sum that wraps with its mask as 8.
	for more, ok := range map[string]bool{"": true, "x ^ ": false} {
		guard := "return (st.A[0] + st.A[0]) ^ x ^ " + more + strings.Repeat("st.A[0] ^ ", 7496) + "st.A[0] > 1"
		if _, err := translate.Spec(snippet{guard: guard}.spec(State{})); (err == nil) != ok {
			t.Errorf("30000 operations, and %q: %v", more, err)
		}
	}
}

// What can be called by name is, and what changes meanwhile is copied first.
func TestArgumentsAreCopiedWhereTheyMayChange(t *testing.T) {
	decls := "func (c Config) f(st *State, a uint8) { st.A[a] = a }\n\n" +
		"func (c Config) g(st *State, f_a int) { st.B = f_a > 0 }"
	for call, copied := range map[string]bool{"c.f(st, x)": false, "c.f(st, 2)": false, "c.f(st, st.A[x])": true,
		"c.f(st, x+1)": true, "v := x\nc.f(st, v)": false, "c.f(st, c.Two)": false, "c.g(st, -1)": true,
		"c.g(st, 0)": false} {
		prog, err := translate.Spec(snippet{decls: decls, effect: call}.spec(State{}))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(prog.Text, "_a;"); got != copied {
			t.Errorf("%s: copied %v, want %v", call, got, copied)
		}
	}
	for effect, copies := range map[string]int{"st.R[st.R[0][0]] = st.R[1]": 1, "st.R[x] = st.R[st.R[x][0]]": 1,
		"st.R[st.R[0][0]] = st.R[st.R[0][1]]": 2, "st.R[st.A[0]] = st.R[x]": 0, "st.R[x] = st.R[1]": 0} {
		prog, err := translate.Spec(snippet{effect: effect}.spec(State{}))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(prog.Text, "hidden int Act_copy"); got != copies {
			t.Errorf("%s: %d copies, want %d", effect, got, copies)
		}
	}
}
