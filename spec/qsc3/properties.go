package qsc3

import "quesera/spec"

// over reports whether the round's communication is complete: all have reached s+3.
func (c Config) over(st *State) bool {
	return st.Step == Steps
}

// revealed reports whether the round is complete and all tickets are known.
func (c Config) revealed(st *State) bool {
	return st.Step == Steps && c.Tickets > 0 && st.Turn == c.Nodes
}

// Done: nothing more can happen in the round.
func (c Config) Done(st *State) bool {
	return st.Step == Steps && (c.Tickets == 0 || st.Turn == c.Nodes)
}

// mayChoose reports whether p is a best confirmed proposal of j's; of several with equal tickets
// any may be chosen (TLC §4.10).
func (c Config) mayChoose(st *State, j, p spec.NodeID) bool {
	for q := range spec.NodeID(c.Nodes) {
		if st.Knows[j].Confirmed.Has(q) && st.Ticket[q] > st.Ticket[p] {
			return false
		}
	}
	return st.Knows[j].Confirmed.Has(p)
}

// spoiled reports whether i is aware of another proposal whose ticket is not below p's (TLC §4.10, third condition).
func (c Config) spoiled(st *State, i, p spec.NodeID) bool {
	for q := range spec.NodeID(c.Nodes) {
		if q != p && st.Knows[i].Seen.Has(q) && st.Ticket[q] >= st.Ticket[p] {
			return true
		}
	}
	return false
}

// commits reports whether i sees p committed: reconfirmed and not spoiled (TLC §4.10).
func (c Config) commits(st *State, i, p spec.NodeID) bool {
	return st.Knows[i].Reconfirmed.Has(p) && !c.spoiled(st, i, p)
}

// Agreement: what anybody sees committed, everybody must choose, so that all later history builds on it (TLC §4.7).
func (c Config) Agreement(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for p := range spec.NodeID(c.Nodes) {
			for q := range spec.NodeID(c.Nodes) {
				if p != q && c.revealed(st) && c.commits(st, i, p) && c.somebodyMayChoose(st, q) {
					return false
				}
			}
		}
	}
	return true
}

// NoCommitOnATie: of two proposals with equal tickets that a node is aware of it sees neither committed (TLC §4.9).
func (c Config) NoCommitOnATie(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for p := range spec.NodeID(c.Nodes) {
			for q := range spec.NodeID(c.Nodes) {
				if p != q && c.revealed(st) && st.Knows[i].Seen.Has(q) && st.Ticket[p] == st.Ticket[q] && c.commits(st, i,
					p) {
					return false
				}
			}
		}
	}
	return true
}

// somebodyMayChoose reports whether q is a best confirmed proposal of any node's.
func (c Config) somebodyMayChoose(st *State, q spec.NodeID) bool {
	for j := range spec.NodeID(c.Nodes) {
		if c.mayChoose(st, j, q) {
			return true
		}
	}
	return false
}

// ReconfirmedIsConfirmedByAll: what anybody reconfirms, all have confirmed by s+3 (TLC §4.6).
func (c Config) ReconfirmedIsConfirmedByAll(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			if c.over(st) && !st.Knows[j].Confirmed.Includes(st.Knows[i].Reconfirmed) {
				return false
			}
		}
	}
	return true
}

// ConfirmedIsSeenByAll: what anybody confirms, all are aware of by s+2 (TLC §4.5).
func (c Config) ConfirmedIsSeenByAll(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			if st.Step >= 2 && !st.Knows[j].Seen.Includes(st.Knows[i].Confirmed) {
				return false
			}
		}
	}
	return true
}

// AgreementForAnyTickets says of a complete round, before the tickets are revealed, that no draw of them
// can break Agreement: what i might commit, all confirm, and i is aware of all that anybody might
// prefer. For each draw it implies Agreement, and where it fails some draw breaks it (QSC3-L1).
func (c Config) AgreementForAnyTickets(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			if c.over(st) && !st.Knows[i].Reconfirmed.Empty() &&
				(!st.Knows[j].Confirmed.Includes(st.Knows[i].Reconfirmed) || !st.Knows[i].Seen.Includes(st.Knows[j].Confirmed)) {
				return false
			}
		}
	}
	return true
}

// EveryoneChooses: at s+3 everybody has a proposal to build on (TLC §4.4).
func (c Config) EveryoneChooses(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if c.over(st) && st.Knows[j].Confirmed.Empty() {
			return false
		}
	}
	return true
}

// EnoughReconfirmed: at s+3 everybody has reconfirmed as many proposals as the message threshold, or more. If
// tickets are independent of the schedule, and no two are equal, this gives everybody odds of t_m/n to commit (TLC
// §4.9).
func (c Config) EnoughReconfirmed(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.over(st) && st.Knows[i].Reconfirmed.Len() < int(c.MessageThreshold) {
			return false
		}
	}
	return true
}

// LeastOdds: somebody has reconfirmed no more than it must, and each other proposal may spoil what it has (TLC §4.9).
// So its odds are no better than t_m/n.
func (c Config) LeastOdds(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.over(st) && st.Knows[i].Reconfirmed.Len() == int(c.MessageThreshold) && st.Knows[i].Seen.Len() == int(c.Nodes) {
			return true
		}
	}
	return false
}

// SomebodyCommits: a round succeeds in somebody's view.
func (c Config) SomebodyCommits(st *State) bool {
	return c.committers(st) > 0
}

// EverybodyCommits: a round succeeds in everybody's view.
func (c Config) EverybodyCommits(st *State) bool {
	return c.committers(st) == c.Nodes
}

// CloudyForSome: a round succeeds in the view of some and not of others (TLC §4.7).
func (c Config) CloudyForSome(st *State) bool {
	return c.committers(st) > 0 && c.committers(st) < c.Nodes
}

// committers counts the nodes that see the round commit something.
func (c Config) committers(st *State) uint8 {
	count := uint8(0)
	for i := range spec.NodeID(c.Nodes) {
		for p := range spec.NodeID(c.Nodes) {
			if c.revealed(st) && c.commits(st, i, p) {
				count++
			}
		}
	}
	return count
}

// Divided: a round fails, and two nodes choose different proposals (TLC §4.7).
func (c Config) Divided(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			for p := range spec.NodeID(c.Nodes) {
				if c.revealed(st) && c.mayChoose(st, i, p) && !c.mayChoose(st, j, p) {
					return true
				}
			}
		}
	}
	return false
}

// Tied: everybody has reconfirmed its choice, and nobody commits because two tickets are equal (TLC §4.9).
func (c Config) Tied(st *State) bool {
	if !c.revealed(st) || c.committers(st) > 0 {
		return false
	}
	for i := range spec.NodeID(c.Nodes) {
		for p := range spec.NodeID(c.Nodes) {
			if c.mayChoose(st, i, p) && !st.Knows[i].Reconfirmed.Has(p) {
				return false
			}
		}
	}
	return true
}

// Uncertain: somebody confirms what it cannot reconfirm (TLC §4.6).
func (c Config) Uncertain(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.over(st) && !st.Knows[i].Reconfirmed.Includes(st.Knows[i].Confirmed) {
			return true
		}
	}
	return false
}

// favoured reports whether i has reconfirmed p, and all other tickets are below p's (TLC §4.9).
func (c Config) favoured(st *State, i, p spec.NodeID) bool {
	for q := range spec.NodeID(c.Nodes) {
		if q != p && st.Ticket[q] >= st.Ticket[p] {
			return false
		}
	}
	return st.Knows[i].Reconfirmed.Has(p)
}

// Succeeds: the round is over, and somebody has seen it succeed (TLC §4.7).
func (c Config) Succeeds(st *State) bool {
	return c.revealed(st) && c.SomebodyCommits(st)
}

// SucceedsIfFavoured: the round is over, and a node for which it was favoured has seen it succeed (TLC §4.9).
func (c Config) SucceedsIfFavoured(st *State) bool {
	if !c.revealed(st) {
		return false
	}
	for i := range spec.NodeID(c.Nodes) {
		for p := range spec.NodeID(c.Nodes) {
			if c.favoured(st, i, p) && !c.commits(st, i, p) {
				return false
			}
		}
	}
	return true
}
