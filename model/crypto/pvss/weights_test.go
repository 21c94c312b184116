package pvss

import (
	"errors"
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
