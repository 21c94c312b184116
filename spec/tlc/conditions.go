package tlc

import "quesera/spec"

// The conditions of the invariants: where they are not met, the invariant says nothing.

// SomebodyLeft: somebody has left a step.
func (c Config) SomebodyLeft(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Step[j] > 0 {
			return true
		}
	}
	return false
}

// SomethingCarried: a message carries something.
func (c Config) SomethingCarried(st *State) bool {
	for s := range c.Horizon {
		for i := range spec.NodeID(c.Nodes) {
			if c.carries(st.AtRaw[s][i]) || c.carries(st.AtCert[s][i]) {
				return true
			}
		}
	}
	return false
}

// carries reports whether there is anything in a view.
func (c Config) carries(v View) bool {
	for s := range c.Horizon {
		if !v.Raw[s].Empty() || !v.Cert[s].Empty() {
			return true
		}
	}
	return false
}

// SomethingCertified: a message is threshold witnessed.
func (c Config) SomethingCertified(st *State) bool {
	for s := range c.Horizon {
		if c.certified(st, s) {
			return true
		}
	}
	return false
}

// certified reports whether a message of step s is threshold witnessed.
func (c Config) certified(st *State, s uint8) bool {
	for i := range spec.NodeID(c.Nodes) {
		if st.View[i].Cert[s].Has(i) {
			return true
		}
	}
	return false
}

// SomethingTardy: a message was formulated after a majority had left its step.
func (c Config) SomethingTardy(st *State) bool {
	for s := range c.Horizon {
		if !st.Tardy[s].Empty() {
			return true
		}
	}
	return false
}

// SomebodyTwoStepsOn: a message is threshold witnessed, and somebody is two steps beyond it.
func (c Config) SomebodyTwoStepsOn(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon - 1 {
			if st.Step[j] > s+1 && c.certified(st, s) {
				return true
			}
		}
	}
	return false
}
