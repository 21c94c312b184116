package qsc4

import (
	"bytes"
	"crypto/sha256"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/qsc3"
	"quesera/model/tlc"
	"quesera/model/tlcb"
)

// conclude is what a view of step s+5 says of the round that began at s (QSC4-5 to QSC4-7); not ok: none ends there.
func (l *Layer) conclude(v *tlcb.View) (State, bool) {
	if v.Step() <= roundSteps || v.Step()%roundSteps != 1 || v.Own() == nil {
		return State{}, false
	}
	r := qsc3.Round(v.Step()/roundSteps) - 1
	tickets := l.tickets(v, r)
	state := State{Decided: l.decide(v.Own().View, r, tickets), Known: true}
	state.Learned = state.Decided.Committed
	for m := range v.RawMessages(v.Step() - 1) {
		state.Learned = state.Learned || l.decide(m.View, r, tickets).Committed
	}
	return state, true
}

// decide is QSC3's rule on the view in which some node entered step s+4, with the tickets known at s+5.
func (l *Layer) decide(v *tlcb.View, r qsc3.Round, tickets map[model.Digest]qsc3.Ticket) qsc3.Decided {
	s := StartOf(r) + 1
	alias := model.NodeID(l.Config.Nodes) // for second faces
	var raws []*tlc.Raw
	var certs []*tlc.Cert
	seen := model.NodeSet{}
	for m := range v.RawMessages(s) {
		who := m.Node
		if cert := v.Cert(s, m.Node); cert != nil && cert.Hash() != m.Hash() {
			continue // another version of what is certified can be certified nowhere
		} else if seen.Has(who) && l.Waived["QSC4-6"] {
			continue
		} else if seen.Has(who) {
			who, alias = alias, alias+1
		}
		seen = seen.With(who)
		raw := &tlc.Raw{Header: causal.Header{Node: who}, Step: s, Digest: m.Hash()}
		p, ok := m.Payload.(Proposal)
		if ticket, recovered := tickets[m.Hash()]; ok && recovered {
			raw.Payload = qsc3.Proposal{Round: r, Ticket: ticket, Parent: p.Parent}
		}
		raws = append(raws, raw)
	}
	for i := range v.Certified(s).Members() {
		certs = append(certs, &tlc.Cert{Header: causal.Header{Node: i}, Step: s, Of: v.Cert(s, i).Hash()})
	}
	for i := range v.Certified(s + 1).Members() {
		m := v.Cert(s+1, i)
		header := causal.Header{Node: i}
		raws = append(raws, &tlc.Raw{Header: header, Step: s + 1, Confirmed: m.Confirmed, Digest: m.Hash()})
		certs = append(certs, &tlc.Cert{Header: header, Step: s + 1, Of: m.Hash()})
	}
	h := tlc.HistoryOf(s+3, raws, certs)
	choice, committed := qsc3.Decide(&h, s)
	return qsc3.Decided{Round: r, Choice: choice, Committed: committed}
}

// tickets are those of the proposals of a round that the shares in a view of step s+5 recover (QSC4-5).
func (l *Layer) tickets(v *tlcb.View, r qsc3.Round) map[model.Digest]qsc3.Ticket {
	s := StartOf(r)
	deals := map[model.Digest]*tlcb.Message{}
	for m := range v.RawMessages(s) {
		deals[m.Hash()] = m
	}
	revealed := map[model.Digest]map[model.NodeID][]byte{} // by deal and node
	for m := range v.RawMessages(s + roundSteps) {
		o, _ := m.Payload.(Opening)
		for _, share := range o.Shares {
			if revealed[share.Of] == nil {
				revealed[share.Of] = map[model.NodeID][]byte{}
			}
			revealed[share.Of][m.Node] = share.Share
		}
	}
	tickets := map[model.Digest]qsc3.Ticket{}
	for m := range v.RawMessages(s + 1) {
		p, ok := m.Payload.(Proposal)
		if !ok {
			continue
		}
		if ticket, ok := l.recover(p, m.Node, deals, revealed); ok {
			tickets[m.Hash()] = ticket
		}
	}
	return tickets
}

// Tickets are those of the proposals of a round, by their entries, that a view of step s+5 recovers: for those who
// follow runs.
func (l *Layer) Tickets(v *tlcb.View, r qsc3.Round) map[model.Digest]qsc3.Ticket {
	return l.tickets(v, r)
}

// recover is the ticket of a proposal, if there are enough shares of each deal that it names.
func (l *Layer) recover(p Proposal, proposer model.NodeID, deals map[model.Digest]*tlcb.Message,
	revealed map[model.Digest]map[model.NodeID][]byte) (qsc3.Ticket, bool) {
	var secrets [][]byte
	for _, ref := range p.Deals {
		m := deals[ref.Hash]
		if m == nil {
			return 0, false
		}
		secret, ok := l.secretOf(m, revealed[ref.Hash])
		if !ok {
			return 0, false
		}
		secrets = append(secrets, secret)
	}
	sum, err := l.sumOf(secrets)
	if err != nil {
		return 0, false
	}
	return l.ticket(sum, p.Round, proposer), true
}

// sumOf is the sum of secrets. It is a function of them, and remembered: everybody adds the same up.
func (l *Layer) sumOf(secrets [][]byte) ([]byte, error) {
	key := sha256.Sum256(bytes.Join(secrets, nil)) // secrets are of one length
	if sum, ok := l.sum.get(key); ok {
		return sum, nil
	}
	sum, err := l.Sharing.Sum(secrets)
	if err == nil {
		l.sum.put(key, sum)
	}
	return sum, err
}

// secretOf is the secret of a deal, from shares of which there are enough. What a view's shares recover does not depend
// on which they are, so that it is remembered.
func (l *Layer) secretOf(m *tlcb.Message, shares map[model.NodeID][]byte) ([]byte, bool) {
	o, ok := m.Payload.(Opening)
	if !ok || len(shares) < l.TermsOf(o.Round, m.View).Threshold {
		return nil, false
	}
	careful := l.Waived["QSC4-R3"] // then shares may be wrong
	if secret, ok := l.secret.get(m.Hash()); ok && !careful {
		return secret, true
	}
	d := l.dealOf(m)
	if d == nil {
		return nil, false
	}
	secret, err := d.Recover(shares)
	if err != nil {
		return nil, false
	}
	l.secret.put(m.Hash(), secret)
	return secret, true
}
