package qsc3

import (
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// of4 is a group of four in which two proposals are enough to leave a step.
var of4 = Config{Thresholds: tlc.Thresholds{Nodes: 4, Message: 2, Witness: 3}, Tickets: 100}

// counted is a chooser that notes what it was asked, and answers 7.
type counted struct{ asked []int }

func (c *counted) Choose(n int) int {
	c.asked = append(c.asked, n)
	return 7
}

// raw and cert are packets in flight.
func raw(from, to model.NodeID, s model.Step) sim.Envelope {
	return sim.Envelope{From: from, To: to, Label: model.Label{Kind: tlc.KindRaw, Step: s}}
}

func cert(from, to model.NodeID, s model.Step) sim.Envelope {
	return sim.Envelope{From: from, To: to, Label: model.Label{Kind: tlc.KindCert, Step: s}}
}

// The withholder holds back the proposals of all nodes but the first t, and nothing else, from those who were not seen
// to have left the step; of the rest the first packet of the lowest step goes (TLC §4.9).
func TestTheWithholderShowsTheProposalsOfTheFirst(t *testing.T) {
	for _, c := range []struct {
		name string
		view []sim.Envelope
		want int
	}{
		{"one of the first t", []sim.Envelope{raw(1, 0, 0)}, 0},
		{"the first beyond", []sim.Envelope{raw(2, 0, 0)}, -1},
		{"the last, and what is no proposal", []sim.Envelope{raw(3, 0, 0), cert(3, 0, 0)}, 1},
		{"a raw message that opens no round", []sim.Envelope{raw(3, 0, 1)}, 0},
		{"a round that starts later", []sim.Envelope{raw(3, 0, 3)}, -1},
		{"who has left the step", []sim.Envelope{raw(2, 1, 0), cert(1, 3, 1), raw(2, 0, 0)}, 0},
		{"who is in the step", []sim.Envelope{raw(2, 1, 0), cert(1, 3, 0)}, 1},
		{"who was later than he is now seen", []sim.Envelope{cert(1, 3, 2), cert(1, 3, 0), raw(2, 1, 0)}, 1},
		{"the lowest step", []sim.Envelope{cert(0, 1, 2), cert(0, 2, 1), cert(0, 3, 1), cert(0, 1, 5)}, 1},
		{"the lowest that is not held back", []sim.Envelope{raw(2, 0, 0), cert(1, 0, 0), cert(0, 1, 0)}, 1},
	} {
		if got := Withholder(of4)(c.view, nil); got != c.want {
			t.Errorf("%s: packet %d goes, want %d", c.name, got, c.want)
		}
	}
	w := Withholder(of4) // remembers how far the nodes were seen to be
	w([]sim.Envelope{cert(1, 3, 1)}, nil)
	if got := w([]sim.Envelope{raw(2, 1, 0)}, nil); got != 0 {
		t.Errorf("who was seen to have left the step before: packet %d goes, want 0", got)
	}
}

// The spoilers' victim is who has the highest ticket, the first of several; a node's first ticket counts, and each
// round has its own victim.
func TestTheVictimHasTheHighestTicket(t *testing.T) {
	type drawn struct {
		node   model.NodeID
		ticket Ticket
	}
	for _, c := range []struct {
		tickets []drawn
		victim  model.NodeID
	}{
		{[]drawn{{3, 0}}, 3},
		{[]drawn{{3, 0}, {2, 0}}, 3},
		{[]drawn{{3, 0}, {2, 1}}, 2},
		{[]drawn{{3, 5}, {2, 4}, {1, 5}}, 3},
		{[]drawn{{3, 5}, {2, 4}, {2, 9}}, 3},
		{[]drawn{{3, 5}, {3, 0}, {2, 4}}, 3},
		{[]drawn{{1, 5}, {2, 6}, {3, 7}, {0, 6}}, 3},
	} {
		s, seen := newSpoiler(of4), model.NodeSet{}
		s.ticket(1, 0, 99) // of another round
		for _, d := range c.tickets {
			s.ticket(2, d.node, d.ticket)
			seen = seen.With(d.node)
		}
		if got := s.round(2); got.victim != c.victim || !got.tickets.Equal(seen) {
			t.Errorf("%v: victim %d, tickets of %v known, want %d and %v", c.tickets, got.victim, got.tickets, c.victim, seen)
		}
	}
}

// Once all tickets of a round are known all its proposals go, but the victim's only to who has left the step.
func TestTheVictimsProposalGoesWhenItIsTooLate(t *testing.T) {
	known := func(nodes ...model.NodeID) *spoiler {
		s := newSpoiler(of4)
		for _, node := range nodes {
			s.ticket(1, node, Ticket(node))
		}
		return s
	}
	for _, c := range []struct {
		name  string
		s     *spoiler
		steps []model.Step // that the nodes were seen in
		view  []sim.Envelope
		want  int
	}{
		{"a ticket is not known", known(0, 1, 2), nil, []sim.Envelope{raw(0, 1, 3)}, -1},
		{"all are known", known(0, 1, 2, 3), nil, []sim.Envelope{raw(0, 1, 3)}, 0},
		{"the victim's", known(0, 1, 2, 3), nil, []sim.Envelope{raw(3, 1, 3), raw(0, 1, 3)}, 1},
		{"the victim's, to who is in the step", known(0, 1, 2, 3), []model.Step{0, 3, 9, 9},
			[]sim.Envelope{raw(3, 1, 3)}, -1},
		{"the victim's, to who has left it", known(0, 1, 2, 3), []model.Step{0, 4, 0, 0},
			[]sim.Envelope{raw(3, 1, 3)}, 0},
		{"of another round", known(0, 1, 2, 3), nil, []sim.Envelope{raw(0, 1, 6)}, -1},
		{"no proposal", known(), nil, []sim.Envelope{raw(0, 1, 3), cert(3, 1, 3), raw(3, 1, 4)}, 1},
	} {
		copy(c.s.step, c.steps)
		if got := c.s.next(c.view); got != c.want {
			t.Errorf("%s: packet %d goes, want %d", c.name, got, c.want)
		}
	}
}

// The blind spoiler draws one number for each proposal, once, however often it sees it, and of 2^16.
func TestTheBlindSpoilerDrawsOnceForEachProposal(t *testing.T) {
	chooser, spoil := &counted{}, BlindSpoiler(of4)
	view := []sim.Envelope{cert(3, 1, 0), raw(0, 1, 0), raw(0, 2, 0), raw(1, 0, 0), raw(1, 0, 1)}
	for range 3 {
		if got := spoil(view, chooser); got != 0 {
			t.Errorf("packet %d goes, want the first: of the proposals not all are made", got)
		}
	}
	view = append(view[1:], raw(2, 0, 0), raw(3, 0, 0), raw(3, 0, 3))
	spoil(view, chooser)
	if want := slices.Repeat([]int{1 << 16}, 5); !slices.Equal(chooser.asked, want) {
		t.Errorf("asked for %v, want %v: for four proposals of a round and one of the next", chooser.asked, want)
	}
}

// The spoiler reads the tickets of what opens a round, and of nothing else.
func TestTheSpoilerReadsTheTicketsOfProposals(t *testing.T) {
	tickets := []Ticket{4, 9, 2, 9}
	view := []sim.Envelope{cert(2, 1, 2), raw(0, 1, 0), raw(1, 0, 0), raw(2, 0, 0), raw(3, 0, 0), raw(1, 0, 1)}
	spoil := Spoiler(of4)
	got := spoil(view, func(i int) model.Message {
		if i < 1 || i > 4 {
			t.Errorf("packet %d is read", i)
		}
		return &tlc.Raw{Payload: Proposal{Ticket: tickets[view[i].From]}}
	}, nil)
	if got != 1 {
		t.Errorf("packet %d goes, want node 0's proposal", got)
	}
	victims := []sim.Envelope{raw(1, 0, 0), raw(3, 0, 0)}
	if got := spoil(victims, func(i int) model.Message {
		return &tlc.Raw{Payload: Proposal{Ticket: tickets[victims[i].From]}}
	}, nil); got != 1 {
		t.Errorf("packet %d goes, want node 3's proposal: node 1 had as high a ticket first", got)
	}
}

// A spoiler remembers eight rounds, however long the run.
func TestASpoilerForgetsRoundsThatAreOver(t *testing.T) {
	s := newSpoiler(of4)
	for r := range Round(100) {
		s.ticket(r, 0, 1)
		s.ticket(r, 1, 2)
		for back := range min(r+1, 8) {
			if got := s.rounds[r-back]; got == nil || got.victim != 1 {
				t.Errorf("in round %d round %d is forgotten", r, r-back)
			}
		}
		if len(s.rounds) > 8 {
			t.Errorf("in round %d %d rounds are remembered, want 8", r, len(s.rounds))
		}
	}
}
