package dkg

import "quesera/model"

// Corrupt is a Machine some of whose nodes follow scripts. Broadcasts remain broadcasts, except for
// scripts with Hear.
type Corrupt[E, P any] struct {
	*Machine[E, P]
	Scripts map[model.NodeID]Script
}

// Start implements model.Machine.
func (c Corrupt[E, P]) Start(self model.NodeID) (State[E, P], []model.Effect) {
	s, effects := c.Machine.Start(self)
	effects = c.rewrite(s, effects)
	for _, relayed := range c.Scripts[self].Replay {
		effects = append(effects, model.Broadcast{Message: relayed})
	}
	return s, c.split(self, effects)
}

// Apply implements model.Machine.
func (c Corrupt[E, P]) Apply(s State[E, P], e model.Event) (State[E, P], []model.Effect) {
	before := s.Phase
	s, effects := c.Machine.Apply(s, e)
	script, ok := c.Scripts[s.Self]
	if !ok {
		return s, effects
	}
	if script.Until > 0 && s.Phase >= script.Until {
		return s, quiet(effects)
	}
	effects = c.rewrite(s, effects)
	if s.Phase != before {
		effects = c.add(script, s, effects)
	}
	return s, c.split(s.Self, effects)
}

// split sends broadcasts to some nodes only, where the script says so.
func (c Corrupt[E, P]) split(self model.NodeID, effects []model.Effect) []model.Effect {
	hear := c.Scripts[self].Hear
	if hear.Empty() {
		return effects
	}
	var sent []model.Effect
	said := 0
	for _, effect := range effects {
		b, ok := effect.(model.Broadcast)
		if _, relayed := b.Message.(Relayed); !ok || relayed {
			sent = append(sent, effect)
			continue
		}
		said++
		for to := range c.nodes {
			if i := model.NodeID(to); hear.Has(i) == (said == 1) {
				sent = append(sent, model.Send{To: i, Message: b.Message})
			}
		}
	}
	return sent
}

// rewrite changes what an honest node would send.
func (c Corrupt[E, P]) rewrite(s State[E, P], effects []model.Effect) []model.Effect {
	script, ok := c.Scripts[s.Self]
	if !ok {
		return effects
	}
	var sent []model.Effect
	for _, effect := range effects {
		switch e := effect.(type) {
		case model.Send:
			r, _ := c.receiver(e.To)
			if script.Late.Has(Shares) {
				continue
			}
			for _, message := range c.share(at(script.Share, r), e.Message) {
				sent = append(sent, model.Send{To: e.To, Message: message})
			}
		case model.Broadcast:
			if _, kind, ok := c.encode(e.Message); !ok || !script.Late.Has(kind) {
				sent = append(sent, broadcastAll(c.said(script, s, e.Message))...)
			}
		default:
			sent = append(sent, effect)
		}
	}
	return sent
}

// quiet is the effects that nobody else notices.
func quiet(effects []model.Effect) []model.Effect {
	var unsent []model.Effect
	for _, effect := range effects {
		switch effect.(type) {
		case model.Send, model.Broadcast:
		default:
			unsent = append(unsent, effect)
		}
	}
	return unsent
}

func at(ways []Way, k int) Way {
	if k < len(ways) {
		return ways[k]
	}
	return Right
}

// broadcastAll is messages as effects.
func broadcastAll(messages []model.Message) []model.Effect {
	var sent []model.Effect
	for _, message := range messages {
		sent = append(sent, model.Broadcast{Message: message})
	}
	return sent
}

// share is a private share done in a way.
func (c Corrupt[E, P]) share(way Way, message model.Message) []model.Message {
	share, ok := message.(Share[E])
	if !ok {
		return []model.Message{message}
	}
	switch way {
	case Missing:
		return nil
	case Twice:
		return []model.Message{share, c.off(share)}
	}
	return []model.Message{c.done(way, share)}
}

// done is a share as it is said first, in a way in which it is said.
func (c Corrupt[E, P]) done(way Way, share Share[E]) Share[E] {
	switch way {
	case Wrong:
		return c.off(share)
	case Blinded:
		f := c.group.Scalars()
		share.Blind = f.Add(share.Blind, f.FromUint(1))
	}
	return share
}

// off is a share with another value.
func (c Corrupt[E, P]) off(share Share[E]) Share[E] {
	f := c.group.Scalars()
	share.Value = f.Add(share.Value, f.FromUint(1))
	return share
}

// said is what becomes of a broadcast.
func (c Corrupt[E, P]) said(script Script, s State[E, P], message model.Message) []model.Message {
	var said []model.Message
	switch message := message.(type) {
	case Deal[P]:
		for _, points := range c.commit(script.Commit, message.Commitment) {
			said = append(said, Deal[P]{points})
		}
	case Exposure[P]:
		for _, points := range c.commit(script.Expose, message.Commitment) {
			said = append(said, Exposure[P]{points})
		}
	case Complaint:
		if script.Resting {
			return nil // add says what there is to say
		}
		said = []model.Message{Complaint{message.Against.Union(script.Accuse)}}
	case Justification[E], Accusation[E], Reveal[E]:
		return nil // add says it
	case Relayed:
		if !script.Hush {
			said = []model.Message{message}
		}
	}
	return c.doubled(script, said)
}

// doubled adds an empty message of the same kind where the script says so.
func (c Corrupt[E, P]) doubled(script Script, said []model.Message) []model.Message {
	if len(said) == 0 {
		return nil
	}
	if _, kind, ok := c.encode(said[0]); !ok || !script.Doubled.Has(kind) {
		return said
	}
	switch said[0].(type) {
	case Deal[P]:
		return append(said, Deal[P]{})
	case Complaint:
		return append(said, Complaint{})
	case Justification[E]:
		return append(said, Justification[E]{})
	case Exposure[P]:
		return append(said, Exposure[P]{})
	case Accusation[E]:
		return append(said, Accusation[E]{})
	case Reveal[E]:
		return append(said, Reveal[E]{})
	}
	return said
}

// commit is a commitment done in a way.
func (c Corrupt[E, P]) commit(way Way, points []P) [][]P {
	other := append([]P(nil), points...)
	other[0] = c.group.Add(other[0], c.group.Generator())
	switch way {
	case Missing:
		return nil
	case Wrong:
		return [][]P{other}
	case Twice:
		return [][]P{points, other}
	case Short:
		return [][]P{points[:len(points)-1]}
	case Sly:
		return [][]P{c.sly(points)}
	case Long:
		return [][]P{append(append([]P(nil), points...), c.group.Generator())}
	}
	return [][]P{points}
}

// sly is a commitment plus one to (x-1)·…·(x-(t-1)): the shares of the first t-1 receivers fit both.
func (c Corrupt[E, P]) sly(points []P) []P {
	f := c.group.Scalars()
	product := []E{f.FromUint(1)}
	for i := 1; i < len(points); i++ {
		next := make([]E, len(product)+1)
		for k := range next {
			next[k] = f.FromUint(0)
			if k > 0 {
				next[k] = product[k-1]
			}
			if k < len(product) {
				next[k] = f.Sub(next[k], f.Mul(f.FromUint(uint64(i)), product[k]))
			}
		}
		product = next
	}
	other := append([]P(nil), points...)
	for k := range other {
		other[k] = c.group.Add(other[k], c.group.Mul(product[k], c.group.Generator()))
	}
	return other
}

// add is what a corrupt node says at the beginning of a phase besides what an honest one would, or in its place.
func (c Corrupt[E, P]) add(script Script, s State[E, P], effects []model.Effect) []model.Effect {
	var messages []model.Message
	switch s.Phase {
	case Complaining:
		_, complained := s.board[Complaints][s.Self].said()
		if (script.Resting || !complained) && !script.Accuse.Empty() {
			messages = c.doubled(script, []model.Message{Complaint{script.Accuse}})
		}
	case Justifying:
		messages = c.answer(script, s)
	case Accusing:
		messages = c.accusation(script, s)
	case Reconstructing:
		messages = c.revealed(script, s)
	}
	var prompt []model.Message
	for _, message := range messages {
		if _, kind, _ := c.encode(message); !script.Late.Has(kind) {
			prompt = append(prompt, message)
		}
	}
	return append(append(effects, broadcastAll(prompt)...), c.late(script, s)...)
}

// late is what the node should have said in the phase that has ended.
func (c Corrupt[E, P]) late(script Script, s State[E, P]) []model.Effect {
	var sent []model.Effect
	for k := Kind(0); k < broadcasts; k++ {
		if message, ok := s.board[k][s.Self].said(); ok && script.Late.Has(k) && k.phase()+1 == s.Phase {
			sent = append(sent, model.Broadcast{Message: message})
		}
	}
	if script.Late.Has(Shares) && s.Phase == Shares.phase()+1 && s.a != nil {
		for r, receiver := range c.receivers {
			if receiver != s.Self {
				sent = append(sent, model.Send{To: receiver, Message: c.shareOf(s, r)})
			}
		}
	}
	return sent
}

// A listing is the shares that a corrupt node opens: those it says first, and, if some are done Twice, those of a
// second message.
type listing[E any] struct {
	first, second []Opened[E]
	twice         bool
}

// open adds a share of a node in a way.
func (c Corrupt[E, P]) open(l *listing[E], way Way, node model.NodeID, share Share[E]) {
	if way == Missing {
		return
	}
	l.first = append(l.first, Opened[E]{node, c.done(way, share)})
	l.second = append(l.second, Opened[E]{node, c.off(share)})
	l.twice = l.twice || way == Twice
}

// say makes messages of a listing.
func (c Corrupt[E, P]) say(script Script, l listing[E], message func([]Opened[E]) model.Message) []model.Message {
	if len(l.first) == 0 {
		return nil
	}
	if script.Stray {
		again := Opened[E]{l.first[0].Node, c.off(l.first[0].Share)}
		l.first = append(l.first, again, Opened[E]{model.NodeID(c.nodes), again.Share})
	}
	said := []model.Message{message(l.first)}
	if l.twice {
		said = append(said, message(l.second))
	}
	return c.doubled(script, said)
}

// answer is the justification of a corrupt dealer.
func (c Corrupt[E, P]) answer(script Script, s State[E, P]) []model.Message {
	if s.a == nil {
		return nil
	}
	accusers := c.accusers(s, s.Self)
	if accusers.Len() > c.faults && !script.Unasked {
		return nil
	}
	var l listing[E]
	for r, receiver := range c.receivers {
		if receiver != s.Self && (accusers.Has(receiver) || script.Unasked) {
			c.open(&l, at(script.Answer, r), receiver, c.shareOf(s, r))
		}
	}
	return c.say(script, l, func(o []Opened[E]) model.Message { return Justification[E]{o} })
}

// accusation is that of a corrupt receiver: what an honest one would say, and false ones.
func (c Corrupt[E, P]) accusation(script Script, s State[E, P]) []model.Message {
	var l listing[E]
	if message, ok := s.board[Accusations][s.Self].said(); ok && !script.Spare {
		l.first = append(l.first, message.(Accusation[E]).Shares...)
	}
	for dealer := range script.Blame.Members() {
		share, _ := c.mine(s, dealer)
		c.open(&l, Wrong, dealer, share)
	}
	for dealer := range script.Betray.Members() {
		if share, ok := c.mine(s, dealer); ok {
			c.open(&l, Right, dealer, share)
		}
	}
	return c.say(script, l, func(o []Opened[E]) model.Message { return Accusation[E]{o} })
}

// revealed is the shares that a corrupt receiver reveals of broken dealers and, unasked, of others. What it broke
// itself does not show in its own state, which is that of an honest node.
func (c Corrupt[E, P]) revealed(script Script, s State[E, P]) []model.Message {
	var l listing[E]
	if message, ok := s.board[Reveals][s.Self].said(); ok {
		for _, o := range message.(Reveal[E]).Shares {
			c.open(&l, script.Reveal, o.Node, o.Share)
		}
	}
	if script.Expose != Right || (script.Late | script.Doubled).Has(Exposures) {
		if share, ok := c.mine(s, s.Self); ok {
			c.open(&l, script.Reveal, s.Self, share)
		}
	}
	for dealer := range script.Bare.Members() {
		if share, ok := c.mine(s, dealer); ok {
			c.open(&l, Right, dealer, share)
		}
	}
	return c.say(script, l, func(o []Opened[E]) model.Message { return Reveal[E]{o} })
}
