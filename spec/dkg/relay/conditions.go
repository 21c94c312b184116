package relay

import "quesera/spec"

// The conditions of the invariants: where they are not met, the invariant says nothing.

// TwoEnded: the phase has ended, and two honest nodes live.
func (c Config) TwoEnded(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for i := range j {
			if st.Ended && c.alive(st, i) && c.alive(st, j) {
				return true
			}
		}
	}
	return false
}

// SenderEnded: the phase has ended, and its sender is honest and lives.
func (c Config) SenderEnded(st *State) bool {
	return st.Ended && c.alive(st, 0)
}
