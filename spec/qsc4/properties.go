package qsc4

import "quesera/spec"

// certified are the certified proposals of which it is told who knows what.
func (c Config) certified(st *State) spec.NodeSet {
	return st.Witnessed[0].Intersect(c.tracked())
}

// SomethingKnown: all have entered s+3, and a proposal is certified.
func (c Config) SomethingKnown(st *State) bool {
	return st.Step == 2 && st.Turn == 0 && !c.certified(st).Empty()
}

// CertifiedIsKnownToAll: what is certified in s+1 is in every right message of s+3, also of a corrupt node (TLC
// §5.2.5). So are the deals that it names.
func (c Config) CertifiedIsKnownToAll(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.SomethingKnown(st) && !st.Carried[i].Seen.Includes(c.certified(st)) {
			return false
		}
	}
	return true
}

// over reports whether a reader has read.
func (c Config) over(st *State) bool {
	return c.Reader && st.Step == Steps
}

// SomethingReconfirmable: a reader has read, and something could be reconfirmed.
func (c Config) SomethingReconfirmable(st *State) bool {
	return c.over(st) && !st.Reconfirmable.Empty()
}

// ReconfirmableIsConfirmed: what anybody could reconfirm, everybody has confirmed on entering s+4 (TLC §4.6).
func (c Config) ReconfirmableIsConfirmed(st *State) bool {
	return !c.over(st) || st.Read.Confirmed.Includes(st.Reconfirmable)
}

// SomethingConfirmable: a reader has read, and something could be confirmed.
func (c Config) SomethingConfirmable(st *State) bool {
	return c.over(st) && !c.certified(st).Empty()
}

// ConfirmableIsSeen: what anybody could confirm, everybody is aware of on entering s+4 (TLC §4.5).
func (c Config) ConfirmableIsSeen(st *State) bool {
	return !c.over(st) || st.Read.Seen.Includes(c.certified(st))
}

// FaceCertified: a message of a corrupt node is certified.
func (c Config) FaceCertified(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for s := range uint8(Steps) {
			if !c.isCorrect(i) && st.Witnessed[s].Has(i) {
				return true
			}
		}
	}
	return false
}

// OneFaceCertified: no two messages of one node and step are certified, so that no proposer has two tickets (TLC
// §5.2.3, §5.3.3).
func (c Config) OneFaceCertified(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		for s := range uint8(Steps) {
			if c.isSecond(i) && st.Witnessed[s].Has(i) && st.Witnessed[s].Has(c.twin(i)) {
				return false
			}
		}
	}
	return true
}

// revealed reports whether all tickets are.
func (c Config) revealed(st *State) bool {
	return c.Tickets > 0 && st.Step == Steps && st.Turn == c.Nodes
}

// Done: nothing more happens in the round.
func (c Config) Done(st *State) bool {
	return st.Step == Steps && (c.Tickets == 0 || c.revealed(st))
}

// mayChoose reports whether p is a best confirmed proposal of j's (TLC §4.10).
func (c Config) mayChoose(st *State, j, p spec.NodeID) bool {
	if !st.Knows[j].Confirmed.Has(p) {
		return false
	}
	for q := range spec.NodeID(c.Nodes) {
		if st.Knows[j].Confirmed.Has(q) && st.Ticket[q] > st.Ticket[p] {
			return false
		}
	}
	return true
}

// void reports whether j knows that proposal q is certified nowhere, because its node's other version is (package
// model/qsc4).
func (c Config) void(st *State, j, q spec.NodeID) bool {
	return !c.isCorrect(q) && st.Knows[j].Confirmed.Has(c.twin(q))
}

// spoiled reports whether j is aware of a proposal that keeps it from seeing p committed (TLC §4.7).
func (c Config) spoiled(st *State, j, p spec.NodeID) bool {
	for q := range spec.NodeID(c.Nodes) {
		if q != p && st.Knows[j].Seen.Has(q) && !c.void(st, j, q) && st.Ticket[q] >= st.Ticket[p] {
			return true
		}
	}
	return false
}

// commits reports whether correct node j sees p committed.
func (c Config) commits(st *State, j, p spec.NodeID) bool {
	return st.Knows[j].Reconfirmed.Has(p) && !c.spoiled(st, j, p)
}

// SomebodyCommits: the round succeeds in the view of a correct node.
func (c Config) SomebodyCommits(st *State) bool {
	for j := range spec.NodeID(c.correct()) {
		for p := range spec.NodeID(c.Nodes) {
			if c.revealed(st) && c.commits(st, j, p) {
				return true
			}
		}
	}
	return false
}

// Agreement: what a correct node sees committed, every correct node must choose, so that all later history builds on
// it (TLC §4.7, §5.3.1).
func (c Config) Agreement(st *State) bool {
	for p := range spec.NodeID(c.Nodes) {
		for q := range spec.NodeID(c.Nodes) {
			if p != q && c.revealed(st) && c.someCommits(st, p) && c.someMayChoose(st, q) {
				return false
			}
		}
	}
	return true
}

func (c Config) someCommits(st *State, p spec.NodeID) bool {
	for j := range spec.NodeID(c.correct()) {
		if c.commits(st, j, p) {
			return true
		}
	}
	return false
}

func (c Config) someMayChoose(st *State, p spec.NodeID) bool {
	for j := range spec.NodeID(c.correct()) {
		if c.mayChoose(st, j, p) {
			return true
		}
	}
	return false
}

// Choosing: all correct nodes have entered s+4, or the reader has.
func (c Config) Choosing(st *State) bool {
	return st.Step == Steps
}

// EveryoneChooses: whoever enters s+4 has a proposal to build on (TLC §4.4).
func (c Config) EveryoneChooses(st *State) bool {
	if st.Step != Steps {
		return true
	}
	if c.Reader {
		return !st.Read.Confirmed.Empty()
	}
	for j := range spec.NodeID(c.correct()) {
		if st.Knows[j].Confirmed.Empty() {
			return false
		}
	}
	return true
}

// FaceReconfirmable: a corrupt node's proposal may be reconfirmed.
func (c Config) FaceReconfirmable(st *State) bool {
	return st.Reconfirmable.Len() > 0 && !spec.All(c.correct()).Includes(st.Reconfirmable)
}

// Uncertain: a reader is aware of a certified proposal that it has not confirmed (TLC §4.6).
func (c Config) Uncertain(st *State) bool {
	return c.over(st) && !st.Read.Confirmed.Includes(c.certified(st))
}

// FaceCommitted: a correct node sees a corrupt node's proposal committed.
func (c Config) FaceCommitted(st *State) bool {
	for p := range spec.NodeID(c.Nodes) {
		if !c.isCorrect(p) && c.revealed(st) && c.someCommits(st, p) {
			return true
		}
	}
	return false
}
