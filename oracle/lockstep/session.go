package lockstep

import (
	"fmt"
	"strings"

	"quesera/internal/traceformat"
	"quesera/oracle/trace"
	"quesera/spec"
)

// An InputKind is what a node is told.
type InputKind uint8

const (
	Begin   InputKind = iota // it begins, or begins again after a crash
	Propose                  // broadcast the raw message of your step: Step, Ticket
	Message                  // a message arrives: ID
	Timeout                  // nothing arrives any more: messages may have been lost
)

func (k InputKind) String() string { return [...]string{"init", "propose", "message", "timeout"}[k] }

// An Input is something that a node is told.
type Input struct {
	Kind   InputKind
	Step   traceformat.Step
	Ticket traceformat.Ticket
	ID     traceformat.ID
}

// A Difference is where a node does what it must not, or does not what it must.
type Difference struct {
	Node     traceformat.Node
	Verdict  spec.Verdict // violated, or inconclusive: what follows cannot be judged
	Rule     string
	Section  string              // of its source
	Got      string              // what the node did, as the end of a sentence
	Message  string              // what is wrong with it
	State    string              // the node's, before the event
	Input    string              // what the node was told last
	Expected []traceformat.Event // what a node that does all it must does with the input; nil: not known
	Event    *traceformat.Event  // what the node did, where that is an event; nil: it is none
}

func (d *Difference) String() string {
	return fmt.Sprintf("node %d: %s (%s): %s", d.Node, d.Rule, d.Section, d.Message)
}

// Options change what is judged.
type Options struct {
	OwnTickets bool // nodes draw their lottery tickets themselves
	Unsafe     bool // Serve admits thresholds under which decisions may differ
}

// A Session judges a group while it runs. After the first Difference it is over.
type Session struct {
	header  traceformat.Header
	options Options
	live    *trace.Live
	nodes   []local
	past    history
	over    *Difference
}

// local is what the session knows of a node.
type local struct {
	pending  []traceformat.ID        // brought to it, or its own, and as far as known not yet received
	brought  map[traceformat.ID]bool // in pending
	proposed struct {
		known  bool
		step   traceformat.Step
		ticket traceformat.Ticket
	}
	number uint64 // of its latest message
	input  Input
}

// New starts to judge a group.
func New(h traceformat.Header, o Options) *Session {
	s := &Session{header: h, options: o, live: trace.NewLive(h, trace.Options{}), nodes: make([]local, h.Nodes)}
	for i := range s.nodes {
		s.nodes[i].brought = map[traceformat.ID]bool{}
	}
	return s
}

// Begin tells of an input of a node.
func (s *Session) Begin(i traceformat.Node, in Input) {
	n := &s.nodes[i]
	n.input = in
	s.past.begin(i)
	n.take(i, in)
}

// take notes what an input brings.
func (n *local) take(i traceformat.Node, in Input) {
	switch in.Kind {
	case Propose:
		n.proposed.known, n.proposed.step, n.proposed.ticket = true, in.Step, in.Ticket
	case Message:
		if in.ID.Sender != i {
			n.bring(in.ID)
		}
	case Begin, Timeout:
	}
}

// bring notes that a message can be received from now on.
func (n *local) bring(id traceformat.ID) {
	if !n.brought[id] {
		n.brought[id] = true
		n.pending = append(n.pending, id)
	}
}

// Event judges what a node does.
func (s *Session) Event(i traceformat.Node, e traceformat.Event) *Difference {
	if s.over != nil {
		return s.over
	}
	e.Node = i
	d := s.event(i, e)
	if d != nil {
		wrong := e // of its own, so that an event that is right is not moved to the heap
		d.Event = &wrong
	}
	return d
}

func (s *Session) event(i traceformat.Node, e traceformat.Event) *Difference {
	n := &s.nodes[i]
	switch {
	case e.Kind == traceformat.SendRaw && (!n.proposed.known || n.proposed.step != e.Step):
		return s.differs(i, rulePropose, e.Words(), "%s, want none: it was not told to, or has done so already", e.Words())
	case e.Kind == traceformat.SendRaw && !s.options.OwnTickets && s.header.Protocol.Decides() &&
		n.proposed.ticket != e.Ticket:
		return s.differs(i, ruleTicket, e.Words(), "%s, want ticket %d, which was drawn for it", e.Words(), n.proposed.ticket)
	case e.Kind == traceformat.Receive && e.ID.Sender != i && !n.brought[e.ID] && s.live.Owes(i, e.ID) != trace.Paid,
		(e.Kind == traceformat.Receive || e.Kind == traceformat.Adopt) && s.silent(e.ID.Sender):
		return s.differs(i, ruleBrought, e.Words(), "%s, want only what was brought to it", e.Words())
	}
	state := s.live.Local(i)
	_ = s.live.Encode(e) // it has no error but a finding
	if f := s.live.Finding(); f.Verdict != spec.Holds {
		d := s.differs(i, "", e.Words(), "%s", f.Message)
		d.Verdict, d.Rule, d.Section, d.State = f.Verdict, f.Rule, f.Section, state
		return d
	}
	s.past.add(e)
	n.did(i, e, s.header)
	return nil
}

// silent tells whether a node has sent nothing so far. The judge of traces takes the log of such a node for one that is
// missing, and would believe whatever others receive of it.
func (s *Session) silent(i traceformat.Node) bool {
	return int(i) < len(s.nodes) && s.nodes[i].number == 0
}

// did notes what a node did.
func (n *local) did(i traceformat.Node, e traceformat.Event, h traceformat.Header) {
	switch e.Kind {
	case traceformat.SendRaw:
		n.proposed.known = false
		n.bring(e.ID)
		n.number = e.ID.Number
	case traceformat.SendWit:
		n.bring(e.ID)
		n.number = e.ID.Number
	case traceformat.SendAck:
		if e.To == i || h.Acks == traceformat.Gossiped {
			n.bring(e.ID)
		}
		n.number = e.ID.Number
	case traceformat.Receive, traceformat.Advance, traceformat.Decide, traceformat.Adopt, traceformat.Hole:
	}
}

// Done judges what a node has left undone when it says that it is done with its input.
func (s *Session) Done(i traceformat.Node) *Difference {
	if s.over != nil {
		return s.over
	}
	if due, is := s.nodes[i].due(s.live, i); is {
		return s.differs(i, ruleDone, "is done", "is done, but %s", owed(due.Event))
	}
	if id, is := s.nodes[i].untaken(s.live, i); is {
		return s.differs(i, ruleTake, "is done", "is done, but has not received %s, which was brought to it and of which "+
			"it has the causal history", id)
	}
	return nil
}

// due is the first thing that a node has to do. Its raw message it has to send only when told to.
func (n *local) due(l *trace.Live, i traceformat.Node) (trace.Due, bool) {
	for _, due := range l.Due(i) {
		if due.Event.Kind != traceformat.SendRaw || n.proposed.known {
			return due, true
		}
	}
	return trace.Due{}, false
}

// untaken is the first message that a node has to receive now. Those that it has received are forgotten.
func (n *local) untaken(l *trace.Live, i traceformat.Node) (id traceformat.ID, is bool) {
	left := n.pending[:0]
	for _, p := range n.pending {
		switch l.Owes(i, p) {
		case trace.Paid:
			delete(n.brought, p)
			continue
		case trace.Now:
			if !is {
				id, is = p, true
			}
		case trace.Later:
		}
		left = append(left, p)
	}
	n.pending = left
	return id, is
}

// owed says what a node owes.
func owed(e traceformat.Event) string {
	switch e.Kind {
	case traceformat.SendRaw:
		return fmt.Sprintf("has not sent its raw message of step %d, as it was told to", e.Step)
	case traceformat.SendAck:
		return fmt.Sprintf("has not acknowledged %v, a raw message of its step %d", e.Of, e.Step)
	case traceformat.SendWit:
		return fmt.Sprintf("has not certified %v, of which it has enough acknowledgments", e.Of)
	case traceformat.Decide:
		return fmt.Sprintf("has not decided round %d, at whose end it is", e.Round)
	default:
		return fmt.Sprintf("has not advanced to step %d, although it has confirmed enough messages of step %d", e.Step,
			e.Step-1)
	}
}

// Resend judges that a node sends a message again: one of its own, or one that it was brought.
func (s *Session) Resend(i traceformat.Node, id traceformat.ID, sent bool) *Difference {
	n := &s.nodes[i]
	if s.over != nil || sent && (id.Sender == i || n.brought[id] || s.live.Has(i, id)) {
		return s.over
	}
	got := fmt.Sprintf("sends %v again", id)
	return s.differs(i, ruleResend, got, "%s, want a message that it has sent, or that was brought to it", got)
}

// differs ends the session.
func (s *Session) differs(i traceformat.Node, rule, got, format string, args ...any) *Difference {
	n := &s.nodes[i]
	d := &Difference{Node: i, Verdict: spec.Violated, Rule: rule, Got: got, Message: fmt.Sprintf(format, args...),
		State: s.live.Local(i), Input: n.input.words(), Expected: s.Expected(i)}
	if rule != "" {
		d.Section = sectionOf(rule)
	}
	s.over = d
	return d
}

// words is the input in words.
func (in Input) words() string {
	switch in.Kind {
	case Propose:
		return fmt.Sprintf("propose in step %d with ticket %d", in.Step, in.Ticket)
	case Message:
		return fmt.Sprintf("message %v", in.ID)
	}
	return in.Kind.String()
}

// Header is the group's.
func (s *Session) Header() traceformat.Header { return s.header }

// Step is the step that a node is in.
func (s *Session) Step(i traceformat.Node) traceformat.Step { return s.live.Step(i) }

// Stats counts what was judged so far.
func (s *Session) Stats() trace.Stats { return s.live.Stats() }

// inWords are events as one sentence.
func inWords(events []traceformat.Event) string {
	words := make([]string, len(events))
	for k, e := range events {
		words[k] = e.Words()
	}
	return strings.Join(words, "; ")
}

// Explain has a line each for what the node was told, its state, and what was expected of it.
func (d *Difference) Explain() string {
	expected := "not known: too much has happened"
	switch {
	case len(d.Expected) > 0:
		expected = inWords(d.Expected)
	case d.Expected != nil:
		expected = "nothing"
	}
	return fmt.Sprintf("node %d\n  was told:  %s\n  its state: %s\n  it:        %s\n  expected:  %s\n", d.Node, d.Input,
		d.State, d.Got, expected)
}
