package shamir

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"pgregory.net/rapid"
)

func scalarScheme(t testing.TB, threshold, n Size) Scheme[fr.Element] {
	t.Helper()
	s, err := New[fr.Element](Scalars{}, threshold, n)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// deal is a scheme, a polynomial and its shares, drawn by rapid.
func deal(t *rapid.T) (Scheme[fr.Element], Polynomial[fr.Element], []Share[fr.Element]) {
	n := Size(rapid.IntRange(1, 12).Draw(t, "n"))
	threshold := Size(rapid.IntRange(1, int(n)).Draw(t, "t"))
	a := FromSeed(rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "seed"), "deal", threshold)
	s, err := New[fr.Element](Scalars{}, threshold, n)
	if err != nil {
		t.Fatal(err)
	}
	shares, err := s.Deal(a)
	if err != nil {
		t.Fatal(err)
	}
	return s, a, rapid.Permutation(shares).Draw(t, "shares")
}

// SSS-P1 over the scalar field: any t shares, in any order, give the secret, any other
// share and the whole polynomial, and so do more than t.
func TestAnyQuorumReconstructs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, a, shares := deal(t)
		quorum := shares[:rapid.IntRange(int(s.t), int(s.n)).Draw(t, "quorum")]
		if secret, err := s.Reconstruct(quorum); err != nil || secret != a[0] {
			t.Fatalf("secret = %v, %v, want %v", secret, err, a[0])
		}
		for _, share := range shares {
			if value, err := s.Interpolate(quorum, share.Index); err != nil || value != share.Value {
				t.Fatalf("share %d = %v, %v, want %v", share.Index, value, err, share.Value)
			}
		}
		if b, err := s.Recover(quorum); err != nil || !slices.Equal(b, a) {
			t.Fatalf("polynomial = %v, %v, want %v", b, err, a)
		}
	})
}

// Lagrange is TextbookLagrange, at the secret, at members of the set and elsewhere.
func TestFastLagrangeEqualsTheTextbook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := Size(rapid.SampledFrom([]int{1, 2, 5, 30, 1000, 65535}).Draw(t, "n"))
		set := rapid.SliceOfNDistinct(rapid.Uint16Range(1, uint16(n)), 1, min(int(n), 24), rapid.ID).Draw(t, "set")
		s, err := New[fr.Element](Scalars{}, Size(len(set)), n)
		if err != nil {
			t.Fatal(err)
		}
		indices := make([]ShareIndex, len(set))
		for k, i := range set {
			indices[k] = ShareIndex(i)
		}
		at := rapid.SampledFrom(append(indices, Secret, 1, ShareIndex(n))).Draw(t, "at")
		fast, err := s.Lagrange(indices, at)
		if err != nil {
			t.Fatal(err)
		}
		textbook, err := s.TextbookLagrange(indices, at)
		if err != nil || !slices.Equal(fast, textbook) {
			t.Fatalf("at %d: %v, want %v, %v", at, fast, textbook, err)
		}
	})
}

// The same over the largest quorum that the benchmark measures, and in every small field.
func TestFastLagrangeEqualsTheTextbookInLargeSetsAndSmallFields(t *testing.T) {
	s := scalarScheme(t, 667, 1000)
	set := everyThird(667, 1000)
	compareLagrange(t, s, set)
	for _, p := range []uint8{2, 5, 7, 11, 13, 251} {
		f, err := NewSmallField(p)
		if err != nil {
			t.Fatal(err)
		}
		small, err := New[uint8](f, Size(p-1), Size(p-1))
		if err != nil {
			t.Fatal(err)
		}
		compareLagrange(t, small, everyThird(Size(p-1), Size(p-1)))
	}
}

func compareLagrange[E comparable](t *testing.T, s Scheme[E], set []ShareIndex) {
	t.Helper()
	fast, err := s.Lagrange(set, Secret)
	if err != nil {
		t.Fatal(err)
	}
	textbook, err := s.TextbookLagrange(set, Secret)
	if err != nil || !slices.Equal(fast, textbook) {
		t.Errorf("%s, t = %d: the two differ (%v)", s.field.Name(), s.t, err)
	}
}

// everyThird is t of the indices 1..n: every third first, then the rest.
func everyThird(t, n Size) []ShareIndex {
	var set []ShareIndex
	for start := 1; start <= 3; start++ {
		for i := start; i <= int(n); i += 3 {
			set = append(set, ShareIndex(i))
		}
	}
	return set[:t]
}

// LeadingWeights recovers a_{t-1}, and so shows whether a sum of sharings lost degree.
func TestLeadingWeightsGiveTheLeadingCoefficient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, a, shares := deal(t)
		set, values := split(shares[:s.t])
		weights, err := s.LeadingWeights(set)
		if err != nil {
			t.Fatal(err)
		}
		if got := InnerProduct(s.field, weights, values); got != a[len(a)-1] {
			t.Fatalf("leading coefficient = %v, want %v", got, a[len(a)-1])
		}
	})
}

func split(shares []Share[fr.Element]) (set []ShareIndex, values []fr.Element) {
	for _, share := range shares {
		set, values = append(set, share.Index), append(values, share.Value)
	}
	return set, values
}

// With more than t shares a wrong one is noticed, wherever it stands; with exactly t it
// cannot be.
func TestAWrongShareAmongMoreThanTheThresholdIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, a, shares := deal(t)
		k := rapid.IntRange(0, len(shares)-1).Draw(t, "wrong")
		shares[k].Value.Add(&shares[k].Value, new(fr.Element).SetOne())
		if secret, err := s.Reconstruct(shares); s.t < s.n && err == nil {
			t.Fatalf("t = %d of %d: secret %v, want an error", s.t, s.n, secret)
		}
		if k < int(s.t) {
			if secret, err := s.Reconstruct(shares[:s.t]); err != nil || secret == a[0] {
				t.Fatalf("t = n shares, one wrong: %v, %v, want a wrong secret", secret, err)
			}
		}
	})
}

// The parameters, indices and sets that are refused, each with the rule in the error.
func TestBadParametersAndSetsAreRefused(t *testing.T) {
	gf7, err := NewSmallField(7)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ t, n Size }{{0, 0}, {0, 3}, {4, 3}, {2, 7}, {1, 8}} {
		if _, err := New[uint8](gf7, c.t, c.n); err == nil {
			t.Errorf("t = %d, n = %d in GF(7): accepted", c.t, c.n)
		}
	}
	s, err := New[uint8](gf7, 2, 6)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		set  []ShareIndex
		want string
	}{
		{"empty", nil, "want the threshold"},
		{"one short", []ShareIndex{3}, "want the threshold"},
		{"one over", []ShareIndex{1, 2, 3}, "want the threshold"},
		{"index 0", []ShareIndex{0, 2}, "share index = 0"},
		{"the order", []ShareIndex{7, 2}, "share index = 7"},
		{"the order and 1, an alias of 1", []ShareIndex{8, 2}, "share index = 8"},
		{"65535", []ShareIndex{65535, 2}, "share index = 65535"},
		{"duplicate", []ShareIndex{2, 2}, "appears twice"},
	}
	for _, c := range cases {
		for name, lagrange := range map[string]func([]ShareIndex, ShareIndex) ([]uint8, error){
			"Lagrange": s.Lagrange, "TextbookLagrange": s.TextbookLagrange} {
			if _, err := lagrange(c.set, Secret); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, %s: got %v, want %q", name, c.name, err, c.want)
			}
		}
		if _, err := s.LeadingWeights(c.set); err == nil {
			t.Errorf("LeadingWeights, %s: accepted", c.name)
		}
		shares := make([]Share[uint8], len(c.set))
		for k, i := range c.set {
			shares[k].Index = i
		}
		if _, err := s.Reconstruct(shares); err == nil && c.name != "one over" {
			t.Errorf("Reconstruct, %s: accepted", c.name)
		}
	}
	refusedElsewhere(t, s)
}

// refusedElsewhere is positions beyond n and polynomials of another length than t or n-t, in a
// scheme 2 of 6 over GF(7).
func refusedElsewhere(t *testing.T, s Scheme[uint8]) {
	t.Helper()
	for _, at := range []ShareIndex{7, 8, 65535} { // 7 is 0 modulo the order, and 8 is 1
		_, err1 := s.Lagrange([]ShareIndex{1, 2}, at)
		_, err2 := s.TextbookLagrange([]ShareIndex{1, 2}, at)
		_, err3 := s.Interpolate([]Share[uint8]{{1, 1}, {2, 2}}, at)
		if err1 == nil || err2 == nil || err3 == nil {
			t.Errorf("position %d: got %v, %v, %v, want errors", at, err1, err2, err3)
		}
	}
	for _, coefficients := range []int{0, 1, 3} {
		if _, err := s.Deal(make(Polynomial[uint8], coefficients)); err == nil {
			t.Errorf("deal of %d coefficients at t = 2: accepted", coefficients)
		}
	}
	if _, err := s.DualCodeword(make(Polynomial[uint8], 3)); err == nil {
		t.Error("dual codeword of 3 coefficients at n - t = 4: accepted")
	}
}

// NewSmallField takes exactly the primes.
func TestOnlyPrimesMakeSmallFields(t *testing.T) {
	for p := range 256 {
		_, err := NewSmallField(uint8(p))
		if prime := big.NewInt(int64(p)).ProbablyPrime(0); (err == nil) != prime {
			t.Errorf("order %d: error %v, prime is %v", p, err, prime)
		}
	}
}

// Every small field is one: its operations are those of the integers modulo p.
func TestSmallFieldsCalculateModuloThePrime(t *testing.T) {
	for _, p := range []int{2, 3, 5, 7, 11, 13, 251} {
		f := SmallField(p)
		for a := range p {
			for b := range p {
				x, y := uint8(a), uint8(b)
				if f.Add(x, y) != uint8((a+b)%p) || f.Sub(x, y) != uint8((a-b+p)%p) || f.Mul(x, y) != uint8(a*b%p) {
					t.Fatalf("GF(%d): %d and %d: sum %d, difference %d, product %d", p, a, b, f.Add(x, y), f.Sub(x, y),
						f.Mul(x, y))
				}
			}
			if a != 0 && f.Mul(f.Inverse(uint8(a)), uint8(a)) != 1 {
				t.Fatalf("GF(%d): inverse of %d = %d", p, a, f.Inverse(uint8(a)))
			}
		}
	}
}

// A dual codeword is orthogonal to every sharing, and to a word with one wrong share it is not, unless its own entry is
// zero there (SCRAPE §2.1).
func TestADualCodewordIsOrthogonalToSharingsOnly(t *testing.T) {
	f, err := NewSmallField(11)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New[uint8](f, 2, 5)
	if err != nil {
		t.Fatal(err)
	}
	if s.DualDimension() != 3 || s.Threshold() != 2 || s.Shares() != 5 {
		t.Fatalf("%d of %d, dual dimension %d, want 2 of 5, 3", s.Threshold(), s.Shares(), s.DualDimension())
	}
	noticed := 0
	for seed := range 11 * 11 * 11 {
		word, err := s.DualCodeword(Polynomial[uint8]{uint8(seed % 11), uint8(seed / 11 % 11), uint8(seed / 121)})
		if err != nil {
			t.Fatal(err)
		}
		shares, err := s.Deal(Polynomial[uint8]{uint8(seed % 7), uint8(seed % 10)})
		if err != nil {
			t.Fatal(err)
		}
		var values []uint8
		for _, share := range shares {
			values = append(values, share.Value)
		}
		if got := InnerProduct[uint8](f, word, values); got != 0 {
			t.Fatalf("codeword %v with sharing %v: %d, want 0", word, values, got)
		}
		for k, value := range values {
			values[k] = f.Add(value, 1)
			if got := InnerProduct[uint8](f, word, values); got != word[k] {
				t.Fatalf("codeword %v, share %d raised by one: %d, want %d", word, k+1, got, word[k])
			} else if got != 0 {
				noticed++
			}
			values[k] = value
		}
	}
	if want := 5 * (11*11*11 - 11*11); noticed != want { // one f in eleven vanishes at an index
		t.Errorf("a wrong share is noticed by %d codewords, want %d", noticed, want)
	}
}

// In small fields too the shares beyond the first t must lie on their polynomial.
func TestSharesBeyondTheThresholdAreComparedInSmallFields(t *testing.T) {
	f, err := NewSmallField(7)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New[uint8](f, 2, 4)
	if err != nil {
		t.Fatal(err)
	}
	shares := []Share[uint8]{{4, 3}, {1, 5}, {3, 6}} // on 1 + 4x
	if a, err := s.Recover(shares); err != nil || !slices.Equal(a, Polynomial[uint8]{1, 4}) {
		t.Errorf("got %v, %v, want 1 + 4x", a, err)
	}
	shares[2].Value = 5
	if a, err := s.Recover(shares); err == nil || !strings.Contains(err.Error(), "share 3 is not on") {
		t.Errorf("with a wrong share: got %v, %v, want an error for share 3", a, err)
	}
}
