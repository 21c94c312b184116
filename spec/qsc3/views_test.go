package qsc3_test

import (
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
	"quesera/spec/qsc3"
)

// Doing an action and forgetting is the same as forgetting first, and what a view shows decides a property only where
// the whole state does (doc.go, "Views"). Method: every action in every state.
func TestForgettingCommutesWithEveryAction(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
		{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Exact: true},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true},
		{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true},
	} {
		exploretest.ViewsForget(t, c.Spec())
	}
}

// States that a view takes for each other, in the middle of a step too, lead to the same ends of the step (doc.go,
// "Views").
func TestJoinedStatesLeadToTheSameEndsOfTheStep(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
		{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 3, Late: true},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Exact: true},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true},
		{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true},
		{Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3, Exact: true},
	} {
		exploretest.ViewsJoin(t, c.Spec())
	}
}

// Searching the views reaches the same ends of steps and decides the same properties at the same depths as searching
// the whole, where the thresholds are safe and where they are not. Method: both searches to the end.
func TestViewsDecideAsTheWholeDoes(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
		{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true},
		{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true},
		{Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3, Exact: true},
		{Nodes: 4, MessageThreshold: 4, WitnessThreshold: 4, Late: true},
	} {
		exploretest.ViewsDecide(t, c.Spec())
	}
}

// At the end of a step a view takes a state for its renamings alone. Method: all renamings of the nodes, and of the
// two proposals, of every state between steps.
func TestBetweenStepsOnlyRenamingsAreJoined(t *testing.T) {
	for _, c := range []qsc3.Config{{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true}, {Nodes: 4,
		MessageThreshold: 3, WitnessThreshold: 3}} {
		sp := c.Spec()
		view := sp.Views[0]
		all := renamings(int(c.Nodes))
		known := map[qsc3.State]bool{}
		onlyRenamed := func(s *qsc3.State) bool {
			shown := *s
			view.Forget(&shown)
			if !view.Settled(&shown) || known[shown] {
				return true
			}
			known[shown] = true
			form := shown
			view.Join(&form)
			return slices.ContainsFunc(all, func(to []int) bool {
				return sameKnowledge(&form, &shown, to, false) || shown.Step > 0 && sameKnowledge(&form, &shown, to, true)
			})
		}
		sp.Props = []spec.Property[qsc3.State]{{Claim: spec.Claim{ID: "renamed"},
			Predicate: spec.Predicate[qsc3.State]{Holds: onlyRenamed}}}
		r, err := explore.Explore(sp, explore.Options{Workers: 1})
		if err != nil || !r.Complete || len(known) < 20 {
			t.Errorf("%+v: after %d states between steps one is taken for what is no renaming of it: %v", c, len(known), err)
		}
	}
}

// sameKnowledge reports whether each node i of b knows what node to[i] of a does, with the two proposals exchanged or
// not.
func sameKnowledge(a, b *qsc3.State, to []int, exchanged bool) bool {
	for i, j := range to {
		k := b.Knows[i]
		if exchanged {
			swap := func(s spec.NodeSet) spec.NodeSet { return s&1<<1 | s>>1&1 }
			k = qsc3.Knowledge{Seen: swap(k.Seen), Confirmed: swap(k.Confirmed), Reconfirmed: swap(k.Reconfirmed)}
		}
		if a.Knows[j] != k {
			return false
		}
	}
	return true
}

func renamings(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, p := range renamings(n - 1) {
		for at := range n {
			all = append(all, slices.Insert(slices.Clone(p), at, n-1))
		}
	}
	return all
}

// A round of five nodes with t = 3 that leave each step at once keeps its promises, whatever is late, and has its known
// size. With t = 2 agreement is lost. Method: exhaustive, in views.
func TestTheRoundOfFive(t *testing.T) {
	sp := qsc3.Config{Nodes: 5, MessageThreshold: 3, WitnessThreshold: 3, Late: true, Exact: true}.Spec()
	r, err := explore.Explore(sp, explore.Options{Views: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("promises", func(t *testing.T) {
		if r.Violated(sp) || r.Complete && r.Reached[len(sp.Props)-1] == nil {
			t.Errorf("%+v, want no violation, and that somebody confirms what it cannot reconfirm", r)
		}
	})
	t.Run("size", func(t *testing.T) {
		if !r.Complete || r.States != 776_258 || r.Transitions != 5_736_420 {
			t.Errorf("%d states, %d transitions, complete %v, want 776258 and 5736420", r.States, r.Transitions, r.Complete)
		}
	})
	t.Run("no majority", func(t *testing.T) {
		sp := qsc3.Config{Nodes: 5, MessageThreshold: 2, WitnessThreshold: 2, Exact: true}.Spec()
		r, err := explore.Explore(sp, explore.Options{Views: true})
		if err != nil || !r.Violated(sp) {
			t.Errorf("%+v, %v, want a violation", r, err)
		}
	})
}
