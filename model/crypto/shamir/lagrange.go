package shamir

import (
	"fmt"
	"math/bits"
)

// TextbookLagrange is Lagrange as SSS-3 writes it: 2t² multiplications and t inversions.
// It is there to be read, and to test Lagrange against.
func (s Scheme[E]) TextbookLagrange(set []ShareIndex, at ShareIndex) ([]E, error) {
	if err := s.checkPosition(set, at); err != nil {
		return nil, err
	}
	f, x := s.field, s.field.FromUint(uint64(at))
	xs := make([]E, len(set))
	for k, i := range set {
		xs[k] = f.FromUint(uint64(i))
	}
	coefficients := make([]E, len(set))
	for k, xi := range xs {
		numerator, denominator := f.FromUint(1), f.FromUint(1)
		for l, xj := range xs {
			if l != k {
				numerator = f.Mul(numerator, f.Sub(x, xj))
				denominator = f.Mul(denominator, f.Sub(xi, xj))
			}
		}
		coefficients[k] = f.Mul(numerator, f.Inverse(denominator))
	}
	return coefficients, nil
}

// Lagrange is the coefficients λ_i, in the order of the set, for which
// a(at) = Σ λ_i·a(i) holds for every polynomial a of degree less than t (SSS-3). The set
// has t distinct indices of 1..n; at is Secret or an index of 1..n.
//
// With N = ∏_j (at-j), λ_i = N / ((at-i)·∏_{j≠i} (i-j)): one inversion for all i, and
// differences of indices are words, of which several multiply before the field is needed.
func (s Scheme[E]) Lagrange(set []ShareIndex, at ShareIndex) ([]E, error) {
	if err := s.checkPosition(set, at); err != nil {
		return nil, err
	}
	for k, i := range set {
		if i == at { // a(at) is one of the shares
			return s.unit(len(set), k), nil
		}
	}
	f := s.field
	numerator := newWordProduct(f)
	for _, j := range set {
		numerator.difference(at, j)
	}
	denominators := make([]E, len(set))
	for k, i := range set {
		denominator := newWordProduct(f)
		denominator.difference(at, i)
		for _, j := range set {
			if j != i {
				denominator.difference(i, j)
			}
		}
		denominators[k] = denominator.value()
	}
	coefficients := invertAll(f, denominators)
	for k := range coefficients {
		coefficients[k] = f.Mul(coefficients[k], numerator.value())
	}
	return coefficients, nil
}

// LeadingWeights is the μ_i, in the order of the set, for which a_{t-1} = Σ μ_i·a(i): the
// leading coefficients of the Lagrange polynomials, ∏_{j≠i} 1/(i-j).
func (s Scheme[E]) LeadingWeights(set []ShareIndex) ([]E, error) {
	if err := s.checkQuorum(set); err != nil {
		return nil, err
	}
	return weights(s.field, set), nil
}

// checkQuorum refuses a set unless it is t distinct indices of 1..n.
func (s Scheme[E]) checkQuorum(set []ShareIndex) error {
	if len(set) != int(s.t) {
		return fmt.Errorf("shamir: shares = %d, want the threshold %d", len(set), s.t)
	}
	return s.Check(set)
}

// checkPosition refuses a set that is no quorum, and a position beyond n, which in a small
// field could be another name of one within.
func (s Scheme[E]) checkPosition(set []ShareIndex, at ShareIndex) error {
	if int(at) > int(s.n) {
		return fmt.Errorf("shamir: position = %d, want 0 to %d", at, s.n)
	}
	return s.checkQuorum(set)
}

// unit is the k-th unit vector of length n.
func (s Scheme[E]) unit(n, k int) []E {
	vector := make([]E, n)
	for i := range vector {
		vector[i] = s.field.FromUint(0)
	}
	vector[k] = s.field.FromUint(1)
	return vector
}

// weights is ∏_{j≠i} 1/(i-j) for each i of the set, whose members are distinct.
func weights[E any](f Field[E], set []ShareIndex) []E {
	products := make([]E, len(set))
	for k, i := range set {
		product := newWordProduct(f)
		for _, j := range set {
			if j != i {
				product.difference(i, j)
			}
		}
		products[k] = product.value()
	}
	return invertAll(f, products)
}

// wordProduct is a product of differences of indices: product·word, negated if negative.
type wordProduct[E any] struct {
	field    Field[E]
	product  E
	word     uint64
	negative bool
}

func newWordProduct[E any](f Field[E]) wordProduct[E] {
	return wordProduct[E]{field: f, product: f.FromUint(1), word: 1}
}

// difference multiplies by i-j, in the word while it fits.
func (w *wordProduct[E]) difference(i, j ShareIndex) {
	d := uint64(i - j)
	if i < j {
		d = uint64(j - i)
		w.negative = !w.negative
	}
	if over, word := bits.Mul64(w.word, d); over == 0 {
		w.word = word
		return
	}
	w.product = w.field.Mul(w.product, w.field.FromUint(w.word))
	w.word = d
}

func (w *wordProduct[E]) value() E {
	v := w.field.Mul(w.product, w.field.FromUint(w.word))
	if w.negative {
		return w.field.Sub(w.field.FromUint(0), v)
	}
	return v
}
