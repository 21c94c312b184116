package sim

import (
	"fmt"
	"io"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/qsc"
	"quesera/model/tlc"
)

// Trace writes what the nodes of a TLC or QSC3 run do, in the format of docs/TRACE-FORMAT.md.
// Feed it every Observation of the run, in order.
//
// Acknowledgments are direct, and a node's own is written out (sent to and received by itself). What
// is sent again because it may be lost is written once. A jump (TLC §2.4) has no form in a
// trace; Record refuses it.
type Trace struct {
	encoder     *traceformat.Encoder
	unwitnessed bool
	sent        []uint64 // by node: how many messages it has sent
	certs       map[tlc.ID]traceformat.ID
	acks        map[ackID]traceformat.ID
	own         []model.Digest // by node: its raw message of its present step
	digests     map[model.Digest]traceformat.ID
	err         error
}

// ackID is an acknowledgment: by whom, of what.
type ackID struct {
	by model.NodeID
	of model.Digest
}

// traceHistory is how many steps back a node of tlc remembers.
const traceHistory = tlc.Recent - 1

// NewTLCTrace starts the trace of a group that runs the clock alone.
func NewTLCTrace(w io.Writer, t model.Thresholds, source string) (*Trace, error) {
	return newTrace(w, t, traceformat.Header{
		Protocol: traceformat.TLC,
		History:  traceformat.History{Limited: true, Steps: traceHistory},
		Source:   source,
	})
}

// NewQSCTrace starts the trace of a group that runs QSC3.
func NewQSCTrace(w io.Writer, c qsc.Config, source string) (*Trace, error) {
	h := traceformat.Header{Protocol: traceformat.QSC3, Rounds: traceformat.Sequential, Source: source}
	if c.Pipelined {
		h.Rounds = traceformat.Pipelined
	}
	return newTrace(w, c.Thresholds, h)
}

func newTrace(w io.Writer, t model.Thresholds, h traceformat.Header) (*Trace, error) {
	h.Nodes, h.MessageThreshold, h.WitnessThreshold = t.Nodes, t.Message, t.Witness
	h.Acks = traceformat.Direct
	encoder, err := traceformat.NewEncoder(w, h)
	if err != nil {
		return nil, fmt.Errorf("sim: trace: %w", err)
	}
	return &Trace{
		encoder: encoder, unwitnessed: t.Witness == 0,
		sent: make([]uint64, t.Nodes), own: make([]model.Digest, t.Nodes),
		certs: map[tlc.ID]traceformat.ID{}, acks: map[ackID]traceformat.ID{},
		digests: map[model.Digest]traceformat.ID{},
	}, nil
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
	return t.encoder.Flush()
}

func (t *Trace) effect(node model.NodeID, e model.Effect) {
	switch e := e.(type) {
	case model.Broadcast:
		switch m := e.Message.(type) {
		case *tlc.Raw:
			t.sendRaw(m)
		case *tlc.Cert:
			t.sendCert(m)
		}
	case model.Send:
		if ack, ok := e.Message.(tlc.Ack); ok {
			t.sendAck(node, e.To, ack.Step, ack.Of)
		}
	case tlc.DeliveredRaw:
		t.receive(node, t.digests[e.Message.Digest])
	case tlc.DeliveredCert:
		t.receive(node, t.certs[e.Message.ID()])
	case tlc.Acknowledged:
		t.receive(node, t.acks[ackID{e.By, t.own[node]}])
	case tlc.Advanced:
		if e.Step > 0 {
			t.write(traceformat.Event{Node: traceformat.Node(node), Kind: traceformat.Advance, Step: traceformat.Step(e.Step)})
		}
	case tlc.Jumped:
		t.err = fmt.Errorf("sim: trace: node %d jumps from step %d to step %d, want a run in which nobody falls so far behind: a trace has no form for it", node, e.From, e.To)
	case qsc.Decided:
		t.decide(node, e)
	}
}

// sendRaw writes a raw message unless it was written before: sent, received by its
// sender, and acknowledged by it.
func (t *Trace) sendRaw(m *tlc.Raw) {
	if _, again := t.digests[m.Digest]; again {
		return
	}
	id := t.next(m.Node)
	t.digests[m.Digest], t.own[m.Node] = id, m.Digest
	p, _ := m.Payload.(qsc.Proposal)
	t.write(traceformat.Event{
		Node: id.Sender, Kind: traceformat.SendRaw, ID: id,
		Step: traceformat.Step(m.Step), Ticket: traceformat.Ticket(p.Ticket),
	})
	t.receive(m.Node, id)
	if !t.unwitnessed {
		t.sendAck(m.Node, m.Node, m.Step, m.Digest)
		t.receive(m.Node, t.acks[ackID{m.Node, m.Digest}])
	}
}

func (t *Trace) sendCert(m *tlc.Cert) {
	if _, again := t.certs[m.ID()]; again {
		return
	}
	id := t.next(m.Node)
	t.certs[m.ID()] = id
	t.write(traceformat.Event{
		Node: id.Sender, Kind: traceformat.SendWit, ID: id, Step: traceformat.Step(m.Step), Of: t.digests[m.Of],
	})
	t.receive(m.Node, id)
}

func (t *Trace) sendAck(from, to model.NodeID, s model.Step, of model.Digest) {
	key := ackID{from, of}
	if _, again := t.acks[key]; again {
		return
	}
	id := t.next(from)
	t.acks[key] = id
	t.write(traceformat.Event{
		Node: id.Sender, Kind: traceformat.SendAck, ID: id, Step: traceformat.Step(s), Of: t.digests[of], To: traceformat.Node(to),
	})
}

func (t *Trace) decide(node model.NodeID, e qsc.Decided) {
	t.write(traceformat.Event{
		Node: traceformat.Node(node), Kind: traceformat.Decide, Round: traceformat.Round(e.Round),
		Choice:    traceformat.Choice{Known: e.Choice.Known, ID: t.digests[e.Choice.Digest]},
		Committed: e.Committed,
	})
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
		t.err = t.encoder.Encode(e)
	}
}
