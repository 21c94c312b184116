package pipeline

import "quesera/spec"

// MaxRounds bounds the number of rounds.
const MaxRounds = 4

// Config fixes how blocks are formed, and the bounds of one run of the spec.
type Config struct {
	Nodes  uint8 // n, 2 to spec.MaxNodes
	Rounds uint8 // so many rounds, at most MaxRounds
	Single bool  // a block is formed at the end of a round, on its node's own block of the round before (TLC §4.11)
	Gap    uint8 // otherwise a proposal builds on its sender's choice so many rounds before
	All    bool  `promela:"-"` // everything is claimed, also what is not so
}

// State is how the rounds ended so far.
type State struct {
	Round     uint8                   `max:"Rounds"` // that is ending
	Turn      uint8                   `max:"Nodes"`  // the node that chooses next
	Second    [MaxRounds]spec.NodeSet `len:"Rounds"` // who chose node 1's proposal in a round; all others chose node 0's
	Committed [MaxRounds]spec.NodeSet `len:"Rounds"` // who saw its choice committed
}

// CanChoose: it is i's turn, and nobody has seen the other proposal committed.
func (c Config) CanChoose(st *State, i spec.NodeID, p uint8) bool {
	return st.Round < c.Rounds && st.Turn == uint8(i) && c.free(st, p)
}

// Choose: at the end of the round i chooses the proposal of node p.
func (c Config) Choose(st *State, i spec.NodeID, p uint8) {
	if p == 1 {
		st.Second[st.Round] = st.Second[st.Round].With(i)
	}
	st.Turn++
	if st.Turn == c.Nodes {
		st.Turn = 0
		st.Round++
	}
}

// CanCommit: the same, and all before it have chosen p.
func (c Config) CanCommit(st *State, i spec.NodeID, p uint8) bool {
	return c.CanChoose(st, i, p) && c.agreed(st, i, p)
}

// Commit: i chooses the proposal of node p, and sees it committed.
func (c Config) Commit(st *State, i spec.NodeID, p uint8) {
	st.Committed[st.Round] = st.Committed[st.Round].With(i)
	c.Choose(st, i, p)
}

// free reports whether whoever saw this round committed saw p committed (QSC3-P5).
func (c Config) free(st *State, p uint8) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Committed[st.Round].Has(j) && c.choice(st, uint8(j), st.Round) != p {
			return false
		}
	}
	return true
}

// agreed reports whether the nodes before i have all chosen p in this round.
func (c Config) agreed(st *State, i spec.NodeID, p uint8) bool {
	for j := range spec.NodeID(c.Nodes) {
		if j < i && c.choice(st, uint8(j), st.Round) != p {
			return false
		}
	}
	return true
}

// choice is whose proposal i chose in round r.
func (c Config) choice(st *State, i, r uint8) uint8 {
	if st.Second[r].Has(spec.NodeID(i)) {
		return 1
	}
	return 0
}

// linked reports whether a block of round r has one of round q below it, or is it.
func (c Config) linked(q, r uint8) bool {
	return q <= r && (c.Single || (r-q)%c.Gap == 0)
}

// below is whose proposal the block of round q is in the history that i has formed at the end of round r.
func (c Config) below(st *State, i, r, q uint8) uint8 {
	if c.Single {
		return c.choice(st, i, q)
	}
	p := c.choice(st, i, r)
	for down := range c.Rounds {
		s := c.Rounds - 1 - down
		if q <= s && s < r && (r-s)%c.Gap == 0 {
			p = c.choice(st, p, s) // what its sender chose then
		}
	}
	return p
}

// lowest is the first round below r in its chain.
func (c Config) lowest(r uint8) uint8 {
	if c.Single {
		return 0
	}
	return r % c.Gap
}
