package reshare

// The conditions of the invariants: where they are not met, the invariant says nothing.

// Passed: a passage has ended.
func (c Config) Passed(st *State) bool {
	return st.Passage > 0
}

// Between: a passage has ended and the next one has not begun.
func (c Config) Between(st *State) bool {
	return c.between(st)
}

// OtherJudged: somebody dealt another value than its share, and a passage has a QUAL.
func (c Config) OtherJudged(st *State) bool {
	return !st.Other.Empty() && !st.Qual.Empty()
}

// SomethingKnown: corrupt nodes know a share.
func (c Config) SomethingKnown(st *State) bool {
	for sharing := range uint8(MaxSharings) {
		if !st.Known[sharing].Empty() {
			return true
		}
	}
	return false
}
