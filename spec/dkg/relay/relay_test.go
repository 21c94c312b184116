package relay

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
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
		sp := s.config.Spec()
		r, err := explore.Explore(sp, explore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !r.Complete || r.States != s.states || r.Transitions != s.transitions {
			t.Errorf("%+v: %d states and %d transitions, complete %v, want %d and %d", s.config, r.States, r.Transitions,
				r.Complete, s.states, s.transitions)
		}
		for p, prop := range sp.Props {
			if (r.Reached[p] != nil) != (prop.Kind == spec.Sometimes) {
				t.Errorf("%+v: %s (%s) %s: not so", s.config, prop.ID, prop.Kind, prop.Text)
			}
		}
		if r.Deadlock != nil {
			t.Errorf("%+v: deadlock after %d steps", s.config, r.Deadlock.Depth)
		}
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
