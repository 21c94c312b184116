package qsc3_test

import (
	"testing"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// view is the history of node 0 in step 0 when it has the proposals of all nodes, with the given
// tickets in the given order of arrival, and the certificates of some.
func view(t *testing.T, tickets []qsc3.Ticket, arrival, certified []model.NodeID) *tlc.History {
	t.Helper()
	n := len(tickets)
	clock, err := tlc.New(tlc.Thresholds{Nodes: n, Message: n, Witness: 2})
	if err != nil {
		t.Fatal(err)
	}
	states, raws := make([]tlc.State, n), make([]*tlc.Raw, n)
	for i, ticket := range tickets {
		var effects []model.Effect
		states[i], _ = clock.Start(model.NodeID(i))
		states[i], effects = clock.Apply(states[i], tlc.Broadcast{Payload: qsc3.Proposal{Ticket: ticket}})
		raws[i] = effects[0].(model.Broadcast).Message.(*tlc.Raw)
	}
	for _, i := range arrival {
		states[0], _ = clock.Apply(states[0], model.Receive{From: i, Message: raws[i]})
	}
	for _, i := range certified {
		ack := model.Receive{From: (i + 1) % model.NodeID(n), Message: tlc.Ack{Of: raws[i].Digest}}
		var effects []model.Effect
		states[i], effects = clock.Apply(states[i], ack)
		if i != 0 {
			cert := effects[1].(model.Broadcast).Message
			states[0], _ = clock.Apply(states[0], model.Receive{From: i, Message: cert})
		}
	}
	return states[0].History()
}

// The choice is the confirmed proposal with the highest ticket, on a tie that of the lowest node, in
// whatever order the proposals arrived (QSC3-2).
func TestBestConfirmedIsTheHighestTicketAndOnATieTheLowestNode(t *testing.T) {
	for _, c := range []struct {
		tickets   []qsc3.Ticket
		certified []model.NodeID
		want      model.NodeID
	}{
		{[]qsc3.Ticket{3, 9, 5, 1}, []model.NodeID{0, 1, 2}, 1},
		{[]qsc3.Ticket{3, 9, 5, 1}, []model.NodeID{2, 0}, 2}, // the highest is not confirmed
		{[]qsc3.Ticket{3, 9, 5, 1}, []model.NodeID{3}, 3},
		{[]qsc3.Ticket{7, 2, 7, 7}, []model.NodeID{1, 2, 3}, 2},
		{[]qsc3.Ticket{7, 7, 7, 7}, []model.NodeID{3, 1, 2}, 1},
		{[]qsc3.Ticket{0, 0, 0, 0}, []model.NodeID{3, 2}, 2},
	} {
		for _, arrival := range [][]model.NodeID{{1, 2, 3}, {3, 2, 1}, {2, 3, 1}} {
			choice, committed := qsc3.Decide(view(t, c.tickets, arrival, c.certified), 0)
			if !choice.Known || choice.Node != c.want || choice.Proposal.Ticket != c.tickets[c.want] || committed {
				t.Errorf("tickets %v, confirmed %v: choice %+v, committed %v, want node %d's, not committed", c.tickets,
					c.certified, choice, committed, c.want)
			}
		}
	}
}

// Who has confirmed nothing chooses nothing and commits nothing.
func TestNothingConfirmedIsNoChoiceAndNoCommit(t *testing.T) {
	if choice, committed := qsc3.Decide(view(t, []qsc3.Ticket{1, 2, 3}, []model.NodeID{1, 2}, nil), 0); choice.Known ||
		committed {
		t.Errorf("choice %+v, committed %v, want none", choice, committed)
	}
}

// lineage holds the parent of every proposal against its node's own choices.
type lineage struct {
	t                *testing.T
	config           qsc3.Config
	back             qsc3.Round // how many rounds before lies what a proposal builds on
	chosen           map[model.NodeID]map[qsc3.Round]qsc3.Choice
	checked, foreign int // proposals, and those that build on another node's
}

func (l *lineage) observe(o sim.Observation[qsc3.State]) {
	for _, e := range o.Effects {
		switch e := e.(type) {
		case qsc3.Decided:
			if l.chosen[o.Node] == nil {
				l.chosen[o.Node] = map[qsc3.Round]qsc3.Choice{}
			}
			l.chosen[o.Node][e.Round] = e.Choice
		case model.Broadcast:
			if raw, ok := e.Message.(*tlc.Raw); ok && raw.Payload != nil {
				l.check(o.Node, raw, raw.Payload.(qsc3.Proposal))
			}
		}
	}
}

func (l *lineage) check(node model.NodeID, raw *tlc.Raw, p qsc3.Proposal) {
	want := qsc3.Genesis
	if p.Round >= l.back {
		want = l.chosen[node][p.Round-l.back].Digest
		if l.chosen[node][p.Round-l.back].Node != node {
			l.foreign++
		}
	}
	if p.Parent != want || l.config.StartOf(p.Round) != raw.Step {
		l.t.Errorf("pipelined %v: node %d proposes in step %d for round %d on %v, want on %v", l.config.Pipelined, node,
			raw.Step, p.Round, p.Parent, want)
	}
	l.checked++
}

// A proposal builds on what its node chose in the round before in its chain: round r-1, and
// round r-3 where rounds are pipelined (QSC3-4).
func TestProposalsBuildOnTheChoiceOfTheirChain(t *testing.T) {
	for _, pipelined := range []bool{false, true} {
		c := qsc3.Config{Thresholds: majority(5), Pipelined: pipelined, Tickets: 1 << 40}
		machine, err := qsc3.New(c)
		if err != nil {
			t.Fatal(err)
		}
		l := &lineage{t: t, config: c, back: 1, chosen: map[model.NodeID]map[qsc3.Round]qsc3.Choice{}}
		if pipelined {
			l.back = 3
		}
		w, err := sim.New(sim.Config[qsc3.State]{
			Nodes: 5, Machine: machine, Chooser: sim.Random(3), Adversary: sim.Uneven(5), Observe: l.observe,
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return w.State(0).Clock().Step() >= 60 }, 100_000); err != nil {
			t.Fatal(err)
		}
		if l.checked < 80 || l.foreign < 40 {
			t.Errorf("pipelined %v: %d proposals, %d of them on another node's, want more", pipelined, l.checked,
				l.foreign)
		}
	}
}

// A confirmed message that carries no proposal is not chosen, whatever the tickets of the others (QSC3-2).
func TestAMessageWithoutAProposalIsNotChosen(t *testing.T) {
	message := func(node model.NodeID, payload model.Payload) *tlc.Raw {
		return &tlc.Raw{Header: causal.Header{Node: node, Stamp: tlc.RawStamp(0), Past: causal.NewTime(3, 0)},
			Payload: payload}
	}
	certs := []*tlc.Cert{}
	for _, node := range []model.NodeID{0, 1} {
		certs = append(certs, &tlc.Cert{Header: causal.Header{Node: node, Stamp: tlc.CertStamp(0)}})
	}
	h := tlc.HistoryOf(0, []*tlc.Raw{message(0, nil), message(1, qsc3.Proposal{})}, certs)
	if choice, _ := qsc3.Decide(&h, 0); !choice.Known || choice.Node != 1 {
		t.Errorf("chosen %+v, want node 1's proposal", choice)
	}
}

// A choice commits exactly if it is reconfirmed by a certified message of the next step that carries it, and no other
// proposal has as high a ticket, confirmed or not (QSC3-3). Method: three nodes, and one thing at a time that is
// otherwise than where node 1's proposal commits.
func TestEachConditionOfACommitCounts(t *testing.T) {
	const s = 6
	message := func(node model.NodeID, step model.Step, payload model.Payload, confirmed ...model.NodeID) *tlc.Raw {
		m := &tlc.Raw{Header: causal.Header{Node: node, Stamp: tlc.RawStamp(step), Past: causal.NewTime(3, 0)}, Step: step,
			Payload: payload, Digest: model.Digest{byte(node), byte(step)}}
		for _, i := range confirmed {
			m.Confirmed = m.Confirmed.With(i)
		}
		return m
	}
	ticket := func(k qsc3.Ticket) model.Payload { return qsc3.Proposal{Round: 2, Ticket: k} }
	type certified struct {
		node model.NodeID
		step model.Step
	}
	lower, chosen := message(0, s, ticket(3)), message(1, s, ticket(4))
	for _, c := range []struct {
		name      string
		raws      []*tlc.Raw
		certs     []certified
		want      model.NodeID
		committed bool
	}{
		{"all is well", []*tlc.Raw{lower, chosen, message(2, s+1, nil, 1)}, []certified{{1, s}, {2, s + 1}}, 1, true},
		{"it has no rival", []*tlc.Raw{chosen, message(2, s+1, nil, 1)}, []certified{{1, s}, {2, s + 1}}, 1, true},
		{"the rival's ticket is as high", []*tlc.Raw{message(0, s, ticket(4)), chosen, message(2, s+1, nil, 1)},
			[]certified{{1, s}, {2, s + 1}}, 1, false},
		{"the rival's ticket is higher", []*tlc.Raw{message(0, s, ticket(5)), chosen, message(2, s+1, nil, 1)},
			[]certified{{1, s}, {2, s + 1}}, 1, false},
		{"a later node's ticket is higher", []*tlc.Raw{chosen, message(2, s, ticket(5)), message(2, s+1, nil, 1)},
			[]certified{{1, s}, {2, s + 1}}, 1, false},
		{"nobody reconfirms it", []*tlc.Raw{lower, chosen, message(2, s+1, nil, 0, 2)}, []certified{{1, s}, {2, s + 1}}, 1,
			false},
		{"who reconfirms it is not certified", []*tlc.Raw{lower, chosen, message(2, s+1, nil, 1)},
			[]certified{{1, s}, {1, s + 1}, {2, s + 2}}, 1, false},
		{"it is reconfirmed a step later", []*tlc.Raw{lower, chosen, message(2, s+2, nil, 1)},
			[]certified{{1, s}, {2, s + 2}}, 1, false},
		{"the second who reconfirms", []*tlc.Raw{lower, chosen, message(0, s+1, nil, 0), message(2, s+1, nil, 1)},
			[]certified{{1, s}, {0, s + 1}, {2, s + 1}}, 1, true},
		{"the rival proposes nothing", []*tlc.Raw{message(0, s, nil), message(1, s, ticket(0)), message(2, s+1, nil, 1)},
			[]certified{{1, s}, {2, s + 1}}, 1, true},
		{"the highest is not confirmed", []*tlc.Raw{lower, chosen, message(2, s+1, nil, 0, 1)},
			[]certified{{0, s}, {2, s + 1}}, 0, false},
		{"of two that are confirmed", []*tlc.Raw{lower, chosen, message(2, s+1, nil, 0, 1)},
			[]certified{{0, s}, {1, s}, {2, s + 1}}, 1, true},
		{"the first has the ticket 0", []*tlc.Raw{message(0, s, ticket(0)), message(2, s, ticket(0)),
			message(2, s+1, nil, 0)}, []certified{{0, s}, {2, s}, {2, s + 1}}, 0, false},
	} {
		var certs []*tlc.Cert
		for _, k := range c.certs {
			certs = append(certs, &tlc.Cert{Header: causal.Header{Node: k.node, Stamp: tlc.CertStamp(k.step)}, Step: k.step})
		}
		h := tlc.HistoryOf(s+3, c.raws, certs)
		choice, committed := qsc3.Decide(&h, s)
		want := qsc3.Choice{}
		for _, m := range c.raws {
			if m.Step == s && m.Node == c.want {
				want = qsc3.Choice{Known: true, Node: m.Node, Step: s, Proposal: m.Payload.(qsc3.Proposal), Digest: m.Digest}
			}
		}
		if choice != want || committed != c.committed {
			t.Errorf("%s: %+v, committed %v, want %+v, %v", c.name, choice, committed, want, c.committed)
		}
	}
}

// wish is something to propose.
type wish string

func (b wish) AppendTo(to []byte) []byte { return append(to, b...) }

// A node that is told what to propose broadcasts that, with the coin for a ticket (TLC §4.1).
func TestANodeProposesWhatItIsTold(t *testing.T) {
	machine, err := qsc3.New(qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2}, Tickets: 10})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := machine.Start(0)
	s, _ = machine.Apply(s, qsc3.Propose{Coin: model.Coin{Value: 7}, Block: wish("b")})
	want := qsc3.Proposal{Ticket: 7, Parent: qsc3.Genesis, Block: wish("b")}
	if own, ok := s.Clock().Own(); !ok || own.Payload != model.Payload(want) {
		t.Errorf("the node sent %+v, want %+v", own, want)
	}
}
