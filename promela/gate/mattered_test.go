package gate_test

import (
	"fmt"
	"testing"

	"quesera/promela/gate/gatetest"
	"quesera/spec/tlc"
	"quesera/verify"
)

// Both engines count the same states in which each invariant says anything: of a spec that holds, and of one in which
// properties fail. The figures were found by both engines when the test was written.
func TestBothEnginesCountTheSameStates(t *testing.T) {
	for _, c := range []struct {
		system verify.System
		states uint64
		want   map[string]uint64
	}{
		{verify.NewSystem(tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Exact: true,
			Horizon: 2}.Spec()), 92,
			map[string]uint64{"TLC-P1": 88, "TLC-P2": 88, "TLC-P3": 88}},
		{verify.NewSystem(tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Exact: true,
			Horizon: 2}.UnsafeSpec()), 350,
			map[string]uint64{"TLC-P1": 346, "TLC-P2": 346, "TLC-P3": 346, "TLC-P4": 346, "TLC-P5": 0, "TLC-P6": 265}},
	} {
		r := gatetest.Agree(t, c.system.Compare, true)
		got := map[string]uint64{}
		for i, p := range r.Program.Props {
			if p.When != "" {
				got[p.ID] = r.Spin.Mattered[i]
			}
		}
		if r.Spin.States != c.states || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %d states, and properties say something in %v, want %d and %v", c.system.Name(), r.Spin.States, got,
				c.states, c.want)
		}
	}
}
