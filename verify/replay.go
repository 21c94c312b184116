package verify

import (
	"fmt"
	"strconv"
	"strings"

	"quesera/spec"
	"quesera/spec/explore"
)

// A Replay is a run that follows a schedule, and what it shows.
type Replay struct {
	*Story
	States [][]string // what each state passed means, one line a fact; the first is the initial state
	Shown  []Shown    // in the order of the properties
	Why    []string   // of claims about fair runs that it does not answer: why
}

// Shown is a property that a state of the run decides: an invariant that fails there, or a Sometimes that holds; or
// one that all of it decides, a claim about fair runs of which it is one without the goal.
type Shown struct {
	spec.Claim
	Kind  spec.PropertyKind
	Depth int // actions up to the first such state
}

// Violated reports whether the run shows the failure of an invariant or of a claim about fair runs.
func (r *Replay) Violated() bool {
	for _, s := range r.Shown {
		if s.Kind != spec.Sometimes {
			return true
		}
	}
	return false
}

func (sys system[S]) Replay(schedule string) (*Replay, error) {
	if strings.Contains(schedule, lassoMark) {
		return sys.replayLasso(schedule)
	}
	choices, err := ParseSchedule(schedule)
	if err != nil {
		return nil, err
	}
	run, err := explore.Follow(sys.sp, choices)
	if err != nil {
		return nil, err
	}
	r := &Replay{Story: sys.tell(run)}
	for i := range run.States {
		r.States = append(r.States, sys.describe(&run.States[i]))
	}
	for _, p := range sys.sp.Props {
		for depth := range run.States {
			if p.Holds(&run.States[depth]) == (p.Kind == spec.Sometimes) {
				r.Shown = append(r.Shown, Shown{p.Claim, p.Kind, depth})
				break
			}
		}
	}
	if last := &run.States[len(choices)]; explore.Deadlocked(sys.sp, last) {
		r.Shown = append(r.Shown, Shown{spec.NoDeadlock(sys.sp.Section), spec.Invariant, len(choices)})
	}
	return r, nil
}

// FormatSchedule writes choices as "3.0.1".
func FormatSchedule(choices []int) string {
	words := make([]string, len(choices))
	for i, c := range choices {
		words[i] = strconv.Itoa(c)
	}
	return strings.Join(words, ".")
}

// ParseSchedule reads what FormatSchedule writes; "" has no choice. The error names the first that is not a number.
func ParseSchedule(schedule string) ([]int, error) {
	if schedule == "" {
		return nil, nil
	}
	words := strings.Split(schedule, ".")
	choices := make([]int, len(words))
	for i, word := range words {
		c, err := strconv.ParseUint(word, 10, 31)
		if err != nil {
			return nil, fmt.Errorf("schedule: choice %d = %q, want a number; choices are separated by dots, 3.0.1", i+1, word)
		}
		choices[i] = int(c)
	}
	return choices, nil
}
