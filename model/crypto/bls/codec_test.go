package bls

import (
	"bytes"
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

// scalar is the small scalar n.
func scalar(n uint64) (k Scalar) {
	k.SetUint64(n)
	return k
}

// Every point that is encoded decodes to itself, the identity included.
func TestEncodedPointsDecodeToThemselves(t *testing.T) {
	t.Run("G1", func(t *testing.T) { roundTrips(t, GroupG1) })
	t.Run("G2", func(t *testing.T) { roundTrips(t, GroupG2) })
}

func roundTrips[P any](t *testing.T, g Group[P]) {
	points := []P{g.Identity(), g.Generator(), g.Neg(g.Generator()), g.Mul(scalar(7), g.Generator()),
		g.Hash([]byte("m"), "TAG")}
	for i, p := range points {
		q, err := g.Decode(g.Encode(p))
		if err != nil || !g.Equal(p, q) {
			t.Errorf("point %d: got %v, %v", i, q, err)
		}
	}
}

// The decoders refuse everything but the one compressed encoding of a point of the
// group, each for its own reason (ZCash format, draft §1.3).
func TestDecodersRefuseWhatIsNotTheOneEncoding(t *testing.T) {
	t.Run("G1", func(t *testing.T) { refusals(t, GroupG1, outsideG1(t)) })
	t.Run("G2", func(t *testing.T) { refusals(t, GroupG2, outsideG2(t)) })
}

// refusals changes a good encoding in every forbidden way. outside encodes a point of the
// curve that is not in the group.
func refusals[P any](t *testing.T, g Group[P], outside []byte) {
	good := g.Encode(g.Generator())
	change := func(f func(b []byte)) []byte {
		b := bytes.Clone(good)
		f(b)
		return b
	}
	modulus := fp.Modulus().FillBytes(make([]byte, fp.Bytes))
	last := len(good) - fp.Bytes // where c0 begins; in G1 x itself
	cases := []struct {
		name   string
		octets []byte
		want   error
	}{
		{"empty", nil, ErrLength},
		{"one octet short", good[:len(good)-1], ErrLength},
		{"one octet long", append(bytes.Clone(good), 0), ErrLength},
		{"uncompressed length", append(bytes.Clone(good), make([]byte, len(good))...), ErrLength},
		{"compression bit unset", change(func(b []byte) { b[0] &^= flagCompressed }), ErrCompression},
		{"all zero", make([]byte, len(good)), ErrCompression},
		{"infinity without compression bit", change(func(b []byte) { clear(b); b[0] = flagInfinity }), ErrCompression},
		{"infinity with sign", change(func(b []byte) { clear(b); b[0] = flags }), ErrInfinity},
		{"infinity with x", change(func(b []byte) { b[0] |= flagInfinity }), ErrInfinity},
		{"infinity with last bit", change(func(b []byte) { clear(b); b[0] = 0xc0; b[len(b)-1] = 1 }), ErrInfinity},
		{"x = p", change(func(b []byte) { clear(b); copy(b, modulus); b[0] |= flagCompressed }), ErrRange},
		{"c0 = p", change(func(b []byte) { copy(b[last:], modulus); b[0] |= flagCompressed }), ErrRange},
		{"x all ones", change(func(b []byte) { copy(b, bytes.Repeat([]byte{0xff}, len(b))); b[0] = 0x9f }), ErrRange},
		{"off the curve", offCurve(g), ErrCurve},
		{"outside the subgroup", outside, ErrSubgroup},
	}
	for _, c := range cases {
		if _, err := g.Decode(c.octets); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// offCurve is the encoding with the least x for which x³ + b is no square.
func offCurve[P any](g Group[P]) []byte {
	octets := make([]byte, g.Size())
	octets[0] = flagCompressed
	for {
		octets[len(octets)-1]++
		if _, err := g.decodeUnchecked(octets); err != nil {
			return octets
		}
	}
}

// modulusR is the order r of the groups.
func modulusR() *big.Int { return fr.Modulus() }

// outsideG1 is a point of E1 with r·P ≠ 0, found without the check under test.
func outsideG1(t testing.TB) []byte { return outside(t, GroupG1) }
func outsideG2(t testing.TB) []byte { return outside(t, GroupG2) }

func outside[P any](t testing.TB, g Group[P]) []byte {
	octets := make([]byte, g.Size())
	octets[0] = flagCompressed
	for range 100 {
		octets[len(octets)-1]++
		p, err := g.decodeUnchecked(octets)
		if err == nil && !g.IsIdentity(byDoubling(g, fr.Modulus(), p)) {
			return octets
		}
	}
	t.Fatal("no point outside the group among the least hundred x")
	return nil
}

// byDoubling is k·p by additions alone: the fast multiplication presumes a point of the group.
func byDoubling[P any](g Group[P], k *big.Int, p P) P {
	sum := g.Identity()
	for i := k.BitLen() - 1; i >= 0; i-- {
		sum = g.Sum(sum, sum)
		if k.Bit(i) == 1 {
			sum = g.Sum(sum, p)
		}
	}
	return sum
}

// The fast subgroup check agrees with r·P = 0 on points inside and outside the group.
func TestSubgroupCheckAgreesWithMultiplicationByTheOrder(t *testing.T) {
	t.Run("G1", func(t *testing.T) { subgroupAgrees(t, GroupG1) })
	t.Run("G2", func(t *testing.T) { subgroupAgrees(t, GroupG2) })
}

func subgroupAgrees[P any](t *testing.T, g Group[P]) {
	octets := make([]byte, g.Size())
	octets[0] = flagCompressed
	tried := map[bool]int{}
	for x := range 60 {
		octets[len(octets)-1] = byte(x)
		p, err := g.decodeUnchecked(octets)
		if err != nil {
			continue
		}
		// p is as good as never in the group, a multiple of the generator always.
		for _, q := range []P{p, g.Mul(scalar(uint64(x)+1), g.Generator())} {
			_, err := g.Decode(g.Encode(q))
			inside := g.IsIdentity(byDoubling(g, fr.Modulus(), q))
			if inside != (err == nil) {
				t.Fatalf("x = %d: r·P = 0 is %v, Decode says %v", x, inside, err)
			}
			tried[inside]++
		}
	}
	if tried[true] < 10 || tried[false] < 10 {
		t.Fatalf("tried %v points, want ten of each kind", tried)
	}
}

// Scalars are canonical: r and above are refused, not reduced; zero is no secret key.
func TestScalarsAreCanonical(t *testing.T) {
	r := fr.Modulus()
	last := new(big.Int).Sub(r, big.NewInt(1)).FillBytes(make([]byte, 32))
	if k, err := DecodeSecretKey(last); err != nil || !bytes.Equal(EncodeScalar(k), last) {
		t.Errorf("r-1: got %v, %v", k, err)
	}
	if _, err := DecodeScalar(make([]byte, 32)); err != nil {
		t.Errorf("zero scalar: got %v", err)
	}
	cases := []struct {
		name   string
		octets []byte
		want   error
	}{
		{"zero", make([]byte, 32), ErrZero},
		{"r", r.FillBytes(make([]byte, 32)), ErrRange},
		{"r+1", new(big.Int).Add(r, big.NewInt(1)).FillBytes(make([]byte, 32)), ErrRange},
		{"all ones", bytes.Repeat([]byte{0xff}, 32), ErrRange},
		{"31 octets", last[:31], ErrLength},
		{"33 octets", append([]byte{0}, last...), ErrLength},
		{"none", nil, ErrLength},
	}
	for _, c := range cases {
		if _, err := DecodeSecretKey(c.octets); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}
