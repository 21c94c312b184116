package dkg

import (
	"quesera/model"
	"quesera/model/crypto/shamir"
)

// expose is DKG-9: a qualified dealer broadcasts a Feldman commitment to its polynomial a.
func (m *Machine[E, P]) expose(s State[E, P]) (State[E, P], []model.Effect) {
	if !s.qual.Has(s.Self) || s.a == nil {
		return s, nil
	}
	return m.broadcast(s, Exposure[P]{Commitment: m.commitment(s.a, nil)})
}

// exposed is the Feldman commitment of a qualified dealer, if it broadcast one of the right length.
func (m *Machine[E, P]) exposed(s State[E, P], dealer model.NodeID) ([]P, bool) {
	message, ok := s.board[Exposures][dealer].said()
	if !ok {
		return nil, false
	}
	c := message.(Exposure[P]).Commitment
	return c, len(c) == m.Threshold()
}

// fitsExposure tells whether the share of the receiver at position r fits a Feldman commitment.
func (m *Machine[E, P]) fitsExposure(c []P, r int, share Share[E]) bool {
	return m.group.Equal(m.group.Mul(share.Value, m.group.Generator()), Image(m.group, c, index(r)))
}

// accuse is DKG-10: a receiver publishes its shares of those dealers whose exposure they do not fit.
// Of dealers without an exposure everybody knows already.
func (m *Machine[E, P]) accuse(s State[E, P]) (State[E, P], []model.Effect) {
	r, ok := m.receiver(s.Self)
	if !ok {
		return s, nil
	}
	var wrong []Opened[E]
	for dealer := range s.qual.Members() {
		c, ok := m.exposed(s, dealer)
		if !ok {
			continue
		}
		if share, ok := m.mine(s, dealer); ok && !m.fitsExposure(c, r, share) {
			wrong = append(wrong, Opened[E]{Node: dealer, Share: share})
		}
	}
	if len(wrong) == 0 {
		return s, nil
	}
	return m.broadcast(s, Accusation[E]{Shares: wrong})
}

// broken is the qualified dealers that must be reconstructed (DKG-11): without an exposure, or with
// one that somebody's share contradicts. It depends on broadcasts only.
func (m *Machine[E, P]) broken(s State[E, P]) model.NodeSet {
	var broken model.NodeSet
	for dealer := range s.qual.Members() {
		c, ok := m.exposed(s, dealer)
		if !ok || m.convicted(s, dealer, c) {
			broken = broken.With(dealer)
		}
	}
	return broken
}

// convicted tells whether a receiver has published a share that fits the dealer's Deal and not its
// exposure c.
func (m *Machine[E, P]) convicted(s State[E, P], dealer model.NodeID, c []P) bool {
	for r, shares := range m.published(s, Accusations, dealer) {
		for _, share := range shares {
			if !m.fitsExposure(c, r, share) {
				return true
			}
		}
	}
	return false
}

// published are the shares of a dealer's deal that fit it, by the position of the receiver that
// published them in messages of the kind.
func (m *Machine[E, P]) published(s State[E, P], kind Kind, dealer model.NodeID) [][]Share[E] {
	k, _ := m.dealer(dealer)
	shares := make([][]Share[E], len(m.receivers))
	c, ok := m.dealt(s, k)
	if !ok {
		return shares
	}
	for r, receiver := range m.receivers {
		message, ok := s.board[kind][receiver].said()
		if !ok {
			continue
		}
		for _, o := range opened[E](message) {
			if o.Node == dealer && m.fits(c, r, o.Share) {
				shares[r] = append(shares[r], o.Share)
			}
		}
	}
	return shares
}

// opened is the list in an Accusation or a Reveal.
func opened[E any](message model.Message) []Opened[E] {
	switch message := message.(type) {
	case Accusation[E]:
		return message.Shares
	case Reveal[E]:
		return message.Shares
	}
	return nil
}

// reveal is DKG-12: a receiver publishes its shares of the broken dealers.
func (m *Machine[E, P]) reveal(s State[E, P]) (State[E, P], []model.Effect) {
	if _, ok := m.receiver(s.Self); !ok {
		return s, nil
	}
	var shares []Opened[E]
	for dealer := range m.broken(s).Members() {
		if share, ok := m.mine(s, dealer); ok {
			shares = append(shares, Opened[E]{Node: dealer, Share: share})
		}
	}
	if len(shares) == 0 {
		return s, nil
	}
	return m.broadcast(s, Reveal[E]{Shares: shares})
}

// reconstruct is DKG-13: the polynomial of a broken dealer, from all shares of it that were revealed
// and fit. They lie on one polynomial, unless somebody knows the logarithm of H.
func (m *Machine[E, P]) reconstruct(s State[E, P], dealer model.NodeID) (shamir.Polynomial[E], error) {
	var shares []shamir.Share[E]
	for r, revealed := range m.published(s, Reveals, dealer) {
		if len(revealed) > 0 {
			shares = append(shares, shamir.Share[E]{Index: index(r), Value: revealed[0].Value})
		}
	}
	return m.sharing.Recover(shares)
}
