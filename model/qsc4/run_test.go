package qsc4

import (
	"testing"

	"quesera/model"
	"quesera/model/crypto/pvss"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/model/tlcb"
)

func of(n, t, crashed, corrupt int) tlcb.Config {
	return tlcb.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: t, Witness: t}, Crashed: crashed, Corrupt: corrupt}
}

// play runs a group of correct nodes for some rounds.
func play(t testing.TB, c tlcb.Config, sharing Sharing, g *tlcb.Group, seed uint64, rounds int, f sim.Faults) *Watch {
	t.Helper()
	layer := New(c, g.ID, sharing)
	m, err := tlcb.New(c, g, layer)
	if err != nil {
		t.Fatal(err)
	}
	w, clock := NewWatch(layer, model.All(c.Nodes)), tlcb.NewWatch(c, model.All(c.Nodes))
	world, err := sim.New(sim.Config[tlcb.State]{Nodes: c.Nodes, Machine: m, InPlace: true, Chooser: sim.Random(seed),
		Timeouts: true, Faults: f,
		Observe: func(o sim.Observation[tlcb.State]) { clock.Observe(o); w.Observe(o) }})
	if err != nil {
		t.Fatal(err)
	}
	goal := StartOf(0) + model.Step(rounds*roundSteps+1)
	err = world.Run(func() bool {
		for i := range world.Live().Members() {
			if own := world.State(i).Own(); own == nil || own.State.Own().Step < goal {
				return false
			}
		}
		return true
	}, 2_000_000)
	if err != nil || len(w.Breaches())+len(clock.Breaches()) > 0 {
		t.Fatalf("n=%d, seed %d: %v, %+v %+v", c.Nodes, seed, err, w.Breaches(), clock.Breaches())
	}
	return w
}

// Correct nodes agree on every schedule, recover all tickets, and commit most rounds on a network that does not care
// (QSC4-O1 to QSC4-O4).
func TestCorrectNodesAgree(t *testing.T) {
	decisions, commits, learned := 0, 0, 0
	for seed := range uint64(8) {
		c := []tlcb.Config{of(4, 3, 1, 1), of(3, 2, 1, 0), of(7, 5, 2, 2), of(3, 3, 0, 2)}[seed%4]
		f := sim.Faults{Crashes: c.Crashed * int(seed/4), Partitions: int(seed % 3)}
		w := play(t, c, NewIdeal(seed), tlcb.IdealGroup("qsc4", seed, c.Nodes), seed, 4, f)
		decisions, commits, learned = decisions+w.Decisions, commits+w.Commits, learned+w.Learned
	}
	if decisions < 80 || commits < decisions/3 || learned < commits {
		t.Errorf("%d decisions, %d commits, %d learned", decisions, commits, learned)
	}
	t.Logf("%d decisions, %d commits, %d learned", decisions, commits, learned)
}

// A round with real signatures and both schemes of secret sharing goes like one with ideal ones (QSC4-O1 to QSC4-O4).
func TestRealCryptographyMakesRoundsToo(t *testing.T) {
	c := of(4, 3, 1, 1)
	g, err := tlcb.RealGroup("real", 3, 4, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, sharing := range []Sharing{NewReal(pvss.Schoenmakers{}, 1, 4), NewReal(pvss.Pairing{}, 1, 4)} {
		if w := play(t, c, sharing, g, 2, 1, sim.Faults{}); w.Decisions != 4 {
			t.Errorf("%s: %d decisions, want 4", sharing.Name(), w.Decisions)
		}
	}
}
