package tlcb

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
)

// written is an entry of a node made by hand, in a view.
func written(node model.NodeID, action log.Action, v *View, prev *Item) *Item {
	signatures, keys := log.NewIdeal(1, 4)
	g := log.Group{ID: "watch", Nodes: 4, Signatures: signatures}
	e := log.Entry{Node: node, Seq: 1, Heads: make([]log.Head, 4), Action: action}
	if prev != nil {
		e.Seq = prev.Seq + 1
	}
	return &Item{Entry: g.Sign(keys[node], e), Prev: prev, Seen: make([]*Item, 4), State: v}
}

// Each obligation on which a watch judges is broken by one entry made by hand, and kept by one beside it. The correct
// nodes are 0 to 2 of four.
func TestAWatchSeesEachBreach(t *testing.T) {
	raw := func(s model.Step) Raw { return Raw{s, Word(1)} }
	m := func(s model.Step) *Message { return said(1, s, 1) }
	in := func(s model.Step, own *Message, raws ...*Message) *View {
		return ViewOf(4, s, own, model.NodeSet{}, raws, nil)
	}
	zero := written(1, raw(0), in(0, m(0)), nil)
	acks := func(a Ack) *Item { // of node 2's message, which it has seen
		item := written(1, a, in(0, m(0)), zero)
		item.Seen[2] = written(2, raw(0), in(0, said(2, 0, 1)), nil)
		return item
	}
	covers := written(1, log.Expose{}, in(0, m(0)), zero)
	covers.Seen[2] = written(2, raw(0), in(0, said(2, 0, 1)), nil)
	covers.Seen[2].Heads[0].Seq = 5
	for _, c := range []struct {
		name   string
		before func(*Watch)
		item   *Item
		broken string
	}{
		{"begins", nil, zero, ""},
		{"begins later", nil, written(1, raw(1), in(1, m(1)), nil), "TLCB-O7 TLCB-O3"},
		{"enters step 1 with all", func(w *Watch) { w.steps = []int{2} }, written(1, raw(1), in(1, m(1)), zero), ""},
		{"enters step 1 before the others", func(w *Watch) { w.steps = []int{1} }, written(1, raw(1), in(1, m(1)), zero),
			"TLCB-O3"},
		{"skips a step", func(w *Watch) { w.steps = []int{2, 2} }, written(1, raw(2), in(2, m(2)), zero), "TLCB-O7"},
		{"another entry in its step", nil, written(1, log.Expose{}, in(0, m(0)), zero), ""},
		{"goes on without a raw message", nil, written(1, log.Expose{}, in(0, nil), zero), "TLCB-O7"},
		{"stays behind its view", nil, written(1, Ack{Node: 3}, in(1, m(0)), zero), "TLCB-O8 TLCB-O9"},
		{"exposes and stays", nil, written(1, log.Expose{}, in(1, m(0)), zero), ""},
		{"acknowledges what it has seen", nil, acks(Ack{Node: 2, Of: said(2, 0, 1).Hash()}), ""},
		{"acknowledges another message", nil, acks(Ack{Node: 2, Of: said(2, 0, 2).Hash()}), "TLCB-O9"},
		{"acknowledges another step", nil, acks(Ack{Step: 1, Node: 2, Of: said(2, 0, 1).Hash()}), "TLCB-O9"},
		{"covers a log, but not what that covers", nil, covers, "TLCB-O7"},
		{"acknowledges nobody", nil, written(1, Ack{Node: 3}, in(0, m(0)), zero), "TLCB-O9"},
		{"knows what is certified two steps before", func(w *Watch) {
			w.steps = []int{2, 2}
			w.certified[0] = map[model.NodeID]model.Digest{1: m(0).Hash()}
		}, written(1, raw(2), in(2, m(2), m(0)), written(1, raw(1), in(1, m(1)), zero)), ""},
		{"does not know it", func(w *Watch) {
			w.steps = []int{2, 2}
			w.certified[0] = map[model.NodeID]model.Digest{1: m(0).Hash()}
		}, written(1, raw(2), in(2, m(2)), written(1, raw(1), in(1, m(1)), zero)), "TLCB-O5"},
		{"certifies", func(w *Watch) { w.steps = []int{2} }, written(1, Cert{}, in(0, m(0)), zero), ""},
		{"certifies what is known to who is there", func(w *Watch) {
			w.reached[2] = []*Item{written(2, raw(2), in(2, m(2), m(0)), nil)}
		}, written(1, Cert{}, in(0, m(0)), zero), ""},
		{"certifies what is not known to who is there", func(w *Watch) {
			w.reached[2] = []*Item{written(2, raw(2), in(2, m(2)), nil)}
		}, written(1, Cert{}, in(0, m(0)), zero), "TLCB-O5"},
		{"certifies another one", func(w *Watch) {
			w.certified[0] = map[model.NodeID]model.Digest{1: {7}}
		}, written(1, Cert{}, in(0, m(0)), zero), "TLCB-O2"},
		{"certifies the same again", func(w *Watch) {
			w.certified[0] = map[model.NodeID]model.Digest{1: m(0).Hash()}
		}, written(1, Cert{}, in(0, m(0)), zero), ""},
		{"certifies what was formulated in time", func(w *Watch) { w.born[m(0).Hash()] = 1 },
			written(1, Cert{}, in(0, m(0)), zero), ""},
		{"certifies what was formulated too late", func(w *Watch) { w.born[m(0).Hash()] = 2 },
			written(1, Cert{}, in(0, m(0)), zero), "TLCB-O4"},
	} {
		w := NewWatch(config(4, 1, 1), model.All(3))
		if first, period := w.Steps(); first != 0 || period != 0 {
			t.Errorf("before all, %d steps are reached and %d by a majority", first, period)
		}
		if c.before != nil {
			c.before(w)
		}
		w.accepted(sim.Observation[State]{Node: 1, Move: 5}, c.item)
		var broken []string
		for _, b := range w.Breaches() {
			broken = append(broken, b.Rule)
			if b.Node != c.item.Node && b.Rule != "TLCB-O5" ||
				b.Move != 5 || b.Section == "" || strings.Contains(b.What, "%!") ||
				b.Rule == "TLCB-O4" && !strings.HasSuffix(b.What, "but was formulated in period 1") {
				t.Errorf("%s: %+v", c.name, b)
			}
		}
		if got := strings.Join(broken, " "); got != c.broken {
			t.Errorf("%s: breaks %q, want %q", c.name, got, c.broken)
		}
		if count := len(w.Breaches()); count > 0 {
			if w.accepted(sim.Observation[State]{Node: 2, Move: 6}, c.item); len(w.Breaches()) != count {
				t.Errorf("%s: it is judged again", c.name)
			}
		}
	}
}

// Steps are counted of correct nodes, and a majority of them makes a period; who is blamed wrongly is noticed.
func TestAWatchCountsStepsAndBlame(t *testing.T) {
	w := NewWatch(config(4, 1, 1), model.All(3))
	state, _ := machine(t, config(4, 1, 1)).Start(0)
	at := func(node model.NodeID, s model.Step) {
		v := ViewOf(4, s, said(node, s, 1), model.NodeSet{}, nil, nil)
		w.Observe(sim.Observation[State]{Node: node, After: &state, Effects: []model.Effect{
			log.Wrote[*View]{Item: written(node, Raw{s, Word(1)}, v, nil)}}})
	}
	at(0, 0)
	at(3, 0) // is not correct
	if first, period := w.Steps(); first != 1 || period != 0 {
		t.Errorf("after one: %d, %d", first, period)
	}
	at(1, 0)
	if first, period := w.Steps(); first != 1 || period != 1 || len(w.Breaches()) > 0 {
		t.Errorf("after two: %d, %d, %+v", first, period, w.Breaches())
	}
	exposes := func(node, against model.NodeID) {
		w.Observe(sim.Observation[State]{Node: node, After: &state, Effects: []model.Effect{
			log.Exposed{Evidence: log.Evidence{Kind: log.Fork, Against: against}}}})
	}
	exposes(0, 3)
	exposes(3, 1) // says who is not correct
	if len(w.Breaches()) > 0 || !w.Exposed(0).Equal(model.Only(3)) || !w.Exposed(3).Empty() || !w.Exposed(1).Empty() {
		t.Errorf("%+v; exposed %v, %v", w.Breaches(), w.Exposed(0), w.Exposed(3))
	}
	exposes(2, 1)
	if all := w.Breaches(); len(all) != 1 || all[0].Rule != "LOG-O1" || all[0].Node != 2 {
		t.Errorf("%+v, want LOG-O1", all)
	}
}
