package dkg

import "quesera/model"

// Way is how a corrupt node does one of its duties.
type Way uint8

const (
	Right   Way = iota // as an honest node would
	Missing            // not at all
	Wrong              // with a wrong value
	Twice              // right and wrong, one after the other
	Short              // a commitment with one element too few
	Long               // a commitment with one element too many
	Sly                // a commitment that t-1 shares fit although it is wrong
)

// A Script is what one corrupt node does in place of its duties. The zero value does them all. Together
// the scripts are all that messages allow, up to which wrong value is said.
type Script struct {
	Commit  Way           // the Deal: any Way
	Share   []Way         // to the receiver at each position: Right to Twice; short lists end in Right
	Resting bool          // it complains of those in Accuse alone, and not where it should
	Accuse  model.NodeSet // dealers it complains of
	Answer  []Way         // of the receiver at each position, if that complained: Right to Twice
	Unasked bool          // answers receivers that did not complain too, and with more than f complaints
	Expose  Way           // the Exposure: any Way
	Blame   model.NodeSet // dealers it accuses with a share that does not fit their deal
	Keep    bool          // it reveals nothing of broken dealers
	Until   Phase         // it crashes when this phase begins; 0 is never

	// Hear, unless empty, breaks the broadcast channel: what the node says first reaches these nodes
	// only, and what it says second, if anything, all others.
	Hear model.NodeSet
}

// Corrupt is a Machine some of whose nodes follow scripts. Broadcasts remain broadcasts, except for
// scripts with Hear.
type Corrupt[E, P any] struct {
	*Machine[E, P]
	Scripts map[model.NodeID]Script
}

// Start implements model.Machine.
func (c Corrupt[E, P]) Start(self model.NodeID) (State[E, P], []model.Effect) {
	s, effects := c.Machine.Start(self)
	return s, c.split(self, c.rewrite(s, effects))
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
			for _, message := range c.share(at(script.Share, r), e.Message) {
				sent = append(sent, model.Send{To: e.To, Message: message})
			}
		case model.Broadcast:
			for _, message := range c.said(script, s, e.Message) {
				sent = append(sent, model.Broadcast{Message: message})
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

// share is a private share done in a way.
func (c Corrupt[E, P]) share(way Way, message model.Message) []model.Message {
	share, ok := message.(Share[E])
	if !ok {
		return []model.Message{message}
	}
	return ways(way, message, model.Message(c.off(share)))
}

// ways is a message said right, not at all, wrong, or twice.
func ways(way Way, right, wrong model.Message) []model.Message {
	switch way {
	case Right:
		return []model.Message{right}
	case Wrong:
		return []model.Message{wrong}
	case Twice:
		return []model.Message{right, wrong}
	}
	return nil
}

// off is a share with another value.
func (c Corrupt[E, P]) off(share Share[E]) Share[E] {
	f := c.group.Scalars()
	share.Value = f.Add(share.Value, f.FromUint(1))
	return share
}

// said is what becomes of a broadcast.
func (c Corrupt[E, P]) said(script Script, s State[E, P], message model.Message) []model.Message {
	switch message := message.(type) {
	case Deal[P]:
		var said []model.Message
		for _, points := range c.commit(script.Commit, message.Commitment) {
			said = append(said, Deal[P]{points})
		}
		return said
	case Exposure[P]:
		var said []model.Message
		for _, points := range c.commit(script.Expose, message.Commitment) {
			said = append(said, Exposure[P]{points})
		}
		return said
	case Complaint:
		if script.Resting {
			return nil // add says what there is to say
		}
		return []model.Message{Complaint{message.Against.Union(script.Accuse)}}
	case Justification[E]:
		return nil // add says it
	case Reveal[E]:
		if script.Keep {
			return nil
		}
	}
	return []model.Message{message}
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

// add is what a corrupt node says at the beginning of a phase although an honest one would not.
func (c Corrupt[E, P]) add(script Script, s State[E, P], effects []model.Effect) []model.Effect {
	var messages []model.Message
	switch s.Phase {
	case Complaining:
		said := false
		for _, effect := range effects {
			if b, ok := effect.(model.Broadcast); ok {
				_, complaint := b.Message.(Complaint)
				said = said || complaint
			}
		}
		if !said && !script.Accuse.Empty() {
			messages = append(messages, Complaint{script.Accuse})
		}
	case Justifying:
		messages = c.answer(script, s)
	case Accusing:
		if shares := c.blame(script, s); len(shares) > 0 {
			messages = append(messages, Accusation[E]{shares})
		}
	}
	for _, message := range messages {
		effects = append(effects, model.Broadcast{Message: message})
	}
	return effects
}

// answer is the justifications of a corrupt dealer: those of receivers that it answers twice make two
// messages out of one.
func (c Corrupt[E, P]) answer(script Script, s State[E, P]) []model.Message {
	if s.a == nil {
		return nil
	}
	accusers := c.accusers(s, s.Self)
	if accusers.Len() > c.faults && !script.Unasked {
		return nil
	}
	var first, second []Opened[E]
	twice := false
	for r, receiver := range c.receivers {
		way := at(script.Answer, r)
		if !accusers.Has(receiver) && !script.Unasked || way == Missing || receiver == s.Self {
			continue
		}
		right := c.shareOf(s, r)
		wrong := c.off(right)
		if way == Wrong {
			right = wrong
		}
		twice = twice || way == Twice
		first, second = append(first, Opened[E]{receiver, right}), append(second, Opened[E]{receiver, wrong})
	}
	switch {
	case len(first) == 0:
		return nil
	case twice:
		return []model.Message{Justification[E]{first}, Justification[E]{second}}
	}
	return []model.Message{Justification[E]{first}}
}

// blame is accusations that do not hold.
func (c Corrupt[E, P]) blame(script Script, s State[E, P]) []Opened[E] {
	var shares []Opened[E]
	for dealer := range script.Blame.Members() {
		share, _ := c.mine(s, dealer)
		shares = append(shares, Opened[E]{dealer, c.off(share)})
	}
	return shares
}
