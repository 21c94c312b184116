package tlcb

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Start is the initial state: nobody has entered the step.
func (c Config) Start() State { return State{} }

// Spec is the transition system under c, with its properties.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n := int(c.Nodes)
	i, j := spec.Nodes("i", n), spec.Nodes("j", n)
	sp := &spec.Spec[State]{
		Name: "tlcb", Title: "One step of Byzantine TLC: who reaches, witnesses and leaves it when", Section: "TLC §5.2",
		Source: source, Config: c, Init: c.Start(),
		Props:    c.properties(),
		Final:    m.Predicate("Quiet"),
		Describe: c.describe,
	}
	sp.Actions = append(sp.Actions,
		m.Act("Formulate", "TLC §5.2.4", i).
			Saying("face {i} formulates its message"),
		m.Act("Acknowledge", "TLC §5.2.3", i, j).ByNode(1).
			Saying("node {j} acknowledges the message of face {i}"),
		m.Act("Leave", "TLC §5.2.1", j).
			Saying("node {j} leaves the step"))
	if c.Shrink {
		sp.Actions = append(sp.Actions,
			m.Act("Expose", "TLC §5.2.2", i, j).ByNode(1).
				Saying("node {j} learns of evidence against the node of face {i}"))
	}
	return sp
}

func (c Config) properties() []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	props := []spec.Property[State]{
		m.When("Reachable").Always("TLCB-P2", "TLC §5.2.4",
			"nobody can reach s+1 before a majority of the correct nodes reached s", "MajorityFirst"),
		m.When("SomethingLate").Always("TLCB-P3", "TLC §5.2.4",
			"what is formulated after a majority of the correct nodes reached s+1 is not certified for s",
			"NothingLateCertified"),
		m.When("Quiet").Always("TLCB-P4", "TLC §5.2.2",
			"if f_a nodes say nothing, the other correct ones leave the step all the same", "Goes"),
		m.Possible("TLCB-S1", "TLC §5.2.2", "all correct nodes that are not silent leave the step", "AllLeft"),
	}
	if c.willing().Empty() {
		return props
	}
	props = append(props,
		m.Possible("TLCB-S2", "TLC §5.2.3", "a message of a corrupt node is certified", "FaceCertified"))
	if c.correct() > 1 {
		props = append(props,
			m.When("BothShown").Always("TLCB-P1", "TLC §5.2.3",
				"no two messages of one node and step are both certified", "OneFaceCertified"),
			m.Possible("TLCB-S3", "TLC §5.2.3", "correct nodes acknowledge two messages of one node", "BothShown"))
	}
	if c.Shrink {
		props = append(props,
			m.Possible("TLCB-S4", "TLC §5.2.2", "a node leaves the step without one that is exposed", "Known"))
	}
	return props
}

// describe says where each face is.
func (c Config) describe(st *State) []string {
	var lines []string
	for i := range spec.NodeID(c.Nodes) {
		where := [...]string{"before the step", "in the step", "beyond the step"}[st.At[i]]
		line := fmt.Sprintf("node %d: %s", i, where)
		if !c.isCorrect(i) {
			line = fmt.Sprintf("face %d of corrupt node %d: %s", i-c.first(i), c.first(i), where)
		}
		if st.At[i] != before {
			line += fmt.Sprintf(", acknowledged by %v", st.Acks[i])
		}
		if st.Faces.Has(i) {
			line += ", certified"
		}
		if st.Late.Has(i) {
			line += ", formulated too late"
		}
		if !st.Exposed[i].Empty() {
			line += fmt.Sprintf("; knows of evidence against %v", st.Exposed[i])
		}
		lines = append(lines, line)
	}
	return lines
}
