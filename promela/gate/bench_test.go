//go:build unix

package gate_test

import (
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"quesera/examples/twophase/spec/twophase"
	"quesera/promela/gate/gatetest"
	"quesera/promela/spin"
	"quesera/spec/explore"
	"quesera/verify"
)

// BenchmarkExplorerAgainstSpin searches the same configurations with both engines in one run, with all properties: the
// explorer on one core and on all, pan as the C compiler's -O2 makes it, storing states in full. Times are medians,
// without compilation of Promela; of one core the time that processors took, so that it does not count who else is at
// work on the machine, of all cores wall time. Memory is what either reports for its states and tables. QUESERA_DEEP=1
// adds the largest configurations, which take minutes each; one is chosen by its name:
//
//	QUESERA_DEEP=1 go test ./promela/gate -run - -bench 'AgainstSpin/tlc_n=3_t=2' -benchtime 1x -timeout 0
//	QUESERA_DEEP=1 go test ./promela/gate -run - -bench 'AgainstSpin/tlc_n=4_t=3' -benchtime 1x -timeout 0
//	go test ./promela/gate -run - -bench 'AgainstSpin/(qsc3_n=4_t=3,_1_round$|twophase)' -benchtime 1x
func BenchmarkExplorerAgainstSpin(b *testing.B) {
	s := gatetest.Spin(b)
	cases := append(catalogueCases(false), twoPhaseCommit(9))
	if os.Getenv("QUESERA_DEEP") != "" {
		cases = append(cases, catalogueCases(true)...)
	}
	for _, c := range cases {
		if c.States < 1_000_000 {
			continue
		}
		b.Run(c.Protocol+" "+c.Bounds, func(b *testing.B) {
			rounds := 3
			if c.States > 10_000_000 {
				rounds = 1
			}
			for b.Loop() {
				measure(b, s, c, rounds)
			}
		})
	}
}

// twoPhaseCommit is the standard example of checkers, with its known figures.
func twoPhaseCommit(managers uint8) verify.Check {
	return verify.Check{Protocol: "twophase", Bounds: fmt.Sprintf("%d managers", managers), File: "benchmark",
		System: verify.NewSystem(twophase.Config{Nodes: managers}.Spec())}.Pinned(10_340_352, 123_558_401)
}

func measure(b *testing.B, s *spin.Engine, c verify.Check, rounds int) {
	var one, used, all, other, otherUsed []time.Duration
	var bytes, spinBytes uint64
	m, err := c.System.Translate()
	if err != nil {
		b.Fatal(err)
	}
	search := func(workers int) time.Duration {
		start := time.Now()
		found, err := c.System.Explore(explore.Options{Workers: workers, Expect: c.States})
		if err != nil || found.States != c.States || found.Transitions != c.Transitions {
			b.Fatalf("explorer: %+v, %v, want %d states and %d transitions", found, err, c.States, c.Transitions)
		}
		bytes = found.Bytes
		return time.Since(start)
	}
	for range rounds {
		before := processors(b)
		one = append(one, search(1))
		used, all = append(used, processors(b)-before), append(all, search(0))
		r, err := s.Search(b.Context(), m, spin.Options{Plain: true})
		if err != nil || c.States < 100_000_000 && r.States != c.States { // pan prints eight digits
			b.Fatalf("Spin: %+v, %v, want %d states", r, err, c.States)
		}
		other, otherUsed, spinBytes = append(other, r.Search), append(otherUsed, r.Used), r.Bytes
	}
	b.ReportMetric(median(one).Seconds(), "one-core-s")
	b.ReportMetric(median(used).Seconds(), "one-core-processor-s")
	b.ReportMetric(median(all).Seconds(), "all-cores-s")
	b.ReportMetric(median(other).Seconds(), "spin-s")
	b.ReportMetric(median(otherUsed).Seconds(), "spin-processor-s")
	b.ReportMetric(median(otherUsed).Seconds()/median(used).Seconds(), "times-as-fast-on-one-core")
	b.ReportMetric(median(other).Seconds()/median(all).Seconds(), "times-as-fast-on-all")
	b.ReportMetric(float64(bytes)/(1<<20), "explorer-MB")
	b.ReportMetric(float64(spinBytes)/(1<<20), "spin-MB")
	b.ReportMetric(float64(bytes)/float64(spinBytes), "of-its-memory")
	b.ReportMetric(0, "ns/op")
}

// processors is the time that this process took of processors so far.
func processors(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
