package exploretest

import (
	"errors"
	"fmt"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// Whole explores a spec that is safe: all invariants hold, each Sometimes is reached, nothing deadlocks, and the graph
// is complete and as large as is known, which catches an action that silently became narrower. It returns what was
// found.
func Whole[S comparable](t *testing.T, sp *spec.Spec[S], o explore.Options, states,
	transitions uint64) *explore.Result[S] {
	t.Helper()
	r, err := explore.Explore(sp, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := whole(sp, r, states, transitions); err != nil {
		t.Error(err)
	}
	return r
}

// whole says what of a search is not as it is to be.
func whole[S comparable](sp *spec.Spec[S], r *explore.Result[S], states, transitions uint64) error {
	var wrong []error
	if !r.Complete || r.States != states || r.Transitions != transitions {
		wrong = append(wrong, fmt.Errorf("%+v: %d states and %d transitions, complete %v, want %d and %d", sp.Config,
			r.States, r.Transitions, r.Complete, states, transitions))
	}
	for p, prop := range sp.Props {
		if (r.Reached[p] != nil) != (prop.Kind == spec.Sometimes) {
			wrong = append(wrong, fmt.Errorf("%+v: %s (%s) %s: not so", sp.Config, prop.ID, prop.Kind, prop.Text))
		}
	}
	if r.Deadlock != nil {
		wrong = append(wrong, fmt.Errorf("%+v: deadlock after %d actions", sp.Config, r.Deadlock.Depth))
	}
	return errors.Join(wrong...)
}
