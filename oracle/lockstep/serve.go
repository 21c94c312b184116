package lockstep

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"quesera/internal/traceformat"
	"quesera/spec"
)

// An Answer is what Serve says to a line.
type Answer struct {
	Line     int               `json:"line"`              // that is answered, from 1
	Answer   string            `json:"answer"`            // "agrees", "differs" or "expected"
	Node     *traceformat.Node `json:"node,omitempty"`    // where it differs, or of which it is expected
	Rule     string            `json:"rule,omitempty"`    // that is broken
	Section  string            `json:"section,omitempty"` // of its source
	Message  string            `json:"message,omitempty"`
	Input    string            `json:"input,omitempty"` // what the node was told last
	State    string            `json:"state,omitempty"` // the node's, before the event
	Got      string            `json:"got,omitempty"`
	Expected []json.RawMessage `json:"expected,omitempty"` // events, as in a trace
}

// server is one session of Serve.
type server struct {
	session *Session
	sent    map[traceformat.ID]bool
	open    struct { // the reaction that has begun
		known bool
		node  traceformat.Node
	}
}

// errDiffers ends a session.
var errDiffers = errors.New("lockstep: a node differs")

// Serve judges a group that somebody else drives (docs/ORACLE.md): it reads the header of a trace of one of the
// protocols and then, a line each, what nodes are told and what they do, and answers each line by one. It ends with
// the input, or with the first difference, which is violated, or inconclusive where it cannot be judged. An error
// says which line is none.
func Serve(in io.Reader, out io.Writer, o Options, protocols ...traceformat.Protocol) (spec.Verdict, error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, traceformat.MaxLine)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	var s *server
	number := 0
	for lines.Scan() {
		number++
		answer := Answer{Line: number, Answer: "agrees"}
		var err error
		if s == nil {
			s, err = begin(lines.Bytes(), o, protocols)
		} else {
			err = s.line(lines.Bytes(), &answer)
		}
		if err != nil && !errors.Is(err, errDiffers) {
			return spec.Unusable, fmt.Errorf("line %d: %w", number, err)
		}
		if err := encoder.Encode(answer); err != nil {
			return spec.Unusable, err
		}
		if err != nil {
			return s.session.over.Verdict, nil
		}
	}
	switch {
	case errors.Is(lines.Err(), bufio.ErrTooLong):
		return spec.Unusable, fmt.Errorf("line %d: more than %d octets", number+1, traceformat.MaxLine)
	case lines.Err() != nil:
		return spec.Unusable, fmt.Errorf("line %d: %w", number+1, lines.Err())
	case s == nil:
		return spec.Unusable, errors.New("nothing to read, want the header of a trace")
	case s.session.Stats().Events == 0:
		return spec.Inconclusive, nil
	}
	return spec.Holds, nil
}

// mostSent bounds the messages of a session, all of which may be sent again.
const mostSent = 1 << 22

// begin reads the header.
func begin(line []byte, o Options, protocols []traceformat.Protocol) (*server, error) {
	h, err := traceformat.ParseHeader(line, protocols...)
	var f *traceformat.Error
	switch {
	case errors.As(err, &f):
		return nil, errors.New(f.Msg)
	case err != nil:
		return nil, err
	}
	if least := min(h.MessageThreshold, h.WitnessThreshold); h.Protocol.Decides() && 2*least <= h.Nodes && !o.Unsafe {
		return nil, fmt.Errorf("threshold = %d of %d nodes is no majority (--unsafe judges it all the same)", least, h.Nodes)
	}
	if h.Names != traceformat.ByNumber {
		return nil, errors.New(`"names" = "times", want "numbers": here messages are named by sender and number`)
	}
	return &server{session: New(h, o), sent: map[traceformat.ID]bool{}}, nil
}

// line takes in a line after the header.
func (s *server) line(line []byte, a *Answer) error {
	o := readObject(line)
	if o.err != nil {
		return o.err
	}
	node := o.number("node")
	if o.err == nil && node >= uint64(s.session.header.Nodes) {
		o.fail("node = %d, want 0..%d", node, s.session.header.Nodes-1)
	}
	i := traceformat.Node(node)
	if o.err != nil {
		return o.err
	}
	if input, is := o.cut("input"); is {
		return s.begins(i, input.Text, &o)
	}
	if !s.open.known || s.open.node != i {
		return fmt.Errorf("node %d has no input, want one before what it does", i)
	}
	event, _ := o.cut("event")
	switch event.Text {
	case "done":
		o.end()
		s.open.known = false
		return s.differs(o.err, s.session.Done, i, a)
	case "resend":
		id := o.id("id")
		o.end()
		return s.differs(o.err, func(i traceformat.Node) *Difference { return s.session.Resend(i, id, s.sent[id]) }, i, a)
	case "expect":
		o.end()
		*a = Answer{Line: a.Line, Answer: "expected", Node: &i, Input: s.session.nodes[i].input.words(),
			State: s.session.live.Local(i), Expected: asJSON(s.session.Expected(i))}
		return o.err
	}
	if event.Name != "" {
		o.members = append(o.members, event)
	}
	e := o.event(s.session.header, i)
	if e.Kind <= traceformat.SendWit {
		s.sent[e.ID] = true
		if len(s.sent) > mostSent {
			return fmt.Errorf("more than %d messages are sent, want a new session for more", mostSent)
		}
	}
	return s.differs(o.err, func(i traceformat.Node) *Difference { return s.session.Event(i, e) }, i, a)
}

// mostStep bounds steps, as in traces.
const mostStep = 1<<62 - 1

// begins takes in what a node is told.
func (s *server) begins(i traceformat.Node, kind string, o *object) error {
	if s.open.known {
		return fmt.Errorf("an input of node %d, but node %d is not done with its own", i, s.open.node)
	}
	in := Input{}
	switch kind {
	case Propose.String():
		step, ticket := o.number("step"), o.number("ticket")
		if step > mostStep {
			o.fail("step = %d, want 0..%d", step, uint64(mostStep))
		}
		in.Kind, in.Step, in.Ticket = Propose, traceformat.Step(step), traceformat.Ticket(ticket)
	case Message.String():
		in.Kind, in.ID = Message, o.id("id")
	case Timeout.String():
		in.Kind = Timeout
	default:
		o.fail("input = %.40q, want %q, %q or %q", kind, Propose, Message, Timeout)
	}
	o.end()
	if o.err == nil {
		s.open.known, s.open.node = true, i
		s.session.Begin(i, in)
	}
	return o.err
}

// differs fills in the answer where a judge finds a difference.
func (s *server) differs(err error, judge func(traceformat.Node) *Difference, i traceformat.Node, a *Answer) error {
	if err != nil {
		return err
	}
	d := judge(i)
	if d == nil {
		return nil
	}
	*a = Answer{Line: a.Line, Answer: "differs", Node: &d.Node, Rule: d.Rule, Section: d.Section, Message: d.Message,
		Input: d.Input, State: d.State, Got: d.Got, Expected: asJSON(d.Expected)}
	return errDiffers
}

// asJSON are events as lines of a trace.
func asJSON(events []traceformat.Event) []json.RawMessage {
	var all []json.RawMessage
	for _, e := range events {
		all = append(all, bytes.TrimSpace(traceformat.AppendEvent(nil, e)))
	}
	return all
}
