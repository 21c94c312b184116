package catalogue

import (
	"quesera/model/qsc4/simulate"
	"quesera/verify"
)

func qsc4Protocol() Protocol {
	p := Protocol{
		Name: "qsc4", Title: "Que sera consensus among Byzantine nodes, with tickets that nobody knows early",
		Section: "TLC §5.3", Prefixes: []string{"QSC4"},
		Missing: map[string]string{
			"spec":   "runs are judged by its obligations from outside; an abstract spec of one round is not there yet",
			"proofs": "its rule of choice and commit is QSC3's own function, whose proofs stand in proofs/qsc3",
		},
	}
	if !verify.InBrowser {
		p.Simulate = simulate.Define
	}
	return p
}
