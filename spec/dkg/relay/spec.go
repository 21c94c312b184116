package relay

import (
	"embed"
	"fmt"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Spec is the transition system under c, with all properties, whether relays are on or not.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	n := int(c.Nodes)
	i, v, to := spec.Nodes("i", n), spec.Numbers("v", int(c.Versions)), spec.Sets("to", n, 0, n-1)
	return &spec.Spec[State]{
		Name: "dkg-relay", Title: "One broadcast by relays of signed messages", Section: "GJKR §2",
		Source: source, Config: c,
		Actions: []spec.Action[State]{
			m.Act("Say", "GJKR §2", i, v, to).
				Saying("node {i} sends version {v} to {to}"),
			m.Act("Hear", "GJKR §2", spec.Nodes("j", n), v, to).
				Saying("node {j} hears version {v} and passes it on to {to}"),
			m.Act("End", "GJKR §2", i).
				Saying("the phase ends"),
		},
		Props: c.props(),
		Final: m.Predicate("Over"),
		Describe: func(st *State) []string {
			var lines []string
			for v := range c.Versions {
				lines = append(lines, fmt.Sprintf("version %d: known to %v, in flight to %v", v, st.Known[v], st.Flying[v]))
			}
			return append(lines, fmt.Sprintf("crashed %v, ended %v", st.Crashed, st.Ended))
		},
	}
}

func (c Config) props() []spec.Property[State] {
	m := spec.MethodsOf[State](c)
	props := []spec.Property[State]{
		m.When("TwoEnded").Always("DKG-P15", "GJKR §2",
			"live honest nodes make the same of a broadcast", "Consistent"),
		m.When("SenderEnded").Always("DKG-P16", "GJKR §2",
			"what a live honest node broadcasts is delivered", "Delivered"),
		m.Possible("DKG-S8", "GJKR §2", "the phase ends", "Over"),
	}
	if c.Corrupt.Has(0) && c.Versions > 1 {
		props = append(props, m.Possible("DKG-S9", "GJKR §2", "two versions convict the sender", "Convicted"))
	}
	if c.Crashes > 0 && !c.Corrupt.Has(0) {
		props = append(props, m.Possible("DKG-S10", "GJKR §2", "a message survives its sender", "Rescued"))
	}
	if c.Crashes > 1 && !c.Corrupt.Has(0) {
		props = append(props, m.Possible("DKG-S11", "GJKR §2", "a message dies with all who heard it", "Forgotten"))
	}
	return props
}
