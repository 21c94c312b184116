package explore

import (
	"cmp"
	"reflect"
	"slices"
	"testing"

	"quesera/spec"
)

// Two states whose hashes agree in everything that the table keeps of them are still two states.
// Method: such a pair is found among the first few million (it takes 40 equal bits).
func TestStatesWithEqualHashesStayApart(t *testing.T) {
	st := newStore(1)
	kept := func(state uint64) uint64 {
		hash := hashOf([]uint64{state})
		return hash>>indexBits<<indexBits | hash&uint64(len(st.table)-1)
	}
	one, other, found := firstCollision(1<<21, kept)
	if !found {
		t.Fatal("no two states with equal hashes, so that the test shows nothing")
	}
	in := inserter{store: st}
	insert := func(state uint64) bool { return in.insert([]uint64{state}, hashOf([]uint64{state})) }
	if !insert(one) || !insert(other) {
		t.Errorf("state %#x is taken for %#x, whose hash is the same", other, one)
	}
	again := insert(one) || insert(other)
	if in.settle(); again || st.count.Load() != 2 {
		t.Errorf("%d states after two, each inserted twice", st.count.Load())
	}
}

// firstCollision finds two numbers below n of one key.
func firstCollision(n uint64, key func(uint64) uint64) (a, b uint64, found bool) {
	type keyed struct{ key, number uint64 }
	all := make([]keyed, n)
	for i := range all {
		all[i] = keyed{key(uint64(i)), uint64(i)}
	}
	slices.SortFunc(all, func(x, y keyed) int { return cmp.Compare(x.key, y.key) })
	for i := 1; i < len(all); i++ {
		if all[i-1].key == all[i].key {
			return all[i-1].number, all[i].number, true
		}
	}
	return 0, 0, false
}

// election is a state that names a node.
type election struct {
	Known  bool
	Leader spec.NodeID
	Marked spec.NodeSet
}

type electionConfig struct{ Nodes uint8 }

// With a node named in the state, renaming renames that too: one leader of three and a set of marked
// nodes are 24 states and 6 orbits (the leader marked or not, none to both of the others), and
// nobody elected is one more.
func TestANodeNamedInTheStateIsRenamed(t *testing.T) {
	sp := &spec.Spec[election]{
		Config: electionConfig{3}, Symmetric: func(*election) bool { return true },
		Actions: []spec.Action[election]{
			spec.Act1("Elect", "", spec.Nodes("i", 3), func(s *election, _ spec.NodeID) bool { return !s.Known },
				func(s *election, i spec.NodeID) { s.Known, s.Leader = true, i }),
			spec.Act1("Mark", "", spec.Nodes("i", 3), func(s *election, i spec.NodeID) bool { return s.Known && !s.Marked.Has(i) },
				func(s *election, i spec.NodeID) { s.Marked = s.Marked.With(i) }),
		},
	}
	for symmetry, want := range map[bool]uint64{false: 25, true: 7} {
		r, err := Explore(sp, Options{Symmetry: symmetry})
		if err != nil || r.States != want {
			t.Errorf("symmetry %v: %d states, %v, want %d", symmetry, r.States, err, want)
		}
	}
}

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
			spec.Act1("Up", "", spec.Numbers("x", 1), func(s *tally, _ uint8) bool { return s.N < 6 }, func(s *tally, _ uint8) { s.N++ }),
			spec.Act1("Down", "", spec.Numbers("x", 1), func(s *tally, _ uint8) bool { return s.N > 0 }, func(s *tally, _ uint8) { s.N-- }),
		},
	}
}

type tally struct {
	N uint8 `max:"7"`
}

// The initial state is judged like the others: an invariant that fails in it fails at depth 0.
func TestTheInitialStateIsJudged(t *testing.T) {
	sp := upAndDown()
	sp.Props = []spec.Property[tally]{{Claim: spec.Claim{ID: "T-P1"}, Kind: spec.Invariant, Predicate: spec.Predicate[tally]{Holds: func(s *tally) bool { return s.N > 0 }}}}
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
	sp.Props = []spec.Property[tally]{{Claim: spec.Claim{ID: "T-P1"}, Kind: spec.Invariant, Predicate: spec.Predicate[tally]{Holds: func(s *tally) bool { return s.N < 3 }}}}
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
		found               []uint64
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
		f := figures{r.States, r.Transitions, r.Depth, r.Reached[0].Depth, r.Deadlock != nil, s.goals[0].state}
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
		return spec.Act1(name, "", spec.Numbers("to", 24), func(s *crowd, _ uint8) bool { return *field(s) == 0 }, func(s *crowd, to uint8) { *field(s) = to + 1 })
	}
	return &spec.Spec[crowd]{
		Config: electionConfig{1},
		Actions: []spec.Action[crowd]{set("A", func(s *crowd) *uint8 { return &s.A }), set("B", func(s *crowd) *uint8 { return &s.B }),
			set("C", func(s *crowd) *uint8 { return &s.C }), set("D", func(s *crowd) *uint8 { return &s.D })},
		Props: []spec.Property[crowd]{{Claim: spec.Claim{ID: "T-P1"}, Kind: spec.Invariant, Predicate: spec.Predicate[crowd]{Holds: func(s *crowd) bool {
			return s.D > 0 || s.A+s.B+s.C != 60
		}}}},
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
	set := spec.Act1("Set", "", spec.Numbers("to", 60), func(s *wide, _ uint8) bool { return s.N == 0 }, func(s *wide, to uint8) { s.N = to })
	slices.Reverse(set.Params[0].Values)
	fail := spec.Act1("Fail", "", spec.Numbers("x", 1), func(s *wide, _ uint8) bool { return s.N >= 7 }, func(s *wide, _ uint8) { s.Failed = true })
	sp := &spec.Spec[wide]{Config: electionConfig{1}, Actions: []spec.Action[wide]{set, fail},
		Props: []spec.Property[wide]{{Claim: spec.Claim{ID: "T-P1"}, Kind: spec.Invariant, Predicate: spec.Predicate[wide]{Holds: func(s *wide) bool { return !s.Failed }}}}}
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
