// Package exploretest holds specs to their properties one by one, in tests.
package exploretest

import (
	"fmt"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// EachProperty runs a subtest for each property that one of the specs has, named by its ID: an invariant holds in
// every state of every spec that has it, and says something of some state of one of them if it has a condition; a
// Sometimes is reached in each; and a claim about fair runs holds. A property is explored for alone.
// A search for all of them ends where the first is decided, and of several that one fault breaks
// it names only that; a planted fault is to name the very property that it is planted against.
// The first spec that fails ends a subtest: under a fault those after it may be very large.
func EachProperty[S comparable](t *testing.T, specs ...*spec.Spec[S]) {
	t.Helper()
	seen := map[string]bool{}
	for _, sp := range specs {
		for _, p := range sp.Props {
			if !seen[p.ID] {
				seen[p.ID] = true
				t.Run(p.ID, func(t *testing.T) {
					if err := explored(p.ID, specs); err != nil {
						t.Error(err)
					}
				})
			}
		}
		for _, p := range sp.Live {
			if !seen[p.ID] {
				seen[p.ID] = true
				t.Run(p.ID, func(t *testing.T) {
					if err := inFairRuns(p.ID, specs); err != nil {
						t.Error(err)
					}
				})
			}
		}
	}
}

// inFairRuns asks the specs that have it about a claim.
func inFairRuns[S comparable](id string, specs []*spec.Spec[S]) error {
	for _, sp := range specs {
		for _, p := range sp.Live {
			if p.ID != id {
				continue
			}
			r, err := explore.Live(sp, explore.Asking(&p))
			switch {
			case err != nil:
				return fmt.Errorf("%+v: %w", sp.Config, err)
			case r.States == 0:
				return fmt.Errorf("%+v: %s is so at once", sp.Config, id)
			case r.Lasso != nil:
				return fmt.Errorf("%+v: %s fails for ever after %d actions: %s", sp.Config, id, len(r.Lasso.Stem.Steps), p.Text)
			}
		}
	}
	return nil
}

// explored explores the specs for one property.
func explored[S comparable](id string, specs []*spec.Spec[S]) error {
	mattered, conditional := uint64(0), false
	for _, sp := range specs {
		for _, p := range sp.Props {
			if p.ID != id {
				continue
			}
			conditional = conditional || p.When != nil
			alone := *sp
			alone.Props, alone.Final = []spec.Property[S]{p}, nil
			r, err := explore.Explore(&alone, explore.Options{Symmetry: true})
			if err != nil {
				return fmt.Errorf("%+v: %w", sp.Config, err)
			}
			switch reached := r.Reached[0]; {
			case p.Kind == spec.Invariant && reached != nil:
				return fmt.Errorf("%+v: %s fails after %d transitions: %s", sp.Config, id, reached.Depth, p.Text)
			case p.Kind == spec.Sometimes && reached == nil:
				return fmt.Errorf("%+v: %s is reached in none of %d states: %s", sp.Config, id, r.States, p.Text)
			}
			mattered += r.Mattered[0]
		}
	}
	if conditional && mattered == 0 {
		return fmt.Errorf("%s says nothing of any state of these specs", id)
	}
	return nil
}
