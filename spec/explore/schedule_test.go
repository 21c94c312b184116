package explore_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/qsc3"
)

// A schedule followed is the run that it was made of, on random runs of a whole round.
func TestAScheduleIsFollowedToTheSameRun(t *testing.T) {
	sp := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 2}.Spec()
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		run := walk(sp, rng)
		choices := explore.Schedule(sp, run)
		again, err := explore.Follow(sp, choices)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if diff := cmp.Diff(run, again); diff != "" {
			t.Errorf("seed %d: another run:\n%s", seed, diff)
		}
	}
}

// walk takes enabled actions at random until there is none.
func walk[S any](sp *spec.Spec[S], rng *rand.Rand) *explore.Run[S] {
	run := &explore.Run[S]{States: []S{sp.Init}}
	for range 1 << 16 {
		state := run.States[len(run.Steps)]
		var enabled []explore.Taken
		for a := range sp.Actions {
			for _, args := range product(sp.Actions[a].Params) {
				if sp.Actions[a].Can(&state, args) {
					enabled = append(enabled, explore.Taken{Action: a, Args: args})
				}
			}
		}
		if len(enabled) == 0 {
			return run
		}
		taken := enabled[rng.IntN(len(enabled))]
		sp.Actions[taken.Action].Do(&state, taken.Args)
		run.Steps, run.States = append(run.Steps, taken), append(run.States, state)
	}
	panic("a walk has no end")
}

// A choice that there is not is refused by its place.
func TestAScheduleThatLeadsNowhereIsRefused(t *testing.T) {
	sp := counterConfig{Nodes: 3, Top: 7}.spec()
	for _, choices := range [][]int{{0, 0, 2}, {0, 0, -1}} {
		if _, err := explore.Follow(sp, choices); err == nil || !strings.Contains(err.Error(), "choice 3 of the schedule") {
			t.Errorf("%v: error %v, want one that names choice 3", choices, err)
		}
	}
}

// A state is deadlocked if nothing is enabled and it is not final; where no state is called final none is.
func TestDeadlocked(t *testing.T) {
	sp := counterConfig{Nodes: 3, Top: 4}.spec()
	stuck, moving := counter{A: 4, B: 4}, counter{A: 1}
	if explore.Deadlocked(sp, &stuck) {
		t.Error("a deadlock without a check for it")
	}
	for final, want := range map[bool]bool{false: true, true: false} {
		sp.Final = &spec.Predicate[counter]{Holds: func(*counter) bool { return final }}
		if got := explore.Deadlocked(sp, &stuck); got != want {
			t.Errorf("nothing enabled, final %v: deadlocked %v", final, got)
		}
		if explore.Deadlocked(sp, &moving) {
			t.Errorf("something enabled, final %v: deadlocked", final)
		}
	}
}
