package pvss

import (
	"slices"
	"testing"
	"time"
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
	var batched, naive, decoded []time.Duration
	for b.Loop() {
		batched = append(batched, measure(b, func() bool { _, err := scheme.Verify(c.Session, 1, d); return err == nil }))
		naive = append(naive, measure(b, oneByOne))
		decoded = append(decoded, measure(b, func() bool { _, err := scheme.DecodeDeal(c.Session, octets); return err == nil }))
	}
	b.ReportMetric(float64(median(batched).Microseconds()), "µs-batched")
	b.ReportMetric(float64(median(naive).Microseconds()), "µs-one-by-one")
	b.ReportMetric(float64(median(decoded).Microseconds()), "µs-decoding")
	b.ReportMetric(float64(median(naive))/float64(median(batched)), "x-vs-naive")
}

func measure(b *testing.B, f func() bool) time.Duration {
	start := time.Now()
	if !f() {
		b.Fatal("refused, want accepted")
	}
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
