package shamir

import "fmt"

// ShareIndex names a share and is its x-coordinate: 1..n.
type ShareIndex uint16

// Secret is where the secret lies on the polynomial. No share has this index; it is
// an argument of Lagrange and Interpolate only.
const Secret ShareIndex = 0

// Size is a number of shares: a threshold t, or n of them.
type Size uint16

// A Share is one point (Index, Value) of the polynomial.
type Share[E any] struct {
	Index ShareIndex
	Value E
}

// A Polynomial is its coefficients, constant term first.
type Polynomial[E any] []E

// Scheme is t-out-of-n secret sharing over a field, 1 ≤ t ≤ n. Use New.
type Scheme[E any] struct {
	field Field[E]
	t, n  Size
}

// New is the scheme in which any t of n shares reconstruct. It refuses t = 0, t > n, and
// a field that has not n different elements other than zero.
func New[E any](f Field[E], t, n Size) (Scheme[E], error) {
	if t < 1 || t > n {
		return Scheme[E]{}, fmt.Errorf("shamir: threshold = %d of %d shares, want 1 to %d", t, n, n)
	}
	if !f.TellsApart(uint64(n)) {
		return Scheme[E]{}, fmt.Errorf("shamir: shares = %d, want fewer than %s has elements", n, f.Name())
	}
	return Scheme[E]{field: f, t: t, n: n}, nil
}

// Threshold is t.
func (s Scheme[E]) Threshold() Size { return s.t }

// Shares is n.
func (s Scheme[E]) Shares() Size { return s.n }

// Deal is the shares a(1)..a(n) of the secret a(0) (SSS-2). It refuses a unless it has t
// coefficients.
func (s Scheme[E]) Deal(a Polynomial[E]) ([]Share[E], error) {
	if len(a) != int(s.t) {
		return nil, fmt.Errorf("shamir: coefficients = %d, want the threshold %d", len(a), s.t)
	}
	shares := make([]Share[E], s.n)
	for k := range shares {
		i := ShareIndex(k + 1)
		shares[k] = Share[E]{Index: i, Value: Eval(s.field, a, i)}
	}
	return shares, nil
}

// Eval is a(i), by Horner's rule. At 0 it is the secret.
func Eval[E any](f Field[E], a Polynomial[E], i ShareIndex) E {
	x, y := f.FromUint(uint64(i)), f.FromUint(0)
	for k := len(a) - 1; k >= 0; k-- {
		y = f.Add(f.Mul(y, x), a[k])
	}
	return y
}

// Check tells whether the indices are distinct and within 1..n.
func (s Scheme[E]) Check(set []ShareIndex) error {
	seen := make([]bool, int(s.n)+1)
	for _, i := range set {
		switch {
		case i == Secret:
			return fmt.Errorf("shamir: share index = 0, want 1 to %d", s.n)
		case int(i) > int(s.n):
			return fmt.Errorf("shamir: share index = %d, want 1 to %d", i, s.n)
		case seen[i]:
			return fmt.Errorf("shamir: share index %d appears twice, want distinct indices", i)
		}
		seen[i] = true
	}
	return nil
}

// Reconstruct is the secret of at least t shares in any order (SSS-4).
func (s Scheme[E]) Reconstruct(shares []Share[E]) (E, error) {
	return s.Interpolate(shares, Secret)
}

// Interpolate is a(at) for the polynomial a through the shares; at is Secret or an index of
// 1..n. The first t determine a, and any others must lie on it: with one share too many, a
// wrong one is noticed.
func (s Scheme[E]) Interpolate(shares []Share[E], at ShareIndex) (E, error) {
	if int(at) > int(s.n) {
		return s.field.FromUint(0), fmt.Errorf("shamir: position = %d, want 0 to %d", at, s.n)
	}
	a, err := s.Recover(shares)
	if err != nil {
		return s.field.FromUint(0), err
	}
	return Eval(s.field, a, at), nil
}
