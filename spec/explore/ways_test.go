package explore

import (
	"errors"
	"sync/atomic"
	"testing"

	"quesera/spec"
)

// While the way to what was found is looked for, a stop ends that: also at its very end, where the last state is asked
// for what it has.
func TestAStopEndsTheSearchForAWay(t *testing.T) {
	for _, views := range []bool{false, true} {
		var stopping atomic.Bool
		stop := make(chan struct{})
		wanted := reaches("T-S1", 4)
		wanted.Holds = func(s *tally) bool {
			if s.N == 4 && stopping.CompareAndSwap(true, false) {
				close(stop)
				return false
			}
			return s.N == 4
		}
		sp := climb(wanted)
		sp.Actions = append(sp.Actions, sp.Actions[0])
		sp.Views = []spec.View[tally]{{Name: "all", Props: []string{"T-S1"}, Forget: func(*tally) {}, Join: func(*tally) {},
			Settled: func(*tally) bool { return true }}}
		r, err := Explore(sp, Options{Stop: stop, Views: views})
		if err != nil || r.Reached[0] == nil {
			t.Fatalf("%+v, %v", r, err)
		}
		stopping.Store(true)
		if run, err := r.Reached[0].Run(); !errors.Is(err, ErrStopped) {
			t.Errorf("views %v: %+v, %v", views, run, err)
		}
	}
}

// In a view, of the ways from one settled state to the next each state on them is gone on from once.
func TestAWayInAViewIsFoundWithoutDetours(t *testing.T) {
	asked := 0
	sp := &spec.Spec[long]{Config: electionConfig{1}}
	for bit := range 8 {
		sp.Actions = append(sp.Actions, spec.Act1("Set", "", spec.Numbers("x", 1),
			func(s *long, _ uint16) bool { asked++; return s.N>>bit&1 == 0 }, func(s *long, _ uint16) { s.N |= 1 << bit }))
	}
	sp.Props = []spec.Property[long]{{Claim: spec.Claim{ID: "T-S1"}, Kind: spec.Sometimes,
		Predicate: spec.Predicate[long]{Holds: func(s *long) bool { return s.N == 255 }}}}
	sp.Views = []spec.View[long]{{Name: "ends", Props: []string{"T-S1"}, Forget: func(*long) {}, Join: func(*long) {},
		Settled: func(s *long) bool { return s.N == 0 || s.N == 255 }}}
	r, err := Explore(sp, Options{Views: true, Workers: 1})
	if err != nil || r.Reached[0] == nil || r.Reached[0].Depth != 8 {
		t.Fatalf("%+v, %v", r, err)
	}
	asked = 0
	if run, err := r.Reached[0].Run(); err != nil || len(run.Steps) != 8 || asked > 3*256*8 {
		t.Errorf("%+v, %v, after %d questions", run, err, asked)
	}
}

// Between settled states the nodes need not take turns as in the view: there a state may be taken for one that leads on
// by another way. Method: 1 is taken for 2, from where 3 leads to 5, but from 1 only 4 does.
func TestTheWayBetweenSettledStatesIsAnother(t *testing.T) {
	step := func(from, to uint8) spec.Action[tally] {
		return spec.Act1("Go", "", spec.Numbers("x", 1), func(s *tally, _ uint8) bool { return s.N == from },
			func(s *tally, _ uint8) { s.N = to })
	}
	sp := climb(reaches("T-S1", 5))
	sp.Actions = []spec.Action[tally]{step(0, 1), step(2, 3), step(3, 5), step(1, 4), step(4, 5)}
	sp.Views = []spec.View[tally]{{Name: "ends", Props: []string{"T-S1"}, Forget: func(*tally) {},
		Join: func(s *tally) {
			if s.N == 1 {
				s.N = 2
			}
		},
		Settled: func(s *tally) bool { return s.N == 0 || s.N == 5 }}}
	sp.Final = nil
	r, err := Explore(sp, Options{Views: true})
	if err != nil || r.Reached[0] == nil || r.Reached[0].Depth != 3 || r.States != 4 {
		t.Fatalf("%+v, %v", r, err)
	}
	run, err := r.Reached[0].Run()
	if err != nil || len(run.States) != 4 || run.States[2].N != 4 || run.States[3].N != 5 {
		t.Errorf("%+v, %v", run, err)
	}
}
