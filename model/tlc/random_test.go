package tlc_test

import (
	"testing"

	"pgregory.net/rapid"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/model/tlc/audit"
)

// clockRun is one run of the clock alone.
type clockRun struct {
	tlc.Thresholds
	sim.Faults
	uneven bool
	steps  model.Step
	limit  uint64
}

// play is the run under an auditor (TLC §2.6 to §2.9). It ends early when a rule is broken.
func (c clockRun) play(chooser sim.Chooser) (*audit.Auditor, error) {
	machine, err := tlc.New(c.Thresholds)
	if err != nil {
		return nil, err
	}
	a := audit.New(c.Thresholds)
	config := sim.Config[tlc.State]{
		Nodes: c.Nodes, Machine: tlc.Standalone{Machine: machine}, Chooser: chooser,
		Faults: c.Faults, Timeouts: true,
		Observe: func(o sim.Observation[tlc.State]) { a.Observe(audit.Of(o, o.After)) },
	}
	if c.uneven {
		config.Adversary = sim.Uneven(c.Nodes)
	}
	w, err := sim.New(config)
	if err != nil {
		return nil, err
	}
	return a, w.Run(func() bool { return a.Breach() != nil || reachedAll(w, c.steps) }, c.limit)
}

// reachedAll reports whether all live nodes are in a step or beyond it (a jump may leave it out).
func reachedAll(w *sim.World[tlc.State], s model.Step) bool {
	for i := range w.Live().Members() {
		if w.State(i).Step() < s {
			return false
		}
	}
	return true
}

// Time periods and two-step broadcast (TLC §2.7 to §2.9), and acknowledgments in the same step only, on
// random schedules with every kind of fault; and every run gets where it should (fairness).
func TestTimePeriodsAndTwoStepBroadcastOnRandomSchedules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "n")
		c := clockRun{
			Thresholds: tlc.Thresholds{
				Nodes:   n,
				Message: rapid.IntRange(n/2+1, n).Draw(t, "t_m"),
				Witness: rapid.IntRange(n/2+1, n).Draw(t, "t_w"),
			},
			uneven: rapid.Bool().Draw(t, "uneven"),
			steps:  25,
			limit:  2_000_000,
		}
		c.Faults = sim.Faults{
			Duplicate:  rapid.SampledFrom([]int{0, 10}).Draw(t, "duplicate"),
			Loss:       rapid.SampledFrom([]int{0, 0, 20}).Draw(t, "loss"),
			Crashes:    rapid.IntRange(0, n-max(c.Message, c.Witness)).Draw(t, "crashes"),
			Partitions: rapid.IntRange(0, 3).Draw(t, "partitions"),
			Impatience: rapid.SampledFrom([]int{0, 2}).Draw(t, "impatience"),
		}
		a, err := c.play(sim.Random(rapid.Uint64().Draw(t, "seed")))
		if err != nil {
			t.Fatal(err)
		}
		if a.Breach() != nil {
			t.Fatal(a.Breach())
		}
	})
}

// What the promises are about does happen, on a hundred fixed schedules: messages formulated too
// late, nodes that know a certified message but not that it was certified (TLC §2.9, last
// paragraph), late messages, and jumps.
func TestTheRareCasesHappen(t *testing.T) {
	var all audit.Counts
	for seed := range uint64(100) {
		c := clockRun{
			Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}, uneven: seed%2 == 0, steps: 40,
			limit:  2_000_000,
			Faults: sim.Faults{Partitions: 1, Rarity: 1000},
		}
		a, err := c.play(sim.Random(seed))
		if err != nil || a.Breach() != nil {
			t.Fatalf("seed %d: %v, %v", seed, err, a.Breach())
		}
		n := a.Counts()
		all = audit.Counts{Tardy: all.Tardy + n.Tardy, Unaware: all.Unaware + n.Unaware, Late: all.Late +
			n.Late, Jumps: all.Jumps + n.Jumps}
	}
	if all.Tardy == 0 || all.Unaware == 0 || all.Late == 0 || all.Jumps == 0 {
		t.Errorf("%+v, want some of each", all)
	}
	t.Logf("%+v", all)
}

// Without majorities the promises break, and the auditor notices: it can fail (TLC §2.7).
func TestWithoutMajoritiesThePromisesBreak(t *testing.T) {
	for _, th := range []tlc.Thresholds{{Nodes: 4, Message: 2, Witness: 2}, {Nodes: 5, Message: 3, Witness: 1},
		{Nodes: 5, Message: 1, Witness: 3}} {
		broken := false
		for seed := uint64(0); seed < 200 && !broken; seed++ {
			a, err := clockRun{Thresholds: th, uneven: true, steps: 20, limit: 1_000_000}.play(sim.Random(seed))
			if err != nil {
				t.Fatal(err)
			}
			broken = a.Breach() != nil
		}
		if !broken {
			t.Errorf("%+v: 200 runs in which TLC §2.8 and §2.9 hold, want one in which not", th)
		}
	}
}

// Losing a third of all packets for good, a partition and the crashes that the thresholds allow do not
// stop time: what is lost is said again (TLC-11, TLC-12).
func TestLossPartitionAndCrashesDoNotStopTime(t *testing.T) {
	for seed := range uint64(10) {
		c := clockRun{
			Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}, steps: 40, limit: 5_000_000,
			Faults: sim.Faults{Loss: 33, Crashes: 2, Partitions: 3, Duplicate: 5},
		}
		if a, err := c.play(sim.Random(seed)); err != nil || a.Breach() != nil {
			t.Errorf("seed %d: %v, %v", seed, err, a.Breach())
		}
	}
}

// One node more crashes than the thresholds allow, and time stops.
func TestTooManyCrashesStopTime(t *testing.T) {
	c := clockRun{
		Thresholds: tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2}, steps: 1 << 30, limit: 100_000,
		Faults: sim.Faults{Crashes: 2, Rarity: 20},
	}
	a, err := c.play(sim.Random(1))
	if err == nil || a.Breach() != nil {
		t.Errorf("run ended with %v, %v; want a limit or a stuck world", err, a.Breach())
	}
}

// Every schedule of the smallest witnessed group, two nodes that need each other, through
// one whole step: all of them keep the promises and none is stuck.
func TestEveryScheduleOfTwoNodesKeepsThePromises(t *testing.T) {
	runs := 0
	all := sim.NewAll()
	for all.Next() {
		c := clockRun{Thresholds: tlc.Thresholds{Nodes: 2, Message: 2, Witness: 2}, steps: 2, limit: 1000}
		a, err := c.play(all)
		if err != nil || a.Breach() != nil {
			t.Fatalf("run %d: %v, %v", runs, err, a.Breach())
		}
		runs++
	}
	if all.Err() != nil || runs < 100 {
		t.Errorf("%d runs, error %v; want all of several hundred", runs, all.Err())
	}
	t.Logf("%d schedules", runs)
}
