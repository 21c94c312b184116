package attack

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// A moment is what happens to a node: its state then, the event, and what an honest node does.
type moment struct {
	state   tlcb.State
	event   model.Event
	effects []model.Effect
}

// honest is a run of honest nodes, and the moments of those that are to be corrupt. Behind those of each node come some
// in which it does what it did in three moments, all at once.
func honest(t *testing.T, c tlcb.Config, seed uint64) (Stage, []moment) {
	t.Helper()
	group := tlcb.IdealGroup("scripts", seed, c.Nodes)
	m, err := tlcb.New(c, group, tlcb.Words{})
	if err != nil {
		t.Fatal(err)
	}
	s := Stage{c, group, m, model.All(c.Nodes).Minus(model.All(c.Nodes - c.Corrupt))}
	var all []moment
	world, err := sim.New(sim.Config[tlcb.State]{Nodes: c.Nodes, Machine: m, InPlace: true, Chooser: sim.Random(seed),
		Timeouts: true, Observe: func(o sim.Observation[tlcb.State]) {
			if s.Corrupt.Has(o.Node) {
				all = append(all, moment{*o.After, o.Event, slices.Clone(o.Effects)})
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	if err := world.Run(func() bool { return len(all) > 700 }, 9000); err != nil && !errors.Is(err, sim.ErrLimit) {
		t.Fatal(err)
	}
	for k := 60; k+2 < len(all) && k < 200; k++ {
		joined := moment{all[k].state, all[k].event, nil}
		for _, m := range all[k : k+3] {
			joined.effects = append(joined.effects, m.effects...)
		}
		all = append(all, joined)
	}
	return s, all
}

// words are effects, each said so that others are not.
func words(effects []model.Effect) (all []string) {
	said := func(m model.Message) string {
		if e, ok := m.(*log.Entry); ok {
			return fmt.Sprintf("%d.%d %x %v signed %x", e.Node, e.Seq, e.Hash(), e.Action, e.Signature)
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

// split are effects that others notice, and those that they do not.
func split(effects []model.Effect) (sent, kept []model.Effect) {
	for _, e := range effects {
		switch e.(type) {
		case model.Send, model.Broadcast:
			sent = append(sent, e)
		default:
			kept = append(kept, e)
		}
	}
	return sent, kept
}

// entryOf is the entry that an effect broadcasts; nil: it is something else.
func entryOf(effect model.Effect) *log.Entry {
	b, _ := effect.(model.Broadcast)
	e, _ := b.Message.(*log.Entry)
	return e
}

// acts is what a node does in place of what an honest one does, and whether that is what the attack is about.
type acts func(s Stage, m *moment) ([]model.Effect, bool)

// onceEach acts once for each node, the first time that it can, and is honest otherwise.
func onceEach(action func(s Stage, m *moment) log.Action) acts {
	done := map[model.NodeID]bool{}
	return func(s Stage, m *moment) ([]model.Effect, bool) {
		self := m.state.Self()
		if done[self] || m.state.Own() == nil {
			return m.effects, false
		}
		a := action(s, m)
		if a == nil {
			return m.effects, false
		}
		done[self] = true
		return append(slices.Clone(m.effects), model.Broadcast{Message: s.Machine.Force(&m.state, a)}), true
	}
}

// single are attacks in which a node says one thing that it should not.
func single() map[string]acts {
	return map[string]acts{
		"accuse": onceEach(func(_ Stage, m *moment) log.Action {
			switch head := m.state.Head(0); {
			case head == nil:
				return nil
			case m.state.Self()%2 == 0:
				return log.Expose{Evidence: log.Evidence{Kind: log.Invalid, First: head.Entry}}
			default:
				return log.Expose{Evidence: log.Evidence{Kind: log.Equivocation, First: head.Entry, Second: head.Entry}}
			}
		}),
		"ack-twice": onceEach(func(s Stage, m *moment) log.Action {
			v := m.state.Own().State
			for i := range v.OwnAcks().Members() {
				of := model.Digest{1, 2, 3}
				return tlcb.Ack{Step: v.Own().Step, Node: i, Of: of,
					Share: s.Group.Acknowledge(m.state.Self(), i, v.Step(), of)}
			}
			return nil
		}),
		"race": onceEach(func(_ Stage, m *moment) log.Action {
			own := m.state.Own().State.Own()
			return tlcb.Raw{Step: m.state.Own().State.Step() + 2, Payload: own.Payload}
		}),
		"turn-back": onceEach(func(_ Stage, m *moment) log.Action {
			own := m.state.Own().State.Own()
			if own.Step == 0 || own.Step == 1 {
				return nil
			}
			return tlcb.Raw{Step: own.Step - 1, Payload: own.Payload}
		}),
	}
}

// withholding are attacks in which a node says less than it should, or later.
func withholding() map[string]acts {
	events := map[model.NodeID]int{}
	return map[string]acts{
		"withhold": func(_ Stage, m *moment) ([]model.Effect, bool) {
			sent, all := split(m.effects)
			for _, e := range sent {
				if b, ok := e.(model.Broadcast); ok {
					all = append(all, model.Send{Message: b.Message})
				} else if e.(model.Send).To == 0 {
					all = append(all, e)
				}
			}
			return all, len(sent) > 0
		},
		"silent": func(_ Stage, m *moment) ([]model.Effect, bool) {
			if m.state.Own() == nil || m.state.Own().State.Step() == 0 {
				return m.effects, false
			}
			_, kept := split(m.effects)
			return kept, true
		},
		"certify": func(s Stage, m *moment) ([]model.Effect, bool) {
			_, kept := split(m.effects)
			self := m.state.Self()
			if events[self]++; events[self] != 125 {
				return kept, false
			}
			late, _ := s.Machine.Start(self)
			kept = append(kept, s.Machine.Change(&late, model.Coin{Value: 3}, nil)...)
			own := late.Own().State.Own()
			return append(kept, model.Broadcast{Message: s.Machine.Force(&late, tlcb.Cert{Step: own.Step, Of: own.Hash()})}),
				true
		},
	}
}

// rewritten is what is said up to an entry that wrong changes: what others do not notice, and the changed entry in
// place of the rest.
func rewritten(s Stage, m *moment, wrong func(e *log.Entry) bool) ([]model.Effect, bool) {
	for k, effect := range m.effects {
		if e := entryOf(effect); e != nil {
			bad := *e
			if wrong(&bad) {
				_, kept := split(m.effects[:k])
				return append(kept, model.Broadcast{Message: s.Group.Sign(s.Group.Keys[e.Node], bad)}), true
			}
		}
	}
	return m.effects, false
}

// rewriting are attacks in which a node changes what it says, or says more.
func rewriting() map[string]acts {
	flooded := 0
	return map[string]acts{
		"drag": func(s Stage, m *moment) ([]model.Effect, bool) {
			return rewritten(s, m, func(e *log.Entry) bool {
				raw, ok := e.Action.(tlcb.Raw)
				if !ok || raw.Step == 0 {
					return false
				}
				var of model.Digest
				for item := m.state.Own(); item != nil; item = item.Prev {
					if old, ok := item.Action.(tlcb.Raw); ok && old.Step+1 == raw.Step {
						of = item.Hash()
						break
					}
				}
				e.Action = tlcb.Ack{Step: raw.Step - 1, Node: e.Node, Of: of}
				return of != model.Digest{}
			})
		},
		"forget": func(s Stage, m *moment) ([]model.Effect, bool) {
			return rewritten(s, m, func(e *log.Entry) bool {
				if e.Seq == 0 || e.Seq == 1 || e.Seq == 2 || e.Seq == 3 || e.Seq == 4 {
					return false
				}
				e.Heads = make([]log.Head, len(e.Heads))
				return true
			})
		},
		"replay": func(s Stage, m *moment) ([]model.Effect, bool) {
			other := s.Group.Group
			other.ID += " of yesterday"
			for _, effect := range m.effects {
				e := entryOf(effect)
				if e == nil {
					continue
				}
				old := *e
				old.Back = model.Digest{1}
				all := append(slices.Clone(m.effects), model.Broadcast{Message: other.Sign(s.Group.Keys[e.Node], old)})
				if head := m.state.Head(0); head != nil {
					stale := *head.Entry
					stale.Back = model.Digest{2}
					all = append(all, model.Broadcast{Message: other.Sign(s.Group.Keys[0], stale)})
				}
				return all, true
			}
			return m.effects, false
		},
		"flood": func(s Stage, m *moment) ([]model.Effect, bool) {
			if _, received := m.event.(model.Receive); !received || m.state.Own() == nil || flooded == 600 {
				return m.effects, false
			}
			all := slices.Clone(m.effects)
			for range 3 {
				flooded++
				heads := make([]log.Head, s.Config.Nodes)
				heads[0] = log.Head{Seq: log.Seq(flooded), Hash: model.Digest{byte(flooded % 256), byte(flooded / 256), 7}}
				all = append(all, model.Send{To: 1, Message: s.Group.Sign(s.Group.Keys[m.state.Self()], log.Entry{
					Node: m.state.Self(), Seq: log.Seq(1000 + flooded + flooded), Back: model.Digest{9}, Heads: heads,
					Action: m.state.Own().Action})})
			}
			return all, true
		},
	}
}

// Each attack by a script does exactly what it says, when it says so, and is honest otherwise. Method: the moments of a
// run of honest nodes, of two of whom it is asked what they do instead.
func TestScriptsDoWhatTheySay(t *testing.T) {
	waited := 0
	for seed := range uint64(4) {
		stage, moments := honest(t, of(5, 4, 1, 2), seed)
		for _, m := range moments {
			if m.state.Own() != nil && m.state.Head(0) == nil {
				waited++
			}
		}
		doAsTheySay(t, stage, moments)
	}
	if waited == 0 {
		t.Error("no node speaks before it hears of node 0")
	}
}

func doAsTheySay(t *testing.T, stage Stage, moments []moment) {
	t.Helper()
	for _, set := range []map[string]acts{single(), withholding(), rewriting()} {
		for name, want := range set {
			attack, known := Find(name)
			if !known || attack.Name != name {
				t.Fatalf("%s is none", name)
			}
			script := attack.New(stage)
			times := map[model.NodeID]int{}
			for k, m := range moments {
				mine, theirs := m, m
				mine.effects, theirs.effects = slices.Clone(m.effects), slices.Clone(m.effects)
				wanted, acted := want(stage, &mine)
				got := script(&theirs.state, theirs.event, theirs.effects)
				if g, w := words(got), words(wanted); !slices.Equal(g, w) {
					t.Fatalf("%s, moment %d of node %d:\n got %s\nwant %s", name, k, m.state.Self(), strings.Join(g, "\n     "),
						strings.Join(w, "\n     "))
				}
				if acted {
					times[m.state.Self()]++
				}
			}
			_, once := single()[name]
			for i := range stage.Corrupt.Members() {
				if times[i] == 0 || (once || name == "certify") && times[i] != 1 {
					t.Errorf("%s: node %d does it %d times", name, i, times[i])
				}
			}
		}
	}
}
