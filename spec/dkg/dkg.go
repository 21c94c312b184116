package dkg

import "quesera/spec"

// Phases in their order. The last three before Finishing are Gennaro's, and skipped without them.
const (
	Dealing        = 0
	Complaining    = 1
	Justifying     = 2
	Exposing       = 3
	Accusing       = 4
	Reconstructing = 5
	Finishing      = 6
	Over           = 7
)

// Config fixes the sizes and who is corrupt.
type Config struct {
	Nodes     uint8        // n, at most spec.MaxNodes
	Threshold uint8        // t: as many shares determine a dealer's polynomial
	Faults    uint8        // f: a dealer with more complaints is disqualified
	Corrupt   spec.NodeSet // nodes that do anything
	Crashes   uint8        // at most so many others crash
	Expose    bool         // with Gennaro's exposure of the key
	// honest nodes that do not hear corrupt ones until QUAL is fixed; none: a broadcast reaches all
	Deaf spec.NodeSet
	Cut  spec.NodeSet // nodes that get the shares of others too late; none: the private channels are synchronous
	// nobody checks what others publish: whatever a dealer answers, and whomever a node accuses, it counts
	Trusting bool
}

// State of the run: what has been broadcast, who holds what, and how nodes finished.
type State struct {
	Phase    uint8                       `max:"7"`
	Turn     uint8                       `max:"Nodes"` // who acts next in the phase
	Crashed  spec.NodeSet                // honest nodes that did less than their duty
	Dealt    spec.NodeSet                // whose commitment stands (DKG-4)
	Fits     [spec.MaxNodes]spec.NodeSet `len:"Nodes"` // by dealer: who was sent a share that fits
	Accusers [spec.MaxNodes]spec.NodeSet `len:"Nodes"` // by dealer: who complains of it (DKG-5)
	// by dealer: whose complaint it answered by a share that fits and none that does not (DKG-6)
	Answered [spec.MaxNodes]spec.NodeSet `len:"Nodes"`
	Exposed  spec.NodeSet                // whose Feldman commitment has the right length (DKG-9)
	// by dealer: whose share its exposure does not fit; none if it is right
	Misfits [spec.MaxNodes]spec.NodeSet `len:"Nodes"`
	Accused spec.NodeSet                // whose exposure somebody's published share contradicts (DKG-10)
	// by dealer: who published its share of it for reconstruction (DKG-12)
	Revealed [spec.MaxNodes]spec.NodeSet `len:"Nodes"`
	Finished spec.NodeSet                // honest nodes that finished
	Qual     [spec.MaxNodes]spec.NodeSet `len:"Nodes"` // at each node that finished: QUAL
	// at each node that finished: of which dealers it has a share that fits
	Holds [spec.MaxNodes]spec.NodeSet `len:"Nodes"`
	// at each node that finished: whose part of the key it reconstructed
	Broken [spec.MaxNodes]spec.NodeSet `len:"Nodes"`
}

// corrupt reports whether i does anything.
func (c Config) corrupt(i spec.NodeID) bool {
	return c.Corrupt.Has(i)
}

// turn reports whether it is i's turn in the phase.
func (c Config) turn(st *State, phase uint8, i spec.NodeID) bool {
	return st.Phase == phase && st.Turn == uint8(i)
}

// allows reports whether i may do what it does: anything if it is corrupt, nothing once it has crashed, and
// otherwise its duty, or less if one more node may crash.
func (c Config) allows(st *State, i spec.NodeID, duty bool, less bool, nothing bool) bool {
	if c.corrupt(i) {
		return true
	}
	if st.Crashed.Has(i) {
		return nothing
	}
	return duty || (less && st.Crashed.Len() < int(c.Crashes))
}

// next lets i's turn pass; an honest node that did not do its duty has crashed.
func (c Config) next(st *State, i spec.NodeID, duty bool) {
	if !duty && !c.corrupt(i) {
		st.Crashed = st.Crashed.With(i)
	}
	st.Turn++
	if st.Turn == c.Nodes {
		st.Turn = 0
		st.Phase++
		if st.Phase == Exposing && !c.Expose {
			st.Phase = Finishing
		}
	}
}

// CanDeal: i's commitment stands or not, and if so the members of to get a share that fits it (DKG-1).
func (c Config) CanDeal(st *State, i spec.NodeID, to spec.NodeSet, stands uint8) bool {
	return c.turn(st, Dealing, i) && to.Has(i) && (stands == 1 || to == spec.Only(i)) &&
		c.allows(st, i, c.deals(to, stands), true, false)
}

// deals reports whether a dealer does its duty.
func (c Config) deals(to spec.NodeSet, stands uint8) bool {
	return stands == 1 && to == spec.All(c.Nodes)
}

// Deal: a broadcast goes out before the shares do, so that who crashes before it has sent nothing.
func (c Config) Deal(st *State, i spec.NodeID, to spec.NodeSet, stands uint8) {
	if stands == 1 {
		st.Dealt = st.Dealt.With(i)
		st.Fits[i] = to.Minus(c.Cut).With(i)
	}
	c.next(st, i, c.deals(to, stands))
}

// heard is those of the nodes that said something from whom j heard it. All decisions of an honest node are
// made from what it heard and was sent. That they are the same at all is due to the broadcast channel (GJKR
// §2), which a config with deaf nodes does without.
func (c Config) heard(said spec.NodeSet, j spec.NodeID) spec.NodeSet {
	if c.Deaf.Has(j) {
		return said.Minus(c.Corrupt)
	}
	return said
}

// wronged is the dealers that j has to complain of (DKG-5).
func (c Config) wronged(st *State, j spec.NodeID) spec.NodeSet {
	wronged := spec.NodeSet(0)
	for i := range spec.NodeID(c.Nodes) {
		if i != j && c.heard(st.Dealt, j).Has(i) && !st.Fits[i].Has(j) {
			wronged = wronged.With(i)
		}
	}
	return wronged
}

// CanComplain: j names the dealers of against. A complaint of somebody who has not dealt changes nothing.
func (c Config) CanComplain(st *State, j spec.NodeID, against spec.NodeSet) bool {
	return c.turn(st, Complaining, j) && st.Dealt.Includes(against) && !against.Has(j) &&
		c.allows(st, j, against == c.wronged(st, j), against.Empty(), against.Empty())
}

// Complain is a broadcast.
func (c Config) Complain(st *State, j spec.NodeID, against spec.NodeSet) {
	duty := against == c.wronged(st, j)
	for i := range spec.NodeID(c.Nodes) {
		if against.Has(i) {
			st.Accusers[i] = st.Accusers[i].With(j)
		}
	}
	c.next(st, j, duty)
}

// owed is whom i has to answer (DKG-6).
func (c Config) owed(st *State, i spec.NodeID) spec.NodeSet {
	accusers := c.heard(st.Accusers[i], i)
	if accusers.Len() > int(c.Faults) {
		return 0
	}
	return accusers
}

// CanJustify: of those that complained, i publishes shares that fit for the members of well. What else it
// publishes makes no difference: a wrong answer is none.
func (c Config) CanJustify(st *State, i spec.NodeID, well spec.NodeSet) bool {
	return c.turn(st, Justifying, i) && st.Accusers[i].Includes(well) &&
		c.allows(st, i, well == c.owed(st, i), well.Empty(), well.Empty())
}

// Justify is a broadcast.
func (c Config) Justify(st *State, i spec.NodeID, well spec.NodeSet) {
	duty := well == c.owed(st, i)
	st.Answered[i] = well
	c.next(st, i, duty)
}

// qualified is QUAL as j finds it (DKG-7).
func (c Config) qualified(st *State, j spec.NodeID) spec.NodeSet {
	qual := spec.NodeSet(0)
	for i := range spec.NodeID(c.Nodes) {
		accusers := c.heard(st.Accusers[i], j)
		if c.heard(st.Dealt, j).Has(i) && accusers.Len() <= int(c.Faults) &&
			(c.Trusting || st.Answered[i].Includes(accusers)) {
			qual = qual.With(i)
		}
	}
	return qual
}
