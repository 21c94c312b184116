package qsc4

import (
	"os"
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
)

// group is a group of n nodes, f_c of them corrupt, with threshold t.
func group(n, corrupt, t uint8) Config {
	return Config{Nodes: n + corrupt, Corrupt: corrupt, Threshold: t}
}

// reader is the group with a reader in the last step.
func (c Config) reader() Config {
	c.Reader = true
	return c
}

// tickets is the group with tickets of two values.
func (c Config) tickets() Config {
	c.Tickets = 2
	return c
}

// late is the group whose correct nodes also learn what the contract does not promise.
func (c Config) late() Config {
	c.Late = true
	return c
}

// of is the group of which only some proposals are told.
func (c Config) of(proposals ...spec.NodeID) Config {
	c.Tracked = exploretest.Set(proposals...)
	return c
}

// QSC4-P1 to P6 hold, and each of QSC4-S1 to S4 is reached, by itself (TLC §5.3). Method: exhaustive, one search a
// property and group, anytrust among them.
func TestEachPropertyOfARoundHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t, group(4, 1, 3).reader().of(3).Spec(), group(4, 1, 3).reader().of(0).Spec(),
		group(3, 2, 3).tickets().late().Spec(), group(3, 1, 3).reader().Spec())
}

// The figures of small groups; they catch an action that silently became narrower.
func TestFiguresOfARound(t *testing.T) {
	for _, c := range []struct {
		config              Config
		states, transitions uint64
	}{
		{group(4, 1, 3).reader().of(0), 8203, 18851},
		{group(4, 1, 3).reader().of(3), 5621, 12789},
		{group(3, 2, 3).tickets().late(), 23658, 24509},
		{group(3, 1, 3).reader(), 47, 50},
	} {
		r, err := explore.Explore(c.config.Spec(), explore.Options{})
		if err != nil || !r.Complete || r.Deadlock != nil || r.States != c.states || r.Transitions != c.transitions {
			t.Errorf("%+v: %d states, %d transitions, complete %v, %v", c.config, r.States, r.Transitions, r.Complete, err)
		}
	}
}

// failing lists the properties among ids that fail in a group, each searched for alone.
func failing(t *testing.T, c Config, ids ...string) (all []string) {
	t.Helper()
	for _, p := range c.Spec().Props {
		if !slices.Contains(ids, p.ID) {
			continue
		}
		sp := c.Spec()
		sp.Props, sp.Final = []spec.Property[State]{p}, nil
		r, err := explore.Explore(sp, explore.Options{})
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if r.Reached[0] != nil {
			all = append(all, p.ID)
		}
	}
	return all
}

// Thresholds without f_c break all that they are for (TLC §5.2.2). Method: each property alone, one threshold less.
func TestARoundBreaksWithoutTheThresholds(t *testing.T) {
	for _, c := range []struct {
		config Config
		ids    []string
	}{
		{group(4, 1, 2).reader().of(3), []string{"QSC4-P1", "QSC4-P4", "QSC4-P2", "QSC4-P3"}},
		{group(3, 2, 2).reader(), []string{"QSC4-P1"}},
	} {
		got := failing(t, c.config, c.ids...)
		slices.Sort(got)
		slices.Sort(c.ids)
		if !slices.Equal(got, c.ids) {
			t.Errorf("%+v: %v fail, want %v", c.config, got, c.ids)
		}
	}
}

// A reader in place of all nodes and tickets loses nothing: where some draw of tickets breaks agreement, QSC4-P2 or P3
// fails, and where they fail some draw does. Method: groups of up to three nodes; with QUESERA_DEEP=1 also
// the one of which
// a corrupt node breaks it.
func TestReadersTellWhetherSomeDrawBreaksAgreement(t *testing.T) {
	broken, want := 0, 1
	all := []Config{group(2, 0, 1), group(2, 0, 2), group(3, 0, 2), group(2, 1, 2), group(3, 1, 3), group(3, 2, 3)}
	if os.Getenv("QUESERA_DEEP") == "1" {
		all, want = append(all, group(3, 1, 2)), 2
	}
	for _, c := range all {
		read := len(failing(t, c.reader(), "QSC4-P2", "QSC4-P3")) > 0
		drawn := len(failing(t, c.tickets(), "QSC4-P5")) > 0
		if read != drawn {
			t.Errorf("%+v: a reader sees that it breaks: %v, a draw: %v", c, read, drawn)
		}
		if drawn {
			broken++
		}
	}
	if broken != want {
		t.Errorf("%d groups break, want %d: one of two, and two of three of which one is corrupt", broken, want)
	}
}

// What is learned late changes no verdict. Method: groups with and without it, safe ones and unsafe ones; larger ones
// with QUESERA_DEEP=1.
func TestLateKnowledgeChangesNoVerdict(t *testing.T) {
	ids := []string{"QSC4-P1", "QSC4-P2", "QSC4-P3", "QSC4-P4", "QSC4-P5"}
	all := []Config{group(3, 2, 3).tickets(), group(2, 0, 1).tickets(), group(2, 1, 1).reader(),
		group(3, 1, 3).reader(),
		group(3, 0, 2).reader().of(0)}
	if os.Getenv("QUESERA_DEEP") == "1" {
		all = append(all, group(3, 1, 2).tickets(), group(4, 1, 3).reader().of(0), group(4, 1, 3).reader().of(3),
			group(4, 1, 2).reader().of(0))
	}
	for _, c := range all {
		if without, with := failing(t, c, ids...), failing(t, c.late(), ids...); !slices.Equal(without, with) {
			t.Errorf("%+v: %v fail, and %v with late knowledge", c, without, with)
		}
	}
}

// To track some proposals is to forget the others: the same is reached (as in spec/qsc3, no action depends on what
// anybody knows). Method: all states of both searches, safe ones and unsafe ones; groups of four with QUESERA_DEEP=1.
func TestTrackingForgetsWhatNothingDependsOn(t *testing.T) {
	all := []Config{group(3, 1, 3).reader(), group(3, 2, 3).reader(), group(3, 0, 2).reader(),
		group(2, 1, 1).tickets()}
	if os.Getenv("QUESERA_DEEP") == "1" {
		all = append(all, group(4, 1, 3).reader()) // with t = 2 there are more states than 20 GiB hold
	}
	for _, c := range all {
		for _, p := range []spec.NodeID{0, spec.NodeID(c.Nodes - 1)} {
			whole, tracked := states(t, c, exploretest.Set(p)), states(t, c.of(p), exploretest.Set(p))
			if len(whole) != len(tracked) {
				t.Errorf("%+v: %d states tracked, want %d", c, len(tracked), len(whole))
			}
			for st := range whole {
				if !tracked[st] {
					t.Fatalf("%+v: not reached: %+v", c, st)
				}
			}
		}
	}
}

// states are those that are reached, without what they tell of other proposals than the given ones.
func states(t *testing.T, c Config, proposals spec.NodeSet) map[State]bool {
	t.Helper()
	all := map[State]bool{}
	shown := func(k Knowledge) Knowledge {
		return Knowledge{k.Seen.Intersect(proposals), k.Confirmed.Intersect(proposals), k.Reconfirmed.Intersect(proposals)}
	}
	sp := c.Spec()
	sp.Props = []spec.Property[State]{{Claim: spec.Claim{ID: "collect"}, Kind: spec.Invariant,
		Predicate: spec.Predicate[State]{Method: "collect", Holds: func(st *State) bool {
			s := *st
			for i := range s.Knows {
				s.Knows[i], s.Carried[i] = shown(s.Knows[i]), shown(s.Carried[i])
			}
			s.Read, s.Reconfirmable = shown(s.Read), s.Reconfirmable.Intersect(proposals)
			all[s] = true
			return true
		}}}}
	if r, err := explore.Explore(sp, explore.Options{Workers: 1}); err != nil || !r.Complete {
		t.Fatalf("%+v: %v", c, err)
	}
	return all
}

// Where the condition of QSC4-P1 to P6 is not met, the property holds whatever else is so. Method: states that mix what
// is in reachable ones.
func TestConditionsOfARoundAreTheirs(t *testing.T) {
	exploretest.Conditions(t, group(3, 1, 2).tickets().Spec(), group(4, 1, 2).reader().of(0).Spec(),
		group(2, 1, 1).tickets().Spec(), group(2, 1, 1).reader().Spec())
}
