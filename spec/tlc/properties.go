package tlc

import "quesera/spec"

// PacedByThreshold: whoever has reached s+1 holds, of every earlier step, messages that count from
// a message threshold of nodes (TLC §2.2, 2.5).
func (c Config) PacedByThreshold(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if s < st.Step[j] && c.counting(st, j, s).Len() < int(c.MessageThreshold) {
				return false
			}
		}
	}
	return true
}

// counting is whose messages of step s count towards j's message threshold.
func (c Config) counting(st *State, j spec.NodeID, s uint8) spec.NodeSet {
	if c.Unwitnessed {
		return st.View[j].Raw[s]
	}
	return st.View[j].Cert[s]
}

// WitnessedInTime: a certified message of step s was seen, by a witness threshold of nodes, before they left s
// (TLC §2.6).
func (c Config) WitnessedInTime(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if st.View[i].Cert[s].Has(i) && c.sawInTime(st, i, s) < c.WitnessThreshold {
				return false
			}
		}
	}
	return true
}

// sawInTime counts the nodes that saw i's raw message of step s before they left s.
func (c Config) sawInTime(st *State, i spec.NodeID, s uint8) uint8 {
	count := uint8(0)
	for k := range spec.NodeID(c.Nodes) {
		if c.onLeaving(st, k, s).Raw[s].Has(i) {
			count++
		}
	}
	return count
}

// onLeaving is what k knew when it left step s, or knows if it has not.
func (c Config) onLeaving(st *State, k spec.NodeID, s uint8) View {
	if s+1 < c.Horizon && st.Step[k] > s {
		return st.AtRaw[s+1][k]
	}
	return st.View[k]
}

// CausallyClosed: whoever has a message has all that it carries (TLC §2.3).
func (c Config) CausallyClosed(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for i := range spec.NodeID(c.Nodes) {
			for s := range c.Horizon {
				if st.View[j].Raw[s].Has(i) && !c.knows(st.View[j], st.AtRaw[s][i]) {
					return false
				}
				if st.View[j].Cert[s].Has(i) && !c.knows(st.View[j], st.AtCert[s][i]) {
					return false
				}
			}
		}
	}
	return true
}

// MajorityFirst: nobody reaches s+1 before a majority has reached s (TLC §2.8, first guarantee).
func (c Config) MajorityFirst(st *State) bool {
	for s := range c.Horizon {
		if c.beyond(st, s) > 0 && 2*c.reached(st, s) <= c.Nodes {
			return false
		}
	}
	return true
}

// reached counts the nodes that have reached step s.
func (c Config) reached(st *State, s uint8) uint8 {
	count := uint8(0)
	for k := range spec.NodeID(c.Nodes) {
		if st.Step[k] >= s {
			count++
		}
	}
	return count
}

// NoTardyWitness: nothing formulated after a majority reached s+1 is ever witnessed for s (TLC §2.8, second
// guarantee).
func (c Config) NoTardyWitness(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if st.Tardy[s].Has(i) && st.View[i].Cert[s].Has(i) {
				return false
			}
		}
	}
	return true
}

// TwoStepBroadcast: every message witnessed for s is known to all who reach s+2 (TLC §2.9).
func (c Config) TwoStepBroadcast(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			for s := range c.Horizon - 1 {
				if st.View[i].Cert[s].Has(i) && st.Step[j] > s+1 && !c.onLeaving(st, j, s+1).Raw[s].Has(i) {
					return false
				}
			}
		}
	}
	return true
}

// UnknownWitness: somebody reaches s+2 without knowing that a message was threshold witnessed for s (TLC §2.9, the
// caveat).
func (c Config) UnknownWitness(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			for s := range c.Horizon - 1 {
				if st.View[i].Cert[s].Has(i) && st.Step[j] > s+1 && !c.onLeaving(st, j, s+1).Cert[s].Has(i) {
					return true
				}
			}
		}
	}
	return false
}

// GaveUp: somebody leaves a step without its own message having been witnessed (TLC §2.6).
func (c Config) GaveUp(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Step[j] > 0 && !st.View[j].Cert[0].Has(j) {
			return true
		}
	}
	return false
}

// TooLate: a node has a raw message that it could not acknowledge any more (TLC §2.6).
func (c Config) TooLate(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon - 1 {
			if st.Step[j] > s && !st.AtRaw[s+1][j].Raw[s].Includes(st.View[j].Raw[s]) {
				return true
			}
		}
	}
	return false
}

// Everyone reaches the horizon.
func (c Config) Everyone(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Step[j] < c.Horizon {
			return false
		}
	}
	return true
}

// EveryoneUp: every node that does not crash has reached the horizon.
func (c Config) EveryoneUp(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if uint8(j) >= c.Crashes && st.Step[j] < c.Horizon {
			return false
		}
	}
	return true
}
