package qsc3_test

import (
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/qsc3"
)

// The round of three nodes has its known size. A guard that became narrower breaks no promise and may leave
// every Sometimes within reach; it is seen by the number of transitions of each action alone.
func TestTheRoundOfThreeHasItsKnownSize(t *testing.T) {
	for _, c := range []struct {
		tw        uint8
		exact     bool
		states    uint64
		perAction []uint64
	}{
		{2, true, 84358, []uint64{35184, 9174, 1161, 10358, 16152, 103400}},
		{2, false, 111117, []uint64{47718, 12423, 1492, 12706, 20863, 158711}},
		{3, false, 16378, []uint64{4464, 2232, 27, 690, 999, 20322}},
	} {
		sp := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: c.tw, Late: true, Exact: c.exact}.Spec()
		r, err := explore.Explore(sp, explore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.States != c.states || !slices.Equal(r.PerAction, c.perAction) {
			t.Errorf("t_w=%d, left at once %v: %d states, transitions %v, want %d and %v", c.tw, c.exact, r.States,
				r.PerAction, c.states, c.perAction)
		}
	}
}

// TLC §4.10. Where rivals count that a node is aware of by step s+2, agreement and all other properties hold, and a
// round of three has its known size; by s+1 two nodes come to disagree.
func TestTheRoundOfThreeWithRivalsKnownEarlier(t *testing.T) {
	c := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 3, Rivals: 2}
	r, err := explore.Explore(c.Spec(), explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.States != 112953 || r.Transitions != 255487 {
		t.Errorf("%d states, %d transitions, want 112953 and 255487", r.States, r.Transitions)
	}
	if wrong := wrong(c.Spec(), r); len(wrong) > 0 {
		t.Errorf("by s+2 %v fail", wrong)
	}
	early := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Tickets: 2, Rivals: 1}.Spec()
	early.Props = slices.DeleteFunc(early.Props, func(p spec.Property[qsc3.State]) bool { return p.ID != "QSC3-P5" })
	if r, err = explore.Explore(early, explore.Options{}); err != nil {
		t.Fatal(err)
	}
	if wrong := wrong(early, r); len(wrong) != 1 {
		t.Errorf("by s+1 %v fail, want QSC3-P5", wrong)
	}
}

// wrong are the properties that do not hold: invariants that fail, and what should be possible and is not.
func wrong(sp *spec.Spec[qsc3.State], r *explore.Result[qsc3.State]) (ids []string) {
	for i, p := range sp.Props {
		if (r.Reached[i] != nil) == (p.Kind == spec.Invariant) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
