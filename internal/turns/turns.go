// Package turns measures rival ways of doing one thing in turns, so that all of them meet the
// same load of the machine, and compares their medians.
package turns

import (
	"slices"
	"testing"
	"time"
)

// A Side is one way of doing the thing that a benchmark measures.
type Side struct {
	Name string
	Run  func() error
}

// Check is a side that must come out true.
func Check(name string, run func() bool) Side {
	return Side{name, func() error {
		if !run() {
			return errRefused
		}
		return nil
	}}
}

type refused string

func (r refused) Error() string { return string(r) }

const errRefused = refused("refused, want accepted")

// Medians runs the sides in turns until the benchmark has its time, reports the median of
// each in microseconds, and returns them by name.
func Medians(b *testing.B, sides ...Side) Result {
	b.Helper()
	times := make([][]time.Duration, len(sides))
	for b.Loop() {
		for k, side := range sides {
			start := time.Now()
			err := side.Run()
			times[k] = append(times[k], time.Since(start))
			if err != nil {
				b.Fatalf("%s: %v", side.Name, err)
			}
		}
	}
	result := Result{b, make(map[string]time.Duration, len(sides))}
	for k, side := range sides {
		result.medians[side.Name] = median(times[k])
		b.ReportMetric(float64(median(times[k]).Microseconds()), "µs-"+side.Name)
	}
	return result
}

// Result is the medians of one benchmark.
type Result struct {
	b       *testing.B
	medians map[string]time.Duration
}

// Ratio reports, in the given unit, how many times as long the side named slow takes as the
// one named fast.
func (r Result) Ratio(slow, fast, unit string) {
	r.b.ReportMetric(float64(r.medians[slow])/float64(r.medians[fast]), unit)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
