package qsc3

import "quesera/spec"

// The conditions of the invariants: where they are not met, the invariant says nothing. That of QSC3-P5 is
// SomebodyCommits.

// Complete: the round's communication is complete.
func (c Config) Complete(st *State) bool {
	return c.over(st)
}

// ConfirmedByThen: step 2 has begun, and somebody has confirmed a proposal.
func (c Config) ConfirmedByThen(st *State) bool {
	if st.Step < 2 {
		return false
	}
	for i := range spec.NodeID(c.Nodes) {
		if !st.Knows[i].Confirmed.Empty() {
			return true
		}
	}
	return false
}

// SomethingReconfirmed: the round's communication is complete, and somebody has reconfirmed a proposal.
func (c Config) SomethingReconfirmed(st *State) bool {
	if !c.over(st) {
		return false
	}
	for i := range spec.NodeID(c.Nodes) {
		if !st.Knows[i].Reconfirmed.Empty() {
			return true
		}
	}
	return false
}

// TieReconfirmed: somebody has reconfirmed a proposal, and is aware of another one with an equal ticket.
func (c Config) TieReconfirmed(st *State) bool {
	if !c.revealed(st) {
		return false
	}
	for i := range spec.NodeID(c.Nodes) {
		for p := range spec.NodeID(c.Nodes) {
			for q := range spec.NodeID(c.Nodes) {
				if p != q && st.Ticket[p] == st.Ticket[q] && st.Knows[i].Reconfirmed.Has(p) && st.Knows[i].Seen.Has(q) {
					return true
				}
			}
		}
	}
	return false
}
