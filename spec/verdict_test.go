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

// A verdict is inconclusive until something is said. Of two, a violation counts before what cannot be used, that
// before what was not judged, and all of them before what holds.
func TestTheWorseVerdictCounts(t *testing.T) {
	if v := *new(spec.Verdict); v != spec.Inconclusive {
		t.Errorf("the zero value is %v, want inconclusive", v)
	}
	ascending := [][]spec.Verdict{{spec.Holds}, {spec.Inconclusive, spec.NotRun}, {spec.Unusable}, {spec.Violated}}
	for i, lower := range ascending {
		for _, higher := range ascending[i+1:] {
			for _, a := range lower {
				for _, b := range higher {
					if spec.Worse(a, b) != b || spec.Worse(b, a) != b {
						t.Errorf("of %v and %v: %v, %v, want %v", a, b, spec.Worse(a, b), spec.Worse(b, a), b)
					}
				}
			}
		}
	}
}
