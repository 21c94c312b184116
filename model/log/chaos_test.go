package log

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// chaos is a group whose last nodes are corrupt: whenever one of them has something to say, it draws what to do with
// it.
type chaos struct {
	Machine[uint32]
	correct int
	sim.Chooser
	did map[string]int
}

func (c *chaos) Start(self model.NodeID) (State[uint32], []model.Effect) {
	return c.Machine.Start(self)
}

func (c *chaos) Apply(s State[uint32], e model.Event) (State[uint32], []model.Effect) {
	s, effects := c.Machine.Apply(s, e)
	if int(s.Self()) < c.correct {
		return s, effects
	}
	var sent []model.Effect
	for _, effect := range effects {
		b, ok := effect.(model.Broadcast)
		e, entry := b.Message.(*Entry)
		if !ok || !entry {
			sent = append(sent, effect)
			continue
		}
		sent = append(sent, c.say(&s, e)...)
	}
	return s, sent
}

// say is what becomes of an entry that an honest node would broadcast.
func (c *chaos) say(s *State[uint32], e *Entry) []model.Effect {
	other := *e
	to := model.NodeID(c.Choose(c.Replay.Group.Nodes))
	both := func(name string) []model.Effect {
		c.did[name]++
		twin := c.Replay.Group.Sign(c.Keys[e.Node], other)
		return []model.Effect{model.Broadcast{Message: e}, model.Send{To: to, Message: twin}}
	}
	instead := func(name string) []model.Effect {
		c.did[name]++
		return []model.Effect{model.Broadcast{Message: c.Replay.Group.Sign(c.Keys[e.Node], other)}}
	}
	other.Heads = append([]Head{}, e.Heads...)
	switch c.Choose(16) {
	case 0:
		other.Action = tally(99)
		return both("equivocates with what is wrong")
	case 1: // what it says is right in a view that it had earlier
		if own := s.Own(); own != nil && own.Prev != nil {
			other.Heads = append([]Head{}, own.Prev.Heads...)
			other.Action = tally(seen(own.Prev, own.Prev.Seen))
			return both("equivocates with what is right")
		}
	case 2:
		other.Action = tally(77)
		return instead("miscounts")
	case 3:
		other.Heads[0] = Head{}
		return instead("forgets")
	case 4:
		other.Seq++
		return both("skips a number")
	case 5:
		other.Back = model.Digest{1}
		return both("breaks its chain")
	case 6:
		v := Evidence{Kind: Equivocation, Against: 0, First: s.Head(0).entryOrNil(), Second: s.Head(0).entryOrNil()}
		other.Action = Expose{v}
		return instead("accuses")
	case 7:
		v := Evidence{Kind: Invalid, Against: 0, First: s.Head(0).entryOrNil()}
		if v.First != nil {
			other.Action = Expose{v}
			return instead("calls what is right wrong")
		}
	case 8:
		c.did["withholds"]++
		return []model.Effect{model.Send{To: to, Message: e}}
	case 9:
		other.Heads = other.Heads[1:]
		return instead("is malformed")
	case 10:
		other.Signature = "forged"
		other.Node = 0
		c.did["forges"]++
		return []model.Effect{model.Broadcast{Message: e}, model.Broadcast{Message: &other}}
	case 11:
		other.Heads[0].Hash[0] ^= 1
		return instead("covers what is not there")
	}
	return []model.Effect{model.Broadcast{Message: e}}
}

func (item *Item[S]) entryOrNil() *Entry {
	if item == nil {
		return nil
	}
	return item.Entry
}

// run plays a group under chaos and judges it: nobody correct is blamed (LOG-O1), all correct nodes know of the same
// faults in the end (LOG-O2), and each piece of evidence convinces who has seen nothing (LOG-O3, LOG-O4).
func run(t *testing.T, seed uint64, n, corrupt int, faults sim.Faults,
	did map[string]int) (exposed int, kinds map[Kind]int) {
	t.Helper()
	b := newBench(n)
	c := &chaos{b.machine(5), n - corrupt, sim.Random(seed ^ 0xc0de), did}
	told := make(tellers, n)
	w, err := sim.New(sim.Config[State[uint32]]{
		Nodes: n, Machine: c, Chooser: sim.Random(seed), Timeouts: true, Faults: faults,
		Observe: func(o sim.Observation[State[uint32]]) {
			if err := told.observe(o); err != nil && int(o.Node) < n-corrupt {
				t.Fatalf("seed %d: %v", seed, err)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	settled := func() bool { return false }
	if err := w.Run(settled, 1500); err != nil && !errors.Is(err, sim.ErrLimit) && !errors.Is(err, sim.ErrStuck) {
		t.Fatal(err)
	}
	correct := model.All(n - corrupt)
	first := w.State(0).Corrupt()
	kinds = map[Kind]int{}
	for i := range correct.Members() {
		s := w.State(i)
		if blamed := s.Corrupt().Intersect(correct); !blamed.Empty() {
			t.Fatalf("seed %d: LOG-O1: node %d blames %v: %v", seed, i, blamed, s.Corrupt())
		}
		if !s.Corrupt().Equal(first) {
			t.Fatalf("seed %d: LOG-O2: node %d knows of %v, node 0 of %v", seed, i, s.Corrupt(), first)
		}
		for who := range s.Corrupt().Members() {
			convinces(t, b, s, *s.Exposed(who))
			kinds[s.Exposed(who).Kind]++
		}
	}
	return first.Len(), kinds
}

// convinces takes evidence to somebody who has nothing but the keys, over its encoding.
func convinces(t *testing.T, b bench, s *State[uint32], v Evidence) {
	t.Helper()
	p, err := b.Portable(v, s.Find)
	if err != nil {
		t.Fatal(err)
	}
	if p.Evidence, err = b.Group.DecodeEvidence(v.AppendTo(nil), decodeTally); err != nil {
		t.Fatal(err)
	}
	stranger := NewReplay[uint32](b.Group, tallies{})
	if err := stranger.CheckAlone(p); err != nil {
		t.Fatalf("LOG-O3: a stranger is not convinced: %v", err)
	}
	for i := range s.Self() {
		p.Against = i
		if stranger.CheckAlone(p) == nil && i != v.Against {
			t.Fatalf("LOG-O1: the evidence against node %d convinces of node %d too", v.Against, i)
		}
	}
}

// Accuracy and completeness on many schedules: LOG-O1 to LOG-O4. Every kind of misbehaviour occurs, and every kind of
// evidence.
func TestNoCorrectNodeIsBlamedAndEveryManifestFaultIsKnown(t *testing.T) {
	runs := uint64(150)
	if os.Getenv("QUESERA_DEEP") != "" {
		runs = 100_000
	}
	did, kinds, exposed := map[string]int{}, map[Kind]int{}, 0
	for seed := range runs {
		n := 3 + int(seed%4)
		faults := sim.Faults{Partitions: int(seed % 3)}
		if seed%5 == 0 {
			faults.Loss, faults.Duplicate = 10, 10
		}
		corrupt := 1 + int(seed/4)%(n-1)
		e, k := run(t, seed, n, corrupt, faults, did)
		exposed += e
		for kind, count := range k {
			kinds[kind] += count
		}
	}
	for _, kind := range []Kind{Equivocation, Fork, Invalid} {
		if kinds[kind] == 0 {
			t.Errorf("no evidence of %v in %d runs", kind, runs)
		}
	}
	t.Logf("%d runs, %d nodes exposed: %v; misbehaviour: %v", runs, exposed, kinds, did)
	if len(did) != 12 || exposed == 0 {
		t.Errorf("%d nodes exposed by %v, want all twelve kinds of misbehaviour", exposed, fmt.Sprint(did))
	}
}
