package twophase

import "quesera/spec"

// count is how many managers have come to a phase.
func (c Config) count(st *State, phase uint8) uint8 {
	count := uint8(0)
	for r := range spec.NodeID(c.Nodes) {
		if st.Manager[r] == phase {
			count++
		}
	}
	return count
}

// SomeCommit: a manager has committed. Before that nothing is promised.
func (c Config) SomeCommit(st *State) bool { return c.count(st, Committed) > 0 }

// Consistent: no manager has committed while another one has aborted.
func (c Config) Consistent(st *State) bool {
	return c.count(st, Committed) == 0 || c.count(st, Aborted) == 0
}

// AllWerePrepared: a manager that commits does so after all have said that they are prepared.
func (c Config) AllWerePrepared(st *State) bool {
	return c.count(st, Committed) == 0 || st.Said == spec.All(c.Nodes)
}

// AllCommit: all managers have committed.
func (c Config) AllCommit(st *State) bool { return c.count(st, Committed) == c.Nodes }

// AllAbort: all managers were prepared, and all have aborted.
func (c Config) AllAbort(st *State) bool {
	return st.Said == spec.All(c.Nodes) && c.count(st, Aborted) == c.Nodes
}

// Blocked: all managers are prepared, and the coordinator has aborted.
func (c Config) Blocked(st *State) bool {
	return st.Coordinator == Aborted && c.count(st, Prepared) == c.Nodes
}

// Done: the coordinator and all managers have decided.
func (c Config) Done(st *State) bool {
	return st.Coordinator != Working && c.count(st, Working) == 0 && c.count(st, Prepared) == 0
}
