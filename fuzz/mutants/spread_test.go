package mutants

import "testing"

// Of each group as many faults are kept as asked for, in its order and from all of it, and all where it has fewer.
func TestSpreadKeepsSomeOfEachGroup(t *testing.T) {
	const n = 3
	groups := all(t)
	for g, kept := range Spread(groups, n) {
		all := groups[g].Mutants
		if len(kept.Mutants) != min(n, len(all)) {
			t.Errorf("%s: %d faults kept of %d, want %d", kept.Protocol, len(kept.Mutants), len(all), min(n, len(all)))
		}
		at := -1
		for _, m := range kept.Mutants {
			for i := range all {
				if all[i].ID == m.ID {
					if i <= at {
						t.Errorf("%s is kept out of order or twice", m.ID)
					}
					at = i
				}
			}
		}
		if len(all) > n && at < len(all)/2 {
			t.Errorf("%s: nothing is kept of the second half", kept.Protocol)
		}
	}
	if whole := Spread(groups, 0); len(whole[0].Mutants) != len(groups[0].Mutants) {
		t.Error("0 does not keep all")
	}
}
