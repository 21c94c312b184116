package tlc

import (
	"fmt"

	"quesera/model"
	"quesera/model/causal"
)

// Machine is TLC(t_m, t_w, n) (package comment). It implements model.Machine[State]; the layer
// above drives it with Broadcast.
type Machine struct {
	Thresholds

	// Viral lets a node jump to whatever later step it is told of, not only where it cannot be given the messages that it
	// lacks: time spreads by states in place of messages, as in implementations that pass on what they know (TLC §2.4).
	Viral bool
}

// New checks the thresholds. Whether they are safe is the caller's question (Thresholds.Safe).
func New(t Thresholds) (Machine, error) {
	if err := t.Validate(); err != nil {
		return Machine{}, fmt.Errorf("tlc: %w", err)
	}
	return Machine{Thresholds: t}, nil
}

// Broadcast is the event by which the layer above, once told of a step (Advanced), says what the
// raw message of that step contains.
type Broadcast struct{ Payload model.Payload }

func (Broadcast) IsEvent() {}

// The effects of TLC beside model.Send and model.Broadcast, in the order in which they happened.
// The node's own messages are delivered to it by their model.Broadcast.
type (
	// Advanced: the node reached a step, and waits for Broadcast (TLC-9).
	Advanced struct{ Step model.Step }
	// DeliveredRaw: a raw message of another node was processed (TLC-4).
	DeliveredRaw struct{ Message *Raw }
	// DeliveredCert: a certificate of another node was processed (TLC-7).
	DeliveredCert struct{ Message *Cert }
	// Acknowledged: an acknowledgment of the own raw message was counted for the first time (TLC-6).
	Acknowledged struct{ By model.NodeID }
	// Jumped: the node took over what another one's raw message of a later step carries, and reaches that step
	// (TLC-10.2).
	Jumped struct {
		From, To model.Step
		Carried  *Raw // by this one, of step To
	}
)

func (Advanced) IsEffect()      {}
func (DeliveredRaw) IsEffect()  {}
func (DeliveredCert) IsEffect() {}
func (Acknowledged) IsEffect()  {}
func (Jumped) IsEffect()        {}

// Start begins in step 0 (TLC-1).
func (m Machine) Start(self model.NodeID) (State, []model.Effect) {
	s := State{
		self:     self,
		history:  History{unwitnessed: m.Unwitnessed},
		delivery: causal.NewDelivery[Public](m.Nodes, 0, RawStamp(Ahead)),
	}
	t := transition{m, &s, nil}
	t.reach(0)
	return s, t.effects
}

// Apply is one transition. It works on its own copy of the state, its parameter.
func (m Machine) Apply(s State, e model.Event) (State, []model.Effect) {
	effects := m.Change(&s, e, nil)
	return s, effects
}

// Change implements model.InPlace.
func (m Machine) Change(s *State, e model.Event, effects []model.Effect) []model.Effect {
	t := transition{m, s, effects}
	switch e := e.(type) {
	case model.Receive:
		t.onReceive(e.From, e.Message)
	case Broadcast:
		t.onBroadcast(e.Payload)
	case model.Timeout:
		t.onTimeout()
	}
	return t.effects
}

// transition is one transition in the making: the state, which it changes, and the effects so far.
type transition struct {
	Machine
	*State
	effects []model.Effect
}

// mostEffects bounds what one event leads to, far beyond what a node can have kept back for it.
const mostEffects = 1 << 20

func (t *transition) emit(e model.Effect) {
	if len(t.effects) >= mostEffects {
		panic(fmt.Sprintf("tlc: node %d in step %d: one event has no end of effects: the machine goes round in circles",
			t.self, t.step))
	}
	t.effects = append(t.effects, e)
}

func (t *transition) onReceive(from model.NodeID, m model.Message) {
	if int(from) >= t.Nodes || from == t.self {
		return
	}
	switch m := m.(type) {
	case *Raw:
		t.onPublic(from, m)
	case *Cert:
		t.onPublic(from, m)
	case Ack:
		t.onAck(from, m)
	case Ask:
		t.onAsk(from, m)
	case CatchUp:
		t.onCatchUp(from, m)
	}
}

// onBroadcast sends the raw message of the step, with what the layer above has to say (TLC-2).
func (t *transition) onBroadcast(payload model.Payload) {
	if !t.waiting {
		return
	}
	t.waiting = false
	t.delivery.Move(RawStamp(floorOf(t.step)), RawStamp(t.step+Ahead))
	t.own = &Raw{
		Header:  causal.Header{Node: t.self, Stamp: RawStamp(t.step), Past: t.delivery.Time()},
		Step:    t.step,
		Payload: payload,
	}
	t.own.Confirmed = t.history.Confirmed(t.step - 1) // of none before step 0
	t.own.Digest = t.own.digest()
	t.own.thanks = t.own.acknowledge()
	t.delivery.Sent(t.self, t.own.Stamp)
	t.history.addRaw(t.own)
	t.emit(model.Broadcast{Message: t.own})
	if !t.Unwitnessed {
		t.count(t.self)
	}
	t.checkThreshold()
	t.deliver()
}

// onPublic hands a raw message or a certificate to causal delivery, and processes what is deliverable (TLC-3).
func (t *transition) onPublic(from model.NodeID, m Public) {
	if !wellFormed(m) || m.Causal().Node != from {
		return
	}
	switch t.handIn(m) {
	case causal.Delivered:
		t.process(m)
		t.deliver()
	case causal.Taken:
	case causal.Old:
		if raw, ok := m.(*Raw); ok {
			t.onOldRaw(from, raw)
		}
	case causal.Refused:
		t.emit(model.Send{To: from, Message: Ask{t.step}})
	case causal.Invalid:
	}
}

// onOldRaw answers a raw message that was delivered before: with the acknowledgment again, which may have been lost, or
// with a catch-up if its step is over (TLC-3.1).
func (t *transition) onOldRaw(from model.NodeID, m *Raw) {
	if m.Step < t.step {
		t.sendCatchUp(from, false)
	} else if !t.waiting && !t.Unwitnessed && t.history.Raws(m.Step).Has(from) {
		t.emit(m.acknowledgment())
	}
}

// handIn hands a message to causal delivery, which keeps it while the node is waiting.
func (t *transition) handIn(m Public) causal.Receipt {
	if t.waiting {
		return t.delivery.Offer(m)
	}
	return t.delivery.Pass(m)
}

// deliver processes what is deliverable until the node waits for the layer above (TLC-3).
func (t *transition) deliver() {
	for !t.waiting {
		m, ok := t.delivery.Next()
		if !ok {
			return
		}
		t.process(m)
	}
}

// process takes in a message whose causal past is there (TLC-4, TLC-7).
func (t *transition) process(m Public) {
	switch m := m.(type) {
	case *Raw:
		t.processRaw(m)
	case *Cert:
		t.processCert(m)
	}
}

// processRaw records a raw message, and acknowledges it while in its step (TLC-4). A message of a later step cannot be
// deliverable: its past contains what takes this node to that step (TLC §2.4).
func (t *transition) processRaw(m *Raw) {
	if m.Step > t.step {
		return
	}
	t.history.addRaw(m)
	t.emit(DeliveredRaw{m})
	switch {
	case m.Step < t.step:
		t.sendCatchUp(m.Node, false)
	case !t.Unwitnessed:
		t.emit(m.acknowledgment())
	default:
		t.checkThreshold()
	}
}

// onAck counts an acknowledgment of the own raw message of this step, once for each sender (TLC-6).
func (t *transition) onAck(from model.NodeID, m Ack) {
	if t.Unwitnessed || t.own == nil || t.certified || m.Step != t.step || m.Of != t.own.Digest || t.acks.Has(from) {
		return
	}
	t.emit(Acknowledged{from})
	t.count(from)
	t.checkThreshold()
}

// count adds a witness of the own raw message, and certifies it at the witness threshold (TLC-6).
func (t *transition) count(witness model.NodeID) {
	t.acks = t.acks.With(witness)
	if t.acks.Len() < t.Witness {
		return
	}
	t.certified = true
	cert := &Cert{
		Header: causal.Header{Node: t.self, Stamp: CertStamp(t.step), Past: t.delivery.Time()},
		Step:   t.step,
		Of:     t.own.Digest,
	}
	t.delivery.Sent(t.self, cert.Stamp)
	t.history.addCert(cert)
	t.emit(model.Broadcast{Message: cert})
}

// processCert records a certificate, if it is of the raw message of its own sender (TLC-7).
func (t *transition) processCert(m *Cert) {
	raw, ok := t.history.Raw(m.Step, m.Node)
	if !ok || raw.Digest != m.Of {
		return
	}
	t.history.addCert(m)
	t.emit(DeliveredCert{m})
	t.checkThreshold()
}

// checkThreshold goes on to the next step once t_m messages of this one count (TLC-8).
func (t *transition) checkThreshold() {
	if !t.waiting && t.history.Confirmed(t.step).Len() >= t.Message {
		t.reach(t.step + 1)
	}
}

// reach enters step s: it gives up collecting acknowledgments for the old step, and waits for the layer above (TLC-9).
func (t *transition) reach(s model.Step) {
	t.step, t.waiting = s, true
	t.history.enter(s)
	t.own, t.acks, t.certified = nil, model.NodeSet{}, false
	t.emit(Advanced{s})
}
