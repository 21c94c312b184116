package pipeline_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
	"quesera/spec/pipeline"
)

// ways are the three ways to form blocks, each with two links at least.
var ways = []pipeline.Config{
	{Nodes: 3, Rounds: 3, Gap: 1}, {Nodes: 3, Rounds: 4, Gap: 3}, {Nodes: 3, Rounds: 3, Single: true, Gap: 1},
}

// Each of PIPE-P1 to PIPE-P4 holds, and PIPE-S1 and PIPE-S2 are reached, by itself, where doc.go says so.
func TestEachPropertyOfOverlappingRoundsHoldsByItself(t *testing.T) {
	var specs []*spec.Spec[pipeline.State]
	for _, c := range ways {
		specs = append(specs, c.Spec())
	}
	exploretest.EachProperty(t, specs...)
}

// What fails is as doc.go has it, and the shortest runs have these lengths: with one chain two nodes part in the first
// round and agree in the second one; with three chains two rounds pay different people.
func TestWhatOverlappingRoundsDoNotKeep(t *testing.T) {
	for _, c := range []struct {
		config pipeline.Config
		fails  map[string]int
	}{
		{pipeline.Config{Nodes: 3, Rounds: 3, Gap: 1, All: true}, map[string]int{}},
		{pipeline.Config{Nodes: 3, Rounds: 4, Gap: 3, All: true}, map[string]int{"PIPE-P4": 6}},
		{pipeline.Config{Nodes: 3, Rounds: 2, Single: true, Gap: 1, All: true},
			map[string]int{"PIPE-P1": 6, "PIPE-P2": 6, "PIPE-P4": 6}},
	} {
		sp := c.config.Spec()
		for _, p := range sp.Props {
			alone := *sp
			alone.Props = []spec.Property[pipeline.State]{p}
			r, err := explore.Explore(&alone, explore.Options{})
			if err != nil {
				t.Fatal(err)
			}
			depth, want := 0, c.fails[p.ID]
			if p.Kind == spec.Invariant && r.Reached[0] != nil {
				depth = r.Reached[0].Depth
			}
			if depth != want || r.Deadlock != nil {
				t.Errorf("%+v: %s fails after %d actions, want %d; deadlock %v", c.config, p.ID, depth, want, r.Deadlock)
			}
		}
	}
}

// Where a property says that it says nothing it holds of anything.
func TestConditionsOfOverlappingRoundsAreTrue(t *testing.T) {
	var specs []*spec.Spec[pipeline.State]
	for _, c := range ways {
		c.All = true
		specs = append(specs, c.Spec())
	}
	exploretest.Conditions(t, specs...)
}
