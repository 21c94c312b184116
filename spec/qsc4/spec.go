package qsc4

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Start is the initial state: every face has made its proposal, and correct nodes know of their own.
func (c Config) Start() State {
	var st State
	for i := range spec.NodeID(c.Nodes) {
		if !c.tracked().Has(i) {
			continue
		}
		st.Carried[i].Seen = spec.Only(i)
		if c.isCorrect(i) {
			st.Knows[i].Seen = spec.Only(i)
		}
	}
	return st
}

// Spec is the transition system under c, with its properties.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n, t, witnesses := int(c.Nodes), int(c.Threshold), int(c.Threshold)-int(c.Corrupt)
	i, j := spec.Nodes("i", n), spec.Nodes("j", n)
	sp := &spec.Spec[State]{
		Name: "qsc4", Title: "Que sera consensus among Byzantine nodes: one round of QSC4", Section: "TLC §5.3",
		Source: source, Config: c, Init: c.Start(),
		Props:    c.properties(),
		Final:    m.Predicate("Done"),
		Describe: c.describe,
	}
	sp.Actions = append(sp.Actions,
		m.Act("Witness", "TLC §2.6", i, spec.Sets("w", int(c.correct()), witnesses, witnesses)).
			Saying("face {i}'s message is certified, acknowledged by the correct nodes {w}"),
		m.Act("Miss", "TLC §2.9", i).
			Saying("face {i}'s message is not certified"))
	if c.Late {
		sp.Actions = append(sp.Actions,
			m.Act("SeeLate", "TLC §2.1", i, j).ByNode(1).
				Saying("node {j} becomes aware of proposal {i}"),
			m.Act("ConfirmLate", "TLC §4.4", i, j).ByNode(1).
				Saying("node {j} learns late that proposal {i} was certified"))
	}
	sp.Actions = append(sp.Actions,
		m.Act("Hear", "TLC §5.2.1", j, spec.Sets("h", n, t, t)).
			Saying("face {j} leaves the step on the messages of {h}"))
	if c.Reader {
		sp.Actions = append(sp.Actions,
			m.Act("Read", "TLC §5.2.5", spec.Sets("h", n, t, t)).
				Saying("somebody enters s+4 on the messages of {h}"))
	}
	if c.Tickets > 0 {
		sp.Actions = append(sp.Actions,
			m.Act("Reveal", "TLC §5.3.3", i, spec.Numbers("ticket", int(c.Tickets))).
				Saying("the ticket of proposal {i} is {ticket}"))
	}
	return sp
}

func (c Config) properties() []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	props := []spec.Property[State]{
		m.When("SomethingKnown").Always("QSC4-P1", "TLC §5.2.5",
			"what is certified in s+1, with the deals that it names, is in every right message of s+3, also a "+
				"corrupt node's",
			"CertifiedIsKnownToAll"),
	}
	if c.Corrupt > 0 {
		props = append(props, m.When("FaceCertified").Always("QSC4-P4", "TLC §5.3.3",
			"no two proposals of one node are certified, so that no ticket changes after s+1", "OneFaceCertified"))
	}
	if c.Tracked.Empty() {
		props = append(props, m.When("Choosing").Always("QSC4-P6", "TLC §4.4",
			"whoever enters s+4 has a proposal to build on", "EveryoneChooses"))
	}
	if c.Reader {
		props = append(props,
			m.When("SomethingReconfirmable").Always("QSC4-P2", "TLC §4.6",
				"what anybody could reconfirm, everybody has confirmed on entering s+4", "ReconfirmableIsConfirmed"),
			m.When("SomethingConfirmable").Always("QSC4-P3", "TLC §4.5",
				"what anybody could confirm, everybody is aware of on entering s+4", "ConfirmableIsSeen"))
		if c.tracksAFace() {
			props = append(props,
				m.Possible("QSC4-S1", "TLC §5.3.1", "a corrupt node's proposal may be reconfirmed", "FaceReconfirmable"))
		}
		if c.Threshold < c.Nodes-c.Corrupt {
			props = append(props, m.Possible("QSC4-S2", "TLC §4.6",
				"somebody enters s+4 not knowing that a proposal was certified", "Uncertain"))
		}
	}
	if c.Tickets > 0 {
		props = append(props,
			m.When("SomebodyCommits").Always("QSC4-P5", "TLC §5.3.1",
				"what a correct node sees committed, every correct node must choose", "Agreement"),
			m.Possible("QSC4-S3", "TLC §5.3.1", "a correct node sees the round succeed", "SomebodyCommits"),
			m.Possible("QSC4-S4", "TLC §5.3.1", "a correct node sees a corrupt node's proposal committed", "FaceCommitted"))
	}
	return props
}

// tracksAFace reports whether it is told who knows of a corrupt node's proposal.
func (c Config) tracksAFace() bool {
	return !spec.All(c.correct()).Includes(c.tracked())
}

// describe says what each correct node knows and, once the tickets are revealed, chooses and commits.
func (c Config) describe(st *State) []string {
	var lines []string
	if c.over(st) {
		lines = append(lines, fmt.Sprintf("certified: %v; could be reconfirmed: %v", st.Witnessed[0], st.Reconfirmable),
			fmt.Sprintf("who enters s+4 is aware of %v, has confirmed %v", st.Read.Seen, st.Read.Confirmed))
		return lines
	}
	for i := range spec.NodeID(c.correct()) {
		line := fmt.Sprintf("node %d: aware of %v, confirmed %v, reconfirmed %v",
			i, st.Knows[i].Seen, st.Knows[i].Confirmed, st.Knows[i].Reconfirmed)
		for p := range spec.NodeID(c.Nodes) {
			if c.revealed(st) && c.mayChoose(st, i, p) {
				line += fmt.Sprintf("; chooses %d", p)
			}
			if c.revealed(st) && c.commits(st, i, p) {
				line += fmt.Sprintf("; sees %d committed", p)
			}
		}
		lines = append(lines, line)
	}
	return lines
}
