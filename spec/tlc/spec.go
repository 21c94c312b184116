package tlc

import (
	"embed"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// Start is the initial state: every node has broadcast its raw message of step 0, and has
// heard and acknowledged it itself (TLC §2.2).
func (c Config) Start() State {
	var st State
	for i := range spec.NodeID(c.Nodes) {
		st.View[i].Raw[0] = spec.Only(i)
		st.Acks[i] = spec.Only(i)
	}
	return st
}

// Spec is the transition system under c, with its properties.
func (c Config) Spec() *spec.Spec[State] {
	n := int(c.Nodes)
	i, j, s := spec.Nodes("i", n), spec.Nodes("j", n), spec.Numbers("s", int(c.Horizon))
	return &spec.Spec[State]{
		Name: "tlc", Title: "Threshold logical clock, message by message", Section: "TLC §2.2-2.6",
		Source: source, Config: c, Init: c.Start(),
		Actions: []spec.Action[State]{
			spec.Act3("DeliverRaw", "TLC §2.6", i, j, s, c.CanDeliverRaw, c.DeliverRaw).ByNode(1),
			spec.Act1("Certify", "TLC §2.6", i, c.CanCertify, c.Certify),
			spec.Act3("DeliverCert", "TLC §2.6", i, j, s, c.CanDeliverCert, c.DeliverCert).ByNode(1),
			spec.Act1("Tick", "TLC §2.2", j, c.CanTick, c.Tick),
		},
		Symmetric: func(*State) bool { return true },
	}
}
