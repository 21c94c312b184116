package promela_test

import (
	"testing"

	"quesera/catalogue"
	"quesera/promela/internal/odd"
)

// The example of a spec in DESIGN.md has the same graph in both engines, of the size that was measured
// for it when it was first written down.
func TestUnwitnessedClocksHaveTheMeasuredGraph(t *testing.T) {
	s := findSpin(t)
	c := compare(t, s, catalogue.Of(odd.ClockConfig{Nodes: 4, Threshold: 3, Horizon: 8}.Spec()), true)
	if c.Explorer.States != 44_305 || c.Explorer.Transitions != 241_884 {
		t.Errorf("%d states and %d transitions, want 44305 and 241884", c.Explorer.States, c.Explorer.Transitions)
	}
}

// Where Go and Promela might differ they do not: arithmetic that wraps, operators on bits, copies of structs, nested
// loops, early returns, shadowed names, names that are words of Promela, arguments that change during a call.
func TestOddSpecsMeanTheSameInBothLanguages(t *testing.T) {
	s := findSpin(t)
	for _, m := range []catalogue.Model{
		catalogue.Of(odd.NumbersConfig{Nodes: 3, Len: 600, Run: 3, Left: 5}.Spec()),
		catalogue.Of(odd.FlowConfig{Nodes: 3, Left: 6}.Spec()),
	} {
		t.Run(m.Name(), func(t *testing.T) {
			t.Parallel()
			c := compare(t, s, m, true)
			for i, a := range c.Model.Actions {
				if c.Explorer.PerAction[i] == 0 {
					t.Errorf("%s is never taken", a.Name)
				}
			}
			t.Log(c.Explorer, c.Verdicts)
		})
	}
}
