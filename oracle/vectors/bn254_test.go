package vectors

import (
	"bytes"
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

// onBN254 is a key as it is written.
func onBN254(p bn254.G2Affine) []byte {
	var out []byte
	for _, e := range []interface{ Marshal() []byte }{&p.X.A1, &p.X.A0, &p.Y.A1, &p.Y.A0} {
		out = append(out, e.Marshal()...)
	}
	return out
}

// Keys are points of the group other than the identity, of coordinates below the modulus.
func TestKeysOnBN254(t *testing.T) {
	var u bn254.E2
	u.A0.SetUint64(1)
	outside := bn254.MapToCurve2(&u)
	if !outside.IsOnCurve() || outside.IsInSubGroup() {
		t.Fatal("want a point of the curve outside of the group")
	}
	_, _, _, base := bn254.Generators()
	off := base
	off.Y = base.X
	good, modulus := onBN254(base), make([]byte, 32)
	modulus[0] = 0xff
	for k, c := range []struct {
		key  []byte
		want error
	}{
		{good, nil}, {good[1:], errBN254Length}, {append(bytes.Clone(good), 0), errBN254Length}, {nil, errBN254Length},
		{make([]byte, 128), errBN254Identity}, {onBN254(outside), errBN254Group}, {onBN254(off), errBN254Group},
		{append(bytes.Clone(good[:96]), modulus...), errBN254Range},
		{append(bytes.Clone(modulus), good[32:]...), errBN254Range},
	} {
		if err := evm.Validate(c.key); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("key %d: %v, want %v", k, err, c.want)
		}
	}
}

// Signatures are points of the curve, and verify for their key and message.
func TestSignaturesOnBN254(t *testing.T) {
	_, _, generator, base := bn254.Generators()
	off, modulus := base, bytes.Repeat([]byte{0xff}, 32)
	off.Y = base.X
	good, secret := onBN254(base), big.NewInt(12345)
	key := base
	key.ScalarMultiplication(&base, secret)
	hashed, err := evm.hash([]byte("m"))
	if err != nil {
		t.Fatal(err)
	}
	signature := hashed
	signature.ScalarMultiplication(&hashed, secret)
	raw := func(p bn254.G1Affine) []byte { return append(p.X.Marshal(), p.Y.Marshal()...) }
	wrong := signature
	wrong.Y = signature.X
	for k, c := range []struct {
		key       []byte
		message   string
		signature []byte
		want      error
	}{
		{onBN254(key), "m", raw(signature), nil}, {onBN254(key), "n", raw(signature), errBN254Signature},
		{good, "m", raw(signature), errBN254Signature}, {onBN254(key), "m", raw(generator), errBN254Signature},
		{onBN254(key), "m", raw(wrong), errBN254Group}, {onBN254(key), "m", make([]byte, 64), errBN254Signature},
		{onBN254(key), "m", raw(signature)[1:], errBN254Length}, {onBN254(off), "m", raw(signature), errBN254Group},
		{onBN254(key), "m", append(bytes.Clone(modulus), modulus...), errBN254Range},
	} {
		if err := evm.Verify(c.key, []byte(c.message), c.signature); !errors.Is(err, c.want) ||
			(err == nil) != (c.want == nil) {
			t.Errorf("signature %d: %v, want %v", k, err, c.want)
		}
	}
}
