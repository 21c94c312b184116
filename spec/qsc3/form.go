package qsc3

import (
	"cmp"
	"slices"

	"quesera/spec"
)

// A form is what the rest of a round can depend on, once it does not matter who is who: numbers that can be sorted.
type form struct {
	proposals spec.NodeSet          // after step 0: whose were witnessed
	knows     [spec.MaxNodes]number // what each node knows
	messages  [spec.MaxNodes]number // what each node's message of the present step carries
	late      [spec.MaxNodes]number // in step 2: what messages of step 1 carried, for those who learn of it late
}

// A number is knowledge in one number, with what else must be told of its bearer.
type number uint32

const (
	member    = spec.MaxNodes             // bits a set
	witnessed = number(1) << (3 * member) // of a message
)

func numberOf(k Knowledge) number {
	return number(k.Seen) | number(k.Confirmed)<<member | number(k.Reconfirmed)<<(2*member)
}

func (x number) knowledge() Knowledge {
	set := func(place int) spec.NodeSet { return spec.NodeSet(x>>(place*member)) & (1<<member - 1) }
	return Knowledge{Seen: set(0), Confirmed: set(1), Reconfirmed: set(2)}
}

// exchanged has nodes 0 and 1 exchanged in each set, which has no others.
func (x number) exchanged() number {
	const first = 1 | 1<<member | 1<<(2*member)
	return x&witnessed | x>>1&first | x&first<<1
}

// chosen is how many messages of the present step have their witnesses chosen, or miss them, and left how many nodes
// have left the step.
func (c Config) chosen(st *State) (chosen, left int) {
	switch n := int(c.Nodes); {
	case st.Step == Steps:
		return n, 0
	case st.Turn < c.Nodes:
		return int(st.Turn), 0
	default:
		return n, int(st.Turn) - n
	}
}

// formOf leaves out what nobody can learn of any more: messages that missed their witnesses, and of step 1
// those with nothing to reconfirm.
func (c Config) formOf(st *State) form {
	var f form
	if st.Step > 0 {
		f.proposals = st.Witnessed[0]
	}
	chosen, _ := c.chosen(st)
	for i := range spec.NodeID(c.Nodes) {
		f.knows[i] = numberOf(st.Knows[i])
		switch {
		case st.Step == Steps:
		case st.Witnessed[st.Step].Has(i):
			f.messages[i] = numberOf(st.Carried[i]) | witnessed
		case int(i) >= chosen:
			f.messages[i] = numberOf(st.Carried[i])
		}
		if st.Step == 2 && st.Witnessed[1].Has(i) && !st.Paparazzi[i].Confirmed.Empty() {
			f.late[i] = numberOf(st.Paparazzi[i]) | witnessed
		}
	}
	return f
}

// sort puts into order what the rest of the step treats alike:
//
//   - Messages whose witnesses are chosen, but not those of the nodes below named: these are told apart by more than
//     what they carry.
//   - Nodes whose messages have their witnesses, or that have left the step. The other nodes, where they still have
//     their witnesses to find, with their messages.
//   - What messages of step 1 carried. Two that carried the same are one.
func (c Config) sort(f *form, st *State, named int) {
	n := int(c.Nodes)
	chosen, left := c.chosen(st)
	if chosen < n {
		slices.Sort(f.knows[:chosen])
		f.sortPairs(max(chosen, named), n)
	} else {
		slices.Sort(f.knows[:left])
		slices.Sort(f.knows[left:n])
	}
	slices.Sort(f.messages[min(named, chosen):chosen])
	slices.Sort(f.late[:n])
	for i := 1; i < n; i++ {
		if f.late[i] == f.late[i-1] {
			f.late[i-1] = 0
		}
	}
	slices.Sort(f.late[:n])
}

// sortPairs sorts nodes with their messages.
func (f *form) sortPairs(from, to int) {
	var pairs [spec.MaxNodes]uint64
	for i := from; i < to; i++ {
		pairs[i] = uint64(f.knows[i])<<32 | uint64(f.messages[i])
	}
	slices.Sort(pairs[from:to])
	for i := from; i < to; i++ {
		f.knows[i], f.messages[i] = number(pairs[i]>>32), number(pairs[i])
	}
}

// exchanged is the form with the two proposals in each other's place.
func (f form) exchanged() form {
	f.proposals = f.proposals>>1&1 | f.proposals<<1&2
	for i := range f.knows {
		f.knows[i], f.messages[i], f.late[i] = f.knows[i].exchanged(), f.messages[i].exchanged(), f.late[i].exchanged()
	}
	return f
}

func (f *form) less(g *form) bool {
	if f.proposals != g.proposals {
		return f.proposals < g.proposals
	}
	return cmp.Or(slices.Compare(f.knows[:], g.knows[:]), slices.Compare(f.messages[:], g.messages[:]),
		slices.Compare(f.late[:], g.late[:])) < 0
}

// setTo makes st the state of the form, at the same place of the round.
func (c Config) setTo(st *State, f *form) {
	*st = State{Step: st.Step, Turn: st.Turn}
	if st.Step > 0 {
		st.Witnessed[0] = f.proposals
	}
	for i := range spec.NodeID(c.Nodes) {
		st.Knows[i], st.Carried[i] = f.knows[i].knowledge(), f.messages[i].knowledge()
		if f.messages[i]&witnessed != 0 {
			st.Witnessed[st.Step] = st.Witnessed[st.Step].With(i)
		}
		switch {
		case c.Late && st.Step == 1:
			st.Paparazzi[i] = st.Carried[i]
		case st.Step == 2 && f.late[i] != 0:
			st.Paparazzi[i] = f.late[i].knowledge()
			st.Witnessed[1] = st.Witnessed[1].With(i)
		}
	}
}
