package vss

import (
	"fmt"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// PedersenShareSize is the length of an encoded Pedersen share in octets.
const PedersenShareSize = shamir.ShareSize + bls.ScalarSize

// EncodeCommitment writes the t points in compressed form, one after the other.
func (p params[P]) EncodeCommitment(c Commitment[P]) []byte {
	var octets []byte
	for _, point := range c {
		octets = append(octets, p.group.Encode(point)...)
	}
	return octets
}

// DecodeCommitment reads exactly t points of the group, the last not the identity.
func (p params[P]) DecodeCommitment(octets []byte) (Commitment[P], error) {
	size, t := p.group.Size(), int(p.sharing.Threshold())
	if len(octets) != t*size {
		return nil, fmt.Errorf("vss: length of commitment = %d octets, want %d for the threshold %d", len(octets),
			t*size, t)
	}
	c := make(Commitment[P], t)
	for k := range c {
		point, err := p.group.Decode(octets[k*size : (k+1)*size])
		if err != nil {
			return nil, fmt.Errorf("vss: coefficient %d: %w", k, err)
		}
		c[k] = point
	}
	return c, p.Check(c)
}

// EncodePedersenShare writes a share as 66 octets: index, value and blind, all big-endian.
func EncodePedersenShare(s PedersenShare) []byte {
	share := shamir.EncodeShare(Share{Index: s.Index, Value: s.Value})
	return append(share, bls.EncodeScalar(s.Blind)...)
}

// DecodePedersenShare reads a share with an index of 1..n from its 66 octets. Scalars of r
// and above are refused.
func DecodePedersenShare(octets []byte, n shamir.Size) (PedersenShare, error) {
	if len(octets) != PedersenShareSize {
		return PedersenShare{}, fmt.Errorf("vss: length of share = %d octets, want %d", len(octets), PedersenShareSize)
	}
	share, err := shamir.DecodeShare(octets[:shamir.ShareSize], n)
	if err != nil {
		return PedersenShare{}, fmt.Errorf("vss: %w", err)
	}
	blind, err := bls.DecodeScalar(octets[shamir.ShareSize:])
	if err != nil {
		return PedersenShare{}, fmt.Errorf("vss: blind of share %d: %w", share.Index, err)
	}
	return PedersenShare{Index: share.Index, Value: share.Value, Blind: blind}, nil
}
