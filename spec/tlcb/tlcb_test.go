package tlcb

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
)

// group is a group of n nodes, f_c of them corrupt, with both thresholds t.
func group(n, corrupt, t uint8) Config {
	return Config{Nodes: n + corrupt, Corrupt: corrupt, MessageThreshold: t, WitnessThreshold: t}
}

// silent is the group with faces that say nothing.
func (c Config) silent(faces ...spec.NodeID) Config {
	c.Silent = exploretest.Set(faces...)
	return c
}

// shrink is the group that exposed nodes leave.
func (c Config) shrink() Config {
	c.Shrink = true
	return c
}

// eager is the group whose correct nodes acknowledge each other at once.
func (c Config) eager() Config {
	c.Eager = true
	return c
}

// TLCB-P1 to P4 hold, and each of TLCB-S1 to S4 is reached, by itself (TLC §5.2). Method: exhaustive, one search a
// property and group, one that the exposed leave while a correct node is silent, and anytrust.
func TestEachPropertyOfAStepHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t, group(4, 1, 3).Spec(), group(4, 1, 3).silent(3, 4).Spec(),
		group(4, 1, 3).silent(2).shrink().Spec(), group(3, 2, 3).Spec())
}

// The figures of small groups; they catch an action that silently became narrower.
func TestFiguresOfAStep(t *testing.T) {
	for _, c := range []struct {
		config              Config
		states, transitions uint64
	}{
		{group(4, 1, 3), 21144, 71707},
		{group(4, 1, 3).eager(), 1056, 2097},
		{group(4, 1, 3).silent(2).shrink(), 294, 742},
		{group(3, 2, 3), 116, 248},
	} {
		r, err := explore.Explore(c.config.Spec(), explore.Options{})
		if err != nil || !r.Complete || r.Deadlock != nil || r.States != c.states || r.Transitions != c.transitions {
			t.Errorf("%+v: %d states, %d transitions, complete %v, %v", c.config, r.States, r.Transitions, r.Complete, err)
		}
	}
}

// Thresholds are needed as they are (TLC §5.2.2), and who is exposed and leaves must not be counted. Method: each is
// given up by one, and the property that rests on it fails; shortest counterexamples.
func TestWhatBreaksWithoutTheThresholds(t *testing.T) {
	counted := group(4, 1, 3).shrink()
	counted.Counted = true
	for _, c := range []struct {
		name, fails string
		config      Config
		depth       int
	}{
		{"t_w without f_c: a split", "TLCB-P1",
			Config{Nodes: 5, Corrupt: 1, MessageThreshold: 3, WitnessThreshold: 2}, 6},
		{"t_m and t_w without f_c", "TLCB-P2", group(4, 1, 2), 3},
		{"t_w without f_c, too late", "TLCB-P3",
			Config{Nodes: 5, Corrupt: 1, MessageThreshold: 3, WitnessThreshold: 2}, 7},
		{"exposed nodes are counted", "TLCB-P1", counted, 6},
		{"t > n - f_a", "TLCB-P4", group(4, 1, 4).silent(3, 4), 9},
		{"thresholds that stay, a silent node and one with two faces", "TLCB-P4", group(4, 1, 3).silent(2), 8},
	} {
		sp := c.config.Spec()
		sp.Final = nil
		for _, p := range sp.Props {
			if p.ID != c.fails {
				continue
			}
			sp.Props = []spec.Property[State]{p}
			r, err := explore.Explore(sp, explore.Options{})
			if err != nil || r.Reached[0] == nil || int(r.Reached[0].Depth) != c.depth {
				t.Errorf("%s: %s: %+v, %v, want to fail at depth %d", c.name, c.fails, r.Reached[0], err, c.depth)
			}
			break
		}
	}
}

// facesOf is what a state has of the faces and of the clock, without the acknowledgments that correct nodes give each
// other.
func (c Config) facesOf(st State) State {
	for i := range c.correct() {
		st.Acks[i] = 0
		st.Faces = st.Faces.Without(spec.NodeID(i))
	}
	st.Certified = 0
	return st
}

// Eager acknowledgments of correct nodes lose nothing: what they leave out of the state is reached in the same ways.
// Method: all states of both searches, without these acknowledgments; safe thresholds and unsafe ones.
func TestEagerAcknowledgmentsLoseNothing(t *testing.T) {
	for _, c := range []Config{group(3, 1, 3), group(4, 1, 3), group(4, 1, 2), group(4, 1, 3).silent(2).shrink(),
		group(4, 2, 4), group(4, 2, 3).silent(1).shrink()} {
		whole, eager := projections(t, c), projections(t, c.eager())
		if len(whole) != len(eager) {
			t.Errorf("%+v: %d states of faces, want %d", c, len(eager), len(whole))
		}
		for st := range whole {
			if !eager[st] {
				t.Fatalf("%+v: not reached eagerly: %+v", c, st)
			}
		}
	}
}

// projections are the reachable states without the acknowledgments that correct nodes give each other.
func projections(t *testing.T, c Config) map[State]bool {
	t.Helper()
	all := map[State]bool{}
	sp := c.Spec()
	sp.Props = []spec.Property[State]{{Claim: spec.Claim{ID: "collect"}, Kind: spec.Invariant,
		Predicate: spec.Predicate[State]{Method: "collect", Holds: func(st *State) bool {
			all[c.facesOf(*st)] = true
			return true
		}}}}
	if r, err := explore.Explore(sp, explore.Options{Workers: 1}); err != nil || !r.Complete {
		t.Fatalf("%+v: %v", c, err)
	}
	return all
}

// Where the condition of TLCB-P1 to P4 is not met, the property holds whatever else is so. Method: states that mix
// what is in reachable ones.
func TestConditionsOfAStepAreTheirs(t *testing.T) {
	exploretest.Conditions(t, group(4, 1, 2).Spec(), group(4, 1, 3).silent(2).Spec())
}
