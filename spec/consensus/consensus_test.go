package consensus_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/consensus"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
)

// CONS-P1 to CONS-P4 hold in every state, and each Sometimes is reached. Method: exhaustive. With
// k values chosen each node knows 0 to k of them, so there are sum over k of n^k (k+1)^n states; a group of
// one has no second node to lag.
func TestChosenValuesAreChosenOnceAndLearnedInOrder(t *testing.T) {
	for _, c := range []struct {
		config consensus.Config
		states uint64
	}{
		{consensus.Config{Nodes: 1, Rounds: 3}, 1 + 2 + 3 + 4},
		{consensus.Config{Nodes: 2, Rounds: 3}, 1 + 2*4 + 4*9 + 8*16},
		{consensus.Config{Nodes: 3, Rounds: 2}, 1 + 3*8 + 9*27},
	} {
		sp := c.config.Spec()
		r, err := explore.Explore(sp, explore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.States != c.states || !r.Complete || r.Deadlock != nil {
			t.Errorf("%+v: %d states, complete %v, deadlock %v, want %d, all, none", c.config, r.States, r.Complete,
				r.Deadlock != nil, c.states)
		}
		for p, prop := range sp.Props {
			want := prop.Kind == spec.Sometimes && (c.config.Nodes > 1 || prop.ID != "CONS-S2")
			if (r.Reached[p] != nil) != want {
				t.Errorf("%+v: %s decided wrongly: %s", c.config, prop.ID, prop.Text)
			}
		}
	}
}

// Each of CONS-P1 to CONS-P4 holds, and each of CONS-S1 and CONS-S2 is reached, by itself. Method: exhaustive, one
// search a property and group.
func TestEachPropertyOfTheChainHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t, consensus.Config{Nodes: 2, Rounds: 3}.Spec(), consensus.Config{Nodes: 3, Rounds: 2}.Spec())
}

// What is chosen or learned never changes: the guard of every action keeps it from an occupied
// place. Method: every transition of every reachable state.
func TestNothingChosenIsEverChanged(t *testing.T) {
	sp := consensus.Config{Nodes: 3, Rounds: 2}.Spec()
	explored, kept := 0, true
	watch := func(st *consensus.State) bool {
		for a := range sp.Actions {
			forEachInstance(&sp.Actions[a], func(args spec.Args) {
				if !sp.Actions[a].Can(st, args) {
					return
				}
				next := *st
				sp.Actions[a].Do(&next, args)
				explored++
				kept = kept && includes(&next, st)
			})
		}
		return true
	}
	watched := *sp
	watched.Props = []spec.Property[consensus.State]{{Claim: spec.Claim{ID: "watch"},
		Predicate: spec.Predicate[consensus.State]{Method: "watch", Holds: watch}}}
	r, err := explore.Explore(&watched, explore.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if !kept || uint64(explored) != r.Transitions {
		t.Errorf("choices kept: %v, over %d of %d transitions", kept, explored, r.Transitions)
	}
}

func includes(a, b *consensus.State) bool {
	for r := range a.Chosen {
		if !a.Chosen[r].Includes(b.Chosen[r]) || !b.Chosen[r].Empty() && a.Chosen[r] != b.Chosen[r] {
			return false
		}
		for j := range a.Learned {
			if !b.Learned[j][r].Empty() && a.Learned[j][r] != b.Learned[j][r] {
				return false
			}
		}
	}
	return true
}

// forEachInstance goes through the arguments of an action of two parameters.
func forEachInstance(a *spec.Action[consensus.State], do func(spec.Args)) {
	for _, v := range a.Params[0].Values {
		for _, w := range a.Params[1].Values {
			do(spec.Args{v, w})
		}
	}
}
