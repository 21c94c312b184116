package vectors

import (
	"testing"

	"quesera/internal/vector/vectortest"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/pvss"
)

// Each vector of Shamir's scheme is what its topic says, and comes to what follows from the definitions.
func TestVectorsOfSharingAreWhatTheySay(t *testing.T) {
	names := sharingNames()
	vectortest.Claims(t, sharing(), vectortest.Tables(t, "shamir", func(op, _, rows string) vectortest.Table {
		return vectortest.Table{Op: op, Text: rows, Names: names}
	})...)
}

// So is each of Feldman's and Pedersen's.
func TestVectorsOfVerifiableSharingAreWhatTheySay(t *testing.T) {
	names := verifiableNames()
	vectortest.Claims(t, verifiable(), vectortest.Tables(t, "vss", func(op, _, rows string) vectortest.Table {
		return vectortest.Table{Op: op, Text: rows, Names: names}
	})...)
}

// So is each of publicly verifiable sharing.
func TestVectorsOfPublicSharingAreWhatTheySay(t *testing.T) {
	names := map[string]*vectortest.Names{"schoenmakers": dealtNames(pvss.Schoenmakers{}),
		"pairing": dealtNames(pvss.Pairing{})}
	vectortest.Claims(t, public(), vectortest.Tables(t, "pvss", func(op, scheme, rows string) vectortest.Table {
		return vectortest.Table{Op: op, By: "scheme", Group: scheme, Text: rows, Names: names[scheme]}
	})...)
}

// So is each of BLS signatures.
func TestVectorsOfSignaturesAreWhatTheySay(t *testing.T) {
	names := map[string]*vectortest.Names{"": materialNames(), "G1": pointNames(bls.GroupG1),
		"G2": pointNames(bls.GroupG2), "none": namesOfScalars()}
	for _, group := range []string{"G2 basic", "G2 augmented", "G2 possession", "G1 basic", "G1 possession"} {
		names[group] = signedNames(tags[group])
	}
	vectortest.Claims(t, signatures(), vectortest.Tables(t, "bls", func(op, group, rows string) vectortest.Table {
		table := vectortest.Table{Op: op, By: "suite", Group: tags[group], Text: rows, Names: names[group]}
		switch op {
		case "keygen":
			table.By = ""
		case "point":
			table.By, table.Group = "group", group
		}
		return table
	})...)
}

// So is each of threshold signatures.
func TestVectorsOfThresholdSignaturesAreWhatTheySay(t *testing.T) {
	names := map[string]*vectortest.Names{}
	for _, group := range []string{"G2 basic", "G2 augmented", "G1 possession"} {
		names[group] = thresholdNames(tags[group])
	}
	vectortest.Claims(t, threshold(), vectortest.Tables(t, "threshold", func(op, group, rows string) vectortest.Table {
		return vectortest.Table{Op: op, By: "suite", Group: tags[group], Text: rows, Names: names[group]}
	})...)
}
