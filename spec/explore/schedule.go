package explore

import (
	"fmt"

	"quesera/spec"
)

// Schedule is a run as the list of its choices: which of the action instances that were enabled, counted
// from 0 in the spec's order, was taken in each state.
func Schedule[S any](sp *spec.Spec[S], run *Run[S]) []int {
	instances := instancesOf(sp)
	choices := make([]int, len(run.Steps))
	for i, taken := range run.Steps {
		for _, in := range instances {
			if in.action == taken.Action && in.args == taken.Args {
				break
			}
			if in.can(&run.States[i], in.args) {
				choices[i]++
			}
		}
	}
	return choices
}

// Follow takes the choices of a schedule from the initial state. The error names the first choice that there is not.
func Follow[S any](sp *spec.Spec[S], choices []int) (*Run[S], error) {
	instances := instancesOf(sp)
	run := &Run[S]{States: []S{sp.Init}}
	for i, choice := range choices {
		state := run.States[i]
		var enabled []instance[S]
		for _, in := range instances {
			if in.can(&state, in.args) {
				enabled = append(enabled, in)
			}
		}
		if choice < 0 || choice >= len(enabled) {
			return nil, fmt.Errorf("explore: choice %d of the schedule = %d, want one of %d enabled actions, counted from 0",
				i+1, choice, len(enabled))
		}
		in := enabled[choice]
		in.do(&state, in.args)
		run.Steps = append(run.Steps, Taken{in.action, in.args})
		run.States = append(run.States, state)
	}
	return run, nil
}

// Instances lists all actions with all arguments, in the spec's order.
func Instances[S any](sp *spec.Spec[S]) []Taken {
	var all []Taken
	for _, in := range instancesOf(sp) {
		all = append(all, Taken{in.action, in.args})
	}
	return all
}

// Deadlocked reports whether no action is enabled in a state although it is not final.
func Deadlocked[S any](sp *spec.Spec[S], s *S) bool { return deadlocked(sp, instancesOf(sp), s) }

func deadlocked[S any](sp *spec.Spec[S], instances []instance[S], s *S) bool {
	if sp.Final == nil || sp.Final.Holds(s) {
		return false
	}
	for _, in := range instances {
		if in.can(s, in.args) {
			return false
		}
	}
	return true
}
