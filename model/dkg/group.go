package dkg

import (
	"fmt"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/vss"
)

// Group is what key generation asks of a group of prime order, written additively: E are its
// scalars, P its elements. Both are values with one representation each.
type Group[E, P any] interface {
	Name() string             // for errors and test names
	Scalars() shamir.Field[E] // the integers modulo the order
	Generator() P             // G
	Second() P                // H: nobody may know its logarithm to the base G (VSS-4)
	Identity() P
	Equal(p, q P) bool
	Add(p, q P) P
	Mul(k E, p P) P
	AppendScalar(b []byte, k E) []byte // canonical: equal scalars give equal octets
	AppendPoint(b []byte, p P) []byte  // canonical
	Coins() (count int, sides uint64)  // the coins that make one scalar
	Scalar(coins []uint64) E           // uniform if the coins are
}

// Curve is a group of BLS12-381 with its scalars.
type Curve[P any] struct {
	group  bls.Group[P]
	second P
}

// NewCurve is key generation's view of bls.GroupG1 or bls.GroupG2; H is vss.SecondGenerator.
func NewCurve[P any](g bls.Group[P]) Curve[P] {
	return Curve[P]{group: g, second: vss.SecondGenerator(g)}
}

func (c Curve[P]) Name() string                      { return c.group.Name() }
func (c Curve[P]) Scalars() shamir.Field[bls.Scalar] { return shamir.Scalars{} }
func (c Curve[P]) Generator() P                      { return c.group.Generator() }
func (c Curve[P]) Second() P                         { return c.second }
func (c Curve[P]) Identity() P                       { return c.group.Identity() }
func (c Curve[P]) Equal(p, q P) bool                 { return c.group.Equal(p, q) }
func (c Curve[P]) Add(p, q P) P                      { return c.group.Sum(p, q) }
func (c Curve[P]) Mul(k bls.Scalar, p P) P           { return c.group.Mul(k, p) }

func (c Curve[P]) AppendScalar(b []byte, k bls.Scalar) []byte {
	return append(b, bls.EncodeScalar(k)...)
}

func (c Curve[P]) AppendPoint(b []byte, p P) []byte { return append(b, c.group.Encode(p)...) }

// Coins are 512 bits, so that their remainder modulo r is uniform but for a bias below 2^-256.
func (c Curve[P]) Coins() (count int, sides uint64) { return 16, 1 << 32 }

func (c Curve[P]) Scalar(coins []uint64) bls.Scalar {
	octets := make([]byte, 0, 4*len(coins))
	for _, coin := range coins {
		octets = append(octets, byte(coin>>24), byte(coin>>16), byte(coin>>8), byte(coin))
	}
	var k bls.Scalar
	return *k.SetBytes(octets)
}

// Exponents is the group in which an element is its own logarithm: the integers modulo a
// small prime q, with G = 1 and H = LogH. Everybody reads secrets off commitments to
// them. It is for counting what an adversary without bounds sees and does.
type Exponents struct {
	shamir.SmallField
	LogH uint8 // 1..q-1
}

// NewExponents is the group of order q with H = logH·G. It refuses logH = 0, for which Pedersen's
// commitments would not hide.
func NewExponents(q, logH uint8) (Exponents, error) {
	field, err := shamir.NewSmallField(q)
	if err != nil {
		return Exponents{}, fmt.Errorf("dkg: %w", err)
	}
	if logH == 0 || logH >= q {
		return Exponents{}, fmt.Errorf("dkg: logarithm of H = %d, want 1 to %d", logH, q-1)
	}
	return Exponents{SmallField: field, LogH: logH}, nil
}

func (g Exponents) Name() string                          { return "exponents of " + g.SmallField.Name() }
func (g Exponents) Scalars() shamir.Field[uint8]          { return g.SmallField }
func (g Exponents) Generator() uint8                      { return 1 }
func (g Exponents) Second() uint8                         { return g.LogH }
func (g Exponents) Identity() uint8                       { return 0 }
func (g Exponents) AppendScalar(b []byte, k uint8) []byte { return append(b, k) }
func (g Exponents) AppendPoint(b []byte, p uint8) []byte  { return append(b, p) }
func (g Exponents) Coins() (count int, sides uint64)      { return 1, uint64(g.SmallField) }
func (g Exponents) Scalar(coins []uint64) uint8           { return g.FromUint(coins[0]) }

// Residues is the subgroup of prime order q of the integers modulo a small prime p, such as
// q = 5 and p = 11, or q = 11 and p = 23. Adding is multiplication modulo p.
type Residues struct {
	exponents Exponents
	modulus   shamir.SmallField
	generator uint8
}

// NewResidues finds a generator of the subgroup of order q modulo p. It refuses q unless it
// divides p-1.
func NewResidues(q, p, logH uint8) (Residues, error) {
	exponents, err := NewExponents(q, logH)
	if err != nil {
		return Residues{}, err
	}
	modulus, err := shamir.NewSmallField(p)
	if err != nil {
		return Residues{}, fmt.Errorf("dkg: %w", err)
	}
	if (p-1)%q != 0 {
		return Residues{}, fmt.Errorf("dkg: order of the subgroup modulo %d = %d, want a divisor of %d", p, q, p-1)
	}
	g := Residues{exponents: exponents, modulus: modulus}
	for a := uint8(2); a < p; a++ { // a^((p-1)/q) has order q unless it is 1
		if g.generator = g.power(a, (p-1)/q); g.generator != 1 {
			break
		}
	}
	return g, nil
}

// power is a^k modulo p.
func (g Residues) power(a, k uint8) uint8 {
	product := uint8(1)
	for range k {
		product = g.modulus.Mul(product, a)
	}
	return product
}

func (g Residues) Name() string {
	return fmt.Sprintf("residues of order %d modulo %d", uint8(g.exponents.SmallField), uint8(g.modulus))
}

func (g Residues) Scalars() shamir.Field[uint8]          { return g.exponents.SmallField }
func (g Residues) Generator() uint8                      { return g.generator }
func (g Residues) Second() uint8                         { return g.power(g.generator, g.exponents.LogH) }
func (g Residues) Identity() uint8                       { return 1 }
func (g Residues) Equal(p, q uint8) bool                 { return p == q }
func (g Residues) Add(p, q uint8) uint8                  { return g.modulus.Mul(p, q) }
func (g Residues) Mul(k, p uint8) uint8                  { return g.power(p, k) }
func (g Residues) AppendScalar(b []byte, k uint8) []byte { return append(b, k) }
func (g Residues) AppendPoint(b []byte, p uint8) []byte  { return append(b, p) }
func (g Residues) Coins() (count int, sides uint64)      { return g.exponents.Coins() }
func (g Residues) Scalar(coins []uint64) uint8           { return g.exponents.Scalar(coins) }
