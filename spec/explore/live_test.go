package explore_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// walker is a little spec for questions of liveness: nodes move a counter.
type walker struct {
	At    uint8 `max:"200"`
	Other uint8 `max:"2"`
}

// walking are the constants of the walker's spec.
type walking struct{ Nodes uint8 }

func instance(name string, node uint16, can func(*walker) bool, do func(*walker)) spec.Action[walker] {
	return spec.Action[walker]{Name: name, By: 0,
		Params: []spec.Param{{Name: "i", Kind: spec.IsNode, Values: []uint16{node}}},
		Can:    func(s *walker, _ spec.Args) bool { return can(s) }, Do: func(s *walker, _ spec.Args) { do(s) }}
}

func always(*walker) bool { return true }

func everybody(int) bool { return true }

func butNode0(node int) bool { return node != 0 }

// What a fair run may do for ever is found, and nothing else: cycles that leave a node out that could always act are
// not fair, those in which it now and then cannot act are. Method: each case by hand.
func TestFairRunsThatNeverComeToTheGoalAreFound(t *testing.T) {
	turn := instance("Turn", 0, always, func(s *walker) { s.Other = 1 - s.Other })
	reach := instance("Reach", 1, func(s *walker) bool { return s.At == 0 }, func(s *walker) { s.At = 1 })
	atTimes := instance("AtTimes", 1, func(s *walker) bool { return s.Other == 0 && s.At == 0 },
		func(s *walker) { s.At = 1 })
	stay := instance("Stay", 1, always, func(*walker) {})
	half := instance("Half", 1, func(s *walker) bool { return s.At == 0 }, func(s *walker) { s.At = 2 })
	finish := instance("Finish", 0, func(s *walker) bool { return s.At == 2 }, func(s *walker) { s.At = 1 })
	move := func(from, to uint8) spec.Action[walker] {
		return instance("Move", 0, func(s *walker) bool { return s.At == 0 && s.Other == from },
			func(s *walker) { s.Other = to })
	}
	at1 := instance("At1", 1, func(s *walker) bool { return s.At == 0 && s.Other == 1 }, func(s *walker) { s.At = 1 })
	for _, c := range []struct {
		name    string
		actions []spec.Action[walker]
		fair    func(int) bool
		live    bool
		stem    int
		cycle   int
	}{
		{"a node that can always reach the goal does", []spec.Action[walker]{turn, reach}, everybody, true, 0, 0},
		{"unless it may " +
			"stop", []spec.Action[walker]{turn, reach}, func(node int) bool { return node == 0 }, false, 0, 2},
		{"one that can reach it now and then need not", []spec.Action[walker]{turn, atTimes}, everybody, false, 0, 2},
		{"one that may do something else need not", []spec.Action[walker]{turn, reach, stay}, everybody, false, 0, 5},
		{"a cycle of one step", []spec.Action[walker]{stay}, everybody, false, 0, 1},
		{"nothing can be done", nil, everybody, false, 0, 0},
		{"two have to act", []spec.Action[walker]{half, finish}, everybody, true, 0, 0},
		{"the second one may stop", []spec.Action[walker]{half, finish}, butNode0, false, 1, 0},
		{"two ways to one state are no cycle", []spec.Action[walker]{move(0, 1), move(0, 2), move(2, 1), at1}, everybody,
			true, 0, 0},
		{"nobody has to act", []spec.Action[walker]{turn, reach}, func(int) bool { return false }, false, 0, 2},
	} {
		sp := &spec.Spec[walker]{Config: walking{2}, Actions: c.actions}
		o := explore.Progressing[walker]{Fair: c.fair, Goal: func(s *walker) bool { return s.At == 1 }}
		r, err := explore.Live(sp, o)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case (r.Lasso == nil) != c.live:
			t.Errorf("%s: live is %v", c.name, r.Lasso == nil)
		case r.Lasso == nil:
		case len(r.Lasso.Stem.Steps) != c.stem || len(r.Lasso.Cycle.Steps) != c.cycle:
			t.Errorf("%s: a stem of %d actions and a cycle of %d, want %d and %d", c.name, len(r.Lasso.Stem.Steps),
				len(r.Lasso.Cycle.Steps), c.stem, c.cycle)
		default:
			isLasso(t, c.name, sp, r.Lasso)
			again, err := explore.FollowLasso(sp, o, explore.Schedule(sp, r.Lasso.Stem), explore.Schedule(sp, r.Lasso.Cycle))
			if got, want := fmt.Sprint(*again.Stem, *again.Cycle), fmt.Sprint(*r.Lasso.Stem, *r.Lasso.Cycle); err != nil ||
				got != want {
				t.Errorf("%s: followed again %s, %v, want %s", c.name, got, err, want)
			}
		}
	}
}

// isLasso follows a lasso by the spec's own guards and effects, and by its schedule.
func isLasso(t *testing.T, name string, sp *spec.Spec[walker], l *explore.Lasso[walker]) {
	t.Helper()
	at := sp.Init
	for _, run := range []*explore.Run[walker]{l.Stem, l.Cycle} {
		if run.States[0] != at {
			t.Errorf("%s: a run begins in %v, want %v", name, run.States[0], at)
		}
		for i, step := range run.Steps {
			a := sp.Actions[step.Action]
			if !a.Can(&at, step.Args) {
				t.Errorf("%s: %s cannot be done in %v", name, a.Name, at)
			}
			if a.Do(&at, step.Args); at != run.States[i+1] || at.At == 1 {
				t.Errorf("%s: %s leads to %v, the run says %v, neither at the "+
					"goal", name, a.Name, at, run.States[i+1])
			}
		}
	}
	if at != l.Cycle.States[0] {
		t.Errorf("%s: the cycle ends in %v, and began in %v", name, at, l.Cycle.States[0])
	}
}

// A question that is too large, or stopped, has no answer.
func TestLivenessIsNotGuessed(t *testing.T) {
	count := instance("Count", 0, func(s *walker) bool { return s.At < 200 }, func(s *walker) { s.At++ })
	sp := &spec.Spec[walker]{Config: walking{2}, Actions: []spec.Action[walker]{count}}
	goal := func(s *walker) bool { return s.At == 200 }
	if r, err := explore.Live(sp, explore.Progressing[walker]{Fair: everybody, Goal: goal, MaxStates: 100}); r != nil ||
		!errors.Is(err, explore.ErrTooLarge) {
		t.Errorf("of 200 states, 100 allowed: %v, %v", r, err)
	}
	stopped := make(chan struct{})
	close(stopped)
	if r, err := explore.Live(sp, explore.Progressing[walker]{Fair: everybody, Goal: goal, Stop: stopped}); r != nil ||
		!errors.Is(err, explore.ErrStopped) {
		t.Errorf("stopped: %v, %v", r, err)
	}
	if r, err := explore.Live(sp, explore.Progressing[walker]{Fair: everybody, Goal: goal, MaxStates: 201}); err != nil ||
		r.Lasso != nil || r.States != 200 || r.Transitions != 200 || r.Cycles != 0 {
		t.Errorf("of all: %+v, %v", r, err)
	}
}

// A run that does not come back, one that comes to the goal, and one that leaves out who could always act are no
// lassos. Neither are choices that nobody has.
func TestWhatIsNoFairRunForEverIsNoLasso(t *testing.T) {
	turn := instance("Turn", 0, always, func(s *walker) { s.Other = 1 - s.Other })
	reach := instance("Reach", 1, func(s *walker) bool { return s.At == 0 && s.Other < 2 }, func(s *walker) { s.At = 1 })
	away := instance("Away", 0, func(s *walker) bool { return s.At == 1 }, func(s *walker) { s.At, s.Other = 0, 0 })
	weather := spec.Action[walker]{Name: "Weather", Can: func(s *walker, _ spec.Args) bool { return true },
		Do: func(s *walker, _ spec.Args) { s.At = 3 }}
	nobody := func(int) bool { return false }
	for _, c := range []struct {
		name        string
		actions     []spec.Action[walker]
		fair        func(int) bool
		stem, cycle []int
		says        string // in the error; "": it is a lasso
	}{
		{"goes round", []spec.Action[walker]{turn}, everybody, []int{0}, []int{0, 0}, ""},
		{"stops halfway", []spec.Action[walker]{turn}, everybody, nil, []int{0}, "does not come back"},
		{"goes by the goal", []spec.Action[walker]{turn, reach, away}, everybody, nil, []int{1, 1}, "the goal holds"},
		{"begins behind the goal", []spec.Action[walker]{turn, reach, away}, everybody, []int{1, 1}, []int{0, 0},
			"the goal holds"},
		{"leaves node 1 out", []spec.Action[walker]{turn, reach}, everybody, nil, []int{0, 0},
			"node 1 could always act, and never does"},
		{"node 1 may stop", []spec.Action[walker]{turn, reach}, func(node int) bool { return node == 0 }, nil,
			[]int{0, 0}, ""},
		{"node 0 could go on", []spec.Action[walker]{turn}, everybody, nil, nil, "node 0 could always act"},
		{"all may stop", []spec.Action[walker]{turn}, nobody, nil, nil, ""},
		{"the weather does not stop", []spec.Action[walker]{weather}, nobody, nil, nil, "the network could " +
			"always act"},
		{"no such choice", []spec.Action[walker]{turn}, everybody, []int{1}, nil, "choice 1 of the schedule"},
	} {
		sp := &spec.Spec[walker]{Config: walking{2}, Actions: c.actions}
		o := explore.Progressing[walker]{Fair: c.fair, Goal: func(s *walker) bool { return s.At == 1 }}
		_, err := explore.FollowLasso(sp, o, c.stem, c.cycle)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

// Those that may stop for ever are the nodes of the lowest numbers, as many as the claim says.
func TestAClaimSaysWhoMayCrash(t *testing.T) {
	goal := spec.Predicate[walker]{Holds: func(s *walker) bool { return s.At == 3 }}
	asked := explore.Asking(&spec.Progress[walker]{Predicate: goal, Crashes: 2})
	for node, fair := range []bool{false, false, true, true} {
		if asked.Fair(node) != fair {
			t.Errorf("node %d is treated fairly: %v", node, !fair)
		}
	}
	if !asked.Goal(&walker{At: 3}) || asked.Goal(&walker{At: 2}) || asked.MaxStates != 0 || asked.Stop != nil {
		t.Errorf("%+v", asked)
	}
}
