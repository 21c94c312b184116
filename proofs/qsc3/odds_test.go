package qsc3

import (
	"fmt"
	"math"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	model "quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/qsc3"
	"quesera/spec/qsc3/odds"
)

// QSC3-L6. Claim: the least odds of a node over all schedules are those that
// Network.Least says, and it commits as the rule of the spec says (TLC §4.9).
//
// Method: every state at the end of a round of up to four nodes, of whom four leave each step at once, and all that a
// node can have reconfirmed at the end of one of five (reconfirmedByNode), being aware of everything; all orders of
// tickets under the commit rule of spec/qsc3, each as often as so many equally likely tickets make it.
func TestTheLeastOddsAreThoseOfAllOutcomes(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
		{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true},
		{Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3, Late: true, Exact: true},
		{Nodes: 4, MessageThreshold: 4, WitnessThreshold: 4},
		{Nodes: 5, MessageThreshold: 3, WitnessThreshold: 3, Late: true, Exact: true},
		{Nodes: 5, MessageThreshold: 4, WitnessThreshold: 4, Late: true, Exact: true},
	} {
		outcomes := map[qsc3.Knowledge]bool{}
		if c.Nodes <= 4 {
			outcomes = outcomesOf(t, c)
		} else {
			for r := range reconfirmedByNode(c) {
				outcomes[qsc3.Knowledge{Seen: spec.All(c.Nodes), Confirmed: spec.All(c.Nodes), Reconfirmed: r}] = true
			}
		}
		n := int(c.Nodes)
		least := map[int]*big.Rat{}
		for k := range outcomes {
			commits := commitsByLevels(c, k)
			for _, tickets := range append([]int{0}, upTo(10*n)...) {
				draw := odds.Draw{Tickets: tickets}
				got := oddsOf(commits, n, tickets)
				if want := draw.Odds(k.Reconfirmed.Len(), k.Seen.Len()); got.Cmp(want) != 0 {
					t.Fatalf("%+v: a node that knows %+v commits with %v, %d tickets, want %v", c, k, got, tickets, want)
				}
				if least[tickets] == nil || got.Cmp(least[tickets]) < 0 {
					least[tickets] = got
				}
			}
		}
		for tickets, got := range least {
			w := odds.Network{Nodes: n, Threshold: int(c.MessageThreshold), Draw: odds.Draw{Tickets: tickets}}
			if want := w.Least(); got.Cmp(want) != 0 {
				t.Errorf("%+v, %d tickets: least odds of %d outcomes %v, want %v", c, tickets, len(outcomes), got, want)
			}
		}
		if len(least) != 10*n+1 {
			t.Errorf("%+v: odds of %d draws", c, len(least))
		}
	}
}

// upTo is 1..n.
func upTo(n int) (all []int) {
	for k := range n {
		all = append(all, k+1)
	}
	return all
}

// outcomesOf are all that a node can know at the end of a round. Nodes are alike, so one is as good as another, and
// states between steps may be renamed.
func outcomesOf(t *testing.T, c qsc3.Config) map[qsc3.Knowledge]bool {
	t.Helper()
	var mu sync.Mutex
	outcomes := map[qsc3.Knowledge]bool{}
	refine.EveryState(t, c.Spec(), true, func(st *qsc3.State) error {
		if c.Done(st) {
			mu.Lock()
			defer mu.Unlock()
			for i := range c.Nodes {
				outcomes[st.Knows[i]] = true
			}
		}
		return nil
	})
	if len(outcomes) == 0 {
		t.Fatalf("%+v has no outcomes", c)
	}
	return outcomes
}

// commitsByLevels counts the orders of the tickets, ties included, in which a node that knows this commits: for each
// number of different tickets, those in which all of them occur.
func commitsByLevels(c qsc3.Config, k qsc3.Knowledge) []int64 {
	n := int(c.Nodes)
	c.Tickets = c.Nodes
	st := qsc3.State{Step: qsc3.Steps, Turn: c.Nodes}
	st.Knows[0] = k
	commits := make([]int64, n+1)
	var draw func(i int)
	draw = func(i int) {
		if i < n {
			for ticket := range c.Tickets {
				st.Ticket[i] = ticket
				draw(i + 1)
			}
			return
		}
		var used spec.NodeSet
		for _, ticket := range st.Ticket[:n] {
			used = used.With(spec.NodeID(ticket))
		}
		if used != spec.All(uint8(used.Len())) {
			return // the same order as with lower tickets
		}
		for p := range spec.NodeID(n) {
			if c.Commits(&st, 0, p) {
				commits[used.Len()]++
			}
		}
	}
	draw(0)
	return commits
}

// oddsOf are the odds with so many equally likely tickets: an order of l different ones comes from as many draws as
// there are ways to choose these. 0 tickets: no two are equal, and all orders of n are equally likely.
func oddsOf(commits []int64, n, tickets int) *big.Rat {
	if tickets == 0 {
		return new(big.Rat).SetFrac(big.NewInt(commits[n]), new(big.Int).MulRange(1, int64(n)))
	}
	sum := new(big.Int)
	for l, count := range commits {
		ways := new(big.Int).Binomial(int64(tickets), int64(l))
		sum.Add(sum, ways.Mul(ways, big.NewInt(count)))
	}
	return new(big.Rat).SetFrac(sum, new(big.Int).Exp(big.NewInt(int64(tickets)), big.NewInt(int64(n)), nil))
}

// QSC3-L7. Claim: in groups of up to sixteen a network that sees no tickets can leave a node the least odds: it
// reaches the knowledge that QSC3-S7 speaks of (TLC §4.9).
//
// Method: the schedule itself, action by action. The first t nodes' messages of each step are witnessed by these
// nodes, and all hear them; the others' proposals reach everybody late.
func TestTheLeastOddsAreReachedInEveryGroup(t *testing.T) {
	for n := spec.NodeID(2); n <= spec.MaxNodes; n++ {
		for threshold := n/2 + 1; threshold <= n; threshold++ {
			c := qsc3.Config{Nodes: uint8(n), MessageThreshold: uint8(threshold), WitnessThreshold: uint8(threshold),
				Late: true, Exact: true}
			st := c.Start()
			heard := spec.All(uint8(threshold))
			do := func(can bool, effect func()) {
				if t.Helper(); !can {
					t.Fatalf("%+v: the schedule is not possible in step %d, turn %d", c, st.Step, st.Turn)
				}
				effect()
			}
			for range qsc3.Steps {
				for i := range n {
					if heard.Has(i) {
						do(c.CanWitness(&st, i, heard), func() { c.Witness(&st, i, heard) })
					} else {
						do(c.CanMiss(&st, i), func() { c.Miss(&st, i) })
					}
				}
				for j := range n {
					for i := range n {
						if c.CanSeeLate(&st, i, j) {
							c.SeeLate(&st, i, j)
						}
					}
					do(c.CanHear(&st, j, heard), func() { c.Hear(&st, j, heard) })
				}
			}
			if !c.Done(&st) || !c.LeastOdds(&st) {
				t.Errorf("%+v: at the end node 0 has reconfirmed %v and is aware of %v", c, st.Knows[0].Reconfirmed,
					st.Knows[0].Seen)
			}
		}
	}
}

// QSC3-O7. Claim: the machine commits as often as the odds say, in a network that leaves it the least
// (TLC §4.9), of each node, with ties and without.
//
// Method: simulated rounds with tickets of a seed; the share of commits is within 4.5 standard deviations of the
// odds, which one of 100,000 right programs misses. A round's tickets are drawn anew, so that the rounds are
// independent of each other in this network. A million rounds with QUESERA_DEEP=1, whose figures docs/ODDS.md has.
func TestAWithholdingNetworkLeavesTheLeastOdds(t *testing.T) {
	rounds := 2000
	if refine.Deep() {
		rounds = countedRounds
	}
	for _, w := range withheldNetworks {
		t.Run(fmt.Sprintf("%d of %d, %d tickets", w.Threshold, w.Nodes, w.Draw.Tickets), func(t *testing.T) {
			areLeast(t, w, rounds)
		})
	}
}

// areLeast plays rounds in the network that withholds, and holds each node's commits to the odds.
func areLeast(t *testing.T, w odds.Network, rounds int) {
	t.Helper()
	c := model.Config{Thresholds: tlc.Thresholds{Nodes: w.Nodes, Message: w.Threshold, Witness: w.Threshold},
		Tickets: uint64(w.Draw.Tickets)}
	p, bound := oddsWithin(w, rounds)
	all := commitsOf(t, c, model.Withholder(c), rounds)
	for node, commits := range all {
		share := float64(commits) / float64(rounds)
		if math.Abs(share-p) > bound {
			t.Errorf("%+v: node %d commits in %.4f of %d rounds, want %.4f ± %.4f", w, node, share, rounds, p, bound)
		}
	}
	if rounds == countedRounds {
		isCounted(t, w, countedLine(w, slices.Min(all), slices.Max(all)))
	}
}

// countedRounds are those of the table in docs/ODDS.md.
const countedRounds = 1_000_000

// withheldNetworks are those in which rounds are counted.
var withheldNetworks = []odds.Network{
	{Nodes: 3, Threshold: 2, Draw: odds.Draw{Tickets: 30}}, {Nodes: 3, Threshold: 2, Draw: odds.Draw{Tickets: 2}},
	{Nodes: 5, Threshold: 3, Draw: odds.Draw{Tickets: 10}}, {Nodes: 4, Threshold: 4, Draw: odds.Draw{Tickets: 4}},
}

// oddsWithin are the least odds, and how far the share of so many rounds may be from them: 4.5 standard deviations.
func oddsWithin(w odds.Network, rounds int) (p, bound float64) {
	p, _ = w.Least().Float64()
	return p, 4.5 * math.Sqrt(p*(1-p)/float64(rounds))
}

// countedLine is a line of the table: the group, its exact odds, the interval, and in how many of the rounds the nodes
// committed that did so least and most often.
func countedLine(w odds.Network, least, most int) string {
	p, bound := oddsWithin(w, countedRounds)
	return fmt.Sprintf("| %d | %d | %d | %s | %.6f | %.6f ± %.6f | %d to %d |", w.Nodes, w.Threshold, w.Draw.Tickets,
		w.Least().RatString(), p, p, bound, least, most)
}

const oddsFile = "../../docs/ODDS.md"

// isCounted holds a line of the table in docs/ODDS.md to what was counted, or writes it.
func isCounted(t *testing.T, w odds.Network, line string) {
	t.Helper()
	text, err := os.ReadFile(oddsFile)
	if err != nil {
		t.Fatal(err)
	}
	head := fmt.Sprintf("| %d | %d | %d |", w.Nodes, w.Threshold, w.Draw.Tickets)
	there := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(head) + `.*$`)
	if *update {
		text = there.ReplaceAll(text, []byte(line))
		if err := os.WriteFile(oddsFile, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have := there.Find(text); string(have) != line {
		t.Errorf("%s has\n%s, counted was\n%s", oddsFile, have, line)
	}
}

// The table of docs/ODDS.md has the networks and the intervals of QSC3-O7, and each count in it is within its interval.
func TestTheCountsOfTheDocumentationFitTheOdds(t *testing.T) {
	text, err := os.ReadFile(oddsFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range withheldNetworks {
		p, bound := oddsWithin(w, countedRounds)
		head, _, _ := strings.Cut(countedLine(w, 0, 0), " 0 to 0 |")
		_, rest, found := strings.Cut(string(text), head)
		var least, most int
		if _, err := fmt.Sscanf(rest, " %d to %d |", &least, &most); !found || err != nil {
			t.Fatalf("%s: no line %s with counts (%v)", oddsFile, head, err)
		}
		for _, commits := range []int{least, most} {
			if math.Abs(float64(commits)/countedRounds-p) > bound {
				t.Errorf("%s: %d commits, want %.0f ± %.0f", head, commits, p*countedRounds, bound*countedRounds)
			}
		}
	}
}

// commitsOf plays so many rounds and counts the commits of each node.
func commitsOf(t *testing.T, c model.Config, adversary sim.Adversary, rounds int) []int {
	t.Helper()
	machine, err := model.New(c)
	if err != nil {
		t.Fatal(err)
	}
	commits, decided := make([]int, c.Nodes), make([]int, c.Nodes)
	w, err := sim.New(sim.Config[model.State]{Nodes: c.Nodes, Machine: machine, Adversary: adversary,
		Chooser: sim.Random(1), InPlace: true,
		Observe: func(o sim.Observation[model.State]) {
			for _, e := range o.Effects {
				if d, ok := e.(model.Decided); ok && decided[o.Node] < rounds {
					decided[o.Node]++
					if d.Committed {
						commits[o.Node]++
					}
				}
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	over := func() bool { return slices.Min(decided) >= rounds }
	if err := w.Run(over, uint64(rounds)*uint64(c.Nodes*c.Nodes)*100); err != nil {
		t.Fatal(err)
	}
	return commits
}
