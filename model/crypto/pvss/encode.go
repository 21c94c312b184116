package pvss

import (
	"encoding/binary"
	"fmt"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// Lengths in octets.
const (
	g1Size                = 48
	g2Size                = 96
	dealerSize            = 2
	schoenmakersEntrySize = 4*g1Size + bls.ScalarSize // V, Y, B, D, z
	schoenmakersShareSize = shamir.IndexSize + 3*g1Size + bls.ScalarSize
	pairingEntrySize      = g2Size + g1Size // V, C
	contributionSize      = dealerSize + 2*g2Size + bls.ScalarSize + g1Size + bls.ScalarSize
	pairingShareSize      = shamir.IndexSize + g1Size
)

// A reader takes an encoding apart and keeps the first error. The total length has been checked.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) take(n int) []byte {
	octets := r.rest[:n]
	r.rest = r.rest[n:]
	return octets
}

func (r *reader) g1() bls.G1         { return parse(r, g1Size, bls.DecodeG1) }
func (r *reader) g2() bls.G2         { return parse(r, g2Size, bls.DecodeG2) }
func (r *reader) scalar() bls.Scalar { return parse(r, bls.ScalarSize, bls.DecodeScalar) }

func (r *reader) index(n shamir.Size) shamir.ShareIndex {
	return parse(r, shamir.IndexSize, func(b []byte) (shamir.ShareIndex, error) { return shamir.DecodeIndex(b, n) })
}

func (r *reader) dealer() Dealer { return Dealer(binary.BigEndian.Uint16(r.take(dealerSize))) }

func parse[T any](r *reader, size int, decode func([]byte) (T, error)) (value T) {
	octets := r.take(size)
	if r.err == nil {
		value, r.err = decode(octets)
	}
	return value
}

// read starts on octets of exactly the given length.
func read(octets []byte, length int) *reader {
	if len(octets) != length {
		return &reader{rest: make([]byte, length), err: fmt.Errorf("%w = %d octets, want %d", ErrLength, len(octets),
			length)}
	}
	return &reader{rest: octets}
}

func (r *reader) result(what string) error {
	if r.err != nil {
		return fmt.Errorf("pvss: %s: %w", what, r.err)
	}
	return nil
}

// EncodeDeal writes V_i, Y_i, B_i, D_i and z_i of each recipient in turn: 224 octets each.
func (Schoenmakers) EncodeDeal(d SchoenmakersDeal) []byte {
	var octets []byte
	for k := range d.Images {
		for _, point := range []bls.G1{d.Images[k], d.Encryptions[k], d.OnH[k], d.OnKeys[k]} {
			octets = append(octets, bls.EncodeG1(point)...)
		}
		octets = append(octets, bls.EncodeScalar(d.Responses[k])...)
	}
	return octets
}

// DecodeDeal reads a deal to the recipients of the session.
func (Schoenmakers) DecodeDeal(s *Session, octets []byte) (SchoenmakersDeal, error) {
	n := int(s.Shares())
	r := read(octets, n*schoenmakersEntrySize)
	var d SchoenmakersDeal
	for k := 0; k < n && r.err == nil; k++ {
		d.Images = append(d.Images, r.g1())
		d.Encryptions = append(d.Encryptions, r.g1())
		d.OnH = append(d.OnH, r.g1())
		d.OnKeys = append(d.OnKeys, r.g1())
		d.Responses = append(d.Responses, r.scalar())
	}
	return d, r.result("deal")
}

// EncodeShare writes index, S_i, the two announcements and the response: 178 octets.
func (Schoenmakers) EncodeShare(h SchoenmakersShare) []byte {
	octets := binary.BigEndian.AppendUint16(nil, uint16(h.Index))
	for _, point := range []bls.G1{h.Value, h.OnP, h.OnValue} {
		octets = append(octets, bls.EncodeG1(point)...)
	}
	return append(octets, bls.EncodeScalar(h.Response)...)
}

// DecodeShare reads a share with an index of 1..n.
func (Schoenmakers) DecodeShare(s *Session, octets []byte) (SchoenmakersShare, error) {
	r := read(octets, schoenmakersShareSize)
	h := SchoenmakersShare{Index: r.index(s.Shares()), Value: r.g1(), OnP: r.g1(), OnValue: r.g1(),
		Response: r.scalar()}
	return h, r.result("share")
}

// EncodeDeal writes R and T, V_i and C_i of each recipient in turn, and then the contributions,
// 306 octets each.
func (Pairing) EncodeDeal(d PairingDeal) []byte {
	octets := append(bls.EncodeG1(d.Ephemeral1), bls.EncodeG2(d.Ephemeral2)...)
	for k := range d.Images {
		octets = append(octets, bls.EncodeG2(d.Images[k])...)
		octets = append(octets, bls.EncodeG1(d.Encryptions[k])...)
	}
	for _, part := range d.Contributions {
		octets = append(octets, part.encode()...)
	}
	return octets
}

func (c Contribution) encode() []byte {
	octets := binary.BigEndian.AppendUint16(nil, uint16(c.Dealer))
	octets = append(octets, bls.EncodeG2(c.Image)...)
	octets = append(octets, bls.EncodeG2(c.OnQ)...)
	octets = append(octets, bls.EncodeScalar(c.Response)...)
	octets = append(octets, bls.EncodeG1(c.SignedOnP)...)
	return append(octets, bls.EncodeScalar(c.SignedResponse)...)
}

// DecodeDeal reads a deal, or a sum of deals, to the recipients of the session.
func (Pairing) DecodeDeal(s *Session, octets []byte) (PairingDeal, error) {
	n := int(s.Shares())
	body := g1Size + g2Size + n*pairingEntrySize
	parts := (len(octets) - body) / contributionSize
	r := read(octets, body+max(parts, 1)*contributionSize)
	d := PairingDeal{Ephemeral1: r.g1(), Ephemeral2: r.g2()}
	for k := 0; k < n && r.err == nil; k++ {
		d.Images = append(d.Images, r.g2())
		d.Encryptions = append(d.Encryptions, r.g1())
	}
	for k := 0; k < parts && r.err == nil; k++ {
		d.Contributions = append(d.Contributions, Contribution{Dealer: r.dealer(), Image: r.g2(), OnQ: r.g2(),
			Response: r.scalar(), Signature: Signature{SignedOnP: r.g1(), SignedResponse: r.scalar()}})
	}
	if r.err == nil {
		return d, d.check(s)
	}
	return d, r.result("deal")
}

// EncodeShare writes index and S_i: 50 octets.
func (Pairing) EncodeShare(h PairingShare) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(h.Index)), bls.EncodeG1(h.Value)...)
}

// DecodeShare reads a share with an index of 1..n.
func (Pairing) DecodeShare(s *Session, octets []byte) (PairingShare, error) {
	r := read(octets, pairingShareSize)
	h := PairingShare{Index: r.index(s.Shares()), Value: r.g1()}
	return h, r.result("share")
}
