package qsc4

import (
	"bytes"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/crypto/pvss"
	"quesera/model/log"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// What is remembered is found, and its number is bounded: the oldest is forgotten.
func TestMemoryIsBounded(t *testing.T) {
	m := newMemory[int]()
	key := func(k int) model.Digest { return model.Digest{byte(k), byte(k >> 8), byte(k >> 16)} }
	if _, ok := m.get(key(0)); ok {
		t.Error("something is found where nothing is")
	}
	for k := range 2*remembered + 1 {
		m.put(key(k), k)
		if v, ok := m.get(key(k)); !ok || v != k {
			t.Fatalf("%d: %d, %v", k, v, ok)
		}
	}
	if v, ok := m.get(key(remembered)); !ok || v != remembered {
		t.Errorf("one of the last is %d, %v", v, ok)
	}
	if _, ok := m.get(key(0)); ok || len(m.fresh) != 1 || len(m.old) != remembered {
		t.Errorf("the first is kept: %v; %d and %d in all", ok, len(m.fresh), len(m.old))
	}
	w := NewWatch(New(of(4, 3, 1, 1), "w", NewIdeal(1)), model.All(3))
	for r := range qsc3.Round(9) {
		if w.round(r) == nil || w.round(r) != w.round(r) || len(w.rounds) > 4 {
			t.Errorf("round %d: %d are kept", r, len(w.rounds))
		}
	}
}

// What each step says is refused in the others, in whatever round it calls itself.
func TestPayloadsAreOfTheirSteps(t *testing.T) {
	b := newTable()
	for s := range model.Step(2 * roundSteps) {
		v := tlcb.ViewOf(4, s, nil, model.NodeSet{}, nil, nil)
		r := qsc3.Round(s / roundSteps)
		for name, p := range map[string]model.Payload{"an opening": Opening{Round: r}, "a proposal": Proposal{Round: r},
			"nothing": Idle{}, "an opening of the next": Opening{Round: r + 1},
			"a proposal of the next": Proposal{Round: r + 1}} {
			state, wrong := b.Judge(0, v, p)
			refused := wrong != nil && wrong.Rule == "QSC4-R1"
			want := name == "an opening" && s%4 == 0 || name == "a proposal" && s%4 == 1 || name == "nothing" && s%4 > 1
			if refused == want || want && name == "nothing" && wrong != nil || refused && state != (State{}) {
				t.Errorf("%s in step %d: %v, %v, want it allowed: %v", name, s, state, wrong, want)
			}
		}
		if _, is := b.Say(1, v, 1).(Idle); is != (s%4 > 1) {
			t.Errorf("in step %d an honest node says %T", s, b.Say(1, v, 1))
		}
	}
	for _, octets := range [][]byte{{}, {0}, {4}, Proposal{}.AppendTo(nil)[:30], append(Proposal{}.AppendTo(nil), 1)} {
		if p, err := decode(octets); err == nil {
			t.Errorf("%v is read as %+v", octets, p)
		}
	}
	maybe := Proposal{}.AppendTo(nil)
	maybe[5+len(model.Digest{})] = 2 // committed
	if p, err := decode(maybe); err == nil {
		t.Errorf("a round that committed twice is read as %+v", p)
	}
}

// Where too few deals are certified others are named too, from one's own on; as many as are needed and no more.
func TestDealsAreNamedFromOnesOwnOn(t *testing.T) {
	b := newTable()
	for _, c := range []struct {
		self      model.NodeID
		seen      []*tlcb.Message
		certified []*tlcb.Message
		want      []int
	}{
		{0, b.openings, nil, []int{0, 1}}, {3, b.openings, nil, []int{0, 3}}, {1, b.openings, b.openings[3:], []int{1, 3}},
		{2, b.openings, b.openings[:2], []int{0, 1}}, {3, b.openings, b.openings, []int{0, 3}},
		{0, b.openings[2:], nil, []int{2, 3}}, {0, b.openings[3:], nil, []int{3}}, {0, nil, nil, nil},
	} {
		v := tlcb.ViewOf(4, 1, nil, model.NodeSet{}, c.seen, c.certified)
		got := b.choose(c.self, v)
		if len(got) != len(c.want) {
			t.Errorf("node %d names %v, want those of %v", c.self, got, c.want)
			continue
		}
		for k, i := range c.want {
			if got[k] != b.openings[i].Ref() {
				t.Errorf("node %d names %v, want those of %v", c.self, got, c.want)
			}
		}
	}
}

// Whose own view committed has learned so, whatever the others say.
func TestWhoCommitsHasLearned(t *testing.T) {
	b := newTable()
	p, q := b.proposal(0, 0, 1), b.proposal(1, 0, 2)
	both := b.steps(4, nil, []*tlcb.Message{p, q})
	tickets := b.tickets(b.steps(5, nil, []*tlcb.Message{p, q}, b.reveals(both, 0, 1, 2)...), 0)
	high, low := p, q
	if tickets[q.Hash()] > tickets[p.Hash()] {
		high, low = q, p
	}
	certified := append([]*tlcb.Message{low}, b.votes(low.Node)...)
	early, late := b.steps(4, nil, certified), b.steps(4, nil, certified, high)
	own := b.reveals(early, 0)[0]
	heard := append(b.reveals(late, 1, 2), own, high)
	if s, ok := b.conclude(b.steps(5, own, certified, heard...)); !ok || !s.Decided.Committed || !s.Learned || !s.Known {
		t.Errorf("%+v, %v", s, ok)
	}
}

// Deals for whom there is no key are refused, and so are keys that are none; what a group describes verifies its deals,
// and can open none.
func TestSharingIsDescribedByItsKeys(t *testing.T) {
	terms := Terms{"group", 0, 2, model.All(3)}
	for _, s := range []Sharing{NewReal(pvss.Schoenmakers{}, 1, 3), NewReal(pvss.Pairing{}, 1, 3)} {
		deal, err := s.Deal(terms, 1, [32]byte{7})
		if err != nil {
			t.Fatal(err)
		}
		beyond := terms
		beyond.Recipients = model.All(4)
		if _, err := s.Deal(beyond, 1, [32]byte{7}); err == nil {
			t.Errorf("%s: dealt to a node without a key", s.Name())
		}
		if _, err := s.Verify(beyond, 1, deal); err == nil {
			t.Errorf("%s: a deal for a node without a key verifies", s.Name())
		}
		d := tlcb.Description{Group: "group", Nodes: 3}
		c := of(3, 2, 1, 0)
		if err := New(c, "group", s).Describe(&d); err != nil || d.Sharing != s.Name() || len(d.SharingKeys) != 3 {
			t.Fatalf("described as %+v, %v", d, err)
		}
		layer, err := Variant().Layer(d, c)
		if err != nil {
			t.Fatal(err)
		}
		again := layer.(*Layer)
		if again.Group != "group" || again.Sharing.Name() != s.Name() {
			t.Errorf("read as a layer of %q with %s", again.Group, again.Sharing.Name())
		}
		if _, err := again.Sharing.Verify(terms, 1, deal); err != nil {
			t.Errorf("%s: by its description the deal does not verify: %v", s.Name(), err)
		}
		if _, err := again.Sharing.Verify(terms, 2, deal); err == nil {
			t.Errorf("%s: by its description it verifies for another dealer", s.Name())
		}
		for name, change := range map[string]func(*tlcb.Description){
			"no hexadecimal": func(d *tlcb.Description) { d.SharingKeys[0] = "xy" },
			"no point":       func(d *tlcb.Description) { d.SharingKeys[2] = strings.Repeat("00", 48) },
			"short":          func(d *tlcb.Description) { d.SharingKeys[1] = d.SharingKeys[1][2:] },
			"too few":        func(d *tlcb.Description) { d.SharingKeys = d.SharingKeys[1:] },
			"another scheme": func(d *tlcb.Description) { d.Sharing = "ideal" },
		} {
			other := d
			other.SharingKeys = append([]string{}, d.SharingKeys...)
			change(&other)
			if _, err := Variant().Layer(other, c); err == nil {
				t.Errorf("%s: %s: accepted", s.Name(), name)
			}
		}
		if _, err := s.Sum([][]byte{make([]byte, 48)}); err == nil {
			t.Errorf("%s: what is no point is added", s.Name())
		}
	}
	var d tlcb.Description
	if err := New(of(3, 2, 1, 0), "group", NewIdeal(1)).Describe(&d); err == nil || d.Sharing != "" {
		t.Errorf("ideal sharing is described: %+v, %v", d, err)
	}
}

// A proposal concludes the round before as its author's state has it; other entries and other rounds conclude nothing
// but the step.
func TestWhatAnEntryConcludes(t *testing.T) {
	b := newTable()
	for _, m := range []*tlcb.Message{b.openings[1], b.proposal(1, 0, 1), b.message(1, 6, nil, Idle{})} {
		item := &tlcb.Item{Entry: m.Entry, State: tlcb.ViewOf(4, m.Step, m, model.NodeSet{}, nil, nil)}
		if got := concludes(item); got != (log.Conclusion{Step: m.Step}) {
			t.Errorf("%T concludes %+v", m.Payload, got)
		}
	}
	other := &tlcb.Item{Entry: &log.Entry{Action: tlcb.Ack{}}, State: tlcb.ViewOf(4, 3, nil, model.NodeSet{}, nil, nil)}
	if got := concludes(other); got != (log.Conclusion{}) {
		t.Errorf("an acknowledgment before all concludes %+v", got)
	}
}

// followed is a watch of round 0 of the table, to which nodes 0 to 2 are correct, and what some of them proposed; the
// shares of all deals that were sent are those of some nodes.
func followed(b *table, proposals []*tlcb.Message, senders ...model.NodeID) (*Watch, *round) {
	w := NewWatch(b.Layer, model.All(3))
	r := w.round(0)
	for _, m := range b.openings {
		r.deals[m.Hash()] = m
		d := b.dealOf(m)
		r.sent[m.Hash()] = map[model.NodeID][]byte{}
		for _, i := range senders {
			share, err := d.Open(i, [32]byte{})
			if err != nil {
				panic(err)
			}
			r.sent[m.Hash()][i] = share
		}
	}
	for _, m := range proposals {
		r.proposed[m.Hash()] = m
	}
	return w, r
}

// The best of a round is known from outside when all tickets can be computed, those of all nodes but one at least.
func TestTheBestOfARoundIsKnownWhenItsTicketsAre(t *testing.T) {
	b := newTable()
	all := []*tlcb.Message{b.proposal(0, 0, 1), b.proposal(1, 0, 2), b.proposal(2, 1, 2), b.proposal(3, 0, 3)}
	highest := func(w *Watch, r *round, list []*tlcb.Message) (best model.NodeID) {
		most := qsc3.Ticket(0)
		for _, m := range list {
			if ticket, ok := b.recover(m.Payload.(Proposal), m.Node, r.deals, w.shares(r)); ok && ticket > most {
				most, best = ticket, m.Node
			}
		}
		return best
	}
	for _, c := range []struct {
		name      string
		proposals []*tlcb.Message
		senders   []model.NodeID
		known     bool
	}{
		{"all, two shares and the corrupt node's", all, []model.NodeID{0, 1}, true},
		{"all but the first", all[1:], []model.NodeID{0, 1}, true},
		{"all but the last", all[:3], []model.NodeID{1, 2}, true},
		{"two of four", all[:2], []model.NodeID{0, 1}, false},
		{"one share and the corrupt node's", all, []model.NodeID{2}, false}, {"none", nil, []model.NodeID{0, 1, 2}, false},
	} {
		w, r := followed(b, c.proposals, c.senders...)
		best, known := w.Best(0)
		if known != c.known || known && best != highest(w, r, c.proposals) {
			t.Errorf("%s: node %d, known %v, want %v", c.name, best, known, c.known)
		}
	}
	w, r := followed(b, all[:3], 0, 1)
	r.drafts[all[3].Hash()] = all[3]
	if best, known := w.Best(0); !known || best != highest(w, r, all) {
		t.Errorf("with a draft: node %d, known %v", best, known)
	}
	delete(r.deals, b.openings[3].Hash())
	if _, known := w.Best(0); known {
		t.Error("the draft names a deal that nobody knows")
	}
}

// A ticket is known to the corrupt nodes if all its deals are: opened, or dealt by them, or in pairs that cancel.
func TestATicketIsKnownIfItsDealsAre(t *testing.T) {
	b := newTable()
	proposal := func(nodes ...int) (p Proposal) {
		for _, i := range nodes {
			p.Deals = append(p.Deals, b.openings[i].Ref())
		}
		return p
	}
	for _, c := range []struct {
		name    string
		p       Proposal
		senders []model.NodeID
		want    bool
	}{
		{"opened", proposal(0, 1), []model.NodeID{0, 1}, true}, {"not opened", proposal(0, 1), []model.NodeID{0}, false},
		{"dealt by the corrupt node", proposal(3), nil, true}, {"one of them not", proposal(2, 3), nil, false},
		{"nothing", proposal(), nil, true},
	} {
		w, r := followed(b, nil, c.senders...)
		if got := w.known(r, c.p); got != c.want {
			t.Errorf("%s: known %v, want %v", c.name, got, c.want)
		}
	}
	w, r := followed(b, nil)
	if w.known(r, Proposal{Deals: []log.Ref{{Node: 1}}}) {
		t.Error("a deal that nobody has is known")
	}
	negated := b.openings[1].Payload.(Opening)
	negated.Deal = bytes.Clone(negated.Deal)
	negated.Deal[0] = 1
	for name, deal := range map[string][]byte{"negated": negated.Deal, "copied": b.openings[1].Payload.(Opening).Deal} {
		stolen := b.message(3, 0, b.openings[3].View, Opening{Deal: deal})
		r.deals[stolen.Hash()] = stolen
		p := Proposal{Deals: []log.Ref{b.openings[1].Ref(), stolen.Ref()}}
		if got := w.known(r, p); got != (name == "negated") {
			t.Errorf("with what is %s from another: known %v", name, got)
		}
		if got := w.known(r, Proposal{Deals: p.Deals[1:]}); got {
			t.Errorf("what is %s is known by itself", name)
		}
	}
	w.told(&tlcb.Item{Entry: b.openings[3].Entry}) // an entry that is wrong has no view, and tells nothing
	w.told(&tlcb.Item{Entry: &log.Entry{Action: tlcb.Ack{}}, State: b.openings[3].View})
	before := len(r.drafts)
	m := b.proposal(3, 0, 1)
	w.told(&tlcb.Item{Entry: m.Entry, State: tlcb.ViewOf(4, 1, m, model.NodeSet{}, nil, nil)})
	if len(r.drafts) != before+1 || r.drafts[m.Hash()] != m {
		t.Errorf("a draft is not noted: %v", r.drafts)
	}
}

// What verified is remembered, and what is no deal has no secret, shares or not, and is passed over where others are.
func TestWhatIsNoDealHasNoSecret(t *testing.T) {
	b := newTable()
	b.Waived["QSC4-R3"] = true
	bad := b.message(2, 0, b.openings[2].View, Opening{Deal: []byte("no deal")})
	shares := map[model.NodeID][]byte{0: {1}, 1: {1}, 2: {1}}
	for _, m := range []*tlcb.Message{bad, b.message(2, 0, b.openings[2].View, Idle{})} {
		if secret, ok := b.secretOf(m, shares); ok || secret != nil || b.dealOf(m) != nil {
			t.Errorf("%T has the secret %x, %v", m.Payload, secret, ok)
		}
	}
	l := New(of(4, 3, 1, 1), "table", NewIdeal(1))
	if o := b.openings[0].Payload.(Opening); len(l.dealt.fresh) != 0 {
		t.Error("something is remembered before it verified")
	} else if _, err := l.verified(o, 0, l.TermsOf(0, b.openings[0].View)); err != nil || len(l.dealt.fresh) != 1 {
		t.Errorf("%v, %d are remembered", err, len(l.dealt.fresh))
	} else if _, err := l.verified(o, 1, l.TermsOf(0, b.openings[0].View)); err == nil || len(l.dealt.fresh) != 1 {
		t.Errorf("of another dealer: %v, %d are remembered", err, len(l.dealt.fresh))
	}
	w, r := followed(b, nil, 0)
	r.deals[bad.Hash()] = bad
	for range 20 { // in whatever order
		all := w.shares(r)
		if len(all) != 4 || len(all[b.openings[0].Hash()]) != 2 {
			t.Fatalf("shares of %d deals, %d of the first", len(all), len(all[b.openings[0].Hash()]))
		}
	}
	w.breach("QSC4-O1", "", 0, 1, "first")
	w.breach("QSC4-O1", "", 1, 2, "again")
	w.breach("QSC4-O2", "", 1, 3, "another")
	if all := w.Breaches(); len(all) != 2 || all[0].Move != 1 || all[1].Rule != "QSC4-O2" || all[1].Move != 3 ||
		all[0].What != "qsc4: first" {
		t.Errorf("%+v", all)
	}
}

// In a run, each proposal after the first round concludes what its author's state says, and that is what the node
// concluded.
func TestProposalsConcludeWhatNodesConclude(t *testing.T) {
	c := of(3, 2, 1, 0)
	g := tlcb.IdealGroup("qsc4", 1, 3)
	layer := New(c, g.ID, NewIdeal(1))
	m, err := tlcb.New(c, g, layer)
	if err != nil {
		t.Fatal(err)
	}
	ended, committed := 0, 0
	world, err := sim.New(sim.Config[tlcb.State]{Nodes: 3, Machine: m, InPlace: true, Chooser: sim.Random(1),
		Observe: func(o sim.Observation[tlcb.State]) {
			told := Concluded(o)
			for _, effect := range o.Effects {
				e, ok := effect.(log.Wrote[*tlcb.View])
				if !ok {
					continue
				}
				got := concludes(e.Item)
				if !got.Ends {
					continue
				}
				d := told[0].Decided
				if got.Round != uint64(d.Round) || got.Committed != d.Committed || got.Chosen != d.Choice.Known ||
					got.Choice != d.Choice.Digest || got.Step != StartOf(d.Round+1)+1 {
					t.Errorf("%+v, where the node concluded %+v", got, d)
				}
				told, ended = told[1:], ended+1
				if got.Committed {
					committed++
				}
			}
			if len(told) > 0 {
				t.Errorf("%+v is concluded by no entry", told)
			}
		}})
	if err == nil {
		err = world.Run(func() bool { return ended >= 9 }, 20_000)
	}
	if err != nil || committed == 0 || committed == ended {
		t.Errorf("%v; %d ended, %d committed, want some of them", err, ended, committed)
	}
}
