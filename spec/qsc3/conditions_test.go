package qsc3_test

import (
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
	"quesera/spec/qsc3"
)

// Where the condition of QSC3-P1 to P5 or P7 is not met, the property holds whatever else is so. Method: states that
// mix what is in reachable ones. QSC3-P6 is left out: the rule of committing makes it so in every state, and what it
// holds is the rule (QSC3-M2).
func TestConditionsOfTheRoundAreTheirs(t *testing.T) {
	var specs []*spec.Spec[qsc3.State]
	for _, c := range []qsc3.Config{
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true, Tickets: 2},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Tickets: 2},
	} {
		sp := c.Spec()
		sp.Props = slices.DeleteFunc(sp.Props, func(p spec.Property[qsc3.State]) bool { return p.ID == "QSC3-P6" })
		specs = append(specs, sp)
	}
	exploretest.Conditions(t, specs...)
}
