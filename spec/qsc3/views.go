package qsc3

import (
	"quesera/spec"
)

// The views of a round whose tickets stay unknown (doc.go, "Views"). Where tickets are revealed there are none: of
// a tie or a spoiler that the view does not show, too much would be said. Of rivals that cease to count there are none
// either: the argument is not made for them.
func (c Config) views() []spec.View[State] {
	if c.Tickets > 0 || c.Rivals > 0 {
		return nil
	}
	return []spec.View[State]{
		{Name: "two proposals", Props: []string{"QSC3-P2", "QSC3-P3", "QSC3-P4", "QSC3-S3"},
			Forget: func(st *State) { c.show(st, ofTwo) }, Join: c.joinTwo, Settled: c.symmetric},
		{Name: "whether anything is confirmed", Props: []string{"QSC3-P1"},
			Forget: func(st *State) { c.show(st, whether) }, Join: c.joinWhether, Settled: c.symmetric},
	}
}

// two are the nodes whose proposals the view of two proposals shows.
const two = spec.NodeSet(0b11)

// ofTwo is what is known of the proposals of nodes 0 and 1.
func ofTwo(k Knowledge) Knowledge {
	return Knowledge{
		Seen: k.Seen.Intersect(two), Confirmed: k.Confirmed.Intersect(two), Reconfirmed: k.Reconfirmed.Intersect(two),
	}
}

// whether is whether anything is confirmed, told by a set that is {0} or empty.
func whether(k Knowledge) Knowledge {
	if k.Confirmed.Empty() {
		return Knowledge{}
	}
	return Knowledge{Confirmed: spec.Only(0)}
}

// show leaves of all knowledge what shown leaves of it.
func (c Config) show(st *State, shown func(Knowledge) Knowledge) {
	for i := range c.Nodes {
		st.Carried[i], st.Knows[i], st.Paparazzi[i] = shown(st.Carried[i]), shown(st.Knows[i]), shown(st.Paparazzi[i])
	}
}

// joinTwo takes one of the states that are the same up to renaming of nodes and, after step 0, of the two proposals.
func (c Config) joinTwo(st *State) {
	if st.Step == 0 {
		f := c.formOf(st)
		c.sort(&f, st, min(int(c.Nodes), two.Len())) // their messages are the two proposals
		c.setTo(st, &f)
		return
	}
	st.Witnessed[0] = st.Witnessed[0].Intersect(two) // certificates of others show nothing
	f := c.formOf(st)
	exchanged := f.exchanged()
	c.sort(&f, st, 0)
	c.sort(&exchanged, st, 0)
	if exchanged.less(&f) {
		f = exchanged
	}
	c.setTo(st, &f)
}

// joinWhether takes one of the states that are the same up to renaming of nodes and, after step 0, of proposals.
func (c Config) joinWhether(st *State) {
	if st.Step > 0 && !st.Witnessed[0].Empty() {
		st.Witnessed[0] = spec.Only(0) // one certificate is like another
	}
	f := c.formOf(st)
	c.sort(&f, st, 0)
	c.setTo(st, &f)
}
