package qsc3_test

import (
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// game is a group that plays QSC3 against an adversary of ours.
var game = qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}, Tickets: 1000}

// lottery draws tickets from a source of their own.
type lottery struct{ tickets, others sim.Chooser }

func (l lottery) Choose(n int) int {
	if n == int(game.Tickets) {
		return l.tickets.Choose(n)
	}
	return l.others.Choose(n)
}

// play runs so many rounds of the game; tickets and the adversary's choices are drawn from sources of their own.
func play(t *testing.T, adversary sim.Adversary, tickets sim.Chooser, rounds qsc3.Round,
	observe func(sim.Observation[qsc3.State])) {
	t.Helper()
	machine, err := qsc3.New(game)
	if err != nil {
		t.Fatal(err)
	}
	others := sim.Random(1)
	w, err := sim.New(sim.Config[qsc3.State]{Nodes: game.Nodes, Machine: machine, Adversary: adversary,
		Observe: observe,
		Chooser: lottery{tickets, others}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(func() bool { return w.State(0).Clock().Step() >= game.StartOf(rounds) }, 1_000_000); err != nil {
		t.Fatal(err)
	}
}

// The oblivious adversaries do the same whatever the tickets are, and the spoiler does not (TLC §4.8).
func TestOnlyTheSpoilerMindsTickets(t *testing.T) {
	type arrival struct {
		at, from model.NodeID
		label    model.Label
	}
	for _, c := range []struct {
		name  string
		of    func() sim.Adversary
		minds bool
	}{
		{"uneven", func() sim.Adversary { return sim.Uneven(game.Nodes) }, false},
		{"blind spoiler", func() sim.Adversary { return qsc3.BlindSpoiler(game) }, false},
		{"spoiler", func() sim.Adversary { return qsc3.Spoiler(game) }, true},
	} {
		var runs [2][]arrival
		for k := range runs {
			play(t, c.of(), sim.Random(uint64(k)), 4, func(o sim.Observation[qsc3.State]) {
				if r, ok := o.Event.(model.Receive); ok {
					runs[k] = append(runs[k], arrival{o.Node, r.From, r.Message.Label()})
				}
			})
		}
		if minds := !slices.Equal(runs[0], runs[1]); minds != c.minds || len(runs[0]) < 100 {
			t.Errorf("%s: other tickets, other order of %d arrivals: %v, want %v", c.name, len(runs[0]), minds, c.minds)
		}
	}
}

// proposals are those of the rounds of a game as their nodes send them.
type proposals map[model.Step]map[model.NodeID]qsc3.Ticket

// note notes what is proposed in a transition.
func (p proposals) note(o sim.Observation[qsc3.State]) {
	for _, e := range o.Effects {
		b, _ := e.(model.Broadcast)
		if m, ok := b.Message.(*tlc.Raw); ok {
			if proposal, ok := m.Payload.(qsc3.Proposal); ok {
				if p[m.Step] == nil {
					p[m.Step] = map[model.NodeID]qsc3.Ticket{}
				}
				p[m.Step][m.Node] = proposal.Ticket
			}
		}
	}
}

// proposal is the proposal that arrives, if one does.
func proposal(o sim.Observation[qsc3.State]) (*tlc.Raw, bool) {
	r, _ := o.Event.(model.Receive)
	m, ok := r.Message.(*tlc.Raw)
	if !ok {
		return nil, false
	}
	_, ok = m.Payload.(qsc3.Proposal)
	return m, ok
}

// The spoiler shows the proposal of a round with the highest ticket to nobody in its step, and others in time
// (TLC §4.8).
func TestTheSpoilerShowsTheHighestTicketTooLate(t *testing.T) {
	made, late, early := proposals{}, 0, 0
	play(t, qsc3.Spoiler(game), sim.Random(1), 20, func(o sim.Observation[qsc3.State]) {
		made.note(o)
		m, ok := proposal(o)
		if !ok {
			return
		}
		tickets, highest := made[m.Step], true
		if len(tickets) < game.Nodes {
			t.Errorf("step %d: a proposal arrives when %d are made, want all %d", m.Step, len(tickets), game.Nodes)
		}
		for _, ticket := range tickets {
			highest = highest && ticket <= tickets[m.Node]
		}
		switch inTime := o.After.Clock().Step() == m.Step; {
		case highest && inTime:
			t.Errorf("step %d: node %d gets the highest ticket in its step", m.Step, o.Node)
		case highest:
			late++
		case inTime:
			early++
		}
	})
	if late < 40 || early < 100 {
		t.Errorf("%d highest tickets came late, %d others in time, want many of each", late, early)
	}
}

// While a proposal of a round is not yet on its way, the spoiler lets none of them arrive. Method: one node's is
// missing, and anything else may go.
func TestTheSpoilerWaitsForAllTickets(t *testing.T) {
	var view []sim.Envelope
	for i := range model.NodeID(game.Nodes - 1) {
		view = append(view, sim.Envelope{From: i, To: 4, Label: model.Label{Kind: tlc.KindRaw}, Number: uint64(i)})
	}
	view = append(view, sim.Envelope{From: 4, To: 0, Label: model.Label{Kind: tlc.KindCert, Step: 2}, Number: 9})
	contents := func(i int) model.Message {
		return &tlc.Raw{Payload: qsc3.Proposal{Ticket: qsc3.Ticket(i)}}
	}
	if p := qsc3.Spoiler(game)(view, contents, sim.Random(1)); p != len(view)-1 {
		t.Errorf("the spoiler lets packet %d of %d arrive, want the last, which is no proposal", p, len(view))
	}
}

// The blind spoiler shows one proposal a round to nobody in its step, and by chance another node's from round to round.
func TestTheBlindSpoilerPicksItsVictimByChance(t *testing.T) {
	inTime, victims := map[model.Step]model.NodeSet{}, map[model.NodeID]int{}
	const rounds = 40
	play(t, qsc3.BlindSpoiler(game), sim.Random(1), rounds, func(o sim.Observation[qsc3.State]) {
		if m, ok := proposal(o); ok && o.After.Clock().Step() == m.Step {
			inTime[m.Step] = inTime[m.Step].With(m.Node)
		}
	})
	for round := range qsc3.Round(rounds) {
		seen := inTime[game.StartOf(round)]
		if missed := model.All(game.Nodes).Minus(seen); missed.Len() != 1 {
			t.Errorf("round %d: proposals of %v are seen in time by nobody, want one", round, missed)
		}
		for i := range model.All(game.Nodes).Minus(seen).Members() {
			victims[i]++
		}
	}
	for i := range model.NodeID(game.Nodes) {
		if victims[i] < rounds/game.Nodes/4 {
			t.Errorf("victims %v in %d rounds, want each node several times", victims, rounds)
		}
	}
}
