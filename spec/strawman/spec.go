package strawman

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Of is the configuration of a strawman with nothing claimed but what it keeps.
func Of(rule, nodes, threshold uint8) Config {
	steps := [...]uint8{Own: longestSpread, Genetic: longestSpread, Fittest: 1, Celebrities: 1, AllKnow: 2,
		Paparazzi: longestRound}
	return Config{Nodes: nodes, Threshold: threshold, Rule: rule, Steps: steps[rule]}
}

// Rules is the number of rules.
const Rules = highestRule + 1

// Start is the initial state: every node has made its proposal and knows of it.
func (c Config) Start() State {
	var st State
	for i := range spec.NodeID(c.Nodes) {
		if c.round() {
			st.Carried[i].Seen = spec.Only(i)
			st.Knows[i].Seen = spec.Only(i)
		}
	}
	if c.Rule == Fittest {
		st.Turn = c.Nodes // there are no witnesses to choose
	}
	return st
}

// Spec is the transition system under c, with its properties.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	return &spec.Spec[State]{
		Name: "strawman", Title: fmt.Sprintf("Strawman %d on the way to consensus", c.Rule),
		Section: fmt.Sprintf("TLC §4.%d", c.Rule+1), Source: source, Config: c, Init: c.Start(),
		Actions:  c.actions(m),
		Props:    c.properties(m),
		Final:    m.Predicate("Done"),
		Describe: c.describe,
	}
}

func (c Config) actions(m spec.Methods[State, Config]) []spec.Action[State] {
	n, t := int(c.Nodes), int(c.Threshold)
	i, j := spec.Nodes("i", n), spec.Nodes("j", n)
	choose := m.Act("Choose", "TLC §4.3", j, spec.Nodes("p", n)).Saying("node {j} builds on node {p}'s proposal")
	switch {
	case c.Rule == Fittest:
		return []spec.Action[State]{
			m.Act("Collect", "TLC §4.3", j, spec.Sets("h", n, t, n)).
				Saying("node {j} leaves the step having seen the proposals of {h}"),
			choose,
		}
	case c.round():
		return []spec.Action[State]{
			m.Act("Witness", "TLC §2.6", i, spec.Sets("w", n, t, t)).Saying("node {i}'s message is witnessed by {w}"),
			m.Act("Miss", "TLC §2.9", i).Saying("node {i}'s message goes without witnesses"),
			m.Act("Hear", "TLC §2.2", j, spec.Sets("h", n, t, t)).
				Saying("node {j} leaves the step on the messages of {h}"),
			choose,
		}
	}
	pay := m.Act("Pay", "TLC §4.1", spec.Sets("bob", n, 0, n)).
		Saying("a coin is Bob's in the histories of {bob}, and Charlie's in the others'")
	if c.Rule == Genetic {
		return []spec.Action[State]{pay, m.Act("Adopt", "TLC §4.2", i, j).Saying("node {j} adopts the history of node {i}")}
	}
	return []spec.Action[State]{pay, m.Act("Pass", "TLC §4.1").Saying("all go on with their own histories")}
}

// properties are what the strawman keeps, or what is asked of it and it does not keep.
func (c Config) properties(m spec.Methods[State, Config]) []spec.Property[State] {
	claims := c.claims(m)
	switch c.Asks {
	case Next:
		return []spec.Property[State]{claims[c.Rule].next}
	case Alike:
		return []spec.Property[State]{claims[Fittest].next}
	case Few:
		return claims[Fittest].keeps[:1]
	}
	return claims[c.Rule].keeps
}

// A claim is what a strawman keeps, and what its successor starts from: what it breaks.
type claim struct {
	keeps []spec.Property[State]
	next  spec.Property[State]
}

func (c Config) claims(m spec.Methods[State, Config]) [Rules]claim {
	built := m.When("SomebodyBuilds")
	stays := m.When("AllSayTheSame").Always("STRAW-P1", "TLC §4.1", "what is in every history stays there",
		"WhatAllHaveStays")
	resolved := m.Possible("STRAW-S1", "TLC §4.2", "a double payment is resolved", "ConflictResolved")
	never := m.When("PaidTwice").Always("STRAW-P9", "TLC §4.1", "a double payment is never resolved",
		"NeverResolved")
	inTime := m.When("InTheLastStep").Always("STRAW-P2", "TLC §4.2",
		"after so many steps all histories say the same", "ResolvedInTime")
	seen := built.Always("STRAW-P6", "TLC §4.5", "what anybody builds on, all are aware of", "AllHaveSeen")
	confirmed := built.Always("STRAW-P7", "TLC §4.6", "what anybody builds on, all have confirmed",
		"AllHaveConfirmed")
	wins := m.Possible("STRAW-S3", "TLC §4.3", "all build on the same proposal", "AllChooseOne")
	type list = []spec.Property[State]
	return [Rules]claim{
		Own: {list{stays, never},
			inTime},
		Genetic: {list{stays, resolved}, inTime},
		Fittest: {list{
			built.Always("STRAW-P3", "TLC §4.3", "at most f+1 proposals are built on", "FewSurvive"),
			m.Possible("STRAW-S2", "TLC §4.3", "f+1 proposals are built on", "AsManySurvive"), wins,
		}, built.Always("STRAW-P4", "TLC §4.4", "all build on the same proposal", "OneSurvives")},
		Celebrities: {list{
			built.Always("STRAW-P5", "TLC §4.4", "what anybody builds on, as many as the threshold had seen by s+1",
				"ManyHadSeen"),
			wins,
		}, seen},
		AllKnow: {list{seen, wins}, confirmed},
		Paparazzi: {list{confirmed, wins}, built.Always("STRAW-P8", "TLC §4.6",
			"what anybody builds on, all have reconfirmed", "AllHaveReconfirmed")},
	}
}

// describe says what each node knows, or has in its history.
func (c Config) describe(st *State) []string {
	var lines []string
	for i := range spec.NodeID(c.Nodes) {
		switch {
		case !c.round() && !st.Paid:
			lines = append(lines, fmt.Sprintf("node %d: nothing is paid", i))
		case !c.round() && st.Bob.Has(i):
			lines = append(lines, fmt.Sprintf("node %d: the coin is Bob's", i))
		case !c.round():
			lines = append(lines, fmt.Sprintf("node %d: the coin is Charlie's", i))
		default:
			lines = append(lines, fmt.Sprintf("node %d: aware of %v, confirmed %v, reconfirmed %v", i, st.Knows[i].Seen,
				st.Knows[i].Confirmed, st.Knows[i].Reconfirmed))
		}
	}
	if c.over(st) {
		lines = append(lines, fmt.Sprintf("built on: the proposals of %v", st.Chosen))
	}
	return lines
}
