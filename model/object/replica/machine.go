package replica

import (
	"slices"

	"quesera/model"
	"quesera/model/object"
)

// A Chain is a consensus protocol with states S, as far as a replica needs it. Its machine asks for a coin when it
// wants a proposal.
type Chain[S any] interface {
	model.Machine[S]
	// Lines is the number of chains that are interleaved.
	Lines() int
	// Line is the chain to which the proposal belongs that is asked for.
	Line(s *S) int
	// Propose answers model.AskCoin with a block.
	Propose(coin model.Coin, block *Block) model.Event
	// Decided reads an effect: that a node chose a block of a chain, and whether it is committed. The block is nil where
	// nothing was chosen.
	Decided(e model.Effect) (d Decision, ok bool)
}

// A Decision is what a round led to at a node.
type Decision struct {
	Line      int
	Block     *Block
	Committed bool
}

// Machine is one node of a replicated object (package comment). It implements model.Machine[State[S]].
type Machine[S any] struct {
	Chain    Chain[S]
	Object   object.Name
	Strategy Strategy
}

// What clients and their surroundings hand to a node, as the value of a model.Request.
type (
	// Ask is a client's request (REP-1).
	Ask struct {
		ID   RequestID
		What object.Operation
		Seen uint32 // the number of final blocks that the client has seen; with Strategy.Sessions
	}
	// Stop has the node do nothing more until it starts again.
	Stop struct{}
	// Resume starts it again. Requests are forgotten, as clients ask again.
	Resume struct{ Forgetting bool } // it also lost all that it knew
	// Tick moves the node's clock on.
	Tick struct{}
)

// An Answer is what a node tells a client.
type Answer struct {
	ID     RequestID // as the client called it
	Result object.Result
	Seen   uint32 // the number of final blocks from which it was answered
}

// Start implements model.Machine.
func (m Machine[S]) Start(self model.NodeID) (State[S], []model.Effect) {
	chain, effects := m.Chain.Start(self)
	s := State[S]{chain: chain, self: self, lines: make([]line, m.Chain.Lines())}
	for i := range s.lines {
		s.lines[i].object = object.New(m.Object)
	}
	return s, m.follow(&s, effects)
}

// Apply is one transition. It works on its own copy of the state, its parameter.
func (m Machine[S]) Apply(s State[S], e model.Event) (State[S], []model.Effect) {
	switch e := e.(type) {
	case model.Request:
		return m.onRequest(s, e.Value)
	case model.Coin:
		if s.down {
			s.coin = &e
			return s, nil
		}
		return m.onCoin(s, e)
	}
	if s.down {
		return s, nil
	}
	return m.below(s, e)
}

// below has the chain make a transition, and follows what it decides.
func (m Machine[S]) below(s State[S], e model.Event) (State[S], []model.Effect) {
	var effects []model.Effect
	s.chain, effects = m.Chain.Apply(s.chain, e)
	effects = m.follow(&s, effects)
	return s, effects
}

func (m Machine[S]) onRequest(s State[S], value any) (State[S], []model.Effect) {
	switch r := value.(type) {
	case Stop:
		s.down, s.waiting = true, nil
	case Resume:
		return m.onResume(s, r)
	case Ask:
		if !s.down {
			return m.onAsk(s, r)
		}
	case Tick:
		s.ticks++
		if !s.down {
			return s, m.answer(&s, nil)
		}
	}
	return s, nil
}

// onResume goes on from what the node knew, or from nothing.
func (m Machine[S]) onResume(s State[S], r Resume) (State[S], []model.Effect) {
	if !s.down {
		return s, nil
	}
	if r.Forgetting {
		return m.Start(s.self)
	}
	s.down = false
	if coin := s.coin; coin != nil {
		s.coin = nil
		return m.onCoin(s, *coin)
	}
	return s, nil
}

// onAsk takes in a request, and answers it at once where that is possible (REP-1).
func (m Machine[S]) onAsk(s State[S], a Ask) (State[S], []model.Effect) {
	w := waiting{Command: Command{a.ID, a.What}, asked: a.ID, seen: a.Seen}
	known := func(other waiting) bool { return other.asked == a.ID }
	switch {
	case m.Strategy.NoIDs:
		s.named++
		w.ID = RequestID{ownNames + ClientID(s.self)<<16 + ClientID(s.named), 1}
	case slices.ContainsFunc(s.waiting, known):
		return s, nil
	}
	s.waiting = append(slices.Clip(s.waiting), w)
	return s, m.answer(&s, nil)
}

// ownNames is the first name that nodes give to whoever asks, beyond those of all clients.
const ownNames = 1 << 30

// onCoin proposes what was asked for and is not in the chain yet (REP-2).
func (m Machine[S]) onCoin(s State[S], coin model.Coin) (State[S], []model.Effect) {
	k := m.Chain.Line(&s.chain)
	l := s.change(k)
	block := &Block{Below: l.head, By: s.self}
	if l.head != nil {
		block.Height = l.head.Height + 1
	}
	_, there := l.above(l.head)
	for _, w := range s.waiting {
		if m.line(w.What) == k && there[w.ID.Client].number < w.ID.Number && !m.Strategy.local(w.What) {
			block.Commands = append(block.Commands, w.Command)
		}
	}
	if s.self == leaseholder {
		over := func(p proposed) bool { return s.ticks >= p.at+leaseTerm }
		l.mine = append(slices.DeleteFunc(slices.Clone(l.mine), over), proposed{block, s.ticks})
	}
	return m.below(s, m.Chain.Propose(coin, block))
}

// line is the chain to which an operation belongs: registers are spread, all else is one object.
func (m Machine[S]) line(o object.Operation) int {
	if m.Object == object.Registers {
		return int(o.Key) % m.Chain.Lines()
	}
	return 0
}

// follow takes in what the chain decided, and answers what can be answered (REP-3, REP-4).
func (m Machine[S]) follow(s *State[S], effects []model.Effect) []model.Effect {
	any := false
	for _, e := range effects {
		d, ok := m.Chain.Decided(e)
		if !ok {
			continue
		}
		any = true
		l := s.change(d.Line)
		l.head = d.Block
		if d.Committed {
			m.finalise(s, l, d.Block)
		}
	}
	if !any {
		return effects
	}
	return m.answer(s, effects)
}

// finalise applies the blocks up to one that is final (REP-3).
func (m Machine[S]) finalise(s *State[S], l *line, top *Block) {
	for _, b := range top.since(l.final) {
		l.object, l.served = apply(l.object, l.served, b)
		if b.By == leaseholder && b.By != s.self {
			l.until = s.ticks + leaseTerm
		}
	}
	l.final = top
}
