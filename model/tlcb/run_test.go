package tlcb

import (
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// group is a configuration with as high a threshold as f_a silent nodes allow.
func config(n, crashed, corrupt int) Config {
	t := n - crashed
	return Config{Thresholds: tlc.Thresholds{Nodes: n, Message: t, Witness: t}, Crashed: crashed, Corrupt: corrupt}
}

func machine(t testing.TB, c Config, waived ...string) Machine {
	t.Helper()
	m, err := New(c, IdealGroup("test", 1, c.Nodes), Words{}, waived...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Without corrupt nodes time goes on, on any schedule and with what networks do, and every obligation holds (TLCB-O1 to
// TLCB-O9).
func TestTimeGoesOnAmongCorrectNodes(t *testing.T) {
	for seed := range uint64(24) {
		n := 2 + int(seed%6)
		c := config(n, int(seed%3)*(n-1)/6, 0)
		if c.Check() != nil {
			c = config(n, 0, 0)
		}
		w := NewWatch(c, model.All(n))
		world, err := sim.New(sim.Config[State]{Nodes: n, Machine: machine(t, c), InPlace: true, Chooser: sim.Random(seed),
			Timeouts: true, Observe: w.Observe,
			Faults: sim.Faults{Loss: int(seed%2) * 10, Duplicate: int(seed%3) * 5, Partitions: int(seed % 4),
				Crashes: c.Crashed}})
		if err != nil {
			t.Fatal(err)
		}
		const goal = 6
		err = world.Run(func() bool {
			for i := range world.Live().Members() {
				if own := world.State(i).Own(); own == nil || own.State.Own().Step < goal {
					return false
				}
			}
			return true
		}, 60_000)
		if err != nil || len(w.Breaches()) > 0 {
			t.Errorf("seed %d, n=%d: %v, %+v", seed, n, err, w.Breaches())
		}
		for i := range world.Live().Members() {
			if !world.State(i).Corrupt().Empty() {
				t.Errorf("seed %d: node %d blames %v", seed, i, world.State(i).Corrupt())
			}
		}
	}
}

// stepsOf is how many entries a run of a machine has until all are in a step, on one schedule.
func stepsOf(t *testing.T, m Machine, goal model.Step) int {
	t.Helper()
	n, entries := m.Replay.Group.Nodes, 0
	world, err := sim.New(sim.Config[State]{Nodes: n, Machine: m, InPlace: true, Chooser: sim.Random(4),
		Observe: func(o sim.Observation[State]) { entries += len(o.Effects) }})
	if err == nil {
		err = world.Run(func() bool {
			for i := range model.NodeID(n) {
				if own := world.State(i).Own(); own == nil || own.State.Own().Step < goal {
					return false
				}
			}
			return true
		}, 100_000)
	}
	if err != nil {
		t.Fatal(err)
	}
	return entries
}
