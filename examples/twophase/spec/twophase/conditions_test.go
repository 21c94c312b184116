package twophase_test

import (
	"testing"

	"quesera/examples/twophase/spec/twophase"
	"quesera/spec/explore/exploretest"
)

// Where the condition of TPC-P1 or P2 is not met, the property holds whatever else is so. Method: states that mix
// what is in reachable ones.
func TestConditionsOfTwoPhaseCommitAreTheirs(t *testing.T) {
	exploretest.Conditions(t,
		twophase.Config{Nodes: 3}.Spec())
}
