package tickets

import "quesera/spec"

// Open: the adversary can compute the ticket. All deals are by corrupt nodes, or their shares revealed or its own.
func (c Config) Open(st *State) bool {
	if st.Phase < revealing {
		return false
	}
	for d := range spec.NodeID(c.Nodes) {
		if st.Deals.Has(d) && !c.corrupt().Has(d) && !c.enough(st, d, st.Revealed.Union(c.corrupt())) {
			return false
		}
	}
	return true
}

// Entering: the deals are named, and nodes enter s+4 or have.
func (c Config) Entering(st *State) bool {
	return st.Phase >= revealing
}

// NotBeforeTheMajority: nobody can compute the ticket before a majority of the correct nodes is in s+4 (TLC §5.3.3).
func (c Config) NotBeforeTheMajority(st *State) bool {
	return !c.Open(st) || c.majority(st.Entered)
}

// recovered reports whether who enters s+5 knows the ticket.
func (c Config) recovered(st *State) bool {
	for d := range spec.NodeID(c.Nodes) {
		if st.Deals.Has(d) && !c.enough(st, d, st.Revealed.Intersect(st.Read)) {
			return false
		}
	}
	return true
}

// CertifiedRead: somebody has entered s+5, and the proposal is certified.
func (c Config) CertifiedRead(st *State) bool {
	return st.Phase == reading && st.Certified
}

// CertifiedIsRecovered: whoever enters s+5 knows the tickets of certified proposals (TLC §5.3.3).
func (c Config) CertifiedIsRecovered(st *State) bool {
	return !c.CertifiedRead(st) || c.recovered(st)
}

// Late: somebody has entered s+5.
func (c Config) Late(st *State) bool {
	return st.Phase == reading
}

// HearsTheFirst: whoever enters s+5 has the message of s+4 of one of the correct nodes that were the first majority
// there (TLC §5.3.3).
func (c Config) HearsTheFirst(st *State) bool {
	return st.Phase != reading || !st.Read.Intersect(st.First).Empty()
}

// Discarded: somebody enters s+5 and does not know the ticket.
func (c Config) Discarded(st *State) bool {
	return st.Phase == reading && !c.recovered(st)
}

// KnownEarly: the ticket can be computed before all correct nodes are in s+4.
func (c Config) KnownEarly(st *State) bool {
	return c.Open(st) && !st.Entered.Includes(spec.All(c.Nodes-c.Corrupt))
}

// Mixed: somebody knows the ticket, of deals whose dealers had exposed different nodes.
func (c Config) Mixed(st *State) bool {
	if st.Phase != reading || !c.recovered(st) {
		return false
	}
	for d := range spec.NodeID(c.Nodes) {
		for e := range spec.NodeID(c.Nodes) {
			if st.Deals.Has(d) && st.Deals.Has(e) && st.Left[d] != st.Left[e] {
				return true
			}
		}
	}
	return false
}
