package consensus

import (
	"embed"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Spec is the transition system under c, with its properties.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n := int(c.Nodes)
	p, j, r := spec.Nodes("p", n), spec.Nodes("j", n), spec.Numbers("r", int(c.Rounds))
	return &spec.Spec[State]{
		Name: "consensus", Title: "A chain of values, each chosen once", Section: "TLC §4.1",
		Source: source, Config: c,
		Actions: []spec.Action[State]{
			m.Act("Choose", "TLC §4.10", p, r).
				Saying("node {p}'s proposal is chosen at {r}"),
			m.Act("Learn", "TLC §4.7", j, r).
				Saying("node {j} learns what is chosen at {r}"),
		},
		Props: []spec.Property[State]{
			m.When("SomethingChosen").Always("CONS-P1", "TLC §4.7",
				"at each position at most one value is chosen", "OneValue"),
			m.When("SecondChosen").Always("CONS-P2", "TLC §4.1",
				"whatever is chosen stands on something chosen", "NoGap"),
			m.When("SomebodyLearned").Always("CONS-P3", "TLC §4.7",
				"nobody learns what is not chosen", "LearnedIsChosen"),
			m.When("TwoLearned").Always("CONS-P4", "TLC §4.10",
				"of what two nodes have learned one is a prefix of the other", "Agreement"),
			m.Possible("CONS-S1", "TLC §4.10", "the whole chain is chosen and known to all", "Done"),
			m.Possible("CONS-S2", "TLC §4.7", "somebody knows of a choice and somebody else does not", "Lagging"),
		},
		Final:     m.Predicate("Done"),
		Symmetric: func(*State) bool { return true },
	}
}
