package catalogue_test

import (
	"os"
	"testing"

	"quesera/catalogue"
	"quesera/spec/explore"
	"quesera/verify"
)

// Searches by partial order say of every configuration what those of all orders say: the same verdicts, at the same
// depths, and the same properties matter. Method: both, of the clock's configurations that are small; with
// QUESERA_DEEP=1 of those of all protocols, which takes minutes, since there is a question for each pair of actions.
// What is refused is refused for its size, and the test counts what was compared. What is added to the catalogue makes
// no difference to the clock, so that -short leaves it out.
func TestPartialOrderKeepsVerdictsAndDepths(t *testing.T) {
	if testing.Short() {
		t.Skip("compares searches of the clock")
	}
	protocols, most, least := []catalogue.Protocol{find(t, "tlc")}, uint64(15_000), 7
	if os.Getenv("QUESERA_DEEP") != "" {
		protocols, most, least = catalogue.Protocols(), 150_000, 60
	}
	compared, smaller := 0, 0
	for _, p := range protocols {
		for _, c := range p.Checks() {
			if !c.InSomeOrders().Partial || c.Deep || c.States > most {
				continue
			}
			switch fewer, done := sameByPartialOrder(t, c, most); {
			case done && fewer:
				smaller++
				fallthrough
			case done:
				compared++
			}
		}
	}
	t.Logf("%d configurations compared, %d of them with fewer states", compared, smaller)
	if compared < least || smaller == 0 {
		t.Errorf("%d configurations compared, %d with fewer states: want at least %d and some", compared, smaller, least)
	}
}

// sameByPartialOrder compares the two searches of a check, and reports whether it did and which found fewer states.
func sameByPartialOrder(t *testing.T, c verify.Check, most uint64) (fewer, done bool) {
	t.Helper()
	system := c.System
	if c.Unsafe && c.Headline != "" {
		system = system.Only(c.Headline)
	}
	all, err := system.Explore(explore.Options{Symmetry: c.Symmetry, MaxStates: most})
	if err != nil {
		t.Fatalf("%v: %v", c, err)
	}
	if !all.Complete && all.States > most {
		return false, false
	}
	d, err := system.Dependence()
	if err != nil {
		t.Logf("%v: %v", c, err)
		return false, false
	}
	some, err := system.Explore(explore.Options{Symmetry: c.Symmetry, PartialOrder: d})
	if err != nil {
		t.Fatalf("%v: %v", c, err)
	}
	for i, want := range all.Findings {
		got := some.Findings[i]
		if got.Verdict != want.Verdict || got.Depth != want.Depth || all.Complete && mattered(got) != mattered(want) {
			t.Errorf("%v: %s %v at depth %d, mattered %v by partial order, want %v at %d, %v", c, got.ID, got.Verdict, got.Depth,
				mattered(got), want.Verdict, want.Depth, mattered(want))
		}
	}
	if some.States > all.States || some.Complete != all.Complete {
		t.Errorf("%v: %d states by partial order, complete %v, want at most %d, %v", c, some.States, some.Complete,
			all.States, all.Complete)
	}
	return some.States < all.States, true
}

func find(t *testing.T, name string) catalogue.Protocol {
	t.Helper()
	p, err := catalogue.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mattered(f verify.Finding) bool { return f.Mattered != nil && *f.Mattered > 0 }
