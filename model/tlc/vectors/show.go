package vectors

import (
	"fmt"
	"slices"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/tlc"
)

// nameOf is the name of a public message.
func nameOf(m tlc.Public) string {
	switch m := m.(type) {
	case *tlc.Raw:
		return name(m.Node, m.Step, "raw")
	case *tlc.Cert:
		return name(m.Node, m.Step, "cert")
	}
	panic(fmt.Sprintf("vectors: a public message of type %T", m))
}

func listed(set model.NodeSet) []int {
	all := []int{}
	for i := range set.Members() {
		all = append(all, int(i))
	}
	return all
}

// pastOf names what a vector time says was delivered.
func pastOf(t *causal.Time) Past {
	p := Past{From: int(t.Base() / 2), Messages: []string{}}
	for k := range causal.Stamp(causal.Span) {
		stamp := t.Base() + k
		kind := "raw"
		if stamp%2 == 1 {
			kind = "cert"
		}
		for i := range t.At(stamp).Members() {
			p.Messages = append(p.Messages, name(i, model.Step(stamp/2), kind))
		}
	}
	return p
}

// content is what a script lists of a message of another node.
func (w *Words) content(m tlc.Public) Message {
	c := Message{Past: pastOf(&m.Causal().Past)}
	if raw, ok := m.(*tlc.Raw); ok {
		c.Confirmed = listed(raw.Confirmed)
		if raw.Payload != nil && w.Show != nil {
			c.Proposal = w.Show(w, raw.Payload)
		}
	}
	return c
}

// historyOf names the messages of a history, sorted.
func historyOf(h *tlc.History, s model.Step) []string {
	all := []string{}
	for at := s - min(s, tlc.Kept-1); at <= s; at++ {
		for m := range h.RawMessages(at) {
			all = append(all, nameOf(m))
		}
		for m := range h.CertMessages(at) {
			all = append(all, nameOf(m))
		}
	}
	slices.Sort(all)
	return all
}

func number[T ~uint16 | ~uint32 | ~uint64 | ~int](v T) *int {
	i := int(v)
	return &i
}

// Effects are what a machine does, in a script's words. It notes the node's own raw messages. more is asked of what is
// no effect of TLC.
func (w *Words) Effects(effects []model.Effect, more func(model.Effect) Effect) []Effect {
	all := []Effect{}
	for _, e := range effects {
		switch e := e.(type) {
		case model.Broadcast:
			all = append(all, w.sent(nil, e.Message))
		case model.Send:
			all = append(all, w.sent(number(e.To), e.Message))
		case tlc.Advanced:
			all = append(all, Effect{Effect: "advance", Step: number(e.Step)})
		case tlc.DeliveredRaw:
			all = append(all, Effect{Effect: "delivered", Message: nameOf(e.Message)})
		case tlc.DeliveredCert:
			all = append(all, Effect{Effect: "delivered", Message: nameOf(e.Message)})
		case tlc.Acknowledged:
			all = append(all, Effect{Effect: "acknowledged", By: number(e.By)})
		case tlc.Jumped:
			all = append(all, Effect{Effect: "jump", Step: number(e.To), Message: nameOf(e.Carried)})
		default:
			all = append(all, more(e))
		}
	}
	return all
}

// sent is a message that the node sends.
func (w *Words) sent(to *int, m model.Message) Effect {
	switch m := m.(type) {
	case *tlc.Raw:
		w.own[nameOf(m)], w.names[m.Digest] = m.Digest, nameOf(m)
		c := w.content(m)
		return Effect{Effect: "broadcast", To: to, Message: nameOf(m), Confirmed: c.Confirmed, Past: &c.Past,
			Proposal: c.Proposal}
	case *tlc.Cert:
		past := pastOf(&m.Past)
		return Effect{Effect: "broadcast", To: to, Message: nameOf(m), Of: w.Name(m.Of), Past: &past}
	case tlc.Ack:
		return Effect{Effect: "ack", To: to, Of: w.Name(m.Of), Step: number(m.Step)}
	case tlc.Ask:
		return Effect{Effect: "ask", To: to, Step: number(m.Step)}
	case tlc.CatchUp:
		return Effect{Effect: "catch_up", To: to, Step: number(m.Step), Asked: m.Asked,
			Messages: historyOf(&m.History, m.Step)}
	}
	panic(fmt.Sprintf("vectors: a message of type %T", m))
}

// StateOf is what a script shows of the clock's state.
func StateOf(s *tlc.State) Shown {
	return Shown{Step: int(s.Step()), Waiting: s.Waiting(), Acks: listed(s.Acks()), Certified: s.Certified(),
		Held: s.Held()}
}

// Play runs a script on a machine.
func Play[S any](w *Words, m model.Machine[S], clock func(*S) *tlc.State, state func(*S) Shown,
	more func(model.Effect) Effect) (Outcome, error) {
	s, effects := m.Start(model.NodeID(w.script.Self))
	out := Outcome{Start: Line{Effects: w.Effects(effects, more), State: state(&s)}, Lines: []Line{}}
	for k, line := range w.script.Events {
		e, err := w.Event(line)
		if err != nil {
			return out, fmt.Errorf("event %d: %w", k+1, err)
		}
		s, effects = m.Apply(s, e)
		out.Lines = append(out.Lines, Line{Effects: w.Effects(effects, more), State: state(&s)})
	}
	out.Delivered = historyOf(clock(&s).History(), clock(&s).Step())
	return out, nil
}
