package relay

import (
	"testing"

	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
)

// DKG-P15, P16: relays make a consistent broadcast of signed messages, whatever corrupt nodes, the sender
// among them, and crashes do. Every Sometimes is reached.
func TestRelaysMakeABroadcast(t *testing.T) {
	for _, s := range []struct {
		config              Config
		states, transitions uint64
	}{
		{Config{Nodes: 3, Versions: 3, Corrupt: 0b001, Relay: true}, 3079, 12515},
		{Config{Nodes: 3, Versions: 2, Corrupt: 0b001, Crashes: 1, Relay: true}, 770, 2307},
		{Config{Nodes: 4, Versions: 2, Corrupt: 0b0011, Relay: true}, 2825, 21640},
		{Config{Nodes: 3, Versions: 2, Corrupt: 0b100, Crashes: 1, Relay: true}, 38, 71}, // nobody signs for an honest sender
		{Config{Nodes: 4, Versions: 1, Crashes: 2, Relay: true}, 306, 1167},
		{Config{Nodes: 4, Versions: 1, Corrupt: 0b1000, Crashes: 2, Relay: true}, 238, 1139},
	} {
		exploretest.Whole(t, s.config.Spec(), explore.Options{}, s.states, s.transitions)
	}
}

// Without relays a corrupt sender, or one that crashes, splits the honest nodes.
func TestWithoutRelaysABroadcastSplits(t *testing.T) {
	for _, c := range []Config{
		{Nodes: 3, Versions: 2, Corrupt: 0b001},
		{Nodes: 3, Versions: 1, Crashes: 1},
	} {
		sp := c.Spec()
		r, err := explore.Explore(sp, explore.Options{Until: "DKG-P15"})
		if err != nil {
			t.Fatal(err)
		}
		if r.Reached[0] == nil || sp.Props[0].ID != "DKG-P15" {
			t.Errorf("%+v: DKG-P15 holds", c)
		}
	}
}
