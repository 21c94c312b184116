package tlc

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/causal"
)

// started is a machine and n of its states, all of which have broadcast for step 0, and their raw messages.
func started(t *testing.T, thresholds Thresholds) (Machine, []State, []*Raw) {
	t.Helper()
	m, err := New(thresholds)
	if err != nil {
		t.Fatal(err)
	}
	var states []State
	var raws []*Raw
	for i := range thresholds.Nodes {
		s, _ := m.Start(model.NodeID(i))
		s, _ = m.Apply(s, Broadcast{})
		raw, ok := s.Own()
		if !ok {
			t.Fatalf("node %d has no message of its own", i)
		}
		states, raws = append(states, s), append(raws, raw)
	}
	return m, states, raws
}

// broadcasts are the messages that effects broadcast.
func broadcasts(effects []model.Effect) (all []model.Message) {
	for _, e := range effects {
		if b, ok := e.(model.Broadcast); ok {
			all = append(all, b.Message)
		}
	}
	return all
}

// What a state says of itself: who it is, whether it has a message of its own, and what it has delivered.
func TestAStateSaysWhatItIs(t *testing.T) {
	m, err := New(Thresholds{Nodes: 3, Message: 2, Witness: 2})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := m.Start(2)
	if own, ok := s.Own(); s.self != 2 || ok || own != nil || !s.Waiting() {
		t.Errorf("node %d, own message %v, waiting %v, want node 2 without one, waiting", s.self, ok, s.Waiting())
	}
	s, _ = m.Apply(s, Broadcast{})
	time := s.Time()
	if own, ok := s.Own(); !ok || own.Node != 2 || s.Waiting() || time.Nodes() != 3 || !time.Has(2, RawStamp(0)) {
		t.Errorf("own message %v %v, time %v", own, ok, time)
	}
}

// Each kind of message says what it is and of which step.
func TestMessagesAreLabelled(t *testing.T) {
	for _, c := range []struct {
		m    model.Message
		kind uint8
	}{
		{&Raw{Step: 5}, KindRaw}, {&Cert{Step: 5}, KindCert}, {Ack{Step: 5}, KindAck}, {Ask{Step: 5}, KindAsk},
		{CatchUp{Step: 5}, KindCatchUp},
	} {
		if got, want := c.m.Label(), (model.Label{Kind: c.kind, Step: 5}); got != want {
			t.Errorf("%T: %v, want %v", c.m, got, want)
		}
	}
}

// The digest is SHA-256 over a name, sender (2 octets), step (4), past, confirmed nodes with the number of their words
// before them, and payload, with the lowest octet first; so no set can pass for a shorter one and a payload.
func TestTheDigestIsOverTheseOctets(t *testing.T) {
	word := func(low byte) []byte { return []byte{low, 0, 0, 0, 0, 0, 0, 0} }
	raw := Raw{Header: causal.Header{Node: 0x102, Stamp: RawStamp(0x10203), Past: causal.NewTime(0x3e8, 7)},
		Step: 0x10203, Payload: words("pay"), Confirmed: model.Only(0).With(1).With(64).With(500)}
	b := append([]byte("quesera/tlc/raw"), 2, 1, 3, 2, 1, 0)
	b = raw.Past.AppendTo(b)
	b = append(b, 8)
	b = slices.Concat(b, word(3), word(1), word(0), word(0), word(0), word(0), word(0), word(0))
	b[len(b)-8+6] |= 1 << 4 // node 500 is bit 52 of the last word
	b = append(b, "pay"...)
	if got := raw.digest(); got != sha256.Sum256(b) {
		t.Errorf("digest %v of other octets", got)
	}
	long, short := raw, raw
	long.Confirmed, long.Payload = model.Only(0).With(64), nil
	short.Confirmed, short.Payload = model.Only(0), words(word(1))
	if long.digest() == short.digest() {
		t.Error("a set of two words passes for one word and a payload")
	}
}

// Faulty nodes are counted from none; both thresholds have to be safe.
func TestFewerThanNoFaultyNodesAreRefused(t *testing.T) {
	thresholds := Thresholds{Nodes: 5, Message: 4, Witness: 4}
	for _, c := range []struct {
		crashed, corrupt int
		safe             bool
	}{{0, 0, true}, {-1, 0, false}, {0, -1, false}, {-1, -1, false}, {1, 2, true}, {2, 0, false}, {0, 3, false}} {
		if err := thresholds.Safe(c.crashed, c.corrupt); (err == nil) != c.safe {
			t.Errorf("%d crashed, %d corrupt: %v, want safe %v", c.crashed, c.corrupt, err, c.safe)
		}
	}
	for _, lower := range []Thresholds{{Nodes: 5, Message: 2, Witness: 4}, {Nodes: 5, Message: 4, Witness: 2}} {
		if lower.Safe(0, 0) == nil {
			t.Errorf("%+v: safe, want a threshold refused", lower)
		}
	}
}

// While a node waits for the layer above it counts no acknowledgment; without witnesses it never counts or gives one.
func TestAcknowledgmentsCountOnlyForAMessageThatWantsThem(t *testing.T) {
	m, err := New(Thresholds{Nodes: 3, Message: 2, Witness: 2})
	if err != nil {
		t.Fatal(err)
	}
	waiting, _ := m.Start(0)
	if _, effects := m.Apply(waiting, model.Receive{From: 1, Message: Ack{}}); len(effects) != 0 {
		t.Errorf("while waiting: %v", effects)
	}
	u, states, raws := started(t, Thresholds{Nodes: 3, Message: 3, Unwitnessed: true})
	s, effects := u.Apply(states[0], model.Receive{From: 1, Message: Ack{Step: 0, Of: raws[0].Digest}})
	if len(effects) != 0 || s.Acks().Len() != 0 || s.Certified() {
		t.Errorf("without witnesses: %v, %v count", effects, s.Acks())
	}
	s, _ = u.Apply(s, model.Receive{From: 1, Message: raws[1]})
	if _, effects = u.Apply(s, model.Receive{From: 1, Message: raws[1]}); len(effects) != 0 {
		t.Errorf("without witnesses, a message again: %v", effects)
	}
}

// Whoever suspects a loss says again its raw message, its certificate once there is one, and asks; a node that waits
// for the layer above says nothing.
func TestASuspicionRepeatsTheCertificate(t *testing.T) {
	m, states, raws := started(t, Thresholds{Nodes: 3, Message: 2, Witness: 2})
	s, effects := m.Apply(states[0], model.Timeout{})
	if got := broadcasts(effects); len(got) != 2 || got[0] != model.Message(raws[0]) || got[1] != model.Message(Ask{0}) {
		t.Errorf("without a certificate: %v, want the raw message and an Ask", got)
	}
	s, effects = m.Apply(s, model.Receive{From: 1, Message: Ack{Step: 0, Of: raws[0].Digest}})
	cert := broadcasts(effects)[0].(*Cert)
	_, effects = m.Apply(s, model.Timeout{})
	if got := broadcasts(effects); len(got) != 3 || got[0] != model.Message(raws[0]) || got[1] != model.Message(cert) ||
		got[2] != model.Message(Ask{0}) {
		t.Errorf("with a certificate: %v, want the raw message, the certificate and an Ask", got)
	}
	waiting, _ := m.Start(1)
	if _, effects := m.Apply(waiting, model.Timeout{}); len(effects) != 0 {
		t.Errorf("while waiting: %v", effects)
	}
}

// A catch-up that nobody asked for counts only from a later step; one that answers may be of the same step.
func TestACatchUpOfTheSameStepCountsIfItWasAskedFor(t *testing.T) {
	m, states, raws := started(t, Thresholds{Nodes: 3, Message: 3, Witness: 2})
	other, _ := m.Apply(states[1], model.Receive{From: 2, Message: raws[2]})
	for _, asked := range []bool{false, true} {
		c := CatchUp{Step: 0, Asked: asked, History: other.history}
		s, _ := m.Apply(states[0], model.Receive{From: 1, Message: c})
		if got := s.History().Raws(0); got.Has(1) != asked || got.Has(2) != asked {
			t.Errorf("asked for %v: the node has the messages of %v", asked, got)
		}
	}
}

// The last step that a message may name is the last to which a catch-up takes a node.
func TestACatchUpBeyondTheLastStepIsIgnored(t *testing.T) {
	m, states, _ := started(t, Thresholds{Nodes: 3, Message: 2, Witness: 2})
	for _, c := range []struct {
		step  model.Step
		nodes int
		jumps bool
	}{{maxStep, 3, true}, {maxStep + 1, 3, false}, {maxStep, 4, false}} {
		var h History
		h.enter(c.step)
		h.addRaw(&Raw{Step: c.step, Header: causal.Header{Node: 1, Stamp: RawStamp(c.step),
			Past: causal.NewTime(c.nodes, RawStamp(floorOf(c.step)))}})
		s, _ := m.Apply(states[0], model.Receive{From: 1, Message: CatchUp{Step: c.step, Asked: true, History: h}})
		if (s.Step() == c.step) != c.jumps || !c.jumps && s.Step() != 0 {
			t.Errorf("a catch-up to step %d of a group of %d takes the node to %d", c.step, c.nodes, s.Step())
		}
	}
}

// Of two histories that are merged, the messages of both are kept, raw ones and certificates, each once, as far as a
// node in that step keeps any.
func TestMergedHistoriesHaveAllOfBoth(t *testing.T) {
	raw := func(node model.NodeID, s model.Step) *Raw {
		return &Raw{Header: causal.Header{Node: node, Stamp: RawStamp(s)}, Step: s}
	}
	cert := func(node model.NodeID, s model.Step) *Cert {
		return &Cert{Header: causal.Header{Node: node, Stamp: CertStamp(s)}, Step: s}
	}
	const now = 40
	history := func(add func(*History)) History {
		var h History
		for s := model.Step(now - Kept); s <= now; s++ {
			h.enter(s)
		}
		add(&h)
		return h
	}
	mine := raw(0, now)
	h := history(func(h *History) { h.addRaw(mine); h.addCert(cert(0, now-1)) })
	g := history(func(h *History) {
		h.addRaw(raw(0, now))
		h.addRaw(raw(1, now))
		h.addCert(cert(2, now))
		h.addCert(cert(0, now-1))
		h.addRaw(raw(1, now-Kept+1))
		h.addCert(cert(1, now-Kept+1))
	})
	merged := h.merged(&g, now)
	for name, c := range map[string]struct{ got, want model.NodeSet }{
		"raw messages of the present":          {merged.Raws(now), model.Only(0).With(1)},
		"certificates of the present":          {merged.Certs(now), model.Only(2)},
		"certificates of the step before":      {merged.Certs(now - 1), model.Only(0)},
		"raw messages of the last step kept":   {merged.Raws(now - Kept + 1), model.Only(1)},
		"certificates of the last step kept":   {merged.Certs(now - Kept + 1), model.Only(1)},
		"what is in the history taken over":    {h.Raws(now), model.Only(0)},
		"raw messages beyond what is kept":     {merged.Raws(now - Kept), model.NodeSet{}},
		"certificates of a step in the future": {merged.Certs(now + 1), model.NodeSet{}},
	} {
		if !c.got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if merged.Len() != 6 {
		t.Errorf("%d messages, want 6", merged.Len())
	}
	if own, ok := merged.Raw(now, 0); !ok || own != mine {
		t.Error("a message that is there is replaced")
	}
}

// What a node repeats, a trace has once.
func TestATraceHasEachMessageOnce(t *testing.T) {
	thresholds := Thresholds{Nodes: 3, Message: 2, Witness: 2}
	var text bytes.Buffer
	tr, err := NewTrace(traceformat.To(&text), thresholds, "")
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(thresholds)
	if err != nil {
		t.Fatal(err)
	}
	record := func(s State, effects []model.Effect) State {
		if err := tr.Record(0, effects); err != nil {
			t.Fatal(err)
		}
		return s
	}
	tr.Live(model.All(3))
	s := record(m.Start(0))
	s = record(m.Apply(s, Broadcast{}))
	own, _ := s.Own()
	s = record(m.Apply(s, model.Timeout{}))
	s = record(m.Apply(s, model.Receive{From: 1, Message: Ack{Step: 0, Of: own.Digest}}))
	s = record(m.Apply(s, model.Timeout{}))
	record(m.Apply(s, model.Timeout{}))
	if err := tr.Flush(); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]int{`"kind":"raw"`: 1, `"kind":"wit"`: 1} {
		if got := strings.Count(text.String(), kind); got != want {
			t.Errorf("%d events with %s, want %d, in\n%s", got, kind, want, text.String())
		}
	}
}

// A history that is made of messages keeps those of all steps that are kept, whichever come first.
func TestAHistoryOfMessagesKeepsThemAll(t *testing.T) {
	for _, last := range []model.Step{0, 1, Kept - 1, 2*Kept + 7} {
		var raws []*Raw
		for s := back(last, Kept-1); s <= last; s++ {
			m := &Raw{Step: s}
			m.Node, m.Stamp = 1, RawStamp(s)
			raws = append(raws, m)
		}
		for _, order := range []string{"upwards", "downwards"} {
			h := HistoryOf(last, raws, nil)
			for _, m := range raws {
				if kept, ok := h.Raw(m.Step, 1); !ok || kept != m {
					t.Errorf("last step %d, %s: the message of step %d is lost", last, order, m.Step)
				}
			}
			slices.Reverse(raws)
		}
	}
}
