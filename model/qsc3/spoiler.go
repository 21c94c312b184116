package qsc3

import (
	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// Spoiler is an adversary that reads lottery tickets and prevents every commit (TLC §4.8). It
// waits until all proposals of a round are on their way, picks the one with the highest
// ticket, and shows it to each node only after that node has left the step: too late to be
// witnessed, early enough to spoil every other proposal. No packet is lost, and time goes on.
func Spoiler(c Config) sim.FullInformation {
	s := newSpoiler(c)
	return func(view []sim.Envelope, contents func(i int) model.Message, _ sim.Chooser) int {
		s.look(view)
		for i, e := range view {
			if r, ok := s.opens(e); ok {
				s.ticket(r, e.From, contents(i).(*tlc.Raw).Payload.(Proposal).Ticket)
			}
		}
		return s.next(view)
	}
}

// BlindSpoiler plays like Spoiler, but since it cannot read tickets it picks its victim by chance.
func BlindSpoiler(c Config) sim.Oblivious {
	s := newSpoiler(c)
	return func(view []sim.Envelope, chooser sim.Chooser) int {
		s.look(view)
		for _, e := range view {
			if r, ok := s.opens(e); ok && !s.round(r).tickets.Has(e.From) {
				s.ticket(r, e.From, Ticket(chooser.Choose(1<<16)))
			}
		}
		return s.next(view)
	}
}

// spoiler is what both adversaries know.
type spoiler struct {
	config Config
	step   []model.Step // by node: the latest step of which it was seen to send something
	rounds map[Round]*spoiledRound
}

// spoiledRound is one round: whose tickets are known, and the highest of them.
type spoiledRound struct {
	tickets model.NodeSet
	victim  model.NodeID
	highest Ticket
}

func newSpoiler(c Config) *spoiler {
	return &spoiler{config: c, step: make([]model.Step, c.Nodes), rounds: map[Round]*spoiledRound{}}
}

// look notes how far the nodes have come.
func (s *spoiler) look(view []sim.Envelope) {
	for i := range view {
		e := &view[i] // thousands are in flight, and are looked at in every move
		s.step[e.From] = max(s.step[e.From], e.Label.Step)
	}
}

// opens tells the round that a packet opens: it carries a proposal.
func (s *spoiler) opens(e sim.Envelope) (Round, bool) {
	if e.Label.Kind != tlc.KindRaw {
		return 0, false
	}
	return s.config.RoundAt(e.Label.Step)
}

func (s *spoiler) round(r Round) *spoiledRound {
	if s.rounds[r] == nil {
		delete(s.rounds, r-8) // long over
		s.rounds[r] = &spoiledRound{}
	}
	return s.rounds[r]
}

// ticket notes a ticket.
func (s *spoiler) ticket(r Round, node model.NodeID, t Ticket) {
	round := s.round(r)
	if round.tickets.Empty() || !round.tickets.Has(node) && t > round.highest {
		round.victim, round.highest = node, t
	}
	round.tickets = round.tickets.With(node)
}

// next is the packet of the lowest step that may go: nothing of a round before all its
// tickets are known, and the victim's proposal only to those who have left its step.
func (s *spoiler) next(view []sim.Envelope) int {
	return lowest(view, func(e sim.Envelope) bool {
		r, ok := s.opens(e)
		if !ok {
			return false
		}
		round := s.round(r)
		return round.tickets.Len() < s.config.Nodes || e.From == round.victim && s.step[e.To] <= e.Label.Step
	})
}

// lowest is the packet of the lowest step of those that are not held back. It is -1 if all are: coins are yet to
// come, or any packet may go.
func lowest(view []sim.Envelope, held func(sim.Envelope) bool) int {
	best := -1
	for i := range view {
		if (best < 0 || view[i].Label.Step < view[best].Label.Step) && !held(view[i]) {
			best = i
		}
	}
	return best
}

// Withholder is the oblivious network that leaves nodes the least odds to commit (TLC §4.9): of every round it shows
// the proposals of all nodes but the first t only to those who have left the step. So t proposals can be confirmed,
// and each of the others may spoil them.
func Withholder(c Config) sim.Oblivious {
	s := newSpoiler(c)
	return func(view []sim.Envelope, _ sim.Chooser) int {
		s.look(view)
		return lowest(view, func(e sim.Envelope) bool {
			_, opens := s.opens(e)
			return opens && int(e.From) >= c.Message && s.step[e.To] <= e.Label.Step
		})
	}
}
