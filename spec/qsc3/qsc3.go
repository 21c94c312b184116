package qsc3

import "quesera/spec"

// Steps is the length of a round in steps of the clock (TLC §4.10).
const Steps = 3

// Config fixes the threshold and the bounds of one run of the spec.
type Config struct {
	Nodes            uint8 // n, at most spec.MaxNodes
	MessageThreshold uint8 // t_m: messages needed to leave a step (TLC §2.2)
	WitnessThreshold uint8 // t_w: nodes that saw a message in its step before it counts (TLC §2.6)
	Late             bool  // nodes may also learn what the clock does not promise them
	Exact            bool  `promela:"-"` // nodes leave a step at once, on no more messages than they need
	Sure             bool  `promela:"-"` // every round is said to succeed, which none does for sure
	Tickets          uint8 // tickets are 0..Tickets-1; 0: the round ends before they are revealed
	// proposals count as rivals that a node is aware of on reaching step s+Rivals; 0: at the round's end
	Rivals uint8
}

// Knowledge is what of the round a node knows, or a message carries.
type Knowledge struct {
	Seen      spec.NodeSet // whose proposals it is aware of, as long as such count as rivals
	Confirmed spec.NodeSet // whose proposals it knows to be threshold witnessed (TLC §4.4)
	// whose proposals it knows to be confirmed by a threshold witnessed message of step 1 (TLC §4.6)
	Reconfirmed spec.NodeSet
}

// State of one round. The steps are played one after the other, and within a step first the
// witnesses of each node's message are fixed, then each node hears and leaves the step: an order to
// which every run of the clock can be brought (doc.go).
type State struct {
	Step uint8 `max:"3"`
	// below n: the message whose witnesses come next; then n plus the node that hears next
	Turn      uint8                    `max:"18"`
	Witnessed [Steps]spec.NodeSet      `len:"3"`     // whose message of a step was threshold witnessed
	Carried   [spec.MaxNodes]Knowledge `len:"Nodes"` // what each node's message of the present step carries
	Knows     [spec.MaxNodes]Knowledge `len:"Nodes"` // what each node knows by now
	// what each node's message of step 1 carried, for those who learn of it late
	Paparazzi [spec.MaxNodes]Knowledge `len:"Nodes"`
	Ticket    [spec.MaxNodes]uint8     `len:"Nodes" max:"Tickets"` // lottery tickets, once revealed
}

// CanWitness: w, of whom there are as many as the witness threshold and of whom i is one, have yet to
// be chosen as the witnesses of i's message.
func (c Config) CanWitness(st *State, i spec.NodeID, w spec.NodeSet) bool {
	return st.Step < Steps && st.Turn == uint8(i) && w.Has(i)
}

// Witness: w acknowledge i's message while in its step, and so know what it carries (TLC §2.6).
func (c Config) Witness(st *State, i spec.NodeID, w spec.NodeSet) {
	st.Witnessed[st.Step] = st.Witnessed[st.Step].With(i)
	for k := range spec.NodeID(c.Nodes) {
		if w.Has(k) {
			c.learn(st, k, i)
		}
	}
	st.Turn++
}

// CanMiss: the witnesses of i's message have yet to be chosen, and it may go without: whoever
// leaves the step has heard as many threshold witnessed messages as the message threshold (TLC §2.6).
func (c Config) CanMiss(st *State, i spec.NodeID) bool {
	return st.Step < Steps && st.Turn == uint8(i) &&
		i-spec.NodeID(st.Witnessed[st.Step].Len()) < spec.NodeID(c.Nodes-c.MessageThreshold)
}

// Miss: too few acknowledge i's message in its step for it ever to be threshold witnessed (TLC §2.9).
func (c Config) Miss(st *State, i spec.NodeID) {
	st.Turn++
}

// CanSeeLate: before it hears, j may receive any node's proposal by chance.
func (c Config) CanSeeLate(st *State, i, j spec.NodeID) bool {
	return c.Late && st.Step < Steps && st.Turn == c.Nodes+uint8(j) && c.seeing(st) && !st.Knows[j].Seen.Has(i)
}

// SeeLate: j becomes aware of i's proposal, witnessed or not.
func (c Config) SeeLate(st *State, i, j spec.NodeID) {
	st.Knows[j].Seen = st.Knows[j].Seen.With(i)
}

// CanConfirmLate: j may receive the certificate of i's proposal after step 0.
func (c Config) CanConfirmLate(st *State, i, j spec.NodeID) bool {
	return c.Late && 0 < st.Step && st.Step < Steps && st.Turn == c.Nodes+uint8(j) &&
		st.Witnessed[0].Has(i) && !st.Knows[j].Confirmed.Has(i)
}

// ConfirmLate: j learns late that i's proposal was threshold witnessed.
func (c Config) ConfirmLate(st *State, i, j spec.NodeID) {
	if c.seeing(st) {
		st.Knows[j].Seen = st.Knows[j].Seen.With(i)
	}
	st.Knows[j].Confirmed = st.Knows[j].Confirmed.With(i)
}

// CanReconfirmLate: j may receive the certificate of i's message of step 1 after that step.
func (c Config) CanReconfirmLate(st *State, i, j spec.NodeID) bool {
	return c.Late && st.Step == 2 && st.Turn == c.Nodes+uint8(j) &&
		st.Witnessed[1].Has(i) && !st.Knows[j].Reconfirmed.Includes(st.Paparazzi[i].Confirmed)
}

// ReconfirmLate: j learns late that i's message of step 1 was threshold witnessed.
func (c Config) ReconfirmLate(st *State, i, j spec.NodeID) {
	if c.seeing(st) {
		st.Knows[j].Seen = st.Knows[j].Seen.Union(st.Paparazzi[i].Seen)
	}
	st.Knows[j].Confirmed = st.Knows[j].Confirmed.Union(st.Paparazzi[i].Confirmed)
	st.Knows[j].Reconfirmed = st.Knows[j].Reconfirmed.Union(st.Paparazzi[i].Confirmed)
}

// CanHear: j has yet to leave the step, and h are threshold witnessed messages, as many as the message threshold or
// more.
func (c Config) CanHear(st *State, j spec.NodeID, h spec.NodeSet) bool {
	return st.Step < Steps && st.Turn == c.Nodes+uint8(j) && st.Witnessed[st.Step].Includes(h)
}

// Hear: j leaves the step on the threshold witnessed messages of h, and so confirms them (TLC §2.6, 4.4).
func (c Config) Hear(st *State, j spec.NodeID, h spec.NodeSet) {
	for k := range spec.NodeID(c.Nodes) {
		if h.Has(k) {
			c.learn(st, j, k)
			if st.Step == 0 {
				st.Knows[j].Confirmed = st.Knows[j].Confirmed.With(k)
			}
			if st.Step == 1 {
				st.Knows[j].Reconfirmed = st.Knows[j].Reconfirmed.Union(st.Carried[k].Confirmed)
			}
		}
	}
	st.Turn++
	if st.Turn == 2*c.Nodes {
		c.nextStep(st)
	}
}

// CanReveal: all have left the round's last step, and i's ticket has yet to be revealed (TLC §4.8).
func (c Config) CanReveal(st *State, i spec.NodeID, ticket uint8) bool {
	return c.Tickets > 0 && st.Step == Steps && st.Turn == uint8(i)
}

// Reveal: i's ticket becomes known.
func (c Config) Reveal(st *State, i spec.NodeID, ticket uint8) {
	st.Ticket[i] = ticket
	st.Turn++
}

// learn adds to what j knows all that i's message of the present step carries.
func (c Config) learn(st *State, j, i spec.NodeID) {
	if c.seeing(st) {
		st.Knows[j].Seen = st.Knows[j].Seen.Union(st.Carried[i].Seen)
	}
	st.Knows[j].Confirmed = st.Knows[j].Confirmed.Union(st.Carried[i].Confirmed)
	st.Knows[j].Reconfirmed = st.Knows[j].Reconfirmed.Union(st.Carried[i].Reconfirmed)
}

// seeing reports whether a proposal that a node becomes aware of now still counts as a rival (TLC §4.10).
func (c Config) seeing(st *State) bool {
	return c.Rivals == 0 || st.Step < c.Rivals
}

// nextStep: all broadcast what they know (TLC §2.2). What nobody can learn from any more is forgotten.
func (c Config) nextStep(st *State) {
	st.Step++
	st.Turn = 0
	for k := range spec.NodeID(c.Nodes) {
		if st.Step < Steps {
			st.Carried[k] = st.Knows[k]
		} else {
			st.Carried[k] = c.nothing()
		}
		if c.Late && st.Step == 1 {
			st.Paparazzi[k] = st.Knows[k]
		}
		if st.Step == Steps {
			st.Paparazzi[k] = c.nothing()
		}
	}
	if !c.Late || st.Step == Steps {
		st.Witnessed[0] = 0
		st.Witnessed[1] = 0
		st.Witnessed[2] = 0
	}
}

// nothing is the knowledge of nothing.
func (c Config) nothing() Knowledge {
	return Knowledge{}
}
