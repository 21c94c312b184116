package tlc_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// auditor watches a whole run for what TLC §2.6 to §2.9 promise, from outside.
type auditor struct {
	th        model.Thresholds
	reached   map[model.Step]model.NodeSet // who has reached a step, by themselves or by a jump
	tardy     map[model.Step]model.NodeSet // who formulated a raw message after a majority had left its step
	known     []map[model.Step]model.NodeSet
	certified map[model.Step]model.NodeSet
	sentRaw   map[tlc.ID]bool // to tell a repetition from a new message
	unaware   int             // nodes that reached s+2 without knowing that a message of s was certified
	late      int             // late raw messages processed
	jumps     int
	err       error
}

func newAuditor(th model.Thresholds) *auditor {
	a := &auditor{
		th: th, reached: map[model.Step]model.NodeSet{}, tardy: map[model.Step]model.NodeSet{},
		certified: map[model.Step]model.NodeSet{}, sentRaw: map[tlc.ID]bool{}, known: make([]map[model.Step]model.NodeSet, th.Nodes),
	}
	for i := range a.known {
		a.known[i] = map[model.Step]model.NodeSet{}
	}
	return a
}

func (a *auditor) complain(format string, args ...any) {
	if a.err == nil {
		a.err = fmt.Errorf(format, args...)
	}
}

func (a *auditor) observe(o sim.Observation[tlc.State]) {
	for _, e := range o.Effects {
		switch e := e.(type) {
		case tlc.Advanced:
			a.reach(o.Node, e.Step, o.After.History())
		case tlc.Jumped:
			a.jumps++
		case tlc.DeliveredRaw:
			if e.Message.Step < o.After.Step() {
				a.late++
			}
		case model.Broadcast:
			a.sent(o.Node, e.Message)
		case model.Send:
			if ack, ok := e.Message.(tlc.Ack); ok && ack.Step != o.After.Step() && !has[tlc.Advanced](o.Effects) {
				a.complain("node %d acknowledges a message of step %d in step %d (TLC-O1)", o.Node, ack.Step, o.After.Step())
			}
		}
	}
}

// reach: before a node reaches s+1 a majority has reached s (TLC §2.8); who reaches s+2 has
// seen every message certified in s so far (TLC §2.9).
func (a *auditor) reach(node model.NodeID, s model.Step, h *tlc.History) {
	a.reached[s] = a.reached[s].With(node)
	if s > 0 && 2*a.reached[s-1].Len() <= a.th.Nodes {
		a.complain("node %d reaches step %d when only %v have reached step %d (TLC §2.8)", node, s, a.reached[s-1], s-1)
	}
	if s < 2 {
		return
	}
	a.known[node][s-2] = h.Raws(s - 2)
	a.spread(node, s-2)
	if !h.Certs(s - 2).Includes(a.certified[s-2]) {
		a.unaware++
	}
}

// sent: a message formulated after a majority has left its step is never certified
// (TLC §2.8); a certified one is known to all who have reached s+2 (TLC §2.9).
func (a *auditor) sent(node model.NodeID, m model.Message) {
	switch m := m.(type) {
	case *tlc.Raw:
		if 2*a.reached[m.Step+1].Len() > a.th.Nodes && !a.sentRaw[m.ID()] {
			a.tardy[m.Step] = a.tardy[m.Step].With(node)
		}
		a.sentRaw[m.ID()] = true
	case *tlc.Cert:
		if a.tardy[m.Step].Has(node) {
			a.complain("node %d certifies a message of step %d that it formulated after a majority had left that step (TLC §2.8)", node, m.Step)
		}
		a.certified[m.Step] = a.certified[m.Step].With(node)
		for other := range a.known {
			a.spread(model.NodeID(other), m.Step)
		}
	}
}

func (a *auditor) spread(node model.NodeID, s model.Step) {
	if seen, reached := a.known[node][s]; reached && !seen.Includes(a.certified[s]) {
		a.complain("node %d reached step %d with messages of step %d of %v only, and those of %v are certified (TLC §2.9)", node, s+2, s, seen, a.certified[s])
	}
}

// clockRun is one run of the clock alone.
type clockRun struct {
	model.Thresholds
	sim.Faults
	uneven bool
	steps  model.Step
	limit  uint64
}

func (c clockRun) play(chooser sim.Chooser) (*auditor, error) {
	machine, err := tlc.New(c.Thresholds)
	if err != nil {
		return nil, err
	}
	a := newAuditor(c.Thresholds)
	config := sim.Config[tlc.State]{
		Nodes: c.Nodes, Machine: tlc.Standalone{Machine: machine}, Chooser: chooser,
		Faults: c.Faults, Timeouts: true, Observe: a.observe,
	}
	if c.uneven {
		config.Adversary = sim.Uneven(c.Nodes)
	}
	w, err := sim.New(config)
	if err != nil {
		return nil, err
	}
	return a, w.Run(func() bool { return a.err != nil || a.reached[c.steps].Includes(w.Live()) || reachedAll(w, c.steps) }, c.limit)
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
			Thresholds: model.Thresholds{
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
		if a.err != nil {
			t.Fatal(a.err)
		}
	})
}

// What the promises are about does happen, on a hundred fixed schedules: messages formulated too
// late, nodes that know a certified message but not that it was certified (TLC §2.9, last
// paragraph), late messages, and jumps.
func TestTheRareCasesHappen(t *testing.T) {
	tardy, unaware, late, jumps := 0, 0, 0, 0
	for seed := range uint64(100) {
		c := clockRun{
			Thresholds: model.Thresholds{Nodes: 5, Message: 3, Witness: 3}, uneven: seed%2 == 0, steps: 40, limit: 2_000_000,
			Faults: sim.Faults{Partitions: 1, Rarity: 1000},
		}
		a, err := c.play(sim.Random(seed))
		if err != nil || a.err != nil {
			t.Fatalf("seed %d: %v, %v", seed, err, a.err)
		}
		for _, s := range a.tardy {
			tardy += s.Len()
		}
		unaware, late, jumps = unaware+a.unaware, late+a.late, jumps+a.jumps
	}
	if tardy == 0 || unaware == 0 || late == 0 || jumps == 0 {
		t.Errorf("%d messages formulated too late, %d nodes unaware of a certificate, %d late messages, %d jumps; want some of each", tardy, unaware, late, jumps)
	}
	t.Logf("%d messages formulated too late, %d nodes unaware of a certificate, %d late messages, %d jumps", tardy, unaware, late, jumps)
}

// Without majorities the promises break, and the auditor notices: it can fail (TLC §2.7).
func TestWithoutMajoritiesThePromisesBreak(t *testing.T) {
	for _, th := range []model.Thresholds{{Nodes: 4, Message: 2, Witness: 2}, {Nodes: 5, Message: 3, Witness: 1}, {Nodes: 5, Message: 1, Witness: 3}} {
		broken := false
		for seed := uint64(0); seed < 200 && !broken; seed++ {
			a, err := clockRun{Thresholds: th, uneven: true, steps: 20, limit: 1_000_000}.play(sim.Random(seed))
			if err != nil {
				t.Fatal(err)
			}
			broken = a.err != nil
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
			Thresholds: model.Thresholds{Nodes: 5, Message: 3, Witness: 3}, steps: 40, limit: 5_000_000,
			Faults: sim.Faults{Loss: 33, Crashes: 2, Partitions: 3, Duplicate: 5},
		}
		if a, err := c.play(sim.Random(seed)); err != nil || a.err != nil {
			t.Errorf("seed %d: %v, %v", seed, err, a.err)
		}
	}
}

// One node more crashes than the thresholds allow, and time stops.
func TestTooManyCrashesStopTime(t *testing.T) {
	c := clockRun{
		Thresholds: model.Thresholds{Nodes: 3, Message: 2, Witness: 2}, steps: 1 << 30, limit: 100_000,
		Faults: sim.Faults{Crashes: 2, Rarity: 20},
	}
	a, err := c.play(sim.Random(1))
	if err == nil || a.err != nil {
		t.Errorf("run ended with %v, %v; want a limit or a stuck world", err, a.err)
	}
}

// Every schedule of the smallest witnessed group, two nodes that need each other, through
// one whole step: all of them keep the promises and none is stuck.
func TestEveryScheduleOfTwoNodesKeepsThePromises(t *testing.T) {
	runs := 0
	all := sim.NewAll()
	for all.Next() {
		c := clockRun{Thresholds: model.Thresholds{Nodes: 2, Message: 2, Witness: 2}, steps: 2, limit: 1000}
		a, err := c.play(all)
		if err != nil || a.err != nil {
			t.Fatalf("run %d: %v, %v", runs, err, a.err)
		}
		runs++
	}
	if all.Err() != nil || runs < 100 {
		t.Errorf("%d runs, error %v; want all of several hundred", runs, all.Err())
	}
	t.Logf("%d schedules", runs)
}
