package play

import (
	"io"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/spec"
)

// Tracing says what becomes of the trace of a run. The zero value: nothing.
type Tracing struct {
	To    io.Writer                      // where it is written; nil: nowhere
	Judge func(traceformat.Header) Judge // who judges it as it happens; nil: nobody
	tell  func(traceformat.Event)        // who else is told of each event; nil: nobody
}

// A Judge judges the trace of a run while the run goes on.
type Judge interface {
	traceformat.Sink
	// Finding is what the judge thinks of the events so far. After one that does not hold it takes in no more.
	Finding() Finding
}

// A Finding is what a Judge thinks of a run. The fields after Events say why the verdict is not that it holds.
type Finding struct {
	Verdict spec.Verdict // holds so far, violated, or inconclusive: what follows cannot be judged
	Events  int          // that were judged
	Rule    string
	Section string // of the source of the rule
	Node    model.NodeID
	Message string
}

// Wanted tells whether anybody wants the trace.
func (t Tracing) Wanted() bool { return t.To != nil || t.Judge != nil || t.tell != nil }

// teller tells of each event.
type teller func(traceformat.Event)

func (t teller) Encode(e traceformat.Event) error {
	t(e)
	return nil
}

func (t teller) Flush() error { return nil }

// Open begins a trace for whoever wants it. The Judge is nil if there is none.
func (t Tracing) Open(h traceformat.Header) (traceformat.Sink, Judge, error) {
	var all traceformat.Sinks
	if t.To != nil {
		written, err := traceformat.To(t.To)(h)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, written)
	}
	if t.tell != nil {
		all = append(all, teller(t.tell))
	}
	if t.Judge == nil {
		return all, nil, nil
	}
	judge := t.Judge(h)
	if len(all) == 0 {
		return judge, judge, nil
	}
	return append(all, judge), judge, nil
}
