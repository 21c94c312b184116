package mutants

import (
	"fmt"
	"slices"
	"strings"
)

// A Mutant is one planted fault: a change of one file, and the check that must catch it.
type Mutant struct {
	ID      string // "QSC3-M1", defined once and never reused
	Fault   string // what is wrong, in one sentence without a full stop
	Section string // what the source says instead: "TLC §2.6"
	File    string // from the root of the module, with slashes
	Old     string // occurs exactly once in File
	New     string // what takes its place
	Check   Check
}

// A Check is one test: the only one that runs under the fault.
type Check struct {
	Package string // from the root of the module: "./model/qsc3"
	Test    string // "TestDuplicateAckCountsOnce", or a subtest after a slash
}

// String is the arguments for go test that run the check.
func (c Check) String() string {
	return "-run '" + c.pattern() + "' " + c.Package
}

// pattern is the regular expression that matches the check and nothing else.
func (c Check) pattern() string {
	return "^" + strings.ReplaceAll(c.Test, "/", "$/^") + "$"
}

// A Group is the faults of one protocol or tool.
type Group struct {
	Protocol string // as on the command line: "tlc", "qsc3", "bls"
	Title    string
	Mutants  []Mutant
}

// Catalogue is all faults, in a fixed order.
func Catalogue() []Group {
	return []Group{
		tlcGroup(), clockGroup, qscGroup(), consensusGroup, simGroup(), exploreGroup, promelaGroup, verifyGroup,
		blsGroup, shamirGroup, vssGroup, tblsGroup, pvssGroup, dkgGroup, beaconGroup,
		traceGroup, certificateGroup, vectorsGroup,
	}
}

// Spread keeps of each group at most n faults, evenly spread over it: always the same ones. 0 keeps all.
func Spread(groups []Group, n int) []Group {
	spread := make([]Group, len(groups))
	for g, group := range groups {
		spread[g] = group
		if size := len(group.Mutants); n > 0 && n < size {
			spread[g].Mutants = nil
			for k := range n {
				spread[g].Mutants = append(spread[g].Mutants, group.Mutants[k*size/n])
			}
		}
	}
	return spread
}

// Select picks from groups the faults of the named protocols and those with the given IDs;
// all of them if both are empty. A name that the catalogue does not know is an error.
func Select(groups []Group, protocols, ids []string) ([]Mutant, error) {
	if err := knownNames(groups, protocols, ids); err != nil {
		return nil, err
	}
	var picked []Mutant
	for _, g := range groups {
		whole := len(protocols)+len(ids) == 0 || slices.Contains(protocols, g.Protocol)
		for _, m := range g.Mutants {
			if whole || slices.Contains(ids, m.ID) {
				picked = append(picked, m)
			}
		}
	}
	return picked, nil
}

// knownNames refuses a protocol or an ID that no entry of the catalogue has.
func knownNames(groups []Group, protocols, ids []string) error {
	var allProtocols, allIDs []string
	for _, g := range groups {
		allProtocols = append(allProtocols, g.Protocol)
		for _, m := range g.Mutants {
			allIDs = append(allIDs, m.ID)
		}
	}
	for _, p := range protocols {
		if !slices.Contains(allProtocols, p) {
			return fmt.Errorf("mutants: protocol = %q, want one of %s", p, strings.Join(allProtocols, ", "))
		}
	}
	for _, id := range ids {
		if !slices.Contains(allIDs, id) {
			return fmt.Errorf("mutants: ID = %q, want one of the catalogue, see docs/MUTANTS.md", id)
		}
	}
	return nil
}
