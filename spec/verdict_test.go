package spec_test

import (
	"testing"

	"quesera/spec"
)

// A search that did not decide a property says something about it only if it was complete.
func TestAnIncompleteSearchDecidesNothingItDidNotSee(t *testing.T) {
	for _, c := range []struct {
		kind              spec.PropertyKind
		decided, complete bool
		want              spec.Verdict
	}{
		{spec.Invariant, false, true, spec.Holds}, {spec.Invariant, true, true, spec.Violated},
		{spec.Invariant, true, false, spec.Violated}, {spec.Invariant, false, false, spec.Inconclusive},
		{spec.Sometimes, true, true, spec.Holds}, {spec.Sometimes, true, false, spec.Holds},
		{spec.Sometimes, false, true, spec.Violated}, {spec.Sometimes, false, false, spec.Inconclusive},
	} {
		if got := c.kind.Judge(c.decided, c.complete); got != c.want {
			t.Errorf("%v, decided %v, complete %v: %v, want %v", c.kind, c.decided, c.complete, got, c.want)
		}
	}
}
