package exploretest

import (
	"fmt"
	"strings"
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

// Outline is what a spec claims, as the IDs of its properties after the hyphen, "P1 P2 S1", and what can happen in it,
// as its actions with who acts, and with each parameter and how many values it has: "Certify(i:3) by i".
func Outline[S any](sp *spec.Spec[S]) (claims, actions string) {
	var ids, acts []string
	for _, p := range sp.Props {
		_, id, _ := strings.Cut(p.ID, "-")
		ids = append(ids, id)
	}
	for _, a := range sp.Actions {
		var params []string
		for _, p := range a.Params {
			params = append(params, fmt.Sprintf("%s:%d", p.Name, len(p.Values)))
		}
		act := a.Name + "(" + strings.Join(params, ",") + ")"
		if len(a.Params) > 0 {
			act += " by " + a.Params[a.By].Name
		}
		acts = append(acts, act)
	}
	return strings.Join(ids, " "), strings.Join(acts, ", ")
}
