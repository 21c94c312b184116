package qsc3_test

import (
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// majority is the group of n nodes with the smallest majority as both thresholds (TLC §2.7).
func majority(n int) tlc.Thresholds {
	return tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1}
}

// scenario describes one run.
type scenario struct {
	qsc3.Config
	sim.Faults
	adversary sim.Adversary
	timeouts  bool
	rounds    qsc3.Round // the run ends when every live node has decided so many
}

// report is what a run showed.
type report struct {
	decided, committed int // over all nodes
	byNode             []int
	rounds             map[qsc3.Round][]qsc3.Decided // what the nodes decided, by round
	missed             int
	moves              uint64
	err                error // what the obligations or the world complain about
}

// run plays a scenario and holds every decision against QSC3-O1 to QSC3-O5.
func run(s scenario, chooser sim.Chooser) report {
	machine, err := qsc3.New(s.Config)
	if err != nil {
		return report{err: err}
	}
	r := report{rounds: map[qsc3.Round][]qsc3.Decided{}, byNode: make([]int, s.Nodes)}
	reached := make([]model.Step, s.Nodes)
	w, err := sim.New(sim.Config[qsc3.State]{
		Nodes: s.Nodes, Machine: machine, Chooser: chooser, Adversary: s.adversary,
		Faults: s.Faults, Timeouts: s.timeouts, Observe: r.observe(s.Config, reached),
	})
	if err != nil {
		r.err = err
		return r
	}
	end := machine.StartOf(s.rounds-1) + 3
	err = w.Run(func() bool {
		if r.err != nil {
			return true
		}
		for i := range w.Live().Members() {
			if reached[i] < end {
				return false
			}
		}
		return true
	}, 10_000_000)
	if r.err == nil {
		r.err = err
	}
	r.moves = w.Moves()
	return r
}

// observe notes what the nodes do, how far they have come, and what contradicts an obligation.
func (r *report) observe(c qsc3.Config, reached []model.Step) func(sim.Observation[qsc3.State]) {
	ledger, confirmed, outputs := qsc3.NewLedger(c), newConfirmations(c), qsc3.NewOutputs(c)
	return func(o sim.Observation[qsc3.State]) {
		if err := outputs.Observe(o.Node, o.Effects, o.After); err != nil && r.err == nil {
			r.err = err
		}
		for _, e := range o.Effects {
			switch e := e.(type) {
			case tlc.Advanced:
				reached[o.Node] = e.Step
			case qsc3.Missed:
				r.missed += int(e.Last-e.First) + 1
			case qsc3.Decided:
				r.decided++
				r.rounds[e.Round] = append(r.rounds[e.Round], e)
				if e.Committed {
					r.committed++
					r.byNode[o.Node]++
				}
				for _, err := range []error{ledger.Add(o.Node, e),
					confirmed.add(o.Node, e, o.After.Clock().History())} {
					if err != nil && r.err == nil {
						r.err = err
					}
				}
			}
		}
	}
}

// confirmations checks QSC3-O4 (a proposal reconfirmed at one node is confirmed at all) and
// QSC3-O5 (no commit on a tie) with the histories of all nodes at the moment of decision, and that
// equal views give equal decisions (TLC §5.3.1).
type confirmations struct {
	config      qsc3.Config
	reconfirmed map[qsc3.Round]model.NodeSet // whose proposal some node reconfirmed
	confirmed   map[qsc3.Round]model.NodeSet // whose proposal every node so far confirmed
	byView      map[string]qsc3.Decided      // what was decided with a view
}

func newConfirmations(c qsc3.Config) *confirmations {
	return &confirmations{c, map[qsc3.Round]model.NodeSet{}, map[qsc3.Round]model.NodeSet{}, map[string]qsc3.Decided{}}
}

func (c *confirmations) add(node model.NodeID, d qsc3.Decided, h *tlc.History) error {
	s := c.config.StartOf(d.Round)
	if _, known := c.confirmed[d.Round]; !known {
		c.confirmed[d.Round] = model.All(c.config.Nodes)
	}
	c.confirmed[d.Round] = c.confirmed[d.Round].Intersect(h.Confirmed(s))
	for m := range h.RawMessages(s + 1) {
		if h.Confirmed(s + 1).Has(m.Node) {
			c.reconfirmed[d.Round] = c.reconfirmed[d.Round].Union(m.Confirmed)
		}
	}
	if missing := c.reconfirmed[d.Round].Minus(c.confirmed[d.Round]); !missing.Empty() {
		return fmt.Errorf("round %d: proposals of %v are reconfirmed by one node and not confirmed by another "+
			"(QSC3-O4, at node %d)", d.Round, missing, node)
	}
	view := fmt.Sprint(d.Round, h.Raws(s), h.Confirmed(s), h.Raws(s+1), h.Confirmed(s+1))
	if other, known := c.byView[view]; known && other != d {
		return fmt.Errorf("round %d: node %d decides %+v, and with the same view another node %+v (TLC §5.3.1)",
			d.Round, node, d, other)
	}
	c.byView[view] = d
	if !d.Committed {
		return nil
	}
	for m := range h.RawMessages(s) {
		if p := m.Payload.(qsc3.Proposal); m.Node != d.Choice.Node && p.Ticket == d.Choice.Proposal.Ticket {
			return fmt.Errorf("round %d: node %d commits a proposal that is tied with node %d's (QSC3-O5)", d.Round,
				node, m.Node)
		}
	}
	return nil
}

// must runs a scenario with a seed and fails the test, with the seed, on any complaint.
func must(t *testing.T, s scenario, seed uint64) report {
	t.Helper()
	r := run(s, sim.Random(seed))
	if r.err != nil {
		t.Fatalf("n=%d t_m=%d t_w=%d pipelined=%v tickets=%d faults=%+v seed=%d: %v",
			s.Nodes, s.Message, s.Witness, s.Pipelined, s.Tickets, s.Faults, seed, r.err)
	}
	return r
}
