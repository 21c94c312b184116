package attack

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/sim"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// A moment is what happens to a node: its state then, the event, and what an honest node does.
type moment struct {
	state   tlcb.State
	event   model.Event
	effects []model.Effect
}

// honest is a run of five honest nodes, and the moments of the last two, which are to be corrupt.
func honest(t *testing.T) (*qsc4.Layer, clock.Stage, []moment) {
	t.Helper()
	c := groups[1]
	g := tlcb.IdealGroup("scripts", 3, c.Nodes)
	layer := qsc4.New(c, g.ID, qsc4.NewIdeal(3))
	m, err := tlcb.New(c, g, layer)
	if err != nil {
		t.Fatal(err)
	}
	s := clock.Stage{Config: c, Group: g, Machine: m, Corrupt: model.Only(3).With(4)}
	var all []moment
	world, err := sim.New(sim.Config[tlcb.State]{Nodes: c.Nodes, Machine: m, InPlace: true, Chooser: sim.Random(3),
		Timeouts: true, Observe: func(o sim.Observation[tlcb.State]) {
			if s.Corrupt.Has(o.Node) {
				all = append(all, moment{*o.After, o.Event, slices.Clone(o.Effects)})
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	if err := world.Run(func() bool { return len(all) > 1000 }, 20_000); err != nil && !errors.Is(err, sim.ErrLimit) {
		t.Fatal(err)
	}
	for k := 1; k+2 < len(all) && k < 400; k++ { // and what was done in three moments, at once
		m := moment{all[k].state, all[k].event, nil}
		for _, one := range all[k : k+3] {
			m.effects = append(m.effects, one.effects...)
		}
		all = append(all, m)
	}
	return layer, s, all
}

// words are effects, each said so that others are not.
func words(effects []model.Effect) (all []string) {
	said := func(m model.Message) string {
		if e, ok := m.(*log.Entry); ok {
			return fmt.Sprintf("%d.%d %x signed %x", e.Node, e.Seq, e.Hash(), e.Signature)
		}
		return fmt.Sprintf("%T", m)
	}
	for _, effect := range effects {
		switch e := effect.(type) {
		case model.Send:
			all = append(all, fmt.Sprintf("to %d: %s", e.To, said(e.Message)))
		case model.Broadcast:
			all = append(all, "to all: "+said(e.Message))
		default:
			all = append(all, fmt.Sprintf("%T", e))
		}
	}
	return all
}

// rawOf is the entry that an effect broadcasts, and the raw message in it; nil: it is something else.
func rawOf(effect model.Effect) (*log.Entry, tlcb.Raw) {
	b, _ := effect.(model.Broadcast)
	if e, _ := b.Message.(*log.Entry); e != nil {
		if raw, ok := e.Action.(tlcb.Raw); ok {
			return e, raw
		}
	}
	return nil, tlcb.Raw{}
}

// acts is what a node does in place of what an honest one does.
type acts func(m *moment) []model.Effect

// privately shows deals, and answers, to node 0 only.
func privately(m *moment) (sent []model.Effect) {
	for _, effect := range m.effects {
		if _, raw := rawOf(effect); isOpening(raw.Payload) {
			sent = append(sent, model.Send{Message: effect.(model.Broadcast).Message})
		} else if answer, ok := effect.(model.Send); !ok || answer.To == 0 {
			sent = append(sent, effect)
		}
	}
	return sent
}

// twofold shows the odd nodes a proposal with one more deal, the first that the other lacks.
func twofold(s clock.Stage) acts {
	return func(m *moment) (sent []model.Effect) {
		for _, effect := range m.effects {
			e, raw := rawOf(effect)
			p, proposes := raw.Payload.(qsc4.Proposal)
			var more []log.Ref
			if proposes {
				for d := range m.state.Own().State.RawMessages(raw.Step - 1) {
					if !slices.ContainsFunc(p.Deals, func(r log.Ref) bool { return r.Node == d.Node }) {
						more = append(more, d.Ref())
					}
				}
			}
			if len(more) == 0 {
				sent = append(sent, effect)
				continue
			}
			p.Deals = append(slices.Clone(p.Deals), more[0])
			for k := len(p.Deals) - 1; k > 0 && p.Deals[k].Node < p.Deals[k-1].Node; k-- {
				p.Deals[k], p.Deals[k-1] = p.Deals[k-1], p.Deals[k]
			}
			twin := *e
			twin.Action = tlcb.Raw{Step: raw.Step, Payload: p}
			other := s.Group.Sign(s.Group.Keys[e.Node], twin)
			for i, shown := range []*log.Entry{e, other, e, other, e} {
				sent = append(sent, model.Send{To: model.NodeID(i), Message: shown})
			}
		}
		return sent
	}
}

// belated shows behind each deal another one that was made with the deal before.
func belated(l *qsc4.Layer, s clock.Stage, kept map[model.NodeID]*log.Entry) acts {
	return func(m *moment) (sent []model.Effect) {
		for _, effect := range m.effects {
			sent = append(sent, effect)
			e, raw := rawOf(effect)
			o, opens := raw.Payload.(qsc4.Opening)
			if !opens {
				continue
			}
			if before := kept[e.Node]; before != nil {
				sent = append(sent, model.Broadcast{Message: before})
			}
			d, err := l.Sharing.Deal(qsc4.Terms{Group: l.Group, Round: uint64(o.Round), Threshold: s.Config.Message,
				Recipients: model.All(5)}, e.Node, [32]byte{0x7e, 0x1a, byte(o.Round)})
			if err != nil {
				panic(err)
			}
			o.Deal = d
			second := *e
			second.Action = tlcb.Raw{Step: raw.Step, Payload: o}
			kept[e.Node] = s.Group.Sign(s.Group.Keys[e.Node], second)
		}
		return sent
	}
}

// copying listens until a correct node deals for round 1, deals that for round 0, and goes on from there.
func copying(s clock.Stage, copied *[]log.Ref) acts {
	late := map[model.NodeID]*tlcb.State{}
	return func(m *moment) []model.Effect {
		self := m.state.Self()
		if state := late[self]; state != nil {
			return s.Machine.Change(state, m.event, nil)
		}
		for i := range model.NodeID(3) {
			head := m.state.Head(i)
			if head == nil {
				continue
			}
			raw, _ := head.Action.(tlcb.Raw)
			o, opens := raw.Payload.(qsc4.Opening)
			if !opens || o.Round != 1 {
				continue
			}
			state, _ := s.Machine.Start(self)
			late[self], *copied = &state, append(*copied, head.Ref())
			first := s.Machine.Force(&state, tlcb.Raw{Payload: qsc4.Opening{Deal: o.Deal}})
			return append([]model.Effect{model.Broadcast{Message: first}}, s.Machine.Change(&state, model.Coin{Value: 5},
				nil)...)
		}
		return nil
	}
}

// Each attack by a script does exactly what it says. Method: the moments of a run of honest nodes, of which two are
// asked what they do instead.
func TestScriptsDoWhatTheySay(t *testing.T) {
	layer, stage, moments := honest(t)
	kept, copied := map[model.NodeID]*log.Entry{}, []log.Ref{}
	for name, want := range map[string]acts{"private-deal": privately, "two-proposals": twofold(stage),
		"late-deal": belated(layer, stage, kept), "copy": copying(stage, &copied)} {
		var attack Attack
		for _, a := range All(layer) {
			if a.Name == name {
				attack = a
			}
		}
		attack.New(stage) // another run, of which nothing is left
		script := attack.New(stage)
		acted := 0
		for k, m := range moments {
			mine, theirs := m, m
			got := script(&theirs.state, theirs.event, slices.Clone(m.effects))
			wanted := want(&mine)
			if g, w := words(got), words(wanted); !slices.Equal(g, w) {
				t.Fatalf("%s, moment %d of node %d:\n got %s\nwant %s", name, k, m.state.Self(), strings.Join(g, "\n     "),
					strings.Join(w, "\n     "))
			}
			if !slices.Equal(words(m.effects), words(wanted)) {
				acted++
			}
		}
		if acted < 4 {
			t.Errorf("%s: two nodes do it %d times", name, acted)
		}
		twist := func(self model.NodeID, p qsc4.Proposal) qsc4.Proposal {
			v := moments[len(moments)-1].state.Own().State
			return attack.Author(stage).(tlcb.Rules).Layer.(liar).twist(self, v, 0, p).(qsc4.Proposal)
		}
		p := qsc4.Proposal{Deals: []log.Ref{
			{Node: 2, Head: log.Head{Seq: 5}}, {Node: 3, Head: log.Head{Seq: 6}}, {Node: 4, Head: log.Head{Seq: 7}},
		}}
		if name == "copy" {
			if got := twist(3, p); len(copied) == 0 || !slices.Contains(got.Deals, copied[0]) {
				t.Errorf("copy: it proposes %v without %v", got.Deals, copied)
			}
			if attack.New(stage); !slices.Equal(twist(3, p).Deals, p.Deals) {
				t.Errorf("copy: a new run begins with what was copied in another")
			}
		}
		if name == "late-deal" {
			for i, k := range map[model.NodeID]int{3: 1, 4: 2} {
				want := slices.Clone(p.Deals)
				want[k] = kept[i].Ref()
				if got := twist(i, p); !slices.Equal(got.Deals, want) {
					t.Errorf("late-deal: node %d proposes %v, want %v", i, got.Deals, want)
				}
			}
			if got := twist(2, p); !slices.Equal(got.Deals, p.Deals) || p.Deals[1].Seq != 6 {
				t.Errorf("late-deal: who kept no deal proposes %v, of %v", got.Deals, p.Deals)
			}
		}
	}
}

// Who has copied proposes with its own deal and the first that was copied, in the order of the dealers; who has not, as
// it would; and a deal is one of the step before.
func TestCopiersProposeWithWhatTheyCopied(t *testing.T) {
	_, _, moments := honest(t)
	for _, m := range moments[len(moments)-40:] {
		v := m.state.Own().State
		for _, self := range []model.NodeID{3, 1} {
			var mine *tlcb.Message
			if v.Step() > 0 {
				for m := range v.RawMessages(v.Step() - 1) {
					if m.Node == self {
						mine = m
					}
				}
			}
			plain := qsc4.Proposal{Round: 3, Deals: []log.Ref{{Node: 9}}}
			for _, copied := range [][]log.Ref{nil, {{Node: 2, Head: log.Head{Seq: 3}}},
				{{Node: 2, Head: log.Head{Seq: 3}}, {Node: 4, Head: log.Head{Seq: 8}}},
				{{Node: 4, Head: log.Head{Seq: 8}}}} {
				want := plain.Deals
				if mine != nil && len(copied) > 0 {
					want = []log.Ref{mine.Ref(), copied[0]}
					if copied[0].Node < self {
						slices.Reverse(want)
					}
				}
				if got := withCopied(self, v, plain, copied); !slices.Equal(got.Deals, want) || got.Round != 3 {
					t.Errorf("node %d of %v: %+v, want %v", self, copied, got, want)
				}
			}
		}
	}
}

// A negation is of the first other's opening in the step of a view, and there is none where nobody else has dealt.
func TestNegationsAreOfTheFirstOther(t *testing.T) {
	_, _, moments := honest(t)
	found, none := 0, 0
	for _, m := range moments {
		if m.state.Own() == nil {
			continue
		}
		v := m.state.Own().State
		for self := range model.NodeID(5) {
			want := []byte{4, 4}
			if d := negated(saying{self: self, view: v}); d != nil {
				want, found = d, found+1
			} else {
				none++
			}
			if got := negation(self, v, 0, qsc4.Opening{Round: 8, Deal: []byte{4, 4}}); string(got.Deal) != string(want) ||
				got.Round != 8 {
				t.Fatalf("node %d in step %d: %+v, want the deal %x", self, v.Step(), got, want)
			}
		}
	}
	if found < 100 || none < 100 {
		t.Errorf("%d deals and %d views without", found, none)
	}
}

// drawn is a chooser that says what it is told, and notes of how many.
type drawn struct{ says, of []int }

func (d *drawn) Choose(n int) int {
	d.of = append(d.of, n)
	says := d.says[0]
	d.says = d.says[1:]
	return says
}

// What corrupt nodes say and hear arrives first; where there is none of it, any packet does.
func TestCorruptNodesAreHeardFirst(t *testing.T) {
	network := first(clock.Stage{Config: groups[1], Corrupt: model.Only(3).With(4)}).(sim.Oblivious)
	for _, c := range []struct {
		view     []sim.Envelope
		says, of int
		want     int
	}{
		{[]sim.Envelope{{From: 0, To: 1}, {From: 3, To: 1}, {From: 2, To: 1}, {From: 0, To: 4}}, 1, 2, 3},
		{[]sim.Envelope{{From: 0, To: 1}, {From: 3, To: 4}, {From: 2, To: 1}}, 0, 1, 1},
		{[]sim.Envelope{{From: 0, To: 1}, {From: 1, To: 2}, {From: 2, To: 1}}, 2, 3, 2},
	} {
		d := &drawn{says: []int{c.says}}
		if got := network(c.view, d); got != c.want || !slices.Equal(d.of, []int{c.of}) {
			t.Errorf("%v: %d, drawn of %v, want %d, of %d", c.view, got, d.of, c.want, c.of)
		}
	}
}
