package dkg

import (
	"testing"

	"quesera/spec/explore/exploretest"
)

// Where the condition of DKG-P1 to P5 or P12 to P14 is not met, the property holds whatever else is so. Method: states
// that mix what is in reachable ones.
func TestConditionsOfTheKeyGenerationAreTheirs(t *testing.T) {
	exploretest.Conditions(t,
		Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 1 << 0, Expose: true}.Spec(),
		Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 0b001, Expose: true, Trusting: true}.Spec())
}
