package tlc

import (
	"fmt"

	"quesera/internal/traceformat"
	"quesera/model"
)

// TraceFormat is what the trace format has to know of the clock alone.
func TraceFormat() traceformat.Protocol {
	return traceformat.Protocol{Name: "tlc", NoRounds: "has none"}
}

// Trace tells what the nodes of a run do, in the format of docs/TRACE-FORMAT.md: of the clock alone, or of a
// protocol that plays on it. Feed it every transition of the run, in order.
//
// Acknowledgments are direct, and a node's own is written out (sent to and received by itself). What
// is sent again because it may be lost is written once. A node that jumps (TLC §2.4) adopts the causal history of the
// message whose step it reaches.
//
// Of the messages it has named the Trace remembers those that a live node may still refer to
// (traceReach). Tell it who is live, or a node that has crashed holds on to all of them.
type Trace struct {
	sink        traceformat.Sink
	player      Player // nil: the clock is alone
	unwitnessed bool
	live        model.NodeSet
	sent        []uint64       // by node: how many messages it has sent
	own         []model.Digest // by node: its raw message of its present step
	step        []model.Step   // by node: its present step
	named       map[model.Digest]*named
	steps       map[model.Step][]model.Digest // the raw messages in named
	kept        model.Step                    // the first step of which messages are remembered
	err         error
}

// A Player is a protocol that plays on the clock, as far as its traces say more than the clock's.
type Player interface {
	// Ticket is the lottery ticket in the payload of a raw message; 0 if it has none.
	Ticket(payload model.Payload) traceformat.Ticket
	// Decision is the event that an effect of the protocol leaves in the trace, if it leaves one; name is that
	// by which the trace knows a raw message.
	Decision(e model.Effect, name func(raw model.Digest) traceformat.ID) (traceformat.Event, bool)
}

// named is a raw message, and what is said about it, by their names in the trace.
type named struct {
	raw       traceformat.ID
	certified bool
	cert      traceformat.ID
	acks      map[model.NodeID]traceformat.ID // by who sent it
}

// traceReach is how many steps back a node refers to messages: on reaching step s+3 it decides on those of
// step s (TLC §4.10), and until it broadcasts it would still receive them (package tlc, Memory).
const traceReach = Recent

// traceHistory is how many steps back a node of tlc remembers.
const traceHistory = Recent - 1

// NewTrace starts the trace of a group that runs the clock alone.
func NewTrace(open traceformat.Opener, t Thresholds, source string) (*Trace, error) {
	return NewPlayerTrace(open, t, nil, traceformat.Header{
		Protocol: TraceFormat(),
		History:  traceformat.History{Limited: true, Steps: traceHistory},
		Source:   source,
	})
}

// NewPlayerTrace starts the trace of a group that plays on the clock. Of the header it fills in the group and the
// ways of acknowledgments.
func NewPlayerTrace(
	open traceformat.Opener, t Thresholds, player Player, h traceformat.Header,
) (*Trace, error) {
	h.Nodes, h.MessageThreshold, h.WitnessThreshold = t.Nodes, t.Message, t.Witness
	h.Acks = traceformat.Direct
	sink, err := open(h)
	if err != nil {
		return nil, fmt.Errorf("tlc: trace: %w", err)
	}
	return &Trace{
		sink: sink, player: player, unwitnessed: t.Unwitnessed, live: model.All(t.Nodes),
		sent: make([]uint64, t.Nodes), own: make([]model.Digest, t.Nodes), step: make([]model.Step, t.Nodes),
		named: map[model.Digest]*named{}, steps: map[model.Step][]model.Digest{},
	}, nil
}

// Live tells which nodes have not crashed by now. What only the others could still refer to is forgotten.
func (t *Trace) Live(nodes model.NodeSet) {
	if !nodes.Equal(t.live) {
		t.live = nodes
		t.forget()
	}
}

// Record writes what a node did in one transition. The error is sticky.
func (t *Trace) Record(node model.NodeID, effects []model.Effect) error {
	for _, e := range effects {
		if t.err != nil {
			return t.err
		}
		t.effect(node, e)
	}
	return t.err
}

// Flush writes what is buffered.
func (t *Trace) Flush() error {
	if t.err != nil {
		return t.err
	}
	return t.sink.Flush()
}

func (t *Trace) effect(node model.NodeID, e model.Effect) {
	switch e := e.(type) {
	case model.Broadcast:
		switch m := e.Message.(type) {
		case *Raw:
			t.sendRaw(m)
		case *Cert:
			t.sendCert(m)
		}
	case model.Send:
		if ack, ok := e.Message.(Ack); ok {
			t.sendAck(node, e.To, ack.Step, ack.Of)
		}
	case DeliveredRaw:
		t.receive(node, t.of(node, e.Message.Digest).raw)
	case DeliveredCert:
		t.receive(node, t.of(node, e.Message.Of).cert)
	case Acknowledged:
		t.receive(node, t.of(node, t.own[node]).acks[e.By])
	case Advanced:
		t.advance(node, e.Step)
	case Jumped:
		t.write(traceformat.Event{Node: traceformat.Node(node), Kind: traceformat.Adopt,
			ID: t.of(node, e.Carried.Digest).raw})
	default:
		t.decide(node, e)
	}
}

// of is what the trace knows of a raw message that a node refers to.
func (t *Trace) of(node model.NodeID, raw model.Digest) *named {
	if m, known := t.named[raw]; known {
		return m
	}
	if t.err == nil {
		t.err = fmt.Errorf("tlc: trace: node %d in step %d refers to message %v, want one of the last %d steps", node,
			t.step[node], raw, traceReach+1)
	}
	return &named{acks: map[model.NodeID]traceformat.ID{}}
}

// advance writes that a node reaches a step.
func (t *Trace) advance(node model.NodeID, s model.Step) {
	if s > 0 {
		t.write(traceformat.Event{Node: traceformat.Node(node), Kind: traceformat.Advance, Step: traceformat.Step(s)})
	}
	left := t.step[node]
	t.step[node] = s
	if left <= t.kept+traceReach {
		t.forget()
	}
}

// forget drops the messages that no live node refers to any more.
func (t *Trace) forget() {
	lowest, any := model.Step(0), false
	for i := range t.live.Members() {
		if !any || t.step[i] < lowest {
			lowest, any = t.step[i], true
		}
	}
	for ; t.kept+traceReach < lowest; t.kept++ {
		for _, raw := range t.steps[t.kept] {
			delete(t.named, raw)
		}
		delete(t.steps, t.kept)
	}
}

// sendRaw writes a raw message unless it was written before: sent, received by its
// sender, and acknowledged by it.
func (t *Trace) sendRaw(m *Raw) {
	if _, again := t.named[m.Digest]; again {
		return
	}
	id := t.next(m.Node)
	t.named[m.Digest] = &named{raw: id, acks: map[model.NodeID]traceformat.ID{}}
	t.steps[m.Step] = append(t.steps[m.Step], m.Digest)
	t.own[m.Node] = m.Digest
	sent := traceformat.Event{Node: id.Sender, Kind: traceformat.SendRaw, ID: id, Step: traceformat.Step(m.Step)}
	if t.player != nil {
		sent.Ticket = t.player.Ticket(m.Payload)
	}
	t.write(sent)
	t.receive(m.Node, id)
	if !t.unwitnessed {
		t.sendAck(m.Node, m.Node, m.Step, m.Digest)
		t.receive(m.Node, t.named[m.Digest].acks[m.Node])
	}
}

func (t *Trace) sendCert(m *Cert) {
	of := t.of(m.Node, m.Of)
	if of.certified {
		return
	}
	id := t.next(m.Node)
	of.certified, of.cert = true, id
	t.write(traceformat.Event{
		Node: id.Sender, Kind: traceformat.SendWit, ID: id, Step: traceformat.Step(m.Step), Of: of.raw,
	})
	t.receive(m.Node, id)
}

func (t *Trace) sendAck(from, to model.NodeID, s model.Step, raw model.Digest) {
	of := t.of(from, raw)
	if _, again := of.acks[from]; again {
		return
	}
	id := t.next(from)
	of.acks[from] = id
	t.write(traceformat.Event{
		Node: id.Sender, Kind: traceformat.SendAck, ID: id, Step: traceformat.Step(s), Of: of.raw,
		To: traceformat.Node(to),
	})
}

// decide writes what the protocol on the clock concludes, if the effect is one of its conclusions.
func (t *Trace) decide(node model.NodeID, e model.Effect) {
	if t.player == nil {
		return
	}
	event, decided := t.player.Decision(e, func(raw model.Digest) traceformat.ID { return t.of(node, raw).raw })
	if decided {
		event.Node = traceformat.Node(node)
		t.write(event)
	}
}

func (t *Trace) receive(node model.NodeID, id traceformat.ID) {
	t.write(traceformat.Event{Node: traceformat.Node(node), Kind: traceformat.Receive, ID: id})
}

// next names the next message of a node.
func (t *Trace) next(node model.NodeID) traceformat.ID {
	t.sent[node]++
	return traceformat.ID{Sender: traceformat.Node(node), Number: t.sent[node]}
}

func (t *Trace) write(e traceformat.Event) {
	if t.err == nil {
		t.err = t.sink.Encode(e)
	}
}
