package shamir

import (
	"testing"

	"quesera/internal/turns"
)

// BenchmarkLagrange compares the two at t = 667 of n = 1000, in turns, and reports the ratio
// of the medians.
func BenchmarkLagrange(b *testing.B) {
	s, set := scalarScheme(b, 667, 1000), everyThird(667, 1000)
	turns.Medians(b,
		turns.Side{Name: "fast", Run: func() error { _, err := s.Lagrange(set, Secret); return err }},
		turns.Side{Name: "textbook", Run: func() error { _, err := s.TextbookLagrange(set, Secret); return err }},
	).Ratio("textbook", "fast", "x-vs-textbook")
}
