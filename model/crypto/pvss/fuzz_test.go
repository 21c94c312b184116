package pvss

import (
	"bytes"
	"errors"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// strict fails for octets that decode and do not encode to themselves. Whatever decodes, Verify
// judges without a panic; only the honest deal passes.
func strictDeal[D, V, S any](t *testing.T, scheme Scheme[D, V, S], s *Session, octets, honest []byte) {
	d, err := scheme.DecodeDeal(s, octets)
	if err != nil {
		return
	}
	if !bytes.Equal(scheme.EncodeDeal(d), octets) {
		t.Fatalf("%x decodes to %v", octets, d)
	}
	if _, err := scheme.Verify(s, 1, d); (err == nil) != bytes.Equal(octets, honest) {
		t.Fatalf("%x: %v", octets, err)
	}
}

// corpus is an honest encoding and some that are not.
func corpus(f *testing.F, honest []byte) {
	f.Add(honest)
	f.Add(honest[:len(honest)-1])
	f.Add(append(bytes.Clone(honest), 0))
	f.Add(append(append([]byte{0xc0}, make([]byte, 47)...), honest[48:]...))
	f.Add(append(bytes.Clone(honest[:len(honest)-32]), bytes.Repeat([]byte{0xff}, 32)...))
	f.Add([]byte{})
}

func FuzzSchoenmakersDeal(f *testing.F) {
	c := newCommittee(f, "fuzz", 1, 2, 2)
	honest := Schoenmakers{}.EncodeDeal(deal(f, Schoenmakers{}, c, 1))
	corpus(f, honest)
	f.Fuzz(func(t *testing.T, octets []byte) { strictDeal(t, Schoenmakers{}, c.Session, octets, honest) })
}

func FuzzPairingDeal(f *testing.F) {
	c := newCommittee(f, "fuzz", 1, 2, 2)
	honest := Pairing{}.EncodeDeal(deal(f, Pairing{}, c, 1))
	corpus(f, honest)
	f.Fuzz(func(t *testing.T, octets []byte) { strictDeal(t, Pairing{}, c.Session, octets, honest) })
}

// strictShare is strictDeal for shares of the recipient 1.
func strictShare[D, V, S any](t *testing.T, scheme Scheme[D, V, S], s *Session, v V, octets []byte, honest [][]byte) {
	share, err := scheme.DecodeShare(s, octets)
	if err != nil {
		return
	}
	if !bytes.Equal(scheme.EncodeShare(share), octets) {
		t.Fatalf("%x decodes to %v", octets, share)
	}
	known := false
	for _, h := range honest {
		known = known || bytes.Equal(octets, h)
	}
	if err := scheme.VerifyShare(v, share); (err == nil) != known {
		t.Fatalf("%x: %v", octets, err)
	}
}

func fuzzShares[D, V, S any](f *testing.F, scheme Scheme[D, V, S]) {
	c := newCommittee(f, "fuzz", 1, 2, 2)
	v := sharing(f, scheme, c, 1)
	var honest [][]byte
	for _, share := range decryptAll(f, scheme, c, v) {
		honest = append(honest, scheme.EncodeShare(share))
		corpus(f, scheme.EncodeShare(share))
	}
	f.Fuzz(func(t *testing.T, octets []byte) { strictShare(t, scheme, c.Session, v, octets, honest) })
}

func FuzzSchoenmakersShare(f *testing.F) { fuzzShares(f, Schoenmakers{}) }
func FuzzPairingShare(f *testing.F)      { fuzzShares(f, Pairing{}) }

// FuzzRecover composes decrypted shares after the fuzzer's instructions, two octets each: whose
// and how spoiled. The secret is recovered if t indices have a right share, and only then.
func FuzzRecover(f *testing.F) {
	c := newCommittee(f, "fuzz", 1, 3, 4)
	v := sharing(f, Pairing{}, c, 1)
	right := decryptAll(f, Pairing{}, c, v)
	want := bls.GroupG1.Mul(secretOf(1, 3)[0], secondBase)
	f.Add([]byte{0, 9, 1, 9, 2, 9})
	f.Add([]byte{0, 9, 0, 9, 0, 9, 1, 9})
	f.Add([]byte{3, 0, 3, 1, 2, 2, 3, 9, 1, 9})
	f.Fuzz(func(t *testing.T, instructions []byte) {
		var shares []PairingShare
		distinct := map[shamir.ShareIndex]bool{}
		for ; len(instructions) >= 2 && len(shares) < 8; instructions = instructions[2:] {
			share := right[int(instructions[0])%len(right)]
			switch instructions[1] {
			case 0:
				share.Value = bls.GroupG1.Sum(share.Value, secondBase)
			case 1:
				share.Index++
			case 2:
				share.Index = 0
			case 3:
				share.Value = bls.G1{}
			default:
				distinct[share.Index] = true
			}
			shares = append(shares, share)
		}
		secret, err := Pairing{}.Recover(v, shares)
		if (err == nil) != (len(distinct) >= 3) || err == nil && !bls.GroupG1.Equal(secret, want) {
			t.Fatalf("%d right: %v, %v", len(distinct), secret, err)
		}
		if err != nil && !errors.Is(err, ErrShortage) {
			t.Fatalf("got %v, want a shortage", err)
		}
	})
}

// Deals and shares of other lengths are refused before anything is read.
func TestWrongLengthsAreRefused(t *testing.T) {
	c := newCommittee(t, "lengths", 1, 2, 3)
	wrongLengths(t, Schoenmakers{}, c)
	wrongLengths(t, Pairing{}, c)
}

func wrongLengths[D, V, S any](t *testing.T, scheme Scheme[D, V, S], c committee) {
	d := scheme.EncodeDeal(deal(t, scheme, c, 1))
	share := scheme.EncodeShare(decryptAll(t, scheme, c, sharing(t, scheme, c, 1))[2])
	small := newCommittee(t, "lengths", 1, 2, 2)
	if _, err := scheme.DecodeDeal(small.Session, d); err == nil {
		t.Errorf("%s: deal to three recipients read as one to two", scheme.Name())
	}
	if _, err := scheme.DecodeShare(small.Session, share); err == nil {
		t.Errorf("%s: share of recipient 3 read among two", scheme.Name())
	}
	for length := range len(d) {
		if _, err := scheme.DecodeDeal(c.Session, d[:length]); !errors.Is(err, ErrLength) {
			t.Fatalf("%s: deal of %d octets: got %v, want %v", scheme.Name(), length, err, ErrLength)
		}
	}
	for length := range len(share) {
		if _, err := scheme.DecodeShare(c.Session, share[:length]); !errors.Is(err, ErrLength) {
			t.Fatalf("%s: share of %d octets: got %v, want %v", scheme.Name(), length, err, ErrLength)
		}
	}
}
