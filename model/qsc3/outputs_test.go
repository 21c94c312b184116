package qsc3_test

import (
	"errors"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// QSC3-O8 and QSC3-O9, on networks that split often enough for nodes to jump over ends of rounds: every round is told
// of once, decided or missed, and what a node says that it chose and that is final is what it decided. run judges it.
func TestNodesTellOfEveryRoundOnceAcrossJumps(t *testing.T) {
	missed, decided := 0, 0
	for seed := range uint64(24) {
		r := must(t, scenario{
			Config: qsc3.Config{Thresholds: majority(4), Pipelined: seed%2 == 0, Tickets: 8},
			Faults: sim.Faults{Partitions: 4, Rarity: 200}, timeouts: true, rounds: 40,
		}, seed)
		missed, decided = missed+r.missed, decided+r.decided
	}
	if missed < 20 || decided < 1000 {
		t.Errorf("%d rounds missed and %d decided, want 20 and 1000", missed, decided)
	}
	t.Logf("%d rounds missed, %d decided", missed, decided)
}

// Each thing that a node may tell wrongly is seen: one handmade transition each, after decisions of rounds 0 and 1,
// of which round 0 committed.
func TestEachWrongOutputIsSeen(t *testing.T) {
	choice := func(r qsc3.Round) qsc3.Choice {
		return qsc3.Choice{Known: true, Node: 1, Step: model.Step(r), Proposal: qsc3.Proposal{Round: r},
			Digest: model.Digest{byte(r) + 1}}
	}
	decided := func(r qsc3.Round) model.Effect { return qsc3.Decided{Round: r, Choice: choice(r), Committed: r == 0} }
	raw := func(s model.Step, payload model.Payload) model.Effect {
		return model.Broadcast{Message: &tlc.Raw{Step: s, Payload: payload}}
	}
	proposal := func(r qsc3.Round, parent model.Digest) qsc3.Proposal {
		return qsc3.Proposal{Round: r, Parent: parent}
	}
	for _, c := range []struct {
		name, rule string // of the breach; none: all is well
		pipelined  bool
		effect     model.Effect
		head       qsc3.Choice
		final      qsc3.Choice
	}{
		{"nothing", "", true, nil, choice(1), choice(0)},
		{"the next round is decided", "", true, decided(2), choice(2), choice(0)},
		{"a round is decided again", "QSC3-O8", true, decided(1), choice(1), choice(0)},
		{"a round is passed over", "QSC3-O8", true, decided(3), choice(3), choice(0)},
		{"rounds are missed", "", true, qsc3.Missed{First: 2, Last: 5}, choice(1), choice(0)},
		{"one round is missed", "", true, qsc3.Missed{First: 2, Last: 2}, choice(1), choice(0)},
		{"missed what was decided", "QSC3-O8", true, qsc3.Missed{First: 1, Last: 5}, choice(1), choice(0)},
		{"a missed round is passed over", "QSC3-O8", true, qsc3.Missed{First: 3, Last: 5}, choice(1), choice(0)},
		{"missed backwards", "QSC3-O8", true, qsc3.Missed{First: 2, Last: 1}, choice(1), choice(0)},
		{"another head", "QSC3-O9", true, nil, choice(0), choice(0)},
		{"no head", "QSC3-O9", true, nil, qsc3.Choice{}, choice(0)},
		{"a final choice that did not commit", "QSC3-O9", true, nil, choice(1), choice(1)},
		{"no final choice", "QSC3-O9", true, nil, choice(1), qsc3.Choice{}},
		{"a proposal", "", true, raw(4, proposal(4, choice(1).Digest)), choice(1), choice(0)},
		{"a proposal on an older choice", "QSC3-4", true, raw(4, proposal(4, choice(0).Digest)), choice(1), choice(0)},
		{"a proposal on nothing", "QSC3-4", true, raw(4, proposal(4, qsc3.Genesis)), choice(1), choice(0)},
		{"a proposal of another round", "QSC3-1", true, raw(4, proposal(3, choice(1).Digest)), choice(1), choice(0)},
		{"no proposal", "QSC3-1", true, raw(4, nil), choice(1), choice(0)},
		{"no proposal within a round", "", false, raw(7, nil), choice(1), choice(0)},
		{"a proposal within a round", "QSC3-1", false, raw(7, proposal(2, choice(1).Digest)), choice(1), choice(0)},
	} {
		o := qsc3.NewOutputs(qsc3.Config{Thresholds: majority(3), Pipelined: c.pipelined, Tickets: 1})
		shown := qsc3.Showing(choice(1), choice(0))
		if err := o.Observe(2, []model.Effect{decided(0), decided(1)}, &shown); err != nil {
			t.Fatal(err)
		}
		var effects []model.Effect
		if c.effect != nil {
			effects = append(effects, c.effect)
		}
		after, rule := qsc3.Showing(c.head, c.final), ""
		var breach *qsc3.Contradiction
		if errors.As(o.Observe(2, effects, &after), &breach) {
			rule = breach.Rule
		}
		if rule != c.rule {
			t.Errorf("%s: broken %q (%v), want %q", c.name, rule, breach, c.rule)
		}
		// What one node tells is nothing to another.
		fresh := qsc3.Showing(choice(0), choice(0))
		if err := o.Observe(0, []model.Effect{decided(0)}, &fresh); err != nil {
			t.Errorf("%s: another node: %v", c.name, err)
		}
	}
}

// What is said of a wrong output names the node, the rounds and the choices, each in its place.
func TestAWrongOutputSaysWhoAndWhat(t *testing.T) {
	choice := func(name byte) qsc3.Choice { return qsc3.Choice{Known: true, Digest: model.Digest{name}} }
	digest := model.Digest{0xab}
	for _, c := range []struct {
		effect model.Effect
		want   string // is a part of what is said
	}{
		{qsc3.Decided{Round: 7}, "node 2 decides round 7, want to hear of round 0 next"},
		{qsc3.Missed{First: 7, Last: 9}, "node 2 misses the rounds from 7 to 9, want to hear of round 0 next"},
		{model.Broadcast{Message: &tlc.Raw{Step: 5, Payload: qsc3.Proposal{Round: 5, Parent: digest}}},
			"node 2 builds its proposal of round 5 on ab000000, want its latest choice 00000000"},
		{qsc3.Decided{Choice: choice(3)}, "node 2 says that it chose {Known:false"},
	} {
		o := qsc3.NewOutputs(qsc3.Config{Thresholds: majority(3), Pipelined: true, Tickets: 1})
		var nothing qsc3.State
		if err := o.Observe(2, []model.Effect{c.effect}, &nothing); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	o, shown := qsc3.NewOutputs(qsc3.Config{Thresholds: majority(3), Tickets: 1}), qsc3.Showing(choice(8), choice(9))
	err := o.Observe(1, []model.Effect{qsc3.Decided{Choice: choice(3), Committed: true},
		qsc3.Decided{Round: 1, Choice: choice(4)}}, &shown)
	if err == nil {
		t.Fatal("another choice is shown, and that is not seen")
	}
	at := 0
	for _, part := range []string{"node 1", "Digest:08", "Digest:09", "want", "Digest:04", "Digest:03"} {
		k := strings.Index(err.Error()[at:], part)
		if k < 0 {
			t.Fatalf("%v: no %q where it should be", err, part)
		}
		at += k + 1
	}
}

// words is what a layer above proposes.
type words string

func (b words) AppendTo(to []byte) []byte { return append(to, b...) }

// A block is in the digest of its proposal, which without one is what it was (TLC §4.1).
func TestABlockIsInTheDigestOfItsProposal(t *testing.T) {
	plain := qsc3.Proposal{Round: 1, Ticket: 2}
	one, other := plain, plain
	one.Block, other.Block = words("a"), words("b")
	texts := []string{string(plain.AppendTo(nil)), string(one.AppendTo(nil)), string(other.AppendTo(nil))}
	if texts[0]+"a" != texts[1] || texts[0]+"b" != texts[2] {
		t.Errorf("encodings = %q, want the first, and it with a and with b behind it", texts)
	}
}
