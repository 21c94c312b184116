package qsc3

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Start is the initial state: every node has made its proposal and knows of it.
func (c Config) Start() State {
	var st State
	for i := range spec.NodeID(c.Nodes) {
		st.Carried[i].Seen = spec.Only(i)
		st.Knows[i].Seen = spec.Only(i)
	}
	return st
}

// Spec is the transition system under c, with its properties.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n, tm, tw := int(c.Nodes), int(c.MessageThreshold), int(c.WitnessThreshold)
	mostHeard := n
	if c.Exact {
		mostHeard = tm
	}
	i, j := spec.Nodes("i", n), spec.Nodes("j", n)
	sp := &spec.Spec[State]{
		Name: "qsc3", Title: "Que sera consensus: one round of QSC3 on the clock's contract", Section: "TLC §4.10",
		Source: source, Config: c, Init: c.Start(),
		Props:     c.properties(),
		Final:     m.Predicate("Done"),
		Symmetric: c.symmetric,
		Live:      c.progress(),
		Views:     c.views(),
		Describe:  c.describe,
	}
	sp.Actions = append(sp.Actions,
		m.Act("Witness", "TLC §2.6", i, spec.Sets("w", n, tw, tw)).
			Saying("node {i}'s message is witnessed by {w}"),
		m.Act("Miss", "TLC §2.9", i).
			Saying("node {i}'s message goes without witnesses"))
	if c.Late {
		sp.Actions = append(sp.Actions,
			m.Act("SeeLate", "TLC §2.1", i, j).ByNode(1).
				Saying("node {j} becomes aware of node {i}'s proposal"),
			m.Act("ConfirmLate", "TLC §4.4", i, j).ByNode(1).
				Saying("node {j} learns late that node {i}'s proposal was witnessed"),
			m.Act("ReconfirmLate", "TLC §4.6", i, j).ByNode(1).
				Saying("node {j} learns late that node {i}'s message of step 1 was witnessed"))
	}
	sp.Actions = append(sp.Actions,
		m.Act("Hear", "TLC §2.2", j, spec.Sets("h", n, tm, mostHeard)).
			Saying("node {j} leaves the step on the messages of {h}"))
	if c.Tickets > 0 {
		sp.Actions = append(sp.Actions,
			m.Act("Reveal", "TLC §4.8", i, spec.Numbers("ticket", int(c.Tickets))).
				Saying("node {i}'s ticket is {ticket}"))
	}
	return sp
}

// symmetric: between two steps no node is distinguished. Within a step the nodes take their
// turns in a fixed order, which changes nothing of the step's outcome but much of its middle.
func (c Config) symmetric(st *State) bool {
	return st.Turn == 0
}

// describe says what each node knows and, once the tickets are revealed, chooses and commits.
func (c Config) describe(st *State) []string {
	var lines []string
	for i := range spec.NodeID(c.Nodes) {
		line := fmt.Sprintf("node %d: aware of %v, confirmed %v, reconfirmed %v",
			i, st.Knows[i].Seen, st.Knows[i].Confirmed, st.Knows[i].Reconfirmed)
		if c.revealed(st) {
			line += fmt.Sprintf("; ticket %d", st.Ticket[i])
			for p := range spec.NodeID(c.Nodes) {
				if c.mayChoose(st, i, p) {
					line += fmt.Sprintf("; chooses %d", p)
				}
				if c.commits(st, i, p) {
					line += " and sees it committed"
				}
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// progress has the claims about fair runs. Nobody crashes here: nodes that do are those whose moves nobody sees
// (doc.go).
func (c Config) progress() []spec.Progress[State] {
	m := spec.MethodsOf[State](c)
	switch {
	case c.Tickets == 0:
		return nil
	case c.Sure:
		return []spec.Progress[State]{m.Eventually("QSC3-P9", "TLC §4.7", "the round ends and somebody sees it succeed",
			"Succeeds", 0)}
	}
	return []spec.Progress[State]{m.Eventually("QSC3-P8", "TLC §4.9",
		"the round ends, and somebody sees it succeed if the draw favours it: if a highest ticket that is held once is "+
			"that of a proposal which somebody has reconfirmed", "SucceedsIfFavoured", 0)}
}

func (c Config) properties() []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	props := []spec.Property[State]{
		m.When("Complete").Always("QSC3-P1", "TLC §4.4",
			"at s+3 everybody has a proposal to build on", "EveryoneChooses"),
		m.When("ConfirmedByThen").Always("QSC3-P2", "TLC §4.5",
			"what anybody confirms, all are aware of by s+2", "ConfirmedIsSeenByAll"),
		m.When("SomethingReconfirmed").Always("QSC3-P3", "TLC §4.6",
			"what anybody reconfirms, all have confirmed by s+3", "ReconfirmedIsConfirmedByAll"),
		m.When("SomethingReconfirmed").Always("QSC3-P4", "TLC §4.7",
			"no draw of tickets lets one node commit what another does not choose",
			"AgreementForAnyTickets"),
	}
	if c.Tickets > 0 {
		props = append(props,
			m.When("SomebodyCommits").Always("QSC3-P5", "TLC §4.7",
				"what anybody sees committed, everybody must choose", "Agreement"),
			m.When("TieReconfirmed").Always("QSC3-P6", "TLC §4.9",
				"nobody sees a proposal committed that ties with another one it is aware of",
				"NoCommitOnATie"),
			m.When("Complete").Always("QSC3-P7", "TLC §4.9",
				"at s+3 everybody has reconfirmed as many proposals as the message threshold, or more",
				"EnoughReconfirmed"),
			m.Possible("QSC3-S1", "TLC §4.10", "somebody sees the round succeed", "SomebodyCommits"),
			m.Possible("QSC3-S2", "TLC §4.10", "everybody sees the round succeed", "EverybodyCommits"),
			m.Possible("QSC3-S7", "TLC §4.9", "a node has reconfirmed no more than it must, and is aware of all proposals",
				"LeastOdds"))
	}
	if c.MessageThreshold == c.Nodes {
		return props // all hear of everything: no doubt is left
	}
	props = append(props, m.Possible("QSC3-S3", "TLC §4.6", "somebody confirms what it cannot reconfirm", "Uncertain"))
	if c.Tickets > 1 {
		props = append(props,
			m.Possible("QSC3-S4", "TLC §4.7", "the round succeeds in the view of some only", "CloudyForSome"),
			m.Possible("QSC3-S5", "TLC §4.7", "the round fails and two nodes choose differently", "Divided"),
			m.Possible("QSC3-S6", "TLC §4.9", "a tie alone keeps everybody from committing", "Tied"))
	}
	return props
}
