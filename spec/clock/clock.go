package clock

import "quesera/spec"

// MaxSteps bounds the horizon.
const MaxSteps = 3

// Config fixes the thresholds and the bounds of one run of the spec.
type Config struct {
	Nodes            uint8 // n, at most spec.MaxNodes
	MessageThreshold uint8 // t_m: messages needed to leave a step (TLC §2.2)
	WitnessThreshold uint8 // t_w: nodes that saw a message in its step before it counts (TLC §2.6)
	Unwitnessed      bool  `promela:"-"` // messages count as they are seen (TLC §2.2); for the axioms only
	Late             bool  // nodes may also learn what the contract does not promise them
	Exact            bool  `promela:"-"` // nodes leave a step at once, on no more certificates than they need
	Jumps            bool  `promela:"-"` // nodes may jump over steps (TLC §2.4); for the axioms only
	Horizon          uint8 // steps below it are played, at most MaxSteps
}

// A View is what a node knows, or what a message carries, step by step.
type View struct {
	Raw  [MaxSteps]spec.NodeSet `len:"Horizon"` // whose message of the step has been seen
	Cert [MaxSteps]spec.NodeSet `len:"Horizon"` // whose message of the step is known to be threshold witnessed
}

// State of the group. Once all have reached the horizon, Carried and Knows are the outcome.
type State struct {
	// below n: the message whose witnesses come next; then n plus the node that leaves next
	Turn      uint8                         `max:"18"`
	Step      [spec.MaxNodes]uint8          `len:"Nodes" max:"Horizon"` // logical time of each node
	Witnessed [MaxSteps]spec.NodeSet        `len:"Horizon"`             // whose message of a step was threshold witnessed
	Carried   [MaxSteps][spec.MaxNodes]View `len:"Horizon,Nodes"`       // what each node's message of a step carries
	Knows     [spec.MaxNodes]View           `len:"Nodes"`               // what each node knows by now
}

// present is the step that is being played: the one of the node that leaves last.
func (c Config) present(st *State) uint8 {
	return st.Step[c.Nodes-1]
}

// CanWitness: w, of whom there are as many as the witness threshold and of whom i is one, have yet to
// be chosen as the witnesses of i's message.
func (c Config) CanWitness(st *State, i spec.NodeID, w spec.NodeSet) bool {
	return c.present(st) < c.Horizon && st.Turn == uint8(i) && w.Has(i)
}

// Witness: w acknowledge i's message while in its step, and so know what it carries (TLC §2.6).
func (c Config) Witness(st *State, i spec.NodeID, w spec.NodeSet) {
	st.Witnessed[c.present(st)] = st.Witnessed[c.present(st)].With(i)
	for k := range spec.NodeID(c.Nodes) {
		if w.Has(k) {
			c.learn(st, k, i, c.present(st))
		}
	}
	st.Turn++
}

// CanMiss: the witnesses of i's message have yet to be chosen, and it may go without: whoever
// leaves the step has as many threshold witnessed messages as the message threshold (TLC §2.6).
func (c Config) CanMiss(st *State, i spec.NodeID) bool {
	return c.present(st) < c.Horizon && st.Turn == uint8(i) &&
		i-spec.NodeID(st.Witnessed[c.present(st)].Len()) < spec.NodeID(c.Nodes-c.MessageThreshold)
}

// Miss: too few see i's message in its step for it ever to be threshold witnessed (TLC §2.9).
func (c Config) Miss(st *State, i spec.NodeID) {
	st.Turn++
}

// CanSeeLate: before it leaves, j may receive any node's message by chance, causally prior ones first (TLC §2.3).
func (c Config) CanSeeLate(st *State, i, j spec.NodeID, s uint8) bool {
	return c.Late && c.present(st) < c.Horizon && s <= c.present(st) && st.Turn == c.Nodes+uint8(j) &&
		!st.Knows[j].Raw[s].Has(i) && c.knows(st.Knows[j], st.Carried[s][i])
}

// SeeLate: j receives i's message of step s, witnessed or not.
func (c Config) SeeLate(st *State, i, j spec.NodeID, s uint8) {
	st.Knows[j].Raw[s] = st.Knows[j].Raw[s].With(i)
}

// CanCertLate: j may receive the certificate of i's message of step s after that step.
func (c Config) CanCertLate(st *State, i, j spec.NodeID, s uint8) bool {
	return c.Late && c.present(st) < c.Horizon && s < c.present(st) && st.Turn == c.Nodes+uint8(j) &&
		st.Witnessed[s].Has(i) && st.Knows[j].Raw[s].Has(i) && !st.Knows[j].Cert[s].Has(i)
}

// CertLate: j learns late that i's message of step s was threshold witnessed.
func (c Config) CertLate(st *State, i, j spec.NodeID, s uint8) {
	st.Knows[j].Cert[s] = st.Knows[j].Cert[s].With(i)
}

// CanHear: j has yet to leave the step, and h are threshold witnessed messages, as many as the message threshold or
// more.
func (c Config) CanHear(st *State, j spec.NodeID, h spec.NodeSet) bool {
	return c.present(st) < c.Horizon && st.Turn == c.Nodes+uint8(j) && st.Witnessed[c.present(st)].Includes(h)
}

// Hear: j leaves the step on the threshold witnessed messages of h, and formulates its next
// message (TLC §2.2, 2.6).
func (c Config) Hear(st *State, j spec.NodeID, h spec.NodeSet) {
	for k := range spec.NodeID(c.Nodes) {
		if h.Has(k) {
			c.learn(st, j, k, st.Step[j])
			st.Knows[j].Cert[st.Step[j]] = st.Knows[j].Cert[st.Step[j]].With(k)
		}
	}
	st.Step[j]++
	if st.Step[j] < c.Horizon {
		st.Carried[st.Step[j]][j] = st.Knows[j]
		st.Knows[j].Raw[st.Step[j]] = spec.Only(j)
	}
	st.Turn++
	if st.Turn == 2*c.Nodes {
		c.nextStep(st)
	}
}

// learn adds to what j knows i's message of step s and all that it carries.
func (c Config) learn(st *State, j, i spec.NodeID, s uint8) {
	for r := range c.Horizon {
		st.Knows[j].Raw[r] = st.Knows[j].Raw[r].Union(st.Carried[s][i].Raw[r])
		st.Knows[j].Cert[r] = st.Knows[j].Cert[r].Union(st.Carried[s][i].Cert[r])
	}
	st.Knows[j].Raw[s] = st.Knows[j].Raw[s].With(i)
}

// nextStep begins the next step. What nobody can learn from any more is forgotten.
func (c Config) nextStep(st *State) {
	st.Turn = 0
	if !c.Late || c.present(st) == c.Horizon {
		for s := range c.Horizon {
			st.Witnessed[s] = 0
		}
	}
}

// knows reports whether whoever has view a lacks nothing of view b.
func (c Config) knows(a, b View) bool {
	for s := range c.Horizon {
		if !a.Raw[s].Includes(b.Raw[s]) || !a.Cert[s].Includes(b.Cert[s]) {
			return false
		}
	}
	return true
}
