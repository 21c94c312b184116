package sharing

import (
	"testing"

	"quesera/model/crypto/shamir"
	"quesera/proofs/refine"
)

// SSS-P4. Claim: over GF(q), a word of n values passes the low-degree test with all q^(n-t)
// dual codewords if it is a sharing of degree less than t, and with exactly q^(n-t-1) of them,
// one in q, if it is not. At t = n every word is a sharing, and there is one dual codeword,
// zero (SCRAPE).
//
// Proof: the words v_i·f(i) are n-t dimensions of words orthogonal to all sharings (for
// deg a < t and deg f < n-t, Σ v_i·a(i)·f(i) is the coefficient of x^(n-1) in the
// polynomial of degree at most n-2 through the points a(i)·f(i), so zero), hence the whole
// dual. A word outside the code is not orthogonal to all of it, so that the inner product is
// a linear form other than zero on the dual, whose kernel is one q-th. Counted out: all
// words, all dual codewords.
func TestLowDegreeTestErrsForOneDualCodewordInTheOrder(t *testing.T) {
	for _, size := range []struct {
		q    uint8
		t, n shamir.Size
	}{
		{5, 1, 4}, {5, 2, 4}, {5, 3, 4}, {5, 4, 4},
		{7, 1, 4}, {7, 2, 5}, {7, 3, 5}, {7, 4, 5}, {7, 5, 5},
		{11, 1, 3}, {11, 2, 4}, {11, 3, 4}, {13, 2, 3}, {13, 3, 4},
	} {
		s := newScope(t, size.q, size.t, size.n)
		sharing := s.sharings(t)
		duals := s.duals(t)
		seen := map[bool]int{}
		for word := range refine.Vectors(uint8(s.field), int(size.n)) {
			isSharing := sharing[number(s.field, word)]
			passes := 0
			for _, dual := range duals {
				if shamir.InnerProduct(s.field, word, dual) == 0 {
					passes++
				}
			}
			want := len(duals)
			if !isSharing {
				want /= int(size.q)
			}
			if passes != want {
				t.Fatalf("%v, word %v (a sharing: %v): passes %d of %d tests, want %d", s, word, isSharing, passes, len(duals),
					want)
			}
			seen[isSharing]++
		}
		if seen[true] != power(s.field, int(size.t)) || (seen[false] == 0) != (size.t == size.n) {
			t.Errorf("%v: %d sharings and %d other words", s, seen[true], seen[false])
		}
	}
}

// sharings marks the words, by number, that are shares of some polynomial.
func (s scope) sharings(t *testing.T) map[int]bool {
	words := map[int]bool{}
	for a := range refine.Vectors(uint8(s.field), int(s.Threshold())) {
		words[number(s.field, valuesOf(s.mustDeal(t, a)))] = true
	}
	return words
}

// duals is all dual codewords, which are distinct.
func (s scope) duals(t *testing.T) [][]element {
	var all [][]element
	distinct := map[int]bool{}
	for f := range refine.Vectors(uint8(s.field), int(s.DualDimension())) {
		dual, err := s.DualCodeword(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, dual)
		distinct[number(s.field, dual)] = true
	}
	if len(distinct) != power(s.field, int(s.DualDimension())) {
		t.Fatalf("%v: %d distinct dual codewords, want %d", s, len(distinct), power(s.field, int(s.DualDimension())))
	}
	return all
}
