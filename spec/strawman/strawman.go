package strawman

import "quesera/spec"

// Rules, by the numbers of their strawmen (TLC §4.1-4.6).
const (
	Own           = 0 // §4.1
	Genetic       = 1 // §4.2
	Fittest       = 2 // §4.3
	Celebrities   = 3 // §4.4
	AllKnow       = 4 // §4.5
	Paparazzi     = 5 // §4.6
	highestRule   = Paparazzi
	longestRound  = 3
	longestSpread = 4 // steps that rules 0 and 1 are followed for
)

// Config fixes the rule, the threshold and the bounds.
type Config struct {
	Nodes     uint8 // n, at most spec.MaxNodes
	Threshold uint8 // t = t_m = t_w, a majority; f = n - t
	Rule      uint8 // Own to Paparazzi
	Steps     uint8 // of a round, or that rules 0 and 1 are followed for
	Tied      bool  // all tickets are equal
	Asks      uint8 // Keeps, or what it does not keep
}

// What is asked of a strawman.
const (
	Keeps = 0 // what its section says of it
	Next  = 1 // what the next section starts from
	Alike = 2 // that all choose the same
	Few   = 3 // that no more than f+1 proposals survive, as with different tickets
)

// Knowledge is what of the round a node knows, or a message carries.
type Knowledge struct {
	Seen, Confirmed, Reconfirmed spec.NodeSet // whose proposals (as in package qsc3)
}

// State of one round, or of the histories of rules 0 and 1.
type State struct {
	Step uint8 `max:"4"`
	// below n: the message whose witnesses come next; then n plus the node that hears or chooses next
	Turn      uint8                       `max:"18"`
	Witnessed spec.NodeSet                // whose message of the present step was threshold witnessed
	Carried   [spec.MaxNodes]Knowledge    `len:"Nodes"` // what each node's message of the present step carries
	Knows     [spec.MaxNodes]Knowledge    `len:"Nodes"` // what each node knows by now
	Early     [spec.MaxNodes]spec.NodeSet `len:"Nodes"` // whose proposals each node had seen at s+1
	Chosen    spec.NodeSet                // whose proposals are chosen, to be built on
	Paid      bool                        // the client has paid
	Split     bool                        // it has paid the same coin twice
	Bob       spec.NodeSet                // in whose history it is Bob's
	All       spec.NodeSet                // nobody, or all nodes since they have agreed; then ForBob says on whom
	ForBob    bool
}

// round reports whether the rule plays a round, rather than following histories.
func (c Config) round() bool { return c.Rule >= Fittest }

// CanPay: the client has not paid.
func (c Config) CanPay(st *State, bob spec.NodeSet) bool { return !c.round() && !st.Paid }

// Pay: the client pays Bob at these nodes, and Charlie the same coin at the others (TLC §4.1).
func (c Config) Pay(st *State, bob spec.NodeSet) {
	st.Paid = true
	st.Bob = bob
	st.Split = !bob.Empty() && bob != spec.All(c.Nodes)
	c.note(st)
}

// CanPass: by rule 0 nobody does anything else.
func (c Config) CanPass(st *State) bool { return c.Rule == Own && st.Paid && st.Step < c.Steps }

// Pass: all go on with their own histories.
func (c Config) Pass(st *State) { st.Step++ }

// CanAdopt: rule 1 lets j adopt the history of another node.
func (c Config) CanAdopt(st *State, i, j spec.NodeID) bool {
	return c.Rule == Genetic && st.Paid && st.Step < c.Steps && i != j
}

// Adopt: j goes on with i's history (TLC §4.2).
func (c Config) Adopt(st *State, i, j spec.NodeID) {
	if st.Bob.Has(i) {
		st.Bob = st.Bob.With(j)
	} else {
		st.Bob = st.Bob.Without(j)
	}
	st.Step++
	c.note(st)
}

// note remembers that all histories have come to say the same.
func (c Config) note(st *State) {
	if st.All.Empty() && (st.Bob.Empty() || st.Bob == spec.All(c.Nodes)) {
		st.All = spec.All(c.Nodes)
		st.ForBob = !st.Bob.Empty()
	}
}

// CanCollect: by rule 2 the next node leaves the step on the proposals of h, its own among them.
func (c Config) CanCollect(st *State, j spec.NodeID, h spec.NodeSet) bool {
	return c.Rule == Fittest && st.Step == 0 && st.Turn == c.Nodes+uint8(j) && h.Has(j)
}

// Collect: j has seen the proposals of h (TLC §2.2, §4.3).
func (c Config) Collect(st *State, j spec.NodeID, h spec.NodeSet) {
	st.Knows[j].Seen = h
	c.next(st)
}

// CanWitness: w, of whom there are as many as the threshold and of whom i is one, have yet to be chosen as the
// witnesses of i's message.
func (c Config) CanWitness(st *State, i spec.NodeID, w spec.NodeSet) bool {
	return c.Rule > Fittest && st.Step < c.Steps && st.Turn == uint8(i) && w.Has(i)
}

// Witness: w acknowledge i's message while in its step, and so know what it carries (TLC §2.6).
func (c Config) Witness(st *State, i spec.NodeID, w spec.NodeSet) {
	st.Witnessed = st.Witnessed.With(i)
	for k := range spec.NodeID(c.Nodes) {
		if w.Has(k) {
			c.learn(st, k, i)
		}
	}
	st.Turn++
}

// CanMiss: i's message may go without witnesses if t others find theirs (TLC §2.6).
func (c Config) CanMiss(st *State, i spec.NodeID) bool {
	return c.Rule > Fittest && st.Step < c.Steps && st.Turn == uint8(i) &&
		i-spec.NodeID(st.Witnessed.Len()) < spec.NodeID(c.Nodes-c.Threshold)
}

// Miss: too few acknowledge i's message in its step.
func (c Config) Miss(st *State, i spec.NodeID) { st.Turn++ }

// CanHear: j has yet to leave the step, and h are threshold witnessed messages, as many as the threshold.
func (c Config) CanHear(st *State, j spec.NodeID, h spec.NodeSet) bool {
	return c.Rule > Fittest && st.Step < c.Steps && st.Turn == c.Nodes+uint8(j) && st.Witnessed.Includes(h)
}

// Hear: j leaves the step on the messages of h. It confirms them in step 0, and in step 1 it reconfirms what they had
// confirmed (TLC §4.4, §4.6).
func (c Config) Hear(st *State, j spec.NodeID, h spec.NodeSet) {
	for k := range spec.NodeID(c.Nodes) {
		if h.Has(k) {
			c.learn(st, j, k)
			if st.Step == 0 {
				st.Knows[j].Confirmed = st.Knows[j].Confirmed.With(k)
			}
			if st.Step == 1 {
				st.Knows[j].Reconfirmed = st.Knows[j].Reconfirmed.Union(st.Carried[k].Confirmed)
			}
		}
	}
	c.next(st)
}

// CanChoose: the round's steps are over, and j has yet to choose one of the best proposals that are eligible.
func (c Config) CanChoose(st *State, j, p spec.NodeID) bool {
	return c.round() && st.Step == c.Steps && st.Turn == uint8(j) && c.best(st, j, p)
}

// Choose: j builds on p.
func (c Config) Choose(st *State, j, p spec.NodeID) {
	st.Chosen = st.Chosen.With(p)
	st.Turn++
}

// best reports whether p is eligible for j, and no eligible one has a higher ticket.
func (c Config) best(st *State, j, p spec.NodeID) bool {
	for q := range spec.NodeID(c.Nodes) {
		if q > p && !c.Tied && c.eligible(st, j).Has(q) {
			return false
		}
	}
	return c.eligible(st, j).Has(p)
}

// eligible are the proposals among which j may choose: the rule (TLC §4.3-4.6).
func (c Config) eligible(st *State, j spec.NodeID) spec.NodeSet {
	if c.Rule == Fittest {
		return st.Knows[j].Seen
	}
	if c.Rule == Paparazzi {
		return st.Knows[j].Reconfirmed
	}
	return st.Knows[j].Confirmed
}

// learn adds to what j knows all that i's message of the present step carries.
func (c Config) learn(st *State, j, i spec.NodeID) {
	st.Knows[j].Seen = st.Knows[j].Seen.Union(st.Carried[i].Seen)
	st.Knows[j].Confirmed = st.Knows[j].Confirmed.Union(st.Carried[i].Confirmed)
	st.Knows[j].Reconfirmed = st.Knows[j].Reconfirmed.Union(st.Carried[i].Reconfirmed)
}

// next: the next node leaves the step; after the last one all broadcast what they know (TLC §2.2).
func (c Config) next(st *State) {
	st.Turn++
	if st.Turn == 2*c.Nodes {
		for k := range spec.NodeID(c.Nodes) {
			if st.Step == 0 {
				st.Early[k] = st.Knows[k].Seen
			}
			st.Carried[k] = st.Knows[k]
			if st.Step+1 == c.Steps {
				st.Carried[k] = Knowledge{}
			}
		}
		st.Witnessed = 0
		st.Step++
		st.Turn = 0
	}
}
