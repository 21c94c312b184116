package pvss

import (
	"errors"
	"slices"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// Whoever knows the weights of a batch before it fixes what they weigh makes the errors cancel. So
// the weights must depend on the whole deal, responses and encryptions too (PVSS-3, PVSS-8).
func TestWeightsDependOnWhatTheyWeigh(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) {
		c := newCommittee(t, "weights", 1, 1, 2)
		d := responsesForKnownWeights(t, c)
		if _, err := (Schoenmakers{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
			t.Errorf("responses made for weights that do not cover them: got %v, want %v", err, ErrProof)
		}
	})
	t.Run("Pairing", func(t *testing.T) {
		c := newCommittee(t, "weights", 1, 2, 3)
		d := deal(t, Pairing{}, c, 1)
		tr := c.begin("quesera/pvss/pairing/deal") // as transcript, without the encryptions
		for k := range d.Images {
			tr.Bytes("image", bls.EncodeG2(d.Images[k]))
		}
		tr.Bytes("R", bls.EncodeG1(d.Ephemeral1))
		tr.Bytes("T", bls.EncodeG2(d.Ephemeral2))
		tr.Bytes("contribution", d.Contributions[0].encode())
		u := tr.Weights("weights", 4)
		g := bls.GroupG1
		before := g.MultiExp(u[:3], d.Encryptions)
		d.Encryptions[0] = g.Sum(d.Encryptions[0], g.Mul(u[1], secondBase))
		d.Encryptions[1] = g.Sum(d.Encryptions[1], g.Neg(g.Mul(u[0], secondBase)))
		if !g.Equal(before, g.MultiExp(u[:3], d.Encryptions)) {
			t.Fatal("the shifts do not cancel under the known weights, so that the test shows nothing")
		}
		if _, err := (Pairing{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
			t.Errorf("encryptions made for weights that do not cover them: got %v, want %v", err, ErrProof)
		}
	})
}

// responsesForKnownWeights is a deal to two recipients in league with the dealer, whose first
// encryption is wrong. With weights u that do not cover the responses, the dealer shifts these by
// δ_1 and δ_2 so that the equations over H and those over P both add up to zero:
//
//	u_1·δ_1 + u_2·δ_2 = 0  and  u_3·x_1·δ_1 + u_4·x_2·δ_2 = u_3·c·x_1
func responsesForKnownWeights(t *testing.T, c committee) SchoenmakersDeal {
	d := deal(t, Schoenmakers{}, c, 1)
	nonces := shamir.FromSeed([]byte("nonces"), "w", 2)
	mul := bls.GroupG1.Mul
	for k, w := range nonces {
		d.OnH[k], d.OnKeys[k] = mul(w, secondBase), mul(w, c.terms.Recipients[k])
	}
	d.Encryptions[0] = bls.GroupG1.Sum(d.Encryptions[0], c.terms.Recipients[0]) // (a(1)+1)·K_1
	tr := d.transcript(c.Session, 1)
	challenge := tr.Scalar("challenge")
	u := tr.Weights("weights", 5)
	f := shamir.Scalars{}
	ratio := minus(bls.Scalar{}, times(u[0], f.Inverse(u[1]))) // δ_2 = ratio·δ_1
	factor := plus(times(u[2], c.keys[0]), times(times(u[3], c.keys[1]), ratio))
	first := times(times(times(u[2], challenge), c.keys[0]), f.Inverse(factor))
	shifts := []bls.Scalar{first, times(ratio, first)}
	secret := secretOf(1, 1)[0] // t = 1: every share is the secret
	for k := range d.Responses {
		d.Responses[k] = plus(plus(nonces[k], times(challenge, secret)), shifts[k])
	}
	return d
}

// PVSS-P3: both equations of a decryption proof count. A recipient that decrypts wrongly and proves
// honestly that it knows x_i fails the second only; one that decrypts with another key, and
// proves that it knows that, the first only.
func TestEachHalfOfADecryptionProofCounts(t *testing.T) {
	c := newCommittee(t, "halves", 1, 1, 2)
	v := sharing(t, Schoenmakers{}, c, 1)
	g, w := bls.GroupG1, shamir.FromSeed([]byte("nonce"), "w", 1)[0]
	prove := func(value bls.G1, x bls.Scalar) SchoenmakersShare {
		h := SchoenmakersShare{Index: 1, Value: value, OnP: g.Mul(w, g.Generator()), OnValue: g.Mul(w, value)}
		h.Response = plus(w, times(v.challenge(h), x))
		return h
	}
	x, other := c.keys[0], c.keys[1]
	right := g.Mul(shamir.Scalars{}.Inverse(x), v.encryptions[0])
	if err := (Schoenmakers{}).VerifyShare(v, prove(right, x)); err != nil {
		t.Errorf("the right share: %v", err)
	}
	for name, h := range map[string]SchoenmakersShare{
		"a wrong share under the right key": prove(g.Sum(right, secondBase), x),
		"a share under another key":         prove(g.Mul(shamir.Scalars{}.Inverse(other), v.encryptions[0]), other),
	} {
		if err := (Schoenmakers{}).VerifyShare(v, h); !errors.Is(err, ErrShare) {
			t.Errorf("%s: got %v, want %v", name, err, ErrShare)
		}
	}
}

// PVSS-P3: were the share itself left out of the challenge, a recipient could choose the announcement
// first, and the share S = z^-1·(V + c·Y) after it.
func TestASharePickedAfterTheChallengeIsRefused(t *testing.T) {
	c := newCommittee(t, "picked", 1, 1, 2)
	v := sharing(t, Schoenmakers{}, c, 1)
	g, f, w := bls.GroupG1, shamir.Scalars{}, shamir.FromSeed([]byte("nonce"), "w", 1)[0]
	h := SchoenmakersShare{Index: 1, OnP: g.Mul(w, g.Generator()), OnValue: secondBase}
	tr := c.begin("quesera/pvss/schoenmakers/share") // as transcript and challenge, without the share
	tr.Uint("dealer", 1)
	tr.Uint("recipient", 1)
	tr.Bytes("key", bls.EncodeG1(c.key(1)))
	tr.Bytes("encryption", bls.EncodeG1(v.encryptions[0]))
	tr.Bytes("on P", bls.EncodeG1(h.OnP))
	tr.Bytes("on the share", bls.EncodeG1(h.OnValue))
	challenge := tr.Scalar("challenge")
	h.Response = plus(w, times(challenge, c.keys[0]))
	h.Value = g.Mul(f.Inverse(h.Response), g.Sum(h.OnValue, g.Mul(challenge, v.encryptions[0])))
	if err := (Schoenmakers{}).VerifyShare(v, h); !errors.Is(err, ErrShare) {
		t.Errorf("got %v, want %v", err, ErrShare)
	}
}

// Nonces depend on all that a proof is about: a seed used twice, with another secret, dealer,
// use or session, repeats none, or two responses would give the secret away.
func TestASeedUsedTwiceRepeatsNoNonce(t *testing.T) {
	c := newCommittee(t, "nonces", 1, 2, 3)
	later := c.other(t, func(terms *Terms) { terms.Round++ })
	seen := make(map[bls.Scalar]string)
	for name, nonces := range map[string][]bls.Scalar{
		"a use":           c.nonces("use", seed, secretOf(1, 2), 1, 2),
		"another use":     c.nonces("other", seed, secretOf(1, 2), 1, 2),
		"another secret":  c.nonces("use", seed, secretOf(2, 2), 1, 2),
		"another dealer":  c.nonces("use", seed, secretOf(1, 2), 2, 2),
		"another session": later.nonces("use", seed, secretOf(1, 2), 1, 2),
		"another seed":    c.nonces("use", [32]byte{9}, secretOf(1, 2), 1, 2),
	} {
		for _, nonce := range nonces {
			if other, twice := seen[nonce]; twice {
				t.Errorf("%s and %s share a nonce", name, other)
			}
			seen[nonce] = name
		}
	}
}

// A session owns its recipients: who changes the list of keys afterwards does not change it.
func TestASessionOwnsItsRecipients(t *testing.T) {
	c := newCommittee(t, "owned", 1, 2, 3)
	terms := c.terms
	terms.Recipients = slices.Clone(terms.Recipients)
	s, err := NewSession(terms)
	if err != nil {
		t.Fatal(err)
	}
	terms.Recipients[0] = bls.GroupG1.Generator()
	if !bls.GroupG1.Equal(s.key(1), c.key(1)) {
		t.Error("the key of recipient 1 has changed")
	}
}
