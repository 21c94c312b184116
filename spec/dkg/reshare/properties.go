package reshare

import "quesera/spec"

// between reports whether a passage has ended and the next one has not begun.
func (c Config) between(st *State) bool {
	return st.Phase == Seizing && st.Passage > 0
}

// SameKey: no sharing is of another key than the first.
func (c Config) SameKey(st *State) bool {
	return !st.Changed
}

// Served: every honest member of the new group has its share.
func (c Config) Served(st *State) bool {
	return !c.between(st) || st.Holds.Includes(c.group(st.Passage).Minus(st.Corrupt))
}

// Blamed: who deals another value than its share is not in QUAL, which all find the same.
func (c Config) Blamed(st *State) bool {
	return st.Qual.Intersect(st.Other).Empty()
}

// Passes: every passage makes a sharing.
func (c Config) Passes(st *State) bool {
	return !st.Failed
}

// Apart: of no sharing corrupt nodes ever know as many shares as determine the key. What they know of
// several sharings adds up to nothing: each is known to fewer than its own threshold.
func (c Config) Apart(st *State) bool {
	for sharing := range uint8(MaxSharings) {
		if st.Known[sharing].Len() >= int(c.threshold(sharing)) {
			return false
		}
	}
	return true
}

// Arrived: the key is where it is to go.
func (c Config) Arrived(st *State) bool {
	return st.Phase == Seizing && st.Passage == c.Passages
}

// Swindled: a dealer dealt another value, and the passage made a sharing without it.
func (c Config) Swindled(st *State) bool {
	return c.between(st) && !st.Other.Empty() && !st.Used.Empty()
}

// Repaired: a corrupt dealer that is used gave an honest member its share in public only.
func (c Config) Repaired(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if c.between(st) && st.Used.Has(i) && st.Corrupt.Has(i) && !st.Answered[i].Minus(st.Corrupt).Empty() {
			return true
		}
	}
	return false
}

// Roamed: corrupt nodes know more shares of a sharing than there are corrupt nodes at any time.
func (c Config) Roamed(st *State) bool {
	for sharing := range uint8(MaxSharings) {
		if st.Known[sharing].Len() > int(c.Faults) {
			return true
		}
	}
	return false
}
