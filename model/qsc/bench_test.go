package qsc_test

import (
	"fmt"
	"runtime/debug"
	"testing"

	"quesera/model"
	"quesera/model/qsc"
	"quesera/model/sim"
)

// benchWorld is a group of n nodes with majority thresholds on the network in which any packet may be next.
// The collector is set as in "quesera sim".
func benchWorld(b *testing.B, n int, pipelined bool) *sim.World[qsc.State] {
	b.Helper()
	percent, limit := debug.SetGCPercent(400), debug.SetMemoryLimit(4<<30)
	b.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	})
	machine, err := qsc.New(qsc.Config{Thresholds: majority(n), Pipelined: pipelined, Tickets: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	w, err := sim.New(sim.Config[qsc.State]{Nodes: n, Machine: machine, Chooser: sim.Random(1)})
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// until tells when all of n nodes have reached a step.
func until(w *sim.World[qsc.State], n int, s model.Step) func() bool {
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

// BenchmarkSteps measures how fast a whole group runs QSC3: one iteration is one step, in which
// all nodes advance by one.
func BenchmarkSteps(b *testing.B) {
	for _, n := range []int{3, 21} {
		for _, pipelined := range []bool{false, true} {
			b.Run(fmt.Sprintf("n=%d/pipelined=%v", n, pipelined), func(b *testing.B) {
				w := benchWorld(b, n, pipelined)
				b.ReportAllocs()
				b.ResetTimer()
				if err := w.Run(until(w, n, model.Step(b.N)), 1<<62); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
			})
		}
	}
}

// BenchmarkOneRoundOfAThousand plays one round, three steps and their six million packets, among 1000 nodes.
func BenchmarkOneRoundOfAThousand(b *testing.B) {
	for b.Loop() {
		w := benchWorld(b, 1000, false)
		if err := w.Run(until(w, 1000, 3), 1<<62); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(w.Moves()), "moves")
	}
}
