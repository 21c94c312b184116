package tlcb

import (
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
)

// What is said of a breach names the nodes, steps and entries in it, each in its place, for each thing that a watch
// sees. The correct nodes are 0 to 2 of four, and the watch is at move 5 of node 1.
func TestABreachSaysWhoAndWhat(t *testing.T) {
	raw := func(s model.Step) Raw { return Raw{s, Word(1)} }
	m := func(s model.Step) *Message { return said(1, s, 1) }
	in := func(s model.Step, own *Message) *View { return ViewOf(4, s, own, model.NodeSet{}, nil, nil) }
	zero := written(1, raw(0), in(0, m(0)), nil)
	with := func(item *Item, change func(*Item)) *Item { change(item); return item }
	of2 := func(s model.Step) *Item { return written(2, raw(s), in(s, said(2, s, 1)), nil) }
	acks := func(own model.Step, a Ack, seen *Item, prev *Item) *Item {
		return with(written(1, a, in(own, m(own)), prev), func(i *Item) { i.Seen[2] = seen })
	}
	acked := with(written(1, log.Expose{}, in(0, m(0)), zero), func(i *Item) { i.State.own.acked = model.Only(2) })
	one := written(1, raw(1), in(1, m(1)), nil)
	twice := acks(0, Ack{Node: 2, Of: said(2, 0, 1).Hash()}, of2(0), acked)
	covering := func(node model.NodeID, mine, theirs, of log.Seq, about model.NodeID) *Item {
		return with(written(1, log.Expose{}, in(0, m(0)), zero), func(i *Item) {
			i.Seen[node] = with(of2(0), func(o *Item) { o.Heads[about].Seq, o.Seq = theirs, of })
			i.Heads[about].Seq = mine
		})
	}
	for _, c := range []struct {
		name   string
		before func(*Watch)
		item   *Item
		want   []string // all that is said
	}{
		{"says it entered a step, and did not", nil, written(1, raw(0), in(0, nil), nil),
			[]string{"tlcb: node 1 goes from step -1 to step -1"}},
		{"skips a step", func(w *Watch) { w.steps = []int{2, 2} }, written(1, raw(2), in(2, m(2)), zero),
			[]string{"tlcb: node 1 goes from step 0 to step 2"}},
		{"writes a raw message in a step that is over", func(w *Watch) { w.steps = []int{3, 3, 3} },
			written(1, raw(1), in(3, m(1)), zero),
			[]string{"tlcb: node 1 writes in step 1 although its view reaches step 3"}},
		{"certifies and its view goes on", func(w *Watch) {}, written(1, Cert{}, in(1, m(0)), zero), nil},
		{"enters step 2 too early", func(w *Watch) { w.steps = []int{2, 1} }, written(1, raw(2), in(2, m(2)), one),
			[]string{"tlcb: node 1 reaches step 2, but no majority of the correct nodes reached step 1"}},
		{"forgets an entry", nil, with(written(1, log.Expose{}, in(0, m(0)), with(written(1, raw(0), in(0, m(0)), nil),
			func(i *Item) { i.Heads[2].Seq = 4 })), func(i *Item) { i.Heads[2].Seq = 3 }),
			[]string{"tlcb: node 1 forgets entry 4 of node 2"}},
		{"has seen the same", nil, with(written(1, log.Expose{}, in(0, m(0)), with(written(1, raw(0), in(0, m(0)), nil),
			func(i *Item) { i.Heads[2].Seq = 4 })), func(i *Item) { i.Heads[2].Seq = 4 }), nil},
		{"covers less than what it covers", nil, covering(2, 5, 6, 7, 0),
			[]string{"tlcb: node 1 covers node 2's entry 7, but not what that covers of node 0"}},
		{"covers as much", nil, covering(2, 6, 6, 7, 0), nil},
		{"covers less of who is corrupt", nil, covering(2, 5, 6, 7, 3), nil},
		{"covers less of itself", nil, covering(2, 5, 6, 7, 1), nil},
		{"acknowledges what it has seen", nil, acks(0, Ack{Node: 2, Of: said(2, 0, 1).Hash()}, of2(0), zero), nil},
		{"acknowledges twice", nil, twice,
			[]string{"tlcb: node 1 acknowledges for step 0 what is not node 2's one message of that step in its own log"}},
		{"acknowledges a message of the step before for its own", func(w *Watch) { w.steps = []int{2, 2} },
			acks(1, Ack{Step: 1, Node: 2, Of: said(2, 0, 1).Hash()}, of2(0), one),
			[]string{"tlcb: node 1 acknowledges for step 1 what is not node 2's one message of that step in its own log"}},
		{"acknowledges a message of the step before", func(w *Watch) { w.steps = []int{2, 2} },
			acks(1, Ack{Step: 0, Node: 2, Of: said(2, 0, 1).Hash()}, of2(0), one),
			[]string{"tlcb: node 1 acknowledges for step 0 what is not node 2's one message of that step in its own log"}},
		{"certifies another one", func(w *Watch) { w.certified[0] = map[model.NodeID]model.Digest{1: {7}} },
			written(1, Cert{}, in(0, said(1, 0, 1)), zero),
			[]string{"tlcb: two messages of node 1 for step 0 are certified: 07000000 and " + m(0).Hash().String()}},
		{"certifies what is formulated late", func(w *Watch) { w.born[m(0).Hash()] = 3 },
			written(1, Cert{}, in(0, m(0)), zero),
			[]string{"tlcb: node 1's message of step 0 is certified, but was formulated in period 2"}},
		{"is two steps further without", func(w *Watch) {
			w.steps = []int{2, 2, 2}
			w.certified[1] = map[model.NodeID]model.Digest{2: {7}}
		}, written(1, raw(3), in(3, m(3)), written(1, raw(2), in(2, m(2)), nil)),
			[]string{"tlcb: node 1 is in step 3 without node 2's message of step 1, which is certified"}},
	} {
		w := NewWatch(config(4, 1, 1), model.All(3))
		if c.before != nil {
			c.before(w)
		}
		w.accepted(sim.Observation[State]{Node: 1, Move: 5}, c.item)
		var got []string
		for _, b := range w.Breaches() {
			got = append(got, b.What)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A watch remembers the steps that can still matter, of each entry once.
func TestAWatchForgetsStepsThatAreOver(t *testing.T) {
	w := NewWatch(config(4, 1, 1), model.All(3))
	at := sim.Observation[State]{Node: 1}
	var prev *Item
	for s := range model.Step(100) {
		v := ViewOf(4, s, said(1, s, 1), model.NodeSet{}, []*Message{said(1, s, 1)}, nil)
		item := written(1, Raw{s, Word(1)}, v, prev)
		cert := written(1, Cert{Step: s}, v, item)
		w.steps = append(w.steps, 3)
		for range 2 {
			w.accepted(at, item)
			w.accepted(at, cert)
		}
		prev = cert
		if len(w.reached[s]) != 1 || w.certified[s][1] != said(1, s, 1).Hash() {
			t.Errorf("of step %d %d messages and %v are remembered", s, len(w.reached[s]), w.certified[s])
		}
		want := min(int(s)+1, 4*Recent)
		if len(w.reached) != want || len(w.certified) != want {
			t.Errorf("in step %d %d and %d steps are remembered, want %d", s, len(w.reached), len(w.certified), want)
		}
	}
	if len(w.Breaches()) != 1 || w.Breaches()[0].Rule != "TLCB-O5" { // views made by hand have no steps before
		t.Errorf("%+v", w.Breaches())
	}
}

// What a correct node builds on is judged, be it of its own or of another; what a corrupt one does is not.
func TestAWatchJudgesWhatCorrectNodesBuildOn(t *testing.T) {
	state, _ := machine(t, config(4, 1, 1)).Start(0)
	skips := written(3, Raw{2, Word(1)}, ViewOf(4, 2, said(3, 2, 1), model.NodeSet{}, nil, nil), nil)
	for node, want := range map[model.NodeID]bool{0: true, 2: true, 3: false} {
		for _, effect := range []model.Effect{log.Wrote[*View]{Item: skips}, log.Processed[*View]{Item: skips}} {
			w := NewWatch(config(4, 1, 1), model.All(3))
			w.Observe(sim.Observation[State]{Node: node, After: &state, Effects: []model.Effect{effect}})
			if got := len(w.Breaches()) > 0; got != want {
				t.Errorf("%T of node %d is judged: %v, want %v", effect, node, got, want)
			}
		}
	}
}

// When a message was first sent counts, alone or in a bundle, to all or to one; what is no entry counts for nothing.
func TestAWatchNotesWhenAMessageIsFirstSent(t *testing.T) {
	w := NewWatch(config(4, 1, 1), model.All(3))
	state, _ := machine(t, config(4, 1, 1)).Start(0)
	entries := []*log.Entry{said(1, 0, 1).Entry, said(1, 0, 2).Entry, said(1, 0, 3).Entry}
	send := func(effects ...model.Effect) {
		w.Observe(sim.Observation[State]{Node: 0, After: &state, Effects: effects})
	}
	send(model.Broadcast{Message: entries[0]}, model.Send{Message: log.Want{}})
	w.steps = []int{2}
	send(model.Send{Message: log.Bundle{Entries: []*log.Entry{nil, entries[0], entries[1]}}})
	w.steps = []int{2, 2, 1}
	send(model.Broadcast{Message: entries[1]}, model.Send{Message: entries[2]})
	for k, want := range []model.Step{0, 1, 2} {
		if got, known := w.born[entries[k].Hash()]; !known || got != want {
			t.Errorf("message %d was formulated in period %d (%v), want %d", k, got, known, want)
		}
	}
	if len(w.born) != 3 {
		t.Errorf("%d messages are noted, want 3", len(w.born))
	}
}

// A correct node that keeps more of a peer than it may is seen, and one who is corrupt may.
func TestAWatchCountsWhatIsKeptOfAPeer(t *testing.T) {
	c := config(4, 1, 1)
	g := IdealGroup("watch", 1, 4)
	m, err := New(c, g, Words{}, "LOG-O6")
	if err != nil {
		t.Fatal(err)
	}
	flood := func(s State, from model.NodeID, count int) State {
		for k := range count {
			e := log.Entry{Node: from, Seq: log.Seq(2 + 2*k), Back: model.Digest{byte(k), byte(k >> 8), byte(from)},
				Heads: make([]log.Head, 4), Action: Raw{0, Word(1)}}
			s, _ = m.Apply(s, model.Receive{From: from, Message: m.Replay.Group.Sign(g.Keys[from], e)})
		}
		return s
	}
	s, _ := m.Start(0)
	full := flood(flood(s, 3, log.MaxPending/2), 2, log.MaxPending/2)
	if full.Pending() != log.MaxPending {
		t.Fatalf("%d entries are kept, want %d", full.Pending(), log.MaxPending)
	}
	for _, c := range []struct {
		name string
		node model.NodeID
		s    State
		want string
	}{
		{"of two peers as much as of one", 0, flood(full, 2, 2), ""},
		{"of one peer as much as it may", 0, flood(flood(s, 3, 1), 2, log.MaxPending), ""},
		{"of one peer", 0, flood(s, 2, log.MaxPending+1), "tlcb: node 0 keeps 257 entries of node 2, want at most 256"},
		{"who is corrupt", 3, flood(s, 2, log.MaxPending+1), ""},
	} {
		w := NewWatch(config(4, 1, 1), model.All(3))
		w.Observe(sim.Observation[State]{Node: c.node, After: &c.s})
		got := ""
		for _, b := range w.Breaches() {
			got += b.What
		}
		if got != c.want {
			t.Errorf("%s, %d entries: %q, want %q", c.name, c.s.Pending(), got, c.want)
		}
	}
}
