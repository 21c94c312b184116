package consensus

import "quesera/spec"

// MaxRounds bounds the length of the chain.
const MaxRounds = 4

// Config fixes the bounds of one run of the spec.
type Config struct {
	Nodes  uint8 // n, at most spec.MaxNodes
	Rounds uint8 // length of the chain, at most MaxRounds
}

// State is what has been chosen, and who knows it. A set has at most one member; empty means nothing yet.
type State struct {
	// the value chosen at each position of the chain, by its proposer
	Chosen  [MaxRounds]spec.NodeSet                `len:"Rounds"`
	Learned [spec.MaxNodes][MaxRounds]spec.NodeSet `len:"Nodes,Rounds"` // what each node has learned to be chosen
}

// CanChoose: nothing is chosen at r yet, and something at every position below (TLC §4.1).
func (c Config) CanChoose(st *State, p spec.NodeID, r uint8) bool {
	return st.Chosen[r].Empty() && (r == 0 || !st.Chosen[r-1].Empty())
}

// Choose: p's proposal is chosen at r, for good.
func (c Config) Choose(st *State, p spec.NodeID, r uint8) {
	st.Chosen[r] = spec.Only(p)
}

// CanLearn: something is chosen at r that j does not know yet, though it knows all below.
func (c Config) CanLearn(st *State, j spec.NodeID, r uint8) bool {
	return !st.Chosen[r].Empty() && st.Learned[j][r].Empty() && (r == 0 || !st.Learned[j][r-1].Empty())
}

// Learn: j learns what is chosen at r.
func (c Config) Learn(st *State, j spec.NodeID, r uint8) {
	st.Learned[j][r] = st.Chosen[r]
}

// OneValue: at each position at most one value is chosen.
func (c Config) OneValue(st *State) bool {
	for r := range c.Rounds {
		if st.Chosen[r].Len() > 1 {
			return false
		}
	}
	return true
}

// NoGap: whatever is chosen stands on something chosen.
func (c Config) NoGap(st *State) bool {
	for r := range c.Rounds - 1 {
		if st.Chosen[r].Empty() && !st.Chosen[r+1].Empty() {
			return false
		}
	}
	return true
}

// LearnedIsChosen: nobody learns what is not chosen.
func (c Config) LearnedIsChosen(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for r := range c.Rounds {
			if !st.Chosen[r].Includes(st.Learned[j][r]) {
				return false
			}
		}
	}
	return true
}

// Agreement: of what two nodes have learned, one is a prefix of the other.
func (c Config) Agreement(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			for r := range c.Rounds {
				if !st.Learned[i][r].Empty() && !st.Learned[j][r].Empty() && st.Learned[i][r] != st.Learned[j][r] {
					return false
				}
			}
		}
	}
	return true
}

// Done: the whole chain is chosen, and all know it.
func (c Config) Done(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Learned[j][c.Rounds-1].Empty() {
			return false
		}
	}
	return true
}

// Lagging: something is chosen that one node knows and another does not.
func (c Config) Lagging(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for j := range spec.NodeID(c.Nodes) {
			if st.Learned[i][0] != st.Learned[j][0] {
				return true
			}
		}
	}
	return false
}
