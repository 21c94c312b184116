package twophase_test

import (
	"testing"

	"quesera/examples/twophase/spec/twophase"
	"quesera/promela/gate/gatetest"
	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
	"quesera/verify"
)

// The number of states is the known one of the standard example: 288 for three managers, 8,832 for five.
func TestTheStandardExampleHasItsKnownSize(t *testing.T) {
	for _, c := range []struct {
		managers            uint8
		states, transitions uint64
	}{{1, 12, 19}, {2, 56, 153}, {3, 288, 1145}, {5, 8832, 58145}} {
		sp := twophase.Config{Nodes: c.managers}.Spec()
		r, err := explore.Explore(sp, explore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.States != c.states || r.Transitions != c.transitions {
			t.Errorf("%d managers: %d states, %d transitions, want %d and %d", c.managers, r.States, r.Transitions, c.states,
				c.transitions)
		}
	}
}

// Each property holds, or happens, by itself.
func TestEachPropertyOfTwoPhaseCommitHoldsByItself(t *testing.T) {
	var specs []*spec.Spec[twophase.State]
	for n := range uint8(4) {
		specs = append(specs, twophase.Config{Nodes: n + 1}.Spec())
	}
	exploretest.EachProperty(t, specs...)
}

// Both engines find the same graph, though some of its actions have no parameters.
func TestBothEnginesFindTheSameGraph(t *testing.T) {
	for n := range uint8(3) {
		gatetest.Agree(t, verify.NewSystem(twophase.Config{Nodes: n + 1}.Spec()).Compare, true)
	}
}
