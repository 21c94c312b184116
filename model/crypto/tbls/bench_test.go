package tbls

import (
	"slices"
	"testing"

	"quesera/internal/turns"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// BenchmarkVerifyAll compares one pairing check for 64 partials of one message, with the
// public key shares at hand (Precompute) and without, with 64 verifications that have hashed
// the message and have the key shares at hand, and with Judge when one partial is bad.
// Medians over runs in turns.
func BenchmarkVerifyAll(b *testing.B) {
	b.Run("signatures in G1", func(b *testing.B) { verifyAll(b, bls.MinSignatureSize(bls.Basic)) })
	b.Run("signatures in G2", func(b *testing.B) { verifyAll(b, bls.MinPubkeySize(bls.Basic)) })
}

func verifyAll[K, S any](b *testing.B, suite bls.Suite[K, S]) {
	g := dealt(b, suite, 43, 64)
	plain := g.PublicKey
	var err error
	if g.PublicKey, err = g.Precompute(); err != nil {
		b.Fatal(err)
	}
	partials := g.sign(b, message)
	h := suite.HashToPoint(message)
	keys := make([]K, len(partials))
	for k, p := range partials {
		if keys[k], err = g.Share(p.Index); err != nil {
			b.Fatal(err)
		}
	}
	oneByOne := func() bool {
		for k, p := range partials {
			if !g.signs(keys[k], h, p.Signature) {
				return false
			}
		}
		return true
	}
	oneBad := slices.Clone(partials)
	oneBad[40] = g.plus(oneBad[40], g.some())
	r := turns.Medians(b,
		turns.Side{Name: "batched", Run: func() error { return g.VerifyAll(message, partials) }},
		turns.Side{Name: "batched-unprepared", Run: func() error { return plain.VerifyAll(message, partials) }},
		turns.Check("one-by-one", oneByOne),
		turns.Check("one-bad-found", func() bool { _, faults := g.Judge(message, oneBad); return len(faults) == 1 }))
	r.Ratio("one-by-one", "batched", "x-vs-naive")
	r.Ratio("one-by-one", "batched-unprepared", "x-vs-naive-unprepared")
}

// BenchmarkInterpolate compares recovery in the exponent at t = 667 of n = 1000 by one
// multi-exponentiation with a loop of multiplications over the same coefficients.
func BenchmarkInterpolate(b *testing.B) {
	suite := bls.MinSignatureSize(bls.Basic)
	g := dealt(b, suite, 667, 1000)
	partials := g.sign(b, message)[333:]
	loop := func() bool {
		sum, err := g.interpolateByLoop(partials)
		return err == nil && !suite.Signatures.IsIdentity(sum)
	}
	turns.Medians(b,
		turns.Side{Name: "multi-exponentiation", Run: func() error { _, err := g.Interpolate(partials); return err }},
		turns.Check("loop", loop),
	).Ratio("loop", "multi-exponentiation", "x-vs-naive")
}

// interpolateByLoop is TBLS-6 as it is written.
func (g group[K, S]) interpolateByLoop(partials []Partial[S]) (S, error) {
	sum := g.suite.Signatures.Identity()
	var set []shamir.ShareIndex
	for _, p := range partials {
		set = append(set, p.Index)
	}
	coefficients, err := g.feldman.Sharing().Lagrange(set, 0)
	if err != nil {
		return sum, err
	}
	for k, p := range partials {
		sum = g.suite.Signatures.Sum(sum, g.suite.Signatures.Mul(coefficients[k], p.Signature))
	}
	return sum, nil
}
