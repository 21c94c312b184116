package qsc3_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
	"quesera/spec/qsc3"
)

// Each of QSC3-P1 to QSC3-P9 holds, and each of QSC3-S1 to QSC3-S7 is reached, by itself. Method: exhaustive, up to
// renaming between steps, one search a property and group. Of one node alone every round succeeds.
func TestEachPropertyOfTheRoundHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t,
		qsc3.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 2}.Spec(),
		qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 3}.Spec(),
		qsc3.Config{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Tickets: 2, Sure: true}.Spec())
}

// QSC3-P1 to P7 hold in every state of one whole round of small groups, every Sometimes is reached, and
// nothing deadlocks. Method: exhaustive, up to renaming between steps.
func TestTheRoundKeepsItsPromisesInEveryState(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Late: true, Tickets: 2},
		{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 2},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 3},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true, Tickets: 2},
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
