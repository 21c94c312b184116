package gate

import (
	"fmt"

	"quesera/promela/spin"
	"quesera/spec"
	"quesera/spec/explore"
)

// Replay takes the actions of a trail in Go. It returns the run, or says which action the Go spec would not
// take, or that the run ends in a state that does not decide the property: then the two disagree.
func Replay[S any](sp *spec.Spec[S], t *spin.Trail) (*explore.Run[S], error) {
	run := &explore.Run[S]{States: []S{sp.Init}}
	for i, step := range t.Steps {
		action := &sp.Actions[step.Action]
		state := run.States[i]
		if !isInstance(action.Params, step.Args) || !action.Can(&state, step.Args) {
			return nil, fmt.Errorf("promela: step %d of Spin's run, %s, cannot be taken in Go", i+1, action.Format(step.Args))
		}
		action.Do(&state, step.Args)
		run.Steps = append(run.Steps, step)
		run.States = append(run.States, state)
	}
	last := run.States[len(t.Steps)]
	if t.Property == len(sp.Props) {
		if !explore.Deadlocked(sp, &last) {
			return nil, fmt.Errorf("promela: Spin's run ends in a deadlock, but in Go it does not")
		}
		return run, nil
	}
	p := &sp.Props[t.Property]
	if p.Holds(&last) != (p.Kind == spec.Sometimes) {
		return nil, fmt.Errorf("promela: Spin's run ends in a state that decides %s, but in Go it does not", p.ID)
	}
	return run, nil
}

// isInstance reports whether each argument is one of its parameter's values.
func isInstance(params []spec.Param, args spec.Args) bool {
	for i, p := range params {
		found := false
		for _, v := range p.Values {
			found = found || v == args[i]
		}
		if !found {
			return false
		}
	}
	return true
}
