package tlcb

import "quesera/spec"

// shown reports whether a correct node acknowledged a face's message, or it is certified.
func (c Config) shown(st *State, i spec.NodeID) bool {
	return !st.Acks[i].Empty() || st.Faces.Has(i)
}

// BothShown: both faces of a corrupt node were shown to correct nodes that took them for the only one.
func (c Config) BothShown(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if !c.isCorrect(i) && c.shown(st, i) && c.shown(st, c.twin(i)) {
			return true
		}
	}
	return false
}

// OneFaceCertified: no two messages of one node are both certified (TLC §5.2.3).
func (c Config) OneFaceCertified(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if !c.isCorrect(i) && st.Faces.Has(i) && st.Faces.Has(c.twin(i)) {
			return false
		}
	}
	return true
}

// Reachable: somebody, correct or corrupt, has the evidence to reach the next step.
func (c Config) Reachable(st *State) bool {
	return c.enough(st.Certified, c.exposable(st), c.MessageThreshold)
}

// MajorityFirst: nobody can reach the next step before a majority of the correct nodes reached this one (TLC
// §5.2.4).
func (c Config) MajorityFirst(st *State) bool {
	if !c.Reachable(st) {
		return true
	}
	count := uint8(0)
	for j := range spec.NodeID(c.correct()) {
		if st.At[j] != before {
			count++
		}
	}
	return c.majority(count)
}

// SomethingLate: a message was formulated after a majority of the correct nodes had left the step.
func (c Config) SomethingLate(st *State) bool {
	return !st.Late.Empty()
}

// NothingLateCertified: what was formulated after a majority of the correct nodes had left the step is not certified
// (TLC §5.2.4).
func (c Config) NothingLateCertified(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if st.Late.Has(i) && st.Faces.Has(i) {
			return false
		}
	}
	return true
}

// Quiet: all that can be said and learned in the step is, and nobody leaves it any more.
func (c Config) Quiet(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.CanFormulate(st, i) || c.CanLeave(st, i) {
			return false
		}
		for j := range spec.NodeID(c.Nodes) {
			if c.CanAcknowledge(st, i, j) || c.CanExpose(st, i, j) {
				return false
			}
		}
	}
	return true
}

// Goes: where all that can be said is, every correct node that is not silent has left the step (TLC §5.2.2).
func (c Config) Goes(st *State) bool {
	return !c.Quiet(st) || c.AllLeft(st)
}

// AllLeft: every correct node that is not silent has left the step.
func (c Config) AllLeft(st *State) bool {
	for j := range spec.NodeID(c.correct()) {
		if !c.Silent.Has(j) && st.At[j] != beyond {
			return false
		}
	}
	return true
}

// FaceCertified: a message of a corrupt node is certified.
func (c Config) FaceCertified(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if !c.isCorrect(i) && st.Faces.Has(i) {
			return true
		}
	}
	return false
}

// Known: a correct node has left the step with evidence against a node.
func (c Config) Known(st *State) bool {
	for j := range spec.NodeID(c.correct()) {
		if st.At[j] == beyond && !st.Exposed[j].Empty() {
			return true
		}
	}
	return false
}
