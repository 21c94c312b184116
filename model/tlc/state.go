package tlc

import (
	"quesera/model"
	"quesera/model/causal"
)

// State is one node's side of TLC. It is a value: what it points to is replaced and never changed.
type State struct {
	self      model.NodeID
	step      model.Step
	waiting   bool          // the step is reached, the layer above has not yet broadcast
	own       *Raw          // the own raw message of the present step; nil while waiting
	acks      model.NodeSet // who acknowledged own
	certified bool          // own is threshold witnessed
	history   History
	delivery  causal.Delivery[Public]
}

// Step is the node's logical time (TLC §2.2).
func (s *State) Step() model.Step { return s.step }

// Waiting reports whether the node has reached its step but not yet broadcast for it.
func (s *State) Waiting() bool { return s.waiting }

// History is what the node has delivered in recent steps, to read (TLC §2.1).
func (s *State) History() *History { return &s.history }

// Own is the node's raw message of its present step; there is none while it is waiting.
func (s *State) Own() (*Raw, bool) { return s.own, s.own != nil }

// Acks are the nodes counted as witnesses of the own raw message of the present step.
func (s *State) Acks() model.NodeSet { return s.acks }

// Certified reports whether the own raw message of the present step is threshold witnessed.
func (s *State) Certified() bool { return s.certified }

// Time is the vector time of the node: what it has delivered.
func (s *State) Time() causal.Time { return s.delivery.Time() }

// Held is the number of messages held back until their causal past arrives.
func (s *State) Held() int { return s.delivery.Held() }
