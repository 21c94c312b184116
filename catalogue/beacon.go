package catalogue

import (
	"quesera/internal/vector"
	"quesera/model/beacon/simulate"
	"quesera/model/beacon/vectors"
	"quesera/verify"
)

func beaconProtocol() Protocol {
	p := Protocol{
		Name: "beacon", Title: "Random beacons on threshold BLS", Section: "ICP §III.1.3, §III.1.5.5",
		Prefixes: []string{"BEACON"},
		Missing: map[string]string{
			"spec": "nobody has a choice: a round's output is the one signature of its number that verifies; " +
				"what it owes " +
				"is shown of the machine itself, in model/beacon and proofs/dkg",
			"proofs": "that all who sign make one signature, before and after a resharing, is a theorem about " +
				"the keys " +
				"(TBLS-P1, DKG-P10); that every run of the machine keeps to it is tested in model/beacon",
		},
	}
	if !verify.InBrowser {
		p.Simulate = simulate.Define
		p.Vectors = func() []vector.Family { return []vector.Family{vectors.Family()} }
	}
	return p
}
