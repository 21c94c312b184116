package vss

import (
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// Whoever knows the weights of a batch beforehand shifts one share by w_1 and another by -w_0,
// and the weighted sum stays right. So the weights must depend on the shares (VSS-P4): the
// attack with those that the commitment alone gives is refused.
func TestWeightsDependOnWhatTheyWeigh(t *testing.T) {
	f, p := feldman(t, bls.GroupG1, 2, 2), pedersen(t, bls.GroupG1, 2, 2)
	c, shares, err := f.Deal(secret("a", 2))
	if err != nil {
		t.Fatal(err)
	}
	w := f.transcript("quesera/vss/feldman", c).Weights("weights", 2)
	shares[0].Value = plus(shares[0].Value, w[1])
	shares[1].Value = shamir.Scalars{}.Sub(shares[1].Value, w[0])
	sum := plus(times(w[0], shares[0].Value), times(w[1], shares[1].Value))
	if !bls.GroupG1.Equal(bls.GroupG1.Mul(sum, bls.GroupG1.Generator()), f.CombinedImage(c, []shamir.ShareIndex{1, 2}, w)) {
		t.Fatal("known weights refuse the attack, so that the test shows nothing")
	}
	if f.VerifyAll(c, shares) == nil {
		t.Error("Feldman: accepted shares made to fit known weights")
	}
	pc, pshares, err := p.Deal(secret("a", 2), secret("b", 2))
	if err != nil {
		t.Fatal(err)
	}
	w = p.transcript("quesera/vss/pedersen", pc).Weights("weights", 2)
	pshares[0].Value = plus(pshares[0].Value, w[1])
	pshares[1].Value = shamir.Scalars{}.Sub(pshares[1].Value, w[0])
	if p.VerifyAll(pc, pshares) == nil {
		t.Error("Pedersen: accepted shares made to fit known weights")
	}
}

// The second generator is the hash that doc.go promises, and no multiple of the first that
// somebody chose (VSS-4).
func TestNobodyKnowsTheLogarithmOfTheSecondGenerator(t *testing.T) {
	message := []byte("second generator")
	if !bls.GroupG1.Equal(SecondGenerator(bls.GroupG1), bls.HashToG1(message, "quesera/vss/pedersen-G1")) {
		t.Error("H in G1 is not the hash to the group")
	}
	if !bls.GroupG2.Equal(SecondGenerator(bls.GroupG2), bls.HashToG2(message, "quesera/vss/pedersen-G2")) {
		t.Error("H in G2 is not the hash to the group")
	}
}
