package dkg_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/crypto/shamir"
	"quesera/model/dkg"
)

// table is three nodes of GF(13) with t = 2 and f = 1, of which a test plays 1 and 2 by hand against
// the honest node 0. Node i's polynomials are a = (i+1) + 2x, and b = 5 + (i+3)x in Gennaro's protocol.
type table struct {
	*testing.T
	m     *dkg.Machine[uint8, uint8]
	state dkg.State[uint8, uint8]
	sent  []model.Effect
	field shamir.SmallField
}

func seat(t *testing.T, protocol dkg.Protocol) *table {
	t.Helper()
	m := machine(t, exponents(t, 13), protocol, 3, 2, 1)
	tb := &table{T: t, m: m, field: 13}
	var effects []model.Effect
	tb.state, effects = m.Start(0)
	coins := []uint64{1, 2, 5, 3}
	for _, effect := range effects {
		if ask, ok := effect.(model.AskCoin); ok {
			if ask.Sides != 13 {
				t.Fatalf("sides of a coin = %d, want 13", ask.Sides)
			}
			tb.apply(model.Coin{Value: coins[0]})
			coins = coins[1:]
		}
	}
	return tb
}

// apply is one transition. It fails if the old state changes under it.
func (tb *table) apply(e model.Event) {
	tb.Helper()
	before := tb.state
	kept := fmt.Sprintf("%+v", before)
	tb.state, tb.sent = tb.m.Apply(before, e)
	if fmt.Sprintf("%+v", before) != kept {
		tb.Fatal("Apply changed its argument")
	}
}

func (tb *table) hear(from model.NodeID, messages ...model.Message) {
	tb.Helper()
	for _, message := range messages {
		tb.apply(model.Receive{From: from, Message: message})
	}
}

// phase ends the present phase.
func (tb *table) phase() {
	tb.Helper()
	tb.apply(model.Timer{Phase: uint32(tb.state.Phase)})
}

// a and b are node i's polynomials.
func (tb *table) a(i uint8) []uint8 { return []uint8{i + 1, 2} }
func (tb *table) b(i uint8) []uint8 { return []uint8{5, i + 3} }

// deal is node i's honest commitment under Feldman or Pedersen, with H = 3.
func (tb *table) deal(i uint8, pedersen bool) dkg.Deal[uint8] {
	c := slices.Clone(tb.a(i))
	for k := range c {
		if pedersen {
			c[k] = tb.field.Add(c[k], tb.field.Mul(3, tb.b(i)[k]))
		}
	}
	return dkg.Deal[uint8]{Commitment: c}
}

// share is node i's share for node j.
func (tb *table) share(i, j uint8, pedersen bool) dkg.Share[uint8] {
	s := dkg.Share[uint8]{Value: shamir.Eval(tb.field, tb.a(i), shamir.ShareIndex(j+1))}
	if pedersen {
		s.Blind = shamir.Eval(tb.field, tb.b(i), shamir.ShareIndex(j+1))
	}
	return s
}

func (tb *table) answer(i, j uint8) dkg.Justification[uint8] {
	return dkg.Justification[uint8]{Answers: []dkg.Opened[uint8]{{Node: model.NodeID(j), Share: tb.share(i, j, false)}}}
}

func set(members ...model.NodeID) model.NodeSet {
	var s model.NodeSet
	for _, i := range members {
		s = s.With(i)
	}
	return s
}

// ends finishes joint-Feldman and fails unless QUAL and node 0's share are as they should be.
func (tb *table) ends(qual ...model.NodeID) {
	tb.Helper()
	for tb.state.Phase < dkg.Finished {
		tb.phase()
	}
	o := tb.state.Outcome
	if !o.Qualified.Equal(set(qual...)) {
		tb.Fatalf("QUAL = %v, want %v", o.Qualified, set(qual...))
	}
	want := uint8(0)
	for _, i := range qual {
		want = tb.field.Add(want, tb.share(uint8(i), 0, false).Value)
	}
	if o.Failure != "" || o.Share.Value != want || o.Share.Index != 1 {
		tb.Errorf("share = %v (%s), want %d", o.Share, o.Failure, want)
	}
	if image := dkg.Image(tb.m.Group(), o.Commitment, 1); image != o.Share.Value {
		tb.Errorf("image of share 1 = %d, want %d", image, o.Share.Value)
	}
}

// good lets 1 and 2 deal as they should, but for what the test has said already.
func (tb *table) good(i uint8) { tb.hear(model.NodeID(i), tb.deal(i, false), tb.share(i, 0, false)) }

// DKG-4 to DKG-8, one rule of joint-Feldman at a time: what node 2 does, and whether it is in QUAL.
func TestRulesOfTheQualifiedSet(t *testing.T) {
	rules := []struct {
		name      string
		play      func(*table)
		qualified bool
	}{
		{"an honest dealer is qualified", func(tb *table) { tb.good(2) }, true},
		{"a dealer that says the same twice counts once", func(tb *table) { tb.good(2); tb.good(2) }, true},
		{"a missing dealer is not qualified", func(*table) {}, false},
		{"two commitments are none", func(tb *table) { tb.good(2); tb.hear(2, tb.deal(1, false)) }, false},
		{"a commitment of t+1 elements raises the threshold", func(tb *table) {
			tb.hear(2, dkg.Deal[uint8]{Commitment: []uint8{3, 2, 1}}, dkg.Share[uint8]{Value: 6})
		}, false},
		{"a commitment of t-1 elements lowers the threshold", func(tb *table) {
			tb.hear(2, dkg.Deal[uint8]{Commitment: []uint8{3}}, dkg.Share[uint8]{Value: 3})
		}, false},
		{"an empty commitment is none", func(tb *table) {
			tb.hear(2, dkg.Deal[uint8]{}, dkg.Share[uint8]{})
		}, false},
		{"a commitment comes too late", func(tb *table) { tb.phase(); tb.good(2) }, false},
		{"a share comes too late and is not published", func(tb *table) {
			tb.hear(2, tb.deal(2, false))
			tb.phase()
			tb.hear(2, tb.share(2, 0, false))
		}, false},
		{"a blind has no place in joint-Feldman", func(tb *table) {
			tb.hear(2, tb.deal(2, false), dkg.Share[uint8]{Value: 5, Blind: 1})
		}, false},
		{"a wrong share is justified", func(tb *table) {
			tb.hear(2, tb.deal(2, false), tb.share(2, 1, false))
			tb.phase()
			tb.phase()
			tb.hear(2, tb.answer(2, 0))
		}, true},
		{"two shares are none, but justified", func(tb *table) {
			tb.hear(2, tb.deal(2, false), tb.share(2, 0, false), tb.share(2, 1, false))
			tb.phase()
			tb.phase()
			tb.hear(2, tb.answer(2, 0))
		}, true},
		{"a justification may come early", func(tb *table) {
			tb.hear(2, tb.deal(2, false), tb.answer(2, 0))
		}, true},
		{"a justification that does not fit disqualifies", func(tb *table) {
			tb.hear(2, tb.deal(2, false),
				dkg.Justification[uint8]{Answers: []dkg.Opened[uint8]{{Node: 0, Share: tb.share(2, 1, false)}}})
		}, false},
		{"a justification with one answer that fits and one that does not disqualifies", func(tb *table) {
			tb.hear(2, tb.deal(2, false), dkg.Justification[uint8]{Answers: []dkg.Opened[uint8]{
				{Node: 0, Share: tb.share(2, 0, false)}, {Node: 0, Share: tb.share(2, 1, false)}}})
		}, false},
		{"the answer to another node is none", func(tb *table) {
			tb.hear(2, tb.deal(2, false), tb.answer(2, 1))
		}, false},
		{"two justifications are none", func(tb *table) {
			tb.hear(2, tb.deal(2, false), tb.answer(2, 0), tb.answer(2, 1))
		}, false},
		{"a justification comes too late", func(tb *table) {
			tb.hear(2, tb.deal(2, false))
			tb.phase()
			tb.phase()
			tb.phase()
			tb.hear(2, tb.answer(2, 0))
		}, false},
		{"a false complaint is answered", func(tb *table) {
			tb.good(2)
			tb.hear(1, dkg.Complaint{Against: set(2)})
			tb.hear(2, tb.answer(2, 1))
		}, true},
		{"a false complaint is not answered", func(tb *table) {
			tb.good(2)
			tb.hear(1, dkg.Complaint{Against: set(2)})
		}, false},
		{"a wrong answer that nobody asked for changes nothing", func(tb *table) {
			tb.good(2)
			tb.hear(2, dkg.Justification[uint8]{Answers: []dkg.Opened[uint8]{{Node: 1, Share: tb.share(2, 0, false)}}})
		}, true},
		{"a complaint comes too late", func(tb *table) {
			tb.good(2)
			tb.phase()
			tb.phase()
			tb.hear(1, dkg.Complaint{Against: set(2)})
		}, true},
		{"two complaints of one node are none", func(tb *table) {
			tb.good(2)
			tb.hear(1, dkg.Complaint{Against: set(2)}, dkg.Complaint{Against: set(0, 2)})
		}, true},
		{"a complaint of oneself does not count", func(tb *table) {
			tb.good(2)
			tb.hear(2, dkg.Complaint{Against: set(2)})
		}, true},
		{"more than f complaints disqualify, although all are answered", func(tb *table) {
			tb.hear(2, tb.deal(2, false))
			tb.hear(1, dkg.Complaint{Against: set(2)})
			tb.hear(2, dkg.Justification[uint8]{Answers: []dkg.Opened[uint8]{
				{Node: 0, Share: tb.share(2, 0, false)}, {Node: 1, Share: tb.share(2, 1, false)}}})
		}, false},
	}
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			tb := seat(t, dkg.JointFeldman)
			tb.good(1)
			rule.play(tb)
			if rule.qualified {
				tb.ends(0, 1, 2)
			} else {
				tb.ends(0, 1)
			}
		})
	}
}

// An honest dealer answers a complaint in public, with the share of who complains and nothing else; with
// more than f complaints, which no honest dealer gets, it keeps its shares to itself.
func TestAnHonestDealerAnswersAtMostFComplaints(t *testing.T) {
	tb := seat(t, dkg.JointFeldman)
	tb.good(1)
	tb.good(2)
	tb.hear(1, dkg.Complaint{Against: set(0)})
	tb.phase()
	tb.phase()
	want := dkg.Justification[uint8]{Answers: []dkg.Opened[uint8]{{Node: 1, Share: tb.share(0, 1, false)}}}
	if got := said[dkg.Justification[uint8]](tb.sent); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("said %v, want %v", tb.sent, want)
	}
	tb.ends(0, 1, 2)

	tb = seat(t, dkg.JointFeldman)
	tb.good(1)
	tb.good(2)
	tb.hear(1, dkg.Complaint{Against: set(0)})
	tb.hear(2, dkg.Complaint{Against: set(0)})
	tb.phase()
	tb.phase()
	if got := said[dkg.Justification[uint8]](tb.sent); len(got) != 0 {
		t.Errorf("said %v, want nothing", tb.sent)
	}
}

// said is the messages of one type among the broadcasts.
func said[M model.Message](effects []model.Effect) []M {
	var messages []M
	for _, effect := range effects {
		if b, ok := effect.(model.Broadcast); ok {
			if m, ok := b.Message.(M); ok {
				messages = append(messages, m)
			}
		}
	}
	return messages
}

// DKG-9 to DKG-13, one rule of Gennaro's second part at a time: what node 2 exposes, what node 1 says of
// it, and whether node 2 is reconstructed. QUAL and the key are the same every time.
func TestRulesOfTheExposure(t *testing.T) {
	wrong := dkg.Exposure[uint8]{Commitment: []uint8{4, 2}}
	rules := []struct {
		name   string
		play   func(*table)
		broken bool
	}{
		{"an honest exposure stands", func(tb *table) { tb.hear(2, dkg.Exposure[uint8]{Commitment: tb.a(2)}) }, false},
		{"no exposure is reconstructed", func(*table) {}, true},
		{"two exposures are none", func(tb *table) {
			tb.hear(2, dkg.Exposure[uint8]{Commitment: tb.a(2)}, wrong)
		}, true},
		{"an exposure of t+1 elements is none", func(tb *table) {
			tb.hear(2, dkg.Exposure[uint8]{Commitment: append(tb.a(2), 0)})
		}, true},
		{"an exposure of t-1 elements is none", func(tb *table) {
			tb.hear(2, dkg.Exposure[uint8]{Commitment: []uint8{5}})
		}, true},
		{"a wrong exposure is accused by us", func(tb *table) { tb.hear(2, wrong) }, true},
		{"a wrong exposure that our share fits is accused by another", func(tb *table) {
			tb.hear(2, dkg.Exposure[uint8]{Commitment: []uint8{2, 3}})
			tb.phase()
			tb.hear(1, dkg.Accusation[uint8]{Shares: []dkg.Opened[uint8]{{Node: 2, Share: tb.share(2, 1, true)}}})
		}, true},
		{"an accusation with a share that does not fit the deal is void", func(tb *table) {
			tb.hear(2, dkg.Exposure[uint8]{Commitment: tb.a(2)})
			tb.hear(1, dkg.Accusation[uint8]{Shares: []dkg.Opened[uint8]{{Node: 2, Share: tb.share(2, 0, true)}}})
		}, false},
		{"an accusation with a share that fits the exposure is void", func(tb *table) {
			tb.hear(2, dkg.Exposure[uint8]{Commitment: tb.a(2)})
			tb.hear(1, dkg.Accusation[uint8]{Shares: []dkg.Opened[uint8]{{Node: 2, Share: tb.share(2, 1, true)}}})
		}, false},
	}
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			tb := seat(t, dkg.Gennaro)
			for i := range uint8(2) {
				tb.hear(model.NodeID(i+1), tb.deal(i+1, true), tb.share(i+1, 0, true))
			}
			for tb.state.Phase < dkg.Exposing {
				tb.phase()
			}
			tb.hear(1, dkg.Exposure[uint8]{Commitment: tb.a(1)})
			rule.play(tb)
			for tb.state.Phase < dkg.Reconstructing {
				tb.phase()
			}
			reveals := said[dkg.Reveal[uint8]](tb.sent)
			if (len(reveals) == 1) != rule.broken {
				t.Errorf("reveals = %v", reveals)
			}
			tb.hear(1, dkg.Reveal[uint8]{Shares: []dkg.Opened[uint8]{{Node: 2, Share: tb.share(2, 1, true)}}})
			// does not fit
			tb.hear(2, dkg.Reveal[uint8]{Shares: []dkg.Opened[uint8]{{Node: 2, Share: tb.share(2, 1, true)}}})
			tb.phase()
			o := tb.state.Outcome
			if o.Failure != "" || !o.Qualified.Equal(model.All(3)) ||
				!o.Broken.Equal(map[bool]model.NodeSet{true: set(2)}[rule.broken]) {
				t.Fatalf("QUAL = %v, broken %v, failure %q", o.Qualified, o.Broken, o.Failure)
			}
			if !slices.Equal(o.Commitment, []uint8{6, 6}) || o.Share.Value != 12 {
				t.Errorf("commitment = %v, share = %d, want [6 6] and 12", o.Commitment, o.Share.Value)
			}
		})
	}
}

// Events out of place, messages of other protocols, and hostile sizes change nothing.
func TestStrayEventsChangeNothing(t *testing.T) {
	tb := seat(t, dkg.JointFeldman)
	tb.good(1)
	kept := tb.state
	for _, e := range []model.Event{
		nil, model.Coin{Value: 3}, model.Timer{Phase: 1}, model.Timer{Phase: 6}, model.Timer{Phase: 1 << 31},
		model.Timeout{},
		model.Request{Value: "now"}, model.Receive{From: 2}, model.Receive{From: 9, Message: tb.deal(2, false)},
		model.Receive{From: 2, Message: stray{}},
		model.Receive{From: 2, Message: dkg.Deal[bool]{Commitment: []bool{true}}},
		model.Receive{From: 2, Message: dkg.Relayed{Session: tb.m.Session(), Origin: 2, Message: tb.deal(2, false)}},
		model.Receive{From: 2, Message: dkg.Deal[uint8]{Commitment: make([]uint8, model.MaxNodes+1)}},
		model.Receive{From: 2, Message: dkg.Justification[uint8]{Answers: make([]dkg.Opened[uint8], 4)}},
	} {
		tb.apply(e)
		if !reflect.DeepEqual(tb.state, kept) || len(tb.sent) > 0 {
			t.Errorf("%T %+v: changed the state or sent %v", e, e, tb.sent)
		}
	}
	tb.hear(1, dkg.Justification[uint8]{Answers: []dkg.Opened[uint8]{{Node: 999, Share: tb.share(1, 0, false)}}})
	tb.hear(2, dkg.Complaint{Against: set(1000)})
	tb.ends(0, 1)
	tb.phase()
	tb.hear(2, tb.deal(2, false))
	if tb.state.Phase != dkg.Finished || len(tb.sent) > 0 {
		t.Error("a finished node goes on")
	}
}

type stray struct{}

func (stray) Label() model.Label { return model.Label{} }

// A relayed share would let anybody send shares in a dealer's name.
func TestSharesAreNotRelayed(t *testing.T) {
	tb := seat(t, dkg.JointFeldman)
	tb.m = tb.m.WithRelay()
	tb.hear(2, tb.deal(2, false), tb.share(2, 0, false))
	relayed := func(message model.Message) dkg.Relayed {
		return dkg.Relayed{Session: tb.m.Session(), Origin: 2, Message: message}
	}
	tb.hear(1, tb.deal(1, false), tb.share(1, 0, false), relayed(tb.share(2, 1, false)),
		relayed(relayed(tb.deal(1, false))))
	tb.ends(0, 1, 2)
}

// Sizes that cannot work are refused.
func TestParametersAreChecked(t *testing.T) {
	g := exponents(t, 5)
	for _, p := range []dkg.Params{{}, {3, 0, 0}, {3, 1, 1}, {3, 3, 1}, {3, 2, -1}, {2, 2, 1}, {5, 3, 2}, {-1, 1, 0},
		{2000, 2, 1}} {
		if _, err := dkg.New(g, dkg.JointFeldman, p); err == nil {
			t.Errorf("%+v over GF(5): accepted", p)
		}
	}
	for nodes, want := range map[int]string{0: "dkg: nodes = 0, want 1..", -1: "dkg: nodes = -1, want 1.."} {
		if err := (dkg.Params{Nodes: nodes, Threshold: 1}).Validate(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%d nodes: %v, want %s", nodes, err, want)
		}
	}
	if _, err := dkg.New(g, dkg.Protocol(7), dkg.Params{Nodes: 3, Threshold: 2, Faults: 1}); err == nil {
		t.Error("protocol 7: accepted")
	}
	for _, group := range []struct{ q, p, h uint8 }{{4, 11, 1}, {5, 10, 1}, {5, 13, 1}, {5, 11, 0}, {5, 11, 5}} {
		if _, err := dkg.NewResidues(group.q, group.p, group.h); err == nil {
			t.Errorf("%+v: accepted", group)
		}
	}
}

// Two nodes that were told different things of equal length have different transcripts: not only how
// much was said counts, but what.
func TestTheTranscriptCoversWhatWasSaid(t *testing.T) {
	told := func(deal dkg.Deal[uint8]) any {
		tb := seat(t, dkg.JointFeldman)
		tb.good(1)
		tb.hear(2, deal)
		for tb.state.Phase < dkg.Finished {
			tb.phase()
		}
		return tb.state.Outcome.Transcript
	}
	one, other := dkg.Deal[uint8]{Commitment: []uint8{3, 2}}, dkg.Deal[uint8]{Commitment: []uint8{4, 2}}
	if told(one) != told(one) {
		t.Error("two nodes that were told the same have different transcripts")
	}
	if told(one) == told(other) {
		t.Error("two nodes that were told different commitments have one transcript")
	}
	here, there := seat(t, dkg.JointFeldman), seat(t, dkg.JointFeldman)
	there.m = there.m.InSession("another", 1)
	for _, tb := range []*table{here, there} {
		tb.good(1)
		for tb.state.Phase < dkg.Finished {
			tb.phase()
		}
	}
	if here.state.Outcome.Transcript == there.state.Outcome.Transcript {
		t.Error("the same words have one transcript in two sessions")
	}
}
