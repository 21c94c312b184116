package sim_test

import (
	"testing"

	"quesera/model/sim"
)

// A choice that there is not is refused at once, and not only because the schedule then ends too soon.
func TestReplayRefusesAChoiceThatThereIsNot(t *testing.T) {
	for _, choice := range []int{-1, 3, 9} {
		r := sim.NewReplay([]int{choice, 0, 0})
		if got := r.Choose(3); got != 0 || r.Err() == nil {
			t.Errorf("choice %d of three: %d, error %v, want 0 and an error", choice, got, r.Err())
		}
	}
}
