package explore

import (
	"testing"

	"quesera/spec"
)

// election is a state that names a node.
type election struct {
	Known  bool
	Leader spec.NodeID
	Marked spec.NodeSet
}

type electionConfig struct{ Nodes uint8 }

// With a node named in the state, renaming renames that too: one leader of three and a set of marked
// nodes are 24 states and 6 orbits (the leader marked or not, none to both of the others), and
// nobody elected is one more.
func TestANodeNamedInTheStateIsRenamed(t *testing.T) {
	sp := &spec.Spec[election]{
		Config: electionConfig{3}, Symmetric: func(*election) bool { return true },
		Actions: []spec.Action[election]{
			spec.Act1("Elect", "", spec.Nodes("i", 3), func(s *election, _ spec.NodeID) bool { return !s.Known },
				func(s *election, i spec.NodeID) { s.Known, s.Leader = true, i }),
			spec.Act1("Mark", "", spec.Nodes("i", 3), func(s *election, i spec.NodeID) bool {
				return s.Known && !s.Marked.Has(i)
			},
				func(s *election, i spec.NodeID) { s.Marked = s.Marked.With(i) }),
		},
	}
	for symmetry, want := range map[bool]uint64{false: 25, true: 7} {
		r, err := Explore(sp, Options{Symmetry: symmetry})
		if err != nil || r.States != want {
			t.Errorf("symmetry %v: %d states, %v, want %d", symmetry, r.States, err, want)
		}
	}
}
