package twophase

import "quesera/spec"

// Config fixes the bounds of one run of the spec.
type Config struct {
	Nodes uint8 // n: resource managers, at most spec.MaxNodes
	Hasty bool  // the coordinator commits without waiting for all: wrong, to see what breaks
}

// What a manager or the coordinator has come to.
const (
	Working   = 0 // nothing decided
	Prepared  = 1 // a manager only: ready for either
	Committed = 2
	Aborted   = 3
)

// State is what the managers and the coordinator have come to, and what is under way between them.
type State struct {
	Manager     [spec.MaxNodes]uint8 `len:"Nodes" max:"3"` // Working, Prepared, Committed or Aborted
	Coordinator uint8                `max:"3"`             // Working, Committed or Aborted
	Said        spec.NodeSet         // who has sent the coordinator that it is prepared
	Noted       spec.NodeSet         // whom the coordinator knows to be prepared
}

// CanPrepare: r is working (rule 1).
func (c Config) CanPrepare(st *State, r spec.NodeID) bool { return st.Manager[r] == Working }

// Prepare: r is ready for either outcome, and says so (rule 1).
func (c Config) Prepare(st *State, r spec.NodeID) {
	st.Manager[r] = Prepared
	st.Said = st.Said.With(r)
}

// CanGiveUp: r is working (rule 2).
func (c Config) CanGiveUp(st *State, r spec.NodeID) bool { return st.Manager[r] == Working }

// GiveUp: r aborts on its own (rule 2).
func (c Config) GiveUp(st *State, r spec.NodeID) { st.Manager[r] = Aborted }

// CanNote: the coordinator has not decided, and r has said that it is prepared (rule 3).
func (c Config) CanNote(st *State, r spec.NodeID) bool {
	return st.Coordinator == Working && st.Said.Has(r)
}

// Note: the coordinator notes that r is prepared (rule 3).
func (c Config) Note(st *State, r spec.NodeID) { st.Noted = st.Noted.With(r) }

// CanCommit: the coordinator has not decided, and all managers are prepared (rule 3).
func (c Config) CanCommit(st *State) bool {
	return st.Coordinator == Working && (c.Hasty || st.Noted == spec.All(c.Nodes))
}

// Commit: the coordinator tells all managers to commit (rule 3).
func (c Config) Commit(st *State) { st.Coordinator = Committed }

// CanAbort: the coordinator has not decided (rule 4).
func (c Config) CanAbort(st *State) bool { return st.Coordinator == Working }

// Abort: the coordinator tells all managers to abort (rule 4).
func (c Config) Abort(st *State) { st.Coordinator = Aborted }

// CanObeyCommit: the coordinator has told r to commit (rule 5).
func (c Config) CanObeyCommit(st *State, r spec.NodeID) bool { return st.Coordinator == Committed }

// ObeyCommit: r commits (rule 5).
func (c Config) ObeyCommit(st *State, r spec.NodeID) { st.Manager[r] = Committed }

// CanObeyAbort: the coordinator has told r to abort (rule 5).
func (c Config) CanObeyAbort(st *State, r spec.NodeID) bool { return st.Coordinator == Aborted }

// ObeyAbort: r aborts (rule 5).
func (c Config) ObeyAbort(st *State, r spec.NodeID) { st.Manager[r] = Aborted }
