package tlc

import (
	"quesera/model"
	"quesera/model/causal"
)

// What brings back a node that lacks messages: being told what it missed (TLC-5, TLC-10, TLC-12), jumping ahead
// (TLC-10.2), and saying again what may be lost (TLC-11).

// sendCatchUp sends the node's step and recent history (TLC-5).
func (t *transition) sendCatchUp(to model.NodeID, asked bool) {
	t.emit(model.Send{To: to, Message: CatchUp{t.step, asked, t.history}})
}

// onCatchUp takes in the messages of a node that is ahead. Where they begin too late it jumps (TLC-10).
func (t *transition) onCatchUp(from model.NodeID, m CatchUp) {
	if m.Step <= t.step && !m.Asked {
		return
	}
	if m.Step > t.step && (t.Viral || oldest(m.Step) > floorOf(t.step)) && !t.waiting {
		if raw, ok := m.History.Raw(m.Step, from); ok && wellFormed(raw) && raw.Past.Nodes() == t.Nodes {
			t.jump(raw, &m.History)
			return
		}
	}
	refused := false
	for _, message := range m.History.public(floorOf(t.step), m.Step) {
		if message.Causal().Node != t.self && wellFormed(message) && t.delivery.Offer(message) == causal.Refused {
			refused = true
		}
	}
	if refused {
		t.emit(model.Send{To: from, Message: Ask{t.step}})
	}
	t.deliver()
}

// jump takes over what a raw message carries, and reaches its step. What else is in its sender's history is handed to
// causal delivery as if it arrived now (TLC-10.2).
func (t *transition) jump(to *Raw, theirs *History) {
	t.emit(Jumped{From: t.step, To: to.Step, Carried: to})
	t.history = theirs.carriedBy(to).merged(&t.history, to.Step)
	t.delivery.Adopt(to.Past)
	t.delivery.Move(RawStamp(floorOf(to.Step)), RawStamp(to.Step+Ahead))
	t.reach(to.Step)
	for _, message := range theirs.public(floorOf(to.Step), to.Step) {
		if message.Causal().Node != t.self && wellFormed(message) {
			t.delivery.Offer(message)
		}
	}
}

// onTimeout says again what may have been lost, and asks everybody for what the node may lack (TLC-11).
func (t *transition) onTimeout() {
	if t.waiting {
		return
	}
	t.emit(model.Broadcast{Message: t.own})
	if cert, ok := t.history.cert(t.step, t.self); ok {
		t.emit(model.Broadcast{Message: cert})
	}
	t.emit(model.Broadcast{Message: Ask{t.step}})
}

// onAsk answers a node that is not ahead (TLC-12).
func (t *transition) onAsk(from model.NodeID, m Ask) {
	if m.Step <= t.step {
		t.sendCatchUp(from, true)
	}
}
