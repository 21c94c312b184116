package bls

import (
	"slices"
	"testing"
)

// newCommittee has n members with the keys seeded(1) to seeded(n).
func newCommittee[K, S any](t testing.TB, s Suite[K, S], n int) Committee[K, S] {
	t.Helper()
	var pks, proofs [][]byte
	for i := range n {
		sk := seeded(t, byte(i+1))
		proof, err := s.PopProve(sk)
		if err != nil {
			t.Fatal(err)
		}
		pks, proofs = append(pks, s.SkToPk(sk)), append(proofs, proof)
	}
	c, err := NewCommittee(s, pks, proofs)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// partials are the signatures of some members of newCommittee.
func partials[K, S any](t testing.TB, s Suite[K, S], message []byte, signers ...Member) (out []Partial) {
	for _, i := range signers {
		out = append(out, Partial{Signer: i, Signature: s.Sign(seeded(t, byte(i+1)), message)})
	}
	return out
}

// Every quorum's signatures combine into one that verifies for exactly that set of
// signers (Internet Computer §III.1.5.4).
func TestMultiSignatureVerifiesForItsSignersOnly(t *testing.T) {
	t.Run("keys in G1", func(t *testing.T) { multiSignature(t, MinPubkeySize(Possession)) })
	t.Run("keys in G2", func(t *testing.T) { multiSignature(t, MinSignatureSize(Possession)) })
}

func multiSignature[K, S any](t *testing.T, s Suite[K, S]) {
	c, message := newCommittee(t, s, 4), []byte("block")
	for _, signers := range [][]Member{{0, 1, 2}, {0, 1, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3}} {
		m, err := c.Combine(message, partials(t, s, message, signers...))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Verify(message, m, 3); err != nil {
			t.Errorf("signers %v: %v", signers, err)
		}
	}
	m, err := c.Combine(message, partials(t, s, message, 0, 1, 2))
	if err != nil {
		t.Fatal(err)
	}
	with := func(signers ...Member) MultiSignature {
		return MultiSignature{Signers: signers, Signature: m.Signature}
	}
	mustBe(t, "other signers", c.Verify(message, with(0, 1, 3), 3), ErrSignature)
	mustBe(t, "one signer more", c.Verify(message, with(0, 1, 2, 3), 3), ErrSignature)
	mustBe(t, "one signer less", c.Verify(message, with(0, 1), 2), ErrSignature)
	mustBe(t, "below the quorum", c.Verify(message, m, 4), ErrCount)
	mustBe(t, "one signer twice", c.Verify(message, with(0, 1, 2, 2), 3), ErrDuplicate)
	mustBe(t, "out of order", c.Verify(message, with(0, 2, 1), 3), ErrDuplicate)
	mustBe(t, "no member", c.Verify(message, with(0, 1, 4), 3), ErrMember)
	mustBe(t, "empty signer set", c.Verify(message, with(), 0), ErrEmpty)
	identity := MultiSignature{Signature: s.Signatures.Encode(s.Signatures.Identity())}
	mustBe(t, "empty signer set and the identity", c.Verify(message, identity, 0), ErrEmpty)
	mustBe(t, "other message", c.Verify([]byte("x"), m, 3), ErrSignature)
	mustBe(t, "nobody's committee", Committee[K, S]{}.Verify(message, m, 3), ErrMember)
}

// A quorum counts signers, not signatures: one member's signature taken twice with a
// multiplicity would verify, were the set not strictly increasing.
func TestDoubledSignerIsRefusedThoughItsPairingHolds(t *testing.T) {
	s, message := MinPubkeySize(Possession), []byte("block")
	c := newCommittee(t, s, 4)
	p := partials(t, s, message, 0, 1)
	doubled, err := s.Aggregate([][]byte{p[0].Signature, p[1].Signature, p[1].Signature})
	if err != nil {
		t.Fatal(err)
	}
	pks := [][]byte{s.SkToPk(seeded(t, 1)), s.SkToPk(seeded(t, 2)), s.SkToPk(seeded(t, 2))}
	if err := s.FastAggregateVerify(pks, message, doubled); err != nil {
		t.Errorf("the pairing fails, so that this test would not notice a missing check: %v", err)
	}
	mustBe(t, "doubled signer", c.Verify(message, MultiSignature{Signers: []Member{0, 1, 1}, Signature: doubled}, 3),
		ErrDuplicate)
}

// Combine names the member whose signature is bad, and refuses a signer twice or none.
func TestCombineNamesTheBadSigner(t *testing.T) {
	s, message := MinPubkeySize(Possession), []byte("block")
	c := newCommittee(t, s, 3)
	bad := partials(t, s, message, 0, 1, 2)
	bad[1].Signature = bad[0].Signature
	_, err := c.Combine(message, bad)
	mustBe(t, "bad partial", err, ErrSignature)
	if want := "bls: member 1: pairing: signature does not verify"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = c.Combine(message, partials(t, s, message, 0, 0))
	mustBe(t, "twice", err, ErrDuplicate)
	_, err = c.Combine(message, nil)
	mustBe(t, "none", err, ErrEmpty)
	_, err = c.Combine(message, partials(t, s, message, 3))
	mustBe(t, "no member", err, ErrMember)
}

// A committee wants one valid proof for each of its different keys (draft §3.3).
func TestCommitteeWantsAProofOfEveryKey(t *testing.T) {
	s := MinPubkeySize(Possession)
	var pks, proofs [][]byte
	for n := byte(1); n <= 3; n++ {
		proof, err := s.PopProve(seeded(t, n))
		if err != nil {
			t.Fatal(err)
		}
		pks, proofs = append(pks, s.SkToPk(seeded(t, n))), append(proofs, proof)
	}
	swapped := slices.Clone(proofs)
	swapped[0], swapped[1] = swapped[1], swapped[0]
	identity := s.Keys.Encode(s.Keys.Identity())
	nothing := s.Signatures.Encode(s.Signatures.Identity())
	cases := []struct {
		name        string
		pks, proofs [][]byte
		want        error
	}{
		{"nobody", nil, nil, ErrCount},
		{"a proof short", pks, proofs[:2], ErrCount},
		{"proofs swapped", pks, swapped, ErrSignature},
		{"a key twice", [][]byte{pks[0], pks[0]}, [][]byte{proofs[0], proofs[0]}, ErrDuplicate},
		{"identity key", [][]byte{pks[0], identity}, [][]byte{proofs[0], nothing}, ErrIdentity},
		{"a signature for a proof", pks[:1], [][]byte{s.Sign(seeded(t, 1), pks[0])}, ErrSignature},
	}
	for _, c := range cases {
		_, err := NewCommittee(s, c.pks, c.proofs)
		mustBe(t, c.name, err, c.want)
	}
	_, err := NewCommittee(MinPubkeySize(Basic), pks, proofs)
	mustBe(t, "basic scheme", err, ErrScheme)
}

// cancelling is a committee in which member 0 is honest, with the key seeded(1), and the keys of the others
// add up to nothing although each of them has a valid proof of possession: x_1 + … + x_m = 0.
func cancelling[K, S any](t *testing.T, s Suite[K, S], others int) (Committee[K, S], []Scalar) {
	t.Helper()
	secrets := []Scalar{seeded(t, 1)}
	var last Scalar
	for i := range others - 1 {
		x := seeded(t, byte(i+2))
		secrets = append(secrets, x)
		last.Sub(&last, &x)
	}
	secrets = append(secrets, last)
	var pks, proofs [][]byte
	for _, x := range secrets {
		proof, err := s.PopProve(x)
		if err != nil {
			t.Fatal(err)
		}
		pks, proofs = append(pks, s.SkToPk(x)), append(proofs, proof)
	}
	c, err := NewCommittee(s, pks, proofs)
	if err != nil {
		t.Fatal(err)
	}
	return c, secrets
}

// BLS-P4, what it does not say. Keys of colluders that cancel, two or three of them, add nothing to a sum, and
// proofs of possession cannot tell: the one signature of an honest member passes for all of them, and whoever
// sees it can claim so. The bare signature of the colluders on their own stays refused (BLS-P3).
func TestKeysThatCancelAreNamedThoughTheyDidNotSign(t *testing.T) {
	t.Run("keys in G1", func(t *testing.T) { namedForNothing(t, MinPubkeySize(Possession)) })
	t.Run("keys in G2", func(t *testing.T) { namedForNothing(t, MinSignatureSize(Possession)) })
}

func namedForNothing[K, S any](t *testing.T, s Suite[K, S]) {
	message := []byte("signed by member 0 alone")
	for _, others := range []int{2, 3} {
		c, secrets := cancelling(t, s, others)
		alone := s.Sign(secrets[0], message)
		m := MultiSignature{Signature: alone}
		for i := range secrets {
			m.Signers = append(m.Signers, Member(i))
		}
		if err := c.Verify(message, m, len(secrets)); err != nil {
			t.Errorf("%d keys that cancel: %v: state BLS-P4 without its exception", others, err)
		}
		m.Signers = m.Signers[1:]
		m.Signature = s.Signatures.Encode(s.Signatures.Identity())
		mustBe(t, "colluders alone", c.Verify(message, m, others), ErrIdentity)
	}
}

// BLS-P4, what holds. Whatever keys the adversary adds, what verifies for an honest member and them is that
// member's signature and a sum that the adversary can compute: taken away, the honest signature
// remains. So for a message that the honest member did not sign, an aggregate would be a forgery; here the
// adversary's sums with another message, or with nothing of the honest member's, are refused.
func TestAnAggregateHoldsTheSignatureOfEveryHonestSigner(t *testing.T) {
	t.Run("keys in G1", func(t *testing.T) { honestSigned(t, MinPubkeySize(Possession)) })
	t.Run("keys in G2", func(t *testing.T) { honestSigned(t, MinSignatureSize(Possession)) })
}

func honestSigned[K, S any](t *testing.T, s Suite[K, S]) {
	message := []byte("message")
	for _, others := range []int{2, 3} {
		c, secrets := cancelling(t, s, others)
		for subset := 1; subset < 1<<others; subset++ { // of the dishonest members
			m, theirs := MultiSignature{Signers: []Member{0}}, s.Signatures.Identity()
			for i := 1; i <= others; i++ {
				if subset>>(i-1)&1 == 1 {
					m.Signers = append(m.Signers, Member(i))
					theirs = s.Signatures.Sum(theirs, s.Signatures.Mul(secrets[i], s.HashToPoint(message)))
				}
			}
			without := m
			without.Signature = s.Signatures.Encode(theirs)
			if err := c.Verify(message, without, 1); err == nil {
				t.Errorf("signers %v: verifies without the honest signature", m.Signers)
			}
			other := s.Signatures.Mul(secrets[0], s.HashToPoint([]byte("other")))
			without.Signature = s.Signatures.Encode(s.Signatures.Sum(theirs, other))
			mustBe(t, "the honest signature of another message", c.Verify(message, without, 1), ErrSignature)
			honest := s.Signatures.Mul(secrets[0], s.HashToPoint(message))
			m.Signature = s.Signatures.Encode(s.Signatures.Sum(theirs, honest))
			if err := c.Verify(message, m, 1); err != nil {
				t.Errorf("signers %v: %v", m.Signers, err)
			}
		}
	}
}
