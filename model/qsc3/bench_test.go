package qsc3_test

import (
	"crypto/ed25519"
	"fmt"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
)

// benchWorld is a group for a benchmark. The collector is as lazy as in "quesera sim", but within one gigabyte.
func benchWorld(b *testing.B, n int, pipelined bool) *sim.World[qsc3.State] {
	b.Helper()
	percent, limit := debug.SetGCPercent(1000), debug.SetMemoryLimit(1<<30)
	b.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	})
	return world(b, n, pipelined)
}

// world is a group of n nodes with majority thresholds on the network in which any packet may be next.
func world(t testing.TB, n int, pipelined bool) *sim.World[qsc3.State] {
	t.Helper()
	machine, err := qsc3.New(qsc3.Config{Thresholds: majority(n), Pipelined: pipelined, Tickets: 1 << 40})
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sim.Config[qsc3.State]{Nodes: n, Machine: machine, InPlace: true, Chooser: sim.Random(1)})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// until tells when all of n nodes have reached a step.
func until(w *sim.World[qsc3.State], n int, s model.Step) func() bool {
	slowest := model.NodeID(0)
	return func() bool {
		for ; int(slowest) < n; slowest++ {
			if w.State(slowest).Clock().Step() < s {
				return false
			}
		}
		return true
	}
}

// BenchmarkSteps measures how fast a whole group runs QSC3: one iteration is one step, in which all nodes advance by
// one. Time is that of processors, which other programs take little of. So that machines can be compared, a step is
// told in verifications, too: of Ed25519, by the standard library, in the same run.
func BenchmarkSteps(b *testing.B) {
	for _, n := range []int{3, 7, 21} {
		for _, pipelined := range []bool{false, true} {
			b.Run(fmt.Sprintf("n=%d/pipelined=%v", n, pipelined), func(b *testing.B) {
				w := benchWorld(b, n, pipelined)
				verification := verifying(b)
				b.ReportAllocs()
				b.ResetTimer()
				begun := processors(b)
				if err := w.Run(until(w, n, model.Step(b.N)), 1<<62); err != nil {
					b.Fatal(err)
				}
				step := (processors(b) - begun) / float64(b.N)
				b.ReportMetric(1/step, "steps/s")
				b.ReportMetric(float64(w.Moves())/float64(b.N)/step, "moves/s")
				b.ReportMetric(step/verification, "verifications/step")
			})
		}
	}
}

// BenchmarkOneRoundOfAThousand plays one round, three steps and their twelve million packets, among
// 1000 nodes. It prints the seconds of processors and the memory that the process has ever taken from the system.
func BenchmarkOneRoundOfAThousand(b *testing.B) {
	begun := processors(b)
	for b.Loop() {
		w := benchWorld(b, 1000, false)
		if err := w.Run(until(w, 1000, 3), 1<<62); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(w.Moves()), "moves")
	}
	b.ReportMetric((processors(b)-begun)/float64(b.N), "s/round")
	b.ReportMetric(float64(fromSystem()>>20), "peak-MB")
}

// verifying is the time of processors, in seconds, that one verification of an Ed25519 signature takes.
func verifying(b *testing.B) float64 {
	const times = 500
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	signature := ed25519.Sign(private, []byte("a step"))
	begun := processors(b)
	for range times {
		if !ed25519.Verify(public, []byte("a step"), signature) {
			b.Fatal("a right signature is refused")
		}
	}
	return (processors(b) - begun) / times
}

// processors is the time of processors that this process has taken so far, in seconds.
func processors(b *testing.B) float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}

// fromSystem is the memory that the process has taken from the system, in bytes. It never shrinks.
func fromSystem() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys
}

// The memory of a whole simulated group, machines and network, does not grow with the number of
// rounds: after 1000 rounds no more is in use than after 50, but for what happens to be in flight.
func TestMemoryDoesNotGrowWithTheRounds(t *testing.T) {
	const n = 5
	for _, pipelined := range []bool{false, true} {
		w := world(t, n, pipelined)
		inUse := func(steps model.Step) uint64 {
			if err := w.Run(until(w, n, steps), 1<<62); err != nil {
				t.Fatal(err)
			}
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		early, late := inUse(150), inUse(3000)
		const slack = 64 << 10 // the messages of one round are 10 kB; of 950 rounds, 10 MB
		if late > early+slack {
			t.Errorf("pipelined %v: %d bytes in use after 1000 rounds, %d after 50, want no more", pipelined, late,
				early)
		}
		runtime.KeepAlive(w)
	}
}
