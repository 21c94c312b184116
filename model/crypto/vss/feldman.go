package vss

import (
	"fmt"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// Share is one party's share of a Feldman deal.
type Share = shamir.Share[bls.Scalar]

// A Commitment fixes a polynomial: for Feldman A_k = a_k·G, for Pedersen
// C_k = a_k·G + b_k·H; t points, constant term first.
type Commitment[P any] []P

// Feldman is Feldman's t-out-of-n scheme over a group. Use NewFeldman.
type Feldman[P any] struct{ params[P] }

// params are what both schemes have in common.
type params[P any] struct {
	group   bls.Group[P]
	sharing shamir.Scheme[bls.Scalar]
}

// NewFeldman is the scheme in which any t of n shares reconstruct, 1 ≤ t ≤ n.
func NewFeldman[P any](group bls.Group[P], t, n shamir.Size) (Feldman[P], error) {
	p, err := newParams(group, t, n)
	return Feldman[P]{p}, err
}

func newParams[P any](group bls.Group[P], t, n shamir.Size) (params[P], error) {
	sharing, err := shamir.New[bls.Scalar](shamir.Scalars{}, t, n)
	if err != nil {
		return params[P]{}, fmt.Errorf("vss: %w", err)
	}
	return params[P]{group: group, sharing: sharing}, nil
}

// Group is the group of the commitments.
func (p params[P]) Group() bls.Group[P] { return p.group }

// Sharing is the t-out-of-n scheme behind.
func (p params[P]) Sharing() shamir.Scheme[bls.Scalar] { return p.sharing }

// Deal commits to the polynomial a of t coefficients and shares a(0) (VSS-1).
func (f Feldman[P]) Deal(a shamir.Polynomial[bls.Scalar]) (Commitment[P], []Share, error) {
	shares, err := f.sharing.Deal(a)
	if err != nil {
		return nil, nil, fmt.Errorf("vss: %w", err)
	}
	commitment := make(Commitment[P], len(a))
	for k := range a {
		commitment[k] = f.group.Mul(a[k], f.group.Generator())
	}
	return commitment, shares, f.Check(commitment)
}

// Check refuses a commitment unless it has exactly t entries, the last of them not the identity.
func (p params[P]) Check(c Commitment[P]) error {
	t := int(p.sharing.Threshold())
	if len(c) != t {
		return fmt.Errorf("vss: length of commitment = %d, want the threshold %d", len(c), t)
	}
	if p.group.IsIdentity(c[t-1]) {
		return fmt.Errorf("vss: leading coefficient = 0, so that fewer than the threshold %d shares determine the "+
			"secret", t)
	}
	return nil
}

// Image is V_i = Σ_k i^k·A_k, by Horner's rule with factors of one word (VSS-2). Its
// logarithm is share i.
func (p params[P]) Image(c Commitment[P], i shamir.ShareIndex) (P, error) {
	if err := p.Check(c); err != nil {
		return p.group.Identity(), err
	}
	if err := p.sharing.Check([]shamir.ShareIndex{i}); err != nil {
		return p.group.Identity(), fmt.Errorf("vss: %w", err)
	}
	var x bls.Scalar
	x.SetUint64(uint64(i))
	image := p.group.Identity()
	for k := len(c) - 1; k >= 0; k-- {
		image = p.group.Sum(p.group.Mul(x, image), c[k])
	}
	return image, nil
}

// Verify checks one share against the commitment of its dealer (VSS-3).
func (f Feldman[P]) Verify(c Commitment[P], share Share) error {
	image, err := f.Image(c, share.Index)
	if err != nil {
		return err
	}
	if !f.group.Equal(f.group.Mul(share.Value, f.group.Generator()), image) {
		return fmt.Errorf("vss: share %d does not fit the commitment", share.Index)
	}
	return nil
}

// VerifyAll checks shares of distinct parties, at least one, against the commitment of
// their one dealer, by one multi-exponentiation (VSS-7). An error does not say which share
// is wrong: Wrong does.
func (f Feldman[P]) VerifyAll(c Commitment[P], shares []Share) error {
	set := make([]shamir.ShareIndex, len(shares))
	for l, share := range shares {
		set[l] = share.Index
	}
	if err := f.checkBatch(c, set); err != nil {
		return err
	}
	weights := f.weights(c, shares)
	exponent := bls.Scalar{}
	for l, share := range shares {
		exponent = plus(exponent, times(weights[l], share.Value))
	}
	left := f.group.Mul(exponent, f.group.Generator())
	if !f.group.Equal(left, f.CombinedImage(c, set, weights)) {
		return fmt.Errorf("vss: of %d shares at least one does not fit the commitment", len(shares))
	}
	return nil
}

// weights are those of the batch of VerifyAll. They depend on all that its equation does: with an input left out,
// who chooses that input last makes false shares pass.
func (f Feldman[P]) weights(c Commitment[P], shares []Share) []bls.Scalar {
	tr := f.transcript("quesera/vss/feldman", c)
	for _, share := range shares {
		tr.Bytes("share", shamir.EncodeShare(share))
	}
	return tr.Weights("weights", len(shares))
}

// Wrong lists, in the order given, the indices of the shares that Verify refuses.
func (f Feldman[P]) Wrong(c Commitment[P], shares []Share) []shamir.ShareIndex {
	var wrong []shamir.ShareIndex
	if f.VerifyAll(c, shares) == nil {
		return nil
	}
	for _, share := range shares {
		if f.Verify(c, share) != nil {
			wrong = append(wrong, share.Index)
		}
	}
	return wrong
}

// CombinedImage is Σ_l w_l·V_{i_l} for the indices i_l of the set, by one multi-exponentiation
// over the commitment: Σ_k (Σ_l w_l·i_l^k)·A_k. It does not check its arguments.
func (p params[P]) CombinedImage(c Commitment[P], set []shamir.ShareIndex, w []bls.Scalar) P {
	powers := append([]bls.Scalar(nil), w...) // w_l·i_l^k for the present k
	exponents := make([]bls.Scalar, len(c))
	for k := range exponents {
		for l, i := range set {
			exponents[k] = plus(exponents[k], powers[l])
			powers[l] = times(powers[l], shamir.Scalars{}.FromUint(uint64(i)))
		}
	}
	return p.group.MultiExp(exponents, c)
}

// Add is the commitment to the sum of the polynomials (VSS-P2), which the sums of the shares
// fit. It refuses an empty sum, and a sum in which the leading coefficients cancel.
func (p params[P]) Add(commitments ...Commitment[P]) (Commitment[P], error) {
	if len(commitments) == 0 {
		return nil, fmt.Errorf("vss: commitments to add = 0, want at least 1")
	}
	for d, c := range commitments {
		if err := p.Check(c); err != nil {
			return nil, fmt.Errorf("commitment %d of %d: %w", d+1, len(commitments), err)
		}
	}
	sum := make(Commitment[P], p.sharing.Threshold())
	for k := range sum {
		sum[k] = p.group.Identity()
		for _, c := range commitments {
			sum[k] = p.group.Sum(sum[k], c[k])
		}
	}
	if err := p.Check(sum); err != nil {
		return nil, fmt.Errorf("sum of %d commitments: %w", len(commitments), err)
	}
	return sum, nil
}

// checkBatch refuses a batch that is empty, or in which a party appears twice or out of range.
func (p params[P]) checkBatch(c Commitment[P], set []shamir.ShareIndex) error {
	if err := p.Check(c); err != nil {
		return err
	}
	if len(set) == 0 {
		return fmt.Errorf("vss: shares to verify = 0, want at least 1")
	}
	if err := p.sharing.Check(set); err != nil {
		return fmt.Errorf("vss: %w", err)
	}
	return nil
}

// transcript starts with everything that the shares of a batch are checked against.
func (p params[P]) transcript(tag string, c Commitment[P]) *transcript.T {
	tr := transcript.New(tag)
	tr.Bytes("group", []byte(p.group.Name()))
	tr.Uint("threshold", uint64(p.sharing.Threshold()))
	tr.Uint("shares", uint64(p.sharing.Shares()))
	for _, point := range c {
		tr.Bytes("commitment", p.group.Encode(point))
	}
	return tr
}

func plus(a, b bls.Scalar) bls.Scalar  { return shamir.Scalars{}.Add(a, b) }
func times(a, b bls.Scalar) bls.Scalar { return shamir.Scalars{}.Mul(a, b) }
