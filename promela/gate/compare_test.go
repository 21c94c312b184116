package gate

import (
	"strings"
	"testing"

	"quesera/promela/spin"
	"quesera/promela/translate"
)

// Each figure that the engines do not share is a difference of its own: states, transitions, transitions of one action
// that another's make up for, and states in which one property matters.
func TestEveryCountIsCompared(t *testing.T) {
	for what, change := range map[string]func(e *Explored){
		"states":                       func(e *Explored) { e.States++ },
		"transitions":                  func(e *Explored) { e.Transitions++ },
		"transitions by Up":            func(e *Explored) { e.PerAction[0], e.PerAction[1] = 6, 4 },
		"transitions by Down:":         func(e *Explored) { e.PerAction[0], e.PerAction[1] = 4, 6 },
		"states in which X-P1 matters": func(e *Explored) { e.Mattered[0]++ },
		"states in which X-P2 matters": func(e *Explored) { e.Mattered[0], e.Mattered[2] = 2, 3 },
		"":                             func(*Explored) {},
	} {
		c := &Comparison{Program: &translate.Program{Actions: []translate.ActionLabel{{Name: "Up", Params: 1},
			{Name: "Down", Params: 1}}, Props: []translate.PropertyLabel{{ID: "X-P1", When: "X_P1_when"}, {ID: "X-S1"},
			{ID: "X-P2", When: "X_P2_when"}}},
			Explorer: Explored{States: 7, Transitions: 10, PerAction: []uint64{5, 5}, Mattered: []uint64{3, 0, 2}},
			Spin: &spin.Result{States: 7, Transitions: 10, PerAction: []uint64{5, 5},
				Mattered: []uint64{3, 0, 2}}}
		change(&c.Explorer)
		c.compareCounts()
		found := strings.Join(c.Differences, "; ")
		if (what == "") != (found == "") || !strings.Contains(found, what) {
			t.Errorf("%q changed: differences %q", what, found)
		}
	}
}
