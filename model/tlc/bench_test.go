package tlc_test

import (
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// BenchmarkSteps measures how fast a whole group moves on: one iteration is one step, all nodes advance by one.
func BenchmarkSteps(b *testing.B) {
	for _, n := range []int{1, 3, 21} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			machine, err := tlc.New(tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1})
			if err != nil {
				b.Fatal(err)
			}
			w, err := sim.New(sim.Config[tlc.State]{Nodes: n, Machine: tlc.Standalone{Machine: machine}, InPlace: true,
				Chooser: sim.Random(1)})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			slowest := model.NodeID(0)
			done := func() bool {
				for ; int(slowest) < n; slowest++ {
					if w.State(slowest).Step() < model.Step(b.N) {
						return false
					}
				}
				return true
			}
			if err := w.Run(done, 1<<62); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
			b.ReportMetric(float64(w.Moves())/float64(b.N), "moves/step")
		})
	}
}
