package sim_test

import (
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// A node that has crashed hears nothing any more, and only one crashes where one may.
func TestACrashedNodeIsSilentForGood(t *testing.T) {
	crashes := 0
	for seed := range uint64(20) {
		w, err := sim.New(sim.Config[heard]{Nodes: 3, Machine: chatter{}, Chooser: sim.Random(seed), Timeouts: true, Faults: sim.Faults{Crashes: 1, Rarity: 4}})
		if err != nil {
			t.Fatal(err)
		}
		var before [3]int // how much the nodes had heard when the crash was noticed
		crashed := model.NodeSet{}
		for range 60 {
			if err := w.Move(); err != nil {
				t.Fatal(err)
			}
			if dead := model.All(3).Minus(w.Live()); !dead.Equal(crashed) {
				crashed = dead
				crashes++
				for i := range before {
					before[i] = len(*w.State(model.NodeID(i)))
				}
			}
		}
		if crashed.Len() > 1 {
			t.Errorf("seed %d: %v crashed, want one at most", seed, crashed)
		}
		for i := range crashed.Members() {
			if now := len(*w.State(i)); now != before[i] {
				t.Errorf("seed %d: node %d heard %d messages after its crash", seed, i, now-before[i])
			}
		}
	}
	if crashes == 0 {
		t.Error("nobody crashed in 20 runs")
	}
}

// A choice that there is not is refused at once, and not only because the schedule then ends too soon.
func TestReplayRefusesAChoiceThatThereIsNot(t *testing.T) {
	for _, choice := range []int{-1, 3, 9} {
		r := sim.NewReplay([]int{choice, 0, 0})
		if got := r.Choose(3); got != 0 || r.Err() == nil {
			t.Errorf("choice %d of three: %d, error %v, want 0 and an error", choice, got, r.Err())
		}
	}
}
