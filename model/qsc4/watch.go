package qsc4

import (
	"errors"
	"fmt"
	"maps"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// Watch judges a run from outside: agreement by QSC3's own ledger, and what the tickets promise. It is no part of a
// node.
type Watch struct {
	layer    *Layer
	correct  model.NodeSet
	ledger   *qsc3.Ledger
	breaches []tlcb.Breach
	steps    []int // by step: how many correct nodes reached it
	rounds   map[qsc3.Round]*round

	Decisions, Commits, Learned int // of correct nodes
}

// round is what is known of one round.
type round struct {
	tickets  map[model.Digest]qsc3.Ticket             // of certified proposals
	sent     map[model.Digest]map[model.NodeID][]byte // shares that anybody has sent, by deal
	copies   map[string]map[model.NodeID][]byte       // and of copies in the round before, by what is dealt
	deals    map[model.Digest]*tlcb.Message           // that a correct node has in its past, or a corrupt one wrote
	proposed map[model.Digest]*tlcb.Message
	drafts   map[model.Digest]*tlcb.Message // what corrupt nodes propose, before correct nodes have it
}

// NewWatch begins to watch.
func NewWatch(l *Layer, correct model.NodeSet) *Watch {
	return &Watch{layer: l, correct: correct, ledger: qsc3.NewLedger(qsc3.Config{Thresholds: l.Config.Thresholds}),
		rounds: map[qsc3.Round]*round{}}
}

// Breaches are the obligations broken so far, the first of each.
func (w *Watch) Breaches() []tlcb.Breach { return w.breaches }

func (w *Watch) breach(rule, section string, node model.NodeID, move uint64, format string, args ...any) {
	for _, b := range w.breaches {
		if b.Rule == rule {
			return
		}
	}
	w.breaches = append(w.breaches, tlcb.Breach{Rule: rule, Section: section, Node: node, Move: move,
		What: "qsc4: " + fmt.Sprintf(format, args...)})
}

// round is the record of a round; old ones are forgotten.
func (w *Watch) round(r qsc3.Round) *round {
	if w.rounds[r] == nil {
		delete(w.rounds, r-4)
		w.rounds[r] = &round{map[model.Digest]qsc3.Ticket{}, map[model.Digest]map[model.NodeID][]byte{},
			map[string]map[model.NodeID][]byte{}, map[model.Digest]*tlcb.Message{}, map[model.Digest]*tlcb.Message{},
			map[model.Digest]*tlcb.Message{}}
	}
	return w.rounds[r]
}

// Observe takes in one transition.
func (w *Watch) Observe(o sim.Observation[tlcb.State]) {
	for _, effect := range o.Effects {
		switch e := effect.(type) {
		case log.Wrote[*tlcb.View]:
			if w.correct.Has(o.Node) {
				w.wrote(o, e.Item)
			} else {
				w.told(e.Item)
			}
		case log.Processed[*tlcb.View]:
			if w.correct.Has(o.Node) {
				w.accepted(o, e.Item)
			}
		}
	}
}

// told notes what a corrupt node wrote, and can tell others before it sends it.
func (w *Watch) told(item *tlcb.Item) {
	raw, ok := item.Action.(tlcb.Raw)
	if !ok || item.State == nil {
		return
	}
	switch p := raw.Payload.(type) {
	case Opening:
		w.round(p.Round).deals[item.Hash()] = item.State.Own()
	case Proposal:
		w.round(p.Round).drafts[item.Hash()] = item.State.Own()
	}
}

// wrote is what a correct node did.
func (w *Watch) wrote(o sim.Observation[tlcb.State], item *tlcb.Item) {
	if raw, ok := item.Action.(tlcb.Raw); ok {
		for int(raw.Step) >= len(w.steps) {
			w.steps = append(w.steps, 0)
		}
		w.steps[raw.Step]++
		if _, proposes := raw.Payload.(Proposal); proposes && raw.Step > roundSteps {
			w.decided(o, item)
		}
	}
	w.accepted(o, item)
}

// accepted notes deals, proposals and shares, and looks whether a ticket can be known already (QSC4-O2).
func (w *Watch) accepted(o sim.Observation[tlcb.State], item *tlcb.Item) {
	raw, ok := item.Action.(tlcb.Raw)
	if !ok {
		return
	}
	m := item.State.Own()
	switch p := raw.Payload.(type) {
	case Opening:
		w.round(p.Round).deals[item.Hash()] = m
		if p.Round == 0 {
			return
		}
		before, now := w.round(p.Round-1), w.round(p.Round)
		for _, share := range p.Shares {
			add(before.sent, share.Of, item.Node, share.Share)
			if of := before.deals[share.Of]; of != nil {
				add(now.copies, string(of.Payload.(Opening).Deal), item.Node, share.Share)
			}
		}
		w.predict(o, p.Round-1)
	case Proposal:
		w.round(p.Round).proposed[item.Hash()] = m
		w.predict(o, p.Round)
	}
}

// add notes a share under a key.
func add[K comparable](all map[K]map[model.NodeID][]byte, key K, i model.NodeID, share []byte) {
	if all[key] == nil {
		all[key] = map[model.NodeID][]byte{}
	}
	all[key][i] = share
}

// predict is QSC4-O2: before a majority of the correct nodes reached s+4, what was sent, with what the keys of the
// corrupt nodes open and the secrets they dealt, gives no ticket. A corrupt dealer's secret counts as known, and so
// does a sum of deals in which those of correct dealers cancel.
func (w *Watch) predict(o sim.Observation[tlcb.State], r qsc3.Round) {
	end := int(StartOf(r)) + roundSteps
	if end < len(w.steps) && 2*w.steps[end] > w.correct.Len() {
		return
	}
	record := w.round(r)
	for _, m := range record.proposed {
		p := m.Payload.(Proposal)
		if w.known(record, p) {
			w.breach("QSC4-O2", "TLC §5.3.3", m.Node, o.Move, "the ticket of node %d's proposal of round %d is known "+
				"before a majority of the correct nodes reached step %d", m.Node, r, end)
		}
	}
}

// Best is the proposer with the highest ticket of a round, if those of all nodes' proposals so far can be computed
// from what was sent, the keys of the corrupt nodes and the secrets they dealt.
func (w *Watch) Best(r qsc3.Round) (best model.NodeID, known bool) {
	record := w.round(r)
	highest, proposers := qsc3.Ticket(0), model.NodeSet{}
	for _, list := range []map[model.Digest]*tlcb.Message{record.proposed, record.drafts} {
		for _, m := range list {
			p := m.Payload.(Proposal)
			ticket, ok := w.layer.recover(p, m.Node, record.deals, w.shares(record))
			if !ok {
				return 0, false
			}
			if !known || ticket > highest || ticket == highest && m.Node < best {
				best, highest, known = m.Node, ticket, true
			}
			proposers = proposers.With(m.Node)
		}
	}
	return best, known && proposers.Len() >= w.layer.Config.Nodes-1
}

// shares are those of all deals that were sent, and those that corrupt nodes can open.
func (w *Watch) shares(record *round) map[model.Digest]map[model.NodeID][]byte {
	all := map[model.Digest]map[model.NodeID][]byte{}
	for of, m := range record.deals {
		d := w.layer.dealOf(m)
		if d == nil {
			continue
		}
		all[of] = map[model.NodeID][]byte{}
		maps.Copy(all[of], record.sent[of])
		maps.Copy(all[of], record.copies[string(m.Payload.(Opening).Deal)])
		for i := range model.All(w.layer.Config.Nodes).Minus(w.correct).Members() {
			if share, err := d.Open(i, [32]byte{}); err == nil {
				all[of][i] = share
			}
		}
	}
	return all
}

// known reports whether all of a proposal's deals that do not cancel are known to the corrupt nodes.
func (w *Watch) known(record *round, p Proposal) bool {
	balance := map[string]int{} // by what is dealt: how often it is added, less how often it is subtracted
	for _, ref := range p.Deals {
		m := record.deals[ref.Hash]
		if m == nil {
			return false
		}
		deal, sign := m.Payload.(Opening).Deal, 1
		if _, ideal := w.layer.Sharing.(Ideal); ideal && len(deal) == idealDeal {
			if deal[0] == 1 {
				sign = -1
			}
			deal = deal[1:17]
		}
		if w.correct.Has(m.Node) && w.opened(record, m) || !w.correct.Has(m.Node) && !w.stolen(record, deal, m) {
			continue // known
		}
		balance[string(deal)] += sign
	}
	for _, left := range balance {
		if left != 0 {
			return false
		}
	}
	return true
}

// stolen reports whether a corrupt node's deal is what a correct node dealt.
func (w *Watch) stolen(record *round, deal []byte, by *tlcb.Message) bool {
	for _, m := range record.deals {
		other := m.Payload.(Opening).Deal
		if w.correct.Has(m.Node) && len(other) == idealDeal && string(other[1:17]) == string(deal) {
			return !w.opened(record, by)
		}
	}
	return false
}

// opened reports whether the shares of a deal that were sent, with those that corrupt nodes can open, are enough.
func (w *Watch) opened(record *round, m *tlcb.Message) bool {
	d := w.layer.dealOf(m)
	if d == nil {
		return false
	}
	_, err := d.Recover(w.shares(record)[m.Hash()])
	return err == nil
}

// Concluded are what a node concluded in a transition.
func Concluded(o sim.Observation[tlcb.State]) []State {
	var all []State
	for _, effect := range o.Effects {
		e, ok := effect.(log.Wrote[*tlcb.View])
		if !ok {
			continue
		}
		if raw, ok := e.Item.Action.(tlcb.Raw); ok {
			if _, proposes := raw.Payload.(Proposal); proposes && raw.Step > roundSteps {
				all = append(all, e.Item.State.Layer().(State))
			}
		}
	}
	return all
}

// decided is QSC4-O1, O3 and the counts behind O4 and O5.
func (w *Watch) decided(o sim.Observation[tlcb.State], item *tlcb.Item) {
	state, _ := item.State.Layer().(State)
	d := state.Decided
	w.Decisions++
	if d.Committed {
		w.Commits++
	}
	if state.Learned {
		w.Learned++
	}
	var c *qsc3.Contradiction
	if err := w.ledger.Add(item.Node, d); errors.As(err, &c) {
		w.breach("QSC4-O1", "TLC §5.3.1", item.Node, o.Move, "%v", err)
	}
	view := item.State.Own().View
	tickets := w.layer.tickets(view, d.Round)
	record, s := w.round(d.Round), StartOf(d.Round)+1
	entered := view.Own().View // in which it entered s+4
	for i := range entered.Certified(s).Members() {
		p := entered.Cert(s, i).Hash()
		ticket, recovered := tickets[p]
		other, known := record.tickets[p]
		if !recovered || known && other != ticket {
			w.breach("QSC4-O3", "TLC §5.3.3", item.Node, o.Move, "node %d does not recover the ticket of node %d's certified "+
				"proposal of round %d, or another than others", item.Node, i, d.Round)
		}
		record.tickets[p] = ticket
	}
	if state.Learned {
		return
	}
	for m := range view.RawMessages(view.Step() - 1) { // QSC4-O4
		if w.correct.Has(m.Node) && w.layer.decide(m.View, d.Round, tickets).Committed {
			w.breach("QSC4-O4", "TLC §5.3.3", item.Node, o.Move, "node %d has node %d's message of step %d and does not know "+
				"that round %d committed", item.Node, m.Node, view.Step()-1, d.Round)
		}
	}
}
