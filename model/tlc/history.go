package tlc

import (
	"iter"

	"quesera/internal/persist"
	"quesera/model"
	"quesera/model/causal"
)

const (
	// Recent is the number of steps, the present one included, of which messages are
	// still delivered: a round of consensus takes three steps.
	Recent = 3
	// Kept is the number of steps, the present one included, of which messages are kept for laggards.
	Kept = 16
	// Ahead is the number of steps, the present one included, of which messages are held back until
	// their causal past has arrived.
	Ahead = 16
)

// History is what a node has delivered in the last Kept steps. It is a value: the records that it refers to are
// replaced and never changed.
type History struct {
	present     record // of the step that the node is in
	previous    record // of the step before, if there was one: most late messages belong to it
	older       *older // of the steps before those; nil: none
	unwitnessed bool
}

// older are the records of the steps before. That of step s lies at s modulo their number.
type older [Kept - 2]*record

// record is what a node has delivered of one step.
type record struct {
	step  model.Step
	raws  messages[Raw]
	certs messages[Cert]
}

// messages are those of one kind and step, at most one of each node. What a history gave away, as in a catch-up, is
// unaffected by what its node adds later.
type messages[M any] struct {
	nodes  model.NodeSet // who sent them
	byNode persist.Slots[M]
}

func (m *messages[M]) add(node model.NodeID, message *M) {
	m.nodes, m.byNode = m.nodes.With(node), m.byNode.With(int(node), message)
}

func (m *messages[M]) of(node model.NodeID) (*M, bool) {
	if !m.nodes.Has(node) {
		return nil, false
	}
	return m.byNode.Get(int(node)), true
}

// all are the messages, in the order of the nodes.
func (m *messages[M]) all() iter.Seq[*M] {
	return func(yield func(*M) bool) { m.each(yield) }
}

func (m *messages[M]) each(yield func(*M) bool) {
	for node := range m.nodes.Members() {
		if !yield(m.byNode.Get(int(node))) {
			return
		}
	}
}

// HistoryOf is a history of a node in step s, of the messages that it is given: for layers that keep their own record.
func HistoryOf(s model.Step, raws []*Raw, certs []*Cert) History {
	h := History{present: record{step: s}, previous: record{step: back(s, 1)}} // older has no room for that one
	for _, m := range raws {
		h.addRaw(m)
	}
	for _, m := range certs {
		h.addCert(m)
	}
	return h
}

// nothing is the record of a step of which nothing is kept. It is never written.
var nothing record

// of is the record of a step, to read.
func (h *History) of(s model.Step) *record {
	switch {
	case s == h.present.step:
		return &h.present
	case s == h.previous.step:
		return &h.previous
	case h.older != nil:
		if r := h.older[s%model.Step(len(h.older))]; r != nil && r.step == s {
			return r
		}
	}
	return &nothing
}

// Raws are the nodes whose raw message of step s was delivered.
func (h *History) Raws(s model.Step) model.NodeSet {
	return h.of(s).raws.nodes
}

// Certs are the nodes whose certificate of step s was delivered.
func (h *History) Certs(s model.Step) model.NodeSet { return h.of(s).certs.nodes }

// Confirmed are the nodes whose message of step s counts towards the message threshold:
// certified (TLC §2.6), or merely delivered if there is no witnessing (TLC §2.2).
func (h *History) Confirmed(s model.Step) model.NodeSet {
	if h.unwitnessed {
		return h.of(s).raws.nodes
	}
	return h.of(s).certs.nodes
}

// RawMessages are the raw messages of step s, in the order of the nodes.
func (h *History) RawMessages(s model.Step) iter.Seq[*Raw] { return h.of(s).raws.all() }

// CertMessages are the certificates of step s, in the order of the nodes.
func (h *History) CertMessages(s model.Step) iter.Seq[*Cert] { return h.of(s).certs.all() }

// Raw is the raw message of a node for a step, if it was delivered and is kept.
func (h *History) Raw(s model.Step, node model.NodeID) (*Raw, bool) {
	return h.of(s).raws.of(node)
}

// cert is the certificate of a node for a step, if it was delivered and is kept.
func (h *History) cert(s model.Step, node model.NodeID) (*Cert, bool) {
	return h.of(s).certs.of(node)
}

// Len is the number of messages kept.
func (h *History) Len() int {
	count := h.present.len() + h.previous.len()
	if h.older == nil {
		return count
	}
	for _, r := range h.older {
		count += r.len()
	}
	return count
}

func (r *record) len() int {
	if r == nil {
		return 0
	}
	return r.raws.nodes.Len() + r.certs.nodes.Len()
}

// enter makes s the present step. What was kept of the step Kept before s is gone.
func (h *History) enter(s model.Step) {
	if s == h.present.step {
		return
	}
	next := *h.of(s)
	next.step = s
	left := h.previous
	h.keep(&left)
	h.previous, h.present = h.present, next
}

// writable is the record of step s, to write to: the one in h, or a new copy of an older one.
func (h *History) writable(s model.Step) *record {
	if s == h.present.step {
		return &h.present
	}
	if s == h.previous.step {
		return &h.previous
	}
	late := *h.of(s)
	late.step = s
	h.keep(&late)
	return &late
}

// keep replaces the record of an older step.
func (h *History) keep(r *record) {
	var changed older
	if h.older != nil {
		changed = *h.older
	}
	changed[r.step%model.Step(len(changed))] = r
	h.older = &changed
}

func (h *History) addRaw(m *Raw)   { h.writable(m.Step).raws.add(m.Node, m) }
func (h *History) addCert(m *Cert) { h.writable(m.Step).certs.add(m.Node, m) }

// oldest is the first step of which everything is kept by a node in step s.
func oldest(s model.Step) model.Step { return back(s, Kept-1) }

// floorOf is the first step of which a node in step s still delivers messages.
func floorOf(s model.Step) model.Step { return back(s, Recent-1) }

// back is the step so many steps before s, or step 0.
func back(s model.Step, steps model.Step) model.Step {
	if s < steps {
		return 0
	}
	return s - steps
}

// public lists the messages of the steps from first to last that a node in step last still keeps: step by step, raw
// messages before certificates.
func (h *History) public(first, last model.Step) []Public {
	list := make([]Public, 0, h.Len())
	first = max(first, oldest(last))
	for s := first; s <= last && s-first < Kept; s++ {
		for m := range h.RawMessages(s) {
			list = append(list, m)
		}
		for m := range h.CertMessages(s) {
			list = append(list, m)
		}
	}
	return list
}

// carriedBy is the part of h that a raw message carries, h being its sender's history in the step of that message: what
// its sender had delivered before sending it, none of which is of its own step.
func (h *History) carriedBy(raw *Raw) History {
	carried := History{present: record{step: oldest(raw.Step)}, unwitnessed: h.unwitnessed}
	for s := oldest(raw.Step); s < raw.Step; s++ {
		carried.enter(s)
		for m := range h.RawMessages(s) {
			if raw.carries(&m.Header) {
				carried.addRaw(m)
			}
		}
		for m := range h.CertMessages(s) {
			if raw.carries(&m.Header) {
				carried.addCert(m)
			}
		}
	}
	carried.enter(raw.Step)
	return carried
}

// carries reports whether a message is among what this one carries. Of steps before its past everything is: its sender
// had left them behind.
func (m *Raw) carries(h *causal.Header) bool {
	return h.Stamp < m.Past.Base() || m.Past.Has(h.Node, h.Stamp)
}

// merged is h, the history of a node in step s, with the messages of g that h lacks and still keeps.
func (h History) merged(g *History, s model.Step) History {
	for _, m := range g.public(oldest(s), s) {
		switch m := m.(type) {
		case *Raw:
			if !h.Raws(m.Step).Has(m.Node) {
				h.addRaw(m)
			}
		case *Cert:
			if !h.Certs(m.Step).Has(m.Node) {
				h.addCert(m)
			}
		}
	}
	return h
}
