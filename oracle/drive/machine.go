package drive

import (
	"fmt"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/oracle/lockstep"
)

// nodes are the processes of a run as a machine: a transition is an input and what the node does with it. Their
// states are their own; the machine's are empty. After a difference, or when a node cannot be driven, nothing
// happens any more.
type nodes struct {
	*run
}

// Start implements model.Machine: the node begins.
func (m nodes) Start(self model.NodeID) (model.NodeID, []model.Effect) {
	i := traceformat.Node(self)
	if m.ended() {
		return self, nil
	}
	n, err := m.pool.get(i, m.session.Header(), m.dir)
	if err != nil {
		m.fail(i, lockstep.Input{}, err)
		return self, nil
	}
	m.processes[i] = n
	effects := m.begin(i, false)
	return self, append(effects, m.askTicket(0))
}

// Apply implements model.Machine.
func (m nodes) Apply(self model.NodeID, e model.Event) (model.NodeID, []model.Effect) {
	if m.ended() {
		return self, nil
	}
	return self, m.react(traceformat.Node(self), e)
}

// begin tells a node to begin, or to go on after a crash.
func (m nodes) begin(i traceformat.Node, restarted bool) []model.Effect {
	init := lockstep.Init{Node: i, Header: m.session.Header(), Dir: m.processes[i].dir, Restarted: restarted}
	return m.tell(i, lockstep.Input{Kind: lockstep.Begin}, init.Line)
}

// react is the transition of a node.
func (m nodes) react(i traceformat.Node, e model.Event) []model.Effect {
	switch e := e.(type) {
	case model.Coin:
		in := lockstep.Input{Kind: lockstep.Propose, Step: m.session.Step(i), Ticket: traceformat.Ticket(e.Value)}
		return m.tell(i, in, in.Line)
	case model.Receive:
		p := e.Message.(lockstep.Packet)
		return m.tell(i, lockstep.Input{Kind: lockstep.Message, ID: p.Event.ID}, p.Line)
	case model.Timeout:
		in := lockstep.Input{Kind: lockstep.Timeout}
		return m.tell(i, in, in.Line)
	case model.Restart:
		if err := m.processes[i].restart(); err != nil {
			m.processes[i] = nil
			m.fail(i, lockstep.Input{}, err)
			return nil
		}
		return m.begin(i, true)
	}
	return nil
}

// tell tells a node an input, and judges what it does. At the last step of the run the layer above says nothing more:
// nodes that went on for ever would never fall silent, and who has lost messages would never be told them again.
func (m nodes) tell(i traceformat.Node, in lockstep.Input, line func(uint64) []byte) (effects []model.Effect) {
	step := m.session.Step(i)
	m.session.Begin(i, in)
	err := m.processes[i].tell(line, func(r lockstep.Reaction) {
		if m.failed != nil { // after a difference the session itself takes in no more
			return
		}
		effects = append(effects, m.take(i, r)...)
		if flood := m.flood(len(effects)); flood != nil {
			m.fail(i, in, flood)
		}
	})
	switch {
	case m.difference != nil: // counts, even if the node ends in the same reaction
	case err != nil:
		m.fail(i, in, err)
	default:
		m.differs(m.session.Done(i))
	}
	if now := m.session.Step(i); now != step && now < m.last() {
		effects = append(effects, m.askTicket(now))
	}
	return effects
}

// take judges one thing that a node does, and carries it out.
func (m nodes) take(i traceformat.Node, r lockstep.Reaction) []model.Effect {
	if r.Kind == lockstep.Resends {
		p, sent := m.sent[r.ID]
		m.differs(m.session.Resend(i, r.ID, sent))
		if m.difference != nil {
			return nil
		}
		return carry(i, p)
	}
	if m.differs(m.session.Event(i, r.Event)); m.difference != nil {
		return nil
	}
	if m.sink != nil {
		m.failed = m.sink.Encode(r.Event)
	}
	if r.Event.Kind > traceformat.SendWit {
		return nil
	}
	p := lockstep.Packet{Event: r.Event, Body: r.Body}
	m.sent[r.Event.ID] = p
	m.octets += len(r.Body)
	return carry(i, p)
}

// The most that is kept of what nodes send, for all of them together.
const (
	mostInFlight = 1 << 20 // packets, unless the pool says otherwise
	mostBodies   = 1 << 28 // octets
)

// flood is why what nodes send cannot be kept any more, where one of them has just sent so many messages.
func (m nodes) flood(messages int) error {
	packets := messages * m.group
	if m.world != nil {
		packets += m.world.InFlight()
	}
	most := m.pool.InFlight
	if most == 0 {
		most = mostInFlight
	}
	switch {
	case packets > most:
		return fmt.Errorf("sends so much that more than %d packets are in flight", most)
	case m.octets > mostBodies:
		return fmt.Errorf("sends so much that bodies of more than %d octets must be kept", mostBodies)
	}
	return nil
}

// carry hands a message to the network.
func carry(i traceformat.Node, p lockstep.Packet) []model.Effect {
	switch {
	case p.Event.Kind != traceformat.SendAck:
		return []model.Effect{model.Broadcast{Message: p}}
	case p.Event.To != i:
		return []model.Effect{model.Send{To: model.NodeID(p.Event.To), Message: p}}
	}
	return nil
}

// askTicket asks for the ticket of a step, which comes at once. Where no round starts it has one side.
func (m nodes) askTicket(s traceformat.Step) model.Effect {
	h := m.session.Header()
	if !h.Protocol.Decides() || h.Rounds == traceformat.Sequential && s%roundSteps != 0 {
		return model.AskCoin{Sides: 1}
	}
	return model.AskCoin{Sides: m.tickets}
}

// fail ends a run in which a node cannot be driven.
func (m nodes) fail(i traceformat.Node, in lockstep.Input, err error) {
	if m.failed == nil {
		m.failed = fmt.Errorf("drive: node %d, told %v in move %d: %w", i, in.Kind, m.move(), err)
	}
}
