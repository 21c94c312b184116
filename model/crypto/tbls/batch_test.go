package tbls

import (
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// Whoever knows the weights of a batch beforehand shifts one partial by w_1·d and another
// by -w_0·d, and the weighted sum stays right. So the weights must depend on the signatures
// (TBLS-4): the attack with those that key and message alone give is refused.
func TestWeightsDependOnWhatTheyWeigh(t *testing.T) {
	inBothGroups(t, weightsDepend[bls.G1, bls.G2], weightsDepend[bls.G2, bls.G1])
}

func weightsDepend[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	g := dealt(t, suite, 2, 2)
	tr := transcript.New("quesera/tbls/batch")
	tr.Bytes("key", g.id[:])
	tr.Bytes("message", message)
	w := tr.Weights("weights", 2)
	partials := g.sign(t, message)
	partials[0] = g.plus(partials[0], suite.Signatures.Mul(w[1], g.some()))
	partials[1] = g.plus(partials[1], suite.Signatures.Neg(suite.Signatures.Mul(w[0], g.some())))
	sum := suite.Signatures.MultiExp(w, []S{partials[0].Signature, partials[1].Signature})
	if !g.signs(g.combined([]shamir.ShareIndex{1, 2}, w), suite.HashToPoint(message), sum) {
		t.Fatal("known weights refuse the attack, so that the test shows nothing")
	}
	if g.VerifyAll(message, partials) == nil {
		t.Error("accepted partials made to fit known weights")
	}
}

// With the key shares at hand a batch of good partials verifies as it does without, for every
// set of signers. (A bad batch says little: whatever the table holds, it fails.)
func TestSharesAtHandChangeNoVerdict(t *testing.T) {
	g := dealt(t, bls.MinSignatureSize(bls.Basic), 2, 4)
	ready, err := g.Precompute()
	if err != nil {
		t.Fatal(err)
	}
	partials := g.sign(t, message)
	for set := 1; set < 1<<len(partials); set++ {
		var chosen []Partial[bls.G1]
		for k := range partials {
			if set>>k&1 == 1 {
				chosen = append(chosen, partials[k])
			}
		}
		if err := ready.VerifyAll(message, chosen); err != nil {
			t.Errorf("set %b: %v", set, err)
		}
	}
}
