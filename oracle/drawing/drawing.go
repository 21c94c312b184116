// Package drawing makes space-time diagrams of traces: of the beginning of one that holds, and of one that breaks a
// rule of what the wrong event depends on.
package drawing

import (
	"fmt"
	"io"
	"maps"

	"quesera/catalogue"
	"quesera/internal/picture"
	tf "quesera/internal/traceformat"
	"quesera/oracle/trace"
)

const (
	// most is how many events are drawn, so that a picture can be looked at.
	most = 160
	// few is up to how many events acknowledgments are drawn, too.
	few = 48
	// window is how many events before a wrong one are remembered, in which to look for its causal past.
	window = 4096
)

// Trace reads a trace that was judged, and draws it. The words are what is wrong with it, empty where it holds.
func Trace(r io.Reader, judged trace.Result) (d *picture.Diagram, words string, err error) {
	decoder, err := tf.NewDecoder(r, catalogue.TraceFormats()...)
	if err != nil {
		return nil, "", fmt.Errorf("drawing: %w", err)
	}
	p := newPainter(decoder.Header())
	wrong := judged.Breach.Line
	if wrong > 0 {
		words = judged.Breach.String()
	}
	for {
		var e tf.Event
		switch err := decoder.Next(&e); {
		case err == io.EOF:
			return p.whole(), words, nil
		case err != nil && wrong > 0 && decoder.Line() >= wrong: // the line itself cannot be read
			return p.whole(), words, nil
		case err != nil:
			return nil, "", fmt.Errorf("drawing: %w", err)
		}
		p.add(e, decoder.Line())
		switch {
		case wrong > 0 && decoder.Line() >= wrong:
			b := judged.Breach
			return p.upTo(e, b.Rule.ID, b.Rule.ID+" ("+b.Rule.Section+"): "+b.Message), words, nil
		case wrong > 0:
			p.forget()
		case p.major > most:
			d := p.whole()
			d.Title += fmt.Sprintf(", the first %d events", len(d.Events))
			return d, "", nil
		}
	}
}

// A Stop is what ended a run that somebody else judged: something that the trace does not have.
type Stop struct {
	Node  int
	Rule  string
	Why   string    // the rule, and what is wrong
	Event *tf.Event // what the node did; nil: that is no event
}

// Stopped draws the trace of a run that was stopped: what the wrong step depends on, and that step.
func Stopped(r io.Reader, s Stop) (*picture.Diagram, error) {
	decoder, err := tf.NewDecoder(r, catalogue.TraceFormats()...)
	if err != nil {
		return nil, fmt.Errorf("drawing: %w", err)
	}
	p := newPainter(decoder.Header())
	for {
		var e tf.Event
		switch err := decoder.Next(&e); {
		case err == io.EOF && s.Event != nil:
			p.add(*s.Event, 0)
			return p.upTo(*s.Event, s.Rule, s.Why), nil
		case err == io.EOF:
			p.Events = append(p.Events, picture.Event{Node: s.Node, Step: p.step[s.Node],
				Says: fmt.Sprintf("node %d", s.Node)})
			return p.upTo(tf.Event{}, s.Rule, s.Why), nil
		case err != nil:
			return nil, fmt.Errorf("drawing: %w", err)
		}
		p.add(e, decoder.Line())
		p.forget()
	}
}

// A painter collects what is drawn.
type painter struct {
	*picture.Diagram
	header tf.Header
	sent   map[tf.ID]int // the event that sent a message; negative: forgotten
	first  int           // how many events are forgotten
	major  int
	step   []int // of the nodes
}

func newPainter(h tf.Header) *painter {
	d := &picture.Diagram{Legend: map[picture.Kind]string{
		picture.Sent: "a message", picture.Marked: "a message that is witnessed", picture.Witness: "its certificate",
		picture.Plain: "received", picture.Advanced: "a step is reached", picture.Chosen: "a choice",
		picture.Commit: "a commit", picture.Wrong: "breaks a rule"}}
	d.Title = fmt.Sprintf("%s, n=%d t_m=%d t_w=%d", h.Protocol.Name, h.Nodes, h.MessageThreshold, h.WitnessThreshold)
	for n := range h.Nodes {
		d.Nodes = append(d.Nodes, fmt.Sprintf("node %d", n))
	}
	return &painter{Diagram: d, header: h, sent: map[tf.ID]int{}, step: make([]int, h.Nodes)}
}

// add draws one event more.
func (p *painter) add(e tf.Event, line int) {
	if e.Kind == tf.Advance {
		p.step[e.Node] = int(e.Step)
	}
	drawn := picture.Event{Node: int(e.Node), Line: line, Step: p.step[e.Node]}
	switch e.Kind {
	case tf.SendRaw:
		drawn.Kind, drawn.Mark = picture.Sent, e.ID.String()
		drawn.Says = fmt.Sprintf("node %d sends its message %v of step %d", e.Node, e.ID, e.Step)
		if p.header.Protocol.Decides() {
			drawn.Says += fmt.Sprintf(", with ticket %d", e.Ticket)
		}
		drawn.Band = band(e.Step)
	case tf.SendAck:
		drawn.Minor = true
		drawn.Says = fmt.Sprintf("node %d acknowledges %v to node %d", e.Node, e.Of, e.To)
	case tf.SendWit:
		drawn.Kind, drawn.Mark = picture.Witness, e.Of.String()
		drawn.Says = fmt.Sprintf("node %d announces that %v is threshold witnessed", e.Node, e.Of)
		p.mark(e.Of)
	case tf.Receive:
		drawn.Says = p.receives(e, &drawn)
	case tf.Advance:
		drawn.Kind, drawn.Band = picture.Advanced, band(e.Step)
		drawn.Says = fmt.Sprintf("node %d reaches step %d", e.Node, e.Step)
	case tf.Decide:
		drawn.Kind, drawn.Mark, drawn.Says = decision(e)
	default:
		drawn.Says = fmt.Sprintf("node %d: %v", e.Node, e.Kind)
	}
	if !drawn.Minor {
		p.major++
	}
	if e.Kind == tf.SendRaw || e.Kind == tf.SendAck || e.Kind == tf.SendWit {
		p.sent[e.ID] = p.first + len(p.Events)
	}
	p.Events = append(p.Events, drawn)
}

func band(s tf.Step) string { return fmt.Sprintf("step %d", s) }

// mark tells that a message is witnessed.
func (p *painter) mark(id tf.ID) {
	if k, ok := p.sent[id]; ok && k >= p.first {
		p.Events[k-p.first].Kind = picture.Marked
	}
}

// receives says what is received, and draws the arrow.
func (p *painter) receives(e tf.Event, drawn *picture.Event) string {
	k, ok := p.sent[e.ID]
	if !ok || k < p.first {
		return fmt.Sprintf("node %d receives %v", e.Node, e.ID)
	}
	from := p.Events[k-p.first]
	drawn.Minor = from.Minor || from.Node == drawn.Node // its own: it had it when it sent it
	p.Arrows = append(p.Arrows, picture.Arrow{From: k - p.first, To: len(p.Events), Faint: from.Minor})
	what := "the message"
	switch {
	case from.Minor:
		what = "the acknowledgment"
	case from.Kind == picture.Witness:
		what = "the certificate of " + from.Mark + ","
	}
	return fmt.Sprintf("node %d receives %s %v", e.Node, what, e.ID)
}

func decision(e tf.Event) (picture.Kind, string, string) {
	choice := "nothing"
	if e.Choice.Known {
		choice = e.Choice.ID.String()
	}
	if e.Committed {
		return picture.Commit, fmt.Sprintf("round %d: %s", e.Round, choice),
			fmt.Sprintf("node %d chooses %s in round %d, and sees it committed", e.Node, choice, e.Round)
	}
	return picture.Chosen, fmt.Sprintf("round %d: %s", e.Round, choice),
		fmt.Sprintf("node %d chooses %s in round %d, and does not see it committed", e.Node, choice, e.Round)
}

// forget drops what is too long ago to be drawn.
func (p *painter) forget() {
	if len(p.Events) < 2*window {
		return
	}
	gone := len(p.Events) - window
	p.Diagram = p.Last(window)
	p.first += gone
	for id, k := range p.sent {
		if k < p.first {
			delete(p.sent, id)
		}
	}
}

// whole is the diagram of all that was read.
func (p *painter) whole() *picture.Diagram {
	d := p.Major()
	d.Title += ", acknowledgments not drawn"
	return d
}

// upTo is the diagram of the last event, which is wrong, and of what it depends on: for a decision that of its round,
// else of the last steps.
func (p *painter) upTo(wrong tf.Event, rule, why string) *picture.Diagram {
	last := len(p.Events) - 1
	e := &p.Events[last]
	e.Kind, e.Minor, e.Mark = picture.Wrong, false, rule
	e.Says += ": " + why
	since := max(0, e.Step-2)
	if wrong.Kind == tf.Decide { // of its round
		since = int(wrong.Round)
		if p.header.Rounds == tf.Sequential {
			since *= 3
		}
	}
	d := p.Past(last).Since(min(since, e.Step))
	if d = d.Between(); len(d.Events) <= few {
		d.Legend = maps.Clone(d.Legend)
		d.Legend[picture.Plain] = "received, or an acknowledgment"
	} else {
		d = d.Major()
	}
	d.Title += fmt.Sprintf(": what the wrong event depends on, since step %d", min(since, e.Step))
	if len(d.Events) > most {
		d = d.Last(most)
		d.Title += fmt.Sprintf(", the last %d events", most)
	}
	return d
}
