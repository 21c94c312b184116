package tlc

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/causal"
)

// A trace that cannot be begun is an error.
func TestATraceThatCannotBeBegunIsAnError(t *testing.T) {
	full := errors.New("no room")
	open := func(traceformat.Header) (traceformat.Sink, error) { return nil, full }
	if _, err := NewTrace(open, Thresholds{Nodes: 2, Message: 2, Witness: 2}, ""); !errors.Is(err, full) {
		t.Errorf("error = %v, want %v", err, full)
	}
}

// tickets is a player whose messages all have the same ticket.
type tickets struct{}

func (tickets) Ticket(model.Payload) traceformat.Ticket { return 17 }

func (tickets) Decision(model.Effect, func(model.Digest) traceformat.ID) (e traceformat.Event, decided bool) {
	return e, false
}

// decider is a player that decides for the message of which a step is said to be reached, in step 7.
type decider struct{ tickets }

func (decider) Decision(e model.Effect, name func(model.Digest) traceformat.ID) (d traceformat.Event, decided bool) {
	if o, ok := e.(model.Output); ok {
		return traceformat.Event{Kind: traceformat.Decide, Round: 7,
			Choice: traceformat.Choice{Known: true, ID: name(o.Value.(model.Digest))}}, true
	}
	return d, false
}

// What a player decides is written as the node's, with the name that the message has in the trace; and a decision for
// what was never sent is an error.
func TestADecisionOfAPlayerIsWritten(t *testing.T) {
	var out bytes.Buffer
	tr, err := NewPlayerTrace(traceformat.To(&out), Thresholds{Nodes: 2, Message: 2, Witness: 2}, decider{},
		traceformat.Header{Protocol: traceformat.Protocol{Name: "test"}, Rounds: traceformat.Sequential})
	if err != nil {
		t.Fatal(err)
	}
	tr.Record(1, []model.Effect{Advanced{}, model.Broadcast{Message: &Raw{Header: causal.Header{Node: 1},
		Digest: model.Digest{1}}}})
	err = tr.Record(1, []model.Effect{model.SetTimer{Phase: 1}, model.Output{Value: model.Digest{1}}})
	if flush := tr.Flush(); err != nil || flush != nil || !strings.HasSuffix(out.String(),
		`{"node":1,"event":"decide","round":7,"choice":"1.1","committed":false}`+"\n") {
		t.Errorf("errors %v and %v, trace:\n%s", err, flush, out.String())
	}
	if tr.Record(0, []model.Effect{model.Output{Value: model.Digest{2}}}) == nil {
		t.Error("a decision for what was never sent is written")
	}
}

// The ticket of a message is written where it is sent.
func TestTheTicketOfAMessageIsWritten(t *testing.T) {
	var out bytes.Buffer
	tr, err := NewPlayerTrace(traceformat.To(&out), Thresholds{Nodes: 2, Message: 2, Witness: 2}, tickets{},
		traceformat.Header{Protocol: TraceFormat()})
	if err != nil {
		t.Fatal(err)
	}
	tr.Record(0, []model.Effect{Advanced{}, model.Broadcast{Message: &Raw{Digest: model.Digest{1}}}})
	if err := tr.Flush(); err != nil || !strings.Contains(out.String(), "17") {
		t.Errorf("error %v, trace:\n%swant ticket 17", err, out.String())
	}
}
