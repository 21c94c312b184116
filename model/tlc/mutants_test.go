package tlc

import (
	"testing"

	"quesera/model"
	"quesera/model/causal"
)

type words string

func (w words) AppendTo(b []byte) []byte { return append(b, w...) }

// The digest identifies a raw message by all that it says: sender, step, past, payload, and what it confirms.
func TestTheDigestCoversAllThatARawMessageSays(t *testing.T) {
	make := func(change func(m *Raw)) model.Digest {
		m := Raw{Header: causal.Header{Node: 1, Stamp: RawStamp(2), Past: causal.NewTime(3, 0)}, Step: 2, Payload: words("a"), Confirmed: model.Only(1)}
		change(&m)
		return m.digest()
	}
	seen := map[model.Digest]string{make(func(*Raw) {}): "unchanged"}
	for name, change := range map[string]func(m *Raw){
		"sender":       func(m *Raw) { m.Node = 2 },
		"step":         func(m *Raw) { m.Step = 3 },
		"past":         func(m *Raw) { m.Past = m.Past.With(0, 0) },
		"payload":      func(m *Raw) { m.Payload = words("b") },
		"no payload":   func(m *Raw) { m.Payload = nil },
		"confirmed":    func(m *Raw) { m.Confirmed = model.Only(2) },
		"confirmed 0":  func(m *Raw) { m.Confirmed = model.NodeSet{} },
		"confirmed 70": func(m *Raw) { m.Confirmed = model.Only(70) },
	} {
		digest := make(change)
		if other, known := seen[digest]; known {
			t.Errorf("%s and %s: one digest, want two", name, other)
		}
		seen[digest] = name
	}
}

// pair is nodes 0 and 1 of three, who hear each other at once.
type pair struct {
	machine Machine
	states  [2]State
}

// apply is one transition, and all that follows from it in the other node.
func (p *pair) apply(i model.NodeID, e model.Event) {
	s, effects := p.machine.Apply(p.states[i], e)
	p.states[i] = s
	for _, effect := range effects {
		switch effect := effect.(type) {
		case model.Broadcast:
			p.apply(1-i, model.Receive{From: i, Message: effect.Message})
		case model.Send:
			p.apply(effect.To, model.Receive{From: i, Message: effect.Message})
		}
	}
}

// A node that took over another one's history knows, in its vector time too, all that the other
// had delivered: what it sends next must not be processed before that (TLC §2.3, §2.4).
func TestANodeThatJumpedKnowsWhatItTookOver(t *testing.T) {
	m, err := New(Thresholds{Nodes: 3, Message: 2, Witness: 2})
	if err != nil {
		t.Fatal(err)
	}
	p := pair{machine: m}
	p.states[0], _ = m.Start(0)
	p.states[1], _ = m.Start(1)
	for p.states[0].Step() < 3*Kept {
		for i := range p.states {
			if p.states[i].Waiting() {
				p.apply(model.NodeID(i), Broadcast{})
			}
		}
	}
	behind, _ := m.Start(2)
	behind, _ = m.Apply(behind, Broadcast{})
	_, effects := m.Apply(p.states[0], model.Receive{From: 2, Message: Ask{0}})
	for _, e := range effects {
		behind, _ = m.Apply(behind, model.Receive{From: 0, Message: e.(model.Send).Message})
	}
	theirs, mine := p.states[0].Time(), behind.Time()
	if behind.Step() != p.states[0].Step() || !mine.Includes(&theirs) {
		t.Errorf("the laggard is in step %d; its time includes what it took over: %v", behind.Step(), mine.Includes(&theirs))
	}
}

// A message under another stamp than that of its step and kind is ignored: it would be delivered out of order (TLC §2.3).
func TestAMessageUnderAForeignStampIsIgnored(t *testing.T) {
	m, err := New(Thresholds{Nodes: 2, Message: 2, Witness: 2})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := m.Start(0)
	s, _ = m.Apply(s, Broadcast{})
	other, _ := m.Start(1)
	_, effects := m.Apply(other, Broadcast{})
	raw := *effects[0].(model.Broadcast).Message.(*Raw)
	for _, stamp := range []causal.Stamp{CertStamp(0), RawStamp(1), CertStamp(1)} {
		raw.Stamp = stamp
		if _, effects := m.Apply(s, model.Receive{From: 1, Message: &raw}); len(effects) > 0 {
			t.Errorf("a raw message of step 0 under stamp %d: effects %v, want none", stamp, effects)
		}
	}
	raw.Stamp = RawStamp(0)
	if _, effects := m.Apply(s, model.Receive{From: 1, Message: &raw}); len(effects) == 0 {
		t.Error("under its own stamp the message has no effects, so that the test shows nothing")
	}
}
