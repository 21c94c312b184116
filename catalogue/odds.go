package catalogue

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/spf13/pflag"

	"quesera/spec/qsc3/odds"
)

// Odds are the least odds of a node to see a round committed, over all schedules of a network.
type Odds struct {
	Network string // what it sees of the lottery tickets
	Tickets string // how they are drawn
	Least   *big.Rat
	Rounds  int
	Fails   *big.Rat // bounds how likely it is that none of Rounds rounds is seen committed
}

// WithOdds lists the protocols that draw lots.
func WithOdds() []Protocol {
	return slices.DeleteFunc(Protocols(), func(p Protocol) bool { return p.Odds == nil })
}

// ticketsPerNode is how many tickets there are for each node in the models of the paper's appendix (TLC appendix A).
const ticketsPerNode = 10

// qsc3Rounds are those of which Odds.Fails speaks.
const qsc3Rounds = 10

// qsc3Odds are those of TLC §4.9: of networks that see no tickets, those of one node, those of as many as may fail,
// and all.
func qsc3Odds(flags *pflag.FlagSet) func() ([]Odds, error) {
	n := flags.IntP("nodes", "n", 3, "number of nodes")
	t := flags.IntP("threshold", "t", 2, "threshold, a majority of the nodes")
	k := flags.Int("tickets", 0, "number of equally likely lottery tickets; 10 for each node if it is not given")
	return func() ([]Odds, error) {
		draw := odds.Draw{Tickets: *k}
		switch {
		case !flags.Changed("tickets"):
			draw.Tickets = ticketsPerNode * *n
		case *k < 1:
			return nil, fmt.Errorf("tickets = %d, want 1..%d", *k, odds.MaxTickets)
		}
		w := odds.Network{Nodes: *n, Threshold: *t}
		if err := w.Check(); err != nil {
			return nil, err
		}
		rows := []Odds{qsc3Row("sees no tickets", "no two are equal", w)}
		w.Draw = draw
		if err := w.Check(); err != nil {
			return nil, err
		}
		drawn := plural(draw.Tickets, "ticket")
		rows = append(rows, qsc3Row("sees no tickets", drawn, w))
		for _, sees := range slices.Compact([]int{min(1, *n-*t), *n - *t}) {
			if w.Sees = sees; sees > 0 && sees < *n {
				rows = append(rows, qsc3Row("sees the tickets of "+plural(sees, "node"), drawn, w))
			}
		}
		w.Sees = *n
		return append(rows, qsc3Row("sees all tickets", drawn, w)), nil
	}
}

func qsc3Row(network, tickets string, w odds.Network) Odds {
	least := w.Least()
	return Odds{Network: network, Tickets: tickets, Least: least, Rounds: qsc3Rounds, Fails: odds.Fails(least, qsc3Rounds)}
}
