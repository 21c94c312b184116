package vectors

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/internal/vector/vectortest"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/pvss"
)

// claimed reads the tables of a family, testdata/NAME.claims. Each begins with "== OPERATION", and behind it may list
// the groups of cases for which it is. A line that begins with groups is of those only.
func claimed(t *testing.T, name string, table func(op, group, rows string) vectortest.Table) (all []vectortest.Table) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".claims"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split("\n"+string(text), "\n== ")[1:] {
		head, rows, _ := strings.Cut(part, "\n")
		op, groups, some := strings.Cut(strings.TrimSuffix(head, "]"), " [")
		if !some {
			all = append(all, table(op, "", rows))
			continue
		}
		for _, group := range strings.Split(groups, ", ") {
			all = append(all, table(op, group, of(group, rows)))
		}
	}
	return all
}

// of are the rows for a group.
func of(group, rows string) string {
	var all strings.Builder
	for line := range strings.Lines(rows) {
		if strings.HasPrefix(line, "[") {
			names, rest, _ := strings.Cut(line[1:], "] ")
			if !strings.Contains(", "+names+",", ", "+group+",") {
				continue
			}
			line = rest
		}
		all.WriteString(line)
	}
	return all.String()
}

// Each vector of Shamir's scheme is what its topic says, and comes to what follows from the definitions.
func TestVectorsOfSharingAreWhatTheySay(t *testing.T) {
	names := sharingNames()
	vectortest.Claims(t, sharing(), claimed(t, "shamir", func(op, _, rows string) vectortest.Table {
		return vectortest.Table{Op: op, Text: rows, Names: names}
	})...)
}

// So is each of Feldman's and Pedersen's.
func TestVectorsOfVerifiableSharingAreWhatTheySay(t *testing.T) {
	names := verifiableNames()
	vectortest.Claims(t, verifiable(), claimed(t, "vss", func(op, _, rows string) vectortest.Table {
		return vectortest.Table{Op: op, Text: rows, Names: names}
	})...)
}

// So is each of publicly verifiable sharing.
func TestVectorsOfPublicSharingAreWhatTheySay(t *testing.T) {
	names := map[string]*vectortest.Names{"schoenmakers": dealtNames(pvss.Schoenmakers{}),
		"pairing": dealtNames(pvss.Pairing{})}
	vectortest.Claims(t, public(), claimed(t, "pvss", func(op, scheme, rows string) vectortest.Table {
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
	vectortest.Claims(t, signatures(), claimed(t, "bls", func(op, group, rows string) vectortest.Table {
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
	vectortest.Claims(t, threshold(), claimed(t, "threshold", func(op, group, rows string) vectortest.Table {
		return vectortest.Table{Op: op, By: "suite", Group: tags[group], Text: rows, Names: names[group]}
	})...)
}
