// Package odds says how likely a node is to see a round of QSC3 committed (TLC §4.9): exactly, as fractions.
//
// The network fixes a schedule, and with it what each node will know at the end of the round. The lottery tickets are
// drawn independently of what the network could see. A node that has reconfirmed the proposals R and is aware of the
// proposals S commits if the highest ticket of S is held once, and by a proposal of R (TLC §4.10). So its odds
// depend on the two sizes alone (Odds), they grow with R, and they shrink with S.
//
//   - At s+3 everybody has reconfirmed at least t proposals: QSC3-P7, for every n QSC3-L5.
//   - There are schedules in which a node has reconfirmed no more than t, any t that the network likes, and is aware of
//     all n: QSC3-S7. The network lets only these t be witnessed in time, and shows the others around unwitnessed.
//
// So the least odds of a network that sees no tickets are those of t and n, without ties t/n (Network.Least). A
// network that sees some tickets does best to keep the likeliest winners out of R: it can keep out n - t.
package odds

import (
	"fmt"
	"math/big"
)

// A Draw is how tickets are drawn: each of n is one of Tickets equally likely ones, or, if Tickets is 0, all orders of
// them are equally likely and no two are equal.
type Draw struct{ Tickets int }

// Odds are those of a node that has reconfirmed some of the proposals that it is aware of: that of the aware ones'
// tickets the highest is held once, by a reconfirmed one.
func (d Draw) Odds(reconfirmed, aware int) *big.Rat {
	if d.Tickets == 0 || reconfirmed == 0 {
		return big.NewRat(int64(reconfirmed), int64(aware))
	}
	wins := new(big.Int) // of the draws, those in which one of them has the highest ticket v, and all others have less
	for v := range d.Tickets {
		wins.Add(wins, power(v, aware-1))
	}
	return d.share(times(wins, reconfirmed), aware)
}

// share is the share of all draws of so many tickets that these are.
func (d Draw) share(draws *big.Int, tickets int) *big.Rat {
	return new(big.Rat).SetFrac(draws, power(d.Tickets, tickets))
}

// A Network is what decides on the schedule of a group's round.
type Network struct {
	Nodes, Threshold int
	Draw             Draw
	Sees             int // of how many nodes it sees the tickets before it fixes the schedule
}

// MaxNodes and MaxTickets bound what is computed.
const (
	MaxNodes   = 256
	MaxTickets = 10_000
)

// Check refuses what has no odds.
func (w Network) Check() error {
	switch {
	case w.Nodes < 1 || w.Nodes > MaxNodes:
		return fmt.Errorf("nodes = %d, want 1..%d", w.Nodes, MaxNodes)
	case w.Threshold > w.Nodes || 2*w.Threshold <= w.Nodes:
		return fmt.Errorf("threshold = %d, want a majority of %d nodes: %d..%d", w.Threshold, w.Nodes, w.Nodes/2+1, w.Nodes)
	case w.Draw.Tickets < 0 || w.Draw.Tickets > MaxTickets:
		return fmt.Errorf("tickets = %d, want 1..%d", w.Draw.Tickets, MaxTickets)
	case w.Sees < 0 || w.Sees > w.Nodes:
		return fmt.Errorf("seen tickets = %d, want 0..%d", w.Sees, w.Nodes)
	case w.Sees > 0 && w.Sees < w.Nodes && w.Draw.Tickets == 0:
		return fmt.Errorf("what a network makes of some tickets depends on how many there are: tickets = 0, want 1..%d",
			MaxTickets)
	}
	return nil
}

// Least are the least odds of a node to commit, over all schedules.
func (w Network) Least() *big.Rat {
	switch {
	case w.Sees == 0 || w.Threshold == w.Nodes:
		return w.Draw.Odds(w.Threshold, w.Nodes)
	case w.Sees == w.Nodes:
		return new(big.Rat) // it keeps out the one that would win
	}
	return w.leastOfSome()
}

// leastOfSome counts draws by the highest of the tickets that the network sees.
//
// If that is v, and one node's alone, that node wins if all unseen tickets are less. An unseen one wins with a ticket
// of more than v if all other unseen ones have less. The network keeps out the n - t that are most likely to win.
func (w Network) leastOfSome() *big.Rat {
	unseen, out := w.Nodes-w.Sees, w.Nodes-w.Threshold
	commits, one := new(big.Int), new(big.Int) // one: an unseen one wins with a ticket of more than v
	for v := w.Draw.Tickets - 1; v >= 0; v-- {
		alone := times(power(v, w.Sees-1), w.Sees)
		highest := new(big.Int).Sub(power(v+1, w.Sees), power(v, w.Sees)) // v is the highest, alone or not
		tied := highest.Sub(highest, alone)
		commits.Add(commits, alone.Mul(alone, left(power(v, unseen), one, unseen, out)))
		commits.Add(commits, tied.Mul(tied, left(new(big.Int), one, unseen, out)))
		one.Add(one, power(v, unseen-1))
	}
	return w.Draw.share(commits, w.Nodes)
}

// left is in how many draws of the unseen tickets one wins that is not kept out. In seen of them the best of the seen
// ones wins, and in one of them any one unseen one.
func left(seen, one *big.Int, unseen, out int) *big.Int {
	if seen.Cmp(one) >= 0 {
		return times(one, max(unseen-(out-1), 0))
	}
	if out > unseen { // all unseen ones are kept out, and the best seen one with them
		return new(big.Int)
	}
	rest := times(one, unseen-out)
	return rest.Add(rest, seen)
}

// Fails bounds the probability that a node sees none of so many rounds committed, if in each its odds are at least
// these whatever happened before. The rounds need not be independent for that: the network may let one depend on
// what became of others.
func Fails(odds *big.Rat, rounds int) *big.Rat {
	q := new(big.Rat).Sub(big.NewRat(1, 1), odds)
	e := big.NewInt(int64(rounds))
	return q.SetFrac(new(big.Int).Exp(q.Num(), e, nil), new(big.Int).Exp(q.Denom(), e, nil))
}

func power(x, n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(int64(x)), big.NewInt(int64(n)), nil)
}

func times(x *big.Int, n int) *big.Int { return new(big.Int).Mul(x, big.NewInt(int64(n))) }
