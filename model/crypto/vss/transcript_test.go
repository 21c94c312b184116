package vss

import (
	"slices"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// saidWithout is the weights of a batch, said here once more, with the input of one label left out. None: "".
func saidWithout[P any](p params[P], tag, label string, c Commitment[P], shares [][]byte) []bls.Scalar {
	tr := transcript.New(tag)
	say := func(what string, say func()) {
		if what != label {
			say()
		}
	}
	say("group", func() { tr.Bytes("group", []byte(p.group.Name())) })
	say("threshold", func() { tr.Uint("threshold", uint64(p.sharing.Threshold())) })
	say("shares", func() { tr.Uint("shares", uint64(p.sharing.Shares())) })
	for _, point := range c {
		say("commitment", func() { tr.Bytes("commitment", p.group.Encode(point)) })
	}
	for _, share := range shares {
		say("share", func() { tr.Bytes("share", share) })
	}
	return tr.Weights("weights", len(shares))
}

// inputs are the labels of all that weights depend on.
var inputs = []string{"group", "threshold", "shares", "commitment", "share"}

// The weights of a batch depend on each input: on all of them and on nothing else (VSS-7). What the group, the
// threshold and the number of shares say the commitment says too, so that no adversary is known who gains
// by them; the commitment and the shares are what the tests below are about.
func TestWeightsDependOnEachInput(t *testing.T) {
	t.Run("G1", func(t *testing.T) { eachInput(t, bls.GroupG1) })
	t.Run("G2", func(t *testing.T) { eachInput(t, bls.GroupG2) })
}

func eachInput[P any](t *testing.T, group bls.Group[P]) {
	f, p := feldman(t, group, 2, 3), pedersen(t, group, 2, 3)
	c, shares, err := f.Deal(secret("a", 2))
	if err != nil {
		t.Fatal(err)
	}
	pc, pshares, err := p.Deal(secret("a", 2), secret("b", 2))
	if err != nil {
		t.Fatal(err)
	}
	var octets, poctets [][]byte
	for k := range shares {
		octets, poctets = append(octets, shamir.EncodeShare(shares[k])), append(poctets, EncodePedersenShare(pshares[k]))
	}
	const feldman, pedersen = "quesera/vss/feldman", "quesera/vss/pedersen"
	if !slices.Equal(f.weights(c, shares), saidWithout(f.params, feldman, "", c, octets)) {
		t.Error("Feldman: other weights than from all inputs")
	}
	if !slices.Equal(p.weights(pc, pshares), saidWithout(p.params, pedersen, "", pc, poctets)) {
		t.Error("Pedersen: other weights than from all inputs")
	}
	for _, label := range inputs {
		if slices.Equal(f.weights(c, shares), saidWithout(f.params, feldman, label, c, octets)) {
			t.Errorf("Feldman: weights do not depend on %s", label)
		}
		if slices.Equal(p.weights(pc, pshares), saidWithout(p.params, pedersen, label, pc, poctets)) {
			t.Errorf("Pedersen: weights do not depend on %s", label)
		}
	}
}

// fitted is A_0 for which shares of no polynomial satisfy the batch under weights that do not cover the commitment:
// (Σ w_l·s_l·G - Σ_k≥1 (Σ w_l·i_l^k)·A_k) / Σ w_l, where image is Σ w_l·s_l·G.
func fitted[P any](p params[P], c Commitment[P], w []bls.Scalar, image P) Commitment[P] {
	c = slices.Clone(c)
	c[0] = p.group.Identity()
	total := bls.Scalar{}
	for _, weight := range w {
		total = plus(total, weight)
	}
	rest := p.CombinedImage(c, []shamir.ShareIndex{1, 2, 3}, w)
	c[0] = p.group.Mul(shamir.Scalars{}.Inverse(total), p.group.Sum(image, p.group.Neg(rest)))
	return c
}

// A dealer that chooses its commitment after the weights are known makes the batch hold for shares that lie on no
// polynomial: so weights must depend on the commitment (VSS-P4).
func TestACommitmentFittedToTheWeightsIsRefused(t *testing.T) {
	f, p := feldman(t, bls.GroupG1, 2, 3), pedersen(t, bls.GroupG1, 2, 3)
	g := bls.GroupG1
	c, shares, err := f.Deal(secret("a", 2))
	if err != nil {
		t.Fatal(err)
	}
	shares[2].Value = plus(shares[2].Value, shamir.Scalars{}.FromUint(1))
	var octets [][]byte
	for _, s := range shares {
		octets = append(octets, shamir.EncodeShare(s))
	}
	w := saidWithout(f.params, "quesera/vss/feldman", "commitment", c, octets)
	sum := bls.Scalar{}
	for l, s := range shares {
		sum = plus(sum, times(w[l], s.Value))
	}
	c = fitted(f.params, c, w, g.Mul(sum, g.Generator()))
	if !g.Equal(g.Mul(sum, g.Generator()), f.CombinedImage(c, []shamir.ShareIndex{1, 2, 3}, w)) {
		t.Fatal("known weights refuse the attack, so that the test shows nothing")
	}
	if f.VerifyAll(c, shares) == nil {
		t.Error("Feldman: accepted a commitment made to fit known weights")
	}
	pc, pshares, err := p.Deal(secret("a", 2), secret("b", 2))
	if err != nil {
		t.Fatal(err)
	}
	pshares[2].Blind = plus(pshares[2].Blind, shamir.Scalars{}.FromUint(1))
	octets = nil
	for _, s := range pshares {
		octets = append(octets, EncodePedersenShare(s))
	}
	w = saidWithout(p.params, "quesera/vss/pedersen", "commitment", pc, octets)
	value, blind := bls.Scalar{}, bls.Scalar{}
	for l, s := range pshares {
		value, blind = plus(value, times(w[l], s.Value)), plus(blind, times(w[l], s.Blind))
	}
	pc = fitted(p.params, pc, w, p.commit(value, blind))
	if p.VerifyAll(pc, pshares) == nil {
		t.Error("Pedersen: accepted a commitment made to fit known weights")
	}
}
