package tbls

import (
	"errors"
	"slices"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// A key whose shares are at hand gives the same shares as one that computes them, from the first to the last index and
// no other, and takes them from its table.
func TestAPrecomputedKeyHasTheSameShares(t *testing.T) {
	const n = 3
	suite := bls.MinPubkeySize(bls.Basic)
	plain := dealt(t, suite, 2, n)
	ready, err := plain.Precompute()
	if err != nil || len(ready.table) != n || plain.table != nil {
		t.Fatalf("%d shares at hand, %v, want %d", len(ready.table), err, n)
	}
	if ready.Suite().Tag != suite.Tag || ready.Threshold() != 2 || ready.Shares() != n {
		t.Errorf("suite %s, %d of %d", ready.Suite().Tag, ready.Threshold(), ready.Shares())
	}
	for i := shamir.ShareIndex(0); i <= n+1; i++ {
		want, wrong := plain.Share(i)
		got, err := ready.Share(i)
		if inside := i >= 1 && i <= n; (err == nil) != inside || (wrong == nil) != inside {
			t.Errorf("share %d: %v and %v, want refused %v", i, err, wrong, !inside)
		} else if inside && !suite.Keys.Equal(got, want) {
			t.Errorf("share %d differs", i)
		} else if !inside && (errors.Is(err, ErrIdentity) || errors.Is(wrong, ErrIdentity)) {
			t.Errorf("share %d is refused as the identity, want as no share: %v", i, err)
		}
	}
	for i := shamir.ShareIndex(1); i <= n; i++ {
		ready.table[i-1] = suite.Keys.Generator()
		if got, err := ready.Share(i); err != nil || !suite.Keys.Equal(got, suite.Keys.Generator()) {
			t.Errorf("share %d is not taken from the table", i)
		}
	}
}

// Good partials come by ascending index, in whatever order they are given, and bad ones by their positions.
func TestPartialsAreJudgedInOrder(t *testing.T) {
	const n = 6
	g := dealt(t, bls.MinPubkeySize(bls.Basic), 2, n)
	partials := g.sign(t, message)
	for _, order := range [][]int{{5, 4, 3, 2, 1, 0}, {2, 0, 5, 3, 1, 4}, {0, 1, 2, 3, 4, 5}} {
		var given []Partial[bls.G2]
		for _, k := range order {
			given = append(given, partials[k])
		}
		good, faults := g.Judge(message, given)
		var indices []shamir.ShareIndex
		for _, p := range good {
			indices = append(indices, p.Index)
		}
		if !slices.Equal(indices, []shamir.ShareIndex{1, 2, 3, 4, 5, 6}) || len(faults) != 0 {
			t.Errorf("order %v: good ones %v, faults %v", order, indices, faults)
		}
		given[4], given[1] = g.plus(given[4], g.some()), g.plus(given[1], g.some())
		given = append(given, Partial[bls.G2]{Index: n + 1, Signature: given[0].Signature})
		_, faults = g.Judge(message, given)
		if len(faults) != 3 || faults[0].Position != 1 || faults[1].Position != 4 || faults[2].Position != 6 {
			t.Errorf("order %v: faults %v, want those at 1, 4 and 6", order, faults)
		}
	}
}
