package sim_test

import (
	"strings"
	"testing"

	"quesera/model/sim"
)

// An enumeration ends with an error in a run that makes no end of choices: a fault is not a hang. A world looks at that
// error in each move.
func TestARunWithoutEndIsAnError(t *testing.T) {
	all, runs := sim.NewAll(), 0
	for all.Next() {
		runs++
		for all.Err() == nil {
			all.Choose(2)
		}
	}
	if runs != 1 || all.Err() == nil || !strings.Contains(all.Err().Error(), "no end in sight") {
		t.Errorf("%d runs, error %v, want one that has no end", runs, all.Err())
	}
}
