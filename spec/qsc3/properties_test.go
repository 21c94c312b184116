package qsc3_test

import (
	"testing"

	"quesera/spec/explore/exploretest"
	"quesera/spec/qsc3"
)

// Each of QSC3-P1 to QSC3-P5 holds, and each of QSC3-S1 to QSC3-S6 is reached, by itself. Method: exhaustive, up to
// renaming between steps, one search a property and group.
func TestEachPropertyOfTheRoundHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t,
		qsc3.Config{Nodes: 2, Threshold: 2, Late: 1, Tickets: 2}.Spec(),
		qsc3.Config{Nodes: 3, Threshold: 2, Late: 1, Tickets: 3}.Spec())
}
