package explore_test

import (
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// The states in which a property matters are counted each once, however many workers there are, and those of what has
// no condition are not. Method: the counts of a map of whole states.
func TestStatesInWhichAPropertyMattersAreCounted(t *testing.T) {
	sp := counterConfig{3, 40}.spec()
	high := func(s *counter) bool { return s.A >= 30 }
	middle := func(s *counter) bool { return s.A >= 10 && s.B == 1 }
	never := func(s *counter) bool { return s.A > 40 }
	holds := spec.Predicate[counter]{Holds: func(*counter) bool { return true }}
	sp.Props = []spec.Property[counter]{
		{Claim: spec.Claim{ID: "T-P1"}, Predicate: holds, When: &spec.Predicate[counter]{Holds: high}},
		{Claim: spec.Claim{ID: "T-P2"}, Predicate: holds},
		{Claim: spec.Claim{ID: "T-P3"}, Predicate: holds, When: &spec.Predicate[counter]{Holds: middle}},
		{Claim: spec.Claim{ID: "T-S1"}, Kind: spec.Sometimes, Predicate: holds},
		{Claim: spec.Claim{ID: "T-P4"}, Predicate: holds, When: &spec.Predicate[counter]{Holds: never}},
	}
	_, _, all := reference(sp)
	want := make([]uint64, len(sp.Props))
	for s := range all {
		for p, prop := range sp.Props {
			if prop.When != nil && prop.When.Holds(&s) {
				want[p]++
			}
		}
	}
	for workers := 1; workers <= 5; workers++ {
		r, err := explore.Explore(sp, explore.Options{Workers: workers})
		if err != nil || !r.Complete || !slices.Equal(r.Mattered, want) || want[0] == 0 || want[2] == 0 ||
			want[0] == want[2] {
			t.Errorf("%d workers: %v, %v, want %v, two of them not 0 and different", workers, r.Mattered, err, want)
		}
	}
}

// A reduced search counts its own states: orbits, or what each view shows in its settled states.
func TestAReducedSearchCountsItsOwnStates(t *testing.T) {
	sp := commitmentConfig{3}.spec()
	some := func(s *commitment) bool { return s.Commit }
	sp.Props = []spec.Property[commitment]{everywhere(func(*commitment) {})}
	sp.Props[0].When = &spec.Predicate[commitment]{Holds: some}
	_, _, all := reference(sp)
	orbits, whole := map[commitment]bool{}, uint64(0)
	for s := range all {
		if least, _ := sortedManagers(s, 3); some(&s) {
			whole++
			orbits[least] = true
		}
	}
	for symmetry, want := range map[bool]uint64{false: whole, true: uint64(len(orbits))} {
		r, err := explore.Explore(sp, explore.Options{Symmetry: symmetry})
		if err != nil || r.Mattered[0] != want || want == 0 {
			t.Errorf("up to renaming %v: %v, %v, want %d", symmetry, r.Mattered, err, want)
		}
	}
	views := pairs()
	views.Props[0].When = &spec.Predicate[pair]{Holds: func(s *pair) bool { return s.A > 0 }} // fails at A = 3
	views.Props[1].When = &spec.Predicate[pair]{Holds: func(s *pair) bool { return s.B > 1 }}
	views.Views[1].Settled = func(s *pair) bool { return s.B != 4 }
	r, err := explore.Explore(views, explore.Options{Views: true, Until: "none"})
	if err != nil || !slices.Equal(r.Mattered, []uint64{3, 3, 0}) {
		t.Errorf("in views: %v, %v, want A in 1 to 3, and B in 2, 3 and 5", r.Mattered, err)
	}
}

// A search that ends with a failure counts the states of all levels down to that of the failure, and no others.
func TestAFailureEndsTheCount(t *testing.T) {
	sp := counterConfig{3, 40}.spec()
	sp.Props = []spec.Property[counter]{{
		Predicate: spec.Predicate[counter]{Holds: func(s *counter) bool { return s.A < 20 }},
		When:      &spec.Predicate[counter]{Holds: func(s *counter) bool { return s.A >= 5 }},
	}}
	_, _, all := reference(sp)
	want := uint64(0)
	for s, depth := range all {
		if s.A >= 5 && depth <= 10 {
			want++
		}
	}
	for workers := 1; workers <= 5; workers++ {
		r, err := explore.Explore(sp, explore.Options{Workers: workers})
		if err != nil || r.Reached[0] == nil || r.Reached[0].Depth != 10 || r.Mattered[0] != want {
			t.Errorf("%d workers: %+v, %v, want a failure after 10 actions, and %d states", workers, r, err, want)
		}
	}
}
