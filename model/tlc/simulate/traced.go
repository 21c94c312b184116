package simulate

import (
	"fmt"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim/play"
	"quesera/model/tlc"
	"quesera/spec"
)

// traced is the trace of a run: written, or judged while the run goes on, or both. The zero value is that of a run
// whose trace nobody wants.
type traced struct {
	trace   *tlc.Trace
	judge   play.Judge // nil: nobody judges it
	finding play.Finding
	move    uint64 // of the finding
}

// newTraced begins the trace of a run, if anybody wants it.
func newTraced(t play.Tracing, begin func(traceformat.Opener) (*tlc.Trace, error)) (traced, error) {
	var d traced
	if !t.Wanted() {
		return d, nil
	}
	var err error
	d.trace, err = begin(func(h traceformat.Header) (sink traceformat.Sink, err error) {
		sink, d.judge, err = t.Open(h)
		return sink, err
	})
	return d, err
}

// record takes in one transition. What goes wrong with writing is for flush to say.
func (d *traced) record(move uint64, node model.NodeID, live model.NodeSet, effects []model.Effect) {
	if d.trace == nil {
		return
	}
	d.trace.Live(live)
	_ = d.trace.Record(node, effects)
	if d.judge == nil || d.finding.Verdict == spec.Violated {
		return
	}
	if d.finding = d.judge.Finding(); d.finding.Verdict != spec.Holds {
		d.move = move
	}
}

// tell adds what the judge found to the report on a run. It returns the members of the JSON.
func (d *traced) tell(r *play.Report) []play.Member {
	f := play.Finding{Verdict: spec.Holds}
	if d.judge != nil {
		f = d.judge.Finding()
	}
	switch {
	case f.Verdict == spec.Holds:
	case f.Verdict == spec.Violated:
		r.Breaches = append(r.Breaches, play.Breach{Rule: f.Rule, Section: f.Section, Node: f.Node, Move: d.move,
			Message: fmt.Sprintf("trace: node %d %s (%s)", f.Node, f.Message, f.Rule)})
	case r.Open == "":
		r.Open = fmt.Sprintf("trace: %s (%s)", f.Message, f.Rule)
	}
	return []play.Member{{Name: "judged_events", Value: f.Events}}
}

// flush writes out the rest of the trace.
func (d *traced) flush() error {
	if d.trace == nil {
		return nil
	}
	return d.trace.Flush()
}
