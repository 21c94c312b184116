package twophase

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
	r := spec.Nodes("r", int(c.Nodes))
	return &spec.Spec[State]{
		Name: "twophase", Title: "Two-phase commit", Section: "GL §3",
		Source: source, Config: c,
		Actions: []spec.Action[State]{
			m.Act("Prepare", "GL §3", r).Saying("manager {r} is prepared, and says so"),
			m.Act("GiveUp", "GL §3", r).Saying("manager {r} aborts on its own"),
			m.Act("Note", "GL §3", r).Saying("the coordinator notes that manager {r} is prepared"),
			m.Act("Commit", "GL §3").Saying("the coordinator tells all to commit"),
			m.Act("Abort", "GL §3").Saying("the coordinator tells all to abort"),
			m.Act("ObeyCommit", "GL §3", r).Saying("manager {r} commits, as it is told"),
			m.Act("ObeyAbort", "GL §3", r).Saying("manager {r} aborts, as it is told"),
		},
		Props: []spec.Property[State]{
			m.When("SomeCommit").Always("TPC-P1", "GL §2", "no manager commits while another one aborts", "Consistent"),
			m.When("SomeCommit").Always("TPC-P2", "GL §3", "nobody commits unless all managers were prepared",
				"AllWerePrepared"),
			m.Possible("TPC-S1", "GL §2", "all managers commit", "AllCommit"),
			m.Possible("TPC-S2", "GL §2", "all managers were prepared, and all abort", "AllAbort"),
			m.Possible("TPC-S3", "GL §3", "all managers are prepared and the coordinator aborts", "Blocked"),
		},
		Final:     m.Predicate("Done"),
		Symmetric: func(*State) bool { return true },
		Describe:  c.describe,
	}
}

// describe says what everybody has come to.
func (c Config) describe(st *State) []string {
	words := [...]string{"working", "prepared", "committed", "aborted"}
	lines := []string{fmt.Sprintf("coordinator: %s, knows that %v are prepared", words[st.Coordinator], st.Noted)}
	for r := range spec.NodeID(c.Nodes) {
		lines = append(lines, fmt.Sprintf("manager %d: %s", r, words[st.Manager[r]]))
	}
	return lines
}
