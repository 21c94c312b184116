package qsc3_test

import (
	"testing"

	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// An adversary that sees the tickets prevents every commit, in every group, without stopping
// time (TLC §4.8).
func TestAnAdversaryThatSeesTicketsPreventsEveryCommit(t *testing.T) {
	for _, n := range []int{3, 5, 7} {
		for _, pipelined := range []bool{false, true} {
			c := qsc3.Config{Thresholds: majority(n), Pipelined: pipelined, Tickets: 1 << 40}
			r := must(t, scenario{Config: c, adversary: qsc3.Spoiler(c), rounds: 60}, 1)
			if r.committed != 0 || r.decided < 60*n {
				t.Errorf("n=%d pipelined=%v: %d commits among %d decisions, want none among at least %d", n, pipelined,
					r.committed, r.decided, 60*n)
			}
		}
	}
}

// Against networks that do not see tickets every node commits in at least half of the rounds (QSC3-O6,
// TLC §4.9): where any packet may be next, where links are uneven, and where the network
// plays the very same game as in the test above with a guessed victim.
func TestAnObliviousNetworkLetsHalfOfTheRoundsCommit(t *testing.T) {
	const rounds = 300
	for _, n := range []int{3, 4, 5} {
		c := qsc3.Config{Thresholds: majority(n), Tickets: 1 << 40}
		for name, adversary := range map[string]sim.Adversary{
			"any packet": nil, "uneven": sim.Uneven(n), "blind spoiler": qsc3.BlindSpoiler(c),
		} {
			r := must(t, scenario{Config: c, adversary: adversary, rounds: rounds}, 1)
			for node, commits := range r.byNode {
				if 2*commits < rounds {
					t.Errorf("n=%d, %s: node %d commits in %d of %d rounds, want at least half", n, name, node, commits,
						rounds)
				}
			}
			t.Logf("n=%d, %s: commits by node %v of %d", n, name, r.byNode, rounds)
		}
	}
}

// The schedule found by the search of TestTakingConfirmationFromThePresentViewLosesAgreement: one choice
// for the network, ten for tickets. Should the model's traffic change, take another one that it prints.
func TestScheduleOnWhichThePresentViewCommitsWhatAnotherNodeDoesNotChoose(t *testing.T) {
	schedule := []int{749, 855, 631, 52, 955, 41100, 905, 494, 453, 355, 138}
	_, bad, err := disagreement(qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3},
		Tickets: 1000}, 1, sim.NewReplay(schedule))
	if err != nil || !bad {
		t.Errorf("disagreement of the mistaken rule = %v, of the right one: %v; want true and none", bad, err)
	}
}
