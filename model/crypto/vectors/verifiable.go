package vectors

import (
	"quesera/internal/vector"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/vss"
)

// Dealt is what a dealer makes: the commitment, t points one after the other, and the shares.
type Dealt struct {
	Commitment vector.Hex `json:"commitment"`
	Dealt      []Share    `json:"dealt"`
}

// CommittedInput holds shares against the commitment of their dealer.
type CommittedInput struct {
	Sizes
	Commitment vector.Hex `json:"commitment"`
	Given      []Share    `json:"given"`
}

// ImageInput asks for the image of a share.
type ImageInput struct {
	Sizes
	Commitment vector.Hex `json:"commitment"`
	Index      uint16     `json:"index"`
}

// SumInput are commitments to be added.
type SumInput struct {
	Sizes
	Commitments []vector.Hex `json:"commitments"`
}

// BlindedDealInput is a polynomial and its blinding polynomial.
type BlindedDealInput struct {
	DealInput
	Blinds []vector.Hex `json:"blinds"`
}

// BlindedShare is a share of Pedersen's scheme.
type BlindedShare struct {
	Share
	Blind vector.Hex `json:"blind"`
}

// BlindedDealt is what a dealer of Pedersen's scheme makes.
type BlindedDealt struct {
	Commitment vector.Hex     `json:"commitment"`
	Dealt      []BlindedShare `json:"dealt"`
}

// BlindedInput holds shares against the commitment of their dealer.
type BlindedInput struct {
	Sizes
	Commitment vector.Hex     `json:"commitment"`
	Given      []BlindedShare `json:"given"`
}

// Valid says that what is held against something fits it. What does not fit is refused.
type Valid struct {
	Valid bool `json:"valid"`
}

func verifiable() vector.Family {
	return vector.Family{Name: "vss", Title: "Feldman's and Pedersen's verifiable secret sharing in G1 of BLS12-381",
		Package: "model/crypto/vectors", Under: []string{"model/crypto/vss"}, Ops: []vector.Op{
			vector.NewOp("feldman_deal", "commits to a polynomial, A_k = a_k·G, and shares it", feldmanDeal, feldmanDealCases),
			vector.NewOp("feldman_verify", "each of the shares fits the commitment: a(i)·G = Σ i^k·A_k", feldmanVerify,
				feldmanVerifyCases),
			vector.NewOp("image", "the image Σ i^k·A_k of a share under a commitment", image, imageCases),
			vector.NewOp("add", "the commitment to the sum of polynomials", addCommitments, addCases),
			vector.NewOp("pedersen_deal", "commits to a polynomial, C_k = a_k·G + b_k·H, and shares it", pedersenDeal,
				pedersenDealCases),
			vector.NewOp("pedersen_verify", "each of the shares fits the commitment: a(i)·G + b(i)·H = Σ i^k·C_k",
				pedersenVerify, pedersenVerifyCases),
		}}
}

func (s Sizes) feldman() (vss.Feldman[bls.G1], error) {
	if err := s.check(); err != nil {
		return vss.Feldman[bls.G1]{}, err
	}
	return vss.NewFeldman(bls.GroupG1, shamir.Size(s.Threshold), shamir.Size(s.Shares))
}

func (s Sizes) pedersen() (vss.Pedersen[bls.G1], error) {
	if err := s.check(); err != nil {
		return vss.Pedersen[bls.G1]{}, err
	}
	return vss.NewPedersen(bls.GroupG1, shamir.Size(s.Threshold), shamir.Size(s.Shares))
}

func feldmanDeal(in DealInput) (Dealt, error) {
	f, err := in.feldman()
	if err != nil {
		return Dealt{}, err
	}
	a, err := scalars(in.Coefficients)
	if err != nil {
		return Dealt{}, err
	}
	c, dealt, err := f.Deal(a)
	if err != nil {
		return Dealt{}, err
	}
	return Dealt{Commitment: f.EncodeCommitment(c), Dealt: shown(dealt)}, nil
}

// feldmanVerify verifies all shares at once and each alone, which must come to the same.
func feldmanVerify(in CommittedInput) (Valid, error) {
	f, err := in.feldman()
	if err != nil {
		return Valid{}, err
	}
	c, err := f.DecodeCommitment(in.Commitment)
	if err != nil {
		return Valid{}, err
	}
	given, err := shares(in.Given)
	if err != nil {
		return Valid{}, err
	}
	together := f.VerifyAll(c, given)
	for _, s := range given {
		if err := f.Verify(c, s); err != nil {
			if together == nil {
				return Valid{}, nil // valid is false, which no vector wants
			}
			return Valid{}, err
		}
	}
	return Valid{true}, together
}

func image(in ImageInput) (vector.Hex, error) {
	f, err := in.feldman()
	if err != nil {
		return nil, err
	}
	c, err := f.DecodeCommitment(in.Commitment)
	if err != nil {
		return nil, err
	}
	point, err := f.Image(c, shamir.ShareIndex(in.Index))
	return bls.EncodeG1(point), err
}

func addCommitments(in SumInput) (vector.Hex, error) {
	f, err := in.feldman()
	if err != nil {
		return nil, err
	}
	var all []vss.Commitment[bls.G1]
	for _, octets := range in.Commitments {
		c, err := f.DecodeCommitment(octets)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	sum, err := f.Add(all...)
	return f.EncodeCommitment(sum), err
}

func pedersenDeal(in BlindedDealInput) (BlindedDealt, error) {
	p, err := in.pedersen()
	if err != nil {
		return BlindedDealt{}, err
	}
	a, err := scalars(in.Coefficients)
	if err != nil {
		return BlindedDealt{}, err
	}
	b, err := scalars(in.Blinds)
	if err != nil {
		return BlindedDealt{}, err
	}
	c, dealt, err := p.Deal(a, b)
	if err != nil {
		return BlindedDealt{}, err
	}
	out := BlindedDealt{Commitment: p.EncodeCommitment(c), Dealt: []BlindedShare{}}
	for _, s := range dealt {
		out.Dealt = append(out.Dealt, BlindedShare{Share{uint16(s.Index), bls.EncodeScalar(s.Value)},
			bls.EncodeScalar(s.Blind)})
	}
	return out, nil
}

// pedersenVerify verifies all shares at once and each alone, which must come to the same.
func pedersenVerify(in BlindedInput) (Valid, error) {
	p, err := in.pedersen()
	if err != nil {
		return Valid{}, err
	}
	c, err := p.DecodeCommitment(in.Commitment)
	if err != nil {
		return Valid{}, err
	}
	var given []vss.PedersenShare
	for _, s := range in.Given {
		value, err := scalars([]vector.Hex{s.Value, s.Blind})
		if err != nil {
			return Valid{}, err
		}
		given = append(given, vss.PedersenShare{Index: shamir.ShareIndex(s.Index), Value: value[0], Blind: value[1]})
	}
	together := p.VerifyAll(c, given)
	for _, s := range given {
		if err := p.Verify(c, s); err != nil {
			if together == nil {
				return Valid{}, nil
			}
			return Valid{}, err
		}
	}
	return Valid{true}, together
}
