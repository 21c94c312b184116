package sharing

import (
	"testing"

	"quesera/model/crypto/shamir"
	"quesera/proofs/refine"
)

// VSS-P3. Claim: for uniform a and b, a Pedersen commitment and the shares of any t-1 parties
// are independent of the secret a(0) (Pedersen91). In the exponents, with η = log_G H, the commitment is
// c = a + η·b.
//
// Proof: for every secret and every view there is the same number of pairs (a, b): given c,
// b is (c - a)/η, and a is as in SSS-P2. Counted out over GF(5): for every η but zero, every
// set of t-1 parties, all pairs of polynomials. At η = 0 the commitment is Feldman's and
// gives the secret away, which shows that the count can tell.
func TestAPedersenCommitmentFitsEverySecret(t *testing.T) {
	for _, s := range []scope{newScope(t, 5, 1, 3), newScope(t, 5, 2, 4), newScope(t, 5, 3, 3)} {
		for eta := range uint8(s.field) {
			for _, set := range subsets(s.Shares(), int(s.Threshold())-1) {
				for view, secrets := range pedersenViews(t, s, eta, set) {
					uniform := true
					for _, count := range secrets {
						uniform = uniform && count == secrets[0]
					}
					if uniform != (eta != 0) {
						t.Fatalf("%v, η = %d, set %v, view %d: secrets %v", s, eta, set, view, secrets)
					}
				}
			}
		}
	}
}

// pedersenViews counts, for each view that arises, the pairs (a, b) by secret. The view is the
// commitment and the shares (a(i), b(i)) of the set.
func pedersenViews(t *testing.T, s scope, eta element, set []shamir.ShareIndex) map[int][]int {
	views := map[int][]int{}
	threshold := int(s.Threshold())
	for both := range refine.Vectors(uint8(s.field), 2*threshold) {
		a, b := both[:threshold], both[threshold:]
		view := make([]element, threshold, 3*threshold)
		for k := range view {
			view[k] = s.field.Add(a[k], s.field.Mul(eta, b[k]))
		}
		view = append(view, valuesOf(pick(s.mustDeal(t, a), set))...)
		view = append(view, valuesOf(pick(s.mustDeal(t, b), set))...)
		at := number(s.field, view)
		if views[at] == nil {
			views[at] = make([]int, s.field)
		}
		views[at][a[0]]++
	}
	return views
}

// VSS-P4. Claim: of all weights w_1..w_m from a set W, equations that are off by e_1..e_m, not
// all zero, hold in the combination Σ w_i·e_i = 0 for at most one in |W| (BGR98). With W the
// whole field it is exactly one in q; with 128 bits it is one in 2^128, and one in 2^127 for
// weights that may not be zero (package transcript). TBLS-P4 stands on the same.
//
// Proof: fix all weights but that of one e_i ≠ 0; at most one value of w_i gives zero.
// Counted out over GF(5) and GF(7): all errors, all weights. Without weights, or with weights
// known beforehand, there are errors that always pass.
func TestARandomCombinationHidesAnErrorFromOneWeightInMany(t *testing.T) {
	for q, most := range map[uint8]int{5: 3, 7: 2} {
		field := shamir.SmallField(q)
		for m := 1; m <= most; m++ {
			for size := 1; size <= int(q); size++ { // W = {0..size-1}
				for e := range refine.Vectors(uint8(field), m) {
					if number(field, e) != 0 {
						countWeights(t, field, e, size)
					}
				}
			}
		}
	}
	field := shamir.SmallField(7)
	unweighted := shamir.InnerProduct(field, []element{1, 1}, []element{3, field.Sub(0, 3)})
	known := shamir.InnerProduct(field, []element{2, 3}, []element{3, field.Sub(0, 2)})
	if unweighted != 0 || known != 0 {
		t.Error("the attacks on known weights fail, so that the claim is about nothing")
	}
}

// countWeights fails unless errors e pass for at most one in |W| of the weights below size, and
// for exactly that many if W is the field.
func countWeights(t *testing.T, field shamir.SmallField, e []element, size int) {
	t.Helper()
	pass, all := 0, 0
	for w := range refine.Vectors(uint8(size), len(e)) {
		all++
		if shamir.InnerProduct(field, w, e) == 0 {
			pass++
		}
	}
	if pass*size > all || size == int(field) && pass*size != all {
		t.Fatalf("GF(%d), errors %v, %d weights: %d of %d pass", uint8(field), e, size, pass, all)
	}
}
