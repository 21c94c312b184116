package strawman

import (
	"testing"

	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/strawman"
)

// STRAW-L3. Claim: of up to eight nodes with different tickets, f+1 histories may survive a lottery and never more;
// with equal tickets all n may survive (TLC §4.3).
//
// Method: which proposals each node can come to choose, having seen any t or more; the largest number that all nodes
// can choose between them is found by trying whom to give each. For n=3 and n=4 these are the choices of
// spec/strawman, in every state.
func TestAsManyHistoriesSurviveAsTheStrawmanAllows(t *testing.T) {
	for n := 1; n <= 8; n++ {
		for threshold := n/2 + 1; threshold <= n; threshold++ {
			if got, want := mostSurvivors(n, choices(n, threshold)), n-threshold+1; got != want {
				t.Errorf("n=%d t=%d: %d histories survive, want %d", n, threshold, got, want)
			}
		}
	}
	for _, tied := range []bool{false, true} {
		for _, g := range [][2]uint8{{3, 2}, {4, 3}, {3, 3}} {
			c := strawman.Of(strawman.Fittest, g[0], g[1])
			c.Tied = tied
			most := make(chan int, 1)
			most <- 0
			refine.EveryState(t, c.Spec(), false, func(st *strawman.State) error {
				if c.Done(st) {
					most <- max(<-most, st.Chosen.Len())
				}
				return nil
			})
			want := int(g[0]-g[1]) + 1
			if tied {
				want = int(g[0])
			}
			if got := <-most; got != want {
				t.Errorf("n=%d t=%d, tied %v: %d histories survive, want %d", g[0], g[1], tied, got, want)
			}
		}
	}
}

// choices are the proposals that each node can come to choose: those that are the best of some t or more, its own
// among them. Node i's ticket is i.
func choices(n, threshold int) []spec.NodeSet {
	all := make([]spec.NodeSet, n)
	for i := range spec.NodeID(n) {
		for seen := range spec.NodeSet(1) << n {
			if seen.Has(i) && seen.Len() >= threshold {
				best := spec.NodeID(n - 1)
				for !seen.Has(best) {
					best--
				}
				all[i] = all[i].With(best)
			}
		}
	}
	return all
}

// mostSurvivors is how many different proposals the nodes can choose between them: a largest matching.
func mostSurvivors(n int, choices []spec.NodeSet) int {
	chosenBy := map[spec.NodeID]int{}
	most := 0
	for i := range n {
		if tried := spec.NodeSet(0); give(i, choices, chosenBy, &tried) {
			most++
		}
	}
	return most
}

// give finds a proposal for node i that no other node needs.
func give(i int, choices []spec.NodeSet, chosenBy map[spec.NodeID]int, tried *spec.NodeSet) bool {
	for p := range spec.NodeID(len(choices)) {
		if !choices[i].Has(p) || tried.Has(p) {
			continue
		}
		*tried = tried.With(p)
		if other, taken := chosenBy[p]; !taken || give(other, choices, chosenBy, tried) {
			chosenBy[p] = i
			return true
		}
	}
	return false
}
