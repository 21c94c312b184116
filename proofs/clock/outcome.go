package clock

import (
	"fmt"
	"testing"

	"quesera/proofs/refine"
	"quesera/spec/clock"
)

// Judge judges states by the axioms, and where both thresholds are majorities also by what follows from them.
func Judge(c clock.Config) func(*clock.State) error {
	axioms, majorities := c.Axioms(), c.Majorities()
	return func(st *clock.State) error {
		for _, axiom := range axioms {
			if !axiom.Holds(st) {
				return fmt.Errorf("%s fails: %s, in %+v", axiom.ID, axiom.Text, *st)
			}
		}
		if majorities && !c.TwoStepBroadcast(st) {
			return fmt.Errorf("CLK-P7 fails in %+v", *st)
		}
		return nil
	}
}

// Outcomes are those of the contract: the states that its generator makes in which all have reached the horizon.
func Outcomes(t testing.TB, c clock.Config) map[clock.State]bool {
	t.Helper()
	return refine.StatesWhere(t, c.Spec(), false, c.Everyone)
}
