package attack

import (
	"errors"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc3"
	"quesera/model/qsc4"
	"quesera/model/sim"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// What each attack needs beside its script: what is quiet, what is unbound, and what needs a network.
func TestAttacksAreWhatTheySay(t *testing.T) {
	var names []string
	for _, a := range All(qsc4.New(groups[0], "", qsc4.NewIdeal(1))) {
		names = append(names, a.Name)
		if a.Quiet != (a.Name == "private-deal" || a.Name == "leak") ||
			a.Unbound != slices.Contains([]string{"negate", "cancel", "copy"}, a.Name) ||
			(a.Network != nil) != (a.Name == "copy") || a.Breaks == "" || a.Rule == "" || a.Says == "" {
			t.Errorf("%s: %+v", a.Name, a)
		}
	}
	want := []string{"two-proposals", "bad-deal", "malformed-deal", "stale-deal", "low-degree", "negate", "cancel", "copy",
		"late-deal", "private-deal", "unfair", "unknown-deal", "old-proposal", "withhold-shares", "bad-share", "lie", "leak"}
	if !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
	var all []string
	for _, a := range append(clock.All(), clock.Attack{}) {
		all = append(all, a.Name)
	}
	for k, a := range With(qsc4.New(groups[0], "", qsc4.NewIdeal(1))) {
		if k < len(all)-1 && a.Name != all[k] || k >= len(all)-1 && a.Name != want[k-len(all)+1] {
			t.Errorf("attack %d is %s", k, a.Name)
		}
	}
}

// saying is what a node says in a view, and what an honest one would.
type saying struct {
	layer  *qsc4.Layer
	self   model.NodeID
	view   *tlcb.View
	coin   uint64
	before map[model.NodeID][]qsc4.Proposal // that were honest, by round
}

// listener has a corrupt node say what an attack has it say, and compares.
type listener struct {
	*qsc4.Layer
	twisted liar
	heard   func(s saying, got, honest model.Payload)
	before  map[model.NodeID][]qsc4.Proposal
}

func (l listener) Say(self model.NodeID, v *tlcb.View, coin uint64) model.Payload {
	honest := l.Layer.Say(self, v, coin)
	if p, ok := honest.(qsc4.Proposal); ok && len(l.before[self]) <= int(p.Round) {
		l.before[self] = append(l.before[self], p)
	}
	kept := string(honest.AppendTo(nil))
	got := l.twisted.twist(self, v, coin, honest)
	if string(honest.AppendTo(nil)) != kept {
		l.heard(saying{layer: l.Layer, self: self, view: v}, nil, honest)
	} else {
		l.heard(saying{l.Layer, self, v, coin, l.before}, l.twisted.Say(self, v, coin), honest)
	}
	return got
}

// dealtWith deals by terms that were changed, from a seed that is the coin's two octets and the round's.
func dealtWith(s saying, round qsc3.Round, change func(terms *qsc4.Terms)) []byte {
	terms := s.layer.TermsOf(round, s.view)
	change(&terms)
	d, err := s.layer.Sharing.Deal(terms, s.self, [32]byte{byte(s.coin % 256), byte(s.coin / 256 % 256),
		byte(terms.Round)})
	if err != nil {
		return nil
	}
	return d
}

// negated is the first deal of another in the step of a view, with its sign turned; nil: there is none.
func negated(s saying) []byte {
	for m := range s.view.RawMessages(s.view.Step()) {
		if o, ok := m.Payload.(qsc4.Opening); ok && m.Node != s.self {
			d := slices.Clone(o.Deal)
			d[0] ^= 1
			return d
		}
	}
	return nil
}

// own is the node's own message of the step before that of a view.
func own(s saying) *tlcb.Message {
	for m := range s.view.RawMessages(s.view.Step() - 1) {
		if m.Node == s.self {
			return m
		}
	}
	return nil
}

// openings are what attacks make of openings.
var openings = map[string]func(s saying, o qsc4.Opening) qsc4.Opening{
	"bad-deal": func(_ saying, o qsc4.Opening) qsc4.Opening {
		o.Deal = slices.Clone(o.Deal)
		o.Deal[len(o.Deal)-1] ^= 1
		return o
	},
	"malformed-deal": func(_ saying, o qsc4.Opening) qsc4.Opening {
		o.Deal = o.Deal[:len(o.Deal)/2]
		return o
	},
	"stale-deal": func(s saying, o qsc4.Opening) qsc4.Opening {
		o.Deal = dealtWith(s, o.Round+1, func(*qsc4.Terms) {})
		return o
	},
	"low-degree": func(s saying, o qsc4.Opening) qsc4.Opening {
		o.Deal = dealtWith(s, o.Round, func(terms *qsc4.Terms) { terms.Threshold-- })
		return o
	},
	"negate": turned, "cancel": turned,
	"withhold-shares": func(_ saying, o qsc4.Opening) qsc4.Opening {
		return qsc4.Opening{Round: o.Round, Deal: o.Deal}
	},
	"bad-share": func(_ saying, o qsc4.Opening) qsc4.Opening {
		shares := o.Shares
		o.Shares = nil
		for _, s := range shares {
			octets := slices.Clone(s.Share)
			octets[3] ^= 1
			o.Shares = append(o.Shares, qsc4.Share{Of: s.Of, Share: octets})
		}
		return o
	},
}

func turned(s saying, o qsc4.Opening) qsc4.Opening {
	if d := negated(s); d != nil {
		o.Deal = d
	}
	return o
}

// before counts the proposals with a node's own deal before the one that it turned.
var before int

// proposals are what attacks make of proposals.
var proposals = map[string]func(s saying, p qsc4.Proposal) qsc4.Proposal{
	"unfair": func(s saying, p qsc4.Proposal) qsc4.Proposal {
		if m := own(s); m != nil {
			p.Deals = []log.Ref{m.Ref()}
		}
		return p
	},
	"unknown-deal": func(_ saying, p qsc4.Proposal) qsc4.Proposal {
		p.Deals = slices.Clone(p.Deals)
		p.Deals[0].Hash = model.Digest{5}
		return p
	},
	"lie": func(_ saying, p qsc4.Proposal) qsc4.Proposal {
		p.Parent = model.Digest{7}
		return p
	},
	"old-proposal": func(s saying, p qsc4.Proposal) qsc4.Proposal {
		if p.Round == 0 {
			return p
		}
		return s.before[s.self][p.Round-1]
	},
	"cancel": func(s saying, p qsc4.Proposal) qsc4.Proposal {
		mine := own(s)
		deal := mine.Payload.(qsc4.Opening).Deal
		for m := range s.view.RawMessages(s.view.Step() - 1) {
			other := slices.Clone(m.Payload.(qsc4.Opening).Deal)
			if m.Node == s.self || len(other) != len(deal) || other[0] == deal[0] || string(other[1:17]) != string(deal[1:17]) {
				continue
			}
			p.Deals = []log.Ref{m.Ref(), mine.Ref()}
			if m.Node > s.self {
				slices.Reverse(p.Deals)
				before++
			}
			return p
		}
		return p
	},
}

// Each lie is exactly what it says: an attack changes openings or proposals as the tables have it, and leaves what is
// honest as it was. Method: runs in which two nodes tell it, payload by payload.
func TestLiesAreWhatTheySay(t *testing.T) {
	for _, name := range []string{"bad-deal", "malformed-deal", "stale-deal", "low-degree", "negate", "cancel",
		"withhold-shares", "bad-share", "unfair", "unknown-deal", "lie", "old-proposal"} {
		changed := map[string]int{}
		for seed := uint64(1); seed < 7; seed++ {
			corrupt := model.Only(3).With(4)
			if seed > 3 && name != "cancel" {
				break
			}
			if seed >= 3 { // all that they hear of has a greater number
				corrupt = model.Only(0).With(1)
			}
			told(t, name, seed, corrupt, func(s saying, got, honest model.Payload) {
				want := honest
				if o, ok := honest.(qsc4.Opening); ok && openings[name] != nil {
					want = openings[name](s, o)
				}
				if p, ok := honest.(qsc4.Proposal); ok && proposals[name] != nil {
					want = proposals[name](s, p)
				}
				if got == nil || string(got.AppendTo(nil)) != string(want.AppendTo(nil)) {
					t.Fatalf("%s, seed %d: node %d says %+v, want %+v; honest is %+v", name, seed, s.self, got, want, honest)
				}
				if string(want.AppendTo(nil)) != string(honest.AppendTo(nil)) {
					changed[map[bool]string{true: "openings", false: "proposals"}[isOpening(honest)]]++
				}
			})
		}
		if (changed["openings"] > 1) != (openings[name] != nil) || (changed["proposals"] > 1) != (proposals[name] != nil) {
			t.Errorf("%s changes %v", name, changed)
		}
	}
}

// Of some who cancel the own deal comes first, by the numbers of the dealers.
func TestOwnDealsComeFirstToo(t *testing.T) {
	before = 0
	for seed := uint64(3); seed < 9; seed++ {
		told(t, "cancel", seed, model.Only(0).With(1), func(s saying, _, honest model.Payload) {
			if p, ok := honest.(qsc4.Proposal); ok {
				proposals["cancel"](s, p)
			}
		})
	}
	if before == 0 {
		t.Error("the own deal never comes first")
	}
}

func isOpening(p model.Payload) bool { _, is := p.(qsc4.Opening); return is }

// told plays a lie by two of five.
func told(t *testing.T, name string, seed uint64, corrupt model.NodeSet,
	heard func(s saying, got, honest model.Payload)) {
	t.Helper()
	c := groups[1]
	g := tlcb.IdealGroup("lies", seed, c.Nodes)
	sharing := qsc4.NewIdeal(seed)
	sharing.Unbound = name == "negate" || name == "cancel"
	layer := qsc4.New(c, g.ID, sharing)
	m, err := tlcb.New(c, g, layer)
	if err != nil {
		t.Fatal(err)
	}
	s := clock.Stage{Config: c, Group: g, Machine: m, Corrupt: corrupt}
	for _, a := range All(layer) {
		if a.Name != name {
			continue
		}
		said := a.Author(s).(tlcb.Rules).Layer.(liar)
		before := map[model.NodeID][]qsc4.Proposal{}
		a.Author = func(clock.Stage) log.Author[*tlcb.View] {
			return tlcb.Rules{Config: c, Group: g, Layer: listener{layer, said, heard, before}}
		}
		world, err := sim.New(sim.Config[tlcb.State]{Nodes: c.Nodes, Machine: a.Play(s), InPlace: true, Timeouts: true,
			Chooser: sim.Random(seed)})
		if err != nil {
			t.Fatal(err)
		}
		if err := world.Run(func() bool { return false }, 2500); err != nil && !errors.Is(err, sim.ErrLimit) &&
			!errors.Is(err, sim.ErrStuck) {
			t.Fatal(err)
		}
	}
}
