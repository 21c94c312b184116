package pipeline

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
	i, p := spec.Nodes("i", int(c.Nodes)), spec.Numbers("p", 2)
	return &spec.Spec[State]{
		Name: "pipeline", Title: "What rounds that overlap build", Section: "TLC §4.11",
		Source: source, Config: c,
		Actions: []spec.Action[State]{
			m.Act("Choose", "TLC §4.10", i, p).Saying("node {i} chooses the proposal of node {p}"),
			m.Act("Commit", "TLC §4.10", i, p).Saying("node {i} chooses the proposal of node {p}, and sees it " +
				"committed"),
		},
		Props:    c.properties(),
		Final:    m.Predicate("Done"),
		Describe: c.describe,
	}
}

// properties are what this way of forming blocks keeps, or all that is claimed.
func (c Config) properties() []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	var props []spec.Property[State]
	if c.All || !c.Single {
		props = append(props,
			m.When("ChosenTwice").Always("PIPE-P1", "TLC §4.11",
				"whoever chooses the same proposal builds on the same history", "SameBelow"),
			m.When("SomethingCommitted").Always("PIPE-P2", "TLC §4.10",
				"a commit makes final all that it builds on: of two histories that were seen committed one is the "+
					"beginning of the other", "PrefixesAgree"))
	}
	props = append(props, m.When("SomethingCommitted").Always("PIPE-P3", "TLC §4.7",
		"what somebody saw committed all chose, in its own round", "CommittedIsChosen"))
	if c.All || !c.Single && c.Gap == 1 {
		props = append(props, m.When("SomethingCommitted").Always("PIPE-P4", "TLC §4.11",
			"whoever saw a history committed says the same of whose the coin is", "OneOwner"))
	}
	return append(props,
		m.Possible("PIPE-S1", "TLC §4.7", "a commit makes a round final that nobody saw committed", "FinalLater"),
		m.Possible("PIPE-S2", "TLC §4.11", "a commit leaves out what somebody had chosen", "Lost"))
}

// describe says of each node which proposals it chose, and what its latest history is.
func (c Config) describe(st *State) []string {
	var lines []string
	for i := range c.Nodes {
		line := fmt.Sprintf("node %d:", i)
		for r := range c.Rounds {
			if r > st.Round || r == st.Round && i >= st.Turn {
				continue
			}
			line += fmt.Sprintf(" round %d node %d's", r, c.choice(st, i, r))
			if c.commits(st, i, r) {
				line += ", committed"
			}
			if r < st.Round && r >= c.lowest(r)+1 {
				line += ", on"
				for q := range r {
					if c.linked(q, r) {
						line += fmt.Sprintf(" %d", c.below(st, i, r, q))
					}
				}
			}
			line += ";"
		}
		lines = append(lines, line)
	}
	return lines
}
