package mutants

import (
	"fmt"
	"slices"
	"strings"
)

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
			return fmt.Errorf("mutants: ID = %q, want one of the catalogue, see docs/mutants", id)
		}
	}
	return nil
}
