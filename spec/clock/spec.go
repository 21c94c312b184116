package clock

import (
	"embed"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Start is the initial state: every node has broadcast its message of step 0.
func (c Config) Start() State {
	var st State
	for i := range spec.NodeID(c.Nodes) {
		st.Knows[i].Raw[0] = spec.Only(i)
	}
	return st
}

// Majorities reports whether both thresholds are majorities, which TLC §2.7-2.9 needs.
func (c Config) Majorities() bool {
	return 2*c.MessageThreshold > c.Nodes && 2*c.WitnessThreshold > c.Nodes
}

// Spec is the generator under c, with the properties that apply to its thresholds and
// horizon. It needs a witness threshold of at least 1.
func (c Config) Spec() *spec.Spec[State] {
	return c.specWith(c.consequences(c.Majorities()))
}

// UnsafeSpec is Spec with what the paper derives for majorities only: whatever c is, it is asked
// whether that holds.
func (c Config) UnsafeSpec() *spec.Spec[State] {
	return c.specWith(c.consequences(true))
}

func (c Config) specWith(consequences []spec.Property[State]) *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n := int(c.Nodes)
	i, j, s := spec.Nodes("i", n), spec.Nodes("j", n), spec.Numbers("s", int(c.Horizon))
	sp := &spec.Spec[State]{
		Name: "clock", Title: "The contract of a threshold logical clock, step by step", Section: "TLC §2.1",
		Source: source, Config: c, Init: c.Start(),
		Props:     append(c.Axioms(), consequences...),
		Final:     m.Predicate("Everyone"),
		Symmetric: c.symmetric,
	}
	sp.Actions = append(sp.Actions,
		m.Act("Witness", "TLC §2.6", i, spec.Sets("w", n, int(c.WitnessThreshold), int(c.WitnessThreshold))).
			Saying("node {i}'s message is witnessed by {w}"),
		m.Act("Miss", "TLC §2.9", i).
			Saying("node {i}'s message goes without witnesses"))
	if c.Late {
		sp.Actions = append(sp.Actions,
			m.Act("SeeLate", "TLC §2.1", i, j, s).ByNode(1).
				Saying("node {j} receives node {i}'s message of step {s}"),
			m.Act("CertLate", "TLC §2.1", i, j, s).ByNode(1).
				Saying("node {j} learns late that node {i}'s message of step {s} was witnessed"))
	}
	sp.Actions = append(sp.Actions,
		m.Act("Hear", "TLC §2.2", j, spec.Sets("h", n, int(c.MessageThreshold), c.mostHeard())).
			Saying("node {j} leaves the step on the messages of {h}"))
	return sp
}

// mostHeard is the largest number of messages on which a node leaves a step.
func (c Config) mostHeard() int {
	if c.Exact {
		return int(c.MessageThreshold)
	}
	return int(c.Nodes)
}

// symmetric: between two steps no node is distinguished. Within a step the nodes take their
// turns in a fixed order, which changes nothing of the step's outcome but much of its middle.
func (c Config) symmetric(st *State) bool {
	return st.Turn == 0
}

// Axioms are the contract (package comment). They can be asked of any state, also of one in
// which the nodes are in different steps and in the middle of them, as states of the message-level specs are.
func (c Config) Axioms() []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	return []spec.Property[State]{
		m.When("SomebodyLeft").Always("CLK-P1", "TLC §2.2",
			"whoever has left a step held a message threshold of its messages", "Paced"),
		m.When("SomethingCertified").Always("CLK-P2", "TLC §2.6",
			"a certified message was seen in its step by a witness threshold", "WitnessedInTime"),
		m.When("SomethingCarried").Always("CLK-P3", "TLC §2.3",
			"whoever has a message has all that it carries", "CausallyClosed"),
		m.Always("CLK-P4", "TLC §2.1", "nobody forgets, and everybody has its own messages", "Remembered"),
		m.When("SomethingCertified").Always("CLK-P5", "TLC §2.6",
			"a certified message is a seen one", "CertifiedIsSeen"),
		m.Always("CLK-P6", "TLC §2.4", "nobody has anything of a step that it has not reached", "NothingOfTheFuture"),
	}
}

// consequences are what follows from the axioms, with TLC §2.9 where both thresholds are taken for majorities, and
// what they leave possible.
func (c Config) consequences(majorities bool) []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	props := []spec.Property[State]{
		m.Possible("CLK-S1", "TLC §2.2", "everybody reaches the horizon", "Everyone"),
	}
	if majorities && c.Horizon > 1 {
		props = append(props,
			m.When("SomebodyTwoStepsOn").Always("CLK-P7", "TLC §2.9",
				"every message witnessed for s is known to all who reach s+2", "TwoStepBroadcast"))
	}
	if c.MessageThreshold == c.Nodes {
		return props // everybody hears of everything
	}
	props = append(props, m.Possible("CLK-S2", "TLC §2.9", "somebody leaves a step not having seen somebody's message",
		"Missed"))
	if c.Horizon > 1 {
		props = append(props,
			m.Possible("CLK-S3", "TLC §2.9", "somebody reaches s+2 not knowing that a message was witnessed for s",
				"UnknownWitness"),
			m.Possible("CLK-S4", "TLC §2.1", "somebody learns of a message after its step", "Tardy"))
	}
	return props
}
