package tlc

import "quesera/spec"

// MaxSteps bounds the horizon.
const MaxSteps = 3

// Config fixes the thresholds and the bounds of one run of the spec.
type Config struct {
	Nodes            uint8 // n, at most spec.MaxNodes
	MessageThreshold uint8 `promela:"MESSAGE"` // t_m: certified messages needed to leave a step (TLC §2.2)
	// t_w: acknowledgments needed for a certificate, 0 for unwitnessed TLC (TLC §2.6)
	WitnessThreshold uint8 `promela:"WITNESS"`
	Unwitnessed      bool  `promela:"-"` // messages count as they arrive, without certificates (TLC §2.2)
	Exact            bool  `promela:"-"` // nodes leave a step at once, on no more messages than they need
	Jumps            bool  `promela:"-"` // nodes may take over what another one knew in a later step (TLC §2.4)
	Horizon          uint8 // the step in which a node stops; steps below it are played, at most MaxSteps
	Crashes          uint8 // how many nodes, the first ones, may stop for ever, where the runs that go on are asked about
}

// A View is what a node knows, or what a message carries: step by step, whose
// messages have been received.
type View struct {
	Raw  [MaxSteps]spec.NodeSet `len:"Horizon"` // whose raw message of the step
	Cert [MaxSteps]spec.NodeSet `len:"Horizon"` // whose certificate of the step
}

// State of the whole group. A raw message and a certificate of step s exist from the moment their sender's own View
// has them: a raw message from the moment its sender reaches s, unless it jumps over s.
type State struct {
	Step [spec.MaxNodes]uint8 `len:"Nodes" max:"Horizon"` // logical time of each node
	View [spec.MaxNodes]View  `len:"Nodes"`               // what each node has received
	// who acknowledged the raw message of the node's present step
	Acks [spec.MaxNodes]spec.NodeSet `len:"Nodes"`
	// what a raw message carries, and what a node that jumps over its step would have known on reaching it
	AtRaw  [MaxSteps][spec.MaxNodes]View `len:"Horizon,Nodes"`
	AtCert [MaxSteps][spec.MaxNodes]View `len:"Horizon,Nodes"` // what a certificate carries
	// history: who formulated its raw message after a majority had left the step
	Tardy [MaxSteps]spec.NodeSet `len:"Horizon"`
}

// CanDeliverRaw: j may receive i's raw message of step s, causally prior messages first (TLC §2.3), and once it has
// reached that step itself (TLC §2.4). A node that reached the horizon has stopped.
func (c Config) CanDeliverRaw(st *State, i, j spec.NodeID, s uint8) bool {
	return i != j && st.View[i].Raw[s].Has(i) && s <= st.Step[j] && st.Step[j] < c.Horizon &&
		!st.View[j].Raw[s].Has(i) && c.knows(st.View[j], st.AtRaw[s][i])
}

// DeliverRaw: j receives i's raw message. In the same step j acknowledges it, and the
// acknowledgment is recorded while i still collects (TLC §2.6). Without
// witnessing the raw message itself counts towards the message threshold (TLC §2.2).
func (c Config) DeliverRaw(st *State, i, j spec.NodeID, s uint8) {
	st.View[j].Raw[s] = st.View[j].Raw[s].With(i)
	if c.Unwitnessed {
		c.leaveAtOnce(st, j, s)
	} else if st.Step[j] == s && st.Step[i] == s && !st.View[i].Cert[s].Has(i) {
		st.Acks[i] = st.Acks[i].With(j)
	}
}

// CanCertify: i is still in the step of its raw message, and enough nodes acknowledged it (TLC §2.6).
func (c Config) CanCertify(st *State, i spec.NodeID) bool {
	return !c.Unwitnessed && st.Step[i] < c.Horizon &&
		!st.View[i].Cert[st.Step[i]].Has(i) && st.Acks[i].Len() >= int(c.WitnessThreshold)
}

// Certify: i announces that its raw message is threshold witnessed, and hears itself (TLC §2.6).
func (c Config) Certify(st *State, i spec.NodeID) {
	st.Acks[i] = 0
	st.AtCert[st.Step[i]][i] = st.View[i]
	c.hearCert(st, i, i, st.Step[i])
}

// CanDeliverCert: j may receive i's certificate of step s, causally prior messages first (TLC §2.3), and once it has
// reached that step itself (TLC §2.4).
func (c Config) CanDeliverCert(st *State, i, j spec.NodeID, s uint8) bool {
	return i != j && s <= st.Step[j] && st.Step[j] < c.Horizon && st.View[i].Cert[s].Has(i) &&
		!st.View[j].Cert[s].Has(i) && c.knows(st.View[j], st.AtCert[s][i])
}

// DeliverCert: j receives i's certificate of step s.
func (c Config) DeliverCert(st *State, i, j spec.NodeID, s uint8) {
	c.hearCert(st, i, j, s)
}

// CanAdvance: j has as many messages of its step as the message threshold or more, and may leave it (TLC §2.2). Where
// one message is enough and there are no witnesses its own is (the paper assumes 1 < t_m).
func (c Config) CanAdvance(st *State, j spec.NodeID) bool {
	return st.Step[j] < c.Horizon && c.counting(st, j, st.Step[j]).Len() >= int(c.MessageThreshold)
}

// Advance takes j to its next step: it gives up witnessing its own message of the old step
// and broadcasts a raw message that carries all it knows, hearing and acknowledging it itself (TLC §2.2, 2.6).
func (c Config) Advance(st *State, j spec.NodeID) {
	st.Step[j]++
	c.begin(st, j)
}

// begin has j, which has just reached a step, broadcast its raw message of it.
func (c Config) begin(st *State, j spec.NodeID) {
	st.Acks[j] = 0
	if st.Step[j] < c.Horizon {
		st.AtRaw[st.Step[j]][j] = st.View[j]
		if c.beyond(st, st.Step[j])*2 > c.Nodes {
			st.Tardy[st.Step[j]] = st.Tardy[st.Step[j]].With(j)
		}
		st.View[j].Raw[st.Step[j]] = st.View[j].Raw[st.Step[j]].With(j)
		st.Acks[j] = spec.Only(j)
	}
}

// CanAdopt: node by may take over what the raw message of node of of a later step carries, and so reach that step (TLC
// §2.4).
func (c Config) CanAdopt(st *State, of, by spec.NodeID, up uint8) bool {
	return c.Jumps && st.Step[by] < up && st.View[of].Raw[up].Has(of)
}

// Adopt: node by jumps to step up, with all that node of knew on reaching it. It acknowledges nothing of that, and
// broadcasts nothing for the steps in between.
func (c Config) Adopt(st *State, of, by spec.NodeID, up uint8) {
	for s := range c.Horizon {
		st.View[by].Raw[s] = st.View[by].Raw[s].Union(st.AtRaw[up][of].Raw[s])
		st.View[by].Cert[s] = st.View[by].Cert[s].Union(st.AtRaw[up][of].Cert[s])
	}
	for over := range c.Horizon {
		if st.Step[by] < over && over < up {
			for s := range c.Horizon {
				if s < over {
					st.AtRaw[over][by].Raw[s] = st.View[by].Raw[s]
					st.AtRaw[over][by].Cert[s] = st.View[by].Cert[s]
				}
			}
		}
	}
	st.Step[by] = up
	c.begin(st, by)
}

// hearCert counts i's certificate of step s at j.
func (c Config) hearCert(st *State, i, j spec.NodeID, s uint8) {
	st.View[j].Cert[s] = st.View[j].Cert[s].With(i)
	c.leaveAtOnce(st, j, s)
}

// leaveAtOnce lets j reach the next step as it receives the last message of step s that it needs.
func (c Config) leaveAtOnce(st *State, j spec.NodeID, s uint8) {
	if c.Exact && st.Step[j] == s && c.counting(st, j, s).Len() >= int(c.MessageThreshold) {
		c.Advance(st, j)
	}
}

// beyond counts the nodes that have left step s.
func (c Config) beyond(st *State, s uint8) uint8 {
	count := uint8(0)
	for k := range c.Nodes {
		if st.Step[k] > s {
			count++
		}
	}
	return count
}

// knows reports whether whoever has view a lacks nothing of view b.
func (c Config) knows(a, b View) bool {
	for s := range c.Horizon {
		if !a.Raw[s].Includes(b.Raw[s]) || !a.Cert[s].Includes(b.Cert[s]) {
			return false
		}
	}
	return true
}
