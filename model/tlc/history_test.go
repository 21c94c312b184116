package tlc_test

import (
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// In step s messages of the steps s-2 to s are delivered, older ones are not: what a round
// of three steps needs is there when it ends, and no more (doc.go, Memory).
func TestMessagesAreTakenForExactlyTheRecentSteps(t *testing.T) {
	for late := model.Step(0); late <= 3; late++ {
		g := newGroup(t, 3, 2, 2)
		g.broadcast(2)
		for s := model.Step(0); s < late; s++ {
			g.exchange(s, 0, 1)
		}
		g.broadcast(0, 1)
		effects := g.raw(0, 2, 0)
		if want := late < tlc.Recent; has[tlc.DeliveredRaw](effects) != want ||
			g.states[0].History().Raws(0).Has(2) != want {
			t.Errorf("a raw message of step 0 in step %d: delivered %v, want %v", late, !want, want)
		}
		if answers := sends[tlc.CatchUp](effects, 2); (len(answers) == 1) != (late > 0) {
			t.Errorf("a raw message of step 0 in step %d: %d answers", late, len(answers))
		}
	}
}

// On reaching step s+3 the layer above still finds all of step s (TLC §2.1, §4.10).
func TestHistoryReachesBackOneRoundOnReachingAStep(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	for s := model.Step(0); s < 20; s++ {
		g.exchange(s, 0, 1, 2)
		for back := model.Step(1); back <= min(3, s+1); back++ {
			h := g.states[0].History()
			if h.Raws(s+1-back).Len() != 3 || h.Certs(s+1-back).Len() < 2 {
				t.Fatalf("on reaching step %d, step %d has raw messages of %v and certificates of %v, want all and "+
					"a threshold", s+1, s+1-back, h.Raws(s+1-back), h.Certs(s+1-back))
			}
		}
	}
}

// What a node keeps does not grow with time: neither its history nor the messages it holds back
// (doc.go, Memory). Measured on the structures, at every step of a long run.
func TestMemoryDoesNotGrow(t *testing.T) {
	for _, uneven := range []bool{false, true} {
		const n = 4
		machine, err := tlc.New(tlc.Thresholds{Nodes: n, Message: 3, Witness: 3})
		if err != nil {
			t.Fatal(err)
		}
		kept, held := 0, 0
		config := sim.Config[tlc.State]{
			Nodes: n, Machine: tlc.Standalone{Machine: machine}, Chooser: sim.Random(1),
			Faults: sim.Faults{Partitions: 20, Rarity: 1000, Duplicate: 5}, Timeouts: true,
			Observe: func(o sim.Observation[tlc.State]) {
				kept, held = max(kept, o.After.History().Len()), max(held, o.After.Held())
			},
		}
		if uneven {
			config.Adversary = sim.Uneven(n)
		}
		w, err := sim.New(config)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return w.State(0).Step() >= 1500 }, 2_000_000); err != nil {
			t.Fatal(err)
		}
		if most := 2 * n * (tlc.Kept + 1); kept > most {
			t.Errorf("a node kept %d messages, want at most %d", kept, most)
		}
		if most := 2 * n * (tlc.Recent + tlc.Ahead); held > most || held == 0 {
			t.Errorf("a node held back %d messages, want 1..%d", held, most)
		}
	}
}

// The messages of a step that is no longer kept cannot be reached from the state any more.
func TestOldHistoryIsUnreachable(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	for s := model.Step(0); s < 5*tlc.Kept; s++ {
		g.exchange(s, 0, 1, 2)
	}
	h := g.states[0].History()
	for s := model.Step(0); s < 4*tlc.Kept-1; s++ {
		if _, ok := h.Raw(s, 0); ok || !h.Raws(s).Empty() {
			t.Errorf("in step %d the messages of step %d are still there", 5*tlc.Kept, s)
		}
	}
	if h.Len() > 6*(tlc.Kept+1) {
		t.Errorf("%d messages kept, want at most %d", h.Len(), 6*(tlc.Kept+1))
	}
}

// A history given away does not change: a message that comes late, of the present step, of the one before or of an
// older one, is in the history of the node and not in a copy made before.
func TestWhatComesLateIsNotInHistoriesGivenAway(t *testing.T) {
	for late := model.Step(0); late < tlc.Recent; late++ {
		g := newGroup(t, 3, 2, 2)
		g.broadcast(2)
		for s := model.Step(0); s < late; s++ {
			g.exchange(s, 0, 1)
		}
		g.broadcast(0, 1)
		given := *g.states[0].History()
		g.raw(0, 2, 0)
		if given.Raws(0).Has(2) || !g.states[0].History().Raws(0).Has(2) {
			t.Errorf("%d steps late: given away before %v, at the node %v, want it at the node alone", late,
				given.Raws(0), g.states[0].History().Raws(0))
		}
	}
}
