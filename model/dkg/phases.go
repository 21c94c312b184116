package dkg

import (
	"slices"

	"quesera/model"
	"quesera/model/crypto/shamir"
)

// onCoin collects a dealer's coins; the last one makes its polynomials. Where that is after the phase of dealing it is
// too late (DKG-2): a deal now would count with those only whose phase has not ended yet.
func (m *Machine[E, P]) onCoin(s State[E, P], e model.Coin) (State[E, P], []model.Effect) {
	k, ok := m.dealer(s.Self)
	if !ok || s.a != nil || s.Phase > Dealing {
		return s, nil
	}
	s.coins = append(slices.Clone(s.coins), e.Value)
	if len(s.coins) < m.coins() {
		return s, nil
	}
	return m.deal(s, k)
}

// deal is DKG-1: the dealer at position k commits to its polynomials and sends the shares.
func (m *Machine[E, P]) deal(s State[E, P], k int) (State[E, P], []model.Effect) {
	t := m.Threshold()
	scalars := m.scalars(s.coins)
	s.coins = nil
	if m.reshared != nil {
		scalars = append([]E{m.reshared.shares[k]}, scalars...)
	}
	s.a = shamir.Polynomial[E](scalars[:t])
	if m.protocol == Gennaro {
		s.b = shamir.Polynomial[E](scalars[t:])
	}
	s, effects := m.broadcast(s, Deal[P]{Commitment: m.commitment(s.a, s.b)})
	for r, receiver := range m.receivers {
		share := m.shareOf(s, r)
		if receiver == s.Self {
			s, _, _ = m.file(s, s.Self, share)
			continue
		}
		effects = append(effects, model.Send{To: receiver, Message: share})
	}
	return s, effects
}

// scalars makes scalars of coins.
func (m *Machine[E, P]) scalars(coins []uint64) []E {
	each, _ := m.group.Coins()
	var scalars []E
	for ; len(coins) > 0; coins = coins[each:] {
		scalars = append(scalars, m.group.Scalar(coins[:each]))
	}
	return scalars
}

// commitment is a_k·G + b_k·H for each k; b may be nil, for Feldman's commitment.
func (m *Machine[E, P]) commitment(a, b shamir.Polynomial[E]) []P {
	c := make([]P, len(a))
	for k := range a {
		c[k] = m.group.Mul(a[k], m.group.Generator())
		if b != nil {
			c[k] = m.group.Add(c[k], m.group.Mul(b[k], m.group.Second()))
		}
	}
	return c
}

// shareOf is our deal's share for the receiver at position r.
func (m *Machine[E, P]) shareOf(s State[E, P], r int) Share[E] {
	f := m.group.Scalars()
	return Share[E]{Value: shamir.Eval(f, s.a, index(r)), Blind: shamir.Eval(f, s.b, index(r))}
}

// fits tells whether the share of the receiver at position r fits a commitment (VSS-3, VSS-6).
func (m *Machine[E, P]) fits(c []P, r int, share Share[E]) bool {
	g, f := m.group, m.group.Scalars()
	image := g.Mul(share.Value, g.Generator())
	if m.protocol == Gennaro {
		image = g.Add(image, g.Mul(share.Blind, g.Second()))
	} else if !f.Equal(share.Blind, f.FromUint(0)) {
		return false
	}
	return g.Equal(image, Image(g, c, index(r)))
}

// dealt is the commitment of the dealer at position k, if it made one (DKG-4): once, of the right length,
// and in a resharing to its share of the old key.
func (m *Machine[E, P]) dealt(s State[E, P], k int) ([]P, bool) {
	message, ok := s.board[Deals][m.dealers[k]].said()
	if !ok {
		return nil, false
	}
	c := message.(Deal[P]).Commitment
	if len(c) != m.Threshold() {
		return nil, false
	}
	if m.reshared != nil && !m.group.Equal(c[0], m.reshared.images[k]) {
		return nil, false
	}
	return c, true
}

// onPhaseEnded does what a node has to do at the end of its phase, and enters the next one.
func (m *Machine[E, P]) onPhaseEnded(s State[E, P]) (State[E, P], []model.Effect) {
	ended := s.Phase
	if ended == m.last() {
		s.Phase = Finished
		if ended == Justifying {
			s.qual = m.qualified(s)
		}
		return m.finish(s)
	}
	s.Phase++
	var effects []model.Effect
	switch ended {
	case Dealing:
		s, effects = m.complain(s)
	case Complaining:
		s, effects = m.justify(s)
	case Justifying:
		s.qual = m.qualified(s)
		s, effects = m.expose(s)
	case Exposing:
		s, effects = m.accuse(s)
	case Accusing:
		s, effects = m.reveal(s)
	}
	return s, append(effects, model.SetTimer{Phase: uint32(s.Phase)})
}

// complain is DKG-5: a receiver names the dealers whose commitment stands but whose share for
// it is missing, contradicted or wrong.
func (m *Machine[E, P]) complain(s State[E, P]) (State[E, P], []model.Effect) {
	r, ok := m.receiver(s.Self)
	if !ok {
		return s, nil
	}
	var against model.NodeSet
	for k, dealer := range m.dealers {
		c, ok := m.dealt(s, k)
		if !ok {
			continue // everybody sees that
		}
		if share, ok := s.Private(dealer); !ok || !m.fits(c, r, share.(Share[E])) {
			against = against.With(dealer)
		}
	}
	if against.Empty() {
		return s, nil
	}
	return m.broadcast(s, Complaint{Against: against})
}

// accusers are the receivers that complain of a dealer, itself excepted (DKG-5).
func (m *Machine[E, P]) accusers(s State[E, P], dealer model.NodeID) model.NodeSet {
	var accusers model.NodeSet
	for _, receiver := range m.receivers {
		message, ok := s.board[Complaints][receiver].said()
		if ok && receiver != dealer && message.(Complaint).Against.Has(dealer) {
			accusers = accusers.With(receiver)
		}
	}
	return accusers
}

// justify is DKG-6: a dealer publishes the shares that were complained about. With more than f complaints
// it is disqualified whatever it says, and says nothing.
func (m *Machine[E, P]) justify(s State[E, P]) (State[E, P], []model.Effect) {
	if _, ok := m.dealer(s.Self); !ok || s.a == nil {
		return s, nil
	}
	accusers := m.accusers(s, s.Self)
	if accusers.Empty() || accusers.Len() > m.faults {
		return s, nil
	}
	var answers []Opened[E]
	for r, receiver := range m.receivers {
		if accusers.Has(receiver) {
			answers = append(answers, Opened[E]{Node: receiver, Share: m.shareOf(s, r)})
		}
	}
	return m.broadcast(s, Justification[E]{Answers: answers})
}

// qualified is QUAL (DKG-7): the dealers whose commitment stands, with at most f complaints, all of them
// answered by shares that fit. It depends on broadcasts only.
func (m *Machine[E, P]) qualified(s State[E, P]) model.NodeSet {
	var qual model.NodeSet
	for k, dealer := range m.dealers {
		c, ok := m.dealt(s, k)
		if !ok {
			continue
		}
		accusers := m.accusers(s, dealer)
		if accusers.Len() <= m.faults && m.answered(s, dealer, c, accusers) {
			qual = qual.With(dealer)
		}
	}
	return qual
}

// answered tells whether a dealer has answered every complaint, and none of them wrongly.
func (m *Machine[E, P]) answered(s State[E, P], dealer model.NodeID, c []P, accusers model.NodeSet) bool {
	var satisfied model.NodeSet
	for _, answer := range m.answers(s, dealer) {
		if !accusers.Has(answer.Node) {
			continue // nobody asked
		}
		if r, _ := m.receiver(answer.Node); !m.fits(c, r, answer.Share) {
			return false
		}
		satisfied = satisfied.With(answer.Node)
	}
	return satisfied.Includes(accusers)
}

// answers are what a dealer has published in justification.
func (m *Machine[E, P]) answers(s State[E, P], dealer model.NodeID) []Opened[E] {
	message, ok := s.board[Justifications][dealer].said()
	if !ok {
		return nil
	}
	return message.(Justification[E]).Answers
}

// mine is our share of the deal of a qualified dealer (DKG-8): the published one where we complained, and
// otherwise the one that we did not complain of.
func (m *Machine[E, P]) mine(s State[E, P], dealer model.NodeID) (share Share[E], ok bool) {
	if m.accusers(s, dealer).Has(s.Self) {
		for _, answer := range m.answers(s, dealer) {
			if answer.Node == s.Self {
				return answer.Share, true
			}
		}
		return share, false
	}
	message, ok := s.Private(dealer)
	if !ok {
		return share, false
	}
	return message.(Share[E]), true
}
