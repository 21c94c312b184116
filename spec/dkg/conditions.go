package dkg

import "quesera/spec"

// The conditions of the invariants: where they are not met, the invariant says nothing. That of DKG-P13 is Rebuilt.

// SomebodyFinished: an honest node has finished.
func (c Config) SomebodyFinished(st *State) bool {
	return !st.Finished.Empty()
}

// TwoFinished: two honest nodes have finished.
func (c Config) TwoFinished(st *State) bool {
	return st.Finished.Len() > 1
}

// HonestPublished: a share of a live honest dealer's deal is published.
func (c Config) HonestPublished(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.alive(st).Has(i) && !st.Answered[i].Union(st.Revealed[i]).Empty() {
			return true
		}
	}
	return false
}

// HonestShared: of a live honest dealer's deal a share is corrupt nodes' or published.
func (c Config) HonestShared(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.alive(st).Has(i) && st.Dealt.Has(i) && !c.exposure(st, i).Empty() {
			return true
		}
	}
	return false
}
