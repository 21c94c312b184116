package shamir

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

// Field is a finite field of prime order. Elements are values; every element has one
// representation, so that Equal is equality.
type Field[E any] interface {
	Name() string             // for errors and test names: "GF(7)"
	TellsApart(n uint64) bool // 0..n are n+1 different elements: n is less than the order
	FromUint(k uint64) E      // k modulo the order
	Add(a, b E) E
	Sub(a, b E) E
	Mul(a, b E) E
	Inverse(a E) E // 1/a; panics for zero
	Equal(a, b E) bool
}

// Scalars is the scalar field of BLS12-381, of order r. Its arithmetic is gnark-crypto's:
// Add, Sub and Mul take the same time for all operands, Inverse does not.
type Scalars struct{}

func (Scalars) Name() string               { return "the scalar field of BLS12-381" }
func (Scalars) TellsApart(uint64) bool     { return true } // r has 255 bits
func (Scalars) Equal(a, b fr.Element) bool { return a == b }

func (Scalars) FromUint(k uint64) (z fr.Element) {
	z.SetUint64(k)
	return z
}

func (Scalars) Add(a, b fr.Element) (z fr.Element) {
	z.Add(&a, &b)
	return z
}

func (Scalars) Sub(a, b fr.Element) (z fr.Element) {
	z.Sub(&a, &b)
	return z
}

func (Scalars) Mul(a, b fr.Element) (z fr.Element) {
	z.Mul(&a, &b)
	return z
}

func (Scalars) Inverse(a fr.Element) (z fr.Element) {
	if a.IsZero() {
		panic("shamir: inverse of zero")
	}
	z.Inverse(&a)
	return z
}

// SmallField is the field of the integers modulo a prime of at most 8 bits: small enough
// to count over all its polynomials. Elements are less than the prime.
type SmallField uint8

// NewSmallField is GF(p). It refuses p unless p is a prime.
func NewSmallField(p uint8) (SmallField, error) {
	prime := p >= 2
	for d := uint8(2); d < 16 && d < p; d++ {
		prime = prime && p%d != 0
	}
	if !prime {
		return 0, fmt.Errorf("shamir: order of a small field = %d, want a prime", p)
	}
	return SmallField(p), nil
}

func (p SmallField) Name() string             { return fmt.Sprintf("GF(%d)", uint8(p)) }
func (p SmallField) TellsApart(n uint64) bool { return n < uint64(p) }
func (p SmallField) FromUint(k uint64) uint8  { return uint8(k % uint64(p)) }
func (p SmallField) Add(a, b uint8) uint8     { return uint8((uint16(a) + uint16(b)) % uint16(p)) }
func (p SmallField) Sub(a, b uint8) uint8     { return p.Add(a, uint8(p)-b) }
func (p SmallField) Mul(a, b uint8) uint8     { return uint8(uint16(a) * uint16(b) % uint16(p)) }
func (p SmallField) Equal(a, b uint8) bool    { return a == b }

// Inverse is a^(p-2), by Fermat's little theorem.
func (p SmallField) Inverse(a uint8) uint8 {
	if a == 0 {
		panic("shamir: inverse of zero")
	}
	power := p.FromUint(1)
	for range uint8(p) - 2 {
		power = p.Mul(power, a)
	}
	return power
}

// invertAll is 1/a for every a, by one inversion and three multiplications each
// (Montgomery's trick). It panics if one of them is zero.
func invertAll[E any](f Field[E], elements []E) []E {
	product := f.FromUint(1)
	inverses := make([]E, len(elements))
	for i, a := range elements {
		inverses[i] = product // of those before a
		product = f.Mul(product, a)
	}
	rest := f.Inverse(product) // 1 / the product of those up to a
	for i := len(elements) - 1; i >= 0; i-- {
		inverses[i] = f.Mul(inverses[i], rest)
		rest = f.Mul(rest, elements[i])
	}
	return inverses
}
