package qsc4

import "quesera/spec"

// Steps is how many steps of the clock the spec plays: s+1, s+2 and s+3 (TLC §5.3.3).
const Steps = 3

// Config fixes the threshold and the bounds of one run of the spec.
type Config struct {
	Nodes     uint8 // faces: one of each correct node and two of each corrupt one, n + f_c in all
	Corrupt   uint8 // f_c
	Threshold uint8 // t = t_m = t_w, of nodes
	Reader    bool  // in the last step one reader hears, and no tickets are drawn
	Late      bool  // correct nodes may also learn what the contract does not promise them
	Tickets   uint8 // tickets are 0..Tickets-1; 0: the round ends before they are revealed
	// of which proposals it is told who knows what; empty: of all
	Tracked spec.NodeSet `promela:"-"`
}

// Knowledge is what of the round somebody knows, or a message carries. Sets are of faces: of proposals.
type Knowledge struct {
	Seen        spec.NodeSet // proposals that it is aware of
	Confirmed   spec.NodeSet // that it knows to be certified
	Reconfirmed spec.NodeSet // that it knows to be confirmed by a certified message of step 1
}

// State of one round.
type State struct {
	Step uint8 `max:"3"`
	// below Nodes: the face whose witnesses come next; then Nodes plus the face that hears next
	Turn          uint8                    `max:"30"`
	Shown         spec.NodeSet             // correct nodes that acknowledged the first face of the node whose turn it is
	Witnessed     [Steps]spec.NodeSet      `len:"3"`     // whose message of a step was certified
	Carried       [spec.MaxFaces]Knowledge `len:"Nodes"` // what each face's message of the present step carries
	Knows         [spec.MaxFaces]Knowledge `len:"Nodes"` // what each node knows by now; a face: what it has heard
	Reconfirmable spec.NodeSet             // proposals that certified messages of step 1 carry as confirmed
	Read          Knowledge                // what the reader knows
	Ticket        [spec.MaxFaces]uint8     `len:"Nodes" max:"Tickets"` // of each proposal, once revealed
}

// faces bounds the numbers of faces, so that the translator knows that they make no large shifts.
const faces = 15

// correct is the number of correct nodes.
func (c Config) correct() uint8 { return c.Nodes - 2*c.Corrupt }

// tracked are the proposals of which it is told who knows what.
func (c Config) tracked() spec.NodeSet {
	if c.Tracked.Empty() {
		return spec.All(c.Nodes)
	}
	return c.Tracked
}

// isCorrect reports whether a face is a correct node.
func (c Config) isCorrect(i spec.NodeID) bool { return uint8(i) < c.correct() }

// isSecond reports whether a face is the second of a corrupt node.
func (c Config) isSecond(i spec.NodeID) bool {
	return !c.isCorrect(i) && (uint8(i)-c.correct())%2 == 1
}

// twin is the other face of a corrupt node.
func (c Config) twin(i spec.NodeID) spec.NodeID {
	if c.isSecond(i) {
		return (i - 1) & faces
	}
	return (i + 1) & faces
}

// nodesOf counts the nodes that have a face in a set.
func (c Config) nodesOf(set spec.NodeSet) uint8 {
	count := uint8(0)
	for i := range spec.NodeID(c.Nodes) {
		if set.Has(i) && (!c.isSecond(i) || !set.Has(c.twin(i))) {
			count++
		}
	}
	return count
}

// yet counts the nodes that may still have a message certified when face i goes without.
func (c Config) yet(i spec.NodeID) uint8 {
	count := uint8(0)
	for k := range spec.NodeID(c.Nodes) {
		if k > i && (c.isCorrect(k) || c.isSecond(k)) {
			count++
		}
	}
	return count
}

// playing reports whether messages of the present step have witnesses: of the last one not where there is a reader.
func (c Config) playing(st *State) bool {
	return st.Step < Steps-1 || !c.Reader && st.Step == Steps-1
}

// CanWitness: w, correct nodes that make a witness threshold with the corrupt ones, have yet to be chosen as the
// witnesses of i's message. Nobody acknowledges two faces (TLC §5.2.3).
func (c Config) CanWitness(st *State, i spec.NodeID, w spec.NodeSet) bool {
	if !c.playing(st) || st.Turn != uint8(i) || !spec.All(c.correct()).Includes(w) {
		return false
	}
	if c.isCorrect(i) {
		return w.Has(i)
	}
	return !c.isSecond(i) || st.Shown.Intersect(w).Empty()
}

// Witness: w acknowledge i's message while in its step, and so know what it carries (TLC §2.6).
func (c Config) Witness(st *State, i spec.NodeID, w spec.NodeSet) {
	st.Witnessed[st.Step] = st.Witnessed[st.Step].With(i)
	for k := range spec.NodeID(c.correct()) {
		if w.Has(k) {
			c.learn(st, k, i)
		}
	}
	c.pass(st, i, w)
}

// CanMiss: the witnesses of i's message have yet to be chosen, and it may go without: whoever leaves the step has
// certified messages of as many nodes as the threshold (TLC §2.6).
func (c Config) CanMiss(st *State, i spec.NodeID) bool {
	return c.playing(st) && st.Turn == uint8(i) && c.nodesOf(st.Witnessed[st.Step])+c.yet(i) >= c.Threshold
}

// Miss: too few acknowledge i's message in its step for it ever to be certified (TLC §2.9). Nobody learns from it.
func (c Config) Miss(st *State, i spec.NodeID) {
	st.Carried[i] = c.nothing()
	c.pass(st, i, 0)
}

// pass goes on to the next face. For a second face it is remembered who acknowledged the first.
func (c Config) pass(st *State, i spec.NodeID, w spec.NodeSet) {
	st.Turn++
	st.Shown = 0
	if !c.isCorrect(i) && !c.isSecond(i) {
		st.Shown = w
	}
}

// CanSeeLate: before it hears, correct node j may receive any proposal by chance.
func (c Config) CanSeeLate(st *State, i, j spec.NodeID) bool {
	return c.Late && c.playing(st) && c.isCorrect(j) && st.Turn == c.Nodes+uint8(j) && c.tracked().Has(i) &&
		!st.Knows[j].Seen.Has(i)
}

// SeeLate: j becomes aware of proposal i, certified or not.
func (c Config) SeeLate(st *State, i, j spec.NodeID) {
	st.Knows[j].Seen = st.Knows[j].Seen.With(i)
}

// CanConfirmLate: correct node j may receive the certificate of proposal i after step 0.
func (c Config) CanConfirmLate(st *State, i, j spec.NodeID) bool {
	return c.Late && c.playing(st) && c.isCorrect(j) && 0 < st.Step && st.Turn == c.Nodes+uint8(j) &&
		c.tracked().Has(i) && st.Witnessed[0].Has(i) && !st.Knows[j].Confirmed.Has(i)
}

// ConfirmLate: j learns late that proposal i was certified.
func (c Config) ConfirmLate(st *State, i, j spec.NodeID) {
	st.Knows[j].Seen = st.Knows[j].Seen.With(i)
	st.Knows[j].Confirmed = st.Knows[j].Confirmed.With(i)
}

// apart reports whether no two faces in a set are of one node.
func (c Config) apart(set spec.NodeSet) bool {
	return int(c.nodesOf(set)) == set.Len()
}

// CanHear: j has yet to leave the step, and h are certified messages of different nodes, as many as the threshold.
func (c Config) CanHear(st *State, j spec.NodeID, h spec.NodeSet) bool {
	return c.playing(st) && st.Turn == c.Nodes+uint8(j) && st.Witnessed[st.Step].Includes(h) && c.apart(h)
}

// Hear: j leaves the step on the certified messages of h, and so confirms them (TLC §2.6, 4.4).
func (c Config) Hear(st *State, j spec.NodeID, h spec.NodeSet) {
	for k := range spec.NodeID(c.Nodes) {
		if h.Has(k) {
			c.learn(st, j, k)
			if st.Step == 0 && c.tracked().Has(k) {
				st.Knows[j].Confirmed = st.Knows[j].Confirmed.With(k)
			}
			if st.Step == 1 && !c.Reader {
				st.Knows[j].Reconfirmed = st.Knows[j].Reconfirmed.Union(st.Carried[k].Confirmed)
			}
		}
	}
	st.Turn++
	if st.Turn == 2*c.Nodes {
		c.nextStep(st)
	}
}

// CanRead: the last step is played, and h are messages of different nodes, as many as the threshold. Any may be
// certified.
func (c Config) CanRead(st *State, h spec.NodeSet) bool {
	return c.Reader && st.Step == Steps-1 && c.apart(h)
}

// Read: whoever enters s+4 has what the messages of h carry, and forgets the rest.
func (c Config) Read(st *State, h spec.NodeSet) {
	for k := range spec.NodeID(c.Nodes) {
		if h.Has(k) {
			st.Read.Seen = st.Read.Seen.Union(st.Carried[k].Seen)
			st.Read.Confirmed = st.Read.Confirmed.Union(st.Carried[k].Confirmed)
		}
	}
	st.Step++
	for k := range spec.NodeID(c.Nodes) {
		st.Carried[k] = c.nothing()
		st.Knows[k] = c.nothing()
	}
}

// CanReveal: all have entered s+4, and the ticket of proposal i has yet to be revealed (TLC §5.3.3).
func (c Config) CanReveal(st *State, i spec.NodeID, ticket uint8) bool {
	return c.Tickets > 0 && st.Step == Steps && st.Turn == uint8(i)
}

// Reveal: the ticket of proposal i becomes known. That of each face is another one.
func (c Config) Reveal(st *State, i spec.NodeID, ticket uint8) {
	st.Ticket[i] = ticket
	st.Turn++
}

// learn adds to what j knows all that i's message of the present step carries.
func (c Config) learn(st *State, j, i spec.NodeID) {
	st.Knows[j].Seen = st.Knows[j].Seen.Union(st.Carried[i].Seen)
	st.Knows[j].Confirmed = st.Knows[j].Confirmed.Union(st.Carried[i].Confirmed)
	st.Knows[j].Reconfirmed = st.Knows[j].Reconfirmed.Union(st.Carried[i].Reconfirmed)
}

// nextStep: all formulate their messages of the next step. Faces remember nothing.
func (c Config) nextStep(st *State) {
	for k := range spec.NodeID(c.Nodes) {
		if st.Step == 1 && st.Witnessed[1].Has(k) {
			st.Reconfirmable = st.Reconfirmable.Union(st.Carried[k].Confirmed)
		}
	}
	st.Step++
	st.Turn = 0
	for k := range spec.NodeID(c.Nodes) {
		st.Carried[k] = c.nothing()
		if st.Step < Steps {
			st.Carried[k] = st.Knows[k]
		}
		if !c.isCorrect(k) {
			st.Knows[k] = c.nothing()
		}
	}
}

// nothing is the knowledge of nothing.
func (c Config) nothing() Knowledge {
	return Knowledge{}
}
