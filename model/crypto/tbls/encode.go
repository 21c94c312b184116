package tbls

import (
	"encoding/binary"
	"fmt"

	"quesera/model/crypto/shamir"
)

// PartialSize is the length of an encoded partial signature in octets.
func (k PublicKey[K, S]) PartialSize() int { return shamir.IndexSize + k.suite.Signatures.Size() }

// Encode writes a partial signature: its index, 2 octets big-endian, and the point in
// compressed form.
func (k PublicKey[K, S]) Encode(p Partial[S]) []byte {
	octets := binary.BigEndian.AppendUint16(nil, uint16(p.Index))
	return append(octets, k.suite.Signatures.Encode(p.Signature)...)
}

// Decode reads a partial signature: exactly PartialSize octets, an index of 1..n, and a
// point of the group other than the identity. Verify checks it.
func (k PublicKey[K, S]) Decode(octets []byte) (Partial[S], error) {
	if len(octets) != k.PartialSize() {
		return Partial[S]{}, fmt.Errorf("tbls: length of partial signature = %d octets, want %d", len(octets),
			k.PartialSize())
	}
	i, err := shamir.DecodeIndex(octets[:shamir.IndexSize], k.Shares())
	if err != nil {
		return Partial[S]{}, fmt.Errorf("tbls: %w", err)
	}
	signature, err := k.suite.Signatures.Decode(octets[shamir.IndexSize:])
	if err != nil {
		return Partial[S]{}, fmt.Errorf("tbls: partial signature of %d: %w", i, err)
	}
	p := Partial[S]{Index: i, Signature: signature}
	return p, k.screen(p)
}
