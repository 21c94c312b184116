package twophase

import (
	"fmt"

	"quesera/model"
)

// Config is a group.
type Config struct {
	Managers int // n, 1..model.MaxNodes-1
}

// Coordinator is the node that decides.
func (c Config) Coordinator() model.NodeID { return model.NodeID(c.Managers) }

// Phase is what a node has come to.
type Phase uint8

const (
	Working Phase = iota // nothing decided
	Prepared
	Committed
	Aborted
)

func (p Phase) String() string {
	return [...]string{"working", "prepared", "committed", "aborted"}[p]
}

// State is one node. Ready is the coordinator's: whom it knows to be prepared.
type State struct {
	Self  model.NodeID
	Phase Phase
	Ready model.NodeSet
}

// Message says what its sender has come to.
type Message struct{ Phase Phase }

// Label is the kind of message.
func (m Message) Label() model.Label { return model.Label{Kind: uint8(m.Phase)} }

// Decided is the effect of a node that has come to Committed or Aborted.
type Decided struct{ Phase Phase }

// Noted is the effect of the coordinator that has learned that a manager is prepared.
type Noted struct{ Manager model.NodeID }

func (Decided) IsEffect() {}
func (Noted) IsEffect()   {}

// Machine is the protocol.
type Machine struct{ Config }

// New checks the group.
func New(c Config) (Machine, error) {
	if c.Managers < 1 || c.Managers >= model.MaxNodes {
		return Machine{}, fmt.Errorf("twophase: managers = %d, want 1..%d", c.Managers, model.MaxNodes-1)
	}
	return Machine{c}, nil
}

// Start: a manager asks whether it can prepare, the coordinator takes the time.
func (m Machine) Start(self model.NodeID) (State, []model.Effect) {
	s := State{Self: self}
	if self == m.Coordinator() {
		return s, []model.Effect{model.SetTimer{}}
	}
	return s, []model.Effect{model.AskCoin{Sides: 2}}
}

// Apply dispatches on the event. What does not fit is ignored.
func (m Machine) Apply(s State, e model.Event) (State, []model.Effect) {
	coordinator := s.Self == m.Coordinator()
	switch e := e.(type) {
	case model.Coin:
		if !coordinator {
			return m.onCoin(s, e.Value)
		}
	case model.Timer:
		if coordinator {
			return m.decide(s, Aborted) // rule 4
		}
	case model.Receive:
		message, ok := e.Message.(Message)
		switch {
		case ok && coordinator && message.Phase == Prepared:
			return m.onPrepared(s, e.From)
		case ok && !coordinator && e.From == m.Coordinator():
			return m.onDecision(s, message.Phase)
		}
	}
	return s, nil
}

// onCoin prepares or gives up (rules 1 and 2).
func (m Machine) onCoin(s State, coin uint64) (State, []model.Effect) {
	if s.Phase != Working {
		return s, nil
	}
	if coin == 1 {
		s.Phase = Aborted
		return s, []model.Effect{Decided{Aborted}}
	}
	s.Phase = Prepared
	return s, []model.Effect{model.Send{To: m.Coordinator(), Message: Message{Prepared}}}
}

// onPrepared notes a manager, and commits once all are prepared (rule 3).
func (m Machine) onPrepared(s State, from model.NodeID) (State, []model.Effect) {
	if s.Phase != Working || int(from) >= m.Managers {
		return s, nil
	}
	s.Ready = s.Ready.With(from)
	effects := []model.Effect{Noted{from}}
	if s.Ready.Len() < m.Managers {
		return s, effects
	}
	s, decided := m.decide(s, Committed)
	return s, append(effects, decided...)
}

// decide is the coordinator's, once.
func (m Machine) decide(s State, p Phase) (State, []model.Effect) {
	if s.Phase != Working {
		return s, nil
	}
	s.Phase = p
	return s, []model.Effect{model.Broadcast{Message: Message{p}}, Decided{p}}
}

// onDecision does as the coordinator says (rule 5).
func (m Machine) onDecision(s State, p Phase) (State, []model.Effect) {
	if p != Committed && p != Aborted || s.Phase == p {
		return s, nil
	}
	s.Phase = p
	return s, []model.Effect{Decided{p}}
}
