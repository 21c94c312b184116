package clock

import "quesera/spec"

// The conditions of the invariants: where they are not met, the invariant says nothing. Two have none: that nobody
// forgets (CLK-P4), and that nobody has anything of a step to come (CLK-P6), say something of every state.

// SomebodyLeft: somebody has left a step.
func (c Config) SomebodyLeft(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Step[j] > 0 {
			return true
		}
	}
	return false
}

// SomethingCertified: somebody knows, or a message says, that a message was threshold witnessed.
func (c Config) SomethingCertified(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if c.confirms(st.Knows[j]) {
			return true
		}
		for r := range c.Horizon {
			if c.confirms(st.Carried[r][j]) {
				return true
			}
		}
	}
	return false
}

// confirms reports whether a view has a certificate.
func (c Config) confirms(v View) bool {
	for s := range c.Horizon {
		if !v.Cert[s].Empty() {
			return true
		}
	}
	return false
}

// SomethingCarried: a message carries something.
func (c Config) SomethingCarried(st *State) bool {
	for r := range c.Horizon {
		for i := range spec.NodeID(c.Nodes) {
			if c.carries(st.Carried[r][i]) {
				return true
			}
		}
	}
	return false
}

// carries reports whether there is anything in a view.
func (c Config) carries(v View) bool {
	for s := range c.Horizon {
		if !c.nothingOf(v, s) {
			return true
		}
	}
	return false
}

// SomebodyTwoStepsOn: a message is known to be threshold witnessed, and somebody is two steps beyond it.
func (c Config) SomebodyTwoStepsOn(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon - 1 {
			if st.Step[j] > s+1 && c.certifiedAny(st, s) {
				return true
			}
		}
	}
	return false
}

// certifiedAny reports whether anybody holds a certificate of step s.
func (c Config) certifiedAny(st *State, s uint8) bool {
	for j := range spec.NodeID(c.Nodes) {
		if !st.Knows[j].Cert[s].Empty() {
			return true
		}
	}
	return false
}
