package catalogue

import "quesera/model/tlcb/simulate"

func tlcbProtocol() Protocol {
	return Protocol{
		Name: "tlcb", Title: "Threshold logical clocks among Byzantine nodes, on accountable logs", Section: "TLC §5.1, §5.2",
		Prefixes: []string{"TLCB"},
		Simulate: simulate.Define,
		Evidence: simulate.Evidence,
		Missing: map[string]string{
			"spec":   "runs are judged by its obligations from outside; an abstract spec with two-faced nodes is not there yet",
			"proofs": "that quorums of different views share a correct node is counted for small groups in model/tlcb",
		},
	}
}
