package clock

import "quesera/spec"

// onLeaving is what j knew when it left step s, or knows if it has not.
func (c Config) onLeaving(st *State, j spec.NodeID, s uint8) View {
	if s+1 < c.Horizon && st.Step[j] > s {
		return st.Carried[s+1][j]
	}
	return st.Knows[j]
}

// counted is how many messages of step s count in a view: certified ones, or all if there are no witnesses.
func (c Config) counted(v View, s uint8) int {
	if c.Unwitnessed {
		return v.Raw[s].Len()
	}
	return v.Cert[s].Len()
}

// Paced: whoever has left a step held at least as many of its certificates as the message threshold, or of its
// messages where there are no witnesses (TLC §2.2, 2.5). Where nodes leave at once, and none jumps, they held no more
// certificates.
func (c Config) Paced(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if s < st.Step[j] && (c.counted(c.onLeaving(st, j, s), s) < int(c.MessageThreshold) ||
				c.Exact && !c.Jumps && !c.Unwitnessed && c.counted(c.onLeaving(st, j, s), s) > int(c.MessageThreshold)) {
				return false
			}
		}
	}
	return true
}

// WitnessedInTime: a certified message was seen, by as many nodes as the witness threshold, before they
// left its step (TLC §2.6).
func (c Config) WitnessedInTime(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if c.certified(st, i, s) && c.sawInTime(st, i, s) < c.WitnessThreshold {
				return false
			}
		}
	}
	return true
}

// certified reports whether anybody holds the certificate of i's message of step s.
func (c Config) certified(st *State, i spec.NodeID, s uint8) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Knows[j].Cert[s].Has(i) {
			return true
		}
	}
	return false
}

// sawInTime counts the nodes that saw i's message of step s before they left s.
func (c Config) sawInTime(st *State, i spec.NodeID, s uint8) uint8 {
	count := uint8(0)
	for k := range spec.NodeID(c.Nodes) {
		if c.onLeaving(st, k, s).Raw[s].Has(i) {
			count++
		}
	}
	return count
}

// CausallyClosed: whoever has a message has all that it carries (TLC §2.3), and so has whoever
// formulates one.
func (c Config) CausallyClosed(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if !c.closed(st, st.Knows[j]) {
			return false
		}
		for s := range c.Horizon {
			if !c.closed(st, st.Carried[s][j]) {
				return false
			}
		}
	}
	return true
}

// closed reports whether a view has all that the messages in it carry.
func (c Config) closed(st *State, v View) bool {
	for i := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if v.Raw[s].Has(i) && !c.knows(v, st.Carried[s][i]) {
				return false
			}
		}
	}
	return true
}

// Remembered: nobody forgets, and everybody has its own message of each step that it has reached (TLC §2.1), and on
// leaving it, unless it jumped over it.
func (c Config) Remembered(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if s <= st.Step[j] && (c.lacksItsOwn(st, j, s) || !c.knows(c.onLeaving(st, j, s),
				st.Carried[s][j])) {
				return false
			}
		}
	}
	return true
}

// lacksItsOwn reports whether j left step s, or is in it, without its own message of it. Who has none jumped.
func (c Config) lacksItsOwn(st *State, j spec.NodeID, s uint8) bool {
	return !c.onLeaving(st, j, s).Raw[s].Has(j) && (!c.Jumps || st.Knows[j].Raw[s].Has(j))
}

// CertifiedIsSeen: whoever knows that a message was threshold witnessed has seen the message (TLC §2.6).
func (c Config) CertifiedIsSeen(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			for r := range c.Horizon {
				if !st.Knows[j].Raw[s].Includes(st.Knows[j].Cert[s]) ||
					!st.Carried[r][j].Raw[s].Includes(st.Carried[r][j].Cert[s]) {
					return false
				}
			}
		}
	}
	return true
}

// NothingOfTheFuture: nobody has anything of a step that it has not reached, and a message carries
// nothing of its own step (TLC §2.4).
func (c Config) NothingOfTheFuture(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if s > st.Step[j] && !c.nothingOf(st.Knows[j], s) {
				return false
			}
			for r := range c.Horizon {
				if (s >= r || r > st.Step[j]) && !c.nothingOf(st.Carried[r][j], s) {
					return false
				}
			}
		}
	}
	return true
}

// nothingOf reports whether a view is empty at step s.
func (c Config) nothingOf(v View, s uint8) bool {
	return v.Raw[s].Empty() && v.Cert[s].Empty()
}

// TwoStepBroadcast: every message witnessed for s is known to all who reach s+2 (TLC §2.9).
func (c Config) TwoStepBroadcast(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			for s := range c.Horizon - 1 {
				if c.certified(st, i, s) && st.Step[j] > s+1 && !c.onLeaving(st, j, s+1).Raw[s].Has(i) {
					return false
				}
			}
		}
	}
	return true
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

// Missed: somebody leaves step 0 without having seen somebody's message (TLC §2.9).
func (c Config) Missed(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Step[j] > 0 && c.onLeaving(st, j, 0).Raw[0].Len() < int(c.Nodes) {
			return true
		}
	}
	return false
}

// UnknownWitness: somebody reaches s+2 without knowing that a message was threshold witnessed for s (TLC §2.9, the
// caveat).
func (c Config) UnknownWitness(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			for s := range c.Horizon - 1 {
				if c.certified(st, i, s) && st.Step[j] > s+1 && !c.onLeaving(st, j, s+1).Cert[s].Has(i) {
					return true
				}
			}
		}
	}
	return false
}

// Tardy: somebody has seen or confirmed more of step 0 on leaving step 1 than on leaving step 0 (TLC §2.1).
func (c Config) Tardy(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if c.Horizon > 1 && st.Step[j] > 1 && c.onLeaving(st, j, 1).Raw[0].Len() > c.onLeaving(st, j, 0).Raw[0].Len() {
			return true
		}
	}
	return false
}
