// Package qsc3 is QSC3's chain of blocks, as replicated objects stand on it (model/object/replica).
package qsc3

import (
	"quesera/model"
	"quesera/model/object/replica"
	"quesera/model/qsc3"
	"quesera/model/tlc"
)

// Chain is a group that runs QSC3, whose proposals carry blocks. It implements replica.Chain.
type Chain struct{ qsc3.Machine }

// New is the chain of a group of n nodes, with thresholds of t.
func New(n, t int, pipelined bool) (Chain, error) {
	m, err := qsc3.New(qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: t, Witness: t}, Pipelined: pipelined,
		Tickets: 1 << 16})
	return Chain{m}, err
}

// Lines implements replica.Chain: pipelined rounds are three chains (TLC §4.11).
func (c Chain) Lines() int {
	lines := 1
	for r := range qsc3.Round(8) {
		lines = max(lines, c.Chain(r)+1)
	}
	return lines
}

// Line implements replica.Chain.
func (c Chain) Line(s *qsc3.State) int {
	r, _ := c.RoundAt(s.Clock().Step())
	return c.Chain(r)
}

// Propose implements replica.Chain.
func (c Chain) Propose(coin model.Coin, block *replica.Block) model.Event {
	return qsc3.Propose{Coin: coin, Block: block}
}

// Decided implements replica.Chain.
func (c Chain) Decided(e model.Effect) (replica.Decision, bool) {
	d, ok := e.(qsc3.Decided)
	if !ok || !d.Choice.Known {
		return replica.Decision{}, false
	}
	block, ok := d.Choice.Proposal.Block.(*replica.Block)
	return replica.Decision{Line: c.Chain(d.Round), Block: block, Committed: d.Committed}, ok
}
