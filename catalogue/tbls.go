package catalogue

import (
	"quesera/model/crypto/vectors"
	"quesera/verify"
)

func tblsProtocol() Protocol {
	p := Protocol{
		Name: "tbls", Title: "Threshold BLS, from the field up: signatures, sharing, commitments",
		Section:  "BLS-DRAFT, Boldyreva03",
		Prefixes: []string{"BLS", "SSS", "VSS", "PVSS", "TBLS"},
		Missing: map[string]string{
			"spec": "its messages have no order that could matter; what it owes is algebra, shown over small " +
				"fields and on " +
				"the curve in proofs/sharing",
			"simulation": "it is what machines compute with: runs of dkg and beacon use it",
		},
	}
	if !verify.InBrowser {
		p.Vectors = vectors.Families
	}
	return p
}
