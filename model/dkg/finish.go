package dkg

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"quesera/model"
	"quesera/model/crypto/shamir"
)

// A term is one dealer's part in the key.
type term[E, P any] struct {
	dealer     model.NodeID
	weight     E
	commitment []P // Feldman
}

// finish is DKG-14: the key, its commitment and our share as weighted sums over the dealers.
func (m *Machine[E, P]) finish(s State[E, P]) (State[E, P], []model.Effect) {
	o := &Outcome[E, P]{Qualified: s.qual, Transcript: m.transcript(s)}
	if err := m.combine(s, o); err != nil {
		o.Failure, o.Commitment, o.Member, o.Share = err.Error(), nil, false, shamir.Share[E]{}
	}
	s.Outcome = o
	return s, []model.Effect{model.Output{Value: o}}
}

func (m *Machine[E, P]) combine(s State[E, P], o *Outcome[E, P]) error {
	if m.protocol == Gennaro {
		o.Broken = m.broken(s)
	}
	terms, err := m.terms(s, o)
	if err != nil {
		return err
	}
	g, f := m.group, m.group.Scalars()
	o.Commitment = make([]P, m.Threshold())
	for k := range o.Commitment {
		o.Commitment[k] = g.Identity()
		for _, t := range terms {
			o.Commitment[k] = g.Add(o.Commitment[k], g.Mul(t.weight, t.commitment[k]))
		}
	}
	r, ok := m.receiver(s.Self)
	if !ok {
		return nil
	}
	o.Member, o.Share = true, shamir.Share[E]{Index: index(r), Value: f.FromUint(0)}
	for _, t := range terms {
		share, ok := m.mine(s, t.dealer)
		if !ok {
			return fmt.Errorf("dkg: dealer %d: no share although it is qualified", t.dealer)
		}
		o.Share.Value = f.Add(o.Share.Value, f.Mul(t.weight, share.Value))
	}
	return nil
}

// terms are the dealers that make up the key: all of QUAL with weight 1, or in a resharing the t of
// QUAL with the lowest indices, with Lagrange coefficients.
func (m *Machine[E, P]) terms(s State[E, P], o *Outcome[E, P]) ([]term[E, P], error) {
	if s.qual.Empty() {
		return nil, fmt.Errorf("dkg: no dealer is qualified")
	}
	weights, err := m.weights(s.qual)
	if err != nil {
		return nil, err
	}
	var terms []term[E, P]
	for k, dealer := range m.dealers {
		if len(terms) == len(weights) {
			break
		}
		if !s.qual.Has(dealer) {
			continue
		}
		c, err := m.feldman(s, k, o.Broken)
		if err != nil {
			return nil, err
		}
		o.Used = o.Used.With(dealer)
		terms = append(terms, term[E, P]{dealer, weights[len(terms)], c})
	}
	return terms, nil
}

// weights are those of the qualified dealers in the order of their indices, as many as are used.
func (m *Machine[E, P]) weights(qual model.NodeSet) ([]E, error) {
	if m.reshared == nil {
		weights := make([]E, qual.Len())
		for i := range weights {
			weights[i] = m.group.Scalars().FromUint(1)
		}
		return weights, nil
	}
	old := m.reshared.sharing
	var set []shamir.ShareIndex
	for k, dealer := range m.dealers {
		if qual.Has(dealer) && len(set) < int(old.Threshold()) {
			set = append(set, index(k))
		}
	}
	if len(set) < int(old.Threshold()) {
		return nil, fmt.Errorf("dkg: qualified dealers = %d, want the old threshold %d", len(set), old.Threshold())
	}
	return old.Lagrange(set, shamir.Secret)
}

// feldman is the Feldman commitment of the qualified dealer at position k.
func (m *Machine[E, P]) feldman(s State[E, P], k int, broken model.NodeSet) ([]P, error) {
	dealer := m.dealers[k]
	switch {
	case m.protocol != Gennaro:
		c, _ := m.dealt(s, k)
		return c, nil
	case !broken.Has(dealer):
		c, _ := m.exposed(s, dealer)
		return c, nil
	}
	a, err := m.reconstruct(s, dealer)
	if err != nil {
		return nil, fmt.Errorf("dkg: dealer %d: %w", dealer, err)
	}
	return m.commitment(a, nil), nil
}

// transcript is a digest of the session and of everything that was broadcast.
func (m *Machine[E, P]) transcript(s State[E, P]) model.Digest {
	h := sha256.New()
	h.Write(m.session[:])
	for kind, row := range s.board {
		for i, here := range row {
			if here.message == nil {
				continue
			}
			head := []byte{byte(kind), byte(i >> 8), byte(i)}
			if here.contradicted { // which of the two came first must not matter
				h.Write(append(head, 1))
				continue
			}
			h.Write(binary.BigEndian.AppendUint64(append(head, 0), uint64(len(here.octets))))
			h.Write(here.octets)
		}
	}
	return model.Digest(h.Sum(nil))
}
