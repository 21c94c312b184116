package transcript

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

// Sequences of items that differ in any way have different digests, although some of them
// concatenate to the same octets.
func TestDifferentSequencesHashDifferently(t *testing.T) {
	type item struct{ label, data string }
	sequences := [][]item{
		{},
		{{"", ""}},
		{{"a", "bc"}},
		{{"b", "bc"}},
		{{"ab", "c"}},
		{{"a", "b"}, {"", "c"}},
		{{"a", "b"}, {"c", ""}},
		{{"a", ""}, {"b", "c"}},
		{{"b", "c"}, {"a", ""}},
		{{"a", "bc"}, {"a", "bc"}},
	}
	seen := map[[32]byte]int{}
	for k, sequence := range sequences {
		tr := New("test")
		for _, i := range sequence {
			tr.Bytes(i.label, []byte(i.data))
		}
		if other, ok := seen[tr.Digest()]; ok {
			t.Errorf("sequences %d and %d: same digest, want different ones", other, k)
		}
		seen[tr.Digest()] = k
	}
	if New("one").Digest() == New("two").Digest() {
		t.Error("two tags: same digest, want different ones")
	}
}

// Challenges depend on everything said, on the label and on the number; the same transcript
// gives the same challenges, and asking does not change it.
func TestChallengesAreAFunctionOfTheTranscript(t *testing.T) {
	a, b := New("test"), New("test")
	a.Uint("round", 7)
	b.Uint("round", 7)
	first, again := a.Scalars("c", 3), b.Scalars("c", 3)
	for i := range first {
		if first[i] != again[i] {
			t.Errorf("scalar %d: the same transcript gives %v and %v", i, first[i], again[i])
		}
	}
	if a.Scalar("c") != first[0] {
		t.Error("asking changed the transcript")
	}
	if first[0] == first[1] || first[0] == a.Scalar("d") {
		t.Error("same scalar for another number or label, want a different one")
	}
	b.Uint("round", 7)
	if b.Scalar("c") == first[0] || b.Weights("w", 1)[0] == a.Weights("w", 1)[0] {
		t.Error("same challenge after another item, want a different one")
	}
}

// Weights are 128 bits long and not zero.
func TestWeightsHave128Bits(t *testing.T) {
	longest := 0
	for _, w := range New("test").Weights("w", 200) {
		length := w.BigInt(new(big.Int)).BitLen()
		if length < 1 || length > 128 {
			t.Errorf("weight = %v, want 1 to 2^128-1", w.String())
		}
		longest = max(longest, length)
	}
	if longest < 127 {
		t.Errorf("longest of 200 weights = %d bits, want 128 or nearly", longest)
	}
	tr := New("test")
	third, block := tr.Weights("w", 3)[2], tr.block("w", 2, 0)
	if got, want := third.BigInt(new(big.Int)), new(big.Int).SetBytes(block[:16]); got.Cmp(want) != 0 {
		t.Errorf("third weight = %v, want the first 128 bits of its block, %v", got, want)
	}
}

// A scalar is 512 bits modulo r: two different blocks, so that the reduction leaves no bias
// worth speaking of.
func TestScalarsAreTwoBlocksModuloTheOrder(t *testing.T) {
	tr := New("test")
	low, high := tr.block("x", 3, 0), tr.block("x", 3, 1)
	want := new(big.Int).SetBytes(append(high[:], low[:]...))
	want.Mod(want, fr.Modulus())
	got := tr.Scalars("x", 4)[3].BigInt(new(big.Int))
	if low == high || got.Cmp(want) != 0 {
		t.Errorf("got %v, want %v", got, want)
	}
}
