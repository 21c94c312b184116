package dkg

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Safe reports whether the parameters are those for which the protocol promises anything: at most f corrupt
// and crashed nodes, f < t <= n-f (IC §III.1.3.3), broadcasts and private shares that reach all in time (GJKR §2), and
// checks of what is published (GJKR Fig. 1, 2).
func (c Config) Safe() bool {
	return c.Deaf.Empty() && c.Cut.Empty() && !c.Trusting && c.Corrupt.Len()+int(c.Crashes) <= int(c.Faults) &&
		c.Faults < c.Threshold && c.Threshold <= c.Nodes-c.Faults
}

// Spec is the transition system under c, with all properties, whether c is safe or not.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n := int(c.Nodes)
	i, j := spec.Nodes("i", n), spec.Nodes("j", n)
	sets := func(name string) spec.Param { return spec.Sets(name, n, 0, n) }
	sp := &spec.Spec[State]{
		Name: "dkg", Title: "Distributed key generation: agreement on the qualified dealers", Section: "GJKR Fig. 1, 2",
		Source: source, Config: c,
		Actions: []spec.Action[State]{
			m.Act("Deal", "GJKR Fig. 1 (1a)", i, sets("to"), spec.Numbers("stands", 2)).
				Saying("node {i} deals shares that fit to {to} (commitment stands: {stands})"),
			m.Act("Complain", "GJKR Fig. 1 (1b)", j, sets("against")).
				Saying("node {j} complains of {against}"),
			m.Act("Justify", "GJKR Fig. 1 (1c)", i, sets("well")).
				Saying("node {i} publishes shares that fit for {well}"),
		},
		Props:    c.props(),
		Final:    m.Predicate("Done"),
		Describe: c.describe,
	}
	if c.Expose {
		sp.Actions = append(sp.Actions,
			m.Act("ShowKey", "GJKR Fig. 2 (4a)", i, sets("misfits"), spec.Numbers("said", 2)).
				Saying("node {i} exposes its part of the key, which the shares of {misfits} do not fit (said: {said})"),
			m.Act("Accuse", "GJKR Fig. 2 (4b)", j, sets("against")).
				Saying("node {j} shows that the exposures of {against} do not fit"),
			m.Act("Reveal", "GJKR Fig. 2 (4c)", j, sets("whom")).
				Saying("node {j} publishes its shares of {whom}"))
	}
	sp.Actions = append(sp.Actions,
		m.Act("Finish", "GJKR Fig. 1 (2, 3)", j, spec.Numbers("ends", 2)).
			Saying("node {j} finishes (ends: {ends})"))
	return sp
}

// props lists the invariants, and of the Sometimes properties those that c makes possible.
func (c Config) props() []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	props := []spec.Property[State]{
		m.When("TwoFinished").Always("DKG-P1", "GJKR §3",
			"honest nodes that finish have the same QUAL and reconstruct the same dealers",
			"Agreement"),
		m.When("SomebodyFinished").Always("DKG-P2", "GJKR §3",
			"every honest dealer that has not crashed is in QUAL", "HonestQualified"),
		m.When("SomebodyFinished").Always("DKG-P3", "GJKR §3",
			"who finishes has a share that fits of every dealer in QUAL", "Served"),
		m.When("SomebodyFinished").Always("DKG-P4", "TLC §6.1",
			"QUAL has n-f members at least and an honest one", "EnoughDealers"),
		m.When("HonestPublished").Always("DKG-P5", "GJKR §3",
			"an honest dealer publishes no share of a live honest node", "Private"),
		m.When("HonestShared").Always("DKG-P14", "GJKR §3",
			"fewer than t shares of an honest deal are known to corrupt nodes or published",
			"Secret"),
		m.Possible("DKG-S1", "GJKR §3", "everybody is in QUAL", "AllQualified"),
	}
	if c.Expose {
		props = append(props,
			m.When("SomebodyFinished").Always("DKG-P12", "GJKR §4",
				"once QUAL is fixed nobody can change the key", "KeyFixed"),
			m.When("Rebuilt").Always("DKG-P13", "GJKR §4",
				"no live honest dealer is reconstructed", "HonestUnbroken"))
	}
	if !c.Corrupt.Empty() {
		props = append(props,
			m.Possible("DKG-S2", "GJKR §3", "a corrupt dealer is disqualified", "Excluded"),
			m.Possible("DKG-S3", "GJKR §3", "a corrupt dealer repairs a wrong share and stays in QUAL", "Repaired"),
			m.Possible("DKG-S4", "GJKR §3", "too many complaints disqualify although all are answered", "TooMany"),
			m.Possible("DKG-S5", "GJKR §3", "an honest dealer answers a false complaint", "Slandered"))
	}
	if c.Crashes > 0 {
		props = append(props, m.Possible("DKG-S6", "GJKR §3", "a dealer that crashed is in QUAL", "Lost"))
	}
	if c.Expose && (c.Crashes > 0 || !c.Corrupt.Empty()) {
		props = append(props, m.Possible("DKG-S7", "GJKR §4", "a dealer's part of the key is reconstructed", "Rebuilt"))
	}
	return props
}

// describe says what has been dealt and complained about, and how nodes finished.
func (c Config) describe(st *State) []string {
	lines := []string{fmt.Sprintf("phase %d, turn of %d, crashed %v, dealt %v, exposed %v, accused %v",
		st.Phase, st.Turn, st.Crashed, st.Dealt, st.Exposed, st.Accused)}
	for i := range spec.NodeID(c.Nodes) {
		lines = append(lines, fmt.Sprintf("node %d: its shares fit at %v, accused by %v, answered %v; has QUAL %v, shares "+
			"of %v",
			i, st.Fits[i], st.Accusers[i], st.Answered[i], st.Qual[i], st.Holds[i]))
	}
	return lines
}
