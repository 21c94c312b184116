package qsc3

import (
	"quesera/model"
	"quesera/model/tlc"
)

// Outputs holds all that nodes tell their users against each other: the obligations QSC3-O8 and QSC3-O9, and what
// their proposals build on (QSC3-4). It judges a run from outside, transition by transition; no node has one.
type Outputs struct {
	config Config
	nodes  []told
}

// told is what one node has told so far.
type told struct {
	next  Round  // the first round of which it has told nothing yet
	head  Choice // its choice in the last round that it decided
	final Choice // the last choice that it committed; not Known: none
}

// NewOutputs has seen nothing of a run yet.
func NewOutputs(c Config) *Outputs { return &Outputs{config: c, nodes: make([]told, c.Nodes)} }

// Observe takes in one transition of a node, with the state after it. The error, a *Contradiction, is the first thing
// that is wrong.
func (o *Outputs) Observe(node model.NodeID, effects []model.Effect, after *State) error {
	n := &o.nodes[node]
	for _, e := range effects {
		var err error
		switch e := e.(type) {
		case Decided:
			err = n.decide(node, e)
		case Missed:
			err = n.miss(node, e)
		case model.Broadcast:
			if raw, ok := e.Message.(*tlc.Raw); ok {
				err = o.proposes(node, raw)
			}
		}
		if err != nil {
			return err
		}
	}
	return n.shows(node, after)
}

// decide is QSC3-O8 for a round that is decided.
func (n *told) decide(node model.NodeID, d Decided) error {
	if d.Round != n.next {
		return contradiction("QSC3-O8", "node %d decides round %d, want to hear of round %d next", node, d.Round, n.next)
	}
	n.next++
	n.head = d.Choice
	if d.Committed {
		n.final = d.Choice
	}
	return nil
}

// miss is QSC3-O8 for rounds that are missed.
func (n *told) miss(node model.NodeID, m Missed) error {
	if m.First != n.next || m.Last < m.First {
		return contradiction("QSC3-O8", "node %d misses the rounds from %d to %d, want to hear of round %d next", node,
			m.First, m.Last, n.next)
	}
	n.next = m.Last + 1
	return nil
}

// proposes is QSC3-4 for the proposal that a raw message carries, and QSC3-1 for its round. Where no round starts a
// raw message carries none.
func (o *Outputs) proposes(node model.NodeID, raw *tlc.Raw) error {
	p, proposes := raw.Payload.(Proposal)
	r, starts := o.config.RoundAt(raw.Step)
	want := Genesis
	if head := o.nodes[node].head; head.Known {
		want = head.Digest
	}
	switch {
	case proposes != starts || proposes && p.Round != r:
		return contradiction("QSC3-1", "node %d in step %d broadcasts %+v, want the proposal of the round that starts there",
			node, raw.Step, raw.Payload)
	case proposes && p.Parent != want:
		return contradiction("QSC3-4", "node %d builds its proposal of round %d on %v, want its latest choice %v", node, r,
			p.Parent, want)
	}
	return nil
}

// shows is QSC3-O9.
func (n *told) shows(node model.NodeID, after *State) error {
	head, _ := after.Head()
	final, _ := after.Final()
	if head != n.head || final != n.final {
		return contradiction("QSC3-O9", "node %d says that it chose %+v and that %+v is final, want %+v and %+v", node,
			head, final, n.head, n.final)
	}
	return nil
}
