package attack

import (
	"errors"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc3"
	"quesera/model/qsc4"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// leaking is a network of four that has been told nothing, and a packet with a raw message.
func leaking() *leak {
	layer := qsc4.New(groups[0], "leak", qsc4.NewIdeal(1))
	return &leak{watch: qsc4.NewWatch(layer, model.All(3)), nodes: 4, step: make([]model.Step, 4),
		rounds: map[qsc3.Round]*withheld{}}
}

func said(node model.NodeID, seq log.Seq, step model.Step, p model.Payload) *log.Entry {
	return &log.Entry{Node: node, Seq: seq, Action: tlcb.Raw{Step: step, Payload: p}}
}

// The network learns where a node is from what it says itself, not from what others pass on: the latest step, and from
// which of its entries on a proposal would be seen. Four rounds later it forgets.
func TestALeakIsOfWhatNodesSayThemselves(t *testing.T) {
	l := leaking()
	look := func(from model.NodeID, e model.Message) {
		l.pick([]sim.Envelope{{From: from, To: 1}}, func(int) model.Message { return e }, &drawn{says: []int{0, 0, 0}})
	}
	look(1, said(0, 3, 5, qsc4.Idle{}))
	look(1, log.Want{})
	look(2, &log.Entry{Node: 2, Action: tlcb.Cert{Step: 9}})
	if l.step[0] != 0 || l.step[2] != 0 || len(l.rounds) != 0 {
		t.Errorf("it learns from what is passed on, or from what is no raw message: %+v", l)
	}
	look(0, said(0, 3, 5, qsc4.Idle{}))
	look(0, said(0, 2, 4, qsc4.Idle{}))
	if l.step[0] != 5 {
		t.Errorf("node 0 is seen in step %d, want 5", l.step[0])
	}
	for r := range qsc3.Round(6) {
		look(3, said(3, log.Seq(10+r), qsc4.StartOf(r)+1, qsc4.Proposal{Round: r}))
		if seen := l.rounds[r]; seen == nil || seen.from[3] != log.Seq(10+r) || len(seen.from) != 1 {
			t.Errorf("round %d: %+v", r, seen)
		}
	}
	if l.rounds[1] != nil || l.rounds[0] != nil || len(l.rounds) != 4 {
		t.Errorf("rounds %v are known, want the last four", l.rounds)
	}
}

// Proposals are kept back, and all that their authors said after them, from who has not passed the step of the
// proposals; once the victim is known, only the victim's. It is chosen when all have proposed, or nothing else arrives.
func TestWhatIsKeptBack(t *testing.T) {
	l := leaking()
	l.rounds[1] = &withheld{from: map[model.NodeID]log.Seq{0: 7, 2: 4}}
	l.step = []model.Step{0, qsc4.StartOf(1) + 1, qsc4.StartOf(1) + 2, qsc4.StartOf(1)}
	held := func(to, node model.NodeID, seq log.Seq) bool {
		return l.held(sim.Envelope{From: 3, To: to}, said(node, seq, 0, nil))
	}
	for _, c := range []struct {
		to, node       model.NodeID
		seq            log.Seq
		before, victim bool // node 2
	}{{1, 0, 7, true, false}, {1, 0, 6, false, false}, {1, 0, 8, true, false}, {2, 0, 7, false, false},
		{3, 0, 7, true, false}, {1, 2, 4, true, true}, {1, 2, 3, false, false}, {2, 2, 4, false, false},
		{1, 1, 9, false, false}, {1, 3, 9, false, false}} {
		l.rounds[1].chosen, l.rounds[1].victim = false, 0
		if got := held(c.to, c.node, c.seq); got != c.before {
			t.Errorf("%+v: %v before a victim is chosen", c, got)
		}
		l.rounds[1].chosen, l.rounds[1].victim = true, 2
		if got := held(c.to, c.node, c.seq); got != c.victim {
			t.Errorf("%+v: %v where the victim is 2", c, got)
		}
	}
	if l.held(sim.Envelope{To: 1}, log.Want{}) {
		t.Error("what is no entry is kept back")
	}
	l.rounds[1] = &withheld{from: map[model.NodeID]log.Seq{0: 7, 2: 4}}
	view := []sim.Envelope{{From: 3, To: 1}, {From: 3, To: 1}, {From: 3, To: 2}}
	contents := func(k int) model.Message {
		return []*log.Entry{said(0, 7, 0, nil), said(2, 4, 0, nil), said(0, 9, 0, nil)}[k]
	}
	d := &drawn{says: []int{0}}
	if got := l.pick(view, contents, d); got != 2 || d.of[0] != 1 || l.rounds[1].chosen {
		t.Errorf("packet %d of %v arrives, want 2, and no victim", got, d.of)
	}
	d = &drawn{says: []int{2, 0}}
	if got := l.pick(view[:2], contents, d); got != 0 || len(d.of) != 2 || d.of[0] != 4 || d.of[1] != 1 ||
		!l.rounds[1].chosen || l.rounds[1].victim != 2 {
		t.Errorf("packet %d of %v arrives, want that of 0, since node 2 is the victim: %+v", got, d.of, l.rounds[1])
	}
	d = &drawn{says: []int{0}}
	if got := l.pick(view[1:2], func(int) model.Message { return contents(1) }, d); got != 0 || len(d.of) != 1 {
		t.Errorf("packet %d of %v arrives where all is kept back, want any", got, d.of)
	}
}

// The victim is chosen once all have proposed: the one with the highest ticket, if that can be known, and else one that
// is drawn. It stays.
func TestTheVictimIsChosenOnce(t *testing.T) {
	l := leaking()
	d := &drawn{says: []int{3, 1}}
	for i := range model.NodeID(4) {
		p := qsc4.Proposal{Round: 2, Deals: []log.Ref{{Node: i}}}
		l.watch.Observe(sim.Observation[tlcb.State]{})
		l.look(said(i, 5, qsc4.StartOf(2)+1, p), d)
		if l.rounds[2].chosen != (i == 3) {
			t.Errorf("after %d proposals: chosen is %v", i+1, l.rounds[2].chosen)
		}
	}
	l.choose(2, d)
	if best, known := l.watch.Best(2); !known && l.rounds[2].victim != 3 || known && l.rounds[2].victim != best {
		t.Errorf("the victim is %d, drawn of %v", l.rounds[2].victim, d.of)
	}
}

// broken is sharing that fails.
type broken struct{ qsc4.Ideal }

func (broken) Deal(qsc4.Terms, model.NodeID, [32]byte) ([]byte, error) {
	return []byte{1}, errors.New("broken")
}

// What cannot be dealt is not; and what is no entry, or no opening, has no deal in it.
func TestWhatIsNoDeal(t *testing.T) {
	l := qsc4.New(groups[0], "deals", broken{qsc4.NewIdeal(1)})
	if d := deal(l, qsc4.Terms{}, 0, 1); d != nil {
		t.Errorf("%x is dealt", d)
	}
	for m, want := range map[model.Message]bool{model.Message(nil): false, said(0, 1, 0, qsc4.Idle{}): false,
		said(0, 1, 0, qsc4.Opening{}): true, &log.Entry{Action: tlcb.Cert{}}: false} {
		if deals(m) != want {
			t.Errorf("%+v has a deal: %v, want %v", m, !want, want)
		}
	}
	if deals(log.Want{}) {
		t.Error("what is no entry has a deal")
	}
}
