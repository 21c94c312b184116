package tlc

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Start is the initial state: every node has broadcast its raw message of step 0, and has
// heard and acknowledged it itself (TLC §2.2).
func (c Config) Start() State {
	var st State
	for i := range spec.NodeID(c.Nodes) {
		st.View[i].Raw[0] = spec.Only(i)
		st.Acks[i] = spec.Only(i)
	}
	return st
}

// Majorities reports whether both thresholds are majorities, which the guarantees of TLC §2.7-2.9 need.
func (c Config) Majorities() bool {
	return 2*c.MessageThreshold > c.Nodes && 2*c.WitnessThreshold > c.Nodes
}

// Spec is the transition system under c, with what the paper claims for its thresholds and horizon.
func (c Config) Spec() *spec.Spec[State] {
	return c.specWith(c.claims(c.Majorities()))
}

// UnsafeSpec is Spec with all that the paper claims for majorities only: whatever c is, it is
// asked whether that holds.
func (c Config) UnsafeSpec() *spec.Spec[State] {
	return c.specWith(c.claims(true))
}

func (c Config) specWith(props []spec.Property[State]) *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n := int(c.Nodes)
	i, j, s := spec.Nodes("i", n), spec.Nodes("j", n), spec.Numbers("s", int(c.Horizon))
	sp := &spec.Spec[State]{
		Name: "tlc", Title: "Threshold logical clock, message by message", Section: "TLC §2.2-2.6",
		Source: source, Config: c, Init: c.Start(),
		Props: props,
		Final: m.Predicate("Everyone"),
		Live: []spec.Progress[State]{m.Eventually("TLC-P7", "TLC §2.2",
			"every node that does not crash reaches the horizon", "EveryoneUp", c.Crashes)},
		Symmetric: func(*State) bool { return true },
		Describe:  c.describe,
	}
	if !c.Unwitnessed && c.MessageThreshold > 0 && c.WitnessThreshold > 0 {
		sp.Lemmas = c.Inductive()
	}
	sp.Actions = []spec.Action[State]{
		m.Act("DeliverRaw", "TLC §2.6", i, j, s).ByNode(1).
			Saying("node {j} receives the raw message of node {i} of step {s}"),
	}
	if !c.Unwitnessed {
		sp.Actions = append(sp.Actions,
			m.Act("Certify", "TLC §2.6", i).
				Saying("node {i}'s raw message is threshold witnessed"),
			m.Act("DeliverCert", "TLC §2.6", i, j, s).ByNode(1).
				Saying("node {j} receives the certificate of node {i} of step {s}"))
	}
	if c.Jumps {
		of, by, up := spec.Nodes("of", n), spec.Nodes("by", n), spec.Numbers("up", int(c.Horizon))
		sp.Actions = append(sp.Actions, m.Act("Adopt", "TLC §2.4", of, by, up).ByNode(1).
			Saying("node {by} takes over what node {of} knew on reaching step {up}, and is there"))
	}
	if !c.Exact || c.Unwitnessed && c.MessageThreshold == 1 { // otherwise it has always been done before
		sp.Actions = append(sp.Actions, m.Act("Advance", "TLC §2.2", j).
			Saying("node {j} leaves its step"))
	}
	return sp
}

// describe says where each node stands and whose messages it has.
func (c Config) describe(st *State) []string {
	var lines []string
	for j := range spec.NodeID(c.Nodes) {
		line := fmt.Sprintf("node %d: step %d", j, st.Step[j])
		for s := range c.Horizon {
			line += fmt.Sprintf("; of step %d raw %v, certified %v", s, st.View[j].Raw[s], st.View[j].Cert[s])
		}
		lines = append(lines, line)
	}
	return lines
}

// claims lists the properties, with those of TLC §2.8-2.9 where both thresholds are taken for majorities.
func (c Config) claims(majorities bool) []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	props := []spec.Property[State]{
		m.When("SomebodyLeft").Always("TLC-P1", "TLC §2.2",
			"whoever leaves a step holds a message threshold of its messages", "PacedByThreshold"),
		m.When("SomethingCarried").Always("TLC-P2", "TLC §2.3",
			"whoever has a message has all that it carries", "CausallyClosed"),
		m.Possible("TLC-S1", "TLC §2.2", "everybody reaches the horizon", "Everyone"),
	}
	if !c.Unwitnessed {
		props = append(props,
			m.When("SomethingCertified").Always("TLC-P3", "TLC §2.6",
				"a certified message was seen in its step by a witness threshold", "WitnessedInTime"))
	}
	if !c.Unwitnessed && c.MessageThreshold < c.Nodes {
		props = append(props, m.Possible("TLC-S2", "TLC §2.6", "somebody leaves a step with its own message unwitnessed",
			"GaveUp"))
	}
	if 2*c.MessageThreshold > c.Nodes || majorities {
		props = append(props,
			m.When("SomebodyLeft").Always("TLC-P4", "TLC §2.8",
				"nobody reaches s+1 before a majority reached s", "MajorityFirst"))
	}
	if !majorities || c.Unwitnessed || c.Horizon == 1 {
		return props
	}
	props = append(props,
		m.When("SomethingTardy").Always("TLC-P5", "TLC §2.8",
			"nothing formulated after a majority reached s+1 is witnessed for s",
			"NoTardyWitness"),
		m.When("SomebodyTwoStepsOn").Always("TLC-P6", "TLC §2.9",
			"every message witnessed for s is known to all who reach s+2", "TwoStepBroadcast"))
	if c.MessageThreshold < c.Nodes {
		props = append(props,
			m.Possible("TLC-S3", "TLC §2.9", "somebody reaches s+2 not knowing that a message was witnessed for s",
				"UnknownWitness"),
			m.Possible("TLC-S4", "TLC §2.6", "a raw message arrives too late to be acknowledged", "TooLate"))
	}
	return props
}
