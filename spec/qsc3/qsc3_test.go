package qsc3_test

import (
	"slices"
	"testing"

	"quesera/spec/explore"
	"quesera/spec/qsc3"
)

// The round of three nodes has its known size. A guard that became narrower breaks no promise and may leave
// every Sometimes within reach; it is seen by the number of transitions of each action alone.
func TestTheRoundOfThreeHasItsKnownSize(t *testing.T) {
	r, err := explore.Explore(qsc3.Config{Nodes: 3, Threshold: 2, Late: true}.Spec(), explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []uint64{35184, 9174, 1161, 10358, 16152, 103400}; r.States != 84358 || !slices.Equal(r.PerAction, want) {
		t.Errorf("%d states, transitions %v, want 84358 and %v", r.States, r.PerAction, want)
	}
}
