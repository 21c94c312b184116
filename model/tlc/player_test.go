package tlc

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
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
