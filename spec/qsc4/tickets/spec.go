package tickets

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Start is the initial state: deals have been made, and nothing proposed.
func (c Config) Start() State { return State{} }

// Spec is the transition system under c, with its properties.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n, t := int(c.Nodes), int(c.Threshold)
	certified, has := spec.Numbers("certified", 2), spec.Numbers("has", 2)
	x := spec.Param{Name: "x", Kind: spec.IsSet}
	for _, set := range spec.Sets("x", n, 0, int(c.Corrupt)).Values {
		if c.corrupt().Includes(spec.NodeSet(set)) {
			x.Values = append(x.Values, set)
		}
	}
	least := t
	if c.Shrink {
		least = max(t-int(c.Corrupt), 0)
	}
	sp := &spec.Spec[State]{
		Name: "tickets", Title: "The ticket of one proposal of QSC4: who can open its deals, and when", Section: "TLC §5.3.3",
		Source: source, Config: c, Init: c.Start(),
		Actions: []spec.Action[State]{
			m.Act("Propose", "TLC §5.3.3", x, certified).
				Saying("the proposer has exposed {x}; is the proposal certified? {certified}"),
			m.Act("Name", "TLC §5.3.3", spec.Nodes("d", n), x).
				Saying("it names the deal of node {d}, who had exposed {x}"),
			m.Act("Enter", "TLC §5.3.3", spec.Nodes("j", n), has).
				Saying("node {j} enters s+4; has it the deals? {has}"),
			m.Act("Read", "TLC §5.3.3", spec.Sets("h", n, least, t)).
				Saying("somebody enters s+5 on the messages of {h}"),
		},
		Props: []spec.Property[State]{
			m.When("Open").Always("QSC4-P7", "TLC §5.3.3",
				"nobody can compute a ticket before a majority of the correct nodes is in s+4", "NotBeforeTheMajority"),
			m.When("CertifiedRead").Always("QSC4-P8", "TLC §5.3.3",
				"whoever enters s+5 knows the ticket of each certified proposal", "CertifiedIsRecovered"),
			m.When("Late").Always("QSC4-P9", "TLC §5.3.3",
				"whoever enters s+5 has heard of s+4 from one of the majority that was first there", "HearsTheFirst"),
			m.Possible("QSC4-S5", "TLC §5.3.3", "a ticket is not recovered, and its proposal is discarded", "Discarded"),
			m.Possible("QSC4-S7", "TLC §5.3.3", "deals of dealers that had exposed different nodes make a "+
				"ticket", "Mixed"),
		},
		Final:    m.Predicate("Late"),
		Describe: c.describe,
	}
	if c.Nodes-c.Corrupt > 2 { // of fewer all are the majority
		sp.Props = append(sp.Props,
			m.Possible("QSC4-S6", "TLC §5.3.3", "a ticket is known before all correct nodes are in s+4", "KnownEarly"))
	}
	return sp
}

// describe says what was named and revealed.
func (c Config) describe(st *State) []string {
	lines := []string{fmt.Sprintf("certified: %v; the proposer has exposed %v and names the deals of %v",
		st.Certified, st.Unnamed, st.Deals)}
	for d := range spec.NodeID(c.Nodes) {
		if st.Deals.Has(d) {
			lines = append(lines, fmt.Sprintf("node %d dealt to all but %v", d, st.Left[d]))
		}
	}
	return append(lines, fmt.Sprintf("in s+4: %v, who revealed: %v; the first majority: %v; known to the "+
		"adversary: %v",
		st.Entered, st.Revealed, st.First, c.Open(st)),
		fmt.Sprintf("who enters s+5 has the messages of %v", st.Read))
}
