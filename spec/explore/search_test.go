package explore

import (
	"reflect"
	"slices"
	"testing"

	"quesera/spec"
)

// The total of the transitions is the sum over the actions.
func TestTransitionsAddUp(t *testing.T) {
	sp := upAndDown()
	r, err := Explore(sp, Options{})
	if err != nil || r.Transitions != 12 || !slices.Equal(r.PerAction, []uint64{6, 6}) {
		t.Errorf("%d transitions, by action %v, %v, want 12 of 6 and 6", r.Transitions, r.PerAction, err)
	}
}

// upAndDown counts from 0 to 6 and back.
func upAndDown() *spec.Spec[tally] {
	return &spec.Spec[tally]{
		Config: electionConfig{1},
		Actions: []spec.Action[tally]{
			spec.Act1("Up", "", spec.Numbers("x", 1), func(s *tally, _ uint8) bool { return s.N < 6 }, func(s *tally, _ uint8) {
				s.N++
			}),
			spec.Act1("Down", "", spec.Numbers("x", 1), func(s *tally, _ uint8) bool { return s.N > 0 },
				func(s *tally, _ uint8) { s.N-- }),
		},
	}
}

type tally struct {
	N uint8 `max:"7"`
}

// The initial state is judged like the others: an invariant that fails in it fails at depth 0.
func TestTheInitialStateIsJudged(t *testing.T) {
	sp := upAndDown()
	sp.Props = []spec.Property[tally]{{Claim: spec.Claim{ID: "T-P1"}, Kind: spec.Invariant,
		Predicate: spec.Predicate[tally]{Holds: func(s *tally) bool { return s.N > 0 }}}}
	r, err := Explore(sp, Options{})
	if err != nil || r.Reached[0] == nil || r.Reached[0].Depth != 0 || r.Complete || !r.Violated(sp) {
		t.Errorf("got %+v, %v, want a violation at depth 0", r, err)
	}
}

// A deadlock violates the spec, as a failed invariant does.
func TestADeadlockIsAViolation(t *testing.T) {
	sp := upAndDown()
	sp.Actions = sp.Actions[:1]
	sp.Final = &spec.Predicate[tally]{Holds: func(*tally) bool { return false }}
	r, err := Explore(sp, Options{})
	if err != nil || r.Deadlock == nil || r.Deadlock.Depth != 6 || !r.Violated(sp) {
		t.Errorf("got %+v, %v, want a deadlock after 6 steps, and a violation", r, err)
	}
}

// What was found before a bound was reached is judged all the same: a failure that is there is reported.
func TestStatesFoundBeforeABoundAreJudged(t *testing.T) {
	sp := upAndDown()
	sp.Props = []spec.Property[tally]{{Claim: spec.Claim{ID: "T-P1"}, Kind: spec.Invariant,
		Predicate: spec.Predicate[tally]{Holds: func(s *tally) bool { return s.N < 3 }}}}
	for most, fails := range map[uint64]bool{2: false, 3: true, 4: true} {
		r, err := Explore(sp, Options{MaxStates: most})
		if err != nil || (r.Reached[0] != nil) != fails || r.Complete {
			t.Errorf("at most %d states: got %+v, %v, want a violation: %v", most, r, err, fails)
		}
	}
}

// Where a property fails, all figures are those of the states up to its level, however many workers search
// and whatever they had found beyond it.
func TestAFailureGivesTheSameFiguresHoweverManySearch(t *testing.T) {
	type figures struct {
		states, transitions uint64
		depth, atDepth      int
		deadlock            bool
		found, mattered     []uint64
	}
	var first figures
	for workers := 1; workers <= 6; workers++ {
		sp := crowded()
		s, err := newSearch(sp, Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.run()
		if err != nil || r.Reached[0] == nil {
			t.Fatalf("%d workers: %+v, %v, want a violation", workers, r, err)
		}
		f := figures{r.States, r.Transitions, r.Depth, r.Reached[0].Depth, r.Deadlock != nil, s.goals[0].state,
			r.Mattered}
		if workers == 1 {
			first = f
		}
		if !reflect.DeepEqual(f, first) {
			t.Errorf("%d workers find %+v, one %+v", workers, f, first)
		}
	}
	if first.depth != first.atDepth || first.deadlock {
		t.Errorf("figures %+v, want them to end with the level of the failure, and no deadlock", first)
	}
}

// crowded has many states a level, and of the third level some fail.
func crowded() *spec.Spec[crowd] {
	set := func(name string, field func(*crowd) *uint8) spec.Action[crowd] {
		return spec.Act1(name, "", spec.Numbers("to", 16), func(s *crowd, _ uint8) bool { return *field(s) == 0 },
			func(s *crowd, to uint8) { *field(s) = to + 1 })
	}
	return &spec.Spec[crowd]{
		Config: electionConfig{1},
		Actions: []spec.Action[crowd]{set("A", func(s *crowd) *uint8 { return &s.A }), set("B", func(s *crowd) *uint8 {
			return &s.B
		}),
			set("C", func(s *crowd) *uint8 { return &s.C }), set("D", func(s *crowd) *uint8 { return &s.D })},
		Props: []spec.Property[crowd]{{Claim: spec.Claim{ID: "T-P1"}, Kind: spec.Invariant,
			Predicate: spec.Predicate[crowd]{Holds: func(s *crowd) bool {
				return s.D > 0 || s.A+s.B+s.C != 40
			}}, When: &spec.Predicate[crowd]{Holds: func(s *crowd) bool { return s.D == 0 && s.C > 0 }}}},
		Final: &spec.Predicate[crowd]{Holds: func(s *crowd) bool { return s.A > 0 && s.B > 0 && s.C > 0 && s.D > 0 }},
	}
}

type crowd struct {
	A uint8 `max:"63"`
	B uint8 `max:"63"`
	C uint8 `max:"63"`
	D uint8 `max:"63"`
}

// Of many states that fail an invariant at one depth the run to the smallest is reported, whatever the
// order in which they are found: here the largest is found first.
func TestTheSmallestOfManyFailuresIsReported(t *testing.T) {
	set := spec.Act1("Set", "", spec.Numbers("to", 60), func(s *wide, _ uint8) bool { return s.N == 0 },
		func(s *wide, to uint8) { s.N = to })
	slices.Reverse(set.Params[0].Values)
	fail := spec.Act1("Fail", "", spec.Numbers("x", 1), func(s *wide, _ uint8) bool { return s.N >= 7 },
		func(s *wide, _ uint8) { s.Failed = true })
	sp := &spec.Spec[wide]{Config: electionConfig{1}, Actions: []spec.Action[wide]{set, fail},
		Props: []spec.Property[wide]{{Claim: spec.Claim{ID: "T-P1"}, Kind: spec.Invariant,
			Predicate: spec.Predicate[wide]{Holds: func(s *wide) bool { return !s.Failed }}}}}
	r, err := Explore(sp, Options{})
	if err != nil || r.Reached[0] == nil {
		t.Fatal(r, err)
	}
	run, err := r.Reached[0].Run()
	if err != nil {
		t.Fatal(err)
	}
	if end := run.States[len(run.States)-1]; end.N != 7 || len(run.Steps) != 2 {
		t.Errorf("the run ends in %+v after %d steps, want 7 after two", end, len(run.Steps))
	}
}

type wide struct {
	N      uint8 `max:"63"`
	Failed bool
}
