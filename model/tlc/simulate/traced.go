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
	written bool       // to be read later, so that it matters where it ends
	judge   play.Judge // nil: nobody judges it
	finding play.Finding
	move    uint64 // of the finding
	cut     cut
}

// cut is where the trace ends before the run does, if it does, and in which move of the run that is.
type cut struct {
	end  tlc.TraceEnd
	move uint64
}

func (c cut) String() string {
	return fmt.Sprintf("the trace ends at move %d, where node %d jumps from step %d to step %d (TLC §2.4): the "+
		"format has no form for a jump",
		c.move, c.end.Node, c.end.From, c.end.To)
}

// cutMember is a cut in JSON.
type cutMember struct {
	Move uint64       `json:"move"`
	Node model.NodeID `json:"node"`
	From model.Step   `json:"from"`
	To   model.Step   `json:"to"`
}

// newTraced begins the trace of a run, if anybody wants it.
func newTraced(t play.Tracing, begin func(traceformat.Opener) (*tlc.Trace, error)) (traced, error) {
	d := traced{written: t.To != nil}
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
	if d.trace == nil || d.cut.end.Known {
		return
	}
	d.trace.Live(live)
	_ = d.trace.Record(node, effects)
	d.cut = cut{d.trace.End(), move}
	if d.judge == nil || d.finding.Verdict == spec.Violated {
		return
	}
	if d.finding = d.judge.Finding(); d.finding.Verdict != spec.Holds {
		d.move = move
	}
}

// cutMessage is the reason for the verdict on a run of which only the trace is wanting.
const cutMessage = "nothing is wrong with the run, but its trace is not all of it"

// tell adds what the judge found, and where the trace ends, to the report on a run. It returns the members of the JSON.
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
	var end *cutMember // null: the trace, if there is one, is whole
	if c := d.cut; c.end.Known && d.written {
		r.Note, end = c.String(), &cutMember{c.move, c.end.Node, c.end.From, c.end.To}
		if r.Open == "" {
			r.Open, r.Whole = cutMessage, true
		}
	}
	return []play.Member{{Name: "trace_end", Value: end}, {Name: "judged_events", Value: f.Events}}
}

// flush writes out the rest of the trace.
func (d *traced) flush() error {
	if d.trace == nil {
		return nil
	}
	return d.trace.Flush()
}
