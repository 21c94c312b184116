package relay

import "quesera/spec"

// MaxVersions bounds the versions of the message.
const MaxVersions = 3

// Config fixes the sizes and who is corrupt.
type Config struct {
	Nodes    uint8        // n, at most spec.MaxNodes
	Versions uint8        // of the message that node 0 can sign; an honest one signs version 0 only
	Corrupt  spec.NodeSet // nodes that pass on to whom they like
	Crashes  uint8        // at most so many others crash
	Relay    bool         // who hears news passes it on
}

// State of the phase.
type State struct {
	Said    [MaxVersions]bool         `len:"Versions"` // node 0 has sent the version
	Flying  [MaxVersions]spec.NodeSet `len:"Versions"` // to whom a copy is in flight
	Known   [MaxVersions]spec.NodeSet `len:"Versions"` // who has filed it
	Crashed spec.NodeSet
	Ended   bool
}

// count is how many versions j has filed.
func (c Config) count(st *State, j spec.NodeID) uint8 {
	count := uint8(0)
	for v := range c.Versions {
		if st.Known[v].Has(j) {
			count++
		}
	}
	return count
}

// may reports whether i may send to the nodes of to when its duty is to send to all others: corrupt nodes
// choose, and an honest one that leaves somebody out crashes.
func (c Config) may(st *State, i spec.NodeID, to spec.NodeSet) bool {
	return !to.Has(i) && !st.Crashed.Has(i) && !st.Ended &&
		(c.Corrupt.Has(i) || to == c.others(i) || st.Crashed.Len() < int(c.Crashes))
}

// others is everybody but i.
func (c Config) others(i spec.NodeID) spec.NodeSet {
	return spec.All(c.Nodes).Without(i)
}

// send puts copies in flight, and lets an honest sender crash that left somebody out.
func (c Config) send(st *State, i spec.NodeID, v uint8, to spec.NodeSet) {
	st.Flying[v] = st.Flying[v].Union(to)
	if !c.Corrupt.Has(i) && to != c.others(i) {
		st.Crashed = st.Crashed.With(i)
	}
}

// CanSay: node i, which is 0, sends version v to the nodes of to.
func (c Config) CanSay(st *State, i spec.NodeID, v uint8, to spec.NodeSet) bool {
	return i == 0 && !st.Said[v] && (v == 0 || c.Corrupt.Has(0)) && c.may(st, 0, to)
}

// Say: it files the version itself.
func (c Config) Say(st *State, i spec.NodeID, v uint8, to spec.NodeSet) {
	st.Said[v] = true
	st.Known[v] = st.Known[v].With(0)
	c.send(st, 0, v, to)
}

// CanHear: a copy of version v reaches j, who passes it on to the nodes of to if it is news.
func (c Config) CanHear(st *State, j spec.NodeID, v uint8, to spec.NodeSet) bool {
	if !st.Flying[v].Has(j) {
		return false
	}
	if !c.Relay || st.Known[v].Has(j) || c.count(st, j) >= 2 {
		return to == c.others(j) && !st.Crashed.Has(j) && !st.Ended
	}
	return c.may(st, j, to)
}

// Hear files and relays news.
func (c Config) Hear(st *State, j spec.NodeID, v uint8, to spec.NodeSet) {
	st.Flying[v] = st.Flying[v].Without(j)
	if st.Known[v].Has(j) || c.count(st, j) >= 2 {
		return
	}
	st.Known[v] = st.Known[v].With(j)
	if c.Relay {
		c.send(st, j, v, to)
	}
}

// quiet reports whether nothing is in flight to a node that lives, and an honest sender has sent.
func (c Config) quiet(st *State) bool {
	for v := range c.Versions {
		if !st.Flying[v].Minus(st.Crashed).Empty() {
			return false
		}
	}
	return st.Said[0] || st.Crashed.Has(0) || c.Corrupt.Has(0)
}

// CanEnd: the phase ends; that i is told matters only for the process that this step is in.
func (c Config) CanEnd(st *State, i spec.NodeID) bool {
	return i == 0 && !st.Ended && c.quiet(st)
}

// End: from now on nothing counts.
func (c Config) End(st *State, i spec.NodeID) {
	st.Ended = true
}

// same reports whether j and k make the same of what they filed: nothing, that the sender contradicted
// itself, or the same version.
func (c Config) same(st *State, j spec.NodeID, k spec.NodeID) bool {
	if c.count(st, j) != c.count(st, k) {
		return false
	}
	for v := range c.Versions {
		if c.count(st, j) == 1 && st.Known[v].Has(j) != st.Known[v].Has(k) {
			return false
		}
	}
	return true
}

// alive reports whether j is honest and has not crashed.
func (c Config) alive(st *State, j spec.NodeID) bool {
	return !c.Corrupt.Has(j) && !st.Crashed.Has(j)
}

// Consistent: at the end all live honest nodes make the same of it.
func (c Config) Consistent(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		for k := range spec.NodeID(c.Nodes) {
			if st.Ended && c.alive(st, j) && c.alive(st, k) && !c.same(st, j, k) {
				return false
			}
		}
	}
	return true
}

// Delivered: at the end all live honest nodes have what a live honest sender said, and nothing else.
func (c Config) Delivered(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Ended && c.alive(st, 0) && c.alive(st, j) && (!st.Known[0].Has(j) || c.count(st, j) != 1) {
			return false
		}
	}
	return true
}

// Over: the phase has ended.
func (c Config) Over(st *State) bool {
	return st.Ended
}

// Convicted: an honest node has two versions at the end.
func (c Config) Convicted(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Ended && c.alive(st, j) && c.count(st, j) == 2 {
			return true
		}
	}
	return false
}

// Rescued: the sender crashed, and everybody who lives has the message nevertheless.
func (c Config) Rescued(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if c.alive(st, j) && !st.Known[0].Has(j) {
			return false
		}
	}
	return st.Ended && st.Crashed.Has(0)
}

// Forgotten: the sender crashed, and nobody who lives has the message although somebody heard it.
func (c Config) Forgotten(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if c.alive(st, j) && st.Known[0].Has(j) {
			return false
		}
	}
	return st.Ended && st.Crashed.Has(0) && st.Known[0].Len() > 1
}
