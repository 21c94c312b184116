package explore

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/tlc"
)

// A shelf is an engine that keeps states in maps. Each level is visited in pieces, by a Packed each, as on machines
// that share nothing.
type shelf[S comparable] struct {
	sp     *spec.Spec[S]
	spoils func(depth int, t *Tally) error // what is done to the tally of a level; nil: nothing
}

type shelved struct {
	packed [3]Packed
	levels []map[string]bool
	spoils func(depth int, t *Tally) error
}

func (s shelf[S]) Begin(part Part) (Levels, error) {
	l := &shelved{spoils: s.spoils}
	for i := range l.packed {
		p, err := NewPacked(s.sp, part)
		if err != nil {
			return nil, err
		}
		l.packed[i] = p
	}
	l.levels = []map[string]bool{{string(l.packed[0].Initial()): true}}
	return l, nil
}

func (l *shelved) Visit(depth int) (all Tally, next uint64, err error) {
	found := map[string]bool{}
	if depth > 100 {
		return all, 0, errors.New("so deep is nothing that is searched here")
	}
	for i, p := range l.packed {
		piece := func(yield func([]byte) bool) {
			for state := range l.levels[depth] {
				if int(state[len(state)-1])%len(l.packed) == i && !yield([]byte(state)) {
					return
				}
			}
		}
		t, err := p.Visit(piece, func(state []byte) error { found[string(state)] = true; return nil })
		if err != nil {
			return all, 0, err
		}
		all.Add(t)
	}
	for _, level := range l.levels {
		maps.DeleteFunc(found, func(state string, _ bool) bool { return level[state] })
	}
	l.levels = append(l.levels, found)
	if l.spoils != nil {
		err = l.spoils(depth, &all)
	}
	return all, uint64(len(found)), err
}

func (l *shelved) Before(depth int, target []byte) ([]byte, error) {
	for _, state := range slices.Sorted(maps.Keys(l.levels[depth])) {
		if l.packed[0].LeadsTo([]byte(state), target) {
			return []byte(state), nil
		}
	}
	return nil, nil
}

// sameElsewhere holds a search whose states an engine keeps to one in this process.
func sameElsewhere[S comparable](t *testing.T, sp *spec.Spec[S]) {
	t.Helper()
	for _, until := range []string{"", "none"} {
		for _, o := range []Options{{Until: until}, {Until: until, Symmetry: true}, {Until: until, Views: true},
			{Until: until, MaxStates: 20}} {
			if o.Views && len(sp.Views) == 0 {
				continue
			}
			want := figuresOf(t, sp, o)
			o.Elsewhere = shelf[S]{sp: sp}
			if got := figuresOf(t, sp, o); o.MaxStates == 0 && !slices.Equal(got, want) {
				t.Errorf("%s, %+v: elsewhere\n%s\nhere\n%s", sp.Name, o, strings.Join(got, "\n"),
					strings.Join(want, "\n"))
			}
		}
	}
}

// A search that an engine does says what Explore says by itself: states, transitions, levels, verdicts and runs.
func TestASearchElsewhereSaysTheSame(t *testing.T) {
	sameElsewhere(t, upAndDown())
	sameElsewhere(t, climb(fails("T-P1", 5), reaches("T-S1", 3)))
	sameElsewhere(t, tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Horizon: 1}.UnsafeSpec())
	sameElsewhere(t, clock.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Horizon: 2}.Spec())
}

// A state that its tags cannot hold is an error of the spec, in the same words.
func TestAMistakenSpecIsRefusedElsewhere(t *testing.T) {
	sp := upAndDown()
	sp.Actions[0].Can = func(s *tally, _ spec.Args) bool { return s.N < 8 }
	_, want := Explore(sp, Options{})
	r, err := Explore(sp, Options{Elsewhere: shelf[tally]{sp: sp}})
	if r != nil || err == nil || want == nil || err.Error() != want.Error() {
		t.Errorf("%+v, %v, want %v", r, err, want)
	}
}

// Where an engine fails, loses states or speaks of another spec, nothing holds; nor where the search is stopped.
func TestNothingHoldsWhereAnEngineFails(t *testing.T) {
	sp := upAndDown()
	for what, spoil := range map[string]func(*Tally) error{
		"an error":        func(*Tally) error { return errors.New("the machine is gone") },
		"a state lost":    func(t *Tally) error { t.Visited--; return nil },
		"other actions":   func(t *Tally) error { t.PerAction = t.PerAction[1:]; return nil },
		"a state cut":     func(t *Tally) error { t.Goals[0] = []byte{1}; return nil },
		"no goals at all": func(t *Tally) error { t.Goals = nil; return nil },
		"a state more":    func(t *Tally) error { t.Visited++; return nil },
		"a property":      func(t *Tally) error { t.Mattered = append(t.Mattered, 1); return nil },
		"a goal more":     func(t *Tally) error { t.Goals = append(t.Goals, nil); return nil },
		"a long state":    func(t *Tally) error { t.Goals[0] = make([]byte, 9); return nil },
	} {
		engine := shelf[tally]{sp: sp, spoils: func(depth int, t *Tally) error {
			if depth != 2 {
				return nil
			}
			return spoil(t)
		}}
		r, err := Explore(sp, Options{Elsewhere: engine})
		if err != nil || r.Complete || r.Lost == nil {
			t.Errorf("%s: %+v, %v", what, r, err)
		}
	}
	stop := make(chan struct{})
	engine := shelf[tally]{sp: sp, spoils: func(depth int, _ *Tally) error {
		if depth == 1 {
			close(stop)
		}
		return nil
	}}
	if r, err := Explore(sp, Options{Elsewhere: engine, Stop: stop}); err != nil || r.Complete || r.Lost != nil {
		t.Errorf("stopped: %+v, %v", r, err)
	}
}

// Tallies add up to the same whatever the order, also where one is of nothing: sums, the smallest states, and of
// mistakes the first in the alphabet.
func TestTalliesAddUp(t *testing.T) {
	all := []Tally{
		{Visited: 2, PerAction: []uint64{1, 2}, Mattered: []uint64{3}, Goals: [][]byte{nil, {5}, nil}},
		{},
		{Visited: 3, PerAction: []uint64{10, 20}, Mattered: []uint64{30}, Goals: [][]byte{{7}, {4}, nil}, Mistake: "second"},
		{Visited: 4, PerAction: []uint64{100, 200}, Mattered: []uint64{300}, Goals: [][]byte{{9}, {6}, nil},
			Mistake: "first"},
	}
	want := Tally{Visited: 9, PerAction: []uint64{111, 222}, Mattered: []uint64{333}, Goals: [][]byte{{7}, {4}, nil},
		Mistake: "first"}
	for _, order := range permutations(len(all)) {
		var sum Tally
		for _, i := range order {
			sum.Add(all[i])
		}
		if !reflect.DeepEqual(sum, want) {
			t.Errorf("in the order %v: %+v, want %+v", order, sum, want)
		}
	}
	if all[0].PerAction[0] != 1 || all[2].Mattered[0] != 30 {
		t.Errorf("what was added has changed: %+v", all)
	}
}

// States as octets are as many, compare as their words do, and come back as they were.
func TestStatesAreOctets(t *testing.T) {
	states := [][]uint64{{1, 0, 0}, {1, 0, 1 << 8}, {1, 1, 0}, {256, 0, 0}, {1 << 63, 7, 1<<64 - 1}}
	for i, state := range states {
		raw := octets(state)
		if len(raw) != 24 || !slices.Equal(packedWords(nil, raw), state) {
			t.Errorf("%x as octets is %x, and again %x", state, raw, packedWords(nil, raw))
		}
		if i > 0 && slices.Compare(octets(states[i-1]), raw) >= 0 {
			t.Errorf("%x is not before %x", states[i-1], state)
		}
	}
}

// A Packed visits what it is given, stops where its successors are not taken, and knows which state leads to which. It
// is of a view that there is.
func TestAPackedVisitsStates(t *testing.T) {
	sp := climb(fails("T-P1", 2), reaches("T-S1", 0))
	p, err := NewPacked(sp, Part{})
	if err != nil || p.Width() != 8 || len(p.Initial()) != 8 {
		t.Fatalf("%v, %v", p, err)
	}
	at := func(n uint64) []byte { return octets([]uint64{n}) }
	p.Initial()[0] = 9 // it is a copy
	var next []uint64
	take := func(state []byte) error { next = append(next, packedWords(nil, state)...); return nil }
	tally, err := p.Visit(slices.Values([][]byte{at(2), p.Initial(), at(6)}), take)
	want := Tally{Visited: 3, PerAction: []uint64{2}, Mattered: []uint64{0, 0}, Goals: [][]byte{at(2), at(0), nil}}
	if slices.Sort(next); err != nil || !reflect.DeepEqual(tally, want) || !slices.Equal(next, []uint64{1, 3}) {
		t.Errorf("%+v, %v, with successors %v, want %+v", tally, err, next, want)
	}
	again, err := p.Visit(slices.Values([][]byte{at(4)}), take) // nothing is left of the first visit
	want = Tally{Visited: 1, PerAction: []uint64{1}, Mattered: []uint64{0, 0}, Goals: [][]byte{nil, nil, nil}}
	if err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("%+v, %v, want %+v", again, err, want)
	}
	full := errors.New("full")
	if _, err := p.Visit(slices.Values([][]byte{at(1), at(3)}), func([]byte) error { return full }); err != full {
		t.Errorf("%v, want that it is full", err)
	}
	if tally, err = p.Visit(slices.Values([][]byte{at(0)}), take); err != nil || tally.Visited != 1 {
		t.Errorf("after a failure: %+v, %v", tally, err)
	}
	if !p.LeadsTo(at(3), at(4)) || p.LeadsTo(at(3), at(5)) || p.LeadsTo(at(6), at(7)) {
		t.Error("3 leads to 4 alone, and 6 nowhere")
	}
	if _, err := NewPacked(sp, Part{View: "T"}); err == nil || !strings.Contains(err.Error(), "has no view of T") {
		t.Errorf("%v", err)
	}
}

// Elsewhere too, a bound that is just enough stops nothing, the search tells its progress, and a run that the engine
// cannot find is an error.
func TestBoundsElsewhereAreExact(t *testing.T) {
	sp := climb(reaches("T-S1", 4))
	for most, complete := range map[uint64]bool{0: true, 7: true, 6: false} {
		var told []Progress
		r, err := Explore(sp, Options{Elsewhere: shelf[tally]{sp: sp}, MaxStates: most, Expect: 1 << 40,
			Progress: func(p Progress) { told = append(told, p) }})
		if err != nil || r.Complete != complete || r.Depth != 6 || r.States != 7 || r.Lost != nil || r.Reduced {
			t.Errorf("at most %d: %+v, %v", most, r, err)
		}
		for i, p := range told {
			want := Progress{Depth: i + 1, States: uint64(i + 1), Transitions: uint64(i), Level: 1}
			if p != want || len(told) != 7 {
				t.Errorf("at most %d: told %d times, %+v, want %+v", most, len(told), p, want)
			}
		}
	}
	for _, gone := range []error{errors.New("gone"), nil} {
		r, err := Explore(sp, Options{Elsewhere: forgetful{shelf[tally]{sp: sp}, gone}})
		if err != nil || r.Reached[0] == nil {
			t.Fatalf("%+v, %v", r, err)
		}
		if run, err := r.Reached[0].Run(); err == nil || gone != nil && err != gone {
			t.Errorf("%v, %v, want %v or that there is no predecessor", run, err, gone)
		}
	}
}

// A forgetful engine does not know where states came from.
type forgetful struct {
	Engine
	why error
}

type forgotten struct {
	Levels
	why error
}

func (f forgetful) Begin(p Part) (Levels, error) {
	l, err := f.Engine.Begin(p)
	return forgotten{l, f.why}, err
}

func (f forgotten) Before(int, []byte) ([]byte, error) { return nil, f.why }

// An engine that cannot begin is an error, and so is a failure in a state in which the property says nothing.
func TestWhatAnEngineCannotDoIsAnError(t *testing.T) {
	sp := climb(fails("T-P1", 2))
	if r, err := Explore(sp, Options{Elsewhere: shelf[tally]{sp: &spec.Spec[tally]{}}}); r != nil || err == nil {
		t.Errorf("%+v, %v", r, err)
	}
	sp.Props[0].When = &spec.Predicate[tally]{Method: "Never", Holds: func(*tally) bool { return false }}
	_, err := Explore(sp, Options{Elsewhere: shelf[tally]{sp: sp}})
	if err == nil || !strings.Contains(err.Error(), "T-P1 fails in a state in which it says nothing (Never)") {
		t.Errorf("%v", err)
	}
}

// A Packed whose successors are not taken stops soon: it visits no more states than it has to, and hands on no more.
func TestAPackedStopsWhereNothingIsTaken(t *testing.T) {
	p, err := NewPacked(tree(16, 60_000), Part{})
	if err != nil {
		t.Fatal(err)
	}
	var states [][]byte
	for n := range uint64(100) {
		states = append(states, octets([]uint64{n}))
	}
	full, handed := errors.New("full"), 0
	tally, err := p.Visit(slices.Values(states), func([]byte) error { handed++; return full })
	if err != full || handed != 1 || tally.Visited >= 2*queued/16 {
		t.Errorf("%v, after %d successors of %d states", err, handed, tally.Visited)
	}
	if tally, err = p.Visit(slices.Values(states), func([]byte) error { return nil }); err != nil || tally.Visited != 100 {
		t.Errorf("%d states were visited, %v", tally.Visited, err)
	}
}
