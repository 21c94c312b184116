package strawman

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/strawman"
)

// STRAW-L1. Claim: of 2 to 6 nodes, what is in one node's history alone comes to be in all with probability 1/N, and
// in none otherwise, after (N-1)(1 + 1/2 + … + 1/(N-1)) steps on average (TLC §4.2).
//
// Method: the Markov chain whose transitions are the actions of spec/strawman, of which each adoption is
// equally likely; its linear equations are solved in fractions, for all sets of nodes.
func TestGeneticConsensusKeepsOneHistoryOfN(t *testing.T) {
	for n := uint8(2); n <= 6; n++ {
		c := strawman.Of(strawman.Genetic, n, n/2+1)
		start := func(bob spec.NodeSet) strawman.State {
			st := c.Start()
			c.Pay(&st, bob)
			return st
		}
		var sets []spec.NodeSet // that do not say the same already
		for bob := range spec.All(n) {
			if bob != 0 {
				sets = append(sets, bob)
			}
		}
		adoptions := func(bob spec.NodeSet) (all []spec.NodeSet) {
			for i := range spec.NodeID(n) {
				for j := range spec.NodeID(n) {
					if st := start(bob); c.CanAdopt(&st, i, j) {
						c.Adopt(&st, i, j)
						all = append(all, st.Bob)
					}
				}
			}
			return all
		}
		wins := solve(sets, adoptions, func(to spec.NodeSet) *big.Rat {
			if to == spec.All(n) {
				return big.NewRat(1, 1)
			}
			return new(big.Rat)
		}, new(big.Rat))
		steps := solve(sets, adoptions, func(spec.NodeSet) *big.Rat { return new(big.Rat) }, big.NewRat(1, 1))
		harmonic := new(big.Rat)
		for k := int64(1); k < int64(n); k++ {
			harmonic.Add(harmonic, big.NewRat(1, k))
		}
		harmonic.Mul(harmonic, big.NewRat(int64(n)-1, 1))
		for _, bob := range sets {
			if want := big.NewRat(int64(bob.Len()), int64(n)); wins[bob].Cmp(want) != 0 {
				t.Errorf("n=%d: what is in %v wins with %v, want %v", n, bob, wins[bob], want)
			}
			if bob.Len() == 1 && steps[bob].Cmp(harmonic) != 0 {
				t.Errorf("n=%d: what is in %v is decided after %v steps, want %v", n, bob, steps[bob], harmonic)
			}
		}
		t.Logf("n=%d: 1 of %d wins, decided after %s steps", n, n, steps[1].RatString())
	}
}

// STRAW-L2. Claim: of 2 to 5 nodes with a history each, one history is left after (N-1)^2 steps on average
// (TLC §4.2).
//
// Method: the same, of who shares whose history. A partition of the nodes says that.
func TestGeneticConsensusTakesSquareTime(t *testing.T) {
	for n := 2; n <= 5; n++ {
		own := make([]byte, n)
		for i := range own {
			own[i] = byte('a' + i)
		}
		adoptions := func(histories string) (all []string) {
			for i := range n {
				for j := range n {
					if i != j {
						next := []byte(histories)
						next[j] = next[i]
						all = append(all, canonical(next))
					}
				}
			}
			return all
		}
		reached := map[string]bool{canonical(own): true}
		for grew := true; grew; {
			grew = false
			for _, h := range slices.Sorted(maps.Keys(reached)) {
				for _, next := range adoptions(h) {
					grew = grew || !reached[next]
					reached[next] = true
				}
			}
		}
		one := canonical(make([]byte, n))
		delete(reached, one)
		steps := solve(slices.Sorted(maps.Keys(reached)), adoptions, func(string) *big.Rat { return new(big.Rat) },
			big.NewRat(1, 1))
		if got, want := steps[canonical(own)], big.NewRat(int64(n-1)*int64(n-1), 1); got.Cmp(want) != 0 {
			t.Errorf("n=%d: one history is left after %v steps, want %v", n, got, want)
		}
	}
}

// canonical names the histories by the first node that has each.
func canonical(histories []byte) string {
	names := map[byte]byte{}
	for i, h := range histories {
		if _, named := names[h]; !named {
			names[h] = byte('a' + len(names))
		}
		histories[i] = names[h]
	}
	return string(histories)
}

// solve finds x of each state: the cost of a step, and the average of x over what may follow, which of other states is
// known. Gaussian elimination in fractions.
func solve[K comparable](states []K, follow func(K) []K, known func(K) *big.Rat, step *big.Rat) map[K]*big.Rat {
	place := map[K]int{}
	for i, s := range states {
		place[s] = i
	}
	rows := make([][]*big.Rat, len(states)) // the coefficients, and the right side
	for i, s := range states {
		rows[i] = make([]*big.Rat, len(states)+1)
		for k := range rows[i] {
			rows[i][k] = new(big.Rat)
		}
		rows[i][i].SetInt64(1)
		rows[i][len(states)].Set(step)
		next := follow(s)
		share := big.NewRat(1, int64(len(next)))
		for _, to := range next {
			if k, ok := place[to]; ok {
				rows[i][k].Sub(rows[i][k], share)
			} else {
				rows[i][len(states)].Add(rows[i][len(states)], new(big.Rat).Mul(share, known(to)))
			}
		}
	}
	for i := range rows {
		pivot := slices.IndexFunc(rows[i:], func(r []*big.Rat) bool { return r[i].Sign() != 0 }) + i
		rows[i], rows[pivot] = rows[pivot], rows[i]
		for r := range rows {
			if r == i || rows[r][i].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Quo(rows[r][i], rows[i][i])
			for k := i; k <= len(states); k++ {
				rows[r][k].Sub(rows[r][k], new(big.Rat).Mul(factor, rows[i][k]))
			}
		}
	}
	x := map[K]*big.Rat{}
	for i, s := range states {
		x[s] = new(big.Rat).Quo(rows[i][len(states)], rows[i][i])
	}
	if len(x) != len(states) {
		panic(fmt.Sprintf("%d states, %d of them different", len(states), len(x)))
	}
	return x
}
