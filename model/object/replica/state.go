package replica

import (
	"maps"
	"slices"

	"quesera/model"
	"quesera/model/object"
)

// State is one node's side of a replicated object, above a chain with states S. It is a value: what it refers to is
// replaced and never changed.
type State[S any] struct {
	chain   S
	self    model.NodeID
	lines   []line    // of the chains that are interleaved, one each
	waiting []waiting // requests that are not answered yet, in the order of arrival
	named   uint32    // how many requests the node gave a name of its own
	down    bool      // it has stopped, and does nothing until it starts again
	coin    *model.Coin
	ticks   uint32 // of its clock
}

// line is what a node knows of one chain of blocks.
type line struct {
	head   *Block       // the latest choice; nil: none
	final  *Block       // the latest that is final; nil: none
	object object.State // after all that is final
	served table
	until  uint32     // the leaseholder may hold a lease until then, in ticks
	mine   []proposed // the leaseholder's own blocks, that may become final
}

// table is, by client, the last request that was applied, and the answer (REP-5).
type table map[ClientID]served

type served struct {
	number uint32
	result object.Result
}

// proposed is when the node proposed a block.
type proposed struct {
	block *Block
	at    uint32
}

// waiting is a request at the node that the client asked.
type waiting struct {
	Command
	asked RequestID // as the client calls it
	seen  uint32    // blocks that must be final first, for a read with a session
	held  bool      // it is applied, and answered when the clock shows until
	until uint32
	tells object.Result
}

// Chain is the state of the consensus protocol below, to read.
func (s *State[S]) Chain() *S { return &s.chain }

// Final is the highest block of a chain that the node knows to be final; nil: none.
func (s *State[S]) Final(chain int) *Block { return s.lines[chain].final }

// change is a copy of one line, to write to; the others stay.
func (s *State[S]) change(chain int) *line {
	s.lines = slices.Clone(s.lines)
	return &s.lines[chain]
}

// apply is the object and the table after a block (REP-3).
func apply(s object.State, t table, b *Block) (object.State, table) {
	t = maps.Clone(t)
	if t == nil {
		t = table{}
	}
	for _, c := range b.Commands {
		if t[c.ID.Client].number >= c.ID.Number {
			continue
		}
		var result object.Result
		s, result = s.Apply(c.What)
		t[c.ID.Client] = served{c.ID.Number, result}
	}
	return s, t
}

// above is the object and the table after all blocks up to one that stands on what is final.
func (l *line) above(top *Block) (object.State, table) {
	s, t := l.object, l.served
	for _, b := range top.since(l.final) {
		s, t = apply(s, t, b)
	}
	return s, t
}
