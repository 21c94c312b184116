package catalogue

import "quesera/model/qsc4/simulate"

func qsc4Protocol() Protocol {
	return Protocol{
		Name: "qsc4", Title: "Que sera consensus among Byzantine nodes, with tickets that nobody knows early",
		Section: "TLC §5.3", Prefixes: []string{"QSC4"},
		Simulate: simulate.Define,
		Missing: map[string]string{
			"spec":   "runs are judged by its obligations from outside; an abstract spec of one round is not there yet",
			"proofs": "its rule of choice and commit is QSC3's own function, whose proofs stand in proofs/qsc3",
		},
	}
}
