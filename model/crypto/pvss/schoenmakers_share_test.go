package pvss

import (
	"errors"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

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
