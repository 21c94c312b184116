package tlc_test

import (
	"bytes"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/oracle/trace"
	"quesera/spec"
)

// The clock alone, witnessed and unwitnessed, writes good traces too.
func TestTracesOfTheClockAreAccepted(t *testing.T) {
	for _, th := range []tlc.Thresholds{{Nodes: 3, Message: 2, Witness: 2}, {Nodes: 3, Message: 2, Unwitnessed: true},
		{Nodes: 5, Message: 3, Witness: 3}, {Nodes: 2, Message: 1, Witness: 1}} {
		machine, err := tlc.New(th)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		tr, err := tlc.NewTrace(traceformat.To(&out), th, "")
		if err != nil {
			t.Fatal(err)
		}
		w, err := sim.New(sim.Config[tlc.State]{
			Nodes: th.Nodes, Machine: tlc.Standalone{Machine: machine}, Chooser: sim.Random(3),
			Faults: sim.Faults{Duplicate: 5},
			Observe: func(o sim.Observation[tlc.State]) {
				if err := tr.Record(o.Node, o.Effects); err != nil {
					t.Fatal(err)
				}
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return w.State(0).Step() >= 12 }, 1_000_000); err != nil {
			t.Fatal(err)
		}
		if err := tr.Flush(); err != nil {
			t.Fatal(err)
		}
		judge(t, out.Bytes())
	}
}

// judge holds a trace against the judge of traces.
func judge(t *testing.T, text []byte) {
	t.Helper()
	if r := trace.Judge(bytes.NewReader(text), trace.Options{}); r.Verdict != spec.Holds {
		t.Errorf("%v: %v, want holds", r.Verdict, r.Breach)
	}
}
