package tlcb

import (
	"fmt"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
)

// Watch judges a run from outside, by the obligations of the package: it knows who is correct, and when who reached
// which step. It is no part of a node.
type Watch struct {
	config    Config
	correct   model.NodeSet
	breaches  []Breach
	steps     []int                                        // by step: how many correct nodes reached it
	born      map[model.Digest]model.Step                  // raw messages, by the period in which they were first sent
	certified map[model.Step]map[model.NodeID]model.Digest // raw messages
	reached   map[model.Step][]*Item                       // right raw messages, by step
	judged    map[model.Digest]bool                        // entries
	exposed   map[model.NodeID]model.NodeSet               // by correct node: whom it has evidence against
}

// Breach is an obligation that a run breaks.
type Breach struct {
	Rule    string
	Section string
	Node    model.NodeID
	Move    uint64
	What    string
}

// NewWatch begins to watch a group of which some nodes are correct.
func NewWatch(c Config, correct model.NodeSet) *Watch {
	return &Watch{config: c, correct: correct, born: map[model.Digest]model.Step{},
		certified: map[model.Step]map[model.NodeID]model.Digest{}, reached: map[model.Step][]*Item{},
		judged: map[model.Digest]bool{}, exposed: map[model.NodeID]model.NodeSet{}}
}

// Breaches are the obligations broken so far, the first of each.
func (w *Watch) Breaches() []Breach { return w.breaches }

// Steps is how many steps correct nodes reached at most, and how many a majority of them did.
func (w *Watch) Steps() (first, period model.Step) { return model.Step(len(w.steps)), w.period() }

// Exposed are those against whom a correct node has evidence.
func (w *Watch) Exposed(i model.NodeID) model.NodeSet { return w.exposed[i] }

func (w *Watch) breach(rule, section string, node model.NodeID, move uint64, format string, args ...any) {
	for _, b := range w.breaches {
		if b.Rule == rule {
			return
		}
	}
	w.breaches = append(w.breaches, Breach{rule, section, node, move, "tlcb: " + fmt.Sprintf(format, args...)})
}

// period is the number of steps that a majority of the correct nodes reached (TLC §5.2.4).
func (w *Watch) period() model.Step {
	for p, nodes := range w.steps {
		if 2*nodes <= w.correct.Len() {
			return model.Step(p)
		}
	}
	return model.Step(len(w.steps))
}

// Observe takes in one transition.
func (w *Watch) Observe(o sim.Observation[State]) {
	w.bounded(o)
	for _, effect := range o.Effects {
		switch e := effect.(type) {
		case model.Broadcast:
			w.sent(e.Message)
		case model.Send:
			w.sent(e.Message)
		case log.Exposed:
			w.onExposed(o, e.Evidence)
		case log.Wrote[*View]:
			if w.correct.Has(o.Node) {
				w.wrote(o, e.Item)
			}
		case log.Processed[*View]:
			if w.correct.Has(o.Node) {
				w.accepted(o, e.Item)
			}
		}
	}
}

// bounded is LOG-O6.
func (w *Watch) bounded(o sim.Observation[State]) {
	if !w.correct.Has(o.Node) || o.After.Pending() <= log.MaxPending {
		return
	}
	for i := range model.All(w.config.Nodes).Members() {
		if kept := o.After.PendingOf(i); kept > log.MaxPending {
			w.breach("LOG-O6", "TLC §5.1.1", o.Node, o.Move, "node %d keeps %d entries of node %d, want at most %d", o.Node,
				kept, i, log.MaxPending)
		}
	}
}

// sent notes in which period a raw message is first sent.
func (w *Watch) sent(m model.Message) {
	var entries []*log.Entry
	switch m := m.(type) {
	case *log.Entry:
		entries = []*log.Entry{m}
	case log.Bundle:
		entries = m.Entries
	}
	for _, e := range entries {
		if e == nil {
			continue
		}
		if _, known := w.born[e.Hash()]; !known {
			w.born[e.Hash()] = w.period()
		}
	}
}

// onExposed is LOG-O1.
func (w *Watch) onExposed(o sim.Observation[State], v log.Evidence) {
	if !w.correct.Has(o.Node) {
		return
	}
	w.exposed[o.Node] = w.exposed[o.Node].With(v.Against)
	if w.correct.Has(v.Against) {
		w.breach("LOG-O1", "TLC §5.1.2", o.Node, o.Move, "node %d has evidence of %v against node %d, which is correct",
			o.Node, v.Kind, v.Against)
	}
}

// wrote notes the steps of correct nodes.
func (w *Watch) wrote(o sim.Observation[State], item *Item) {
	if raw, ok := item.Action.(Raw); ok {
		for int(raw.Step) >= len(w.steps) {
			w.steps = append(w.steps, 0)
		}
		w.steps[raw.Step]++
	}
	w.accepted(o, item)
}

// accepted judges an entry that a correct node builds on, once.
func (w *Watch) accepted(o sim.Observation[State], item *Item) {
	if w.judged[item.Hash()] {
		return
	}
	w.judged[item.Hash()] = true
	w.grows(o, item)
	switch a := item.Action.(type) {
	case Raw:
		w.onRaw(o, item, a)
	case Cert:
		w.onCert(o, item)
	case Ack:
		w.onAck(o, item, a)
	}
}

// grows is TLCB-O7: in every log that is followed the clock counts steps, and vector time only grows.
func (w *Watch) grows(o sim.Observation[State], item *Item) {
	step := func(i *Item) int {
		if i == nil || i.State == nil || i.State.own.raw == nil {
			return -1
		}
		return int(i.State.own.raw.Step)
	}
	before, after := step(item.Prev), step(item)
	if _, raw := item.Action.(Raw); raw && after != before+1 || !raw && after != before {
		w.breach("TLCB-O7", "TLC §5.2.1", item.Node, o.Move, "node %d goes from step %d to step %d", item.Node, before, after)
	}
	if after >= 0 && int(item.State.step) > after {
		_, exposes := item.Action.(log.Expose) // what an entry adds by itself obliges from the next one on
		if _, certifies := item.Action.(Cert); !exposes && !certifies {
			w.breach("TLCB-O8", "TLC §5.2.1", item.Node, o.Move, "node %d writes in step %d although its view reaches step %d",
				item.Node, after, item.State.step)
		}
	}
	for k, seen := range item.Seen {
		if item.Prev != nil && item.Prev.Heads[k].Seq > item.Heads[k].Seq {
			w.breach("TLCB-O7", "TLC §5.1.1", item.Node, o.Move, "node %d forgets entry %d of node %d", item.Node,
				item.Prev.Heads[k].Seq, k)
		}
		if seen == nil {
			continue
		}
		for m, head := range seen.Heads {
			if m != int(item.Node) && head.Seq > item.Heads[m].Seq && w.correct.Has(model.NodeID(m)) {
				w.breach("TLCB-O7", "TLC §5.1.1", item.Node, o.Move, "node %d covers node %d's entry %d, but not what that covers "+
					"of node %d", item.Node, k, seen.Seq, m)
			}
		}
	}
}

// onRaw is TLCB-O3 and TLCB-O5.
func (w *Watch) onRaw(o sim.Observation[State], item *Item, a Raw) {
	if w.period() < a.Step {
		w.breach("TLCB-O3", "TLC §5.2.4", item.Node, o.Move, "node %d reaches step %d, but no majority of the correct nodes "+
			"reached step %d", item.Node, a.Step, a.Step-1)
	}
	w.reached[a.Step] = append(w.reached[a.Step], item)
	delete(w.reached, a.Step-4*Recent)
	for i, of := range w.certified[a.Step-2] { // there is none of before step 0
		w.knows(o, item, a.Step-2, i, of)
	}
}

// knows is TLCB-O5 for one certified message and one node that is two steps further.
func (w *Watch) knows(o sim.Observation[State], item *Item, s model.Step, i model.NodeID, of model.Digest) {
	for m := range item.State.RawMessages(s) {
		if m.Hash() == of {
			return
		}
	}
	w.breach("TLCB-O5", "TLC §5.2.5", item.Node, o.Move, "node %d is in step %d without node %d's message of step %d, "+
		"which is certified", item.Node, s+2, i, s)
}

// onCert is TLCB-O2, TLCB-O4 and TLCB-O5.
func (w *Watch) onCert(o sim.Observation[State], item *Item) {
	own := item.State.own.raw
	if born := w.born[own.Hash()]; born > own.Step+1 {
		w.breach("TLCB-O4", "TLC §5.2.4", item.Node, o.Move, "node %d's message of step %d is certified, but was formulated "+
			"in period %d", item.Node, own.Step, born-1)
	}
	of := w.certified[own.Step]
	if of == nil {
		of = map[model.NodeID]model.Digest{}
		w.certified[own.Step] = of
		delete(w.certified, own.Step-4*Recent)
	}
	if other, twice := of[item.Node]; twice && other != own.Hash() {
		w.breach("TLCB-O2", "TLC §5.2.3", item.Node, o.Move, "two messages of node %d for step %d are certified: %v and %v",
			item.Node, own.Step, other, own.Hash())
		return
	}
	of[item.Node] = own.Hash()
	for _, later := range w.reached[own.Step+2] {
		w.knows(o, later, own.Step, item.Node, own.Hash())
	}
}

// onAck is TLCB-O9: what is acknowledged is a message of the step that its author and the witness are in.
func (w *Watch) onAck(o sim.Observation[State], item *Item, a Ack) {
	of := latest(log.Past[*View]{Entry: item.Entry, Prev: item.Prev, Seen: item.Seen}, a.Node)
	twice := item.Prev != nil && item.Prev.State.own.acked.Has(a.Node)
	if of == nil || of.Hash() != a.Of || of.Step != a.Step || a.Step != item.State.own.raw.Step || twice {
		w.breach("TLCB-O9", "TLC §5.2.3", item.Node, o.Move, "node %d acknowledges for step %d what is not node %d's one "+
			"message of that step in its own log", item.Node, a.Step, a.Node)
	}
}
