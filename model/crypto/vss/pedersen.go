package vss

import (
	"fmt"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// PedersenShare is one party's share of a Pedersen deal: a(i) and b(i).
type PedersenShare struct {
	Index shamir.ShareIndex
	Value bls.Scalar // of the secret's polynomial
	Blind bls.Scalar // of the blinding polynomial
}

// Pedersen is Pedersen's t-out-of-n scheme over a group. Use NewPedersen.
type Pedersen[P any] struct {
	params[P]
	h P
}

// NewPedersen is the scheme in which any t of n shares reconstruct, 1 ≤ t ≤ n.
func NewPedersen[P any](group bls.Group[P], t, n shamir.Size) (Pedersen[P], error) {
	p, err := newParams(group, t, n)
	if err != nil {
		return Pedersen[P]{}, err
	}
	return Pedersen[P]{params: p, h: SecondGenerator(group)}, nil
}

// SecondGenerator is H of VSS-4: a hash to the group, so that nobody knows log_G H. Who knew
// it could open a commitment to any secret.
func SecondGenerator[P any](group bls.Group[P]) P {
	return group.Hash([]byte("second generator"), "quesera/vss/pedersen-"+group.Name())
}

// Deal commits to the polynomials a and b of t coefficients each and shares a(0) (VSS-5).
func (p Pedersen[P]) Deal(a, b shamir.Polynomial[bls.Scalar]) (Commitment[P], []PedersenShare, error) {
	values, err := p.sharing.Deal(a)
	if err != nil {
		return nil, nil, fmt.Errorf("vss: %w", err)
	}
	blinds, err := p.sharing.Deal(b)
	if err != nil {
		return nil, nil, fmt.Errorf("vss: blinding polynomial: %w", err)
	}
	shares := make([]PedersenShare, len(values))
	for l := range values {
		shares[l] = PedersenShare{Index: values[l].Index, Value: values[l].Value, Blind: blinds[l].Value}
	}
	commitment := make(Commitment[P], len(a))
	for k := range a {
		commitment[k] = p.commit(a[k], b[k])
	}
	return commitment, shares, p.Check(commitment)
}

// commit is a·G + b·H.
func (p Pedersen[P]) commit(a, b bls.Scalar) P {
	return p.group.Sum(p.group.Mul(a, p.group.Generator()), p.group.Mul(b, p.h))
}

// Verify checks one share against the commitment of its dealer (VSS-6).
func (p Pedersen[P]) Verify(c Commitment[P], share PedersenShare) error {
	image, err := p.Image(c, share.Index)
	if err != nil {
		return err
	}
	if !p.group.Equal(p.commit(share.Value, share.Blind), image) {
		return fmt.Errorf("vss: share %d does not fit the commitment", share.Index)
	}
	return nil
}

// VerifyAll checks shares of distinct parties, at least one, against the commitment of their
// one dealer, by one multi-exponentiation (VSS-7).
func (p Pedersen[P]) VerifyAll(c Commitment[P], shares []PedersenShare) error {
	set := make([]shamir.ShareIndex, len(shares))
	for l, share := range shares {
		set[l] = share.Index
	}
	if err := p.checkBatch(c, set); err != nil {
		return err
	}
	weights := p.weights(c, shares)
	value, blind := bls.Scalar{}, bls.Scalar{}
	for l, share := range shares {
		value = plus(value, times(weights[l], share.Value))
		blind = plus(blind, times(weights[l], share.Blind))
	}
	if !p.group.Equal(p.commit(value, blind), p.CombinedImage(c, set, weights)) {
		return fmt.Errorf("vss: of %d shares at least one does not fit the commitment", len(shares))
	}
	return nil
}

// weights are those of the batch of VerifyAll.
func (p Pedersen[P]) weights(c Commitment[P], shares []PedersenShare) []bls.Scalar {
	tr := p.transcript("quesera/vss/pedersen", c)
	for _, share := range shares {
		tr.Bytes("share", EncodePedersenShare(share))
	}
	return tr.Weights("weights", len(shares))
}

// Wrong lists, in the order given, the indices of the shares that Verify refuses.
func (p Pedersen[P]) Wrong(c Commitment[P], shares []PedersenShare) []shamir.ShareIndex {
	var wrong []shamir.ShareIndex
	if p.VerifyAll(c, shares) == nil {
		return nil
	}
	for _, share := range shares {
		if p.Verify(c, share) != nil {
			wrong = append(wrong, share.Index)
		}
	}
	return wrong
}
