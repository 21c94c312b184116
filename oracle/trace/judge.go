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
	// Follow has Judge read nothing after the first event that breaks a rule. Otherwise it reads the rest, to see whether
	// the lines are only out of order.
	Follow bool
}

// Judge reads a trace to its end or to the first event that breaks a rule. Its memory
// is bounded by the budget, whatever the input.
func Judge(r io.Reader, o Options) Result {
	formats := catalogue.TraceFormats()
	for _, l := range catalogue.Accountable() {
		formats = append(formats, l.Form)
	}
	d, err := traceformat.NewDecoder(r, formats...)
	if err != nil {
		return formatResult(err, Stats{})
	}
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	h := d.Header()
	if h.Protocol.Signed {
		return judgeLogs(d, o)
	}
	if err := safeThresholds(h); err != nil && !o.Unsafe {
		return result(err, 1, nil, Stats{Nodes: h.Nodes})
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
		j.line = d.Line()
		if b := j.event(&e); b != nil {
			return j.refused(b, &e, d, o)
		}
		j.stats.Events++
	}
	return j.atEnd(d.Line())
}

// refused is the verdict on a trace of which event e breaks a rule.
func (j *judge) refused(b *breach, e *traceformat.Event, d *traceformat.Decoder, o Options) Result {
	culprit := sighting{0, j.line, e.Node}
	if b.earlier != nil {
		culprit = *b.earlier
	}
	if b.rule != ruleOrder && b.rule != ruleLimit && !o.Follow { // with more memory there might be nothing to refuse here
		if early := j.disorder(d, e); early > 1 {
			b = refuse(ruleOrder, "from here on %d messages are received before they are sent: the lines are out of order (%s)",
				early, b)
		}
	}
	node := &culprit.node
	if b.rule == ruleOrder {
		node = nil
	}
	r := result(b, culprit.line, node, j.stats)
	r.Coverage = j.exercise.Coverage()
	return r
}

// atEnd is the verdict on a trace no event of which breaks a rule.
func (j *judge) atEnd(line int) Result {
	if j.stats.Events == 0 {
		return result(refuse(ruleEmpty, "no event after the header: nothing was judged"), line, nil, j.stats)
	}
	r := Result{Verdict: spec.Holds, Stats: j.stats, Owed: j.owed(), Coverage: j.exercise.Coverage()}
	if gaps := j.gaps(); gaps != "" {
		p := result(refuse(rulePartial, "%s; no event that is there breaks a rule", gaps), 0, nil, j.stats)
		r.Verdict, r.Breach = p.Verdict, p.Breach
	}
	return r
}

// Unreadable is the verdict on a file that cannot even be opened.
func Unreadable(err error) Result {
	return result(refuse(traceformat.RuleEncoding, "cannot be read: %v", err), 0, nil, Stats{})
}

// event judges one event and, if it is allowed, lets it happen.
func (j *judge) event(e *traceformat.Event) *breach {
	n := &j.nodes[e.Node]
	if b, skip := j.attend(n, e); b != nil || skip {
		return b
	}
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
	case traceformat.Hole:
		j.onHole(n)
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

// result is the verdict on a line that was refused; node is nil where it is no event.
func result(b *breach, line int, node *nodeID, stats Stats) Result {
	r := Result{Stats: stats, Breach: Breach{Rule: ruleOf(b.rule), Line: line, Message: b.msg}}
	r.Verdict = r.Breach.Rule.Breach
	if node != nil {
		r.Breach.Node.Known = true
		r.Breach.Node.ID = int(*node)
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
