package dkg

import "quesera/spec"

// alive is the honest nodes that have not crashed.
func (c Config) alive(st *State) spec.NodeSet {
	return spec.All(c.Nodes).Minus(c.Corrupt).Minus(st.Crashed)
}

// Agreement: honest nodes that finish have the same QUAL and reconstruct the same dealers.
func (c Config) Agreement(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for k := range spec.NodeID(c.Nodes) {
			if st.Finished.Has(j) && st.Finished.Has(k) && (st.Qual[j] != st.Qual[k] || st.Broken[j] != st.Broken[k]) {
				return false
			}
		}
	}
	return true
}

// HonestQualified: every honest dealer that has not crashed is in QUAL.
func (c Config) HonestQualified(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Finished.Has(j) && !st.Qual[j].Includes(c.alive(st)) {
			return false
		}
	}
	return true
}

// Served: who finishes has a share that fits of every dealer in QUAL.
func (c Config) Served(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Finished.Has(j) && !st.Holds[j].Includes(st.Qual[j]) {
			return false
		}
	}
	return true
}

// EnoughDealers: QUAL has n-f members at least, and an honest one among them.
func (c Config) EnoughDealers(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Finished.Has(j) && (st.Qual[j].Len() < int(c.Nodes-c.Faults) || st.Qual[j].Minus(c.Corrupt).Empty()) {
			return false
		}
	}
	return true
}

// Private: what an honest dealer publishes are shares of nodes that are corrupt or have crashed, at most f.
func (c Config) Private(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.alive(st).Has(i) && !st.Answered[i].Union(st.Revealed[i]).Intersect(c.alive(st)).Empty() {
			return false
		}
	}
	return true
}

// Secret: of an honest dealer's deal, corrupt nodes and the public have fewer shares than determine it.
func (c Config) Secret(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.alive(st).Has(i) && st.Dealt.Has(i) && c.exposure(st, i).Len() >= int(c.Threshold) {
			return false
		}
	}
	return true
}

// exposure is whose shares of i's deal corrupt nodes and the public have.
func (c Config) exposure(st *State, i spec.NodeID) spec.NodeSet {
	return c.Corrupt.Union(st.Answered[i]).Union(st.Revealed[i])
}

// KeyFixed: at the end the part of every dealer in QUAL is that of its deal: exposed rightly, or revealed
// by a threshold. Nothing that a dealer does after QUAL is fixed can change the key.
func (c Config) KeyFixed(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for i := range spec.NodeID(c.Nodes) {
			if c.Expose && st.Finished.Has(j) && st.Qual[j].Has(i) && !c.partKnown(st, j, i) {
				return false
			}
		}
	}
	return true
}

// partKnown reports whether j has the right part of the key from i.
func (c Config) partKnown(st *State, j spec.NodeID, i spec.NodeID) bool {
	if st.Broken[j].Has(i) {
		return st.Revealed[i].Len() >= int(c.Threshold)
	}
	return st.Exposed.Has(i) && st.Misfits[i].Empty()
}

// HonestUnbroken: no honest dealer that has not crashed is reconstructed, which would publish its secret.
func (c Config) HonestUnbroken(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Finished.Has(j) && !st.Broken[j].Intersect(c.alive(st)).Empty() {
			return false
		}
	}
	return true
}

// Done: everybody has had its turn in every phase.
func (c Config) Done(st *State) bool {
	return st.Phase == Over
}

// AllQualified: somebody finishes with everybody in QUAL.
func (c Config) AllQualified(st *State) bool {
	return st.Phase == Over && c.someQual(st) == spec.All(c.Nodes)
}

// someQual is the QUAL of a node that finished; honest nodes agree.
func (c Config) someQual(st *State) spec.NodeSet {
	qual := spec.NodeSet(0)
	for j := range spec.NodeID(c.Nodes) {
		if st.Finished.Has(j) {
			qual = st.Qual[j]
		}
	}
	return qual
}

// Excluded: a corrupt dealer is disqualified.
func (c Config) Excluded(st *State) bool {
	return st.Phase == Over && !c.Corrupt.Minus(c.someQual(st)).Empty()
}

// Repaired: a corrupt dealer that gave an honest node no share that fits answers, and stays in QUAL.
func (c Config) Repaired(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.corrupt(i) && c.someQual(st).Has(i) && !st.Accusers[i].Minus(c.Corrupt).Empty() {
			return true
		}
	}
	return false
}

// TooMany: a corrupt dealer is disqualified for its many complaints although it answered them all.
func (c Config) TooMany(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if st.Phase == Over && st.Dealt.Has(i) && st.Answered[i] == st.Accusers[i] && !c.someQual(st).Has(i) {
			return true
		}
	}
	return false
}

// Slandered: an honest dealer answers a false complaint.
func (c Config) Slandered(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.alive(st).Has(i) && !st.Answered[i].Empty() {
			return true
		}
	}
	return false
}

// Lost: a node finishes with a dealer in QUAL that crashed before.
func (c Config) Lost(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for i := spec.NodeID(0); i < j; i++ {
			if st.Finished.Has(j) && st.Crashed.Has(i) && st.Qual[j].Has(i) {
				return true
			}
		}
	}
	return false
}

// Rebuilt: a dealer's part of the key is reconstructed.
func (c Config) Rebuilt(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if !st.Broken[j].Empty() {
			return true
		}
	}
	return false
}
