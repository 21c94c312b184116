package circuits_test

import (
	"math/rand/v2"
	"testing"

	"quesera/examples/twophase/spec/twophase"
	"quesera/spec"
	"quesera/spec/circuits"
	"quesera/spec/clock"
	"quesera/spec/consensus"
	"quesera/spec/explore"
	"quesera/spec/object"
	"quesera/spec/pipeline"
	"quesera/spec/qsc3"
	"quesera/spec/qsc4"
	"quesera/spec/strawman"
	"quesera/spec/tlc"
	"quesera/spec/tlcb"
)

// The clocks that are small.
var clocks = map[string]tlc.Config{
	"at once":     {Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1},
	"later":       {Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Horizon: 2},
	"two steps":   {Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 2},
	"unwitnessed": {Nodes: 2, MessageThreshold: 1, Unwitnessed: true, Horizon: 2},
}

// Circuits say of every spec what its Go does. Method: states of random runs, and states that mix theirs.
func TestCircuitsSayWhatGoDoes(t *testing.T) {
	for name, c := range clocks {
		t.Run("tlc, "+name, func(t *testing.T) { sameAsGo(t, c.Spec()) })
	}
	t.Run("twophase", func(t *testing.T) { sameAsGo(t, twophase.Config{Nodes: 3}.Spec()) })
	t.Run("consensus", func(t *testing.T) { sameAsGo(t, consensus.Config{Nodes: 3, Rounds: 2}.Spec()) })
	t.Run("strawman", func(t *testing.T) {
		sameAsGo(t, strawman.Config{Nodes: 3, Threshold: 2, Rule: 4, Steps: 3}.Spec())
	})
	t.Run("qsc4", func(t *testing.T) { sameAsGo(t, qsc4.Config{Nodes: 4, Corrupt: 1, Threshold: 3}.Spec()) })
	t.Run("object", func(t *testing.T) {
		sameAsGo(t, object.Config{Nodes: 2, Clients: 2, Operations: 3}.Spec())
	})
}

// They do of those whose circuits are large.
func TestLargeCircuitsSayWhatGoDoes(t *testing.T) {
	t.Run("clock", func(t *testing.T) {
		sameAsGo(t, clock.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Horizon: 2}.Spec())
	})
	t.Run("qsc3", func(t *testing.T) {
		sameAsGo(t, qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 2}.Spec())
	})
	t.Run("pipeline", func(t *testing.T) { sameAsGo(t, pipeline.Config{Nodes: 3, Rounds: 3, Gap: 3}.Spec()) })
	t.Run("tlcb", func(t *testing.T) {
		sameAsGo(t, tlcb.Config{Nodes: 5, Corrupt: 1, MessageThreshold: 3, WitnessThreshold: 3}.Spec())
	})
}

func sameAsGo[S comparable](t *testing.T, sp *spec.Spec[S]) {
	compare, err := circuits.Against(sp)
	if err != nil {
		t.Fatal(err)
	}
	states := someStates(sp, 80)
	for _, s := range states {
		if err := compare(s); err != nil {
			t.Fatal(err)
		}
	}
	program, err := circuits.Program(sp)
	if err != nil {
		t.Fatal(err)
	}
	if odd, err := explore.CompareProgram(sp, program, states); err != nil || odd > 0 {
		t.Errorf("a program leaves %d of %d states to the Go, %v", odd, len(states), err)
	}
}

// someStates are states of random runs.
func someStates[S comparable](sp *spec.Spec[S], n int) (states []S) {
	random, taken := rand.New(rand.NewPCG(1, 2)), explore.Instances(sp)
	for s := sp.Init; len(states) < n; {
		states = append(states, s)
		var enabled []explore.Taken
		for _, in := range taken {
			if sp.Actions[in.Action].Can(&s, in.Args) {
				enabled = append(enabled, in)
			}
		}
		if len(enabled) == 0 {
			s = sp.Init
			continue
		}
		in := enabled[random.IntN(len(enabled))]
		sp.Actions[in.Action].Do(&s, in.Args)
	}
	return states
}

// What two actions do to each other in a reachable state, and what an action does to a property there, was worked out
// before.
func TestWhatHappensIsAmongWhatWasWorkedOut(t *testing.T) {
	for name, c := range clocks {
		if name != "later" && name != "unwitnessed" || deep {
			t.Run("tlc, "+name, func(t *testing.T) { workedOut(t, c.Spec()) })
		}
	}
	t.Run("tlc, broken", func(t *testing.T) {
		workedOut(t, tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Horizon: 2}.Spec())
	})
	t.Run("twophase", func(t *testing.T) { workedOut(t, twophase.Config{Nodes: 3}.Spec()) })
}

// So it was of specs that are small.
func TestWhatHappensInSmallSpecsWasWorkedOut(t *testing.T) {
	t.Run("tlc, unwitnessed", func(t *testing.T) { workedOut(t, clocks["unwitnessed"].Spec()) })
	t.Run("twophase", func(t *testing.T) { workedOut(t, twophase.Config{Nodes: 2}.Spec()) })
	t.Run("consensus", func(t *testing.T) { workedOut(t, consensus.Config{Nodes: 3, Rounds: 1}.Spec()) })
	t.Run("tlcb", func(t *testing.T) {
		workedOut(t, tlcb.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}.Spec())
	})
}

func workedOut[S comparable](t *testing.T, sp *spec.Spec[S]) {
	d, err := circuits.Dependence(sp)
	if err != nil {
		t.Fatal(err)
	}
	m := &measured[S]{sp: sp, taken: explore.Instances(sp), d: d}
	seen, states := map[S]bool{sp.Init: true}, []S{sp.Init}
	for at := 0; at < len(states); at++ {
		for _, next := range m.look(t, states[at]) {
			if !seen[next] {
				seen[next] = true
				states = append(states, next)
			}
		}
	}
	if m.conflicts == 0 || m.enabled == 0 || m.decided == 0 {
		t.Errorf("%d conflicts, %d enabled, %d decided in %d states: want some", m.conflicts, m.enabled, m.decided,
			len(states))
	}
}

// measured counts what happens in all states.
type measured[S comparable] struct {
	sp                          *spec.Spec[S]
	taken                       []explore.Taken
	d                           *explore.Dependence
	conflicts, enabled, decided int
}

func (m *measured[S]) can(k int, s S) bool {
	return m.sp.Actions[m.taken[k].Action].Can(&s, m.taken[k].Args)
}

func (m *measured[S]) do(k int, s S) S {
	m.sp.Actions[m.taken[k].Action].Do(&s, m.taken[k].Args)
	return s
}

// look compares in one state, and has its successors.
func (m *measured[S]) look(t *testing.T, s S) (successors []S) {
	for k := range m.taken {
		if !m.can(k, s) {
			continue
		}
		next := m.do(k, s)
		successors = append(successors, next)
		for other := range m.taken {
			if other == k {
				continue
			}
			now, then := m.can(other, s), m.can(other, next)
			switch {
			case !now && then:
				if m.enabled++; !m.d.Enablers[other].Has(k) {
					t.Fatalf("%v enables %v, in %+v", m.taken[k], m.taken[other], s)
				}
			case now && (!then || !m.can(k, m.do(other, s)) || m.do(other, next) != m.do(k, m.do(other, s))):
				if m.conflicts++; !m.d.Conflicts[k].Has(other) || !m.d.Conflicts[other].Has(k) {
					t.Fatalf("%v conflicts with %v, in %+v", m.taken[k], m.taken[other], s)
				}
			}
		}
		m.judge(t, k, s, next)
	}
	return successors
}

// judge compares which properties an action decides. What holds at the end of runs only needs nobody who decides it.
func (m *measured[S]) judge(t *testing.T, k int, s, next S) {
	ends := true
	for other := range m.taken {
		ends = ends && !m.can(other, next)
	}
	for p := range m.sp.Props {
		prop := &m.sp.Props[p]
		if prop.Holds(&s) != prop.Holds(&next) && prop.Holds(&next) == (prop.Kind == spec.Sometimes) {
			if m.decided++; !ends && !m.d.Deciders[p].Has(k) {
				t.Fatalf("%v decides %s, in %+v", m.taken[k], prop.ID, s)
			}
		}
		if prop.When != nil && !prop.When.Holds(&s) && prop.When.Holds(&next) && !m.d.Mattering[p].Has(k) {
			t.Fatalf("%v makes %s matter, in %+v", m.taken[k], prop.ID, s)
		}
	}
}
