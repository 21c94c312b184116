package qsc3_test

import (
	"bytes"
	"fmt"
	"testing"

	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// A World that makes transitions in place plays the run of one that applies the pure function, byte for
// byte, also where much goes wrong.
func TestARunInPlaceIsTheSameRun(t *testing.T) {
	config := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}, Tickets: 100}
	machine, err := qsc3.New(config)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(5) {
		var runs [2]bytes.Buffer
		for k := range runs {
			w, err := sim.New(sim.Config[qsc3.State]{
				Nodes: 5, Machine: machine, InPlace: k == 1, Chooser: sim.Random(seed), Timeouts: true,
				Faults: sim.Faults{Loss: 10, Duplicate: 10, Crashes: 1, Partitions: 2, Impatience: 2},
				Observe: func(o sim.Observation[qsc3.State]) {
					fmt.Fprintf(&runs[k], "%d %T %d %v:", o.Node, o.Event, o.After.Clock().Step(),
						o.After.Clock().Acks())
					for _, effect := range o.Effects {
						fmt.Fprintf(&runs[k], " %T", effect)
						if d, ok := effect.(qsc3.Decided); ok {
							fmt.Fprint(&runs[k], d)
						}
					}
					fmt.Fprintln(&runs[k])
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			for w.Moves() < 5000 && err == nil {
				err = w.Move()
			}
			fmt.Fprintln(&runs[k], err)
		}
		if !bytes.Equal(runs[0].Bytes(), runs[1].Bytes()) || runs[0].Len() < 1000 {
			t.Errorf("seed %d: the run in place differs, or is short (%d bytes)", seed, runs[0].Len())
		}
	}
}
