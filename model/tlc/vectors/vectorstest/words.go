package vectorstest

import (
	"slices"

	"quesera/model"
	"quesera/model/tlc"
	"quesera/model/tlc/vectors"
)

// inHistory are the names of what a history has of the steps that are kept at a step.
func inHistory(h *tlc.History, last model.Step) []string {
	all := []string{}
	for step := last; last-step < tlc.Kept; step-- {
		for m := range h.RawMessages(step) {
			all = append(all, rawOf(m))
		}
		for m := range h.CertMessages(step) {
			all = append(all, certOf(m))
		}
		if step == 0 {
			break
		}
	}
	slices.Sort(all)
	return all
}

// content of a raw message.
func (t *teller[S]) content(m *tlc.Raw) vectors.Message {
	c := vectors.Message{Confirmed: members(m.Confirmed), Past: before(m.Past)}
	if m.Payload != nil && t.Proposal != nil {
		c.Proposal = t.Proposal(m.Payload, t.named)
	}
	return c
}

// arrival is the event that a message arrives. If it does so at the node that is recorded, those of others in it are
// listed.
func (t *teller[S]) arrival(m message) vectors.Event {
	list := func(name string, node model.NodeID, content vectors.Message) {
		if m.to == t.Script.Self && int(node) != m.to {
			t.script.Messages[name] = content
		}
	}
	raw := func(m *tlc.Raw) { list(rawOf(m), m.Node, t.content(m)) }
	cert := func(m *tlc.Cert) { list(certOf(m), m.Node, vectors.Message{Past: before(m.Past)}) }
	e := vectors.Event{From: m.from}
	switch body := m.body.(type) {
	case *tlc.Raw:
		raw(body)
		e.Event, e.Message = "receive", rawOf(body)
	case *tlc.Cert:
		cert(body)
		e.Event, e.Message = "receive", certOf(body)
	case tlc.Ack:
		e.Event, e.Step, e.Of = "ack", int(body.Step), t.named(body.Of)
	case tlc.Ask:
		e.Event, e.Step = "ask", int(body.Step)
	case tlc.CatchUp:
		e.Event, e.Step, e.Asked = "catch_up", int(body.Step), body.Asked
		e.Messages = inHistory(&body.History, body.Step)
		for step := range body.Step + 1 {
			for m := range body.History.RawMessages(step) {
				raw(m)
			}
			for m := range body.History.CertMessages(step) {
				cert(m)
			}
		}
	}
	return e
}

// line is what the node that is recorded has just done, and what its state is.
func (t *teller[S]) line() vectors.Line {
	state := &t.nodes[t.Script.Self]
	clock := t.Clock(state)
	line := vectors.Line{Effects: []vectors.Effect{}, State: vectors.Shown{Step: int(clock.Step()),
		Waiting: clock.Waiting(), Acks: members(clock.Acks()), Certified: clock.Certified(), Held: clock.Held()}}
	if t.Shown != nil {
		t.Shown(state, t.named, &line.State)
	}
	for _, effect := range t.done {
		line.Effects = append(line.Effects, t.effect(effect))
	}
	return line
}

func (t *teller[S]) effect(effect model.Effect) vectors.Effect {
	num := func(v uint64) *int { i := int(v); return &i }
	switch e := effect.(type) {
	case model.Broadcast:
		return t.sent(e.Message)
	case model.Send:
		sent := t.sent(e.Message)
		sent.To = num(uint64(e.To))
		return sent
	case tlc.Advanced:
		return vectors.Effect{Effect: "advance", Step: num(uint64(e.Step))}
	case tlc.DeliveredRaw:
		return vectors.Effect{Effect: "delivered", Message: rawOf(e.Message)}
	case tlc.DeliveredCert:
		return vectors.Effect{Effect: "delivered", Message: certOf(e.Message)}
	case tlc.Acknowledged:
		return vectors.Effect{Effect: "acknowledged", By: num(uint64(e.By))}
	case tlc.Jumped:
		return vectors.Effect{Effect: "jump", Step: num(uint64(e.To)), Message: rawOf(e.Carried)}
	}
	return t.Effect(effect, t.named)
}

func (t *teller[S]) sent(m model.Message) (e vectors.Effect) {
	num := func(v model.Step) *int { i := int(v); return &i }
	switch m := m.(type) {
	case *tlc.Raw:
		c := t.content(m)
		return vectors.Effect{Effect: "broadcast", Message: rawOf(m), Confirmed: c.Confirmed, Past: &c.Past,
			Proposal: c.Proposal}
	case *tlc.Cert:
		past := before(m.Past)
		return vectors.Effect{Effect: "broadcast", Message: certOf(m), Of: t.named(m.Of), Past: &past}
	case tlc.Ack:
		return vectors.Effect{Effect: "ack", Step: num(m.Step), Of: t.named(m.Of)}
	case tlc.Ask:
		return vectors.Effect{Effect: "ask", Step: num(m.Step)}
	case tlc.CatchUp:
		return vectors.Effect{Effect: "catch_up", Step: num(m.Step), Asked: m.Asked, Messages: inHistory(&m.History, m.Step)}
	}
	return e
}
