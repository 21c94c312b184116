// Package exploretest holds specs to their properties one by one, in tests.
package exploretest

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// EachProperty runs a subtest for each property that one of the specs has, named by its ID: an invariant holds in
// every state of every spec that has it, and a Sometimes is reached in each. A property is explored for alone.
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
				t.Run(p.ID, func(t *testing.T) { explored(t, p.ID, specs) })
			}
		}
	}
}

// explored explores the specs for one property.
func explored[S comparable](t *testing.T, id string, specs []*spec.Spec[S]) {
	for _, sp := range specs {
		for _, p := range sp.Props {
			if p.ID != id {
				continue
			}
			alone := *sp
			alone.Props, alone.Final = []spec.Property[S]{p}, nil
			r, err := explore.Explore(&alone, explore.Options{Symmetry: true})
			if err != nil {
				t.Fatalf("%+v: %v", sp.Config, err)
			}
			switch reached := r.Reached[0]; {
			case p.Kind == spec.Invariant && reached != nil:
				t.Fatalf("%+v: %s fails after %d transitions: %s", sp.Config, id, reached.Depth, p.Text)
			case p.Kind == spec.Sometimes && reached == nil:
				t.Fatalf("%+v: %s is reached in none of %d states: %s", sp.Config, id, r.States, p.Text)
			}
		}
	}
}
