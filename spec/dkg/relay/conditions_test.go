package relay

import (
	"testing"

	"quesera/spec/explore/exploretest"
)

// Where the condition of DKG-P15 or P16 is not met, the property holds whatever else is so. Method: states that mix
// what is in reachable ones.
func TestConditionsOfTheRelaysAreTheirs(t *testing.T) {
	exploretest.Conditions(t,
		Config{Nodes: 3, Versions: 2, Corrupt: 0b100, Crashes: 1, Relay: true}.Spec(),
		Config{Nodes: 3, Versions: 2, Corrupt: 0b001}.Spec())
}
