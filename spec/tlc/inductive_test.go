package tlc_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
	"quesera/spec/tlc"
)

// Each invariant from which the proof for every n starts holds by itself. Method: exhaustive, up to renaming, one
// search an invariant and group.
func TestEachInvariantHoldsByItself(t *testing.T) {
	var specs []*spec.Spec[tlc.State]
	for _, c := range []tlc.Config{
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Horizon: 2},
		{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 2, Exact: true, Horizon: 1},
		{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 1, Horizon: 3},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Horizon: 3},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Jumps: true, Horizon: 2},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Jumps: true, Exact: true, Horizon: 3},
	} {
		sp := c.Spec()
		sp.Props = c.Inductive()
		specs = append(specs, sp)
	}
	exploretest.EachProperty(t, specs...)
}
