package vss

import (
	"slices"
	"testing"

	"quesera/internal/turns"
	"quesera/model/crypto/bls"
)

// BenchmarkVerifyAll compares the batch of the 64 shares of one deal, 43 of which reconstruct,
// with their verification one by one: medians over runs in turns.
func BenchmarkVerifyAll(b *testing.B) {
	f := feldman(b, bls.GroupG1, 43, 64)
	c, shares, err := f.Deal(secret("bench", 43))
	if err != nil {
		b.Fatal(err)
	}
	turns.Medians(b,
		turns.Side{Name: "batched", Run: func() error { return f.VerifyAll(c, shares) }},
		turns.Check("one-by-one", func() bool {
			return !slices.ContainsFunc(shares, func(s Share) bool { return f.Verify(c, s) != nil })
		}),
	).Ratio("one-by-one", "batched", "x-vs-naive")
}
