package lockstep

import (
	"quesera/internal/traceformat"
	"quesera/oracle/trace"
	"quesera/spec"
)

// mostKept bounds how many events are kept to say what is expected.
const mostKept = 1 << 18

// history is what happened so far, to be judged once more up to the input at hand.
type history struct {
	events []traceformat.Event
	lost   bool // there were too many
	begun  int  // how many there were when the present input began
}

func (h *history) begin(traceformat.Node) { h.begun = len(h.events) }

func (h *history) add(e traceformat.Event) {
	if len(h.events) == mostKept {
		h.events, h.lost = nil, true
	}
	if !h.lost {
		h.events = append(h.events, e)
	}
}

// mostExpected bounds what one input can call for, far beyond what it does.
const mostExpected = 1 << 12

// Expected is what a node that does all it must, and nothing else, does with its present input: it judges all that
// happened before once more, and then does what is due, one thing after the other. Nil: too much has happened.
func (s *Session) Expected(i traceformat.Node) []traceformat.Event {
	if s.past.lost {
		return nil
	}
	l := trace.NewLive(s.header, trace.Options{})
	n := local{brought: map[traceformat.ID]bool{}, input: s.nodes[i].input}
	for _, e := range s.past.events[:s.past.begun] {
		_ = l.Encode(e)
		if e.Node == i {
			n.did(i, e, s.header)
		}
	}
	for _, id := range s.nodes[i].pending {
		if id.Sender != i {
			n.bring(id)
		}
	}
	n.take(i, n.input)
	expected := []traceformat.Event{}
	for len(expected) < mostExpected {
		e, is := n.next(l, i)
		if !is {
			break
		}
		_ = l.Encode(e)
		if l.Finding().Verdict != spec.Holds {
			break
		}
		n.did(i, e, s.header)
		expected = append(expected, e)
	}
	return expected
}

// next is the next thing that a node has to do.
func (n *local) next(l *trace.Live, i traceformat.Node) (traceformat.Event, bool) {
	if due, is := n.due(l, i); is {
		e := due.Event
		if e.Kind <= traceformat.SendWit {
			e.ID = traceformat.ID{Sender: i, Number: n.number + 1}
		}
		if e.Kind == traceformat.SendRaw {
			e.Ticket = n.proposed.ticket
		}
		return e, true
	}
	if id, is := n.untaken(l, i); is {
		return traceformat.Event{Node: i, Kind: traceformat.Receive, ID: id}, true
	}
	return traceformat.Event{}, false
}
