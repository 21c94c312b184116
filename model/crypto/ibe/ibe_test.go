package ibe

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"pgregory.net/rapid"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
)

var (
	message = []byte("sixteen octets !")
	sigma   = []byte("used only once ?")
	round   = []byte("round 7")
)

// inBothGroups runs a test with public keys in G1 and in G2.
func inBothGroups(t *testing.T, g1 func(*testing.T, Scheme[bls.G1, bls.G2]),
	g2 func(*testing.T, Scheme[bls.G2, bls.G1])) {
	t.Run("keys in G1", func(t *testing.T) { g1(t, MinPubkeySize(bls.MinPubkeySize(bls.Basic))) })
	t.Run("keys in G2", func(t *testing.T) { g2(t, MinSignatureSize(bls.MinSignatureSize(bls.Basic))) })
}

func key(t testing.TB, n byte) bls.Scalar {
	t.Helper()
	sk, err := bls.KeyGen(bytes.Repeat([]byte{n}, 32), bls.SaltV4(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return sk
}

// refused wants an error of a kind, and nothing beside it.
func refused(t *testing.T, what string, got []byte, err, want error) {
	t.Helper()
	if !errors.Is(err, want) || got != nil {
		t.Errorf("%s: got %q, %v, want %v", what, got, err, want)
	}
}

// IBE-P1, IBE-P2: the signature of the identity opens what was encrypted to it. Another round's, another key's and the
// very same with one bit changed in U, V or W do not.
func TestOnlyTheIdentitysSignatureOpens(t *testing.T) {
	inBothGroups(t, opens[bls.G1, bls.G2], opens[bls.G2, bls.G1])
}

func opens[K, S any](t *testing.T, s Scheme[K, S]) {
	sk := key(t, 1)
	c, err := s.Encrypt(s.suite.SkToPk(sk), round, sigma, message)
	if err != nil {
		t.Fatal(err)
	}
	signature := s.suite.Sign(sk, round)
	if got, err := s.Decrypt(signature, c); err != nil || !bytes.Equal(got, message) {
		t.Fatalf("got %q, %v, want %q", got, err, message)
	}
	got, err := s.Decrypt(s.suite.Sign(sk, []byte("round 8")), c)
	refused(t, "another round", got, err, ErrCiphertext)
	got, err = s.Decrypt(s.suite.Sign(key(t, 2), round), c)
	refused(t, "another key", got, err, ErrCiphertext)
	changed := c
	changed.U = s.suite.Keys.Sum(c.U, s.suite.Keys.Generator())
	got, err = s.Decrypt(signature, changed)
	refused(t, "another U", got, err, ErrCiphertext)
	for i := range message {
		v, w := c, c
		v.V, w.W = bytes.Clone(c.V), bytes.Clone(c.W)
		v.V[i] ^= 1
		got, err = s.Decrypt(signature, v)
		refused(t, "another V", got, err, ErrCiphertext)
		w.W[i] ^= 0x80
		got, err = s.Decrypt(signature, w)
		refused(t, "another W", got, err, ErrCiphertext)
	}
}

// IBE-P3: the identity is no public key, no decryption key and no U. With the identity as U anybody knows the value of
// the pairing, and with the identity as signature everybody has the key.
func TestTheIdentityElementIsRefused(t *testing.T) {
	inBothGroups(t, identities[bls.G1, bls.G2], identities[bls.G2, bls.G1])
}

func identities[K, S any](t *testing.T, s Scheme[K, S]) {
	nothing := s.suite.Keys.Identity()
	_, err := s.Encrypt(s.suite.Keys.Encode(nothing), round, sigma, message)
	refused(t, "public key", nil, err, bls.ErrIdentity)
	c, err := s.Encrypt(s.suite.SkToPk(key(t, 1)), round, sigma, message)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Decrypt(s.suite.Signatures.Encode(s.suite.Signatures.Identity()), c)
	refused(t, "decryption key", got, err, ErrIdentity)
	c.U = nothing
	got, err = s.Decrypt(s.suite.Sign(key(t, 1), round), c)
	refused(t, "U", got, err, ErrIdentity)
}

// Lengths are exact, and every length of a message that H covers is encrypted.
func TestLengthsAreExact(t *testing.T) {
	s := MinSignatureSize(bls.MinSignatureSize(bls.Basic))
	sk := key(t, 1)
	pk, signature := s.suite.SkToPk(sk), s.suite.Sign(sk, round)
	for n := 0; n <= MaxMessage; n += 8 {
		m := bytes.Repeat([]byte{7}, n)
		c, err := s.Encrypt(pk, round, bytes.Repeat([]byte{9}, n), m)
		if err != nil {
			t.Fatal(err)
		}
		octets := s.Encode(c)
		again, err := s.Decode(octets, n)
		if err != nil {
			t.Fatalf("%d octets: %v", n, err)
		}
		if got, err := s.Decrypt(signature, again); err != nil || !bytes.Equal(got, m) {
			t.Errorf("%d octets: got %x, %v", n, got, err)
		}
		for _, wrong := range [][]byte{octets[1:], append(octets, 0)} {
			_, err := s.Decode(wrong, n)
			refused(t, "a length", nil, err, ErrLength)
		}
	}
	long := make([]byte, MaxMessage+1)
	_, err := s.Encrypt(pk, round, long, long)
	refused(t, "a long message", nil, err, ErrLength)
	_, err = s.Encrypt(pk, round, sigma[1:], message)
	refused(t, "a short sigma", nil, err, ErrLength)
	point := s.suite.SkToPk(sk)
	for _, n := range []int{-1, -2, MaxMessage + 1} { // with as many octets as such a length would have
		_, err = s.Decode(append(bytes.Clone(point), make([]byte, 2*(MaxMessage+1))...)[:len(point)+2*n], n)
		refused(t, "a length that there is not", nil, err, ErrLength)
	}
	got, err := s.Decrypt(signature, Ciphertext[bls.G2]{U: bls.GroupG2.Generator(), V: sigma, W: message[1:]})
	refused(t, "V and W of different lengths", got, err, ErrLength)
	got, err = s.Decrypt(signature, Ciphertext[bls.G2]{U: bls.GroupG2.Generator(), V: long, W: long})
	refused(t, "a long ciphertext", got, err, ErrLength)
	got, err = s.Decrypt(signature[1:], Ciphertext[bls.G2]{U: bls.GroupG2.Generator(), V: sigma, W: message})
	refused(t, "a short key", got, err, bls.ErrLength)
	outside := make([]byte, s.suite.Keys.Size()+2)
	outside[0] = 0x80
	if _, err := s.Decode(outside, 1); err == nil {
		t.Error("U outside of its group is decoded")
	}
}

// IBE-P4: every quorum of a threshold key opens a vault, and fewer do not, whatever they combine (TLC §3.1.3, §7.2).
func TestEveryQuorumOpensAndFewerDoNot(t *testing.T) {
	const threshold, n = 2, 3
	suite := bls.MinSignatureSize(bls.Basic)
	s := MinSignatureSize(suite)
	feldman, err := vss.NewFeldman(suite.Keys, threshold, n)
	if err != nil {
		t.Fatal(err)
	}
	commitment, shares, err := feldman.Deal(shamir.FromSeed([]byte("vault"), "key", threshold))
	if err != nil {
		t.Fatal(err)
	}
	public, err := tbls.NewPublicKey(suite, threshold, n, commitment)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Encrypt(suite.Keys.Encode(commitment[0]), round, sigma, message)
	if err != nil {
		t.Fatal(err)
	}
	partial := make([]tbls.Partial[bls.G1], n)
	for i := range partial {
		if partial[i], err = tbls.Sign(suite, shares[i], round); err != nil {
			t.Fatal(err)
		}
	}
	for _, quorum := range [][]int{{0, 1}, {0, 2}, {2, 1}} {
		signature, err := public.Combine(round, []tbls.Partial[bls.G1]{partial[quorum[0]], partial[quorum[1]]})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Decrypt(bls.EncodeG1(signature), c); err != nil || !bytes.Equal(got, message) {
			t.Errorf("quorum %v: got %q, %v", quorum, got, err)
		}
	}
	for i := range partial {
		got, err := s.Decrypt(bls.EncodeG1(partial[i].Signature), c)
		refused(t, "one share", got, err, ErrCiphertext)
	}
}

// IBE-P1 to IBE-P2 for drawn keys, identities and messages.
func TestDrawnCiphertextsOpenForTheirIdentityOnly(t *testing.T) {
	s := MinPubkeySize(bls.MinPubkeySize(bls.Basic))
	rapid.Check(t, func(t *rapid.T) {
		sk, err := bls.KeyGen(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key"), bls.SaltV4(), nil)
		if err != nil {
			t.Fatal(err)
		}
		// Shorter messages open for a wrong key by chance: TestShortMessagesOpenByChance.
		m := rapid.SliceOfN(rapid.Byte(), 16, MaxMessage).Draw(t, "message")
		noise := sha256.Sum256(m)
		id, other := rapid.String().Draw(t, "identity"), rapid.String().Draw(t, "other")
		c, err := s.Encrypt(s.suite.SkToPk(sk), []byte(id), noise[:len(m)], m)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Decrypt(s.suite.Sign(sk, []byte(id)), c); err != nil || !bytes.Equal(got, m) {
			t.Fatalf("got %x, %v, want %x", got, err, m)
		}
		if got, err := s.Decrypt(s.suite.Sign(sk, []byte(other)), c); id != other && err == nil {
			t.Fatalf("%q opens what is encrypted to %q: %x", other, id, got)
		}
	})
}

// IBE-P1's exception: σ is as long as the message, so that of the wrong keys one in 256 meets a σ of one octet, and who
// tries all 256 needs no key at all. A negative example, so that nobody takes the scheme for one of short messages.
func TestShortMessagesOpenByChance(t *testing.T) {
	s := MinPubkeySize(bls.MinPubkeySize(bls.Basic))
	sk, m := key(t, 1), []byte{0xcb}
	pk := s.suite.SkToPk(sk)
	c, err := s.Encrypt(pk, round, []byte{7}, m)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for guess := range 256 {
		sigma := []byte{byte(guess)}
		if u := s.suite.Keys.Mul(h3(sigma, xor(c.W, h4(sigma))), s.suite.Keys.Generator()); s.suite.Keys.Equal(u, c.U) {
			found++
			if got := xor(c.W, h4(sigma)); !bytes.Equal(got, m) {
				t.Errorf("sigma %d opens to %x, want %x", guess, got, m)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d of the 256 values of one octet of sigma open the message without a key, want 1", found)
	}
	for i := range 2000 {
		if _, err := s.Decrypt(s.suite.Sign(sk, fmt.Appendf(nil, "another round %d", i)), c); err == nil {
			return
		}
	}
	t.Error("none of 2000 wrong keys opens a message of one octet, about 8 should")
}

// The scalar of sigma and a message is the one that the package comment defines, and not another that encryption and
// decryption agree on. Method: in integers, over messages of which some need more than one hash.
func TestTheScalarOfAMessageIsTheDefinedOne(t *testing.T) {
	retried := 0
	for k := range 64 {
		m := append(slices.Clone(message), byte(k))
		seed := sha256.Sum256(append(append([]byte("IBE-H3"), sigma...), m...))
		for i := byte(1); ; i++ {
			octets := sha256.Sum256(append([]byte{i, 0}, seed[:]...))
			octets[0] /= 2
			if want := new(big.Int).SetBytes(octets[:]); want.Sign() > 0 && want.Cmp(fr.Modulus()) < 0 {
				r := h3(sigma, m)
				if got := r.BigInt(new(big.Int)); got.Cmp(want) != 0 {
					t.Errorf("message %d: %v, want %v", k, got, want)
				}
				break
			}
			retried++
		}
	}
	if retried == 0 {
		t.Error("no message needs a second hash, want some")
	}
}
