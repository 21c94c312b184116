package vectors

import (
	"fmt"

	"quesera/internal/vector"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// A Share is one point of a polynomial.
type Share struct {
	Index uint16     `json:"index"`
	Value vector.Hex `json:"value"`
}

// Sizes are the threshold and the number of shares of a sharing.
type Sizes struct {
	Threshold uint16 `json:"threshold"`
	Shares    uint16 `json:"shares"`
}

// DealInput is a polynomial to be shared, constant term first.
type DealInput struct {
	Sizes
	Coefficients []vector.Hex `json:"coefficients"`
}

// SharesInput are shares from which something is recovered.
type SharesInput struct {
	Sizes
	Given []Share `json:"given"`
	At    uint16  `json:"at"` // where on the polynomial; 0: the secret
}

// SetInput asks for the Lagrange coefficients of a set of indices.
type SetInput struct {
	Sizes
	Set []uint16 `json:"set"`
	At  uint16   `json:"at"`
}

// EncodedInput is an encoded share of n.
type EncodedInput struct {
	Shares  uint16     `json:"shares"`
	Encoded vector.Hex `json:"encoded"`
}

type scheme = shamir.Scheme[bls.Scalar]

// mostWork bounds a sharing, so that no vector takes minutes: the threshold times the number of shares.
const mostWork = 1 << 20

// check refuses sizes that are nothing for a vector.
func (s Sizes) check() error {
	if int(s.Threshold)*int(s.Shares) > mostWork {
		return &vector.Malformed{What: fmt.Sprintf("threshold = %d, shares = %d: want a product of at most %d", s.Threshold,
			s.Shares, mostWork)}
	}
	return nil
}

func (s Sizes) scheme() (scheme, error) {
	if err := s.check(); err != nil {
		return scheme{}, err
	}
	return shamir.New[bls.Scalar](shamir.Scalars{}, shamir.Size(s.Threshold), shamir.Size(s.Shares))
}

func sharing() vector.Family {
	return vector.Family{Name: "shamir", Title: "Shamir's secret sharing over the scalars of BLS12-381",
		Package: "model/crypto/vectors", Under: []string{"model/crypto/shamir"}, Ops: []vector.Op{
			vector.NewOp("deal", "the shares a(1) to a(n) of a polynomial", deal, dealCases),
			vector.NewOp("interpolate", "the polynomial through at least t shares, at a position; all must lie "+
				"on it", interpolate,
				interpolateCases),
			vector.NewOp("lagrange", "the coefficients by which t shares are added up to the value at a "+
				"position", lagrange,
				lagrangeCases),
			vector.NewOp("decode_share", "a share of 34 octets: its index in 2, its value in 32, both "+
				"big-endian", decodeShare,
				decodeShareCases),
			vector.NewOp("decode_index", "an index from a scalar of 32 octets, big-endian", decodeIndex, decodeIndexCases),
			vector.NewOp("dual_codeword", "v_i·f(i), i = 1 to n, for n-t coefficients of f (SCRAPE §2.1)", dual, dualCases),
		}}
}

func deal(in DealInput) ([]Share, error) {
	s, err := in.scheme()
	if err != nil {
		return nil, err
	}
	a, err := scalars(in.Coefficients)
	if err != nil {
		return nil, err
	}
	shares, err := s.Deal(a)
	if err != nil {
		return nil, err
	}
	return shown(shares), nil
}

func interpolate(in SharesInput) (vector.Hex, error) {
	s, err := in.scheme()
	if err != nil {
		return nil, err
	}
	given, err := shares(in.Given)
	if err != nil {
		return nil, err
	}
	value, err := s.Interpolate(given, shamir.ShareIndex(in.At))
	return bls.EncodeScalar(value), err
}

func lagrange(in SetInput) ([]vector.Hex, error) {
	s, err := in.scheme()
	if err != nil {
		return nil, err
	}
	coefficients, err := s.Lagrange(indices(in.Set), shamir.ShareIndex(in.At))
	return encoded(coefficients), err
}

func decodeShare(in EncodedInput) (Share, error) {
	s, err := shamir.DecodeShare(in.Encoded, shamir.Size(in.Shares))
	if err != nil {
		return Share{}, err
	}
	return shown([]shamir.Share[bls.Scalar]{s})[0], nil
}

func decodeIndex(in EncodedInput) (uint16, error) {
	i, err := shamir.IndexFromScalar(in.Encoded, shamir.Size(in.Shares))
	return uint16(i), err
}

func dual(in DealInput) ([]vector.Hex, error) {
	s, err := in.scheme()
	if err != nil {
		return nil, err
	}
	f, err := scalars(in.Coefficients)
	if err != nil {
		return nil, err
	}
	word, err := s.DualCodeword(f)
	return encoded(word), err
}

// What is shared between the operations.

func indices(set []uint16) (all []shamir.ShareIndex) {
	for _, i := range set {
		all = append(all, shamir.ShareIndex(i))
	}
	return all
}

func scalars(given []vector.Hex) (all []bls.Scalar, err error) {
	for _, octets := range given {
		k, err := bls.DecodeScalar(octets)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

func encoded(given []bls.Scalar) []vector.Hex {
	all := []vector.Hex{}
	for _, k := range given {
		all = append(all, bls.EncodeScalar(k))
	}
	return all
}

func shares(given []Share) (all []shamir.Share[bls.Scalar], err error) {
	for _, s := range given {
		value, err := bls.DecodeScalar(s.Value)
		if err != nil {
			return nil, err
		}
		all = append(all, shamir.Share[bls.Scalar]{Index: shamir.ShareIndex(s.Index), Value: value})
	}
	return all, nil
}

func shown(given []shamir.Share[bls.Scalar]) []Share {
	all := []Share{}
	for _, s := range given {
		all = append(all, Share{Index: uint16(s.Index), Value: bls.EncodeScalar(s.Value)})
	}
	return all
}
