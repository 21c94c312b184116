package dkg

import (
	"testing"

	"quesera/spec/explore/exploretest"
)

// Each of DKG-P1 to P5 and P12 to P14 holds, and each of DKG-S1 to S7 is reached, by itself. Method: exhaustive, one
// search a property and group: three nodes, one of them corrupt, and four, one of which may crash.
func TestEachPropertyOfTheKeyGenerationHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t,
		Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 1 << 0, Expose: true}.Spec(),
		Config{Nodes: 4, Threshold: 3, Faults: 1, Crashes: 1, Expose: true}.Spec())
}
