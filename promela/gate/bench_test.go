package gate_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"quesera/promela/gate/gatetest"
	"quesera/promela/spin"
	"quesera/spec/explore"
	"quesera/verify"
)

// BenchmarkExplorerAgainstSpin searches the same configurations with both engines in one run, with all properties: the
// explorer on all cores, pan as the C compiler's -O2 makes it, storing states in full. Times are medians of wall time,
// without compilation; memory is what either reports for its states and tables. QUESERA_DEEP=1 takes the largest
// configurations, and minutes.
func BenchmarkExplorerAgainstSpin(b *testing.B) {
	s := gatetest.Spin(b)
	deep := os.Getenv("QUESERA_DEEP") != ""
	for _, c := range catalogueCases(deep) {
		if c.States < 1_000_000 {
			continue
		}
		b.Run(c.Protocol+" "+c.Bounds, func(b *testing.B) {
			rounds := 3
			if deep {
				rounds = 1
			}
			for b.Loop() {
				measure(b, s, c, rounds)
			}
		})
	}
}

func measure(b *testing.B, s *spin.Engine, c verify.Check, rounds int) {
	var explorer, other []time.Duration
	var bytes, spinBytes uint64
	m, err := c.System.Translate()
	if err != nil {
		b.Fatal(err)
	}
	for range rounds {
		start := time.Now()
		found, err := c.System.Explore(explore.Options{})
		if err != nil || found.States != c.States || found.Transitions != c.Transitions {
			b.Fatalf("explorer: %+v, %v, want %d states and %d transitions", found, err, c.States, c.Transitions)
		}
		explorer, bytes = append(explorer, time.Since(start)), found.Bytes
		r, err := s.Search(b.Context(), m, spin.Options{Plain: true})
		if err != nil || c.States < 100_000_000 && r.States != c.States { // pan prints eight digits
			b.Fatalf("Spin: %+v, %v, want %d states", r, err, c.States)
		}
		other, spinBytes = append(other, r.Search), r.Bytes
	}
	ours, theirs := median(explorer), median(other)
	b.ReportMetric(ours.Seconds(), "explorer-s")
	b.ReportMetric(theirs.Seconds(), "spin-s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "times-as-fast")
	b.ReportMetric(float64(bytes)/(1<<20), "explorer-MB")
	b.ReportMetric(float64(spinBytes)/(1<<20), "spin-MB")
	b.ReportMetric(float64(bytes)/float64(spinBytes), "of-its-memory")
	b.ReportMetric(0, "ns/op")
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
