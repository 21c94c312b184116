package mutants

import "testing"

// Of each group as many faults are kept as asked for, in its order and from all of it, and all where it has fewer.
func TestSpreadKeepsSomeOfEachGroup(t *testing.T) {
	const n = 3
	for g, kept := range Spread(Catalogue(), n) {
		all := Catalogue()[g].Mutants
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
	if all := Spread(Catalogue(), 0); len(all[0].Mutants) != len(Catalogue()[0].Mutants) {
		t.Error("0 does not keep all")
	}
}
