package qsc3_test

import (
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/qsc3"
)

// QSC3-P1 to P6 hold in every state of one whole round of small groups, every Sometimes is reached, and
// nothing deadlocks. Method: exhaustive, up to renaming between steps.
func TestTheRoundKeepsItsPromisesInEveryState(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 1, Threshold: 1, Late: 1, Tickets: 2},
		{Nodes: 2, Threshold: 2, Late: 1, Tickets: 2},
		{Nodes: 3, Threshold: 2, Late: 1, Tickets: 3},
		{Nodes: 3, Threshold: 3, Late: 1, Tickets: 2},
	} {
		sp := c.Spec()
		r, err := explore.Explore(sp, explore.Options{Symmetry: true})
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if r.Deadlock != nil {
			t.Errorf("%+v: deadlock after %d steps", c, r.Deadlock.Depth)
		}
		for i, p := range sp.Props {
			if sometimes := p.Kind == spec.Sometimes; sometimes != (r.Reached[i] != nil) {
				t.Errorf("%+v: %s (%s), %v: decided by some state is %v", c, p.ID, p.Text, p.Kind, !sometimes)
			}
		}
	}
}

// The round of three nodes has its known size. A guard that became narrower breaks no promise and may leave
// every Sometimes within reach; it is seen by the number of transitions of each action alone.
func TestTheRoundOfThreeHasItsKnownSize(t *testing.T) {
	r, err := explore.Explore(qsc3.Config{Nodes: 3, Threshold: 2, Late: 1}.Spec(), explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []uint64{35184, 9174, 1161, 10358, 16152, 103400}; r.States != 84358 || !slices.Equal(r.PerAction, want) {
		t.Errorf("%d states, transitions %v, want 84358 and %v", r.States, r.PerAction, want)
	}
}
