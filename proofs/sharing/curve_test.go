package sharing

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/pvss"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
)

// key is a dealt key with its shares.
type key[K, S any] struct {
	tbls.PublicKey[K, S]
	a      shamir.Polynomial[bls.Scalar]
	shares []vss.Share
}

func newKey[K, S any](t *rapid.T, suite bls.Suite[K, S], threshold, n shamir.Size, label string) key[K, S] {
	feldman, err := vss.NewFeldman(suite.Keys, threshold, n)
	if err != nil {
		t.Fatal(err)
	}
	a := shamir.FromSeed(rapid.SliceOfN(rapid.Byte(), 0, 4).Draw(t, "seed of "+label), label, threshold)
	commitment, shares, err := feldman.Deal(a)
	if err != nil {
		t.Fatal(err)
	}
	public, err := tbls.NewPublicKey(suite, threshold, n, commitment)
	if err != nil {
		t.Fatal(err)
	}
	return key[K, S]{public, a, shares}
}

func (k key[K, S]) sign(t *rapid.T, message []byte) []tbls.Partial[S] {
	partials := make([]tbls.Partial[S], len(k.shares))
	for l, share := range k.shares {
		p, err := tbls.Sign(k.Suite(), share, message)
		if err != nil {
			t.Fatal(err)
		}
		partials[l] = p
	}
	return partials
}

// sizes draws 1 ≤ t ≤ n ≤ 5.
func sizes(t *rapid.T) (threshold, n shamir.Size) {
	n = shamir.Size(rapid.IntRange(1, 5).Draw(t, "n"))
	return shamir.Size(rapid.IntRange(1, int(n)).Draw(t, "t")), n
}

// TBLS-P1. Claim: every set of t partial signatures of a message interpolates to the one
// signature x·h (Boldyreva03). Proof: Σ λ_i·σ_i = (Σ λ_i·x_i)·h, and SSS-P1. Here: for drawn keys, messages
// and sizes, all sets, in both groups.
func TestEverySetOfPartialsMakesTheSameSignature(t *testing.T) {
	t.Run("keys in G1", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { sameSignature(t, bls.MinPubkeySize(bls.Possession)) })
	})
	t.Run("keys in G2", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { sameSignature(t, bls.MinSignatureSize(bls.Basic)) })
	})
}

func sameSignature[K, S any](t *rapid.T, suite bls.Suite[K, S]) {
	threshold, n := sizes(t)
	k := newKey(t, suite, threshold, n, "key")
	message := rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "message")
	partials := k.sign(t, message)
	want := suite.Sign(k.a[0], message)
	for _, set := range subsets(n, int(threshold)) {
		var chosen []tbls.Partial[S]
		for _, i := range set {
			chosen = append(chosen, partials[i-1])
		}
		signature, err := k.Interpolate(chosen)
		if err != nil || !slices.Equal(suite.Signatures.Encode(signature), want) {
			t.Fatalf("set %v: another signature (%v)", set, err)
		}
	}
}

// TBLS-P4. Claim: for partial signatures spoiled by any shifts, those that cancel in sum
// included, VerifyAll accepts iff Verify accepts each, and so it is for the shares of package
// vss (BGR98). Proof: VSS-P4. Here: for drawn keys, messages and shifts.
func TestBatchesSayWhatOneByOneSays(t *testing.T) {
	suite := bls.MinSignatureSize(bls.Basic)
	shift := suite.Signatures.Generator()
	outcomes := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		k := newKey(t, suite, 2, 3, "key")
		message := []byte("batch")
		partials := k.sign(t, message)
		shares := slices.Clone(k.shares)
		feldman, err := vss.NewFeldman(suite.Keys, 2, 3)
		if err != nil {
			t.Fatal(err)
		}
		commitment, _, err := feldman.Deal(k.a)
		if err != nil {
			t.Fatal(err)
		}
		each := true
		shifts := rapid.SampledFrom([][]int64{{0}, {0, 1, -1, 2}}).Draw(t, "shifts") // honest, or not
		for l := range partials {
			by := rapid.SampledFrom(shifts).Draw(t, "shift")
			var factor bls.Scalar
			factor.SetInt64(by)
			partials[l].Signature = suite.Signatures.Sum(partials[l].Signature, suite.Signatures.Mul(factor, shift))
			shares[l].Value.Add(&shares[l].Value, &factor)
			one, other := k.Verify(message, partials[l]) == nil, feldman.Verify(commitment, shares[l]) == nil
			if one != (by == 0) || other != (by == 0) {
				t.Fatalf("shift %d: accepted one by one is %v and %v", by, one, other)
			}
			each = each && by == 0
		}
		if together := k.VerifyAll(message, partials) == nil; together != each {
			t.Fatalf("partial signatures together: %v, one by one %v", together, each)
		}
		if together := feldman.VerifyAll(commitment, shares) == nil; together != each {
			t.Fatalf("shares together: %v, one by one %v", together, each)
		}
		outcomes[each]++
	})
	if outcomes[true]+outcomes[false] >= 50 && (outcomes[true] == 0 || outcomes[false] == 0) {
		t.Errorf("outcomes %v, want both", outcomes)
	}
}

// TBLS-P7. Claim: if two keys are shared among the same parties, the sums of their partial
// signatures are partial signatures of the sum of the keys, whose commitment is the sum of the
// commitments. So keys dealt by many add up to one (ICP §III.1.3.5). Proof:
// partial signatures and commitments are linear in the shares, which add up (SSS-P3). Here: for
// drawn keys and messages.
func TestPartialSignaturesAddUpAsTheirKeysDo(t *testing.T) {
	suite := bls.MinPubkeySize(bls.Basic)
	rapid.Check(t, func(t *rapid.T) {
		threshold, n := sizes(t)
		j, k := newKey(t, suite, threshold, n, "first"), newKey(t, suite, threshold, n, "second")
		feldman, err := vss.NewFeldman(suite.Keys, threshold, n)
		if err != nil {
			t.Fatal(err)
		}
		one, _, err1 := feldman.Deal(j.a)
		two, _, err2 := feldman.Deal(k.a)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		commitment, err := feldman.Add(one, two)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := tbls.NewPublicKey(suite, threshold, n, commitment)
		if err != nil {
			t.Fatal(err)
		}
		message := []byte("sum")
		partials, more := j.sign(t, message), k.sign(t, message)
		for l := range partials {
			partials[l].Signature = suite.Signatures.Sum(partials[l].Signature, more[l].Signature)
		}
		if err := sum.VerifyAll(message, partials); err != nil {
			t.Fatal(err)
		}
		if _, err := sum.Combine(message, partials); err != nil {
			t.Fatal(err)
		}
	})
}

// PVSS-P5. Claim: what a quorum recovers from a sum of deals is the sum of what it recovers
// from each (Schoenmakers99; GJMMST). Proof: deals are linear, and SSS-P3. Here: for drawn deals
// of both schemes.
func TestSumsOfDealsHideTheSumsOfTheSecrets(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { sumsOfDeals(t, pvss.Schoenmakers{}) })
	})
	t.Run("Pairing", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { sumsOfDeals(t, pvss.Pairing{}) })
	})
}

func sumsOfDeals[D, V, S any](t *rapid.T, scheme pvss.Scheme[D, V, S]) {
	threshold := shamir.Size(rapid.IntRange(1, 3).Draw(t, "t"))
	keys := shamir.FromSeed([]byte("recipients"), "keys", 3)
	terms := pvss.Terms{Group: "sums", Round: rapid.Uint64().Draw(t, "round"), Threshold: threshold}
	for _, x := range keys {
		terms.Recipients = append(terms.Recipients, pvss.PublicKey(x))
	}
	terms.Dealers = terms.Recipients // every recipient deals
	session, err := pvss.NewSession(terms)
	if err != nil {
		t.Fatal(err)
	}
	var sharings []V
	for dealer := pvss.Dealer(1); dealer <= 2; dealer++ {
		a := shamir.FromSeed(rapid.SliceOfN(rapid.Byte(), 0, 4).Draw(t, "seed"), fmt.Sprint(dealer), threshold)
		d, err := scheme.Deal(session, dealer, keys[dealer-1], a, [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := scheme.Verify(session, dealer, d)
		if err != nil {
			t.Fatal(err)
		}
		sharings = append(sharings, v)
	}
	sum, err := scheme.Add(sharings...)
	if err != nil {
		t.Fatal(err)
	}
	quorum := rapid.Permutation([]shamir.ShareIndex{1, 2, 3}).Draw(t, "quorum")[:threshold]
	want := bls.GroupG1.Identity()
	for _, v := range sharings {
		want = bls.GroupG1.Sum(want, recovered(t, scheme, v, keys, quorum))
	}
	if got := recovered(t, scheme, sum, keys, quorum); !bls.GroupG1.Equal(got, want) {
		t.Fatalf("secret of the sum = %v, want %v", got, want)
	}
}

func recovered[D, V, S any](t *rapid.T, scheme pvss.Scheme[D, V, S], v V, keys []bls.Scalar,
	quorum []shamir.ShareIndex) bls.G1 {
	var shares []S
	for _, i := range quorum {
		share, err := scheme.Decrypt(v, i, keys[i-1], [32]byte{1})
		if err != nil {
			t.Fatal(err)
		}
		shares = append(shares, share)
	}
	secret, err := scheme.Recover(v, shares)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}
