package bls

import (
	"bytes"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

// The three flag bits of the first octet of an encoded point.
const (
	flagCompressed = 0x80 // the encoding holds x only
	flagInfinity   = 0x40 // the point is the identity
	flagSign       = 0x20 // y is the larger of the two square roots
	flags          = flagCompressed | flagInfinity | flagSign
)

// ScalarSize is the length of an encoded scalar in octets.
const ScalarSize = fr.Bytes

// DecodeG1 reads a point of G1 from its 48 octets in compressed form, x big-endian.
// The identity is a point and is accepted: KeyValidate refuses it as a key.
func DecodeG1(octets []byte) (G1, error) { return GroupG1.Decode(octets) }

// DecodeG2 reads a point of G2 from its 96 octets in compressed form: x = c0 + c1·u as
// c1 and then c0, big-endian. The identity is accepted.
func DecodeG2(octets []byte) (G2, error) { return GroupG2.Decode(octets) }

// EncodeG1 writes a point of G1 in compressed form, 48 octets.
func EncodeG1(p G1) []byte { return GroupG1.Encode(p) }

// EncodeG2 writes a point of G2 in compressed form, 96 octets.
func EncodeG2(p G2) []byte { return GroupG2.Encode(p) }

// DecodeScalar reads a scalar from its 32 octets, big-endian. It refuses values of r and
// above instead of reducing them. Zero is a scalar: DecodeSecretKey refuses it.
func DecodeScalar(octets []byte) (Scalar, error) {
	if len(octets) != ScalarSize {
		return Scalar{}, refuse(wrong(ErrLength, "%d octets, want %d", len(octets), ScalarSize), "scalar")
	}
	var k Scalar
	if err := k.SetBytesCanonical(octets); err != nil {
		return Scalar{}, refuse(ErrRange, "scalar")
	}
	return k, nil
}

// DecodeSecretKey reads a scalar that is not zero.
func DecodeSecretKey(octets []byte) (Scalar, error) {
	k, err := DecodeScalar(octets)
	if err == nil && k.IsZero() {
		return Scalar{}, refuse(ErrZero, "scalar")
	}
	return k, err
}

// EncodeScalar writes a scalar as 32 octets, big-endian.
func EncodeScalar(k Scalar) []byte {
	octets := k.Bytes()
	return octets[:]
}

// Decode is octets_to_point followed by subgroup_check.
func (g group[P, A]) Decode(octets []byte) (P, error) {
	p, err := g.decodeUnchecked(octets)
	if err != nil {
		return p, err
	}
	if !A(&p).IsInSubGroup() {
		return g.Identity(), refuse(ErrSubgroup, "%s point", g.name)
	}
	return p, nil
}

// decodeUnchecked is octets_to_point of draft §1.3 for the ZCash format. gnark-crypto's
// own decoder reads the first 48 or 96 octets of longer input and the uncompressed form
// too, so that length, flags and the range of x are judged here and only the square root
// is left to it.
func (g group[P, A]) decodeUnchecked(octets []byte) (P, error) {
	if err := checkEncoding(octets, g.size); err != nil {
		return g.Identity(), refuse(err, "%s point", g.name)
	}
	if octets[0]&flagInfinity != 0 {
		return g.Identity(), nil
	}
	p := g.Identity()
	decoder := bls12381.NewDecoder(bytes.NewReader(octets), bls12381.NoSubgroupChecks())
	if err := decoder.Decode(&p); err != nil {
		return g.Identity(), refuse(ErrCurve, "%s point", g.name)
	}
	return p, nil
}

// checkEncoding judges what can be told without arithmetic in the field.
func checkEncoding(octets []byte, size int) error {
	if len(octets) != size {
		return wrong(ErrLength, "%d octets, want %d", len(octets), size)
	}
	if octets[0]&flagCompressed == 0 {
		return ErrCompression
	}
	if octets[0]&flagInfinity != 0 {
		return checkInfinity(octets)
	}
	x := bytes.Clone(octets)
	x[0] &^= flags
	for ; len(x) > 0; x = x[fp.Bytes:] {
		var coordinate fp.Element
		if coordinate.SetBytesCanonical(x[:fp.Bytes]) != nil {
			return ErrRange
		}
	}
	return nil
}

// checkInfinity admits one encoding of the identity: no sign and no coordinate.
func checkInfinity(octets []byte) error {
	if octets[0] != flagCompressed|flagInfinity {
		return ErrInfinity
	}
	for _, octet := range octets[1:] {
		if octet != 0 {
			return ErrInfinity
		}
	}
	return nil
}
