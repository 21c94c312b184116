package sim_test

import (
	"maps"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// accented is chatter that says something longer.
type accented struct{ chatter }

func (m accented) Start(self model.NodeID) (heard, []model.Effect) {
	return nil, []model.Effect{model.Broadcast{Message: talk(self + 10)}}
}

// An oblivious adversary sees the same, whatever the messages contain (TLC §4.8). Method: two machines that
// differ only in what they say.
func TestAnObliviousAdversarySeesNoContents(t *testing.T) {
	var views [2][][]sim.Envelope
	for k, machine := range []model.Machine[heard]{chatter{}, accented{}} {
		adversary := sim.Oblivious(func(view []sim.Envelope, c sim.Chooser) int {
			views[k] = append(views[k], slices.Clone(view))
			return c.Choose(len(view))
		})
		moves(t, world(t, sim.Config[heard]{Machine: machine, Chooser: sim.Random(1), Adversary: adversary}), 6)
	}
	if len(views[0]) != 6 || !slices.EqualFunc(views[0], views[1], slices.Equal) {
		t.Errorf("views %v and %v, want six that are equal", views[0], views[1])
	}
}

// What the adversary picks arrives, and a full-information adversary reads the packet that it asks about (TLC §4.8).
func TestThePacketThatTheAdversaryReadsAndPicksArrives(t *testing.T) {
	var picked sim.Envelope
	arrived := 0
	adversary := sim.FullInformation(func(view []sim.Envelope, contents func(int) model.Message, c sim.Chooser) int {
		for i, e := range view {
			if got := contents(i); got != talk(e.From) {
				t.Errorf("packet %d from node %d contains %v, want its sender's greeting", i, e.From, got)
			}
		}
		p := c.Choose(len(view))
		picked = view[p]
		return p
	})
	moves(t, world(t, sim.Config[heard]{Chooser: sim.Random(1), Adversary: adversary, Observe: func(o sim.Observation[heard]) {
		if r, ok := o.Event.(model.Receive); ok {
			arrived++
			if o.Node != picked.To || r.From != picked.From {
				t.Errorf("a packet from %d arrives at %d, want the one from %d to %d", r.From, o.Node, picked.From, picked.To)
			}
		}
	}}), 6)
	if arrived != 6 {
		t.Errorf("%d packets arrived, want 6", arrived)
	}
}

// game is a group that plays QSC3 against an adversary of ours.
var game = qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}, Tickets: 1000}

// play runs so many rounds of the game; tickets and the adversary's choices are drawn from sources of their own.
func play(t *testing.T, adversary sim.Adversary, tickets sim.Chooser, rounds qsc3.Round, observe func(sim.Observation[qsc3.State])) {
	t.Helper()
	machine, err := qsc3.New(game)
	if err != nil {
		t.Fatal(err)
	}
	others := sim.Random(1)
	w, err := sim.New(sim.Config[qsc3.State]{Nodes: game.Nodes, Machine: machine, Adversary: adversary, Observe: observe,
		Chooser: rigged(func(n int) (int, bool) {
			if n == int(game.Tickets) {
				return tickets.Choose(n), true
			}
			return others.Choose(n), true
		})})
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
		{"blind spoiler", func() sim.Adversary { return sim.BlindSpoiler(game) }, false},
		{"spoiler", func() sim.Adversary { return sim.Spoiler(game) }, true},
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

// The spoiler shows the proposal of a round with the highest ticket to nobody in its step, and others in time (TLC §4.8).
func TestTheSpoilerShowsTheHighestTicketTooLate(t *testing.T) {
	made, late, early := proposals{}, 0, 0
	play(t, sim.Spoiler(game), sim.Random(1), 20, func(o sim.Observation[qsc3.State]) {
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

// While a proposal of a round is not yet on its way, the spoiler lets none of them arrive. Method: one node's is missing,
// and anything else may go.
func TestTheSpoilerWaitsForAllTickets(t *testing.T) {
	var view []sim.Envelope
	for i := range model.NodeID(game.Nodes - 1) {
		view = append(view, sim.Envelope{From: i, To: 4, Label: model.Label{Kind: tlc.KindRaw}, Number: uint64(i)})
	}
	view = append(view, sim.Envelope{From: 4, To: 0, Label: model.Label{Kind: tlc.KindCert, Step: 2}, Number: 9})
	contents := func(i int) model.Message {
		return &tlc.Raw{Payload: qsc3.Proposal{Ticket: qsc3.Ticket(i)}}
	}
	if p := sim.Spoiler(game)(view, contents, sim.Random(1)); p != len(view)-1 {
		t.Errorf("the spoiler lets packet %d of %d arrive, want the last, which is no proposal", p, len(view))
	}
}

// The blind spoiler shows one proposal a round to nobody in its step, and by chance another node's from round to round.
func TestTheBlindSpoilerPicksItsVictimByChance(t *testing.T) {
	inTime, victims := map[model.Step]model.NodeSet{}, map[model.NodeID]int{}
	const rounds = 40
	play(t, sim.BlindSpoiler(game), sim.Random(1), rounds, func(o sim.Observation[qsc3.State]) {
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

// lateness is how many packets sent after a packet arrive before it, for traffic in which each node
// sends two kinds of messages a step to all others.
func lateness(n int, steps model.Step, seed uint64) map[sim.Envelope]int {
	var view []sim.Envelope
	for step := range steps {
		for kind := range uint8(2) {
			for from := range model.NodeID(n) {
				for to := range model.NodeID(n) {
					if from != to {
						view = append(view, sim.Envelope{From: from, To: to, Label: model.Label{Kind: kind, Step: step}, Number: uint64(len(view) + 1)})
					}
				}
			}
		}
	}
	adversary, chooser := sim.Uneven(n), sim.Random(seed)
	late := map[sim.Envelope]int{}
	for len(view) > 0 {
		p := adversary(view, chooser)
		arrived := view[p]
		view = slices.Delete(view, p, p+1)
		late[arrived] += 0 // it has a place, also if nothing overtook it
		for _, e := range view {
			if e.Number < arrived.Number {
				late[e]++
			}
		}
	}
	return late
}

// On an uneven network some messages come several steps late and most do not; who is late is so for some steps on
// end, but not with the first message of them. Every run draws its own network.
func TestAnUnevenNetworkIsLateForAWhile(t *testing.T) {
	const n, steps = 6, 16
	sent, reached, begins := 0, 0, 0
	for seed := range uint64(10) {
		late := lateness(n, steps, seed)
		isLate := map[sim.Envelope]bool{} // by link, step and kind
		for e, by := range late {
			if by > 3*n*n { // nobody who is not late is overtaken by so many
				reached++
				e.Number = 0
				isLate[e] = true
			}
		}
		sent += len(late)
		for e := range isLate {
			before, first := e, e
			before.Label.Step--
			first.Label.Kind = 0
			if e.Label.Kind != 1 || e.Label.Step == 0 || isLate[before] {
				continue
			}
			if begins++; isLate[first] {
				t.Errorf("seed %d: node %d is late to node %d from step %d on, with its first message too", seed, e.From, e.To, e.Label.Step)
			}
		}
	}
	if reached < sent/8 || reached > sent/4 || begins < 20 {
		t.Errorf("%d of %d packets are late, and %d times somebody begins to be, want an eighth to a quarter, and 20 times", reached, sent, begins)
	}
	if first, second := lateness(n, steps, 1), lateness(n, steps, 2); maps.Equal(first, second) {
		t.Error("two seeds make the same uneven network")
	}
}
