package dkg

import "quesera/spec"

// CanShowKey: i broadcasts a Feldman commitment, or none of the right length. The shares of the members of misfits
// do not fit it: nobody's if it is that of its polynomial, and otherwise all but at most t-1, since two
// polynomials of degree less than t agree in no more points (DKG-9).
func (c Config) CanShowKey(st *State, i spec.NodeID, misfits spec.NodeSet, said uint8) bool {
	fitting := spec.All(c.Nodes).Minus(misfits)
	return c.turn(st, Exposing, i) && (misfits.Empty() || (said == 1 && fitting.Len() < int(c.Threshold) &&
		c.corrupt(i))) &&
		(said == 0 || c.qualified(st, i).Has(i)) && c.allows(st, i, c.exposes(st, i, said), said == 0, said == 0)
}

// exposes reports whether i does its duty.
func (c Config) exposes(st *State, i spec.NodeID, said uint8) bool {
	return said == 1 || !c.qualified(st, i).Has(i)
}

// ShowKey: all hear it.
func (c Config) ShowKey(st *State, i spec.NodeID, misfits spec.NodeSet, said uint8) {
	duty := c.exposes(st, i, said)
	if said == 1 {
		st.Exposed = st.Exposed.With(i)
		st.Misfits[i] = misfits
	}
	c.next(st, i, duty)
}

// misfitting is the dealers whose exposure j's share does not fit (DKG-10).
func (c Config) misfitting(st *State, j spec.NodeID) spec.NodeSet {
	misfitting := spec.NodeSet(0)
	for i := range spec.NodeID(c.Nodes) {
		if st.Misfits[i].Has(j) {
			misfitting = misfitting.With(i)
		}
	}
	return misfitting
}

// CanAccuse: j publishes its shares of the dealers of against. Others than those that do not fit the exposure
// change nothing, if that is checked.
func (c Config) CanAccuse(st *State, j spec.NodeID, against spec.NodeSet) bool {
	return c.turn(st, Accusing, j) && (c.Trusting || c.misfitting(st, j).Includes(against)) &&
		c.allows(st, j, against == c.misfitting(st, j), against.Empty(), against.Empty())
}

// Accuse: all hear it.
func (c Config) Accuse(st *State, j spec.NodeID, against spec.NodeSet) {
	duty := against == c.misfitting(st, j)
	st.Accused = st.Accused.Union(against)
	c.next(st, j, duty)
}

// broken is the dealers that j finds qualified and to be reconstructed (DKG-11).
func (c Config) broken(st *State, j spec.NodeID) spec.NodeSet {
	if !c.Expose {
		return 0
	}
	return c.qualified(st, j).Minus(st.Exposed.Minus(st.Accused))
}

// CanReveal: j publishes its shares of the dealers of whom (DKG-12).
func (c Config) CanReveal(st *State, j spec.NodeID, whom spec.NodeSet) bool {
	return c.turn(st, Reconstructing, j) && c.broken(st, j).Includes(whom) &&
		c.allows(st, j, whom == c.broken(st, j), whom.Empty(), whom.Empty())
}

// Reveal: all hear it.
func (c Config) Reveal(st *State, j spec.NodeID, whom spec.NodeSet) {
	duty := whom == c.broken(st, j)
	for i := range spec.NodeID(c.Nodes) {
		if whom.Has(i) {
			st.Revealed[i] = st.Revealed[i].With(j)
		}
	}
	c.next(st, j, duty)
}

// CanFinish: j ends the run. What corrupt nodes end with is of no interest.
func (c Config) CanFinish(st *State, j spec.NodeID, ends uint8) bool {
	return c.turn(st, Finishing, j) && (ends == 0 || !c.corrupt(j)) && c.allows(st, j, ends == 1, ends == 0, ends == 0)
}

// Finish: j computes QUAL, and whose part it reconstructs, from what it heard, and its share of each
// deal: the published one where it complained, and otherwise the private one (DKG-8, DKG-14).
func (c Config) Finish(st *State, j spec.NodeID, ends uint8) {
	if ends == 1 {
		st.Finished = st.Finished.With(j)
		st.Qual[j] = c.qualified(st, j)
		st.Broken[j] = c.broken(st, j)
		for i := range spec.NodeID(c.Nodes) {
			if st.Fits[i].Has(j) || st.Answered[i].Has(j) {
				st.Holds[j] = st.Holds[j].With(i)
			}
		}
	}
	c.next(st, j, ends == 1)
}
