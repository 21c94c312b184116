package pipeline

import "quesera/spec"

// Done: all rounds have ended.
func (c Config) Done(st *State) bool { return st.Round == c.Rounds }

// SameBelow: two nodes that chose the same proposal in a round have the same history below it (TLC §4.11).
func (c Config) SameBelow(st *State) bool {
	for r := range c.Rounds {
		for q := range c.Rounds {
			for i := range c.Nodes {
				for j := range c.Nodes {
					if r < st.Round && q < r && c.linked(q, r) && c.choice(st, i, r) == c.choice(st, j, r) &&
						c.below(st, i, r, q) != c.below(st, j, r, q) {
						return false
					}
				}
			}
		}
	}
	return true
}

// ChosenTwice: a round has ended that builds on another one.
func (c Config) ChosenTwice(st *State) bool {
	return c.Single && st.Round > 1 || !c.Single && st.Round > c.Gap
}

// PrefixesAgree: of the histories that two nodes have seen committed, one is the beginning of the other (TLC §4.10).
func (c Config) PrefixesAgree(st *State) bool {
	for r := range c.Rounds {
		for later := range c.Rounds {
			for q := range c.Rounds {
				for i := range c.Nodes {
					for j := range c.Nodes {
						if later < st.Round && r <= later && c.linked(r, later) && q <= r && c.linked(q, r) &&
							c.commits(st, i, r) && c.commits(st, j, later) &&
							c.below(st, i, r, q) != c.below(st, j, later, q) {
							return false
						}
					}
				}
			}
		}
	}
	return true
}

// commits reports whether i saw the proposal that it chose in round r committed.
func (c Config) commits(st *State, i, r uint8) bool { return st.Committed[r].Has(spec.NodeID(i)) }

// CommittedIsChosen: what somebody saw committed, all chose, in its own round (TLC §4.7).
func (c Config) CommittedIsChosen(st *State) bool {
	for r := range c.Rounds {
		for i := range c.Nodes {
			for j := range c.Nodes {
				if r < st.Round && c.commits(st, i, r) && c.choice(st, i, r) != c.choice(st, j, r) {
					return false
				}
			}
		}
	}
	return true
}

// OneOwner: those who saw a history committed say the same of whose the coin is, whichever chain it is in (TLC §4.11).
func (c Config) OneOwner(st *State) bool {
	for r := range c.Rounds {
		for s := range c.Rounds {
			for i := range c.Nodes {
				for j := range c.Nodes {
					if r < st.Round && s < st.Round && c.commits(st, i, r) && c.commits(st, j, s) &&
						c.below(st, i, r, c.lowest(r)) != c.below(st, j, s, c.lowest(s)) {
						return false
					}
				}
			}
		}
	}
	return true
}

// SomethingCommitted: a round that has ended was seen committed by somebody.
func (c Config) SomethingCommitted(st *State) bool {
	for r := range c.Rounds {
		if r < st.Round && !st.Committed[r].Empty() {
			return true
		}
	}
	return false
}

// FinalLater: a commit makes a round final that nobody saw committed (TLC §4.7).
func (c Config) FinalLater(st *State) bool {
	for r := range c.Rounds {
		for q := range c.Rounds {
			if r < st.Round && q < r && c.linked(q, r) && !st.Committed[r].Empty() && st.Committed[q].Empty() {
				return true
			}
		}
	}
	return false
}

// Lost: a commit leaves out what somebody had chosen: its payments must be proposed again (TLC §4.11).
func (c Config) Lost(st *State) bool {
	for r := range c.Rounds {
		for q := range c.Rounds {
			for i := range c.Nodes {
				for j := range c.Nodes {
					if r < st.Round && q < r && c.linked(q, r) && c.commits(st, i, r) &&
						c.choice(st, j, q) != c.below(st, i, r, q) {
						return true
					}
				}
			}
		}
	}
	return false
}
