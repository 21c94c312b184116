package log

import (
	"fmt"

	"quesera/model"
	"quesera/model/sim"
)

// teller is what one node has told its user by its effects.
type teller struct {
	own     *Item[uint32]
	heads   map[model.NodeID]*Item[uint32]
	exposed model.NodeSet
}

// tellers hold what nodes tell against what they know.
type tellers []teller

// observe judges one transition: the node tells of each entry that it writes and of each that becomes another's head,
// once, and of each node against which it has evidence, with that evidence.
func (all tellers) observe(o sim.Observation[State[uint32]]) error {
	n := &all[o.Node]
	if n.heads == nil {
		n.heads = map[model.NodeID]*Item[uint32]{}
	}
	for _, e := range o.Effects {
		switch e := e.(type) {
		case Wrote[uint32]:
			if n.own != nil && e.Item.Seq != n.own.Seq+1 {
				return fmt.Errorf("node %d tells that it wrote entry %d after %d", o.Node, e.Item.Seq, n.own.Seq)
			}
			n.own = e.Item
		case Processed[uint32]:
			if last := n.heads[e.Item.Node]; last == e.Item || e.Item.Node == o.Node {
				return fmt.Errorf("node %d tells that it processed entry %d of node %d again, or of itself", o.Node,
					e.Item.Seq, e.Item.Node)
			}
			n.heads[e.Item.Node] = e.Item
		case Exposed:
			who := e.Evidence.Against
			if n.exposed.Has(who) || o.After.Exposed(who) == nil || o.After.Exposed(who).Kind != e.Evidence.Kind {
				return fmt.Errorf("node %d tells of evidence against node %d, want what it has, once", o.Node, who)
			}
			n.exposed = n.exposed.With(who)
		}
	}
	if n.own != o.After.Own() || !n.exposed.Equal(o.After.Corrupt()) {
		return fmt.Errorf("node %d told that it wrote %v and exposed %v, want %v and %v", o.Node, n.own, n.exposed,
			o.After.Own(), o.After.Corrupt())
	}
	for i := range all {
		author := model.NodeID(i)
		if head := o.After.Head(author); author != o.Node && head != n.heads[author] {
			return fmt.Errorf("node %d has processed %v of node %d, and told of %v", o.Node, head, author, n.heads[author])
		}
	}
	return nil
}
