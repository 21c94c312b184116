package shamir

import (
	"encoding/binary"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/transcript"
)

// IndexSize is the length of an encoded share index in octets.
const IndexSize = 2

// ShareSize is the length of an encoded share over BLS12-381 in octets.
const ShareSize = IndexSize + bls.ScalarSize

// DecodeIndex reads a share index of 1..n from 2 octets, big-endian.
func DecodeIndex(octets []byte, n Size) (ShareIndex, error) {
	if len(octets) != IndexSize {
		return 0, fmt.Errorf("shamir: length of share index = %d octets, want %d", len(octets), IndexSize)
	}
	i := ShareIndex(binary.BigEndian.Uint16(octets))
	if i < 1 || int(i) > int(n) {
		return 0, fmt.Errorf("shamir: share index = %d, want 1 to %d", i, n)
	}
	return i, nil
}

// IndexFromScalar reads a share index of 1..n from a field element of 32 octets,
// big-endian, which is how some networks name their parties. It refuses i+r, which would
// be a second name of i, and r, which would be one of 0.
func IndexFromScalar(octets []byte, n Size) (ShareIndex, error) {
	k, err := bls.DecodeScalar(octets)
	if err != nil {
		return 0, fmt.Errorf("shamir: share index: %w", err)
	}
	if !k.IsUint64() || k.Uint64() < 1 || k.Uint64() > uint64(n) {
		return 0, fmt.Errorf("shamir: share index = %s, want 1 to %d", k.String(), n)
	}
	return ShareIndex(k.Uint64()), nil
}

// EncodeShare writes a share as 34 octets: its index and its value, both big-endian.
func EncodeShare(s Share[fr.Element]) []byte {
	octets := binary.BigEndian.AppendUint16(nil, uint16(s.Index))
	return append(octets, bls.EncodeScalar(s.Value)...)
}

// DecodeShare reads a share with an index of 1..n from its 34 octets. Values of r and above
// are refused.
func DecodeShare(octets []byte, n Size) (Share[fr.Element], error) {
	if len(octets) != ShareSize {
		return Share[fr.Element]{}, fmt.Errorf("shamir: length of share = %d octets, want %d", len(octets), ShareSize)
	}
	i, err := DecodeIndex(octets[:IndexSize], n)
	if err != nil {
		return Share[fr.Element]{}, err
	}
	value, err := bls.DecodeScalar(octets[IndexSize:])
	if err != nil {
		return Share[fr.Element]{}, fmt.Errorf("shamir: share %d: %w", i, err)
	}
	return Share[fr.Element]{Index: i, Value: value}, nil
}

// FromSeed is a polynomial of t coefficients over the scalar field of BLS12-381 expanded
// from a seed: for tests, simulations and vectors, where the randomness is an input. label
// separates polynomials of one seed.
func FromSeed(seed []byte, label string, t Size) Polynomial[fr.Element] {
	tr := transcript.New("quesera/shamir/from-seed")
	tr.Bytes("seed", seed)
	tr.Bytes("label", []byte(label))
	return tr.Scalars("coefficients", int(t))
}
