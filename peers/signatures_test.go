package peers

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"pgregory.net/rapid"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// The libraries hash every message to the same point, under every tag, and make the
// same keys and signatures, each of which the others verify.
func TestLibrariesAgreeOnKeysHashesAndSignatures(t *testing.T) {
	for variant, libraries := range variants() {
		t.Run(variant, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				sk := shamir.FromSeed(rapid.SliceOfN(rapid.Byte(), 0, 4).Draw(t, "seed"), "sk", 1)[0]
				message := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "message")
				dst := rapid.StringMatching(`[ -~]{1,60}`).Draw(t, "dst")
				first := libraries[0]
				pk, signature := first.key(sk), first.sign(sk, message)
				for _, other := range libraries[1:] {
					if !bytes.Equal(other.hash(message, dst), first.hash(message, dst)) {
						t.Fatalf("%s hashes to another point", other.name)
					}
					if !bytes.Equal(other.key(sk), pk) || !bytes.Equal(other.sign(sk, message), signature) {
						t.Fatalf("%s makes another key or signature", other.name)
					}
					if !other.verify(pk, message, signature) || other.verify(pk, append(message, 0), signature) {
						t.Fatalf("%s verifies otherwise", other.name)
					}
				}
			})
		})
	}
}

// Verification: a good signature and hostile ones. Every library says what quesera says, but
// for those listed: kyber does not look whether the key is the identity, under which the
// identity is a signature of everything.
func TestLibrariesAgreeOnHostileSignatures(t *testing.T) {
	wrong := map[string]bool{"kyber: identity key, identity signature": true}
	message := []byte("message")
	sk := shamir.FromSeed(nil, "sk", 2)
	for variant, libraries := range variants() {
		mine := libraries[0]
		pk, good := mine.key(sk[0]), mine.sign(sk[0], message)
		identityKey, identity := infinity(len(pk)), infinity(len(good))
		cases := []struct {
			name          string
			pk, signature []byte
			want          bool
		}{
			{"good", pk, good, true},
			{"another key", mine.key(sk[1]), good, false},
			{"another message", pk, mine.sign(sk[0], []byte("other")), false},
			{"negated", pk, flip(good, 0x20), false},
			{"identity signature", pk, identity, false},
			{"identity key", identityKey, good, false},
			{"identity key, identity signature", identityKey, identity, false},
			{"empty", pk, nil, false},
			{"truncated", pk, good[:len(good)-1], false},
			{"compression bit unset", pk, flip(good, 0x80), false},
			{"infinity bit set", pk, flip(good, 0x40), false},
			{"outside the group", pk, outside(t, len(good)), false},
		}
		for _, c := range cases {
			for _, library := range libraries {
				name := library.name + ": " + c.name
				if got := library.verify(c.pk, message, c.signature); got != (c.want != wrong[name]) {
					t.Errorf("%s, %s: accepted is %v, known to be wrong is %v", variant, name, got, wrong[name])
				}
			}
		}
	}
}

// Decoding: small x, with any flags, on and off the curve, in and outside the group, out of
// range, and other lengths. Every library accepts what quesera accepts, but for those listed.
func TestLibrariesAgreeOnWhatAPointIs(t *testing.T) {
	for variant, libraries := range variants() {
		t.Run(variant, func(t *testing.T) {
			verdicts := map[bool]int{}
			size := len(libraries[0].hash(nil, "dst"))
			for _, octets := range encodings(libraries[0], size) {
				want := libraries[0].member(octets)
				verdicts[want]++
				for _, other := range libraries[1:] {
					if got := other.member(octets); got != want {
						t.Errorf("%s: %x (%d octets): accepted is %v, quesera says %v", other.name, octets, len(octets), got, want)
					}
				}
			}
			if verdicts[true] < 20 || verdicts[false] < 100 {
				t.Errorf("verdicts %v, want at least 20 and 100", verdicts)
			}
		})
	}
}

// encodings are good points and what resembles them.
func encodings(mine library, size int) [][]byte {
	var all [][]byte
	for k := range 20 {
		good := mine.hash([]byte(fmt.Sprint(k)), "dst")
		all = append(all, good)
		for bit := range 3 {
			all = append(all, flip(good, 0x80>>bit))
		}
		all = append(all, good[:size-1])
		small := make([]byte, size)
		small[0], small[size-1] = 0x80, byte(k)
		all = append(all, small, flip(small, 0x20))
	}
	modulus := fp.Modulus().FillBytes(make([]byte, fp.Bytes))
	high, low := make([]byte, size), make([]byte, size)
	copy(high, modulus)
	high[0] |= 0x80
	copy(low[size-fp.Bytes:], modulus)
	low[0] |= 0x80
	return append(all, infinity(size), flip(infinity(size), 0x20), flip(infinity(size), 0x80), make([]byte, size),
		bytes.Repeat([]byte{0xff}, size), high, low, nil)
}

func infinity(size int) []byte { return append([]byte{0xc0}, make([]byte, size-1)...) }

func flip(octets []byte, bits byte) []byte {
	flipped := bytes.Clone(octets)
	flipped[0] ^= bits
	return flipped
}

// outside is a point of the curve that is not in the group, with a small x.
func outside(t *testing.T, size int) []byte {
	t.Helper()
	octets := make([]byte, size)
	octets[0] = 0x80
	for x := range 50 {
		octets[size-1] = byte(x)
		var err error
		if size == bls.GroupG1.Size() {
			_, err = bls.DecodeG1(octets)
		} else {
			_, err = bls.DecodeG2(octets)
		}
		if errors.Is(err, bls.ErrSubgroup) {
			return octets
		}
	}
	t.Fatal("no point outside the group")
	return nil
}
