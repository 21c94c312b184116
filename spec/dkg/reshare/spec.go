package reshare

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Safe reports whether the parameters are those for which resharing promises anything: f < t <= n-f in both groups
// (IC §III.1.3.3), deals that are held against the old commitment, and shares that are erased. If corrupt nodes move, a
// sharing that lives through two passages meets 2f of them.
func (c Config) Safe() bool {
	met := c.Faults
	if c.Mobile && c.Passages > 1 {
		met = 2 * c.Faults
	}
	return !c.Unchecked && !c.Kept && met < c.LargeThreshold && c.Faults < c.SmallThreshold &&
		int(c.SmallThreshold) <= c.Small.Len()-int(c.Faults) && int(c.LargeThreshold) <= c.Large.Len()-int(c.Faults)
}

// Spec is the transition system under c, with all properties, whether c is safe or not.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n := int(c.Nodes)
	i, j := spec.Nodes("i", n), spec.Nodes("j", n)
	sets := func(name string) spec.Param { return spec.Sets(name, n, 0, n) }
	return &spec.Spec[State]{
		Name: "dkg-reshare", Title: "Resharing a key to another group and back", Section: "IC §III.1.3.6",
		Source: source, Config: c,
		Actions: []spec.Action[State]{
			m.Act("Seize", "IC §III.1.3.6", sets("whom")).
				Saying("a passage begins in which {whom} are corrupt"),
			m.Act("Deal", "IC §III.1.3.6", i, sets("to"), spec.Numbers("value", 3)).
				Saying("node {i} deals shares that fit to {to} (of 0 nothing, 1 its share, 2 another value: {value})"),
			m.Act("Complain", "GJKR Fig. 1 (1b)", j, sets("against")).
				Saying("node {j} complains of {against}"),
			m.Act("Justify", "GJKR Fig. 1 (1c)", i, sets("well")).
				Saying("node {i} publishes shares that fit for {well}"),
			m.Act("End", "IC §III.1.3.6", i).
				Saying("the passage ends"),
		},
		Props:    c.props(),
		Final:    m.Predicate("Arrived"),
		Describe: c.describe,
	}
}

func (c Config) props() []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	props := []spec.Property[State]{
		m.When("Passed").Always("DKG-P19", "IC §III.1.3.6", "no sharing is of another key than the first", "SameKey"),
		m.When("Between").Always("DKG-P20", "IC §III.1.3.6",
			"every honest member of the new group has its share", "Served"),
		m.When("OtherJudged").Always("DKG-P21", "IC §III.1.3.6",
			"who deals another value than its share is disqualified", "Blamed"),
		m.When("Passed").Always("DKG-P22", "IC §III.1.3.6", "every passage makes a sharing", "Passes"),
		m.When("SomethingKnown").Always("DKG-P23", "IC §III.1.3.6",
			"of no sharing, old or new, corrupt nodes know as many shares as determine the key", "Apart"),
		m.Possible("DKG-S12", "IC §III.1.3.6", "the key is where it is to go", "Arrived"),
		m.Possible("DKG-S13", "IC §III.1.3.6", "a passage succeeds although a dealer deals another value", "Swindled"),
		m.Possible("DKG-S14", "GJKR Fig. 1 (1c)", "a corrupt dealer is used that gave an honest member its share in public",
			"Repaired"),
	}
	if c.Mobile && c.Passages > 1 {
		props = append(props, m.Possible("DKG-S15", "IC §III.1.3.6", "corrupt nodes know more shares of a sharing than "+
			"there are corrupt nodes at a time", "Roamed"))
	}
	return props
}

// describe says what has been dealt, and what is known of which sharing.
func (c Config) describe(st *State) []string {
	lines := []string{fmt.Sprintf("passages %d, phase %d, turn of %d, corrupt %v, dealt %v, other values by %v",
		st.Passage, st.Phase, st.Turn, st.Corrupt, st.Dealt, st.Other),
		fmt.Sprintf("QUAL %v, used %v, shares held by %v, another key %v", st.Qual, st.Used, st.Holds, st.Changed)}
	for i := range spec.NodeID(c.Nodes) {
		lines = append(lines, fmt.Sprintf("node %d: its shares fit at %v, accused by %v, answered %v", i, st.Fits[i],
			st.Accusers[i], st.Answered[i]))
	}
	for sharing := range c.Passages + 1 {
		lines = append(lines, fmt.Sprintf("sharing %d: known shares %v of %v", sharing, st.Known[sharing],
			c.group(sharing)))
	}
	return lines
}
