package sharing

import (
	"testing"

	"quesera/model/crypto/shamir"
	"quesera/proofs/refine"
)

// SSS-P1. Claim: for every polynomial a of t coefficients and every set of t parties, their
// shares reconstruct a(0), and every other share (Shamir79).
//
// Proof: two polynomials of degree less than t that agree at t points are equal, so that
// Lagrange's formula, which has the right values at these t points, is a. Counted out: all
// polynomials, all sets, all positions.
func TestAnyThresholdOfSharesReconstructs(t *testing.T) {
	tried := 0
	for _, s := range scopes(t, 1500) {
		quorums := subsets(s.Shares(), int(s.Threshold()))
		for a := range refine.Vectors(uint8(s.field), int(s.Threshold())) {
			shares := s.mustDeal(t, a)
			for _, quorum := range quorums {
				chosen := pick(shares, quorum)
				secret, err := s.Reconstruct(chosen)
				if err != nil || secret != a[0] {
					t.Fatalf("%v, a = %v, %v: secret %d, %v, want %d", s, a, quorum, secret, err, a[0])
				}
				tried++
			}
		}
		for _, quorum := range quorums {
			lagrangeHolds(t, s, quorum)
		}
	}
	if tried < 50_000 {
		t.Errorf("tried %d, want at least 50000", tried)
	}
}

// lagrangeHolds fails unless a(at) = Σ λ_i·a(i) for all a and all positions, which by linearity
// the powers 1, x, …, x^(t-1) decide.
func lagrangeHolds(t *testing.T, s scope, quorum []shamir.ShareIndex) {
	t.Helper()
	for at := shamir.Secret; at <= shamir.ShareIndex(s.Shares()); at++ {
		lambda, err := s.Lagrange(quorum, at)
		if err != nil {
			t.Fatal(err)
		}
		for k := range s.Threshold() {
			a := make([]element, s.Threshold())
			a[k] = 1
			if got := shamir.InnerProduct(s.field, lambda,
				valuesOf(pick(s.mustDeal(t, a), quorum))); got != shamir.Eval[element](s.field, a, at) {
				t.Fatalf("%v, x^%d from %v at %d: got %d", s, k, quorum, at, got)
			}
		}
	}
}

// SSS-P2. Claim: for every set of t-1 parties and every value of their shares, each secret is
// that of exactly one polynomial of t coefficients. So if the polynomial is drawn uniformly,
// the shares of any t-1 parties are uniform and independent of the secret: they say nothing
// (Shamir79).
//
// Proof: a view of t-1 shares and a secret are t points, and one polynomial goes through them.
// Counted out: for every set, all polynomials sorted by view and secret. One party more and
// the secret is certain: for every view only one secret remains, which shows that the count
// can tell.
func TestFewerSharesThanTheThresholdLeaveTheSecretUniform(t *testing.T) {
	for _, s := range scopes(t, 3000) {
		threshold := int(s.Threshold())
		for _, set := range subsets(s.Shares(), threshold-1) {
			for at, count := range s.views(t, set, func([]element) bool { return true }) {
				if count != 1 {
					t.Fatalf("%v, set %v, view and secret %d: %d polynomials, want 1", s, set, at, count)
				}
			}
		}
		quorum := subsets(s.Shares(), threshold)[0]
		certain := 0
		for _, count := range s.views(t, quorum, func([]element) bool { return true }) {
			if count == 1 {
				certain++
			}
		}
		if certain != power(s.field, threshold) {
			t.Fatalf("%v, quorum %v: %d views with a secret, want %d, one each", s, quorum, certain, power(s.field, threshold))
		}
	}
}

// views counts the polynomials that pass the filter by what the set sees and by the secret:
// entry view·q + secret.
func (s scope) views(t testing.TB, set []shamir.ShareIndex, filter func([]element) bool) []int {
	counts := make([]int, power(s.field, len(set)+1))
	for a := range refine.Vectors(uint8(s.field), int(s.Threshold())) {
		if filter(a) {
			view := valuesOf(pick(s.mustDeal(t, a), set))
			counts[number(s.field, append(view, a[0]))]++
		}
	}
	return counts
}

// The premise of SSS-P2 matters: if the leading coefficient is drawn from the others than
// zero, as some implementations do, then any t-1 shares rule out exactly one secret. That is
// why the coefficients are uniform, zero included. (Refusing a commitment with leading
// coefficient zero is another matter: it happens to an honest dealer once in r deals.)
func TestALeadingCoefficientNeverZeroRulesOutOneSecret(t *testing.T) {
	for _, s := range scopes(t, 400) {
		if s.Threshold() < 2 {
			continue
		}
		leading := func(a []element) bool { return a[len(a)-1] != 0 }
		for _, set := range subsets(s.Shares(), int(s.Threshold())-1) {
			ruledOut := make([]int, power(s.field, len(set)))
			for at, count := range s.views(t, set, leading) {
				if count == 0 {
					ruledOut[at/int(s.field)]++
				}
			}
			for view, secrets := range ruledOut {
				if secrets != 1 {
					t.Fatalf("%v, set %v, view %d: %d secrets ruled out, want 1", s, set, view, secrets)
				}
			}
		}
	}
}

func pick(shares []shamir.Share[element], set []shamir.ShareIndex) []shamir.Share[element] {
	chosen := make([]shamir.Share[element], len(set))
	for k, i := range set {
		chosen[k] = shares[i-1]
	}
	return chosen
}

func valuesOf(shares []shamir.Share[element]) []element {
	values := make([]element, len(shares), len(shares)+1)
	for k, share := range shares {
		values[k] = share.Value
	}
	return values
}
