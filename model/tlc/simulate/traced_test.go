package simulate

import (
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim/play"
	"quesera/model/tlc"
	"quesera/spec"
)

// objector is a judge that takes exception to the event with that number.
type objector struct {
	verdict spec.Verdict
	at      int
	events  int
}

func (o *objector) Encode(traceformat.Event) error { o.events++; return nil }
func (o *objector) Flush() error                   { return nil }
func (o *objector) Finding() play.Finding {
	if o.events < o.at {
		return play.Finding{Verdict: spec.Holds, Events: o.events}
	}
	return play.Finding{Verdict: o.verdict, Events: o.at - 1, Rule: "A-RULE", Section: "A section", Node: 2,
		Message: "does wrong"}
}

// What the judge of the trace objects to while the run goes on is a breach of the run, in the move in which it
// happens, and ends it. What it cannot judge leaves the verdict open.
func TestWhatTheJudgeOfTheTraceFindsIsTheVerdictOnTheRun(t *testing.T) {
	run := func(o *objector) play.Report {
		t.Helper()
		f := play.NewFlags("tlc")
		s, err := f.Build(Define(f))
		if err != nil {
			t.Fatal(err)
		}
		w, err := s.Start(f, play.Tracing{Judge: func(traceformat.Header) play.Judge { return o }})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return s.Over(w.Live()) }, 100_000); err != nil {
			t.Fatal(err)
		}
		report, err := s.Report(w, nil)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	whole := &objector{at: 1 << 30}
	if r := run(whole); len(r.Breaches) > 0 || r.Open != "" || member(r, "judged_events") != whole.events ||
		whole.events < 500 {
		t.Errorf("breaches %v, open %q, %d events of %v judged, want a run that holds", r.Breaches, r.Open,
			whole.events, member(r, "judged_events"))
	}
	wrong := &objector{at: 200, verdict: spec.Violated}
	r := run(wrong)
	if len(r.Breaches) != 1 || r.Breaches[0].Rule != "A-RULE" || r.Breaches[0].Section != "A section" ||
		r.Breaches[0].Node != 2 || !strings.Contains(r.Breaches[0].Message, "node 2 does wrong") ||
		wrong.events > 220 || r.Breaches[0].Move != member(r, "moves") {
		t.Errorf("breaches = %+v after %d events in %v moves, want that of event 200, and nothing after it", r.Breaches,
			wrong.events, member(r, "moves"))
	}
	unsure := &objector{at: 200, verdict: spec.Inconclusive}
	if r := run(unsure); len(r.Breaches) > 0 || !strings.Contains(r.Open, "does wrong") ||
		unsure.events != whole.events {
		t.Errorf("breaches %v, open %q after %d events, want the whole run and an open verdict", r.Breaches, r.Open,
			unsure.events)
	}
}

// member is one member of the JSON.
func member(r play.Report, name string) any {
	for _, m := range r.Members {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// A run whose trace nobody wants has none, and nothing to write out.
func TestARunNeedsNoTrace(t *testing.T) {
	var none traced
	none.record(1, 0, model.All(3), []model.Effect{tlc.Advanced{}})
	var r play.Report
	none.tell(&r)
	if len(r.Breaches) > 0 || r.Open != "" || none.flush() != nil {
		t.Errorf("breaches %v, open %q, want none", r.Breaches, r.Open)
	}
}
