package pvss

import (
	"slices"
	"testing"

	"quesera/internal/turns"
)

// BenchmarkVerify compares the verification of a deal to 64 recipients, 43 of whom recover,
// with the same equations checked one by one: medians over runs in turns. Decoding, whose
// square roots and subgroup checks cost more than the verification, is measured apart.
func BenchmarkVerify(b *testing.B) {
	c := newCommittee(b, "bench", 1, 43, 64)
	b.Run("Schoenmakers", func(b *testing.B) {
		d := deal(b, Schoenmakers{}, c, 1)
		compare(b, Schoenmakers{}, c, d, func() bool { return verifyEach(c.Session, 1, d) == nil })
	})
	b.Run("Pairing", func(b *testing.B) {
		d := deal(b, Pairing{}, c, 1)
		compare(b, Pairing{}, c, d, func() bool { return pairingEach(c.Session, d) })
	})
}

func compare[D, V, S any](b *testing.B, scheme Scheme[D, V, S], c committee, d D, oneByOne func() bool) {
	octets := scheme.EncodeDeal(d)
	turns.Medians(b,
		turns.Side{Name: "batched", Run: func() error { _, err := scheme.Verify(c.Session, 1, d); return err }},
		turns.Check("one-by-one", oneByOne),
		turns.Side{Name: "decoding", Run: func() error { _, err := scheme.DecodeDeal(c.Session, octets); return err }},
	).Ratio("one-by-one", "batched", "x-vs-naive")
}

// BenchmarkVerifyShares compares 64 shares of 64 recipients together with one by one (PVSS-14).
func BenchmarkVerifyShares(b *testing.B) {
	c := newCommittee(b, "bench", 1, 43, 64)
	b.Run("schoenmakers", func(b *testing.B) { compareShares(b, Schoenmakers{}, c) })
	b.Run("pairing", func(b *testing.B) { compareShares(b, Pairing{}, c) })
}

func compareShares[D, V, S any](b *testing.B, scheme Scheme[D, V, S], c committee) {
	v := sharing(b, scheme, c, 1)
	sharings, shares := slices.Repeat([]V{v}, len(c.keys)), decryptAll(b, scheme, c, v)
	turns.Medians(b,
		turns.Check("batched", func() bool { return scheme.VerifyShares(sharings, shares) == nil }),
		turns.Check("one-by-one", func() bool { return len(eachFault(scheme, sharings, shares)) == 0 }),
	).Ratio("one-by-one", "batched", "x-vs-naive")
}
