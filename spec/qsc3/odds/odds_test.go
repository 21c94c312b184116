package odds

import (
	"math/big"
	"testing"

	"quesera/spec"
)

// The fractions, as they are worked out by hand for three nodes.
//
// Two of three proposals are reconfirmed, and all three tickets are seen. Without ties each proposal is the best with
// probability 1/3, so the odds are 2/3. With two tickets, 0 and 1, there are eight draws. A proposal wins alone only
// with 1 against two 0s: 1 draw each, so 2/8. With three tickets a proposal wins with 1 against two 0s, and with 2
// against two of 0 and 1: 1 + 4 draws of 27 each, so 10/27.
//
// The network sees one ticket of three, and keeps one proposal out. Tickets are 0 and 1. If the seen one is 1, it
// wins in the 1 draw of 4 in which both others are 0, and nobody else can: it is kept out, and nobody wins. If it is 0,
// each other one wins in 1 of 4; one of them is kept out, so 1/4 remains. Together 1/2 * 1/4 = 1/8.
func TestTheOddsOfThreeNodesAreThoseWorkedOutByHand(t *testing.T) {
	for _, c := range []struct {
		w    Network
		want *big.Rat
	}{
		{Network{3, 2, Draw{0}, 0}, big.NewRat(2, 3)},
		{Network{3, 2, Draw{1}, 0}, big.NewRat(0, 1)},
		{Network{3, 2, Draw{2}, 0}, big.NewRat(2, 8)},
		{Network{3, 2, Draw{3}, 0}, big.NewRat(10, 27)},
		{Network{3, 3, Draw{0}, 0}, big.NewRat(1, 1)},
		{Network{1, 1, Draw{1}, 0}, big.NewRat(1, 1)},
		{Network{3, 2, Draw{2}, 1}, big.NewRat(1, 8)},
		{Network{3, 2, Draw{0}, 3}, big.NewRat(0, 1)},
		{Network{3, 3, Draw{3}, 3}, big.NewRat(15, 27)}, // nothing can be kept out
	} {
		if err := c.w.Check(); err != nil {
			t.Fatalf("%+v: %v", c.w, err)
		}
		if got := c.w.Least(); got.Cmp(c.want) != 0 {
			t.Errorf("%+v: least odds %v, want %v", c.w, got, c.want)
		}
	}
}

// TLC §4.9. Claim: what the paper says of the odds is right without ties, and wrong with the tickets of its appendix,
// ten a node, from 21 nodes on; and one ticket of three that the network sees is enough to break it.
func TestOneHalfIsWrongWithTiesAndWithATicketSeen(t *testing.T) {
	half := big.NewRat(1, 2)
	for _, c := range []struct {
		w     Network
		above bool
	}{
		{Network{3, 2, Draw{0}, 0}, true}, {Network{21, 11, Draw{0}, 0}, true}, {Network{99, 50, Draw{0}, 0}, true},
		{Network{19, 10, Draw{190}, 0}, true}, {Network{21, 11, Draw{210}, 0}, false},
		{Network{23, 12, Draw{230}, 0}, false},
		{Network{3, 2, Draw{30}, 0}, true}, {Network{3, 2, Draw{1000}, 1}, false},
	} {
		if got := c.w.Least(); got.Cmp(half) > 0 != c.above {
			t.Errorf("%+v: least odds %s, above 1/2 is %v", c.w, got.FloatString(6), !c.above)
		}
	}
}

// The least odds of a network that sees tickets are those of its best choice: for each draw of what it sees, it
// keeps those n - t proposals out with which the fewest draws of the rest commit. Method: all draws and all choices.
func TestWhatANetworkSeesIsUsedInTheBestWay(t *testing.T) {
	for _, w := range []Network{
		{3, 2, Draw{2}, 1}, {3, 2, Draw{5}, 1}, {3, 2, Draw{5}, 2}, {4, 3, Draw{4}, 1}, {4, 3, Draw{4}, 3},
		{5, 3, Draw{4}, 1}, {5, 3, Draw{4}, 2}, {5, 3, Draw{4}, 3}, {5, 3, Draw{4}, 4}, {5, 3, Draw{3}, 0},
		{5, 3, Draw{3}, 5}, {5, 4, Draw{3}, 2},
	} {
		seen, unseen := 1, 1
		for i := range w.Nodes {
			if i < w.Sees {
				seen *= w.Draw.Tickets
			} else {
				unseen *= w.Draw.Tickets
			}
		}
		total := int64(0)
		for s := range seen {
			best := int64(unseen + 1)
			for in := range spec.NodeSet(1) << w.Nodes {
				if in.Len() != w.Threshold {
					continue
				}
				commits := int64(0)
				for u := range unseen {
					if winner, alone := highest(w, s, u); alone && in.Has(winner) {
						commits++
					}
				}
				best = min(best, commits)
			}
			total += best
		}
		if got, want := w.Least(), big.NewRat(total, int64(seen)*int64(unseen)); got.Cmp(want) != 0 {
			t.Errorf("%+v: least odds %v, by trying all %v", w, got, want)
		}
	}
}

// highest is who has the highest ticket, and whether alone; the digits of seen and unseen are the tickets.
func highest(w Network, seen, unseen int) (winner spec.NodeID, alone bool) {
	best := -1
	for i := range w.Nodes {
		digits := &unseen
		if i < w.Sees {
			digits = &seen
		}
		ticket := *digits % w.Draw.Tickets
		*digits /= w.Draw.Tickets
		switch {
		case ticket > best:
			best, winner, alone = ticket, spec.NodeID(i), true
		case ticket == best:
			alone = false
		}
	}
	return winner, alone
}

// With K tickets the odds are at least t/n (1 - 1/K)^n: the sum of v^(n-1) is at least the integral of it up to K - 1.
func TestTiesCostNoMoreThanTheirBound(t *testing.T) {
	for n := 1; n <= 24; n++ {
		for threshold := n/2 + 1; threshold <= n; threshold++ {
			for _, k := range []int{1, 2, 3, n, 10 * n} {
				bound := new(big.Rat).SetFrac(times(power(k-1, n), threshold), times(power(k, n), n))
				if got := (Network{n, threshold, Draw{k}, 0}).Least(); got.Cmp(bound) < 0 {
					t.Errorf("n=%d, t=%d, %d tickets: %v, below the bound %v", n, threshold, k, got, bound)
				}
			}
		}
	}
}

// Rounds need not be independent, and the bound on many of them holds all the same (TLC §4.9). Method: two rounds of
// three nodes without ties, by whose tickets are the best. The network keeps node 2's proposal out of the first round,
// and out of the second if the first did not commit.
func TestRoundsAreNotIndependentAndTheBoundHolds(t *testing.T) {
	first, second, both, none := 0, 0, 0, 0
	for best1 := range 3 {
		for best2 := range 3 {
			one := best1 < 2
			two := one || best2 < 2
			for count, counts := range map[*int]bool{&first: one, &second: two, &both: one && two, &none: !one && !two} {
				if counts {
					*count++
				}
			}
		}
	}
	if both*9 == first*second {
		t.Errorf("of 9 draws %d commit first, %d second and %d both: these are independent", first, second, both)
	}
	least := Network{3, 2, Draw{0}, 0}.Least()
	if big.NewRat(int64(none), 9).Cmp(Fails(least, 2)) > 0 || big.NewRat(int64(first), 9).Cmp(least) != 0 {
		t.Errorf("%d of 9 draws commit in no round, the bound is %v; %d in the first", none, Fails(least, 2), first)
	}
}
