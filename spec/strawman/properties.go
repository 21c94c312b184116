package strawman

import "quesera/spec"

// Done: nothing more can happen.
func (c Config) Done(st *State) bool {
	return st.Step == c.Steps && (!c.round() || st.Turn == c.Nodes)
}

// over reports whether a round's steps are over.
func (c Config) over(st *State) bool { return c.round() && st.Step == c.Steps }

// AllSayTheSame: all histories have come to say the same of the coin.
func (c Config) AllSayTheSame(st *State) bool { return !st.All.Empty() }

// PaidTwice: the client has paid the same coin to both.
func (c Config) PaidTwice(st *State) bool { return st.Split }

// InTheLastStep: the histories have been followed for as long as is asked.
func (c Config) InTheLastStep(st *State) bool { return !c.round() && st.Step == c.Steps }

// SomebodyBuilds: somebody has chosen a proposal to build on.
func (c Config) SomebodyBuilds(st *State) bool { return !st.Chosen.Empty() }

// WhatAllHaveStays: what is in every history stays there (TLC §4.1).
func (c Config) WhatAllHaveStays(st *State) bool {
	if st.All.Empty() {
		return true
	}
	return st.ForBob && st.Bob == spec.All(c.Nodes) || !st.ForBob && st.Bob.Empty()
}

// ConflictResolved: the coin was paid twice, and all histories have come to say to whom (TLC §4.2).
func (c Config) ConflictResolved(st *State) bool { return st.Split && !st.All.Empty() }

// NeverResolved: if the coin was paid twice, the histories say different things (TLC §4.1).
func (c Config) NeverResolved(st *State) bool { return !c.ConflictResolved(st) }

// ResolvedInTime: after so many steps all histories say the same (no strawman promises that, TLC §4.2).
func (c Config) ResolvedInTime(st *State) bool {
	return c.round() || st.Step < c.Steps || !st.All.Empty()
}

// FewSurvive: no more than f+1 proposals are built on (TLC §4.3).
func (c Config) FewSurvive(st *State) bool { return st.Chosen.Len() <= int(c.Nodes-c.Threshold)+1 }

// AsManySurvive: as many proposals are built on as the strawman allows (TLC §4.3).
func (c Config) AsManySurvive(st *State) bool { return st.Chosen.Len() == int(c.Nodes-c.Threshold)+1 }

// OneSurvives: all choose the same proposal.
func (c Config) OneSurvives(st *State) bool { return st.Chosen.Len() <= 1 }

// AllChooseOne: a round has its winner.
func (c Config) AllChooseOne(st *State) bool { return c.over(st) && c.Done(st) && st.Chosen.Len() == 1 }

// ManyHadSeen: what anybody builds on, as many as the threshold had seen by s+1 (TLC §4.4).
func (c Config) ManyHadSeen(st *State) bool {
	for p := range spec.NodeID(c.Nodes) {
		if st.Chosen.Has(p) && c.sawEarly(st, p) < c.Threshold {
			return false
		}
	}
	return true
}

// sawEarly is how many had seen p at s+1.
func (c Config) sawEarly(st *State, p spec.NodeID) uint8 {
	count := uint8(0)
	for i := range spec.NodeID(c.Nodes) {
		if st.Early[i].Has(p) {
			count++
		}
	}
	return count
}

// AllHaveSeen: what anybody builds on, all are aware of (TLC §4.5).
func (c Config) AllHaveSeen(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if !st.Knows[i].Seen.Includes(st.Chosen) {
			return false
		}
	}
	return true
}

// AllHaveConfirmed: what anybody builds on, all have confirmed (TLC §4.6).
func (c Config) AllHaveConfirmed(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if !st.Knows[i].Confirmed.Includes(st.Chosen) {
			return false
		}
	}
	return true
}

// AllHaveReconfirmed: what anybody builds on, all have reconfirmed (TLC §4.6).
func (c Config) AllHaveReconfirmed(st *State) bool {
	for i := range spec.NodeID(c.Nodes) {
		if !st.Knows[i].Reconfirmed.Includes(st.Chosen) {
			return false
		}
	}
	return true
}
