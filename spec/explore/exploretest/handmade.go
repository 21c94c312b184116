package exploretest

import (
	"testing"

	"quesera/spec"
)

// Judge asks says, a property or a guard of a spec under config c, of states made by hand: each has a name, how to make
// it from the zero state, and whether what is asked of it is true.
func Judge[C, S any, H ~struct {
	Name string
	Make func(*S)
	Want bool
}](t *testing.T, name string, says func(C, *S) bool, c C, states ...H) {
	t.Helper()
	for _, handmade := range states {
		h := struct {
			Name string
			Make func(*S)
			Want bool
		}(handmade)
		var s S
		h.Make(&s)
		if got := says(c, &s); got != h.Want {
			t.Errorf("%s, %s: %v, want %v", name, h.Name, got, h.Want)
		}
	}
}

// Set is the set of the nodes.
func Set(nodes ...spec.NodeID) (set spec.NodeSet) {
	for _, i := range nodes {
		set = set.With(i)
	}
	return set
}
