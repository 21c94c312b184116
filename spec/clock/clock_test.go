package clock_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
)

// group names a configuration in a table.
func group(n, tm, tw, horizon uint8) clock.Config {
	return clock.Config{Nodes: n, MessageThreshold: tm, WitnessThreshold: tw, Horizon: horizon}
}

// late is a group whose nodes may also learn what the contract does not promise them.
func late(n, tm, tw, horizon uint8) clock.Config {
	c := group(n, tm, tw, horizon)
	c.Late = true
	return c
}

// exact is a group whose nodes leave each step at once.
func exact(c clock.Config) clock.Config {
	c.Exact = true
	return c
}

// CLK-P1 to CLK-P7 hold in every state of the generator, each Sometimes is reached, and
// nothing deadlocks. Method: exhaustive exploration; the counts catch an action that silently became narrower.
func TestTheContractHoldsInEveryStateOfTheGenerator(t *testing.T) {
	for _, c := range []struct {
		config      clock.Config
		symmetry    bool
		states      uint64
		transitions uint64
	}{
		{late(1, 1, 1, 3), false, 7, 6},
		{late(3, 2, 2, 1), false, 517, 1181},
		{late(3, 3, 3, 2), false, 13, 12},
		{exact(late(3, 2, 2, 1)), false, 377, 782},
		{exact(group(3, 2, 2, 2)), false, 22672, 32373},
		{late(3, 2, 2, 2), false, 159918, 394598},
		{exact(group(3, 2, 2, 3)), true, 373155, 535626},
	} {
		exploretest.Whole(t, c.config.Spec(), explore.Options{Symmetry: c.symmetry}, c.states, c.transitions)
	}
}

// Each of CLK-P1 to CLK-P7 holds, and each of CLK-S1 to CLK-S4 is reached, by itself. Method: exhaustive, one search a
// property and group; among them groups of which one threshold is no majority, for which CLK-P7 is not claimed.
func TestEachPropertyOfTheContractHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t,
		exact(group(3, 1, 2, 2)).Spec(), exact(group(3, 2, 1, 2)).Spec(), group(3, 2, 2, 2).Spec(),
		exact(late(3, 2, 2, 2)).Spec())
}

// CLK-P7 is a theorem about majorities (TLC §2.9): with a witness threshold of one, two of three nodes can take two
// steps without the message that the third one's own acknowledgment certified. Method: exhaustive, shortest
// counterexample.
func TestTwoStepBroadcastFailsWithoutMajorities(t *testing.T) {
	sp := exact(group(3, 2, 1, 2)).UnsafeSpec()
	r, err := explore.Explore(sp, explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for p, prop := range sp.Props {
		if prop.Kind == spec.Invariant && (r.Reached[p] != nil) != (prop.ID == "CLK-P7") {
			t.Errorf("%s fails: %v", prop.ID, r.Reached[p] != nil)
		}
	}
}

// outcomes collects what the generator makes: its states in which all have reached the horizon.
func outcomes(t *testing.T, c clock.Config) map[clock.State]bool {
	made := map[clock.State]bool{}
	sp := c.Spec()
	sp.Props = []spec.Property[clock.State]{{Claim: spec.Claim{ID: "collect"}, Kind: spec.Invariant,
		Predicate: spec.Predicate[clock.State]{
			Method: "Everyone", Holds: func(st *clock.State) bool {
				if c.Everyone(st) {
					made[*st] = true
				}
				return true
			}}}}
	r, err := explore.Explore(sp, explore.Options{Workers: 1})
	if err != nil || !r.Complete {
		t.Fatalf("%+v: %v", c, err)
	}
	return made
}

// The axioms say no less than the generator: an outcome is made if and only if it satisfies CLK-P1 to
// CLK-P6. Method: every outcome of small groups, brute force; one step of three nodes, two steps of two nodes.
func TestTheGeneratorMakesExactlyTheOutcomesOfTheAxioms(t *testing.T) {
	for _, c := range []struct {
		config clock.Config
		made   int
	}{
		{late(3, 2, 2, 1), 201}, {late(3, 2, 1, 1), 216}, {late(3, 1, 2, 1), 2338}, {late(3, 3, 3, 1), 1},
		{late(3, 1, 1, 1), 2744}, {late(2, 1, 1, 2), 562}, {late(2, 1, 2, 2), 197}, {late(2, 2, 1, 2), 1},
		{exact(late(3, 2, 2, 1)), 113}, {exact(late(2, 1, 2, 2)), 78},
	} {
		made := outcomes(t, c.config)
		if len(made) != c.made {
			t.Errorf("%+v: %d outcomes made, want %d", c.config, len(made), c.made)
		}
		satisfying := 0
		allOutcomes(c.config, func(st *clock.State) {
			for _, axiom := range c.config.Axioms() {
				if !axiom.Holds(st) {
					return
				}
			}
			satisfying++
			if !made[*st] {
				t.Fatalf("%+v: the axioms allow what the generator does not make: %+v", c.config, st.Knows)
			}
		})
		if satisfying != len(made) {
			t.Errorf("%+v: %d outcomes satisfy the axioms, %d are made", c.config, satisfying, len(made))
		}
	}
}

// allOutcomes goes through all ways to fill the views of an outcome in which everybody has its own
// messages and nobody has one of a step not reached; the rest is left to the axioms.
func allOutcomes(c clock.Config, judge func(*clock.State)) {
	var st clock.State
	var cells []*spec.NodeSet
	var own []spec.NodeSet
	for j := range spec.NodeID(c.Nodes) {
		st.Step[j] = c.Horizon
		for s := range c.Horizon {
			for view := s + 1; view <= c.Horizon; view++ {
				v := &st.Knows[j]
				if view < c.Horizon {
					v = &st.Carried[view][j]
				}
				cells, own = append(cells, &v.Raw[s], &v.Cert[s]), append(own, spec.Only(j), 0)
			}
		}
	}
	var fill func(k int)
	fill = func(k int) {
		if k == len(cells) {
			judge(&st)
			return
		}
		for set := range spec.All(c.Nodes) + 1 {
			if *cells[k] = set; set.Includes(own[k]) {
				fill(k + 1)
			}
		}
	}
	fill(0)
}
