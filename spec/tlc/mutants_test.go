package tlc_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/tlc"
)

// TLC-P1 to P6 hold in every state of small groups, every Sometimes is reached, and nothing deadlocks.
// Method: exhaustive, up to renaming.
func TestTheClockKeepsItsPromisesInEveryState(t *testing.T) {
	for _, c := range []tlc.Config{
		{Nodes: 1, Message: 1, Witness: 1, Horizon: 3},
		{Nodes: 2, Message: 2, Witness: 2, Horizon: 3},
		{Nodes: 2, Message: 1, Witness: 2, Horizon: 2},
		{Nodes: 3, Message: 2, Witness: 2, Horizon: 1},
		{Nodes: 3, Message: 1, Witness: 2, Horizon: 2},
		{Nodes: 3, Message: 3, Witness: 3, Horizon: 2},
		{Nodes: 3, Message: 2, Witness: 0, Horizon: 2},
		{Nodes: 3, Message: 3, Witness: 0, Horizon: 3},
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
				t.Errorf("%+v: %s (%s), %v: decided by some state is %v", c, p.ID, p.Claim, p.Kind, !sometimes)
			}
		}
		if t.Failed() {
			return // larger groups say the same, and under a fault may be very large
		}
	}
}
