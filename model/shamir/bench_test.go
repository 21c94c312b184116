package shamir

import (
	"slices"
	"testing"
	"time"
)

// BenchmarkLagrange compares the two at t = 667 of n = 1000, in turns, and reports the ratio
// of the medians.
func BenchmarkLagrange(b *testing.B) {
	s, set := scalarScheme(b, 667, 1000), everyThird(667, 1000)
	var fast, textbook []time.Duration
	for b.Loop() {
		fast = append(fast, measure(b, func() error { _, err := s.Lagrange(set, Secret); return err }))
		textbook = append(textbook, measure(b, func() error { _, err := s.TextbookLagrange(set, Secret); return err }))
	}
	b.ReportMetric(float64(median(fast).Microseconds()), "µs-fast")
	b.ReportMetric(float64(median(textbook).Microseconds()), "µs-textbook")
	b.ReportMetric(float64(median(textbook))/float64(median(fast)), "x-vs-textbook")
}

func measure(b *testing.B, f func() error) time.Duration {
	start := time.Now()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
