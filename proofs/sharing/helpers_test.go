package sharing

import (
	"fmt"
	"testing"

	"quesera/model/crypto/shamir"
	"quesera/proofs/refine"
)

// element is an element of a small field.
type element = uint8

// scope is a scheme small enough to count over all its polynomials.
type scope struct {
	field shamir.SmallField
	shamir.Scheme[element]
}

func (s scope) String() string {
	return fmt.Sprintf("%d of %d over %s", s.Threshold(), s.Shares(), s.field.Name())
}

func newScope(t testing.TB, q uint8, threshold, n shamir.Size) scope {
	t.Helper()
	field, err := shamir.NewSmallField(q)
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := shamir.New[element](field, threshold, n)
	if err != nil {
		t.Fatal(err)
	}
	return scope{field, scheme}
}

// scopes are the schemes over GF(5), GF(7), GF(11) and GF(13) with at most max polynomials,
// for thresholds from one to all and as many parties as the field has room for.
func scopes(t testing.TB, max int) []scope {
	t.Helper()
	var all []scope
	for _, q := range []uint8{5, 7, 11, 13} {
		n := shamir.Size(q - 1)
		for threshold, count := shamir.Size(1), int(q); threshold <= n && count <= max; threshold++ {
			all = append(all, newScope(t, q, threshold, n))
			count *= int(q)
		}
	}
	return all
}

// power is q^k.
func power(q shamir.SmallField, k int) int {
	p := 1
	for range k {
		p *= int(q)
	}
	return p
}

// subsets is every set of k of the indices 1..n.
func subsets(n shamir.Size, k int) [][]shamir.ShareIndex {
	var all [][]shamir.ShareIndex
	for chosen := range refine.Subsets(int(n), k) {
		set := make([]shamir.ShareIndex, k)
		for i, c := range chosen {
			set[i] = shamir.ShareIndex(c + 1)
		}
		all = append(all, set)
	}
	return all
}

// number reads a vector as a number in base q.
func number(q shamir.SmallField, v []element) int {
	n := 0
	for _, e := range v {
		n = n*int(q) + int(e)
	}
	return n
}

// mustDeal is the values a(1)..a(n).
func (s scope) mustDeal(t testing.TB, a []element) []shamir.Share[element] {
	t.Helper()
	shares, err := s.Deal(a)
	if err != nil {
		t.Fatal(err)
	}
	return shares
}
