package firstorder

import (
	"fmt"
	"testing"

	"quesera/proofs/refine"
	"quesera/spec"
)

// Agree checks, in every reachable state of a spec, that the formulas say what the Go says: of each property, of each
// action's guard for all arguments, and of each part of the state after each transition; and that the initial state
// is the one that the formulas make.
func Agree[S comparable](t testing.TB, th *Theory, sp *spec.Spec[S], props []spec.Property[S]) {
	t.Helper()
	g, err := th.Group(sp.Config)
	if err != nil {
		t.Fatal(err)
	}
	start, err := th.Start()
	if err != nil {
		t.Fatal(err)
	}
	init := g.Read(&sp.Init)
	if err := g.definitions(start, nil)(nil, init, nil); err != nil {
		t.Errorf("the initial state: %v", err)
	}
	var actions []func(s *S, before Reading) error
	for k := range sp.Actions {
		tr, err := th.Action(sp.Actions[k].Name)
		if err != nil {
			t.Fatal(err)
		}
		actions = append(actions, agreeOn(g, tr, &sp.Actions[k]))
	}
	judges := make([]Judge, len(props))
	for i, p := range props {
		f, err := th.Predicate(p.Method, th.State(""))
		if err != nil {
			t.Fatal(err)
		}
		judges[i] = g.Judge(f)
	}
	refine.EveryState(t, sp, false, func(s *S) error {
		before := g.Read(s)
		for i, p := range props {
			if got, want := judges[i](before, nil, nil) == 1, p.Holds(s); got != want {
				return fmt.Errorf("%s as a formula is %v, want %v", p.ID, got, want)
			}
		}
		for _, agree := range actions {
			if err := agree(s, before); err != nil {
				return err
			}
		}
		return nil
	})
}

// agreeOn compares one action in one state.
func agreeOn[S any](g *Group, tr *Transition, a *spec.Action[S]) func(s *S, before Reading) error {
	guard, next := g.Judge(tr.Guard, tr.Params...), g.definitions(tr.Next, tr.Params)
	return func(s *S, before Reading) error {
		return refine.EveryArgs(a, func(args spec.Args) error {
			values := make([]int, len(tr.Params))
			for i := range values {
				values[i] = int(args[i])
			}
			enabled := a.Can(s, args)
			if got := guard(before, nil, values) == 1; got != enabled {
				return fmt.Errorf("the guard of %s as a formula is %v, want %v", a.Format(args), got, enabled)
			}
			if !enabled {
				return nil
			}
			after := *s
			a.Do(&after, args)
			if err := next(before, g.Read(&after), values); err != nil {
				return fmt.Errorf("after %s: %w", a.Format(args), err)
			}
			return nil
		})
	}
}

// definitions compare each part of the next state with what its definition says.
func (g *Group) definitions(next []Definition, params []*Term) func(before, after Reading, values []int) error {
	judges := make([]Judge, len(next))
	for i, d := range next {
		var within []*Term
		for k, bound := range g.theory.leaves[i].bounds {
			if d.Params[k].sort == Number {
				within = append(within, below(bound, d.Params[k]))
			}
		}
		says := Equal(apply(d.Name, d.Body.sort, d.Params...), d.Body)
		judges[i] = g.Judge(Forall(d.Params, Implies(And(within...), says)), params...)
	}
	return func(before, after Reading, values []int) error {
		for i, judge := range judges {
			if judge(before, after, values) != 1 {
				return fmt.Errorf("%s is not as its formula says", next[i].Name)
			}
		}
		return nil
	}
}
