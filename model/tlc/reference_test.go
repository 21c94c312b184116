package tlc

import (
	"math/rand/v2"
	"testing"

	"quesera/model"
	"quesera/model/causal"
)

// kept is a history by its definition: lists of messages by step, of which those of the last Kept steps are there.
type kept struct {
	present model.Step
	raws    map[model.Step]map[model.NodeID]*Raw
	certs   map[model.Step]map[model.NodeID]*Cert
}

func newKept() *kept {
	return &kept{raws: map[model.Step]map[model.NodeID]*Raw{}, certs: map[model.Step]map[model.NodeID]*Cert{}}
}

func (k *kept) enter(s model.Step) {
	k.present = s
	for old := range k.raws {
		if old+Kept <= s {
			delete(k.raws, old)
		}
	}
	for old := range k.certs {
		if old+Kept <= s {
			delete(k.certs, old)
		}
	}
}

// raw and cert add a message, of a step that is kept.
func (k *kept) raw(node model.NodeID, s model.Step) *Raw {
	m := &Raw{Header: causal.Header{Node: node, Stamp: RawStamp(s)}, Step: s}
	if k.raws[s] == nil {
		k.raws[s] = map[model.NodeID]*Raw{}
	}
	k.raws[s][node] = m
	return m
}

func (k *kept) cert(node model.NodeID, s model.Step) *Cert {
	m := &Cert{Header: causal.Header{Node: node, Stamp: CertStamp(s)}, Step: s}
	if k.certs[s] == nil {
		k.certs[s] = map[model.NodeID]*Cert{}
	}
	k.certs[s][node] = m
	return m
}

// same holds a history against what it must have, of all steps up to one beyond the present.
func (k *kept) same(t *testing.T, h *History, n int) {
	t.Helper()
	count := 0
	for s := range k.present + 2 {
		for node := range model.NodeID(n) {
			raw, certified := h.Raw(s, node)
			cert, confirmed := h.cert(s, node)
			if raw != k.raws[s][node] || certified != (raw != nil) || h.Raws(s).Has(node) != certified {
				t.Errorf("in step %d the raw message %d of node %d is %v (%v), want %v", k.present, s, node, raw, certified,
					k.raws[s][node])
			}
			if cert != k.certs[s][node] || confirmed != (cert != nil) || h.Certs(s).Has(node) != confirmed {
				t.Errorf("in step %d the certificate %d of node %d is %v (%v), want %v", k.present, s, node, cert, confirmed,
					k.certs[s][node])
			}
			if certified {
				count++
			}
			if confirmed {
				count++
			}
		}
	}
	if h.Len() != count {
		t.Errorf("in step %d %d messages are kept, want %d", k.present, h.Len(), count)
	}
}

// public is what a node in step last gives away from a step on: by step, raw messages first, in the order of the nodes.
func (k *kept) public(first, last model.Step, n int) (all []Public) {
	for s := first; s <= last; s++ {
		for node := range model.NodeID(n) {
			if m := k.raws[s][node]; m != nil {
				all = append(all, m)
			}
		}
		for node := range model.NodeID(n) {
			if m := k.certs[s][node]; m != nil {
				all = append(all, m)
			}
		}
	}
	return all
}

// A history keeps and gives away the messages of the last Kept steps, step by step, whatever comes late;
// and a copy of it stays what it was.
func TestAHistoryIsWhatItsDefinitionSays(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 3))
		n := 2 + r.IntN(3)
		var h, copied History
		k, was := newKept(), (*kept)(nil)
		for step := model.Step(0); step < 45; step++ {
			h.enter(step)
			k.enter(step)
			for range r.IntN(6) {
				s, node := step-min(step, model.Step(r.IntN(Recent+r.IntN(Kept-Recent)))), model.NodeID(r.IntN(n))
				if r.IntN(2) == 0 {
					h.addRaw(k.raw(node, s))
				} else {
					h.addCert(k.cert(node, s))
				}
			}
			k.same(t, &h, n)
			first, last := step-min(step, model.Step(r.IntN(Kept+3))), step-min(step, model.Step(r.IntN(2)))
			if got, want := h.public(first, last), k.public(first, last, n); !samePublic(got, want) {
				t.Errorf("from %d to %d %d messages are given away, want %d", first, last, len(got), len(want))
			}
			if was != nil {
				was.same(t, &copied, n)
			}
			if t.Failed() {
				t.Fatalf("seed %d, step %d", seed, step)
			}
			if r.IntN(4) == 0 {
				copied, was = h, newKept()
				was.present = k.present
				for s, of := range k.raws {
					for node, m := range of {
						was.raw(node, s)
						was.raws[s][node] = m
					}
				}
				for s, of := range k.certs {
					for node, m := range of {
						was.cert(node, s)
						was.certs[s][node] = m
					}
				}
			}
		}
	}
}

func samePublic(a, b []Public) bool {
	for k := range min(len(a), len(b)) {
		if a[k] != b[k] {
			return false
		}
	}
	return len(a) == len(b)
}

// A history that is given its messages has those, in the step that it is told.
func TestAHistoryOfMessagesHasThem(t *testing.T) {
	const s = 9
	k := newKept()
	k.present = s
	raws := []*Raw{k.raw(0, s), k.raw(2, s-1), k.raw(1, s-5)}
	certs := []*Cert{k.cert(1, s), k.cert(0, s-2)}
	h := HistoryOf(s, raws, certs)
	if k.same(t, &h, 3); h.present.step != s {
		t.Errorf("the history is of step %d", h.present.step)
	}
}

// Confirmed are those with a certificate, and where there are no witnesses those with a raw message.
func TestConfirmedAreTheWitnessed(t *testing.T) {
	for _, unwitnessed := range []bool{false, true} {
		h, k := History{unwitnessed: unwitnessed}, newKept()
		h.addRaw(k.raw(1, 0))
		h.addCert(k.cert(2, 0))
		want := model.Only(2)
		if unwitnessed {
			want = model.Only(1)
		}
		if got := h.Confirmed(0); !got.Equal(want) {
			t.Errorf("unwitnessed %v: confirmed are %v, want %v", unwitnessed, got, want)
		}
	}
}

// What a raw message carries is what is before its past, and what its past has; and with it comes whether there are
// witnesses.
func TestWhatAMessageCarries(t *testing.T) {
	const s = 20
	for _, unwitnessed := range []bool{false, true} {
		h, k := History{unwitnessed: unwitnessed}, newKept()
		want := newKept()
		past := causal.NewTime(3, RawStamp(s-2))
		for step := model.Step(0); step <= s; step++ {
			h.enter(step)
			for node := range model.NodeID(3) {
				raw, cert := k.raw(node, step), k.cert(node, step)
				h.addRaw(raw)
				h.addCert(cert)
				if step < s && step >= s-2 && node == model.NodeID(step%3) {
					past = past.With(node, raw.Stamp).With((node+1)%3, cert.Stamp)
					want.raws[step] = map[model.NodeID]*Raw{node: raw}
					want.certs[step] = map[model.NodeID]*Cert{(node + 1) % 3: k.cert((node+1)%3, step)}
				}
			}
		}
		for step := model.Step(s - 2); step < s; step++ { // the certificates that were added last
			for node := range want.certs[step] {
				want.certs[step][node], _ = h.cert(step, node)
			}
		}
		for step := model.Step(s - Kept + 1); step < s-2; step++ {
			want.raws[step], want.certs[step] = map[model.NodeID]*Raw{}, map[model.NodeID]*Cert{}
			for node := range model.NodeID(3) {
				want.raws[step][node], _ = h.Raw(step, node)
				want.certs[step][node], _ = h.cert(step, node)
			}
		}
		want.present = s
		carried := h.carriedBy(&Raw{Header: causal.Header{Node: 1, Stamp: RawStamp(s), Past: past}, Step: s})
		if want.same(t, &carried, 3); carried.unwitnessed != unwitnessed || carried.present.step != s {
			t.Errorf("what is carried is of step %d, unwitnessed %v", carried.present.step, carried.unwitnessed)
		}
	}
}

// A message has the stamp of its step and kind, up to the last step; and names itself by sender, step, kind and digest.
func TestTheFormOfAMessage(t *testing.T) {
	of := model.Digest{7}
	for _, s := range []model.Step{0, 1, 5, maxStep, maxStep + 1} {
		for stamp := causal.Stamp(max(2*s, 3) - 3); stamp < causal.Stamp(2*s+4); stamp++ {
			raw := &Raw{Header: causal.Header{Node: 2, Stamp: stamp}, Step: s, Digest: of}
			cert := &Cert{Header: causal.Header{Node: 2, Stamp: stamp}, Step: s, Of: of}
			if got, want := wellFormed(raw), s <= maxStep && stamp == causal.Stamp(2*s); got != want {
				t.Errorf("a raw message of step %d stamped %d is well formed: %v", s, stamp, got)
			}
			if got, want := wellFormed(cert), s <= maxStep && stamp == causal.Stamp(2*s+1); got != want {
				t.Errorf("a certificate of step %d stamped %d is well formed: %v", s, stamp, got)
			}
			if raw.ID() != (ID{2, s, KindRaw, of}) || cert.ID() != (ID{2, s, KindCert, of}) {
				t.Errorf("they call themselves %v and %v", raw.ID(), cert.ID())
			}
		}
	}
	var noRaw *Raw
	var noCert *Cert
	if wellFormed(noRaw) || wellFormed(noCert) {
		t.Error("what is not there is well formed")
	}
}

// An event has so many effects at most.
func TestOneEventHasNoEndlessEffects(t *testing.T) {
	var s State
	tr := transition{State: &s, effects: make([]model.Effect, mostEffects-1)}
	tr.emit(Advanced{})
	defer func() {
		if recover() == nil || len(tr.effects) != mostEffects {
			t.Errorf("%d effects, and no end", len(tr.effects))
		}
	}()
	tr.emit(Advanced{})
}
