package consensus

import "quesera/spec"

// The conditions of the invariants: where they are not met, the invariant says nothing.

// SomethingChosen: a value is chosen.
func (c Config) SomethingChosen(st *State) bool {
	for r := range c.Rounds {
		if !st.Chosen[r].Empty() {
			return true
		}
	}
	return false
}

// SecondChosen: a value is chosen at a position that has one below it.
func (c Config) SecondChosen(st *State) bool {
	for r := range c.Rounds - 1 {
		if !st.Chosen[r+1].Empty() {
			return true
		}
	}
	return false
}

// SomebodyLearned: somebody has learned what is chosen.
func (c Config) SomebodyLearned(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for r := range c.Rounds {
			if !st.Learned[j][r].Empty() {
				return true
			}
		}
	}
	return false
}

// TwoLearned: two nodes have learned what is chosen at the same position.
func (c Config) TwoLearned(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for i := range j {
			for r := range c.Rounds {
				if !st.Learned[i][r].Empty() && !st.Learned[j][r].Empty() {
					return true
				}
			}
		}
	}
	return false
}
