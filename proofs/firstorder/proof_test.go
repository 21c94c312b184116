package firstorder

import (
	"slices"
	"strings"
	"testing"

	"quesera/proofs/smt"
	"quesera/spec"
)

// counter is a spec in which a node steps on when it has heard a threshold of others.
const counter = `
func (c Config) CanHear(st *State, i, j spec.NodeID) bool {
	return i != j && st.Step[j] < c.Horizon && !st.Seen[j].Has(i)
}

func (c Config) Hear(st *State, i, j spec.NodeID) {
	st.Seen[j] = st.Seen[j].With(i)
	if st.Seen[j].Len() >= int(c.Threshold) {
		st.Step[j]++
		st.Seen[j] = 0
	}
}

func (c Config) NeverSelf(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Seen[j].Has(j) {
			return false
		}
	}
	return true
}

func (c Config) Fewer(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Seen[j].Len() >= int(c.Threshold) {
			return false
		}
	}
	return true
}

func (c Config) Together(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			if st.Step[i] != st.Step[j] {
				return false
			}
		}
	}
	return true
}
`

// state and config are those of counter.
type state struct {
	Step [spec.MaxNodes]uint8
	Seen [spec.MaxNodes]spec.NodeSet
}

type config struct {
	Nodes, Threshold, Horizon uint8
}

// keeps is the obligation that hearing keeps a property, resting on what is given.
func keeps(t *testing.T, method, by string) (*Proof, Obligation) {
	t.Helper()
	th, err := tiny(t, counter)
	if err != nil {
		t.Fatal(err)
	}
	p := &Proof{Theory: th, Facts: map[string]*Term{}, Axioms: map[string]Axiom{
		"some": "(forall ((q Quorum)) (=> (Threshold.quorum q) (exists ((x Node)) (in x q))))",
	}}
	for _, name := range []string{"NeverSelf", "Fewer", "Together"} {
		if p.Facts[name], err = th.Predicate(name, th.State("")); err != nil {
			t.Fatal(err)
		}
	}
	goal, err := th.Predicate(method, th.State(Next))
	if err != nil {
		t.Fatal(err)
	}
	tr, err := th.Action("Hear")
	if err != nil {
		t.Fatal(err)
	}
	return p, tr.Inductive(th, goal, by)
}

// What follows is proved, and what does not is not, also where a solver would have to go on for ever: what cannot be
// decided is not proved.
func TestOnlyWhatFollowsIsProved(t *testing.T) {
	for _, c := range []struct {
		method, by string
		want       bool
	}{
		{"NeverSelf", "NeverSelf", true},
		{"NeverSelf", "", false},
		{"Fewer", "Fewer(j)", true},
		{"Fewer", "+some", false},
		{"Together", "Together", false},
	} {
		p, o := keeps(t, c.method, c.by)
		missing, err := p.Check(o)
		if missing != nil {
			t.Skip(missing)
		}
		if (err == nil) != c.want {
			t.Errorf("hearing keeps %s by %q: %v, want it proved: %v", c.method, c.by, err, c.want)
		}
	}
}

// A step of an argument that names nothing, or nothing of any case, is an error.
func TestArgumentsNameWhatThereIs(t *testing.T) {
	for by, reason := range map[string]string{
		"Nothing":      `no fact "Nothing"`,
		"+nothing":     `no axiom "nothing"`,
		"NeverSelf(k)": "nothing is called k here",
		"Fewer(j,j)":   "does not speak of so many",
		"Fewer(1)":     "want a node",
		"Fewer(j+x)":   "want a name and a number",
	} {
		p, o := keeps(t, "NeverSelf", by)
		if _, err := p.Queries(o); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: error = %v, want %q", by, err, reason)
		}
	}
}

// A counterexample is a state of the group with arguments for which the guard holds and after which the goal does not.
func TestCounterexamplesAreStates(t *testing.T) {
	p, o := keeps(t, "Together", "Together")
	g, err := p.Theory.Group(config{Nodes: 3, Threshold: 2, Horizon: 2})
	if err != nil {
		t.Fatal(err)
	}
	found, err := Counterexample[state](g, p, o)
	if err != nil {
		t.Fatal(err)
	}
	if found == nil {
		if provers[0][0].Missing() != nil && provers[1][0].Missing() != nil {
			t.Skip("no solver")
		}
		t.Fatal("there is none, want one")
	}
	j, st := found.Params["j"], found.State
	if st.Seen[j].With(spec.NodeID(found.Params["i"])).Len() < 2 || st.Step[0] != st.Step[1] || st.Step[1] != st.Step[2] {
		t.Errorf("%+v with %v, want one in which node %d is about to leave the step of all", st, found.Params, j)
	}
	p, o = keeps(t, "NeverSelf", "NeverSelf")
	if found, err := Counterexample[state](g, p, o); found != nil || err != nil {
		t.Errorf("%+v, %v, want none", found, err)
	}
}

// Formulas of nodes are read as they are written, and nothing else is.
func TestFormulasAreRead(t *testing.T) {
	for _, text := range []string{
		"(forall ((x Node) (y Node)) (=> (R x y) (exists ((z Node)) (and (R y z) (or (R z x) (not (R x z)))))))",
		"(R i j)",
	} {
		f, err := Parse(text)
		if err != nil || f.String() != text {
			t.Errorf("%s is read as %v, %v", text, f, err)
		}
	}
	for _, text := range []string{"", "(R x", "(R x))", "(forall (x Node) (R x x))", "x"} {
		if f, err := Parse(text); err == nil {
			t.Errorf("%q is read as %v, want an error", text, f)
		}
	}
}

// A goal about all individuals is one about arbitrary ones, with what it presupposes of them; each of several claims
// is a case of its own.
func TestGoalsAreTakenApartWithoutLoss(t *testing.T) {
	goal, err := Parse("(forall ((x Node)) (and (A x x)" +
		" (=> (exists ((y Node)) (and (B x y) (C x y))) (forall ((z Node)) (D x z)))))")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range Cases(goal) {
		line := ""
		for _, c := range s.Constants {
			line += c.String() + " "
		}
		for _, f := range s.Supposed {
			line += "| " + f.String() + " "
		}
		got = append(got, line+"|- "+s.Goal.String())
	}
	want := []string{"x |- (A x x)", "x z y | (B x y) | (C x y) |- (D x z)"}
	if !slices.Equal(got, want) {
		t.Errorf("cases %q, want %q", got, want)
	}
}

// A proof is "unsat" from one of the ways in which a solver is asked, before it has found a counterexample; anything
// else is none.
func TestNothingButUnsatIsAProof(t *testing.T) {
	says := func(words ...string) smt.Solver { return smt.Solver{Name: "echo", Args: words} }
	fails := smt.Solver{Name: "false"}
	for _, c := range []struct {
		attempts []smt.Solver
		want     bool
	}{
		{[]smt.Solver{says("unsat")}, true},
		{[]smt.Solver{says("unknown"), says("unsat")}, true},
		{[]smt.Solver{fails, says("unsat")}, true},
		{[]smt.Solver{says("unknown")}, false},
		{[]smt.Solver{says("unknown"), says("unknown")}, false},
		{[]smt.Solver{says("sat"), says("unsat")}, false},
		{[]smt.Solver{says("unsat", "core")}, false},
		{[]smt.Solver{says()}, false},
		{[]smt.Solver{fails}, false},
	} {
		if err := prove(c.attempts, "(check-sat)"); (err == nil) != c.want {
			t.Errorf("%v: %v, want it a proof: %v", c.attempts, err, c.want)
		}
	}
}
