package qsc4

import (
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc3"
	"quesera/model/tlcb"
)

// table is a group of 4 with t = 3 and f_c = 1, whose messages are made by hand: round 0, in steps 0 to 5.
type table struct {
	*Layer
	group    *tlcb.Group
	seq      log.Seq
	openings []*tlcb.Message // of step 0, by node
}

func newTable() *table {
	c := of(4, 3, 1, 1)
	t := &table{Layer: New(c, "table", NewIdeal(1)), group: tlcb.IdealGroup("table", 1, 4)}
	for i := range model.NodeID(4) {
		t.openings = append(t.openings, t.opening(i, model.NodeSet{}, uint64(i)))
	}
	return t
}

// message is a raw message of a node.
func (t *table) message(i model.NodeID, s model.Step, v *tlcb.View, p model.Payload,
	confirmed ...model.NodeID) *tlcb.Message {
	t.seq++
	raw := tlcb.Raw{Step: s, Payload: p}
	e := t.group.Sign(t.group.Keys[i], log.Entry{Node: i, Seq: t.seq, Heads: make([]log.Head, 4), Action: raw})
	m := &tlcb.Message{Entry: e, Raw: raw, View: v}
	for _, j := range confirmed {
		m.Confirmed = m.Confirmed.With(j)
	}
	return m
}

// opening is a node's deal, in a view that has exposed some.
func (t *table) opening(i model.NodeID, exposed model.NodeSet, coin uint64) *tlcb.Message {
	v := tlcb.ViewOf(4, 0, nil, exposed, nil, nil)
	return t.message(i, 0, v, t.Say(i, v, coin))
}

// proposal is one that names the deals of two nodes.
func (t *table) proposal(i, a, b model.NodeID) *tlcb.Message {
	p := Proposal{Deals: []log.Ref{t.openings[a].Ref(), t.openings[b].Ref()}}
	return t.message(i, 1, nil, p)
}

// reveals are messages of step 4 with the shares of some nodes, who wrote them in a view.
func (t *table) reveals(v *tlcb.View, nodes ...model.NodeID) (all []*tlcb.Message) {
	for _, i := range nodes {
		all = append(all, t.message(i, 4, v, t.Say(i, v, 9)))
	}
	return all
}

// steps is a view of a node in step s, of messages of which the first are certified.
func (t *table) steps(s model.Step, own *tlcb.Message, certified []*tlcb.Message, more ...*tlcb.Message) *tlcb.View {
	raws := append(append(append([]*tlcb.Message{}, t.openings...), certified...), more...)
	return tlcb.ViewOf(4, s, own, model.NodeSet{}, raws, append(append([]*tlcb.Message{}, t.openings...), certified...))
}

// refused wants a payload to break a rule in a view; empty: none.
func refused(t *testing.T, l *Layer, name, rule string, i model.NodeID, v *tlcb.View, p model.Payload) {
	t.Helper()
	switch _, wrong := l.Judge(i, v, p); {
	case wrong == nil && rule != "" || wrong != nil && wrong.Rule != rule:
		t.Errorf("%s: %v, want %q", name, wrong, rule)
	}
}

// Each rule refuses what breaks it (QSC4-R1 to QSC4-R5).
func TestEachRuleRefusesItsBreach(t *testing.T) {
	b := newTable()
	start := tlcb.ViewOf(4, 0, nil, model.NodeSet{}, nil, nil)
	good := b.Say(0, start, 1).(Opening)
	change := func(f func(*Opening)) Opening {
		o := good
		o.Deal = append([]byte{}, good.Deal...)
		f(&o)
		return o
	}
	refused(t, b.Layer, "a deal", "", 0, start, good)
	refused(t, b.Layer, "nothing in step 0", "QSC4-R1", 0, start, Idle{})
	refused(t, b.Layer, "a proposal in step 0", "QSC4-R1", 0, start, Proposal{})
	refused(t, b.Layer, "another round", "QSC4-R1", 0, start, change(func(o *Opening) { o.Round = 1 }))
	refused(t, b.Layer, "a changed deal", "QSC4-R2", 0, start, change(func(o *Opening) { o.Deal[20] ^= 1 }))
	refused(t, b.Layer, "no deal", "QSC4-R2", 0, start, change(func(o *Opening) { o.Deal = nil }))
	refused(t, b.Layer, "a deal of another", "QSC4-R2", 1, start, good)
	refused(t, b.Layer, "a negated deal", "QSC4-R2", 0, start, change(func(o *Opening) { o.Deal[0] = 1 }))
	refused(t, b.Layer, "shares before there are deals", "QSC4-R3", 0, start, change(func(o *Opening) {
		o.Shares = []Share{{}}
	}))
	refused(t, b.Layer, "a word", "QSC4-R1", 0, start, tlcb.Word(1))

	first := tlcb.ViewOf(4, 1, b.openings[0], model.NodeSet{}, b.openings[:3], b.openings[:3])
	refs := func(nodes ...int) Proposal {
		var p Proposal
		for _, i := range nodes {
			p.Deals = append(p.Deals, b.openings[i].Ref())
		}
		return p
	}
	refused(t, b.Layer, "two deals", "", 0, first, refs(0, 2))
	refused(t, b.Layer, "three deals", "", 0, first, refs(0, 1, 2))
	refused(t, b.Layer, "what an honest node says", "", 1, first, b.Say(1, first, 1))
	refused(t, b.Layer, "one deal", "QSC4-R4", 0, first, refs(0))
	refused(t, b.Layer, "one deal twice", "QSC4-R4", 0, first, refs(1, 1))
	refused(t, b.Layer, "out of order", "QSC4-R4", 0, first, refs(2, 1))
	refused(t, b.Layer, "a deal it has not seen", "QSC4-R4", 0, first, refs(0, 3))
	two := refs(0, 1).Deals
	refused(t, b.Layer, "a parent in round 0", "QSC4-R5", 0, first, Proposal{Deals: two, Parent: model.Digest{1}})
	refused(t, b.Layer, "a commit in round 0", "QSC4-R5", 0, first, Proposal{Deals: two, Committed: true})
	refused(t, b.Layer, "idle in step 1", "QSC4-R1", 0, first, Idle{})
	second := tlcb.ViewOf(4, 2, nil, model.NodeSet{}, nil, nil)
	refused(t, b.Layer, "idle in step 2", "", 0, second, Idle{})
	refused(t, b.Layer, "a proposal in step 2", "QSC4-R1", 0, second, refs(0, 1))

	end := b.steps(4, nil, []*tlcb.Message{b.proposal(0, 0, 1)})
	shares := b.Say(0, end, 1).(Opening)
	cut := shares
	cut.Shares = shares.Shares[:3]
	wrong := shares
	wrong.Shares = append([]Share{}, shares.Shares...)
	wrong.Shares[2].Share = []byte("0123456789abcdef")
	swapped := shares
	swapped.Shares = append([]Share{}, shares.Shares...)
	swapped.Shares[0], swapped.Shares[1] = shares.Shares[1], shares.Shares[0]
	refused(t, b.Layer, "four shares", "", 0, end, shares)
	refused(t, b.Layer, "a share is missing", "QSC4-R3", 0, end, cut)
	refused(t, b.Layer, "a share is wrong", "QSC4-R3", 0, end, wrong)
	refused(t, b.Layer, "shares in another order", "QSC4-R3", 0, end, swapped)
	refused(t, b.Layer, "shares of another node", "QSC4-R2", 1, end, shares)
}

// A deal has the threshold and the recipients that its dealer's view of who is exposed gives, and f_cu + 1 shrinks
// with it; deals of exposed nodes are not named (TLC §5.3.3).
func TestDealsAndChoicesGoByTheViewsExposures(t *testing.T) {
	b := newTable()
	known := tlcb.ViewOf(4, 0, nil, model.Only(3), nil, nil)
	if terms := b.TermsOf(0, known); terms.Threshold != 2 || terms.Recipients.String() != "{0 1 2}" {
		t.Errorf("terms = %+v, want threshold 2 and recipients {0 1 2}", terms)
	}
	blank := tlcb.ViewOf(4, 0, nil, model.NodeSet{}, nil, nil)
	refused(t, b.Layer, "a deal by another view", "QSC4-R2", 0, known, b.Say(0, blank, 1))
	refused(t, b.Layer, "a deal by this view", "", 0, known, b.Say(0, known, 1))
	first := tlcb.ViewOf(4, 1, b.openings[0], model.Only(3), b.openings, b.openings)
	name := func(nodes ...int) (p Proposal) {
		for _, i := range nodes {
			p.Deals = append(p.Deals, b.openings[i].Ref())
		}
		return p
	}
	refused(t, b.Layer, "one deal, nobody unknown is corrupt", "", 0, first, name(1))
	refused(t, b.Layer, "the deal of an exposed node", "QSC4-R4", 0, first, name(0, 3))
	refused(t, b.Layer, "no deal", "QSC4-R4", 0, first, name())
	if p := b.Say(3, first, 1).(Proposal); len(p.Deals) != 1 || p.Deals[0].Node == 3 {
		t.Errorf("deals named = %v, want one of a node that is not exposed", p.Deals)
	}
	// Deals of both kinds in one round: each is recovered by itself, and node 3 has a share of the older ones only.
	b.openings[1] = b.opening(1, model.Only(3), 7)
	p := b.proposal(0, 0, 1)
	end := b.steps(4, nil, []*tlcb.Message{p})
	three, zero := len(b.Say(3, end, 1).(Opening).Shares), len(b.Say(0, end, 1).(Opening).Shares)
	if three != 3 || zero != 4 {
		t.Errorf("shares = %d and %d, want 3 of node 3 and 4 of node 0", three, zero)
	}
	last := b.steps(5, nil, []*tlcb.Message{p}, b.reveals(end, 0, 1, 2)...)
	if tickets := b.tickets(last, 0); len(tickets) != 1 {
		t.Errorf("tickets = %v, want that of a sum of deals of different degrees", tickets)
	}
}

// A ticket depends on the secret, the group, the round and the proposer (TLC §5.3.3).
func TestATicketIsOfOneProposal(t *testing.T) {
	l, other := New(of(4, 3, 1, 1), "a", NewIdeal(1)), New(of(4, 3, 1, 1), "b", NewIdeal(1))
	said := l.ticket([]byte("secret"), 1, 2)
	for name, ticket := range map[string]qsc3.Ticket{"secret": l.ticket([]byte("other"), 1, 2),
		"round": l.ticket([]byte("secret"), 2, 2), "node": l.ticket([]byte("secret"), 1, 3),
		"group": other.ticket([]byte("secret"), 1, 2)} {
		if ticket == said {
			t.Errorf("another %s, the same ticket", name)
		}
	}
}

// Tickets come from t_m - f_ck shares of each deal, and not from fewer, also where they were known before (QSC4-5).
func TestTooFewSharesGiveNoTicket(t *testing.T) {
	b := newTable()
	p := b.proposal(0, 0, 1)
	end := b.steps(4, nil, []*tlcb.Message{p})
	enough := b.steps(5, nil, []*tlcb.Message{p}, b.reveals(end, 0, 1, 2)...)
	few := b.steps(5, nil, []*tlcb.Message{p}, b.reveals(end, 0, 1)...)
	others := b.steps(5, nil, []*tlcb.Message{p}, b.reveals(end, 3, 1, 2)...)
	want := b.tickets(enough, 0)
	if len(want) != 1 || len(b.tickets(few, 0)) != 0 || b.tickets(others, 0)[p.Hash()] != want[p.Hash()] {
		t.Errorf("tickets = %v, %v of too few shares, %v of other shares", want, b.tickets(few, 0), b.tickets(others, 0))
	}
}

// votes are messages of step 2 that confirmed some proposals.
func (t *table) votes(confirmed ...model.NodeID) (all []*tlcb.Message) {
	for i := range model.NodeID(3) {
		all = append(all, t.message(i, 2, nil, Idle{}, confirmed...))
	}
	return all
}

// Both faces of a proposer spoil where none is certified; where one is, the other counts for nothing (QSC4-6).
func TestBothFacesOfAProposalSpoil(t *testing.T) {
	b := newTable()
	best, low, face, other := b.proposal(0, 0, 1), b.proposal(1, 0, 2), b.proposal(3, 1, 2), b.proposal(3, 0, 2)
	certified := append([]*tlcb.Message{best, low}, b.votes(0, 1)...)
	decide := func(v *tlcb.View, tickets map[*tlcb.Message]qsc3.Ticket) qsc3.Decided {
		by := map[model.Digest]qsc3.Ticket{}
		for m, ticket := range tickets {
			by[m.Hash()] = ticket
		}
		return b.decide(v, 0, by)
	}
	tickets := func(a, b qsc3.Ticket) map[*tlcb.Message]qsc3.Ticket {
		return map[*tlcb.Message]qsc3.Ticket{best: 9, low: 5, face: a, other: b}
	}
	v := b.steps(4, nil, certified, face, other)
	for _, c := range []struct {
		face, other qsc3.Ticket
		want        bool
	}{{1, 2, true}, {10, 2, false}, {2, 10, false}, {9, 2, false}, {2, 9, false}} {
		if d := decide(v, tickets(c.face, c.other)); d.Committed != c.want || d.Choice.Digest != best.Hash() {
			t.Errorf("faces with tickets %d and %d: %+v, want committed = %v", c.face, c.other, d, c.want)
		}
	}
	v = b.steps(4, nil, append(certified, face), other)
	if d := decide(v, tickets(2, 10)); !d.Committed || d.Choice.Digest != best.Hash() {
		t.Errorf("the other face of a certified proposal spoils: %+v", d)
	}
	if d := decide(v, tickets(10, 2)); d.Choice.Digest != face.Hash() || d.Choice.Node != 3 || d.Committed {
		t.Errorf("choice = %+v, want the certified face", d)
	}
	unknown := tickets(10, 2)
	delete(unknown, face)
	if d := decide(v, unknown); d.Choice.Digest != best.Hash() || !d.Committed {
		t.Errorf("a proposal without a ticket is not discarded: %+v", d)
	}
}

// A round is decided on the view in which the node entered step s+4: what it learned later is past the schedule that
// tickets could have been used for. Whose view committed at s+4 is known at s+5 (QSC4-6, QSC4-7).
func TestARoundIsDecidedOnTheViewBeforeItsShares(t *testing.T) {
	b := newTable()
	p, q := b.proposal(0, 0, 1), b.proposal(1, 0, 2)
	both := b.steps(4, nil, []*tlcb.Message{p, q})
	tickets := b.tickets(b.steps(5, nil, []*tlcb.Message{p, q}, b.reveals(both, 0, 1, 2)...), 0)
	high, low := p, q
	if tickets[q.Hash()] > tickets[p.Hash()] {
		high, low = q, p
	}
	votes := b.votes(low.Node)
	early := b.steps(4, nil, append([]*tlcb.Message{low}, votes...)) // has not heard of high
	late := b.steps(4, nil, append([]*tlcb.Message{low}, votes...), high)
	conclude := func(mine, others *tlcb.View) State {
		own := b.reveals(mine, 0)[0]
		heard := append(b.reveals(others, 1, 2), own, high)
		s, ok := b.conclude(b.steps(5, own, append([]*tlcb.Message{low}, votes...), heard...))
		if !ok {
			t.Fatal("no round ends")
		}
		return s
	}
	for _, c := range []struct {
		name               string
		mine, others       *tlcb.View
		committed, learned bool
	}{{"spoiled later", early, early, true, true}, {"spoiled in time", late, late, false, false},
		{"a latecomer", late, early, false, true}} {
		s := conclude(c.mine, c.others)
		if s.Decided.Committed != c.committed || s.Learned != c.learned || s.Decided.Choice.Digest != low.Hash() {
			t.Errorf("%s: %+v, want committed = %v, learned = %v", c.name, s, c.committed, c.learned)
		}
	}
	if _, ok := b.conclude(b.steps(4, nil, nil)); ok {
		t.Error("a round ends in step 4")
	}
}

// A round ends in step s+5 and in no other, and not before the first is over; a view of nobody's ends none.
func TestARoundEndsWhereItMay(t *testing.T) {
	b := newTable()
	p := b.message(0, 4, b.steps(4, nil, nil), Idle{})
	for _, c := range []struct {
		step model.Step
		own  *tlcb.Message
		want bool
	}{{1, p, false}, {4, p, false}, {5, p, true}, {5, nil, false}, {6, p, false}, {9, p, true}} {
		if _, ok := b.conclude(tlcb.ViewOf(4, c.step, c.own, model.NodeSet{}, nil, nil)); ok != c.want {
			t.Errorf("step %d, own message %v: a round ends = %v, want %v", c.step, c.own != nil, ok, c.want)
		}
	}
}

// Shares that are not right give no secret, though there are enough of them: where nobody keeps QSC4-R3 that is all
// that is left.
func TestWrongSharesGiveNoSecret(t *testing.T) {
	b := newTable()
	b.Waived["QSC4-R3"] = true
	end := b.steps(4, nil, nil)
	shares := map[model.NodeID][]byte{}
	for i := range model.NodeID(3) {
		shares[i] = b.Say(i, end, 1).(Opening).Shares[0].Share
	}
	if secret, ok := b.secretOf(b.openings[0], shares); !ok || len(secret) == 0 {
		t.Errorf("secret = %x, %v, want one from right shares", secret, ok)
	}
	shares[1] = shares[0]
	if secret, ok := b.secretOf(b.openings[0], shares); ok || secret != nil {
		t.Errorf("secret = %x, %v, want none from wrong shares", secret, ok)
	}
}

// Of a dealer who shows two faces the certified one is named, whichever comes first in a view (QSC4-2).
func TestTheCertifiedFaceOfADealIsNamed(t *testing.T) {
	b := newTable()
	other := b.opening(1, model.NodeSet{}, 99)
	for _, certified := range []*tlcb.Message{b.openings[1], other} {
		raws := []*tlcb.Message{b.openings[1], other}
		v := tlcb.ViewOf(4, 1, b.openings[0], model.NodeSet{}, raws, []*tlcb.Message{certified})
		if deals := b.choose(0, v); len(deals) != 1 || deals[0] != certified.Ref() {
			t.Errorf("deals = %v, want the certified face %v", deals, certified.Ref())
		}
	}
}
