package refine

import (
	"fmt"
	"slices"

	"quesera/spec"
)

// A Player takes actions of a spec one by one, by name, and refuses what is not enabled.
type Player[S any] struct {
	Spec  *spec.Spec[S]
	State S
	Taken int // so many actions
}

// NewPlayer begins in the initial state.
func NewPlayer[S any](sp *spec.Spec[S]) *Player[S] { return &Player[S]{Spec: sp, State: sp.Init} }

// Take is one action instance, with its arguments within range and its guard checked.
func (p *Player[S]) Take(name string, args ...uint16) error {
	a, all, err := p.instance(name, args)
	if err != nil {
		return err
	}
	if !a.Can(&p.State, all) {
		return fmt.Errorf("%s: %s is not enabled", p.Spec.Name, a.Format(all))
	}
	a.Do(&p.State, all)
	p.Taken++
	return nil
}

// Can reports whether an action instance is enabled.
func (p *Player[S]) Can(name string, args ...uint16) bool {
	a, all, err := p.instance(name, args)
	return err == nil && a.Can(&p.State, all)
}

// instance finds the action of that name, and checks its arguments.
func (p *Player[S]) instance(name string, args []uint16) (a *spec.Action[S], all spec.Args, err error) {
	k := slices.IndexFunc(p.Spec.Actions, func(a spec.Action[S]) bool { return a.Name == name })
	if k < 0 {
		return nil, all, fmt.Errorf("%s has no action %s", p.Spec.Name, name)
	}
	a = &p.Spec.Actions[k]
	if len(args) != len(a.Params) {
		return nil, all, fmt.Errorf("%s: %s has %d arguments, want %d", p.Spec.Name, name, len(args), len(a.Params))
	}
	copy(all[:], args)
	for i, param := range a.Params {
		if !slices.Contains(param.Values, all[i]) {
			return nil, all, fmt.Errorf("%s: %s has no instance %v: %s is out of range", p.Spec.Name, name, args, param.Name)
		}
	}
	return a, all, nil
}
