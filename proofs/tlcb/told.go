package tlcb

import (
	"quesera/proofs/smt"
	"quesera/spec"
	"quesera/spec/qsc4"
)

// places of the relations of Language.
const (
	a0 = iota
	a1
	s1
	c1
	s2
	c2
	s3
	c3
	h2
	h3
	r3
	w0
	w1
	same
	equal
)

// Told is a state of spec/qsc4 with what it does not remember: the relations of Language in the run that led to it.
type Told struct {
	State qsc4.State
	World smt.World
}

// Begin is the initial state.
func Begin(c qsc4.Config) Told {
	st := Told{State: c.Spec().Init, World: smt.World{Nodes: int(c.Nodes)}}
	correct := spec.NodeID(c.Nodes - 2*c.Corrupt)
	for x := range spec.NodeID(c.Nodes) {
		st.World.Holds[equal][x], st.World.Holds[same][x] = spec.Only(x), spec.Only(x)
		if x >= correct {
			st.World.Holds[same][x] = st.World.Holds[same][x].With(correct + ((x - correct) ^ 1))
		}
	}
	return st
}

// Step notes what an action tells of the relations, and that it leads to next.
func (st *Told) Step(name string, args spec.Args, next *qsc4.State) {
	w, was := &st.World, &st.State
	switch name {
	case "Witness":
		m := spec.NodeID(args[0])
		certified := []int{w0, w1, -1}[was.Step]
		if certified >= 0 {
			w.Holds[certified][m] = spec.Only(m)
		}
		for x := range spec.NodeID(w.Nodes) {
			if spec.NodeSet(args[1]).Has(x) && certified >= 0 {
				place := []int{a0, a1}[was.Step]
				w.Holds[place][x] = w.Holds[place][x].With(m)
			}
		}
	case "Hear":
		if was.Step == 1 {
			w.Holds[h2][args[0]] = spec.NodeSet(args[1])
		}
	case "Read":
		for x := range w.Nodes {
			w.Holds[h3][x], w.Holds[r3][x] = spec.NodeSet(args[0]), was.Witnessed[1]
			w.Holds[s3][x], w.Holds[c3][x] = next.Read.Seen, next.Read.Confirmed
		}
	}
	if next.Step > was.Step && next.Step < qsc4.Steps {
		seen, confirmed := []int{0, s1, s2}[next.Step], []int{0, c1, c2}[next.Step]
		for x := range w.Nodes {
			w.Holds[seen][x], w.Holds[confirmed][x] = next.Carried[x].Seen, next.Carried[x].Confirmed
		}
	}
	st.State = *next
}
