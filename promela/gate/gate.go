// Package gate is the table of configurations for which two engines must agree to the last transition:
// the explorer, which executes a spec's Go, and Spin, which executes what the translator made of it. For each
// configuration the table has the expected counts, so that neither engine's count can drift unnoticed, and
// for each protocol a configuration that fails on purpose.
package gate

import (
	"context"
	"fmt"

	"quesera/promela"
	"quesera/spec"
	"quesera/spec/explore"
)

// A Case is one configuration of one protocol.
type Case struct {
	Protocol    string
	Bounds      string // "n=3 t=2, 1 step"
	Deep        bool   // takes minutes
	States      uint64
	Transitions uint64
	PerAction   []uint64 // in the spec's order
	Fails       []string // IDs of the invariants that fail on purpose
	File        string   // the committed model, in the protocol's folder; "" for none
	engines
}

// engines are what the table does with a spec, whatever its type.
type engines struct {
	translate func() (*promela.Model, error)
	explore   func(explore.Options) (*Outcome, error)
	compare   func(context.Context, *promela.Spin, promela.SearchOptions) (*Comparison, error)
}

// An Outcome is what a search by the explorer counted.
type Outcome struct {
	States, Transitions uint64
	PerAction           []uint64
	Bytes               uint64
	Complete            bool
}

// A Comparison is promela.Comparison without the type of the states.
type Comparison struct {
	Counts        Outcome
	Spin          *promela.Result
	Complete      bool
	Disagreements []string
	Failing       []string // IDs of the invariants that fail, by Spin
	Violated      bool     // by the explorer
	// Trail, for a configuration that fails, is Spin's shortest run; Replayed its length in Go, and
	// Shortest the length of the explorer's shortest run to the same property or any that fails as early.
	Trail    *promela.Trail
	Replayed int
	Shortest int
}

// of makes the engines of a spec.
func of[S comparable](sp *spec.Spec[S]) engines {
	return engines{
		translate: func() (*promela.Model, error) { return promela.Translate(sp) },
		explore: func(o explore.Options) (*Outcome, error) {
			r, err := explore.Explore(sp, o)
			if err != nil {
				return nil, err
			}
			return outcome(r), nil
		},
		compare: func(ctx context.Context, s *promela.Spin, o promela.SearchOptions) (*Comparison, error) {
			return compare(ctx, s, sp, o)
		},
	}
}

func outcome[S any](r *explore.Result[S]) *Outcome {
	return &Outcome{r.States, r.Transitions, r.PerAction, r.Bytes, r.Complete}
}

func compare[S comparable](ctx context.Context, s *promela.Spin, sp *spec.Spec[S], o promela.SearchOptions) (*Comparison, error) {
	c, err := promela.Compare(ctx, s, sp, explore.Options{}, o)
	if err != nil {
		return nil, err
	}
	out := &Comparison{Counts: *outcome(c.Counts), Spin: c.Spin, Complete: c.Complete(),
		Disagreements: c.Disagreements(), Failing: c.Spin.Failing(c.Model), Violated: c.Explorer.Violated(sp)}
	if !out.Violated {
		return out, nil
	}
	trail, run, err := c.Violation(ctx, s, true, o)
	if err != nil {
		return nil, err
	}
	if trail == nil {
		return nil, fmt.Errorf("gate: Spin finds no run to the violation that the explorer found")
	}
	out.Trail, out.Replayed, out.Shortest = trail, len(run.Steps), shortest(c.Explorer, sp)
	return out, nil
}

// shortest is the length of the shortest run to a violation.
func shortest[S any](r *explore.Result[S], sp *spec.Spec[S]) int {
	best := -1
	consider := func(run *explore.Run[S]) {
		if run != nil && (best < 0 || len(run.Steps) < best) {
			best = len(run.Steps)
		}
	}
	for i, p := range sp.Props {
		if p.Kind == spec.Invariant {
			consider(r.Reached[i])
		}
	}
	consider(r.Deadlock)
	return best
}

// Translate is the configuration's model.
func (c *Case) Translate() (*promela.Model, error) { return c.translate() }

// Explore searches the configuration with the explorer alone.
func (c *Case) Explore(o explore.Options) (*Outcome, error) { return c.explore(o) }

// Compare searches the configuration with both engines; of one that fails, it has Spin's run replayed in Go.
func (c *Case) Compare(ctx context.Context, s *promela.Spin, o promela.SearchOptions) (*Comparison, error) {
	return c.compare(ctx, s, o)
}

// Check is Compare, held against the table. The error says what is not as it should be.
func (c *Case) Check(ctx context.Context, s *promela.Spin, o promela.SearchOptions) (*Comparison, error) {
	r, err := c.compare(ctx, s, o)
	if err != nil {
		return nil, err
	}
	if !r.Complete {
		return r, fmt.Errorf("gate: %s %s: not both engines searched everything", c.Protocol, c.Bounds)
	}
	wrong := r.Disagreements
	expect := func(what string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			wrong = append(wrong, fmt.Sprintf("%s = %v, want %v", what, got, want))
		}
	}
	expect("states", r.Counts.States, c.States)
	expect("transitions", r.Counts.Transitions, c.Transitions)
	expect("transitions by action", r.Counts.PerAction, c.PerAction)
	expect("violated", r.Failing, c.Fails)
	if r.Violated {
		expect("length of Spin's shortest run", r.Replayed, r.Shortest)
	}
	if len(wrong) > 0 {
		return r, fmt.Errorf("gate: %s %s: %v", c.Protocol, c.Bounds, wrong)
	}
	return r, nil
}
