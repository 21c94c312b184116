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
