package qsc3

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/consensus"
	"quesera/spec/qsc3"
)

// An ending of a round is all that later rounds see of it: for each node what it builds on, and whether
// it saw that committed.
type roundEnd struct {
	choice    [3]spec.NodeID
	committed [3]bool
}

// roundEnds are all the ways in which a round of three nodes can end, whatever the network does and whatever
// the tickets are. A tie for the best confirmed proposal may be resolved either way.
func roundEnds(t *testing.T, threshold uint8) []roundEnd {
	c := qsc3.Config{Nodes: 3, MessageThreshold: threshold, WitnessThreshold: threshold, Late: threshold > 1, Tickets: 3}
	var mu sync.Mutex
	set := map[roundEnd]bool{}
	refine.EveryState(t, c.Spec(), false, func(st *qsc3.State) error {
		if st.Step < qsc3.Steps || st.Turn < c.Nodes {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		var pick func(j spec.NodeID, end roundEnd)
		pick = func(j spec.NodeID, end roundEnd) {
			if j == 3 {
				set[end] = true
				return
			}
			for p := range spec.NodeID(3) {
				if c.MayChoose(st, j, p) {
					end.choice[j], end.committed[j] = p, c.Commits(st, j, p)
					pick(j+1, end)
				}
			}
		}
		pick(0, roundEnd{})
		return nil
	})
	var ends []roundEnd
	for end := range set {
		ends = append(ends, end)
	}
	slices.SortFunc(ends, func(a, b roundEnd) int { return slices.Compare(fmt.Append(nil, a), fmt.Append(nil, b)) })
	return ends
}

// rounds plays every sequence of so many rounds: each node proposes on top of its own choice of the round before
// (TLC §4.1), and a commit is learned with all it builds on. It returns the first contradiction to consensus.
func playRounds(ends []roundEnd, left int, heads [3][]spec.NodeID,
	above *refine.Player[consensus.State]) (runs int, err error) {
	if left == 0 {
		return 1, nil
	}
	for _, end := range ends {
		next, chosen := *above, [3][]spec.NodeID{}
		for j, p := range end.choice {
			chosen[j] = append(slices.Clone(heads[p]), p)
			if end.committed[j] {
				if err := learn(&next, spec.NodeID(j), chosen[j]); err != nil {
					return runs, fmt.Errorf("after the chains %v a round ends with %+v: %w", heads, end, err)
				}
			}
		}
		more, err := playRounds(ends, left-1, chosen, &next)
		if runs += more; err != nil {
			return runs, err
		}
	}
	return runs, nil
}

// QSC3-R3. Claim: successive rounds refine the chain of chosen values: a commit finalises its proposal and all that it
// builds on, and no later commit contradicts it (TLC §4.1, 4.10).
//
// Method: all ends of a round of three nodes, with late knowledge and all draws, in every sequence of three rounds.
// Proof for every number of rounds: if p is committed in round r all nodes choose p there (QSC3-R2), so every
// proposal of round r+1 builds on p, whatever its end; by induction every later chain has p at r, and with it p's own
// ancestors. A round in which nobody commits chooses nothing, and its proposals are chosen later, or never. With a
// threshold of one of three the same check must fail.
func TestSuccessiveRoundsRefineTheChain(t *testing.T) {
	ends := roundEnds(t, 2)
	start := refine.NewPlayer(consensus.Config{Nodes: 3, Rounds: 3}.Spec())
	runs, err := playRounds(ends, 3, [3][]spec.NodeID{}, start)
	if err != nil {
		t.Error(err)
	}
	if want := len(ends) * len(ends) * len(ends); runs != want || !someEndsDiffer(ends) {
		t.Errorf("%d sequences of rounds, want %d with commits by some, by all and by none", runs, want)
	}
	t.Logf("a round has %d ends", len(ends))
	if _, err := playRounds(roundEnds(t, 1), 2, [3][]spec.NodeID{}, start); err == nil {
		t.Error("with a threshold of one the chain is refined too")
	}
}

// someEndsDiffer reports whether there are ends with commits by all, by some and by none, and with different choices.
func someEndsDiffer(ends []roundEnd) bool {
	commits, divided := map[int]bool{}, false
	for _, end := range ends {
		count := 0
		for j := range end.choice {
			divided = divided || end.choice[j] != end.choice[0]
			if end.committed[j] {
				count++
			}
		}
		commits[count] = true
	}
	return divided && len(commits) == 4
}
