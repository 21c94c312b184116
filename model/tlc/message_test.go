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
		m := Raw{Header: causal.Header{Node: 1, Stamp: RawStamp(2), Past: causal.NewTime(3, 0)}, Step: 2,
			Payload: words("a"), Confirmed: model.Only(1)}
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

// A message under another stamp than that of its step and kind is ignored: it would be delivered out of order
// (TLC §2.3).
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
