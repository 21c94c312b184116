package tlc

import "quesera/spec"

// Inductive lists what carries the proof, for groups of any size and any number of steps, that the clock keeps its
// contract: each holds at the start, and every action keeps it if all held before. They speak of clocks with
// witnesses, and need of the thresholds only that they are at least one. TLC-P1 to P3 are among them; TLC-P4 to P6
// follow.
func (c Config) Inductive() []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	return []spec.Property[State]{
		m.Always("TLC-I2", "TLC §2.2", "everybody has its own messages", "HasItsOwn"),
		m.Always("TLC-I3", "TLC §2.2", "nobody has a message that was not sent", "NothingUnsent"),
		m.Always("TLC-I4", "TLC §2.6", "nobody has a certificate that was not announced", "NothingUnannounced"),
		m.Always("TLC-I5", "TLC §2.6", "a certificate carries its message", "CarriesItsMessage"),
		m.Always("TLC-I6", "TLC §2.6", "a certified message is a seen one", "CertifiedIsSeen"),
		m.Always("TLC-I7", "TLC §2.4", "nobody has anything of a step that it has not reached", "NothingOfTheFuture"),
		m.Always("TLC-I8", "TLC §2.4", "a message carries nothing of its own step, and nothing before it is sent; nor does "+
			"a certificate of steps after its own", "CarriesThePast"),
		m.Always("TLC-I9", "TLC §2.2", "where steps are left at once, nobody stays in one with enough certificates of it",
			"LeavesAtOnce"),
		m.Always("TLC-I10", "TLC §2.2", "where steps are left at once, nobody does on more certificates than it needs",
			"JustEnough"),
		m.Always("TLC-P1", "TLC §2.2", "whoever leaves a step holds a message threshold of its messages", "PacedByThreshold"),
		m.Always("TLC-I11", "TLC §2.4", "a message carries a message threshold of each step before its own", "CarriesEnough"),
		m.Always("TLC-P2", "TLC §2.3", "whoever has a message has all that it carries", "CausallyClosed"),
		m.Always("TLC-I12", "TLC §2.3", "whatever carries a message or a certificate carries all that that carries",
			"CarriesAll"),
		m.Always("TLC-I13", "TLC §2.1", "a message carries all that its sender's last one carries, and that one",
			"CarriesItsLast"),
		m.Always("TLC-I16", "TLC §2.1", "everybody knows what it knew on reaching each step", "Remembers"),
		m.Always("TLC-I14", "TLC §2.6", "who acknowledged a message saw it before leaving its step", "AcknowledgedInTime"),
		m.Always("TLC-P3", "TLC §2.6", "a certified message was seen in its step by a witness threshold", "WitnessedInTime"),
		m.Always("TLC-I15", "TLC §2.8", "a majority left the step without what was formulated after it had left",
			"LeftWithoutIt"),
	}
}

// HasItsOwn: everybody has its own message of its present step and, unless it may have jumped over them, of those
// before (TLC §2.2, 2.4).
func (c Config) HasItsOwn(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if (s == st.Step[j] || !c.Jumps && s < st.Step[j]) && !st.View[j].Raw[s].Has(j) {
				return false
			}
		}
	}
	return true
}

// NothingUnsent: whoever has a node's message of a step, that node has it too, and has reached the step (TLC §2.2).
func (c Config) NothingUnsent(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for i := range spec.NodeID(c.Nodes) {
			for s := range c.Horizon {
				if st.View[j].Raw[s].Has(i) && (!st.View[i].Raw[s].Has(i) || st.Step[i] < s) {
					return false
				}
			}
		}
	}
	return true
}

// NothingUnannounced: whoever has a certificate, its sender has it too (TLC §2.6).
func (c Config) NothingUnannounced(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for i := range spec.NodeID(c.Nodes) {
			for s := range c.Horizon {
				if st.View[j].Cert[s].Has(i) && !st.View[i].Cert[s].Has(i) {
					return false
				}
			}
		}
	}
	return true
}

// CarriesItsMessage: a certificate carries the message that it is of (TLC §2.6).
func (c Config) CarriesItsMessage(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if st.View[i].Cert[s].Has(i) && !st.AtCert[s][i].Raw[s].Has(i) {
				return false
			}
		}
	}
	return true
}

// CertifiedIsSeen: whoever knows that a message was threshold witnessed has seen the message, and so
// has whoever is sent that knowledge (TLC §2.6).
func (c Config) CertifiedIsSeen(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if !st.View[j].Raw[s].Includes(st.View[j].Cert[s]) {
				return false
			}
			for r := range c.Horizon {
				if !st.AtRaw[r][j].Raw[s].Includes(st.AtRaw[r][j].Cert[s]) {
					return false
				}
			}
		}
	}
	return true
}

// NothingOfTheFuture: nobody has anything of a step that it has not reached (TLC §2.4).
func (c Config) NothingOfTheFuture(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if st.Step[j] < s && !(st.View[j].Raw[s].Empty() && st.View[j].Cert[s].Empty()) {
				return false
			}
		}
	}
	return true
}

// CarriesThePast: a message carries nothing of its own step or later ones, and nothing before it is sent; a certificate
// carries nothing of later steps than its own (TLC §2.4).
func (c Config) CarriesThePast(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			for r := range c.Horizon {
				if (s <= r || st.Step[j] < s) && !(st.AtRaw[s][j].Raw[r].Empty() && st.AtRaw[s][j].Cert[r].Empty()) {
					return false
				}
				if s < r && !(st.AtCert[s][j].Raw[r].Empty() && st.AtCert[s][j].Cert[r].Empty()) {
					return false
				}
			}
		}
	}
	return true
}

// LeavesAtOnce: where nodes leave their steps at once, nobody has a message threshold of certificates of a step from
// its own on (TLC §2.2, 2.6).
func (c Config) LeavesAtOnce(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if c.Exact && st.Step[j] <= s && st.View[j].Cert[s].Len() >= int(c.MessageThreshold) {
				return false
			}
		}
	}
	return true
}

// JustEnough: where nodes leave their steps at once and do not jump, whoever leaves one holds no more certificates of
// it than the message threshold (TLC §2.2).
func (c Config) JustEnough(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if c.Exact && !c.Jumps && s < st.Step[j] && c.onLeaving(st, j, s).Cert[s].Len() > int(c.MessageThreshold) {
				return false
			}
		}
	}
	return true
}

// CarriesEnough: a message carries a message threshold of certificates of each step before its own (TLC §2.4).
func (c Config) CarriesEnough(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			for r := range c.Horizon {
				if r < s && s <= st.Step[j] && st.AtRaw[s][j].Cert[r].Len() < int(c.MessageThreshold) {
					return false
				}
			}
		}
	}
	return true
}

// CarriesAll: whatever carries a message or a certificate carries all that that carries (TLC §2.3).
func (c Config) CarriesAll(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for i := range spec.NodeID(c.Nodes) {
			for s := range c.Horizon {
				for r := range c.Horizon {
					if st.AtRaw[s][j].Raw[r].Has(i) && !c.knows(st.AtRaw[s][j], st.AtRaw[r][i]) {
						return false
					}
					if st.AtRaw[s][j].Cert[r].Has(i) && !c.knows(st.AtRaw[s][j], st.AtCert[r][i]) {
						return false
					}
				}
			}
		}
	}
	return true
}

// CarriesItsLast: a message carries its sender's message of the step before, if there is one, and all that that
// carries (TLC §2.1).
func (c Config) CarriesItsLast(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon - 1 {
			if s < st.Step[j] && !(c.knows(st.AtRaw[s+1][j], st.AtRaw[s][j]) &&
				(st.AtRaw[s+1][j].Raw[s].Has(j) || !st.View[j].Raw[s].Has(j))) {
				return false
			}
		}
	}
	return true
}

// Remembers: everybody knows what it knew on reaching each step up to its present one (TLC §2.1).
func (c Config) Remembers(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if s <= st.Step[j] && !c.knows(st.View[j], st.AtRaw[s][j]) {
				return false
			}
		}
	}
	return true
}

// AcknowledgedInTime: who acknowledged the message of a node's present step saw it before leaving that step (TLC §2.6).
func (c Config) AcknowledgedInTime(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for k := range spec.NodeID(c.Nodes) {
			if st.Step[i] < c.Horizon && st.Acks[i].Has(k) && !c.onLeaving(st, k, st.Step[i]).Raw[st.Step[i]].Has(i) {
				return false
			}
		}
	}
	return true
}

// LeftWithoutIt: if a message was formulated after a majority had left its step, a majority left without having seen
// it (TLC §2.8).
func (c Config) LeftWithoutIt(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for s := range c.Horizon {
			if st.Tardy[s].Has(i) && c.leftWithout(st, i, s)*2 <= c.Nodes {
				return false
			}
		}
	}
	return true
}

// leftWithout counts the nodes that have left step s and had not seen i's message of it by then.
func (c Config) leftWithout(st *State, i spec.NodeID, s uint8) uint8 {
	count := uint8(0)
	for k := range spec.NodeID(c.Nodes) {
		if st.Step[k] > s && !c.onLeaving(st, k, s).Raw[s].Has(i) {
			count++
		}
	}
	return count
}
