package explore

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/qsc3"
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
	sameElsewhere(t, tlc.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 3}.Spec())
	sameElsewhere(t, tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Horizon: 2}.UnsafeSpec())
	sameElsewhere(t, tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 1}.Spec())
	sameElsewhere(t, clock.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Horizon: 2}.Spec())
	sameElsewhere(t, qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}.Spec())
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
