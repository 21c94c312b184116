package proofs

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// deep reports whether proofs that take minutes are asked for.
func deep() bool { return os.Getenv("QUESERA_DEEP") == "1" }

// explored explores all of sp, whatever its properties say.
func explored[S comparable](t *testing.T, sp *spec.Spec[S], symmetry bool) *explore.Result[S] {
	t.Helper()
	r, err := explore.Explore(sp, explore.Options{Symmetry: symmetry})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Complete {
		t.Fatalf("%s, %+v: not all states were explored", sp.Name, sp.Config)
	}
	return r
}

// everyState hands each reachable state of sp to look, once; several workers call it at the same
// time. An error stops the search at the end of its level and fails the test.
func everyState[S comparable](t *testing.T, sp *spec.Spec[S], symmetry bool, look func(*S) error) *explore.Result[S] {
	t.Helper()
	var mu sync.Mutex
	var failure error
	watched := *sp
	watched.Props = []spec.Property[S]{{Claim: spec.Claim{ID: "look"}, Kind: spec.Invariant, Predicate: spec.Predicate[S]{Method: "look", Holds: func(s *S) bool {
		err := look(s)
		if err != nil {
			mu.Lock()
			defer mu.Unlock()
			failure = err
		}
		return err == nil
	}}}}
	r, err := explore.Explore(&watched, explore.Options{Symmetry: symmetry})
	if err != nil {
		t.Fatal(err)
	}
	if failure != nil {
		t.Fatalf("%s, %+v: %v", sp.Name, sp.Config, failure)
	}
	if !r.Complete {
		t.Fatalf("%s, %+v: not all states were looked at", sp.Name, sp.Config)
	}
	return r
}

// everyStep hands each action instance that is enabled in s to look, with the state that it leads to.
func everyStep[S any](sp *spec.Spec[S], s *S, look func(a *spec.Action[S], args spec.Args, next *S) error) error {
	for k := range sp.Actions {
		a := &sp.Actions[k]
		if err := everyArgs(a, 0, spec.Args{}, func(args spec.Args) error {
			if !a.Can(s, args) {
				return nil
			}
			next := *s
			a.Do(&next, args)
			return look(a, args, &next)
		}); err != nil {
			return err
		}
	}
	return nil
}

func everyArgs[S any](a *spec.Action[S], p int, args spec.Args, do func(spec.Args) error) error {
	if p == len(a.Params) {
		return do(args)
	}
	for _, v := range a.Params[p].Values {
		args[p] = v
		if err := everyArgs(a, p+1, args, do); err != nil {
			return err
		}
	}
	return nil
}

// A player takes actions of a spec one by one, by name, and refuses what is not enabled.
type player[S any] struct {
	sp    *spec.Spec[S]
	state S
	taken int
}

func newPlayer[S any](sp *spec.Spec[S]) *player[S] { return &player[S]{sp: sp, state: sp.Init} }

// take is one action instance, with its arguments within range and its guard checked.
func (p *player[S]) take(name string, args ...uint16) error {
	k := slices.IndexFunc(p.sp.Actions, func(a spec.Action[S]) bool { return a.Name == name })
	if k < 0 {
		return fmt.Errorf("%s has no action %s", p.sp.Name, name)
	}
	a := &p.sp.Actions[k]
	var all spec.Args
	copy(all[:], args)
	for i, param := range a.Params {
		if len(args) != len(a.Params) || !slices.Contains(param.Values, all[i]) {
			return fmt.Errorf("%s: %s has no instance %v: %s is out of range", p.sp.Name, name, args, param.Name)
		}
	}
	if !a.Can(&p.state, all) {
		return fmt.Errorf("%s: %s is not enabled", p.sp.Name, a.Format(all))
	}
	a.Do(&p.state, all)
	p.taken++
	return nil
}

// can reports whether an action instance is enabled.
func (p *player[S]) can(name string, args ...uint16) bool {
	trial := *p
	return trial.take(name, args...) == nil
}
