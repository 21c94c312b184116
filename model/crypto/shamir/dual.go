package shamir

import "fmt"

// DualDimension is n-t: how many coefficients f has in DualCodeword. At t = n every
// word of n values is a codeword, and there is nothing to test.
func (s Scheme[E]) DualDimension() Size { return s.n - s.t }

// DualCodeword is the word v_i·f(i), i = 1..n, of the code dual to the sharings (SSS-5,
// SCRAPE §2.1): its inner product with the shares of a polynomial of degree less than t
// is zero. Drawn from the n-t coefficients of f uniformly and after the word is fixed, it
// shows a word that is no sharing with probability 1 - 1/order.
func (s Scheme[E]) DualCodeword(f Polynomial[E]) ([]E, error) {
	if len(f) != int(s.DualDimension()) {
		return nil, fmt.Errorf("shamir: coefficients of the dual codeword = %d, want n-t = %d", len(f),
			s.DualDimension())
	}
	set := make([]ShareIndex, s.n)
	for k := range set {
		set[k] = ShareIndex(k + 1)
	}
	word := weights(s.field, set)
	for k, i := range set {
		word[k] = s.field.Mul(word[k], Eval(s.field, f, i))
	}
	return word, nil
}

// InnerProduct is Σ a_i·b_i over the common length.
func InnerProduct[E any](f Field[E], a, b []E) E {
	sum := f.FromUint(0)
	for i := range min(len(a), len(b)) {
		sum = f.Add(sum, f.Mul(a[i], b[i]))
	}
	return sum
}
