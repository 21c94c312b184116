package exploretest

import (
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// A spec is not safe as a whole if its graph is of another size, an invariant fails, a Sometimes is not reached, or it
// deadlocks. Two counts to one have three states, and stop in the last.
func TestWhatIsWrongWithASpecAsAWholeIsSaid(t *testing.T) {
	m := spec.MethodsOf[two](twoConfig{Nodes: 1, Top: 1})
	always := func(method string) spec.Property[two] { return m.Always("T-P1", "", "", method) }
	possible := func(method string) spec.Property[two] { return m.Possible("T-S1", "", "", method) }
	claiming := func(p spec.Property[two], final string) *spec.Spec[two] {
		return &spec.Spec[two]{Name: "two", Config: twoConfig{Nodes: 1, Top: 1}, Final: m.Predicate(final),
			Actions: []spec.Action[two]{m.Act("UpA", ""), m.Act("UpB", "")}, Props: []spec.Property[two]{p}}
	}
	for _, c := range []struct {
		sp                  *spec.Spec[two]
		states, transitions uint64
		want                string // "" for nothing wrong
	}{
		{claiming(always("Behind"), "Begun"), 3, 2, ""},
		{claiming(possible("Begun"), "Begun"), 3, 2, ""},
		{claiming(always("Behind"), "Begun"), 4, 2, "3 states and 2 transitions"},
		{claiming(always("Behind"), "Begun"), 3, 3, "3 states and 2 transitions"},
		{claiming(always("Begun"), "Begun"), 3, 2, "T-P1"},
		{claiming(possible("Never"), "Begun"), 3, 2, "T-S1"},
		{claiming(always("Behind"), "Never"), 3, 2, "deadlock after 2 actions"},
	} {
		r, err := explore.Explore(c.sp, explore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = whole(c.sp, r, c.states, c.transitions)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%d states and %d transitions: %v, want %q", c.states, c.transitions, err, c.want)
		}
	}
}
