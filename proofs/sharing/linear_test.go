package sharing

import (
	"slices"
	"testing"

	"quesera/model/crypto/shamir"
	"quesera/proofs/refine"
)

// SSS-P3. Claim: the shares of a plus those of b are the shares of a + b, and the shares of a times c are those of
// c·a (Shamir79). Proof: sums and multiples of polynomials are taken value by value. Counted out: all pairs of
// polynomials, all factors.
func TestSharingsAddUpAndScale(t *testing.T) {
	for _, s := range []scope{newScope(t, 5, 2, 4), newScope(t, 7, 2, 6), newScope(t, 5, 3, 4), newScope(t, 13, 1, 12)} {
		threshold := int(s.Threshold())
		for a := range refine.Vectors(uint8(s.field), threshold) {
			shares := s.mustDeal(t, a)
			for b := range refine.Vectors(uint8(s.field), threshold) {
				s.wantShares(t, s.each(a, b, s.field.Add), shares, s.mustDeal(t, b), s.field.Add)
			}
			for c := range uint8(s.field) {
				times := func(x, _ element) element { return s.field.Mul(c, x) }
				s.wantShares(t, s.each(a, a, times), shares, shares, times)
			}
		}
	}
}

// each is op on the components of a and b.
func (s scope) each(a, b []element, op func(x, y element) element) []element {
	c := make([]element, len(a))
	for k := range c {
		c[k] = op(a[k], b[k])
	}
	return c
}

// wantShares fails unless the shares of c are op on those of a and b.
func (s scope) wantShares(t *testing.T, c []element, a, b []shamir.Share[element], op func(x, y element) element) {
	t.Helper()
	for k, share := range s.mustDeal(t, c) {
		if want := op(a[k].Value, b[k].Value); share.Value != want {
			t.Fatalf("%v, polynomial %v: share %d = %d, want %d", s, c, share.Index, share.Value, want)
		}
	}
}

// SSS-P5. Claim: if each member i of a quorum deals its share a(i) anew by a polynomial b_i of
// t' coefficients with b_i(0) = a(i), then the new shares Σ λ_i·b_i(j) are those of the
// polynomial Σ λ_i·b_i, whose secret is a(0) again, whatever the b_i are (ICP §III.1.3.6).
//
// Counted out: from 2 of 3 to 3 of 4 over GF(5), all a, all quorums, all b_i. That the new
// sharing is uniform among those of a(0) if one b_i is, follows from SSS-P2: counted here,
// each new polynomial arises equally often.
func TestResharingKeepsTheSecretAndRenewsTheShares(t *testing.T) {
	old, fresh := newScope(t, 5, 2, 3), newScope(t, 5, 3, 4)
	for _, quorum := range subsets(3, 2) {
		lambda, err := old.Lagrange(quorum, shamir.Secret)
		if err != nil {
			t.Fatal(err)
		}
		for a := range refine.Vectors(uint8(old.field), 2) {
			dealt := pick(old.mustDeal(t, a), quorum)
			arises := map[int]int{}
			for coins := range refine.Vectors(uint8(fresh.field), 4) {
				first := fresh.mustDeal(t, []element{dealt[0].Value, coins[0], coins[1]})
				second := fresh.mustDeal(t, []element{dealt[1].Value, coins[2], coins[3]})
				for k := range first {
					first[k].Value = shamir.InnerProduct(fresh.field, lambda, []element{first[k].Value, second[k].Value})
				}
				renewed, err := fresh.Recover(first) // all four: they lie on one polynomial
				if err != nil || renewed[0] != a[0] {
					t.Fatalf("a = %v, quorum %v, coins %v: %v, %v, want the secret %d", a, quorum, coins, renewed, err, a[0])
				}
				arises[number(fresh.field, renewed[1:])]++
			}
			if counts := valuesIn(arises); len(counts) != 25 || counts[0] != 25 || counts[24] != 25 {
				t.Fatalf("a = %v, quorum %v: new sharings arise %v times, want each of 25 as often", a, quorum, counts)
			}
		}
	}
}

func valuesIn(counts map[int]int) []int {
	var all []int
	for _, count := range counts {
		all = append(all, count)
	}
	slices.Sort(all)
	return all
}
