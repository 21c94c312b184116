package clock_test

import (
	"testing"

	"quesera/spec/clock"
	"quesera/spec/explore/exploretest"
)

// Where the condition of CLK-P1 to P3, P5 or P7 is not met, the property holds whatever else is so. Method: states
// that mix what is in reachable ones.
func TestConditionsOfTheContractAreTheirs(t *testing.T) {
	exploretest.Conditions(t,
		clock.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true, Horizon: 2}.UnsafeSpec(),
		clock.Config{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 2, Horizon: 3}.Spec())
}
