package consensus_test

import (
	"testing"

	"quesera/spec/consensus"
	"quesera/spec/explore/exploretest"
)

// Where the condition of CONS-P1 to P4 is not met, the property holds whatever else is so. Method: states that mix
// what is in reachable ones.
func TestConditionsOfTheChainAreTheirs(t *testing.T) {
	exploretest.Conditions(t,
		consensus.Config{Nodes: 3, Rounds: 2}.Spec())
}
