package vss

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

func feldman[P any](t testing.TB, group bls.Group[P], threshold, n shamir.Size) Feldman[P] {
	t.Helper()
	f, err := NewFeldman(group, threshold, n)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func pedersen[P any](t testing.TB, group bls.Group[P], threshold, n shamir.Size) Pedersen[P] {
	t.Helper()
	p, err := NewPedersen(group, threshold, n)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// secret is a polynomial for tests; label tells it from others.
func secret(label string, t shamir.Size) shamir.Polynomial[bls.Scalar] {
	return shamir.FromSeed([]byte("vss test"), label, t)
}

var one = shamir.Scalars{}.FromUint(1)

// sizes are thresholds from one to all.
var sizes = []struct{ t, n shamir.Size }{{1, 1}, {1, 4}, {2, 3}, {3, 5}, {5, 5}}

// VSS-P1: the shares of an honest deal verify one by one and together, their images are
// what VSS-2 says, and those of t shares determine A_0.
func TestHonestSharesVerify(t *testing.T) {
	t.Run("G1", func(t *testing.T) { honest(t, bls.GroupG1) })
	t.Run("G2", func(t *testing.T) { honest(t, bls.GroupG2) })
}

func honest[P any](t *testing.T, group bls.Group[P]) {
	for _, size := range sizes {
		f := feldman(t, group, size.t, size.n)
		c, shares, err := f.Deal(secret("a", size.t))
		if err != nil {
			t.Fatal(err)
		}
		for _, share := range shares {
			if err := f.Verify(c, share); err != nil {
				t.Errorf("%v: %v", size, err)
			}
		}
		if err := f.VerifyAll(c, shares); err != nil || f.Wrong(c, shares) != nil {
			t.Errorf("%v: batch: %v", size, err)
		}
		value, err := f.sharing.Reconstruct(shares[size.n-size.t:])
		if err != nil || !group.Equal(group.Mul(value, group.Generator()), c[0]) {
			t.Errorf("%v: the secret is not the logarithm of A_0 (%v)", size, err)
		}
		p := pedersen(t, group, size.t, size.n)
		pc, pshares, err := p.Deal(secret("a", size.t), secret("b", size.t))
		if err != nil {
			t.Fatal(err)
		}
		for _, share := range pshares {
			if err := p.Verify(pc, share); err != nil {
				t.Errorf("Pedersen %v: %v", size, err)
			}
		}
		if err := p.VerifyAll(pc, pshares); err != nil || p.Wrong(pc, pshares) != nil {
			t.Errorf("Pedersen %v: batch: %v", size, err)
		}
	}
}

// VSS-P4: whatever shares are spoiled, in value, in index or by exchange, Verify one by one,
// VerifyAll and Wrong agree on them.
func TestWrongSharesAreNamed(t *testing.T) {
	f, p := feldman(t, bls.GroupG1, 2, 4), pedersen(t, bls.GroupG1, 2, 4)
	c, shares, err := f.Deal(secret("a", 2))
	if err != nil {
		t.Fatal(err)
	}
	pc, pshares, err := p.Deal(secret("a", 2), secret("b", 2))
	if err != nil {
		t.Fatal(err)
	}
	for set := range 1 << 4 {
		spoiled, pspoiled := slices.Clone(shares), slices.Clone(pshares)
		var want []shamir.ShareIndex
		for k := range shares {
			if set>>k&1 == 0 {
				continue
			}
			want = append(want, shares[k].Index)
			spoiled[k].Value = plus(spoiled[k].Value, one)
			if k%2 == 0 {
				pspoiled[k].Value = plus(pspoiled[k].Value, one)
			} else {
				pspoiled[k].Blind = plus(pspoiled[k].Blind, one)
			}
		}
		if got := f.Wrong(c, spoiled); !slices.Equal(got, want) {
			t.Errorf("Feldman: wrong = %v, want %v", got, want)
		}
		if got := p.Wrong(pc, pspoiled); !slices.Equal(got, want) {
			t.Errorf("Pedersen: wrong = %v, want %v", got, want)
		}
		if (f.VerifyAll(c, spoiled) == nil) != (want == nil) || (p.VerifyAll(pc, pspoiled) == nil) != (want == nil) {
			t.Errorf("wrong %v: the batch says otherwise", want)
		}
	}
}

// Shares of two parties shifted by d and -d have the right sum; VerifyAll refuses them all
// the same. So it does two exchanged shares, and a value moved into the blind.
func TestShiftsThatCancelAreRefused(t *testing.T) {
	f, p := feldman(t, bls.GroupG1, 2, 4), pedersen(t, bls.GroupG1, 2, 4)
	c, shares, err := f.Deal(secret("a", 2))
	if err != nil {
		t.Fatal(err)
	}
	shares[0].Value = plus(shares[0].Value, one)
	shares[1].Value = shamir.Scalars{}.Sub(shares[1].Value, one)
	sum, images := bls.Scalar{}, bls.GroupG1.Identity()
	for _, share := range shares {
		image, err := f.Image(c, share.Index)
		if err != nil {
			t.Fatal(err)
		}
		sum, images = plus(sum, share.Value), bls.GroupG1.Sum(images, image)
	}
	if !bls.GroupG1.Equal(bls.GroupG1.Mul(sum, bls.GroupG1.Generator()), images) {
		t.Fatal("the unweighted batch refuses the attack, so that the test shows nothing")
	}
	if err := f.VerifyAll(c, shares); err == nil {
		t.Error("shifted by d and -d: accepted")
	}
	pc, pshares, err := p.Deal(secret("a", 2), secret("b", 2))
	if err != nil {
		t.Fatal(err)
	}
	pshares[0].Value, pshares[1].Value = pshares[1].Value, pshares[0].Value
	pshares[0].Blind, pshares[1].Blind = pshares[1].Blind, pshares[0].Blind
	if err := p.VerifyAll(pc, pshares); err == nil {
		t.Error("exchanged shares: accepted")
	}
}

// A commitment of another length is another threshold, and one whose leading coefficient is
// zero has a lower one: every function refuses them.
func TestCommitmentsOfAnotherThresholdAreRefused(t *testing.T) {
	f, p := feldman(t, bls.GroupG1, 3, 5), pedersen(t, bls.GroupG1, 3, 5)
	raised := feldman(t, bls.GroupG1, 4, 5)
	longer, longShares, err := raised.Deal(secret("a", 4))
	if err != nil {
		t.Fatal(err)
	}
	c, shares, err := f.Deal(secret("a", 3))
	if err != nil {
		t.Fatal(err)
	}
	_, pshares, err := p.Deal(secret("a", 3), secret("b", 3))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]Commitment[bls.G1]{
		"threshold raised": longer,
		"one short":        c[:2],
		"empty":            {},
		"nil":              nil,
		"leading zero":     {c[0], c[1], bls.GroupG1.Identity()},
	} {
		checks := map[string]error{
			"Check":            f.Check(bad),
			"Verify":           f.Verify(bad, longShares[0]),
			"Verify, 2":        f.Verify(bad, shares[0]),
			"VerifyAll":        f.VerifyAll(bad, longShares),
			"Pedersen":         p.Verify(bad, pshares[0]),
			"Pedersen, all":    p.VerifyAll(bad, pshares),
			"DecodeCommitment": second(f.DecodeCommitment(f.EncodeCommitment(bad))),
			"Add":              second(f.Add(c, bad)),
			"Image":            second(f.Image(bad, 1)),
		}
		for check, err := range checks {
			if err == nil {
				t.Errorf("%s, %s: accepted", name, check)
			}
		}
	}
	if _, _, err := f.Deal(shamir.Polynomial[bls.Scalar]{one, one, {}}); err == nil {
		t.Error("deal of a polynomial with leading zero: accepted")
	}
	if _, _, err := f.Deal(secret("a", 4)); err == nil {
		t.Error("deal of one coefficient too many: accepted")
	}
	if _, _, err := p.Deal(secret("a", 3), secret("b", 4)); err == nil {
		t.Error("deal of one blinding coefficient too many: accepted")
	}
}

func second[T any](_ T, err error) error { return err }

// Share indices are 1..n and distinct: 0, n+1 and 65535 are refused, and duplicates in a batch.
func TestBadShareIndicesAreRefused(t *testing.T) {
	f, p := feldman(t, bls.GroupG1, 2, 3), pedersen(t, bls.GroupG1, 2, 3)
	a, b := secret("a", 2), secret("b", 2)
	c, shares, err := f.Deal(a)
	if err != nil {
		t.Fatal(err)
	}
	pc, pshares, err := p.Deal(a, b)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []shamir.ShareIndex{0, 4, 65535} {
		share := Share{Index: i, Value: shamir.Eval(shamir.Scalars{}, a, i)} // on the polynomial
		if err := f.Verify(c, share); err == nil {
			t.Errorf("index %d: accepted", i)
		}
		if err := f.VerifyAll(c, append(slices.Clone(shares), share)); err == nil {
			t.Errorf("index %d in a batch: accepted", i)
		}
		blinded := PedersenShare{Index: i, Value: share.Value, Blind: shamir.Eval(shamir.Scalars{}, b, i)}
		if p.Verify(pc, blinded) == nil || p.VerifyAll(pc, append(slices.Clone(pshares), blinded)) == nil {
			t.Errorf("Pedersen, index %d: accepted", i)
		}
	}
	if err := f.VerifyAll(c, append(shares, shares[0])); err == nil {
		t.Error("duplicate: accepted")
	}
	if f.VerifyAll(c, nil) == nil || p.VerifyAll(pc, nil) == nil {
		t.Error("empty batch: accepted")
	}
	relabelled := shares[0]
	relabelled.Index = 2
	if err := f.Verify(c, relabelled); err == nil {
		t.Error("relabelled share: accepted")
	}
}

// VSS-P2: commitments and shares of deals add up, for both schemes.
func TestDealsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.StringN(0, 4, -1).Draw(t, "seed")
		f, err := NewFeldman(bls.GroupG1, 2, 3)
		if err != nil {
			t.Fatal(err)
		}
		c, shares, err1 := f.Deal(secret(seed+"1", 2))
		d, more, err2 := f.Deal(secret(seed+"2", 2))
		sum, err3 := f.Add(c, d)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		for k := range shares {
			shares[k].Value = plus(shares[k].Value, more[k].Value)
		}
		if err := f.VerifyAll(sum, shares); err != nil {
			t.Fatal(err)
		}
	})
}

// In a sum of deals whose leading coefficients cancel, fewer than t shares would determine the
// secret; in a deal and its negation everything cancels. Add refuses both, and the empty sum.
func TestSumsThatLoseDegreeAreRefused(t *testing.T) {
	f := feldman(t, bls.GroupG1, 3, 4)
	a, b := secret("a", 3), secret("b", 3)
	b[2].Neg(&a[2])
	c, _, err := f.Deal(a)
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := f.Deal(b)
	if err != nil {
		t.Fatal(err)
	}
	negated := make(Commitment[bls.G1], len(c))
	for k := range c {
		negated[k] = bls.GroupG1.Neg(c[k])
	}
	for name, summands := range map[string][]Commitment[bls.G1]{
		"leading coefficients cancel": {c, d},
		"a deal and its negation":     {c, negated},
		"empty":                       nil,
	} {
		if _, err := f.Add(summands...); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := f.Add(c, d, c); err != nil {
		t.Errorf("three deals with a leading coefficient in all: %v", err)
	}
}

// The second generator is neither the identity nor the first, and each group has its own.
func TestTheSecondGeneratorIsAnother(t *testing.T) {
	h := SecondGenerator(bls.GroupG1)
	if bls.GroupG1.IsIdentity(h) || bls.GroupG1.Equal(h, bls.GroupG1.Generator()) {
		t.Error("H is the identity or G")
	}
	if bls.GroupG1.Equal(h, bls.GroupG1.Hash([]byte("second generator"), "quesera/vss/pedersen-G2")) {
		t.Error("H in G1 is hashed under the tag of G2")
	}
}

// Encodings are strict: the lengths are exact, and scalars and points canonical.
func TestEncodingsAreStrict(t *testing.T) {
	f, p := feldman(t, bls.GroupG1, 2, 3), pedersen(t, bls.GroupG1, 2, 3)
	c, _, err := f.Deal(secret("a", 2))
	if err != nil {
		t.Fatal(err)
	}
	good := f.EncodeCommitment(c)
	if got, err := f.DecodeCommitment(good); err != nil || !slices.Equal(got, c) {
		t.Errorf("got %v, %v, want %v", got, err, c)
	}
	for name, octets := range map[string][]byte{
		"truncated": good[:len(good)-1], "extended": append(bytes.Clone(good), 0),
		"one point more": append(bytes.Clone(good), good[:48]...),
		"no compression": append([]byte{good[0] &^ 0x80}, good[1:]...), "zeroes": make([]byte, len(good)),
	} {
		if _, err := f.DecodeCommitment(octets); err == nil {
			t.Errorf("commitment, %s: accepted", name)
		}
	}
	_, shares, err := p.Deal(secret("a", 2), secret("b", 2))
	if err != nil {
		t.Fatal(err)
	}
	share := EncodePedersenShare(shares[2])
	if got, err := DecodePedersenShare(share, 3); err != nil || got != shares[2] {
		t.Errorf("got %v, %v, want %v", got, err, shares[2])
	}
	for name, octets := range map[string][]byte{
		"truncated": share[:65], "extended": append(bytes.Clone(share), 0),
		"blind above r": append(bytes.Clone(share[:34]), bytes.Repeat([]byte{0xff}, 32)...),
		"value above r": append(append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, 32)...), share[34:]...),
		"index 0":       append([]byte{0, 0}, share[2:]...), "index n+1": append([]byte{0, 4}, share[2:]...),
	} {
		if _, err := DecodePedersenShare(octets, 3); err == nil {
			t.Errorf("share, %s: accepted", name)
		}
	}
}

func FuzzDecodeCommitment(f *testing.F) {
	scheme := feldman(f, bls.GroupG1, 2, 3)
	c, _, err := scheme.Deal(secret("a", 2))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(scheme.EncodeCommitment(c))
	f.Add(append([]byte{0xc0}, make([]byte, 95)...))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, octets []byte) {
		c, err := scheme.DecodeCommitment(octets)
		if err == nil && (scheme.Check(c) != nil || !bytes.Equal(scheme.EncodeCommitment(c), octets)) {
			t.Fatalf("%x decodes to %v", octets, c)
		}
	})
}

// A share of any other length is refused, the shortest too, and none ends in a panic.
func TestPedersenSharesOfAnyOtherLengthAreRefused(t *testing.T) {
	octets := make([]byte, PedersenShareSize+2)
	octets[1] = 1 // share 1, all of it zero
	for length := range len(octets) + 1 {
		share, err := DecodePedersenShare(append([]byte{}, octets[:length]...)[:length:length], 3)
		if (err == nil) != (length == PedersenShareSize) {
			t.Errorf("%d octets: %+v, %v", length, share, err)
		}
	}
}

func FuzzDecodePedersenShare(f *testing.F) {
	_, shares, err := pedersen(f, bls.GroupG1, 2, 3).Deal(secret("a", 2), secret("b", 2))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(EncodePedersenShare(shares[0]))
	f.Add(make([]byte, PedersenShareSize))
	f.Fuzz(func(t *testing.T, octets []byte) {
		share, err := DecodePedersenShare(octets, 3)
		if err == nil && (share.Index < 1 || share.Index > 3 || !bytes.Equal(EncodePedersenShare(share), octets)) {
			t.Fatalf("%x decodes to %v", octets, share)
		}
	})
}

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
	if !bls.GroupG1.Equal(bls.GroupG1.Mul(sum, bls.GroupG1.Generator()), f.CombinedImage(c, []shamir.ShareIndex{1, 2},
		w)) {
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
