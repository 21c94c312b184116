package object

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Spec is the transition system under c, with its properties.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	client, kind := spec.Numbers("client", int(c.Clients)), spec.Numbers("kind", CompareAndSet+1)
	o, j := spec.Numbers("o", int(c.Operations)), spec.Nodes("j", int(c.Nodes))
	return &spec.Spec[State]{
		Name: "object", Title: "A replicated register, as its clients see it", Section: "TLC §4.1",
		Source: source, Config: c,
		Actions: []spec.Action[State]{
			m.Act("Call", "HW §2", client, kind).
				Saying("client {client} calls an operation of kind {kind} (1 read, 2 write, 3 compare-and-set)"),
			m.Act("Append", "TLC §4.10", o).
				Saying("operation {o} takes its place at the end of the chain"),
			m.Act("Learn", "TLC §4.7", j).
				Saying("node {j} learns the next position of the chain"),
			m.Act("Return", "TLC §4.10", o, j).
				Saying("operation {o} is answered by node {j}"),
			m.Act("Read", "TLC §4.1", o, j).
				Saying("operation {o}, a read, is answered by node {j} from what it knows"),
		},
		Props:    c.properties(m),
		Final:    m.Predicate("Ended"),
		Describe: c.describe,
	}
}

// properties are those that the strategy promises, and those that it is asked for in vain.
func (c Config) properties(m spec.Methods[State, Config]) []spec.Property[State] {
	return []spec.Property[State]{
		m.When("SomeAnswered").Always("OBJ-P1", "HW §2", "the history is linearizable", "Linearizable"),
		m.When("SomeAnswered").Always("OBJ-P2", "Lamport79", "the history is sequentially consistent", "Sequential"),
		m.When("InChain").Always("OBJ-P3", "TLC §4.1", "no operation is in the chain twice", "Once"),
		m.When("ChangeAnswered").Always("OBJ-P4", "TLC §4.10",
			"what a client was told of a write or a compare-and-set is final, and so is its answer", "Final"),
		m.Possible("OBJ-S1", "HW §2", "all operations have returned", "Done"),
		m.Possible("OBJ-S2", "HW §2", "of two operations that overlap the one that was called later takes "+
			"effect first",
			"Overlap"),
		m.Possible("OBJ-S3", "TLC §4.1",
			"a compare-and-set finds what another client wrote, and a read finds what it set", "Handed"),
	}
}

// describe says what a state means.
func (c Config) describe(st *State) []string {
	lines := []string{"chain:"}
	for p := range st.Length {
		lines[0] += fmt.Sprintf(" %d", st.Chain[p])
	}
	for o := range st.Called {
		m := st.Made[o]
		text := fmt.Sprintf("operation %d of client %d: %s", o, m.Client, [...]string{"none", "read",
			fmt.Sprintf("write %d", o+1), fmt.Sprintf("cas 1 %d", o+1)}[m.Kind])
		if m.Returned {
			text += fmt.Sprintf(", answered %d", m.Answer)
		}
		lines = append(lines, text)
	}
	return append(lines, fmt.Sprintf("known by the nodes: %v", st.Known[:c.Nodes]))
}
