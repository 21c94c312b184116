package shamir

import (
	"bytes"
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"quesera/model/crypto/bls"
)

// An index has one name: of the 256-bit numbers exactly 1..n are read as indices, and in
// particular neither 0, r, i+r nor n+1.
func TestAnIndexHasOneScalar(t *testing.T) {
	r := fr.Modulus()
	number := func(k *big.Int) []byte { return k.FillBytes(make([]byte, 32)) }
	for i := int64(1); i <= 5; i++ {
		got, err := IndexFromScalar(number(big.NewInt(i)), 5)
		if err != nil || got != ShareIndex(i) {
			t.Errorf("%d: got %d, %v", i, got, err)
		}
		alias := new(big.Int).Add(r, big.NewInt(i))
		if got, err := IndexFromScalar(number(alias), 5); err == nil {
			t.Errorf("r + %d: got %d, want an error", i, got)
		}
	}
	for i := byte(1); i <= 5; i++ {
		if got, err := DecodeIndex([]byte{0, i}, 5); err != nil || got != ShareIndex(i) {
			t.Errorf("%d in two octets: got %d, %v", i, got, err)
		}
	}
	for _, octets := range [][]byte{{0, 0}, {0, 6}, {1, 1}, {1}, {0, 0, 1}, nil} {
		if got, err := DecodeIndex(octets, 5); err == nil || got != 0 {
			t.Errorf("%v: got %d, %v, want 0 and an error", octets, got, err)
		}
	}
	bad := map[string][]byte{
		"0":         number(big.NewInt(0)),
		"n+1":       number(big.NewInt(6)),
		"2^16+1":    number(big.NewInt(1<<16 + 1)),
		"2^64+1":    number(new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), 64), big.NewInt(1))),
		"r-1":       number(new(big.Int).Sub(r, big.NewInt(1))),
		"r":         number(r),
		"31 octets": number(big.NewInt(1))[1:],
		"33 octets": append([]byte{0}, number(big.NewInt(1))...),
		"none":      nil,
	}
	for name, octets := range bad {
		if got, err := IndexFromScalar(octets, 5); err == nil || got != 0 {
			t.Errorf("%s: got %d, %v, want 0 and an error", name, got, err)
		}
	}
}

// What is refused for the field element it is says so, not for the index that it would be.
func TestAnIndexBeyondTheFieldIsRefusedAsSuch(t *testing.T) {
	for name, octets := range map[string][]byte{
		"31 octets": make([]byte, 31),
		"r":         fr.Modulus().FillBytes(make([]byte, 32)),
	} {
		if _, err := IndexFromScalar(octets, 5); !errors.Is(err, bls.ErrLength) && !errors.Is(err, bls.ErrRange) {
			t.Errorf("%s: got %v, want %v or %v", name, err, bls.ErrLength, bls.ErrRange)
		}
	}
}

// Shares have one encoding, and only what Deal can make is decoded.
func TestShareEncodingIsStrict(t *testing.T) {
	share := Share[fr.Element]{Index: 3, Value: FromSeed(nil, "share", 1)[0]}
	good := EncodeShare(share)
	if got, err := DecodeShare(good, 3); err != nil || got != share {
		t.Fatalf("got %v, %v, want %v", got, err, share)
	}
	modulus := append([]byte{0, 3}, fr.Modulus().FillBytes(make([]byte, 32))...)
	bad := map[string][]byte{
		"empty":     nil,
		"truncated": good[:len(good)-1],
		"extended":  append(bytes.Clone(good), 0),
		"index 0":   append([]byte{0, 0}, good[2:]...),
		"index n+1": append([]byte{0, 4}, good[2:]...),
		"value r":   modulus,
	}
	for name, octets := range bad {
		if got, err := DecodeShare(octets, 3); err == nil {
			t.Errorf("%s: got %v, want an error", name, got)
		}
	}
}

// A polynomial is a function of seed, label and length.
func TestPolynomialsFromSeedsAreDeterministicAndSeparated(t *testing.T) {
	a, b := FromSeed([]byte("s"), "l", 3), FromSeed([]byte("s"), "l", 3)
	if a[0] != b[0] || a[2] != b[2] || len(a) != 3 {
		t.Errorf("got %v and %v, want the same three coefficients", a, b)
	}
	for _, other := range []Polynomial[fr.Element]{FromSeed([]byte("s"), "m", 3), FromSeed([]byte("t"), "l", 3)} {
		if a[0] == other[0] {
			t.Error("same coefficient for another seed or label, want a different one")
		}
	}
}

func FuzzDecodeShare(f *testing.F) {
	for _, value := range FromSeed(nil, "corpus", 3) {
		f.Add(EncodeShare(Share[fr.Element]{Index: 2, Value: value}))
	}
	f.Add([]byte{})
	f.Add(append([]byte{0, 1}, fr.Modulus().FillBytes(make([]byte, 32))...))
	f.Fuzz(func(t *testing.T, octets []byte) {
		share, err := DecodeShare(octets, 9)
		if err == nil && (share.Index < 1 || share.Index > 9 || !bytes.Equal(EncodeShare(share), octets)) {
			t.Fatalf("%x decodes to %v, which encodes to %x", octets, share, EncodeShare(share))
		}
	})
}

// Whatever is accepted as an index, in either form, is the one encoding of a number from 1 to n.
func FuzzIndices(f *testing.F) {
	one := make([]byte, 32)
	one[31] = 1
	modulus := new(big.Int).Set(fr.Modulus())
	for _, octets := range [][]byte{{}, {0, 0}, {0, 1}, {0, 9}, {0, 10}, {0, 1, 0}, one, one[1:], make([]byte, 32),
		modulus.FillBytes(make([]byte, 32)), modulus.Add(modulus, big.NewInt(1)).FillBytes(make([]byte, 32))} {
		f.Add(octets)
	}
	f.Fuzz(func(t *testing.T, octets []byte) {
		short, err := DecodeIndex(octets, 9)
		if err == nil && !bytes.Equal(octets, []byte{0, byte(short)}) {
			t.Errorf("%x is taken for the index %d", octets, short)
		}
		long, err := IndexFromScalar(octets, 9)
		if err == nil && (long < 1 || long > 9 || !bytes.Equal(octets, append(make([]byte, 31), byte(long)))) {
			t.Errorf("%x is taken for the index %d", octets, long)
		}
	})
}
