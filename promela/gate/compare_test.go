package gate

import (
	"strings"
	"testing"

	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec"
)

// Each figure that the engines do not share is a difference of its own: states, transitions, and
// transitions of one action that another's make up for.
func TestEveryCountIsCompared(t *testing.T) {
	for what, change := range map[string]func(c *Counts){
		"states":               func(c *Counts) { c.States++ },
		"transitions":          func(c *Counts) { c.Transitions++ },
		"transitions by Up":    func(c *Counts) { c.PerAction[0], c.PerAction[1] = 6, 4 },
		"transitions by Down:": func(c *Counts) { c.PerAction[0], c.PerAction[1] = 4, 6 },
		"":                     func(*Counts) {},
	} {
		c := &Comparison{Program: &translate.Program{Actions: []translate.ActionLabel{{Name: "Up", Params: 1}, {Name: "Down", Params: 1}}},
			Explorer: Counts{States: 7, Transitions: 10, PerAction: []uint64{5, 5}},
			Spin:     &spin.Result{States: 7, Transitions: 10, PerAction: []uint64{5, 5}}}
		change(&c.Explorer)
		c.compareCounts()
		found := strings.Join(c.Differences, "; ")
		if (what == "") != (found == "") || !strings.Contains(found, what) {
			t.Errorf("%q changed: differences %q", what, found)
		}
	}
}

// A search that did not decide a property says something about it only if it was complete.
func TestAnIncompleteSearchDecidesNothingItDidNotSee(t *testing.T) {
	for _, c := range []struct {
		kind              spec.PropertyKind
		decided, complete bool
		want              spec.Verdict
	}{
		{spec.Invariant, false, true, spec.Holds}, {spec.Invariant, true, true, spec.Violated},
		{spec.Invariant, true, false, spec.Violated}, {spec.Invariant, false, false, spec.Inconclusive},
		{spec.Sometimes, true, true, spec.Holds}, {spec.Sometimes, true, false, spec.Holds},
		{spec.Sometimes, false, true, spec.Violated}, {spec.Sometimes, false, false, spec.Inconclusive},
	} {
		if got := verdict(c.kind, c.decided, c.complete); got != c.want {
			t.Errorf("%v, decided %v, complete %v: %v, want %v", c.kind, c.decided, c.complete, got, c.want)
		}
	}
}
