package promela

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"quesera/spec"
	"quesera/spec/explore"
)

// A Trail is a run that Spin found to a state that decides a property.
type Trail struct {
	Property int // its index, or the number of properties for a deadlock
	Steps    []explore.Taken
}

// Trail searches for a run that violates an invariant or ends in a deadlock, or, if show is the index of a
// Sometimes property and not negative, for one to a state in which that holds. It is nil if there is none. Of the trail only
// the labels of the actions are taken, in the order in which pan passes them; Replay puts them to the test. A shortest run
// takes a few searches more, each bounded by the length of the last run found.
func (s *Spin) Trail(ctx context.Context, m *Model, show int, shortest bool, o SearchOptions) (*Trail, error) {
	defines := []string{"-DTRACE"}
	if show >= 0 {
		defines = append(defines, "-DSHOW_"+m.Props[show].macro)
	}
	p, err := s.build(ctx, m, defines, append(o.flags(m), "-DREACH")) // REACH: exact within a bound on the depth
	if err != nil {
		return nil, err
	}
	defer p.remove()
	var found *Trail
	for _, depth := range depths {
		if found, err = p.trail(ctx, m, o.limits(depth)); found != nil || !errors.As(err, new(*IncompleteError)) {
			break
		}
	}
	if found == nil || err != nil || !shortest {
		return found, err
	}
	for without := 0; without < len(found.Steps); { // no run of up to so many steps, less one, is there
		middle := (without + len(found.Steps)) / 2
		depth := middle + m.prelude
		if found.Property == len(m.Props) {
			depth++ // pan sees in a transition of its own that nothing can happen
		}
		shorter, err := p.trail(ctx, m, o.limits(depth))
		switch {
		case shorter != nil && len(shorter.Steps) < len(found.Steps):
			found = shorter
		case err == nil || shorter != nil || errors.As(err, new(*IncompleteError)):
			without = middle + 1
		default:
			return nil, err
		}
	}
	return found, nil
}

// trail searches down to a depth, if that is among the limits, and replays what it finds. The error is an *IncompleteError where runs go deeper.
func (p *pan) trail(ctx context.Context, m *Model, limits []string) (*Trail, error) {
	out, err := p.run(ctx, limits...)
	if err != nil {
		return nil, err
	}
	violation := out.violation(m)
	if violation == nil {
		_, err = out.result(m, true)
		return nil, err
	}
	replay, err := p.run(ctx, "-r", "-n")
	if err != nil {
		return nil, err
	}
	t := &Trail{Property: violation.Property}
	for _, label := range replay.labels {
		taken, err := m.parseLabel(label)
		if err != nil {
			return nil, err
		}
		t.Steps = append(t.Steps, taken)
	}
	return t, nil
}

// parseLabel reads "take 0: DeliverRaw i=1 j=0 s=0".
func (m *Model) parseLabel(label string) (explore.Taken, error) {
	var taken explore.Taken
	bad := fmt.Errorf("promela: pan's replay prints %q, want the label of an action", label)
	head, rest, ok := strings.Cut(strings.TrimPrefix(label, "take "), ": ")
	words := strings.Fields(rest)
	action, err := strconv.Atoi(head)
	if !ok || err != nil || action < 0 || action >= len(m.Actions) || len(words) != m.Actions[action].Params+1 ||
		words[0] != m.Actions[action].Name {
		return taken, bad
	}
	taken.Action = action
	for i, word := range words[1:] {
		_, digits, _ := strings.Cut(word, "=")
		v, err := strconv.ParseUint(digits, 10, 16)
		if err != nil {
			return taken, bad
		}
		taken.Args[i] = uint16(v)
	}
	return taken, nil
}

// Replay takes the actions of a trail in Go. It returns the run, or says which action the Go spec would not
// take, or that the run ends in a state that does not decide the property: then the two disagree.
func Replay[S any](sp *spec.Spec[S], t *Trail) (*explore.Run[S], error) {
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
