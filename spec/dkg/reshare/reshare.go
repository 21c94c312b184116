package reshare

import "quesera/spec"

// Phases of a passage in their order.
const (
	Seizing     = 0 // between two passages: the adversary chooses whom it corrupts
	Dealing     = 1
	Complaining = 2
	Justifying  = 3
	Ending      = 4
)

// MaxSharings bounds the sharings of the key: the first, and one for each passage.
const MaxSharings = 3

// Config fixes the groups. The first sharing is the small group's, the second the large one's, the third again the
// small one's.
type Config struct {
	Nodes          uint8        // n, at most spec.MaxNodes
	Small          spec.NodeSet // the group of the first and the third sharing
	Large          spec.NodeSet // the group of the second
	SmallThreshold uint8        // t of the small group
	LargeThreshold uint8        // t of the large group
	Faults         uint8        // f of both
	Passages       uint8        // 1 or 2
	Mobile         bool         // in each passage other nodes may be corrupt
	Unchecked      bool         // a deal of another value than the dealer's share stands
	Kept           bool         // nodes do not erase the shares of former sharings, nor what they dealt
}

// State of the key's way.
type State struct {
	Passage  uint8                       `max:"Passages"` // how many passages have ended
	Phase    uint8                       `max:"4"`
	Turn     uint8                       `max:"Nodes"` // who acts next in the phase
	Corrupt  spec.NodeSet                // in the present or last passage
	Dealt    spec.NodeSet                // whose commitment stands
	Other    spec.NodeSet                // who dealt another value than its share
	Fits     [spec.MaxNodes]spec.NodeSet `len:"Nodes"` // by dealer: who was sent a share that fits
	Accusers [spec.MaxNodes]spec.NodeSet `len:"Nodes"` // by dealer: who complains of it
	Answered [spec.MaxNodes]spec.NodeSet `len:"Nodes"` // by dealer: whose complaint it answered by a share that fits
	Qual     spec.NodeSet                // of the last passage
	Used     spec.NodeSet                // the dealers that make up the last sharing
	Holds    spec.NodeSet                // who has the share of the last sharing that its image says
	Changed  bool                        // some sharing is of another key
	Failed   bool                        // some passage made no sharing
	// by sharing: whose shares of it corrupt nodes know
	Known [MaxSharings]spec.NodeSet `len:"3"`
}

// group is the group of a sharing, from 0.
func (c Config) group(sharing uint8) spec.NodeSet {
	if sharing == 1 {
		return c.Large
	}
	return c.Small
}

// threshold is t of a sharing.
func (c Config) threshold(sharing uint8) uint8 {
	if sharing == 1 {
		return c.LargeThreshold
	}
	return c.SmallThreshold
}

// CanSeize: in the next passage the nodes of whom are corrupt.
func (c Config) CanSeize(st *State, whom spec.NodeSet) bool {
	dealers, receivers := c.group(st.Passage), c.group(st.Passage+1)
	return st.Phase == Seizing && st.Passage < c.Passages && dealers.Union(receivers).Includes(whom) &&
		whom.Intersect(dealers).Len() <= int(c.Faults) && whom.Intersect(receivers).Len() <= int(c.Faults) &&
		(c.Mobile || st.Passage == 0 || whom == st.Corrupt)
}

// Seize: the shares that they hold are known from now on, with all former ones if they keep them.
func (c Config) Seize(st *State, whom spec.NodeSet) {
	for sharing := range uint8(MaxSharings) {
		if sharing == st.Passage || (c.Kept && sharing < st.Passage) {
			st.Known[sharing] = st.Known[sharing].Union(whom.Intersect(c.group(sharing)))
		}
	}
	st.Corrupt = whom
	st.Dealt = 0
	st.Other = 0
	st.Qual = 0
	st.Used = 0
	for i := range spec.NodeID(c.Nodes) {
		st.Fits[i] = 0
		st.Accusers[i] = 0
		st.Answered[i] = 0
	}
	st.Phase = Dealing
}

// turn reports whether it is i's turn in the phase.
func (c Config) turn(st *State, phase uint8, i spec.NodeID) bool {
	return st.Phase == phase && st.Turn == uint8(i)
}

// next lets a turn pass.
func (c Config) next(st *State) {
	st.Turn++
	if st.Turn == c.Nodes {
		st.Turn = 0
		st.Phase++
	}
}

// able reports whether i has its share of the present sharing.
func (c Config) able(st *State, i spec.NodeID) bool {
	return st.Passage == 0 || st.Holds.Has(i)
}

// What a dealer may commit to.
const (
	Nothing = 0
	Own     = 1 // its share
	Another = 2 // another value
)

// CanDeal: i commits to a value, and sends shares that fit to the nodes of to. Who has lost its share can only deal
// another value.
func (c Config) CanDeal(st *State, i spec.NodeID, to spec.NodeSet, value uint8) bool {
	receivers := c.group(st.Passage + 1)
	if !c.turn(st, Dealing, i) || !receivers.Includes(to) || (value == Nothing && !to.Empty()) {
		return false
	}
	if !c.group(st.Passage).Has(i) {
		return value == Nothing
	}
	if st.Corrupt.Has(i) {
		return value == Nothing || !receivers.Has(i) || to.Has(i)
	}
	return value != Nothing && to == receivers && (value == Own) == c.able(st, i)
}

// Deal: a commitment stands if its constant term is the image of the dealer's share (DKG-4).
func (c Config) Deal(st *State, i spec.NodeID, to spec.NodeSet, value uint8) {
	if value == Another {
		st.Other = st.Other.With(i)
	}
	if value == Own || (value == Another && c.Unchecked) {
		st.Dealt = st.Dealt.With(i)
		st.Fits[i] = to
	}
	c.next(st)
}

// wronged is the dealers that j has to complain of (DKG-5).
func (c Config) wronged(st *State, j spec.NodeID) spec.NodeSet {
	wronged := spec.NodeSet(0)
	for i := range spec.NodeID(c.Nodes) {
		if i != j && st.Dealt.Has(i) && !st.Fits[i].Has(j) {
			wronged = wronged.With(i)
		}
	}
	return wronged
}

// CanComplain: j names the dealers of against.
func (c Config) CanComplain(st *State, j spec.NodeID, against spec.NodeSet) bool {
	if !c.turn(st, Complaining, j) || !st.Dealt.Includes(against) || against.Has(j) {
		return false
	}
	if !c.group(st.Passage + 1).Has(j) {
		return against.Empty()
	}
	return st.Corrupt.Has(j) || against == c.wronged(st, j)
}

// Complain is a broadcast.
func (c Config) Complain(st *State, j spec.NodeID, against spec.NodeSet) {
	for i := range spec.NodeID(c.Nodes) {
		if against.Has(i) {
			st.Accusers[i] = st.Accusers[i].With(j)
		}
	}
	c.next(st)
}

// owed is whom i has to answer (DKG-6).
func (c Config) owed(st *State, i spec.NodeID) spec.NodeSet {
	if st.Accusers[i].Len() > int(c.Faults) {
		return 0
	}
	return st.Accusers[i]
}

// CanJustify: of those that complained, i publishes shares that fit for the members of well.
func (c Config) CanJustify(st *State, i spec.NodeID, well spec.NodeSet) bool {
	return c.turn(st, Justifying, i) && st.Accusers[i].Includes(well) &&
		(st.Corrupt.Has(i) || well == c.owed(st, i))
}

// Justify is a broadcast.
func (c Config) Justify(st *State, i spec.NodeID, well spec.NodeSet) {
	st.Answered[i] = well
	c.next(st)
}

// qualifies reports whether i is in QUAL (DKG-7).
func (c Config) qualifies(st *State, i spec.NodeID) bool {
	return st.Dealt.Has(i) && st.Accusers[i].Len() <= int(c.Faults) && st.Answered[i].Includes(st.Accusers[i])
}

// choose finds QUAL, and uses of it as many dealers with the lowest indices as the old threshold says (DKG-14), or none
// if there are fewer.
func (c Config) choose(st *State) {
	for i := range spec.NodeID(c.Nodes) {
		if c.qualifies(st, i) {
			st.Qual = st.Qual.With(i)
			if st.Used.Len() < int(c.threshold(st.Passage)) {
				st.Used = st.Used.With(i)
			}
		}
	}
	if st.Used.Len() < int(c.threshold(st.Passage)) {
		st.Used = 0
		st.Failed = true
	}
}

// served reports whether j got a share that fits of each dealer that is used, in private or in public (DKG-8).
func (c Config) served(st *State, j spec.NodeID) bool {
	for i := range spec.NodeID(c.Nodes) {
		if st.Used.Has(i) && !st.Fits[i].Has(j) && !st.Answered[i].Has(j) {
			return false
		}
	}
	return true
}

// exposed reports whether corrupt nodes know j's new share: it is corrupt, or all that makes it up was dealt by
// corrupt nodes or published.
func (c Config) exposed(st *State, j spec.NodeID) bool {
	if st.Corrupt.Has(j) {
		return true
	}
	for i := range spec.NodeID(c.Nodes) {
		if st.Used.Has(i) && !st.Corrupt.Has(i) && !st.Answered[i].Has(j) {
			return false
		}
	}
	return true
}

// opened reports whether so many shares of i's deal are known that it is: its old share, then, too.
func (c Config) opened(st *State, i spec.NodeID) bool {
	known := st.Corrupt.Intersect(c.group(st.Passage + 1)).Union(st.Answered[i])
	return st.Dealt.Has(i) && known.Len() >= int(c.threshold(st.Passage+1))
}

// CanEnd: the passage ends; that i is told matters only for the process that this step is in.
func (c Config) CanEnd(st *State, i spec.NodeID) bool {
	return i == 0 && st.Phase == Ending && st.Turn == 0
}

// End: the receivers add up their shares with the coefficients of the dealers that are used. If there are too few, the
// old sharing stays, and no further passage is looked at.
func (c Config) End(st *State, i spec.NodeID) {
	c.choose(st)
	st.Holds = 0
	for j := range spec.NodeID(c.Nodes) {
		if c.group(st.Passage + 1).Has(j) {
			if c.served(st, j) {
				st.Holds = st.Holds.With(j)
			}
			if c.exposed(st, j) {
				st.Known[st.Passage+1] = st.Known[st.Passage+1].With(j)
			}
		}
		if c.opened(st, j) {
			st.Known[st.Passage] = st.Known[st.Passage].With(j)
		}
	}
	if !st.Used.Intersect(st.Other).Empty() {
		st.Changed = true
	}
	st.Phase = Seizing
	st.Passage++
}
