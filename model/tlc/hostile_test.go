package tlc_test

import (
	"math/rand/v2"
	"testing"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/tlc"
)

// Malformed, foreign and contradictory messages are ignored: no panic, no step, no acknowledgment.
func TestHostileMessagesAreIgnored(t *testing.T) {
	header := func(node model.NodeID, stamp, base causal.Stamp, n int) causal.Header {
		return causal.Header{Node: node, Stamp: stamp, Past: causal.NewTime(n, base)}
	}
	var noRaw *tlc.Raw
	var noCert *tlc.Cert
	for name, m := range map[string]struct {
		from    model.NodeID
		message model.Message
	}{
		"no message":                   {1, nil},
		"nil raw":                      {1, noRaw},
		"nil certificate":              {1, noCert},
		"from outside the group":       {9, &tlc.Raw{Header: header(9, 0, 0, 3)}},
		"of a node outside the group":  {1, &tlc.Raw{Header: header(9, 0, 0, 3)}},
		"in another's name":            {1, &tlc.Raw{Header: header(2, 0, 0, 3)}},
		"from the node itself":         {0, &tlc.Raw{Header: header(0, 0, 0, 3)}},
		"without a past":               {1, &tlc.Raw{}},
		"past of another group":        {1, &tlc.Raw{Header: header(1, 0, 0, 5)}},
		"stamp of another step":        {1, &tlc.Raw{Header: header(1, 0, 0, 3), Step: 1}},
		"past beyond the message":      {1, &tlc.Raw{Header: header(1, 0, 4, 3)}},
		"past long before the message": {1, &tlc.Raw{Header: header(1, 20, 0, 3), Step: 10}},
		"of a later step, no past":     {1, &tlc.Raw{Header: header(1, 2, 0, 3), Step: 1}},
		"certificate without raw":      {1, &tlc.Cert{Header: header(1, 1, 0, 3)}},
		"certificate with raw's stamp": {1, &tlc.Cert{Header: header(1, 0, 0, 3)}},
		"catch-up without history":     {1, tlc.CatchUp{Step: 50}},
		"of a step without a stamp":    {1, &tlc.Raw{Header: header(1, 0, 0, 3), Step: 1 << 31}},
		"catch-up from the end":        {1, tlc.CatchUp{Step: 1<<32 - 1, Asked: true}},
		"ask from the future":          {1, tlc.Ask{Step: 7}},
		"acknowledgment of nothing":    {1, tlc.Ack{}},
	} {
		g := newGroup(t, 3, 2, 2)
		g.broadcast(0)
		effects := g.deliver(0, m.from, m.message)
		if g.states[0].Step() != 0 || len(sends[tlc.Ack](effects, m.from)) != 0 || has[model.Broadcast](effects) {
			t.Errorf("%s: step %d, effects %v, want step 0 and no acknowledgment", name, g.states[0].Step(), effects)
		}
		if now := g.states[0].Time(); now.Has(1, 0) {
			t.Errorf("%s: it passes for node 1's raw message of step 0", name)
		}
		g.exchangeAfter()
	}
}

// exchangeAfter checks that the group still works.
func (g *group) exchangeAfter() {
	g.broadcast(1, 2)
	g.raw(0, 2, 0)
	g.raw(2, 0, 0)
	g.ack(0, 2, 0)
	g.ack(2, 0, 0)
	g.cert(0, 2, 0)
	g.wantStep(0, 1)
}

// Random nonsense in every field, thousands of times: never a panic.
func TestRandomMessagesDoNotPanic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	small := func() uint32 { return r.Uint32N(12) }
	past := func() causal.Time {
		p := causal.NewTime(int(3+small()/11), causal.Stamp(small()))
		for range small() {
			p = p.With(model.NodeID(r.UintN(3)), p.Base()+causal.Stamp(r.Uint32N(causal.Span)))
		}
		return p
	}
	g := newGroup(t, 3, 2, 2)
	for range 50_000 {
		header := causal.Header{Node: model.NodeID(r.UintN(4)), Stamp: causal.Stamp(small()), Past: past()}
		var e model.Event
		from := model.NodeID(r.UintN(4))
		switch small() {
		case 0, 1, 2:
			e = model.Receive{From: from, Message: &tlc.Raw{Header: header, Step: model.Step(header.Stamp / 2)}}
		case 3, 4, 5:
			e = model.Receive{From: from, Message: &tlc.Cert{Header: header, Step: model.Step(header.Stamp / 2)}}
		case 6:
			e = model.Receive{From: from, Message: tlc.Ack{Step: model.Step(small())}}
		case 7:
			e = model.Receive{From: from, Message: tlc.Ask{Step: model.Step(small())}}
		case 8:
			other := g.states[r.IntN(3)]
			e = model.Receive{From: from, Message: tlc.CatchUp{Step: model.Step(small() * 3), Asked: true,
				History: *other.History()}}
		case 9:
			e = model.Timeout{}
		default:
			e = tlc.Broadcast{}
		}
		g.apply(model.NodeID(r.UintN(3)), e)
	}
}
