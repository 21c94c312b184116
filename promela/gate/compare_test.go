package gate

import (
	"strings"
	"testing"

	"quesera/promela/spin"
	"quesera/promela/translate"
)

// Each figure that the engines do not share is a difference of its own: states, transitions, and
// transitions of one action that another's make up for.
func TestEveryCountIsCompared(t *testing.T) {
	for what, change := range map[string]func(e *Explored){
		"states":               func(e *Explored) { e.States++ },
		"transitions":          func(e *Explored) { e.Transitions++ },
		"transitions by Up":    func(e *Explored) { e.PerAction[0], e.PerAction[1] = 6, 4 },
		"transitions by Down:": func(e *Explored) { e.PerAction[0], e.PerAction[1] = 4, 6 },
		"":                     func(*Explored) {},
	} {
		c := &Comparison{Program: &translate.Program{Actions: []translate.ActionLabel{{Name: "Up", Params: 1},
			{Name: "Down", Params: 1}}},
			Explorer: Explored{States: 7, Transitions: 10, PerAction: []uint64{5, 5}},
			Spin:     &spin.Result{States: 7, Transitions: 10, PerAction: []uint64{5, 5}}}
		change(&c.Explorer)
		c.compareCounts()
		found := strings.Join(c.Differences, "; ")
		if (what == "") != (found == "") || !strings.Contains(found, what) {
			t.Errorf("%q changed: differences %q", what, found)
		}
	}
}
