package firstorder

import (
	"fmt"
	"strings"
	"testing"

	"quesera/proofs/smt"
)

// Solvers are told of each node of the transition that it is not the one of which the goal says that there is one, and
// of nothing else.
func TestSolversAreToldWhereToLook(t *testing.T) {
	x, y := Constant("x", Node), Constant("y", Node)
	i, s := Constant("i", Node), Constant("s", Number)
	related := func(a, b *Term) *Term { return Relation("R", a, b) }
	for _, c := range []struct {
		name string
		goal *Term
		want string
	}{
		{"there is a node", Exists([]*Term{x}, related(x, i)), "it is not i: (not (R i i))"},
		{"all nodes", Forall([]*Term{x}, related(x, i)), ""},
		{"there are two nodes", Exists([]*Term{x, y}, related(x, y)), ""},
		{"there is a number", Exists([]*Term{Constant("r", Number)}, Less(Constant("r", Number), s)),
			"it is not s: (<= s s)"},
	} {
		var got []string
		for _, w := range witnesses(c.goal, []*Term{i, s}) {
			got = append(got, fmt.Sprintf("%s: %s", w.Name, w.Formula))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: told %q, want %q", c.name, got, c.want)
		}
	}
}

// A witness notes what a test is told.
type witness struct {
	testing.TB
	errors, logs int
	fatal        string
}

func (w *witness) Helper()        {}
func (w *witness) Error(_ ...any) { w.errors++ }
func (w *witness) Log(_ ...any)   { w.logs++ }
func (w *witness) Fatalf(f string, args ...any) {
	w.fatal = fmt.Sprintf(f, args...)
	panic(w)
}

// asked proves with these solvers, and tells what the test is told.
func asked(t *testing.T, method, by string, solvers ...[]smt.Solver) (w *witness) {
	t.Helper()
	before := provers
	provers = solvers
	defer func() {
		provers = before
		if r := recover(); r != nil && r != any(w) {
			panic(r)
		}
	}()
	p, o := keeps(t, method, by)
	w = &witness{TB: t}
	p.Prove(w, o, func() string { return "an explanation" })
	return w
}

// A solver that is missing fails a test in continuous integration, and is told of elsewhere; what a solver does not
// prove fails the test with an explanation, and what all prove is said nothing of.
func TestWhatIsNotProvedFailsTheTest(t *testing.T) {
	missing, present := []smt.Solver{{Name: "no-such-solver"}}, provers[0]
	if present[0].Missing() != nil {
		t.Skip(present[0].Missing())
	}
	t.Setenv("CI", "true")
	if w := asked(t, "NeverSelf", "NeverSelf", missing, present); w.errors != 1 || w.logs != 0 || w.fatal != "" {
		t.Errorf("a solver is missing in continuous integration: %+v", *w)
	}
	if w := asked(t, "NeverSelf", "NeverSelf", present); w.errors+w.logs != 0 || w.fatal != "" {
		t.Errorf("all is proved: %+v", *w)
	}
	if w := asked(t, "NeverSelf", "", present); !strings.Contains(w.fatal, "an explanation") {
		t.Errorf("it is not proved: %+v", *w)
	}
	t.Setenv("CI", "")
	if w := asked(t, "NeverSelf", "NeverSelf", missing, present); w.errors != 0 || w.logs != 1 || w.fatal != "" {
		t.Errorf("a solver is missing elsewhere: %+v", *w)
	}
}

// A counterexample is asked of the first solver that is there, and there is none where the goal holds.
func TestCounterexamplesAreAskedOfWhoIsThere(t *testing.T) {
	before := provers
	defer func() { provers = before }()
	if before[0][0].Missing() != nil {
		t.Skip(before[0][0].Missing())
	}
	provers = [][]smt.Solver{{{Name: "no-such-solver"}}, before[0]}
	for by, want := range map[string]bool{"Together": true, "NeverSelf": false} {
		p, o := keeps(t, by, by)
		g, err := p.Theory.Group(config{Nodes: 3, Threshold: 2, Horizon: 2})
		if err != nil {
			t.Fatal(err)
		}
		found, err := Counterexample[state](g, p, o)
		if err != nil || (found != nil) != want {
			t.Errorf("%s: found %+v, %v, want one: %v", by, found, err, want)
		}
	}
}

// What is said of numbers is judged of all up to the largest parameter of the group, and of one more; what is said of
// nodes of the nodes; and of several variables of all pairs.
func TestQuantifiersGoThroughAllOfTheGroup(t *testing.T) {
	th, err := tiny(t, counter)
	if err != nil {
		t.Fatal(err)
	}
	g, err := th.Group(config{Nodes: 3, Threshold: 2, Horizon: 2})
	if err != nil {
		t.Fatal(err)
	}
	s, r, x := Constant("s", Number), Constant("r", Number), Constant("x", Node)
	is := func(v *Term, k int) *Term { return Equal(v, literal(k)) }
	for _, c := range []struct {
		name string
		says *Term
		want bool
	}{
		{"some number is 3", Exists([]*Term{s}, is(s, 3)), true},
		{"some number is 4", Exists([]*Term{s}, is(s, 4)), false},
		{"no number is 3", Forall([]*Term{s}, Not(is(s, 3))), false},
		{"no number is 4", Forall([]*Term{s}, Not(is(s, 4))), true},
		{"some node is 2", Exists([]*Term{x}, is(x, 2)), true},
		{"some node is 3", Exists([]*Term{x}, is(x, 3)), false},
		{"a pair", Exists([]*Term{s, r}, And(is(s, 3), is(r, 0))), true},
		{"all pairs", Forall([]*Term{s, r}, Or(Not(is(s, 0)), Not(is(r, 3)))), false},
	} {
		if got := g.Judge(c.says)(nil, nil, nil) == 1; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
