package tbls

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/vss"
)

// group is a dealt key: what a test signs and verifies with.
type group[K, S any] struct {
	PublicKey[K, S]
	secret bls.Scalar
	shares []vss.Share
}

func dealt[K, S any](t testing.TB, suite bls.Suite[K, S], threshold, n shamir.Size) group[K, S] {
	t.Helper()
	feldman, err := vss.NewFeldman(suite.Keys, threshold, n)
	if err != nil {
		t.Fatal(err)
	}
	a := shamir.FromSeed([]byte(fmt.Sprintf("%d of %d", threshold, n)), "key", threshold)
	commitment, shares, err := feldman.Deal(a)
	if err != nil {
		t.Fatal(err)
	}
	key, err := NewPublicKey(suite, threshold, n, commitment)
	if err != nil {
		t.Fatal(err)
	}
	return group[K, S]{key, a[0], shares}
}

// sign is the partials of all shares on a message.
func (g group[K, S]) sign(t testing.TB, message []byte) []Partial[S] {
	t.Helper()
	partials := make([]Partial[S], len(g.shares))
	for k, share := range g.shares {
		p, err := Sign(g.suite, share, message)
		if err != nil {
			t.Fatal(err)
		}
		partials[k] = p
	}
	return partials
}

// plus is p with d added to its signature.
func (g group[K, S]) plus(p Partial[S], d S) Partial[S] {
	p.Signature = g.suite.Signatures.Sum(p.Signature, d)
	return p
}

// some is a point that no test signs.
func (g group[K, S]) some() S { return g.suite.Signatures.Hash([]byte("some"), "tbls-test") }

var message = []byte("round 7")

// inBothGroups runs a test with keys in G1 and with keys in G2.
func inBothGroups(t *testing.T, g1 func(*testing.T, bls.Suite[bls.G1, bls.G2]),
	g2 func(*testing.T, bls.Suite[bls.G2, bls.G1])) {
	t.Run("keys in G1", func(t *testing.T) { g1(t, bls.MinPubkeySize(bls.Basic)) })
	t.Run("keys in G2", func(t *testing.T) { g2(t, bls.MinSignatureSize(bls.Basic)) })
}

// TBLS-P1, TBLS-P2: every quorum in every order gives the very signature that the secret
// key would have made, and plain BLS accepts it.
func TestEveryQuorumGivesTheSignatureOfTheKey(t *testing.T) {
	inBothGroups(t, everyQuorum[bls.G1, bls.G2], everyQuorum[bls.G2, bls.G1])
}

func everyQuorum[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	for _, size := range []struct{ t, n shamir.Size }{{1, 1}, {1, 3}, {2, 3}, {3, 3}, {3, 5}} {
		g := dealt(t, suite, size.t, size.n)
		partials := g.sign(t, message)
		want := suite.Sign(g.secret, message)
		quorums := 0
		for set := range 1 << size.n {
			var chosen []Partial[S]
			for k := range partials {
				if set>>k&1 == 1 {
					chosen = append(chosen, partials[k])
				}
			}
			slices.Reverse(chosen)
			signature, err := g.Combine(message, chosen)
			if len(chosen) < int(size.t) {
				if !errors.Is(err, ErrShortage) {
					t.Errorf("%d of %d, set %b: got %v, want a shortage", size.t, size.n, set, err)
				}
				continue
			}
			quorums++
			if err != nil || !slices.Equal(suite.Signatures.Encode(signature), want) {
				t.Errorf("%d of %d, set %b: another signature (%v)", size.t, size.n, set, err)
			}
		}
		if quorums == 0 {
			t.Fatal("no quorum tried")
		}
		if err := suite.Verify(suite.Keys.Encode(g.Group()), message, want); err != nil {
			t.Errorf("plain BLS: %v", err)
		}
	}
}

// faults is one way of every kind to spoil partial k of a batch.
func (g group[K, S]) spoil(t testing.TB, kind string, partials []Partial[S], k int) []Partial[S] {
	spoiled := slices.Clone(partials)
	switch kind {
	case "shifted":
		spoiled[k] = g.plus(spoiled[k], g.some())
	case "of another message":
		spoiled[k] = g.sign(t, []byte("round 8"))[spoiled[k].Index-1]
	case "relabelled":
		spoiled[k].Signature = partials[(k+1)%len(partials)].Signature
	case "identity":
		spoiled[k].Signature = g.suite.Signatures.Identity()
	case "index 0":
		spoiled[k].Index = 0
	case "index n+1":
		spoiled[k].Index = shamir.ShareIndex(g.Shares() + 1)
	case "index 65535":
		spoiled[k].Index = 65535
	case "negated":
		spoiled[k].Signature = g.suite.Signatures.Neg(spoiled[k].Signature)
	default:
		t.Fatalf("no such kind: %s", kind)
	}
	return spoiled
}

var kinds = []string{"shifted", "of another message", "relabelled", "identity", "index 0", "index n+1", "index 65535",
	"negated"}

// TBLS-P4, TBLS-P5, TBLS-P6: whatever subset is spoiled, in whatever ways, Verify and
// VerifyAll agree, Judge names exactly the bad ones, and Combine succeeds exactly if t good
// ones are left.
func TestExactlyTheBadPartialsAreNamed(t *testing.T) {
	inBothGroups(t, exactlyTheBad[bls.G1, bls.G2], exactlyTheBad[bls.G2, bls.G1])
}

func exactlyTheBad[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	g := dealt(t, suite, 3, 5)
	good := g.sign(t, message)
	plain := g.PublicKey
	ready, err := plain.Precompute()
	if err != nil {
		t.Fatal(err)
	}
	for set := range 1 << len(good) {
		partials := slices.Clone(good)
		var bad []int
		for k := range partials {
			if set>>k&1 == 1 {
				partials[k] = g.spoil(t, kinds[(set+k)%len(kinds)], good, k)[k]
				bad = append(bad, k)
			}
		}
		if set%2 == 1 { // with and without the shares at hand
			g.PublicKey = ready
		}
		g.judgedRight(t, partials, bad, suite.Sign(g.secret, message))
		g.PublicKey = plain
	}
}

// judgedRight fails unless the partials at the positions bad, and they alone, are found bad.
func (g group[K, S]) judgedRight(t *testing.T, partials []Partial[S], bad []int, want []byte) {
	t.Helper()
	for k, p := range partials {
		if err := g.Verify(message, p); (err != nil) != slices.Contains(bad, k) {
			t.Errorf("bad %v, partial %d: %v", bad, k, err)
		}
	}
	if err := g.VerifyAll(message, partials); (err != nil) != (len(bad) > 0) {
		t.Errorf("bad %v: batch: %v", bad, err)
	}
	fine, faults := g.Judge(message, partials)
	var named []int
	for _, fault := range faults {
		named = append(named, fault.Position)
		if fault.Index != partials[fault.Position].Index || fault.Reason == nil {
			t.Errorf("bad %v: fault %v", bad, fault)
		}
	}
	if !slices.Equal(named, bad) || len(fine) != len(partials)-len(bad) {
		t.Errorf("bad %v: named %v, %d fine", bad, named, len(fine))
	}
	signature, err := g.Combine(message, partials)
	if enough := len(fine) >= int(g.Threshold()); (err == nil) != enough {
		t.Errorf("bad %v, %d fine: %v", bad, len(fine), err)
	}
	if err == nil && !slices.Equal(g.suite.Signatures.Encode(signature), want) {
		t.Errorf("bad %v: another signature", bad)
	}
}

// Two partials shifted by d and -d have the right sum. An unweighted batch accepts them, as
// does one with weights that the sender knows beforehand; VerifyAll does not, and Judge
// names both.
func TestShiftsThatCancelAreRefused(t *testing.T) {
	inBothGroups(t, shiftsCancel[bls.G1, bls.G2], shiftsCancel[bls.G2, bls.G1])
}

func shiftsCancel[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	g := dealt(t, suite, 2, 4)
	partials := g.sign(t, message)
	partials[1] = g.plus(partials[1], g.some())
	partials[3] = g.plus(partials[3], suite.Signatures.Neg(g.some()))
	sum, keys := suite.Signatures.Identity(), suite.Keys.Identity()
	for _, p := range partials {
		share, err := g.Share(p.Index)
		if err != nil {
			t.Fatal(err)
		}
		sum, keys = suite.Signatures.Sum(sum, p.Signature), suite.Keys.Sum(keys, share)
	}
	if !g.signs(keys, suite.HashToPoint(message), sum) {
		t.Fatal("the unweighted batch refuses the attack, so that the test shows nothing")
	}
	if err := g.VerifyAll(message, partials); !errors.Is(err, ErrSignature) {
		t.Errorf("VerifyAll: got %v, want %v", err, ErrSignature)
	}
	_, faults := g.Judge(message, partials)
	if len(faults) != 2 || faults[0].Index != 2 || faults[1].Index != 4 {
		t.Errorf("faults = %v, want those of 2 and 4", faults)
	}
}
