package clock

import (
	"testing"

	"quesera/spec/clock"
)

// CLK-L1. Claim: the axioms are complete: whatever satisfies CLK-P1 to CLK-P6 the generator makes, by the schedule
// that spec/clock describes (TLC §2.1).
//
// Method: that schedule, with every guard checked, for each outcome of small groups; spec/clock compares
// with brute force in smaller ones still. The runs of the models are held to it up to n = 9 (TLC-R4).
func TestEveryOutcomeIsMadeByTheLockstepSchedule(t *testing.T) {
	for _, c := range []clock.Config{
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Horizon: 1},
		{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 2, Late: true, Horizon: 1},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Horizon: 2},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true, Horizon: 3},
	} {
		replayer := NewReplayer(c)
		for out := range Outcomes(t, c) {
			if err := replayer.Run(&out); err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
		}
	}
}
