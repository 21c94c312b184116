package relay

import (
	"testing"

	"quesera/spec/explore/exploretest"
)

// DKG-P15 and P16 hold, and each of DKG-S8 to S11 is reached, by itself. Method: exhaustive, one search a property and
// group: a corrupt sender, an honest one beside a corrupt relay, and nodes that crash, the sender among them.
func TestEachPropertyOfTheRelaysHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t,
		Config{Nodes: 3, Versions: 2, Corrupt: 0b001, Crashes: 1, Relay: true}.Spec(),
		Config{Nodes: 3, Versions: 2, Corrupt: 0b100, Crashes: 1, Relay: true}.Spec(),
		Config{Nodes: 4, Versions: 1, Crashes: 2, Relay: true}.Spec())
}
