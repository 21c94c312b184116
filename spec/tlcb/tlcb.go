package tlcb

import "quesera/spec"

// Config fixes the thresholds and who is what.
type Config struct {
	Nodes            uint8        // faces: one of each correct node and two of each corrupt one, n + f_c in all
	Corrupt          uint8        // f_c
	MessageThreshold uint8        // t_m, of nodes
	WitnessThreshold uint8        // t_w, of nodes
	Silent           spec.NodeSet `promela:"-"` // faces that say nothing; of a corrupt node both
	Shrink           bool         // exposed nodes leave (TLC §5.2.2)
	Counted          bool         // they are counted all the same: a mistake
	Eager            bool         // correct nodes acknowledge each other's messages at once
}

// When a node is, in the one step that is looked at.
const (
	before = 0 // it has not entered the step: its message is not formulated
	within = 1
	beyond = 2 // it has left it
)

// State of the step.
type State struct {
	At      [spec.MaxFaces]uint8        `len:"Nodes" max:"2"` // before, within or beyond; corrupt faces stay within
	Late    spec.NodeSet                // whose message was formulated after a majority of the correct nodes had left
	Acks    [spec.MaxFaces]spec.NodeSet `len:"Nodes"` // which correct nodes acknowledged the face's message
	Exposed [spec.MaxFaces]spec.NodeSet `len:"Nodes"` // against whom a correct node has evidence; first faces
	// What follows from the rest, kept so that it need not be computed everywhere.
	Faces     spec.NodeSet // whose message can be certified
	Certified spec.NodeSet // of which nodes a message can be; first faces
}

// correct is the number of correct nodes.
func (c Config) correct() uint8 { return c.Nodes - 2*c.Corrupt }

// isCorrect reports whether a face is a correct node.
func (c Config) isCorrect(i spec.NodeID) bool { return uint8(i) < c.correct() }

// nodes bounds the numbers of faces, so that the translator knows that they make no large shifts.
const nodes = 15

// first is the face that stands for its node in sets of nodes.
func (c Config) first(i spec.NodeID) spec.NodeID {
	if c.isCorrect(i) || (uint8(i)-c.correct())%2 == 0 {
		return i
	}
	return (i - 1) & nodes
}

// twin is the other face of a corrupt node.
func (c Config) twin(i spec.NodeID) spec.NodeID {
	if c.first(i) == i {
		return (i + 1) & nodes
	}
	return (i - 1) & nodes
}

// majority reports whether so many are a majority of the correct nodes.
func (c Config) majority(count uint8) bool { return 2*count > c.correct() }

// left counts the correct nodes that have left the step.
func (c Config) left(st *State) uint8 {
	count := uint8(0)
	for j := range spec.NodeID(c.correct()) {
		if st.At[j] == beyond {
			count++
		}
	}
	return count
}

// CanFormulate: i has not yet formulated its message.
func (c Config) CanFormulate(st *State, i spec.NodeID) bool {
	return st.At[i] == before && !c.Silent.Has(i)
}

// Formulate: i enters the step with its message, which it acknowledges itself if it is correct.
func (c Config) Formulate(st *State, i spec.NodeID) {
	if c.majority(c.left(st)) {
		st.Late = st.Late.With(i)
	}
	st.At[i] = within
	if c.isCorrect(i) {
		st.Acks[i] = spec.Only(i)
	}
	if c.Eager && c.isCorrect(i) {
		for j := range spec.NodeID(c.correct()) {
			if st.At[j] == within {
				st.Acks[i] = st.Acks[i].With(j)
			}
			if st.At[j] != before {
				st.Acks[j] = st.Acks[j].With(i)
			}
		}
	}
	c.certify(st)
}

// CanAcknowledge: j is in the step and has i's message, and acknowledged none of its node's, nor has evidence against
// it (TLC §5.2.3).
func (c Config) CanAcknowledge(st *State, i, j spec.NodeID) bool {
	if !c.isCorrect(j) || st.At[j] != within || st.At[i] == before || st.Acks[i].Has(j) {
		return false
	}
	if c.isCorrect(i) {
		return !c.Eager
	}
	return !st.Acks[c.twin(i)].Has(j) && !st.Exposed[j].Has(c.first(i))
}

// Acknowledge: j says that it saw i's message in the step.
func (c Config) Acknowledge(st *State, i, j spec.NodeID) {
	st.Acks[i] = st.Acks[i].With(j)
	c.certify(st)
}

// CanLeave: j is in the step, and t_m messages of it are certified, as far as j counts (TLC §5.2.1).
func (c Config) CanLeave(st *State, j spec.NodeID) bool {
	return c.isCorrect(j) && st.At[j] == within &&
		c.enough(st.Certified, st.Exposed[j], c.MessageThreshold)
}

// Leave: j goes on to the next step.
func (c Config) Leave(st *State, j spec.NodeID) {
	st.At[j] = beyond
}

// CanExpose: there is evidence against corrupt node i, given by its first face, and j lacks it (TLC §5.1.3).
func (c Config) CanExpose(st *State, i, j spec.NodeID) bool {
	return c.isCorrect(j) && !c.Silent.Has(j) && c.exposable(st).Has(i) && !st.Exposed[j].Has(i)
}

// Expose: j learns of it.
func (c Config) Expose(st *State, i, j spec.NodeID) {
	st.Exposed[j] = st.Exposed[j].With(i)
	c.certify(st)
}

// enough reports whether some nodes are as many as a threshold in a view that exposed others.
func (c Config) enough(nodes, exposed spec.NodeSet, threshold uint8) bool {
	if c.Counted {
		return nodes.Len()+exposed.Len() >= int(threshold)
	}
	return nodes.Union(exposed).Len() >= int(threshold)
}

// willing are the corrupt nodes that are not silent, by their first faces.
func (c Config) willing() spec.NodeSet {
	nodes := spec.NodeSet(0)
	for i := range spec.NodeID(c.Nodes) {
		if !c.isCorrect(i) && c.first(i) == i && !c.Silent.Has(i) {
			nodes = nodes.With(i)
		}
	}
	return nodes
}

// exposable are the corrupt nodes of whom both faces were shown, if exposed nodes leave.
func (c Config) exposable(st *State) spec.NodeSet {
	nodes := spec.NodeSet(0)
	for i := range spec.NodeID(c.Nodes) {
		if c.Shrink && !c.isCorrect(i) && c.first(i) == i && st.At[i] != before && st.At[c.twin(i)] != before {
			nodes = nodes.With(i)
		}
	}
	return nodes
}

// certify notes which messages can be certified: those that t_w nodes acknowledged (TLC §2.6), in the view of their
// author. A corrupt author has exposed whom it likes.
func (c Config) certify(st *State) {
	shown := c.exposable(st)
	for i := range spec.NodeID(c.Nodes) {
		exposed := shown
		if c.isCorrect(i) {
			exposed = st.Exposed[i]
		}
		agreed := st.Acks[i].Union(c.willing())
		if st.At[i] != before && c.enough(agreed, exposed, c.WitnessThreshold) {
			st.Faces = st.Faces.With(i)
			st.Certified = st.Certified.With(c.first(i))
		}
	}
}
