package tlc

import (
	"io"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim"
)

// remembered is how many messages and acknowledgments a trace remembers.
func (t *Trace) remembered() int {
	count := 0
	for _, m := range t.named {
		count += 1 + len(m.acks)
	}
	return count
}

// lag is how far the live node furthest behind is behind the one furthest ahead.
func (t *Trace) lag(live model.NodeSet) model.Step {
	first, last := model.Step(0), ^model.Step(0)
	for i := range live.Members() {
		first, last = max(first, t.step[i]), min(last, t.step[i])
	}
	return first - last
}

// What a trace remembers does not grow with the run, with a node that crashes early on too: it is the messages
// of the steps between the nodes, and of traceReach steps before.
func TestATraceForgetsWhatNobodyRefersToAnyMore(t *testing.T) {
	thresholds := Thresholds{Nodes: 5, Message: 3, Witness: 3}
	machine, err := New(thresholds)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := NewTrace(traceformat.To(io.Discard), thresholds, "")
	if err != nil {
		t.Fatal(err)
	}
	step, most := model.Step(0), 0
	w, err := sim.New(sim.Config[State]{
		Nodes: 5, Machine: Standalone{machine}, Chooser: sim.Random(7), Timeouts: true, Faults: sim.Faults{Crashes: 1},
		Observe: func(o sim.Observation[State]) {
			tr.Live(o.Live)
			if err := tr.Record(o.Node, o.Effects); err != nil {
				t.Fatal(err)
			}
			step, most = max(step, tr.step[o.Node]), max(most, tr.remembered())
			steps := int(tr.lag(o.Live)) + traceReach + 1
			if got := tr.remembered(); got > steps*5*6 || len(tr.steps) > steps || len(tr.named) > steps*5 {
				t.Fatalf("in step %d %d messages and acknowledgments are remembered, of %d steps, want those of %d "+
					"steps", step, got, len(tr.steps), steps)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(func() bool { return step >= 600 || tr.end.Known }, 1_000_000); err != nil {
		t.Fatal(err)
	}
	if tr.end.Known || w.Live().Len() != 4 || most < 5 {
		t.Errorf("end %+v, live %v, at most %d remembered, want a crash and no jump", tr.end, w.Live(), most)
	}
}

// Once a trace has ended it takes in nothing and remembers nothing.
func TestATraceThatHasEndedIsSilent(t *testing.T) {
	tr, err := NewTrace(traceformat.To(io.Discard), Thresholds{Nodes: 2, Message: 2, Witness: 2}, "")
	if err != nil {
		t.Fatal(err)
	}
	raw := &Raw{Digest: model.Digest{1}}
	tr.Record(0, []model.Effect{Advanced{}, model.Broadcast{Message: raw}})
	tr.Record(1, []model.Effect{Advanced{}, Jumped{From: 0, To: 40}, Advanced{Step: 40}})
	want := TraceEnd{Known: true, Node: 1, From: 0, To: 40}
	if tr.End() != want || tr.remembered() != 0 || tr.step[1] != 0 {
		t.Errorf("end = %+v, %d remembered, node 1 in step %d, want %+v and nothing after it", tr.End(),
			tr.remembered(), tr.step[1], want)
	}
	tr.Live(model.Only(0))
	if err := tr.Record(0, []model.Effect{model.Broadcast{Message: &Cert{Of: raw.Digest}},
		Advanced{Step: 1}}); err != nil || tr.step[0] != 0 {
		t.Errorf("recorded after the end: %v, step %d", err, tr.step[0])
	}
	if err := tr.Flush(); err != nil {
		t.Error(err)
	}
}

// A reference to what was forgotten is an error, and never a line with a wrong name in it.
func TestATraceRefusesAReferenceToWhatItForgot(t *testing.T) {
	tr, err := NewTrace(traceformat.To(io.Discard), Thresholds{Nodes: 2, Message: 2, Witness: 2}, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := tr.Record(0, []model.Effect{DeliveredRaw{Message: &Raw{Digest: model.Digest{7}}}}); err == nil ||
		tr.Flush() == nil {
		t.Error("no error")
	}
}
