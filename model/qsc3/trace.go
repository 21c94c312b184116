package qsc3

import (
	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/tlc"
)

// TraceFormat is what the trace format has to know of QSC3.
func TraceFormat() traceformat.Protocol {
	return traceformat.Protocol{
		Name: "qsc3", NoHistory: "forgets by deciding", NoUnwitnessed: "stands on witnessed TLC",
	}
}

// NewTrace starts the trace of a group that plays c: the clock's, with tickets and decisions.
func NewTrace(open traceformat.Opener, c Config, source string) (*tlc.Trace, error) {
	h := traceformat.Header{Protocol: TraceFormat(), Rounds: traceformat.Sequential, Rivals: traceformat.RivalsByEnd,
		Source: source}
	if c.Pipelined {
		h.Rounds = traceformat.Pipelined
	}
	return tlc.NewPlayerTrace(open, c.Thresholds, player{}, h)
}

// player is what QSC3 adds to the trace of the clock.
type player struct{}

func (player) Ticket(payload model.Payload) traceformat.Ticket {
	p, _ := payload.(Proposal)
	return traceformat.Ticket(p.Ticket)
}

func (player) Decision(e model.Effect, name func(model.Digest) traceformat.ID) (traceformat.Event, bool) {
	d, ok := e.(Decided)
	if !ok {
		return traceformat.Event{}, false
	}
	decision := traceformat.Event{Kind: traceformat.Decide, Round: traceformat.Round(d.Round), Committed: d.Committed}
	if d.Choice.Known {
		decision.Choice = traceformat.Choice{Known: true, ID: name(d.Choice.Digest)}
	}
	return decision, true
}
