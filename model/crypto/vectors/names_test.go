package vectors

import (
	"encoding/binary"
	"math/big"

	"quesera/internal/vector/vectortest"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/vss"
)

// What stands in the vectors is named by a computation of its own: scalars by big integers, points by their logarithms.
// Polynomials have the letters with which their labels begin: a0 is a coefficient, a/3(2) a value, where t = 3.

// modulus is r.
var modulus, _ = new(big.Int).SetString("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16)

func scalarOf(k *big.Int) []byte { return new(big.Int).Mod(k, modulus).FillBytes(make([]byte, 32)) }

// element is the scalar of a number.
func element(k *big.Int) (e bls.Scalar) {
	e.SetBigInt(new(big.Int).Mod(k, modulus))
	return e
}

// polynomial is one of the vectors, which are all drawn from one seed.
func polynomial(label string, t int) (a []*big.Int) {
	for _, k := range shamir.FromSeed([]byte("quesera vectors 1"), label, shamir.Size(t)) {
		a = append(a, new(big.Int).SetBytes(bls.EncodeScalar(k)))
	}
	return a
}

// valueAt is a(x) by Horner's rule.
func valueAt(a []*big.Int, x int64) *big.Int {
	sum := new(big.Int)
	for k := len(a) - 1; k >= 0; k-- {
		sum.Mul(sum, big.NewInt(x)).Add(sum, a[k]).Mod(sum, modulus)
	}
	return sum
}

// secretOf is the secret key of a letter.
func secretOf(letter rune) *big.Int { return polynomial(string(letter), 1)[0] }

// namesOfScalars names 0, small numbers, the order and what is above it, and all keys.
func namesOfScalars() *vectortest.Names {
	n := &vectortest.Names{}
	n.Name(make([]byte, 32), "0")
	for plus := range int64(4) {
		above := new(big.Int).Add(modulus, big.NewInt(plus))
		n.Name(above.FillBytes(make([]byte, 32)), "r+%d", plus)
	}
	for letter := 'a'; letter <= 'h'; letter++ {
		n.Name(scalarOf(secretOf(letter)), "key %c", letter)
	}
	return n
}

// namePolynomial names the coefficients and the first values of a polynomial.
func namePolynomial(n *vectortest.Names, label string, t int) {
	a := polynomial(label, t)
	for k := range a {
		n.Name(scalarOf(a[k]), "%s%d", label[:1], k)
	}
	for x := range int64(7) {
		n.Name(scalarOf(valueAt(a, x)), "%s/%d(%d)", label[:1], t, x)
	}
}

// sharingNames are those of Shamir's scheme. Lagrange's coefficient of i among a set, for a position x, is the product
// of (x-j)/(i-j), and a dual codeword has f(i) times the product of 1/(i-j).
func sharingNames() *vectortest.Names {
	n := namesOfScalars()
	for k := int64(-5); k <= 10; k++ {
		n.Name(scalarOf(big.NewInt(k)), "#%d", k)
	}
	for _, label := range []string{"deal", "interpolate"} {
		for t := 1; t <= 4; t++ {
			namePolynomial(n, label, t)
		}
	}
	for _, l := range []struct {
		at  int64
		set []int64
	}{{0, []int64{1, 2, 3}}, {0, []int64{5, 1, 4}}, {4, []int64{1, 3, 6}}, {0, []int64{4}}, {3, []int64{1, 3, 6}},
		{0, []int64{65535, 65000, 64000, 1, 2, 60001, 40000, 30000}}} {
		for _, i := range l.set {
			n.Name(scalarOf(lagrangeOf(l.set, i, l.at)), "L_%d%v(%d)", i, l.set[:min(3, len(l.set))], l.at)
		}
	}
	decoded := scalarOf(polynomial("decode", 1)[0])
	n.Name(decoded, "s")
	for _, k := range []uint64{299, 300, 301} {
		n.Name(binary.BigEndian.AppendUint64(make([]byte, 24), k), "#%d", k)
	}
	n.Name(append(make([]byte, 30), 1), "#1 in 31 octets")
	n.Name([]byte{1, 2}, "258")
	n.Name([]byte{0, 0}, "0")
	n.Name(append([]byte{1, 2}, decoded...), "258&s")
	for t := 2; t <= 4; t++ {
		namePolynomial(n, "dual", t)
	}
	dual := polynomial("dual", 3)
	for i := int64(1); i <= 5; i++ {
		n.Name(scalarOf(new(big.Int).Mul(valueAt(dual, i), weightOf([]int64{1, 2, 3, 4, 5}, i))), "v%d·d/3(%d)", i, i)
	}
	return n
}

// lagrangeOf is Lagrange's coefficient of i for a position.
func lagrangeOf(set []int64, i, at int64) *big.Int {
	k := weightOf(set, i)
	for _, j := range set {
		if j != i {
			k.Mul(k, big.NewInt(at-j)).Mod(k, modulus)
		}
	}
	return k
}

// weightOf is the product of 1/(i-j).
func weightOf(set []int64, i int64) *big.Int {
	k := big.NewInt(1)
	for _, j := range set {
		if j != i {
			k.Mul(k, big.NewInt(i-j)).Mod(k, modulus)
		}
	}
	return k.ModInverse(k, modulus)
}

func timesG(k *big.Int) []byte { return bls.EncodeG1(bls.GroupG1.Mul(element(k), g1())) }

// verifiableNames are those of Feldman's and Pedersen's schemes: k·G is the point of a logarithm.
func verifiableNames() *vectortest.Names {
	n := namesOfScalars()
	for _, label := range []string{"feldman", "another", "pedersen", "blinding"} {
		for t := 1; t <= 3; t++ {
			namePolynomial(n, label, t)
		}
	}
	a, b := polynomial("feldman", 3), polynomial("another", 3)
	for k := range a {
		n.Name(timesG(a[k]), "f%d·G", k)
		n.Name(timesG(b[k]), "a%d·G", k)
		n.Name(timesG(new(big.Int).Add(a[k], b[k])), "(f%d+a%d)·G", k, k)
	}
	for _, x := range []int64{1, 5, 65535} {
		n.Name(timesG(valueAt(a, x)), "f/3(%d)·G", x)
	}
	for i, by := range []int64{1, -1} {
		n.Name(scalarOf(new(big.Int).Add(valueAt(a, int64(i+1)), big.NewInt(by))), "f/3(%d)%+d", i+1, by)
	}
	h := vss.SecondGenerator(bls.GroupG1)
	p, q := polynomial("pedersen", 3), polynomial("blinding", 3)
	for k := range p {
		n.Name(bls.EncodeG1(bls.GroupG1.Sum(bls.GroupG1.Mul(element(p[k]), g1()), bls.GroupG1.Mul(element(q[k]), h))),
			"p%d·G+b%d·H", k, k)
	}
	n.Name(append([]byte{0xc0}, make([]byte, 47)...), "identity")
	n.Name(append([]byte{0x80}, make([]byte, 47)...), "(0, 2)")
	field, _ := new(big.Int).SetString("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffff"+
		"b9feffffffffaaab", 16)
	x := field.FillBytes(make([]byte, 48))
	x[0] |= 0x80
	n.Name(x, "x = p")
	return n
}
