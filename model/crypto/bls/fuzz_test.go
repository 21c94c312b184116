package bls

import (
	"bytes"
	"testing"
)

// seedPoints adds encodings on both sides of every rule.
func seedPoints[P any](f *testing.F, g Group[P]) {
	good := g.Encode(g.Generator())
	f.Add(good)
	f.Add(g.Encode(g.Identity()))
	f.Add(g.Encode(g.Neg(g.Generator())))
	f.Add(outside(f, g))
	f.Add(offCurve(g))
	f.Add(good[1:])
	f.Add(append(bytes.Clone(good), 0))
	f.Add(append([]byte{0x40}, make([]byte, g.Size()-1)...))
	f.Add(append([]byte{0xc0}, bytes.Repeat([]byte{1}, g.Size()-1)...))
	f.Add(bytes.Repeat([]byte{0x9f}, g.Size()))
}

// oneEncoding: whatever is accepted is of order r and the only encoding of its point.
func oneEncoding[P any](t *testing.T, g Group[P], octets []byte) {
	p, err := g.Decode(octets)
	if err != nil {
		return
	}
	if !bytes.Equal(g.Encode(p), octets) {
		t.Errorf("%x decodes to a point whose encoding is %x", octets, g.Encode(p))
	}
	if !g.IsIdentity(byDoubling(g, modulusR(), p)) {
		t.Errorf("%x decodes to a point outside the group", octets)
	}
}

func FuzzDecodeG1(f *testing.F) {
	seedPoints(f, GroupG1)
	f.Fuzz(func(t *testing.T, octets []byte) { oneEncoding(t, GroupG1, octets) })
}

func FuzzDecodeG2(f *testing.F) {
	seedPoints(f, GroupG2)
	f.Fuzz(func(t *testing.T, octets []byte) { oneEncoding(t, GroupG2, octets) })
}

func FuzzDecodeScalar(f *testing.F) {
	f.Add(make([]byte, 32))
	f.Add(modulusR().Bytes())
	f.Add(bytes.Repeat([]byte{0xff}, 32))
	f.Add(EncodeScalar(scalar(1)))
	f.Fuzz(func(t *testing.T, octets []byte) {
		if k, err := DecodeScalar(octets); err == nil && !bytes.Equal(EncodeScalar(k), octets) {
			t.Errorf("%x decodes to the scalar %x", octets, EncodeScalar(k))
		}
	})
}

// BLS signatures are unique: for one key and message only what Sign returns is accepted,
// and an altered key or message with it is not.
func FuzzVerifyAcceptsOnlyTheUniqueSignature(f *testing.F) {
	s, sk := MinSignatureSize(Basic), seeded(f, 1)
	pk := s.SkToPk(sk)
	f.Add(pk, []byte("m"), s.Sign(sk, []byte("m")))
	f.Add(pk, []byte("x"), s.Sign(sk, []byte("m")))
	f.Add(s.Keys.Encode(s.Keys.Identity()), []byte("m"), s.Signatures.Encode(s.Signatures.Identity()))
	f.Add(pk, []byte(""), outside(f, s.Signatures))
	f.Fuzz(func(t *testing.T, key, message, signature []byte) {
		if s.Verify(pk, message, signature) == nil && !bytes.Equal(signature, s.Sign(sk, message)) {
			t.Errorf("accepted the second signature %x of %x", signature, message)
		}
		if s.Verify(key, message, s.Sign(sk, message)) == nil && !bytes.Equal(key, pk) {
			t.Errorf("accepted the signature of %x under another key %x", message, key)
		}
	})
}
