package tlc_test

import (
	"testing"

	"quesera/spec/explore/exploretest"
	"quesera/spec/tlc"
)

// Where the condition of TLC-P1 to P6 is not met, the property holds whatever else is so. Method: states that mix
// what is in reachable ones.
func TestConditionsOfTheClockAreTheirs(t *testing.T) {
	exploretest.Conditions(t,
		tlc.Config{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Horizon: 2}.UnsafeSpec(),
		tlc.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 3}.Spec(),
		tlc.Config{Nodes: 2, MessageThreshold: 1, Unwitnessed: true, Exact: true, Horizon: 3}.Spec())
}
