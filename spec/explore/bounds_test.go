package explore

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"quesera/spec"
)

// climb counts from 0 to 6 and no further: seven states in a row. Its properties are invariants that fail, or a
// Sometimes that is reached, at the given number; 9 is never reached.
func climb(props ...spec.Property[tally]) *spec.Spec[tally] {
	sp := upAndDown()
	sp.Actions = sp.Actions[:1]
	sp.Props = props
	sp.Final = &spec.Predicate[tally]{Holds: func(s *tally) bool { return s.N == 6 }}
	return sp
}

func fails(id string, at uint8) spec.Property[tally] {
	return spec.Property[tally]{Claim: spec.Claim{ID: id}, Kind: spec.Invariant,
		Predicate: spec.Predicate[tally]{Holds: func(s *tally) bool { return s.N != at }}}
}

func reaches(id string, at uint8) spec.Property[tally] {
	return spec.Property[tally]{Claim: spec.Claim{ID: id}, Kind: spec.Sometimes,
		Predicate: spec.Predicate[tally]{Holds: func(s *tally) bool { return s.N == at }}}
}

// A search goes to the failure that it is asked for, past others and deadlocks; if it is asked for none, to the first,
// and no Sometimes stops it.
func TestASearchGoesOnUntilItsPropertyIsDecided(t *testing.T) {
	const never = 9
	for _, c := range []struct {
		name     string
		until    string
		deadlock bool // in 6, which is not final
		depth    int
		reached  []int // by property: its depth; -1: not
		complete bool
		violated bool
	}{
		{"to the first failure", "", false, 2, []int{1, 2, -1, -1}, false, true},
		{"past a failure", "T-P2", false, 4, []int{1, 2, 4, -1}, false, true},
		{"to a Sometimes", "T-S1", false, 1, []int{1, -1, -1, -1}, false, false},
		{"to what is never reached", "T-P3", false, 6, []int{1, 2, 4, -1}, true, true},
		{"to what there is not", "T-P9", false, 6, []int{1, 2, 4, -1}, true, true},
		{"past a deadlock", "T-P3", true, 6, []int{1, 2, 4, -1}, true, true},
	} {
		sp := climb(reaches("T-S1", 1), fails("T-P1", 2), fails("T-P2", 4), fails("T-P3", never))
		if c.deadlock {
			sp.Final = &spec.Predicate[tally]{Holds: func(*tally) bool { return false }}
		}
		r, err := Explore(sp, Options{Until: c.until})
		if err != nil {
			t.Fatal(err)
		}
		var depths []int
		for _, reached := range r.Reached {
			if reached == nil {
				depths = append(depths, -1)
			} else {
				depths = append(depths, reached.Depth)
			}
		}
		if r.Depth != c.depth || !slices.Equal(depths, c.reached) || r.Complete != c.complete ||
			r.Violated(sp) != c.violated || (r.Deadlock != nil) != c.deadlock {
			t.Errorf("%s: depth %d, reached %v, complete %v, violated %v, deadlock %v", c.name, r.Depth, depths, r.Complete,
				r.Violated(sp), r.Deadlock != nil)
		}
	}
}

// A deadlock stops a search that is asked for no property, at its level and not before.
func TestADeadlockStopsASearch(t *testing.T) {
	sp := climb(fails("T-P1", 9))
	sp.Actions[0].Can = func(s *tally, _ spec.Args) bool { return s.N < 3 }
	r, err := Explore(sp, Options{})
	if err != nil || r.Deadlock == nil || r.Deadlock.Depth != 3 || r.Depth != 3 || r.Complete || !r.Violated(sp) {
		t.Errorf("got %+v, %v", r, err)
	}
	run, err := r.Deadlock.Run()
	if err != nil || len(run.Steps) != 3 || len(run.States) != 4 || run.States[0].N != 0 || run.States[3].N != 3 {
		t.Errorf("run %+v, %v", run, err)
	}
}

// What is reached and may be is no violation.
func TestWhatMayHappenIsNoViolation(t *testing.T) {
	sp := climb(reaches("T-S1", 4), fails("T-P1", 9))
	r, err := Explore(sp, Options{})
	if err != nil || r.Violated(sp) || r.Reached[0] == nil || r.Reached[1] != nil || !r.Complete || r.States != 7 ||
		r.Depth != 6 || r.Transitions != 6 || r.Reduced {
		t.Errorf("got %+v, %v", r, err)
	}
}

// A bound that is just enough stops nothing, and one less does.
func TestBoundsAreExact(t *testing.T) {
	whole, err := Explore(climb(), Options{})
	if err != nil || !whole.Complete || whole.Bytes == 0 {
		t.Fatalf("%+v, %v", whole, err)
	}
	for _, c := range []struct {
		name     string
		options  Options
		complete bool
	}{
		{"as many states as there are", Options{MaxStates: 7}, true},
		{"one fewer", Options{MaxStates: 6}, false},
		{"as much memory as is needed", Options{MaxBytes: whole.Bytes}, true},
		{"one octet less", Options{MaxBytes: whole.Bytes - 1}, false},
		{"both", Options{MaxStates: 7, MaxBytes: whole.Bytes}, true},
		{"enough memory, too few states", Options{MaxStates: 6, MaxBytes: whole.Bytes}, false},
	} {
		if r, err := Explore(climb(), c.options); err != nil || r.Complete != c.complete {
			t.Errorf("%s: complete %v, %v", c.name, r.Complete, err)
		}
	}
}

// A search that is told to stop on its way ends with the level that it is in, and has judged what it found; what is
// told of its progress grows to the figures of the whole.
func TestASearchTellsItsProgressAndStops(t *testing.T) {
	stop := make(chan struct{})
	var told []Progress
	r, err := Explore(climb(fails("T-P1", 9)), Options{Stop: stop, Progress: func(p Progress) {
		told = append(told, p)
		if p.Depth == 3 {
			close(stop)
		}
	}})
	if err != nil || r.Complete || r.Violated(climb(fails("T-P1", 9))) {
		t.Errorf("got %+v, %v, want an incomplete search without a violation", r, err)
	}
	if last := told[len(told)-1]; last.Depth != 3 && last.Depth != 4 {
		t.Errorf("it went on to depth %d", last.Depth)
	}
	told = nil
	r, err = Explore(climb(), Options{Progress: func(p Progress) { told = append(told, p) }})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range told {
		want := Progress{Depth: i + 1, States: min(uint64(i+2), 7), Transitions: min(uint64(i+1), 6), Level: 1, Visited: 1}
		if p != want {
			t.Errorf("told %+v, want %+v", p, want)
		}
	}
	if len(told) != r.Depth+1 {
		t.Errorf("told %d times, want %d", len(told), r.Depth+1)
	}
}

// Of two states that decide a goal the shallower counts, and of equal depth the smaller; it is kept as it was.
func TestTheShallowestAndSmallestStateIsKept(t *testing.T) {
	var g goal
	state := []uint64{5, 5}
	g.merge(state, 4)
	state[0] = 0
	for _, c := range []struct {
		state []uint64
		depth int
		want  uint64 // its second word
	}{
		{[]uint64{5, 6}, 4, 5}, {[]uint64{5, 5}, 4, 5}, {[]uint64{1, 7}, 5, 5}, {[]uint64{5, 4}, 4, 4},
		{[]uint64{9, 9}, 3, 9}, {[]uint64{0, 0}, 4, 9},
	} {
		g.merge(c.state, c.depth)
		if !g.found || g.state[1] != c.want {
			t.Errorf("after %v at depth %d: %+v, want the state that ends in %d", c.state, c.depth, g, c.want)
		}
	}
}

// Spans are cut into pieces of the given size, of which the last may be smaller, and nothing is left out.
func TestSpansAreCutIntoPieces(t *testing.T) {
	got := split([]span{{0, 4}, {10, 10}, {20, 25}, {30, 31}}, 2)
	want := []span{{0, 2}, {2, 4}, {20, 22}, {22, 24}, {24, 25}, {30, 31}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Each task is done once, whoever does it; an error ends the work of whoever had it, and is told.
func TestTasksAreShared(t *testing.T) {
	for _, workers := range []int{1, 3} {
		var mu sync.Mutex
		done := map[int]int{}
		if err := share(workers, 20, func(worker, task int) error {
			mu.Lock()
			defer mu.Unlock()
			done[task]++
			if worker < 0 || worker >= workers {
				t.Errorf("worker %d of %d", worker, workers)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		for task := range 20 {
			if done[task] != 1 {
				t.Errorf("%d workers: task %d is done %d times", workers, task, done[task])
			}
		}
		if len(done) != 20 {
			t.Errorf("%d tasks done, want 20", len(done))
		}
	}
	wrong, count := errors.New("wrong"), 0
	if err := share(1, 20, func(_, task int) error {
		if count++; task == 5 {
			return wrong
		}
		return nil
	}); !errors.Is(err, wrong) || count != 6 {
		t.Errorf("%v after %d tasks, want the error of the sixth", err, count)
	}
}

// The instances of actions come in the spec's order, the last parameter changing first.
func TestInstancesComeInOrder(t *testing.T) {
	sp := &spec.Spec[tally]{Actions: []spec.Action[tally]{
		{Params: []spec.Param{spec.Numbers("x", 2), spec.Numbers("y", 3)}},
		spec.Act1("B", "", spec.Numbers("x", 2), func(*tally, uint8) bool { return true }, func(*tally, uint8) {}),
	}}
	type row struct {
		action int
		x, y   uint16
	}
	var got []row
	for _, in := range instancesOf(sp) {
		got = append(got, row{in.action, uint16(in.args[0]), uint16(in.args[1])})
	}
	want := []row{{0, 0, 0}, {0, 0, 1}, {0, 0, 2}, {0, 1, 0}, {0, 1, 1}, {0, 1, 2}, {1, 0, 0}, {1, 1, 0}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A bound that is reached within a level, and a stop, end the taking of actions there and then; what was found is
// judged. Method: a level of many pieces, the first of which suffice.
func TestABoundEndsALevelHalfWay(t *testing.T) {
	judged := uint64(0)
	count := spec.Property[large]{Claim: spec.Claim{ID: "T-P1"}, Predicate: spec.Predicate[large]{
		Holds: func(*large) bool { judged++; return true }}}
	whole, err := Explore(tree(16, 60_000, count), Options{Workers: 1})
	if err != nil || !whole.Complete || judged != whole.States {
		t.Fatalf("%+v, %v, %d states judged", whole, err, judged)
	}
	stop := make(chan struct{})
	once := sync.OnceFunc(func() { close(stop) })
	closing := func(p Progress) {
		if p.Visited < p.Level {
			once()
		}
	}
	const first = 1 + 16 + 256 + 4096 + 11*chunkStates*16 // until there is no room for more pieces
	for name, o := range map[string]Options{"states": {MaxStates: 5_000}, "a stop": {Stop: stop, Progress: closing}} {
		judged = 0
		o.Workers = 1
		r, err := Explore(tree(16, 60_000, count), o)
		if err != nil || r.Complete || r.States != first || judged != r.States || r.Depth != 4 {
			t.Errorf("%s: %d of %d states, %d judged, complete %v, depth %d, %v", name, r.States, whole.States, judged,
				r.Complete, r.Depth, err)
		}
	}
}

// Once a failure is found, of each state that is left of its level only as many actions are taken as tell whether there
// are any.
func TestAfterAFailureHardlyAnyActionIsTaken(t *testing.T) {
	taken := 0
	sp := climb(fails("T-P1", 1))
	sp.Actions = []spec.Action[tally]{
		spec.Act1("Fan", "", spec.Numbers("x", 5), func(s *tally, _ uint8) bool { return s.N == 0 },
			func(s *tally, x uint8) { s.N = x + 1 }),
		spec.Act1("Go", "", spec.Numbers("x", 7), func(s *tally, _ uint8) bool { return s.N > 0 },
			func(s *tally, x uint8) { taken++; s.N = x })}
	r, err := Explore(sp, Options{Workers: 1})
	if err != nil || r.Reached[0] == nil || r.Deadlock != nil || taken != 5 {
		t.Errorf("%d actions were taken from 5 states after the failure in the first of them: %+v, %v", taken, r, err)
	}
}

// An invariant that fails where it says nothing is an error, whatever stands before it.
func TestWhatFailsWhereItSaysNothingIsAnErrorInAnyPlace(t *testing.T) {
	wrong, right, idle, reached := fails("T-P2", 2), fails("T-P3", 2), fails("T-P4", 9), reaches("T-S1", 1)
	wrong.When = &spec.Predicate[tally]{Method: "Never", Holds: func(*tally) bool { return false }}
	right.When = &spec.Predicate[tally]{Method: "Two", Holds: func(s *tally) bool { return s.N == 2 }}
	idle.When, reached.When = wrong.When, wrong.When
	for _, before := range []spec.Property[tally]{reached, fails("T-P1", 2), right, idle} {
		if _, err := Explore(climb(before, wrong), Options{}); err == nil || !strings.Contains(err.Error(), "T-P2 fails") {
			t.Errorf("after %s: %v", before.ID, err)
		}
		if r, err := Explore(climb(before, right), Options{}); err != nil || r.Reached[1] == nil {
			t.Errorf("after %s: %+v, %v", before.ID, r, err)
		}
	}
}

// For how many states room is made beforehand follows from what is expected, and from the bound on memory. It is for
// what is found between two looks, too. As much as is thought to fit is tried in memory, before it is searched on disk.
func TestRoomAtOnceIsExact(t *testing.T) {
	e, err := newSearch(upAndDown(), Options{Workers: 1}) // one word, two instances
	if err != nil {
		t.Fatal(err)
	}
	const room, perState = 1000 + chunkStates*2*3*4, 8 + 16
	for _, c := range []struct {
		o          Options
		room, most uint64
	}{
		{Options{Workers: 3}, 0, 0}, {Options{Workers: 3, Expect: 1000}, room, 0},
		{Options{Workers: 3, Expect: 1}, room - 999, 0}, {Options{Workers: 3, Expect: 1000, MaxBytes: 1}, 0, 0},
		{Options{Workers: 3, Expect: 1000, MaxBytes: room * perState}, room, room},
		{Options{Workers: 3, Expect: 1000, MaxBytes: room*perState - 1}, 0, room - 1},
		{Options{Workers: 1, Expect: mostExpected - chunkStates*2*4 - 1}, mostExpected - 1, 0},
		{Options{Workers: 1, Expect: mostExpected}, mostExpected, 0},
		{Options{Workers: 3, Expect: 1000, Elsewhere: shelf[tally]{}}, 0, 0},
	} {
		if got, most := e.roomAtOnce(c.o), e.mostInMemory(c.o); got != c.room || most != c.most {
			t.Errorf("%+v: %d at once, %d at most, want %d and %d", c.o, got, most, c.room, c.most)
		}
	}
	for expect, tries := range map[uint64]int{100: 2, 101: 1} {
		asked := 0
		sp := upAndDown()
		sp.Props = []spec.Property[tally]{fails("T-P1", 9)}
		sp.Props[0].Holds = func(s *tally) bool { asked += 1 - int(min(s.N, 1)); return true }
		r, err := Explore(sp, Options{Workers: 1, Expect: expect, MaxBytes: 100 * perState, Spill: t.TempDir()})
		if err != nil || r.Disk == 0 || asked != tries || !r.Complete {
			t.Errorf("%d expected: tried %d times, %+v, %v", expect, asked, r, err)
		}
		if err := r.Free(); err != nil {
			t.Error(err)
		}
	}
}

// On disk too, a stop ends the level in the middle.
func TestAStopEndsALevelOnDisk(t *testing.T) {
	stop, judged := make(chan struct{}), 0
	once := sync.OnceFunc(func() { close(stop) })
	count := spec.Property[large]{Claim: spec.Claim{ID: "T-P1"}, Predicate: spec.Predicate[large]{
		Holds: func(s *large) bool {
			if s.N > 16+256 {
				judged++
				once()
			}
			return true
		}}}
	o := onDisk(t, Options{Workers: 1, Stop: stop, Expect: 1 << 40})
	r, err := Explore(tree(16, 60_000, count), o)
	if err != nil || r.Complete || r.Lost != nil || judged != chunkStates || r.Depth != 3 {
		t.Errorf("%d states were judged of a level in which the search was stopped: %+v, %v", judged, r, err)
	}
	if err := r.Free(); err != nil {
		t.Error(err)
	}
}
