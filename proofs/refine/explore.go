package refine

import (
	"sync"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// EveryState hands each reachable state of sp to look, once; several workers call it at the same time. With symmetry
// only one state is looked at of those that differ by a renaming of nodes. An error stops the search at the end of
// its level and fails the test.
func EveryState[S comparable](t testing.TB, sp *spec.Spec[S], symmetry bool, look func(*S) error) *explore.Result[S] {
	t.Helper()
	var mu sync.Mutex
	var failure error
	watched := *sp
	watched.Props = []spec.Property[S]{{Claim: spec.Claim{ID: "look"}, Kind: spec.Invariant, Predicate: spec.Predicate[S]{
		Method: "look",
		Holds: func(s *S) bool {
			err := look(s)
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				failure = err
			}
			return err == nil
		},
	}}}
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

// StatesWhere are the reachable states of sp that satisfy a predicate.
func StatesWhere[S comparable](t testing.TB, sp *spec.Spec[S], symmetry bool, wanted func(*S) bool) map[S]bool {
	t.Helper()
	var mu sync.Mutex
	found := map[S]bool{}
	EveryState(t, sp, symmetry, func(st *S) error {
		if wanted(st) {
			mu.Lock()
			defer mu.Unlock()
			found[*st] = true
		}
		return nil
	})
	return found
}

// EveryStep hands each action instance that is enabled in s to look, with the state that it leads to. It ends at the
// first error and returns it.
func EveryStep[S any](sp *spec.Spec[S], s *S, look func(a *spec.Action[S], args spec.Args, next *S) error) error {
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

// EveryArgs hands all arguments of an action to do, enabled or not. It ends at the first error and returns it.
func EveryArgs[S any](a *spec.Action[S], do func(spec.Args) error) error {
	return everyArgs(a, 0, spec.Args{}, do)
}

// everyArgs goes through the values of the parameters from p on.
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
