package bls

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
)

// seeded is a secret key that depends on n only.
func seeded(t testing.TB, n byte) Scalar {
	t.Helper()
	sk, err := KeyGen(bytes.Repeat([]byte{n}, 32), SaltV4(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return sk
}

// eachSuite runs a test on the three schemes with keys in G1 and in G2.
func eachSuite(t *testing.T, inG1 func(*testing.T, Suite[G1, G2]), inG2 func(*testing.T, Suite[G2, G1])) {
	for _, scheme := range []Scheme{Basic, Augmentation, Possession} {
		t.Run("keys in G1, "+scheme.String(), func(t *testing.T) { inG1(t, MinPubkeySize(scheme)) })
		t.Run("keys in G2, "+scheme.String(), func(t *testing.T) { inG2(t, MinSignatureSize(scheme)) })
	}
}

// mustBe reports err unless it is an error that wraps want.
func mustBe(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

// The domain separation tags are those of draft §4.2, letter by letter.
func TestTagsAreTheDraftsCiphersuites(t *testing.T) {
	want := []struct{ tag, pop, got, gotPop string }{
		{"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_", "", MinPubkeySize(Basic).Tag, ""},
		{"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_AUG_", "", MinPubkeySize(Augmentation).Tag, ""},
		{"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_", "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_",
			MinPubkeySize(Possession).Tag, MinPubkeySize(Possession).PopTag},
		{"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_", "", MinSignatureSize(Basic).Tag, ""},
		{"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_AUG_", "", MinSignatureSize(Augmentation).Tag, ""},
		{"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_", "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_",
			MinSignatureSize(Possession).Tag, MinSignatureSize(Possession).PopTag},
	}
	for _, w := range want {
		if w.got != w.tag || w.gotPop != w.pop {
			t.Errorf("got %q and %q, want %q and %q", w.got, w.gotPop, w.tag, w.pop)
		}
	}
}

// What Sign makes Verify accepts, and nothing near it (draft §3).
func TestVerifyAcceptsOnlyTheSignatureOfThisMessageByThisKey(t *testing.T) {
	eachSuite(t, verifyExactly[G1, G2], verifyExactly[G2, G1])
}

func verifyExactly[K, S any](t *testing.T, s Suite[K, S]) {
	sk, message := seeded(t, 1), []byte("message")
	pk, signature := s.SkToPk(sk), s.Sign(sk, message)
	if err := s.Verify(pk, message, signature); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(pk, nil, s.Sign(sk, nil)); err != nil {
		t.Errorf("empty message: %v", err)
	}
	r, err := s.decodeSignature(signature)
	if err != nil {
		t.Fatal(err)
	}
	negative := s.Signatures.Encode(s.Signatures.Neg(r))
	identity := s.Signatures.Encode(s.Signatures.Identity())
	mustBe(t, "other message", s.Verify(pk, []byte("massage"), signature), ErrSignature)
	mustBe(t, "other key", s.Verify(s.SkToPk(seeded(t, 2)), message, signature), ErrSignature)
	mustBe(t, "other tag", s.WithTag(s.Tag+"x").Verify(pk, message, signature), ErrSignature)
	mustBe(t, "negative signature", s.Verify(pk, message, negative), ErrSignature)
	mustBe(t, "identity signature", s.Verify(pk, message, identity), ErrSignature)
	mustBe(t, "short signature", s.Verify(pk, message, signature[1:]), ErrLength)
	mustBe(t, "short key", s.Verify(pk[1:], message, signature), ErrLength)
}

// The three schemes' signatures of one message by one key differ: their tags do.
func TestSchemesDoNotAcceptEachOthersSignatures(t *testing.T) {
	sk, message := seeded(t, 1), []byte("message")
	for _, one := range []Scheme{Basic, Augmentation, Possession} {
		for _, other := range []Scheme{Basic, Augmentation, Possession} {
			err := MinPubkeySize(other).Verify(MinPubkeySize(other).SkToPk(sk), message,
				MinPubkeySize(one).Sign(sk, message))
			if (err == nil) != (one == other) {
				t.Errorf("signed with %s, verified with %s: got %v", one, other, err)
			}
		}
	}
}

// The identity as a key, and zero as a secret key, are refused (draft §2.5).
func TestIdentityKeyAndZeroSecretKeyAreRefused(t *testing.T) {
	eachSuite(t, identityKey[G1, G2], identityKey[G2, G1])
}

func identityKey[K, S any](t *testing.T, s Suite[K, S]) {
	pk, signature := s.Keys.Encode(s.Keys.Identity()), s.Signatures.Encode(s.Signatures.Identity())
	// Without the rule, the identity signs every message under the identity.
	if !s.verifies(s.Keys.Identity(), s.HashToPoint([]byte("m")), s.Signatures.Identity()) {
		t.Error("the pairing equation fails for identities, so that this test would not notice a missing rule")
	}
	mustBe(t, "Verify", s.Verify(pk, []byte("m"), signature), ErrIdentity)
	mustBe(t, "AggregateVerify", s.AggregateVerify([][]byte{pk}, [][]byte{[]byte("m")}, signature), ErrIdentity)
	if s.Scheme == Possession {
		mustBe(t, "PopVerify", s.PopVerify(pk, signature), ErrIdentity)
		good := s.SkToPk(seeded(t, 1))
		mustBe(t, "FastAggregateVerify", s.FastAggregateVerify([][]byte{good, pk}, []byte("m"),
			s.Sign(seeded(t, 1), []byte("m"))), ErrIdentity)
	}
	for name, f := range map[string]func(){"Sign": func() { s.Sign(Scalar{}, nil) },
		"SkToPk": func() { s.SkToPk(Scalar{}) }} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s with the zero key did not panic", name)
				}
			}()
			f()
		}()
	}
}

// A signature plus a point of small order satisfies the pairing equation all the
// same; only the subgroup check refuses it (draft §2.7, step 3).
func TestSignaturePlusPointOutsideTheGroupIsRefused(t *testing.T) {
	s, sk, message := MinSignatureSize(Basic), seeded(t, 1), []byte("m")
	outside, err := GroupG1.decodeUnchecked(outsideG1(t))
	if err != nil {
		t.Fatal(err)
	}
	small := byDoubling(GroupG1, modulusR(), outside)
	r, err := s.decodeSignature(s.Sign(sk, message))
	if err != nil {
		t.Fatal(err)
	}
	xP, err := s.KeyValidate(s.SkToPk(sk))
	if err != nil {
		t.Fatal(err)
	}
	forged := s.Signatures.Sum(r, small)
	if !s.verifies(xP, s.HashToPoint(message), forged) {
		t.Error("the pairing equation fails for the forgery, so that this test would not notice a missing check")
	}
	mustBe(t, "Verify", s.Verify(s.SkToPk(sk), message, s.Signatures.Encode(forged)), ErrSubgroup)
	rest := s.Signatures.Encode(s.Signatures.Neg(small))
	_, err = s.Aggregate([][]byte{s.Signatures.Encode(forged), rest})
	mustBe(t, "Aggregate of two points outside whose sum lies inside", err, ErrSubgroup)
}

// KeyGen wants 32 octets; salt, key_info and the material all matter, and a zero
// result is replaced by that of the hashed salt (draft §2.3).
func TestKeyGenDependsOnEveryInputAndSkipsZero(t *testing.T) {
	ikm := bytes.Repeat([]byte{7}, 32)
	_, err := KeyGen(ikm[1:], SaltV4(), nil)
	mustBe(t, "31 octets", err, ErrLength)
	key := func(ikm, salt, info []byte) Scalar {
		sk, err := KeyGen(ikm, salt, info)
		if err != nil {
			t.Fatal(err)
		}
		return sk
	}
	seen := map[Scalar]bool{key(ikm, SaltV4(), nil): true, key(ikm, SaltV2(), nil): true,
		key(ikm, SaltV4(), []byte("a")): true, key(append(ikm, 0), SaltV4(), nil): true}
	if len(seen) != 4 {
		t.Errorf("keys = %d different of 4", len(seen))
	}
	calls := 0
	skipped, err := keyGen(ikm, SaltV2(), nil, func(okm []byte) (sk Scalar) {
		if calls++; calls > 1 {
			sk.SetBytes(okm)
		}
		return sk
	})
	once := sha256.Sum256(SaltV2())
	if err != nil || calls != 2 || skipped != key(ikm, once[:], nil) {
		t.Errorf("after a zero key: got %v, %v in %d rounds, want the key of the hashed salt", skipped, err, calls)
	}
}

// A tag of more than 255 bytes is hashed first, one of 255 is not (RFC 9380 §5.3.3).
func TestLongTagsAreHashed(t *testing.T) {
	long := string(bytes.Repeat([]byte{'t'}, 256))
	short := sha256.Sum256([]byte("H2C-OVERSIZE-DST-" + long))
	if HashToG1(nil, long) != HashToG1(nil, string(short[:])) {
		t.Error("a tag of 256 bytes is not hashed as the RFC has it")
	}
	if want, err := bls12381.HashToG2(nil, []byte(long[:255])); err != nil || HashToG2(nil, long[:255]) != want {
		t.Error("a tag of 255 bytes is not used as it is")
	}
	defer func() {
		if recover() == nil {
			t.Error("an empty tag did not panic")
		}
	}()
	HashToG1(nil, "")
}
