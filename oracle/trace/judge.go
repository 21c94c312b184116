package trace

import (
	"errors"
	"fmt"
	"io"

	"quesera/catalogue"
	"quesera/internal/traceformat"
	"quesera/spec"
)

// DefaultMemory is the memory budget in bytes, estimated; a process takes about twice as much,
// because the garbage collector runs behind.
const DefaultMemory = 128 << 20

// Options change how a trace is judged. The zero value is the default.
type Options struct {
	// Unsafe admits thresholds under which decisions may differ, to see what breaks.
	Unsafe bool
	// Memory is the budget in bytes for what must be remembered; 0: DefaultMemory.
	Memory int
}

// Judge reads a trace to its end or to the first event that breaks a rule. Its memory
// is bounded by the budget, whatever the input.
func Judge(r io.Reader, o Options) Result {
	d, err := traceformat.NewDecoder(r, catalogue.TraceFormats()...)
	if err != nil {
		return formatResult(err, Stats{})
	}
	h := d.Header()
	if err := safeThresholds(h); err != nil && !o.Unsafe {
		return result(err, 1, nil, Stats{Nodes: h.Nodes})
	}
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	j := newJudge(h, o.Memory)
	var e traceformat.Event
	for {
		err := d.Next(&e)
		if err == io.EOF {
			break
		}
		if err != nil {
			return formatResult(err, j.stats)
		}
		if b := j.event(&e); b != nil {
			line, culprit := d.Line(), e
			if early := j.disorder(d, &e); early > 1 {
				b = refuse(ruleOrder, "from here on %d messages are received before they are sent: the lines are out of order (%s)",
					early, b)
				return result(b, line, nil, j.stats)
			}
			return result(b, line, &culprit, j.stats)
		}
		j.stats.Events++
	}
	if j.stats.Events == 0 {
		return result(refuse(ruleEmpty, "no event after the header: nothing was judged"), d.Line(), nil, j.stats)
	}
	return Result{Verdict: spec.Holds, Stats: j.stats}
}

// Unreadable is the verdict on a file that cannot even be opened.
func Unreadable(err error) Result {
	return result(refuse(traceformat.RuleEncoding, "cannot be read: %v", err), 0, nil, Stats{})
}

// event judges one event and, if it is allowed, lets it happen.
func (j *judge) event(e *traceformat.Event) *breach {
	n := &j.nodes[e.Node]
	if n.abandoned {
		return refuse(ruleLimit, "the node was left behind at step %d when the memory budget was reached, and its events "+
			"can no longer be judged", n.step)
	}
	var b *breach
	switch e.Kind {
	case traceformat.SendRaw:
		b = j.onSendRaw(n, e)
	case traceformat.SendAck:
		b = j.onSendAck(n, e)
	case traceformat.SendWit:
		b = j.onSendWit(n, e)
	case traceformat.Receive:
		b = j.onReceive(n, e)
	case traceformat.Advance:
		b = j.onAdvance(n, e)
	case traceformat.Decide:
		b = j.onDecide(n, e)
	case traceformat.Adopt:
		b = j.onAdopt(n, e)
	}
	if b != nil {
		return b
	}
	return j.tidy()
}

// safeThresholds wants majorities where nodes decide, without which they can commit different
// choices. The clock alone runs with any thresholds (TLC §2.7).
func safeThresholds(h traceformat.Header) *breach {
	if !h.Protocol.Decides() {
		return nil
	}
	check := func(name string, t int) *breach {
		if 2*t > h.Nodes {
			return nil
		}
		return refuse(traceformat.RuleThresholds,
			"%s = %d of %d nodes is no majority: nodes that follow every rule may still commit different choices; want at "+
				"least %d (--unsafe judges it all the same)",
			name, t, h.Nodes, h.Nodes/2+1)
	}
	if b := check("message_threshold", h.MessageThreshold); b != nil {
		return b
	}
	return check("witness_threshold", h.WitnessThreshold)
}

// result is the verdict on a line that was refused; e is nil where it is no event.
func result(b *breach, line int, e *traceformat.Event, stats Stats) Result {
	r := Result{Stats: stats, Breach: Breach{Rule: ruleOf(b.rule), Line: line, Message: b.msg}}
	r.Verdict = r.Breach.Rule.Breach
	if e != nil {
		r.Breach.Node.Known = true
		r.Breach.Node.ID = int(e.Node)
	}
	return r
}

// formatResult is the verdict on a file that cannot be read.
func formatResult(err error, stats Stats) Result {
	var f *traceformat.Error
	if !errors.As(err, &f) {
		panic(fmt.Sprintf("trace: decoder: got an error of type %T, want *traceformat.Error", err))
	}
	return result(refuse(f.Rule, "%s", f.Msg), f.Line, nil, stats)
}
