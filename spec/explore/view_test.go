package explore_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
)

// pair is two counters that do not touch each other, and a view for each.
type pair struct {
	A uint8 `max:"7"`
	B uint8 `max:"7"`
}

type pairConfig struct{ Nodes uint8 }

func pairs() *spec.Spec[pair] {
	count := func(name string, counter func(*pair) *uint8, top uint8) spec.Action[pair] {
		return spec.Action[pair]{Name: name,
			Can: func(s *pair, _ spec.Args) bool { return *counter(s) < top },
			Do:  func(s *pair, _ spec.Args) { *counter(s)++ }}
	}
	property := func(id string, kind spec.PropertyKind, holds func(*pair) bool) spec.Property[pair] {
		return spec.Property[pair]{Claim: spec.Claim{ID: id}, Kind: kind, Predicate: spec.Predicate[pair]{Holds: holds}}
	}
	same, always := func(*pair) {}, func(*pair) bool { return true }
	return &spec.Spec[pair]{
		Name: "pair", Config: pairConfig{1},
		Actions: []spec.Action[pair]{
			count("A", func(s *pair) *uint8 { return &s.A }, 3), count("B", func(s *pair) *uint8 { return &s.B }, 5),
		},
		Props: []spec.Property[pair]{
			property("T-P1", spec.Invariant, func(s *pair) bool { return s.A < 3 }),
			property("T-P2", spec.Invariant, func(s *pair) bool { return s.B < 6 }),
			property("T-S1", spec.Sometimes, func(s *pair) bool { return s.B == 4 }),
		},
		Views: []spec.View[pair]{
			{Name: "A", Props: []string{"T-P1"}, Forget: func(s *pair) { s.B = 0 }, Join: same, Settled: always},
			{Name: "B", Props: []string{"T-P2", "T-S1"}, Forget: func(s *pair) { s.A = 0 }, Join: same, Settled: always},
		},
	}
}

// In views, the figures are the sums over the views and the runs those of the whole; with all that is forgotten the
// same properties are decided at the same depths.
func TestViewsAreAddedUp(t *testing.T) {
	sp := pairs()
	r, err := explore.Explore(sp, explore.Options{Views: true, Until: "none"})
	if err != nil || r.States != 4+6 || r.Transitions != 3+5 || !slices.Equal(r.PerAction, []uint64{3, 5}) ||
		r.Depth != 5 || !r.Complete || !r.Reduced || !slices.Equal(r.Levels, []uint64{2, 2, 2, 2, 1, 1}) {
		t.Errorf("%+v, %v, want 10 states, 8 transitions, depth 5, complete and reduced", r, err)
	}
	if r, err = explore.Explore(sp, explore.Options{Views: true}); err != nil || r.Complete || !r.Violated(sp) {
		t.Errorf("%+v, %v, want the violation in the first view, and not complete", r, err)
	}
	exploretest.ViewsForget(t, sp)
	exploretest.ViewsDecide(t, sp)
}

// A property that no view keeps is a mistake of the spec, and never passed over.
func TestAPropertyThatNoViewKeepsIsRefused(t *testing.T) {
	sp := pairs()
	sp.Views[1].Props = sp.Views[1].Props[:1]
	if _, err := explore.Explore(sp, explore.Options{Views: true}); err == nil || !strings.Contains(err.Error(), "T-S1") {
		t.Errorf("error %v, want one that names T-S1", err)
	}
}

// What changes nothing of what a view shows hides no deadlock there, and is no transition of it.
func TestADeadlockIsFoundInAView(t *testing.T) {
	sp := pairs()
	sp.Props, sp.Views[0].Props, sp.Views[1].Props = nil, nil, nil
	sp.Final = &spec.Predicate[pair]{Holds: func(*pair) bool { return false }}
	r, err := explore.Explore(sp, explore.Options{Views: true})
	if err != nil || r.Deadlock == nil || r.Deadlock.Depth != 3 || r.Complete {
		t.Fatalf("%+v, %v, want a deadlock after 3 actions of the first view", r, err)
	}
}

// A property is judged in settled states alone: in others a view may show what no order of the actions leads to.
func TestOnlySettledStatesAreJudgedInAView(t *testing.T) {
	sp := pairs()
	sp.Views[0].Settled = func(s *pair) bool { return s.A != 3 }
	r, err := explore.Explore(sp, explore.Options{Views: true})
	if err != nil || r.Reached[0] != nil {
		t.Errorf("%+v, %v, want T-P1 not decided by the one state that fails it", r, err)
	}
}

// Views that take too much for the same are refused when a run is wanted.
func TestAViewThatJoinsTooMuchGivesNoRun(t *testing.T) {
	sp := pairs()
	sp.Views[0].Join = func(s *pair) { s.A = max(s.A, 2) }
	r, err := explore.Explore(sp, explore.Options{Views: true})
	if err != nil || r.Reached[0] == nil {
		t.Fatalf("%+v, %v", r, err)
	}
	if run, err := r.Reached[0].Run(); err == nil {
		t.Errorf("a run of %d actions, want an error", len(run.Steps))
	}
}

// A view takes for one what differs in names only, if it wants to: symmetry is not asked.
func TestViewsDoNotRename(t *testing.T) {
	sp := pairs()
	sp.Props = sp.Props[1:]
	sp.Symmetric = func(*pair) bool { panic("asked whether nodes may be renamed") }
	for _, symmetry := range []bool{false, true} {
		sp.Views[0].Props = nil
		r, err := explore.Explore(sp, explore.Options{Views: true, Symmetry: symmetry})
		if err != nil || r.States != 4+6 || !r.Complete || r.Reached[0] != nil || r.Reached[1] == nil || r.Bytes == 0 ||
			r.Load <= 0 || r.Disk != 0 {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

// Views that do not all come to an end say nothing for certain, and what is wrong with the files of one is told. All
// files are taken away.
func TestAViewThatIsCutShortIsNotComplete(t *testing.T) {
	sp := pairs()
	sp.Views[0].Props, sp.Views[1].Props = []string{"T-P2"}, []string{"T-P1", "T-S1"}
	sp.Props[0].Holds = func(*pair) bool { return true }
	folder := t.TempDir()
	for most, complete := range map[uint64]bool{6: true, 5: false, 4: false, 3: false} {
		r, err := explore.Explore(sp, explore.Options{Views: true, MaxStates: most, MaxBytes: 1, Spill: folder})
		if err != nil || r.Complete != complete || r.Lost != nil || r.Disk < 4*8 || r.Violated(sp) {
			t.Errorf("at most %d states: %+v, %v", most, r, err)
		}
		if left, _ := os.ReadDir(folder); len(left) != 2 {
			t.Errorf("%d folders of 2 views", len(left))
		}
		if err := r.Free(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(folder); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	r, err := explore.Explore(sp, explore.Options{Views: true, MaxBytes: 1, Spill: filepath.Join(folder, "nowhere")})
	if err != nil || r.Complete || r.Lost == nil || r.Free() != nil {
		t.Errorf("%+v, %v, want what is lost", r, err)
	}
}
