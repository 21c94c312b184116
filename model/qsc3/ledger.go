package qsc3

import (
	"fmt"

	"quesera/model"
)

// Ledger holds the decisions of all nodes against each other: the obligations QSC3-O1
// to QSC3-O3, as far as they can be seen from decisions. It judges a run from outside; no node has one.
//
// It remembers the last ledgerRounds rounds; what a laggard decides of older ones is
// counted as unjudged, not passed over in silence.
type Ledger struct {
	config   Config
	rounds   map[Round]*roundRecord
	newest   Round
	blocks   map[model.Digest]Choice // proposals that somebody chose
	finals   [chains]Choice          // the latest commit in each chain
	unjudged int
}

const ledgerRounds = 4096

// roundRecord is what is known of one round.
type roundRecord struct {
	committed Choice // Known once somebody committed
	chosen    []decision
}

type decision struct {
	node   model.NodeID
	choice Choice
}

// NewLedger is empty.
func NewLedger(c Config) *Ledger {
	return &Ledger{config: c, rounds: map[Round]*roundRecord{}, blocks: map[model.Digest]Choice{}}
}

// Unjudged is the number of decisions that came too late to be compared.
func (l *Ledger) Unjudged() int { return l.unjudged }

// A Contradiction is a decision that breaks a rule of the protocol (doc.go), be it against earlier ones or by itself.
type Contradiction struct{ Rule, What string }

func (c *Contradiction) Error() string { return "qsc3: " + c.What + " (" + c.Rule + ")" }

func contradiction(rule, format string, args ...any) error {
	return &Contradiction{rule, fmt.Sprintf(format, args...)}
}

// Add takes in a decision. The error, a *Contradiction, tells how it contradicts earlier ones.
func (l *Ledger) Add(node model.NodeID, d Decided) error {
	if !d.Choice.Known {
		if d.Committed {
			return contradiction("QSC3-O1", "node %d commits nothing in round %d", node, d.Round)
		}
		return nil
	}
	if l.newest >= ledgerRounds && d.Round <= l.newest-ledgerRounds {
		l.unjudged++
		return nil
	}
	l.forget(d.Round)
	r := l.rounds[d.Round]
	if r == nil {
		r = &roundRecord{}
		l.rounds[d.Round] = r
	}
	r.chosen = append(r.chosen, decision{node, d.Choice})
	l.blocks[d.Choice.Digest] = d.Choice
	if err := l.agree(node, d, r); err != nil || !d.Committed || r.committed.Known {
		return err
	}
	r.committed = d.Choice
	return l.extend(node, d)
}

// agree is QSC3-O1 and QSC3-O2: a committed choice is everybody's choice.
func (l *Ledger) agree(node model.NodeID, d Decided, r *roundRecord) error {
	if r.committed.Known && r.committed.Digest != d.Choice.Digest {
		return contradiction("QSC3-O2",
			"node %d chooses node %d's proposal in round %d, want node %d's, which is committed",
			node, d.Choice.Node, d.Round, r.committed.Node)
	}
	if !d.Committed {
		return nil
	}
	for _, other := range r.chosen {
		if other.choice.Digest != d.Choice.Digest {
			return contradiction("QSC3-O2",
				"node %d commits node %d's proposal in round %d, of which node %d chose node %d's",
				node, d.Choice.Node, d.Round, other.node, other.choice.Node)
		}
	}
	return nil
}

// extend is QSC3-O3, the prefix rule: commits of one chain lie on one line of descent.
func (l *Ledger) extend(node model.NodeID, d Decided) error {
	final := &l.finals[l.config.Chain(d.Round)]
	lower, upper := *final, d.Choice
	if !lower.Known {
		*final = d.Choice
		return nil
	}
	if upper.Proposal.Round < lower.Proposal.Round {
		lower, upper = upper, lower
	} else {
		*final = d.Choice
	}
	tip := upper
	for range upper.Proposal.Round - lower.Proposal.Round { // what a proposal builds on is of an earlier round
		if tip.Proposal.Round <= lower.Proposal.Round {
			break
		}
		parent, known := l.blocks[tip.Proposal.Parent]
		if !known {
			return contradiction("QSC3-4", "node %d's proposal of round %d builds on %v, which nobody chose", tip.Node,
				tip.Proposal.Round, tip.Proposal.Parent)
		}
		tip = parent
	}
	if tip.Digest != lower.Digest {
		return contradiction("QSC3-O3", "node %d commits node %d's proposal in round %d, and the commit of round %d does "+
			"not lie on one line with the one of round %d", node, d.Choice.Node, d.Round, upper.Proposal.Round,
			lower.Proposal.Round)
	}
	return nil
}

// forget drops what is too old to matter.
func (l *Ledger) forget(round Round) {
	for l.newest < round {
		l.newest++
		if l.newest < ledgerRounds {
			continue
		}
		old := l.newest - ledgerRounds
		if r := l.rounds[old]; r != nil {
			for _, d := range r.chosen {
				delete(l.blocks, d.choice.Digest)
			}
			delete(l.rounds, old)
		}
	}
}
