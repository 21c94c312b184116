package qsc3

import (
	"encoding/binary"
	"fmt"

	"quesera/model"
	"quesera/model/tlc"
)

// roundSteps is the number of steps that a round takes (TLC §4.6).
const roundSteps = 3

// chains is the number of chains that pipelined rounds interleave.
const chains = roundSteps

// Config describes a group that runs QSC3.
type Config struct {
	tlc.Thresholds
	Pipelined bool   // a round starts at every step (TLC §4.11), not at every third
	Tickets   uint64 // tickets are 0..Tickets-1, at least 1; few tickets make ties likely
	Viral     bool   // nodes go on from what others knew, over several steps at once (tlc.Machine)
}

// Machine is QSC3 (package comment). It implements model.Machine[State].
type Machine struct {
	Config
	clock tlc.Machine
}

// New checks the configuration. Whether the thresholds are safe is the caller's question (tlc.Thresholds.Safe).
func New(c Config) (Machine, error) {
	if c.Tickets < 1 {
		return Machine{}, fmt.Errorf("qsc3: tickets = %d, want at least 1", c.Tickets)
	}
	clock, err := tlc.New(c.Thresholds)
	if err != nil {
		return Machine{}, fmt.Errorf("qsc3: %w", err)
	}
	clock.Viral = c.Viral
	return Machine{c, clock}, nil
}

// Proposal is the payload of the raw message with which a node enters a round.
type Proposal struct {
	Round  Round
	Ticket Ticket
	Parent model.Digest // the proposal that it builds on; Genesis in the first round of a chain
	// Block is what the layer above proposes, comparable with ==; nil: nothing, where rounds alone are looked at.
	Block model.Payload
}

// Propose is the event by which a layer above answers model.AskCoin in place of model.Coin: with the coin, and what is
// to be proposed (TLC §4.1).
type Propose struct {
	Coin  model.Coin
	Block model.Payload
}

func (Propose) IsEvent() {}

// Genesis is what the first proposals build on (TLC §4.1).
var Genesis model.Digest

// AppendTo implements model.Payload.
func (p Proposal) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(p.Round))
	b = binary.LittleEndian.AppendUint64(b, uint64(p.Ticket))
	b = append(b, p.Parent[:]...)
	if p.Block != nil {
		b = p.Block.AppendTo(b)
	}
	return b
}

// State is one node's side of QSC3. It is a value.
type State struct {
	clock tlc.State
	head  *Choice // the latest choice; nil: none yet
	final *Choice // the latest committed choice; nil: none yet
}

// Clock is the state of TLC below, to read.
func (s *State) Clock() *tlc.State { return &s.clock }

// Head is the node's latest choice. A proposal builds on it: the round that was decided on reaching
// a step is the last one in the chain of the round that starts there.
func (s *State) Head() (Choice, bool) {
	if s.head == nil {
		return Choice{}, false
	}
	return *s.head, s.head.Known
}

// Final is the latest choice that the node saw commit; it is final, and so is all it builds on.
func (s *State) Final() (Choice, bool) {
	if s.final == nil {
		return Choice{}, false
	}
	return *s.final, true
}

// The effects of QSC3 beside those of TLC, which it passes on.
type (
	// Decided: the node decided a round (QSC3-2, QSC3-3).
	Decided struct {
		Round     Round
		Choice    Choice
		Committed bool
	}
	// Missed: the node jumped over the end of the rounds from First to Last.
	Missed struct{ First, Last Round }
)

func (Decided) IsEffect() {}
func (Missed) IsEffect()  {}

// StartOf is the first step of a round.
func (c Config) StartOf(r Round) model.Step {
	if c.Pipelined {
		return model.Step(r)
	}
	return roundSteps * model.Step(r)
}

// RoundAt is the round that starts at step s, if one does.
func (c Config) RoundAt(s model.Step) (Round, bool) {
	if c.Pipelined {
		return Round(s), true
	}
	return Round(s / roundSteps), s%roundSteps == 0
}

// DecidedAt is the round that is decided on reaching step s, if one is.
func (c Config) DecidedAt(s model.Step) (Round, bool) {
	if s < roundSteps {
		return 0, false
	}
	return c.RoundAt(s - roundSteps)
}

// Chain numbers the chain to which a round belongs, from 0 (package comment, Pipelining).
func (c Config) Chain(r Round) int {
	if c.Pipelined {
		return int(r % chains)
	}
	return 0
}

// nothingToSay is how a node goes on where no round starts (QSC3-1).
var nothingToSay model.Event = tlc.Broadcast{}

// Start implements model.Machine.
func (m Machine) Start(self model.NodeID) (State, []model.Effect) {
	clock, effects := m.clock.Start(self)
	s := State{clock: clock}
	effects = m.follow(&s, effects, 0)
	return s, effects
}

// Apply is one transition. It works on its own copy of the state, its parameter.
func (m Machine) Apply(s State, e model.Event) (State, []model.Effect) {
	effects := m.Change(&s, e, nil)
	return s, effects
}

// Change implements model.InPlace.
func (m Machine) Change(s *State, e model.Event, effects []model.Effect) []model.Effect {
	switch asked := e.(type) {
	case model.Coin:
		e = tlc.Broadcast{Payload: m.proposal(s, Ticket(asked.Value))}
	case Propose:
		proposal := m.proposal(s, Ticket(asked.Coin.Value))
		proposal.Block = asked.Block
		e = tlc.Broadcast{Payload: proposal}
	}
	before := len(effects)
	return m.follow(s, m.clock.Change(&s.clock, e, effects), before)
}

// follow does what the layer above TLC has to do when TLC reaches steps, as told by the effects from
// the first on. Where no round starts it broadcasts at once, so that TLC may reach further
// steps: at most until the next round starts.
func (m Machine) follow(s *State, effects []model.Effect, first int) []model.Effect {
	for seen := first; seen < len(effects); seen++ {
		switch e := effects[seen].(type) {
		case tlc.Jumped:
			effects = m.onJump(e, effects)
		case tlc.Advanced:
			effects = m.onAdvance(s, e.Step, effects)
		}
	}
	return effects
}

// onAdvance decides the round that ends at step, and opens the one that starts (QSC3-1 to QSC3-4).
func (m Machine) onAdvance(s *State, step model.Step, effects []model.Effect) []model.Effect {
	if r, ok := m.DecidedAt(step); ok {
		choice, committed := Decide(s.clock.History(), step-roundSteps)
		effects = append(effects, Decided{r, choice, committed})
		s.head = &choice
		if committed {
			s.final = &choice
		}
	}
	if _, ok := m.RoundAt(step); ok {
		return append(effects, model.AskCoin{Sides: m.Tickets})
	}
	return m.clock.Change(&s.clock, nothingToSay, effects)
}

// proposal is what the node proposes in the round that starts at its present step (QSC3-1).
func (m Machine) proposal(s *State, ticket Ticket) Proposal {
	r, _ := m.RoundAt(s.clock.Step())
	p := Proposal{Round: r, Ticket: ticket, Parent: Genesis}
	if head, ok := s.Head(); ok {
		p.Parent = head.Digest
	}
	return p
}

// onJump reports the rounds that ended at the steps jumped over.
func (m Machine) onJump(e tlc.Jumped, effects []model.Effect) []model.Effect {
	missed, any := Missed{}, false
	for s := e.From + 1; s < e.To; s++ {
		if r, ok := m.DecidedAt(s); ok && !any {
			missed, any = Missed{r, r}, true
		} else if ok {
			missed.Last = r
		}
	}
	if any {
		effects = append(effects, missed)
	}
	return effects
}
