package tlc

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/causal"
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
	if err := w.Run(func() bool { return step >= 600 }, 1_000_000); err != nil {
		t.Fatal(err)
	}
	if w.Live().Len() != 4 || most < 5 {
		t.Errorf("live %v, at most %d remembered, want a crash", w.Live(), most)
	}
}

// A node that jumps adopts the causal history of the message whose step it reaches, and is there at once.
func TestAJumpIsWrittenAsAdopting(t *testing.T) {
	var out bytes.Buffer
	tr, err := NewTrace(traceformat.To(&out), Thresholds{Nodes: 2, Message: 2, Witness: 2}, "")
	if err != nil {
		t.Fatal(err)
	}
	raw := &Raw{Digest: model.Digest{1}, Header: causal.Header{Node: 0}, Step: 40}
	tr.Record(0, []model.Effect{Advanced{Step: 40}, model.Broadcast{Message: raw}})
	tr.Record(1, []model.Effect{Advanced{}, Jumped{From: 0, To: 40, Carried: raw}, Advanced{Step: 40}})
	if err := tr.Flush(); err != nil {
		t.Fatal(err)
	}
	want := `{"node":1,"event":"adopt","id":"0.1"}` + "\n" + `{"node":1,"event":"advance","step":40}` + "\n"
	if text := out.String(); !strings.HasSuffix(text, want) {
		t.Errorf("trace:\n%swant at the end\n%s", text, want)
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
