package vss

import (
	"slices"
	"testing"
	"time"

	"quesera/model/bls"
)

// BenchmarkVerifyAll compares the batch of the 64 shares of one deal, 43 of which reconstruct,
// with their verification one by one: medians over runs in turns.
func BenchmarkVerifyAll(b *testing.B) {
	f := feldman(b, bls.GroupG1, 43, 64)
	c, shares, err := f.Deal(secret("bench", 43))
	if err != nil {
		b.Fatal(err)
	}
	var batched, naive []time.Duration
	for b.Loop() {
		batched = append(batched, measure(b, func() bool { return f.VerifyAll(c, shares) == nil }))
		naive = append(naive, measure(b, func() bool {
			return !slices.ContainsFunc(shares, func(s Share) bool { return f.Verify(c, s) != nil })
		}))
	}
	b.ReportMetric(float64(median(batched).Microseconds()), "µs-batched")
	b.ReportMetric(float64(median(naive).Microseconds()), "µs-one-by-one")
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
