package replica

import (
	"slices"

	"quesera/model"
	"quesera/model/object"
)

// answer tells clients what can be told by now (REP-4), and forgets their requests. It forgets those too whose client
// has gone on to another one.
func (m Machine[S]) answer(s *State[S], effects []model.Effect) []model.Effect {
	var still []waiting
	for _, w := range s.waiting {
		if s.lines[m.line(w.What)].served[w.ID.Client].number > w.ID.Number {
			continue
		}
		w, told, ok := m.settle(s, w)
		if ok {
			effects = append(effects, model.Output{Value: told})
		} else {
			still = append(still, w)
		}
	}
	s.waiting = still
	return effects
}

// settle answers one request, if that is possible.
func (m Machine[S]) settle(s *State[S], w waiting) (waiting, Answer, bool) {
	l := &s.lines[m.line(w.What)]
	tell := func(r object.Result, by *Block) (waiting, Answer, bool) {
		return w, Answer{ID: w.asked, Result: r, Seen: blocks(by)}, true
	}
	switch {
	case w.held && s.ticks >= w.until:
		return tell(w.tells, l.final)
	case w.held:
		return w, Answer{}, false
	case m.Strategy.local(w.What):
		return m.read(s, l, w)
	case m.Strategy.Reads == UnderLease && w.What.Kind.Reads() && l.leased(s.ticks):
		_, result := l.object.Apply(w.What)
		return tell(result, l.final)
	}
	served, top := l.served, l.final
	if m.Strategy.AtChoice {
		_, served = l.above(l.head)
		top = l.head
	}
	done := served[w.ID.Client]
	if done.number != w.ID.Number {
		return w, Answer{}, false
	}
	if m.Strategy.Reads == UnderLease && s.ticks < l.until {
		w.held, w.until, w.tells = true, l.until, done.result
		return w, Answer{}, false
	}
	return tell(done.result, top)
}

// read answers from what the node has, without a place in the chain.
func (m Machine[S]) read(s *State[S], l *line, w waiting) (waiting, Answer, bool) {
	state, top := l.object, l.final
	if m.Strategy.Reads == OfHead {
		state, _ = l.above(l.head)
		top = l.head
	}
	if m.Strategy.Sessions && blocks(top) < w.seen {
		return w, Answer{}, false
	}
	_, result := state.Apply(w.What)
	return w, Answer{ID: w.asked, Result: result, Seen: blocks(top)}, true
}

// blocks is the number of blocks of a chain.
func blocks(top *Block) uint32 {
	if top == nil {
		return 0
	}
	return top.Height + 1
}

// leased reports whether the node holds a lease: a block of its own is final and was proposed less than a term ago.
func (l *line) leased(now uint32) bool {
	return slices.ContainsFunc(l.mine, func(p proposed) bool { return now < p.at+leaseTerm && l.final.has(p.block) })
}
