package shamir

import "fmt"

// Recover is the polynomial of degree less than t through at least t shares in any order.
// The first t determine it; any others must lie on it, and the error names the one that
// does not (the wrong share may be among the first t: the shares alone cannot tell).
func (s Scheme[E]) Recover(shares []Share[E]) (Polynomial[E], error) {
	set := make([]ShareIndex, len(shares))
	for k, share := range shares {
		set[k] = share.Index
	}
	if err := s.Check(set); err != nil {
		return nil, err
	}
	if len(shares) < int(s.t) {
		return nil, fmt.Errorf("shamir: shares = %d, want at least the threshold %d", len(shares), s.t)
	}
	a := newton(s.field, shares[:s.t])
	for _, share := range shares[s.t:] {
		if !s.field.Equal(Eval(s.field, a, share.Index), share.Value) {
			return nil, fmt.Errorf("shamir: share %d is not on the polynomial of the first %d shares", share.Index, s.t)
		}
	}
	return a, nil
}

// newton interpolates by Newton's rule: a grows by one point at a time, and basis is the
// polynomial that vanishes at the points so far.
func newton[E any](f Field[E], shares []Share[E]) Polynomial[E] {
	zero := f.FromUint(0)
	a, basis := Polynomial[E]{}, Polynomial[E]{f.FromUint(1)}
	for _, share := range shares {
		miss := f.Sub(share.Value, Eval(f, a, share.Index))
		scale := f.Mul(miss, f.Inverse(Eval(f, basis, share.Index)))
		a = append(a, zero)
		for k := range a {
			a[k] = f.Add(a[k], f.Mul(scale, basis[k]))
		}
		basis = timesLinear(f, basis, share.Index)
	}
	return a
}

// timesLinear is b(x)·(x-i).
func timesLinear[E any](f Field[E], b Polynomial[E], i ShareIndex) Polynomial[E] {
	product := make(Polynomial[E], len(b)+1)
	product[0] = f.FromUint(0)
	copy(product[1:], b)
	x := f.FromUint(uint64(i))
	for k := range b {
		product[k] = f.Sub(product[k], f.Mul(x, b[k]))
	}
	return product
}
