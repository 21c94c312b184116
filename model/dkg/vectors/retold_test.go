package vectors_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quesera/internal/vector"
	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/dkg/vectors"
	"quesera/model/sim"
)

// The phases, as the tests and the vectors call them.
var ends = []string{"dealing", "complaining", "justifying", "exposing", "accusing", "reconstructing"}

// teller tells a transcript a second time: it plays the run by its own network and in its own words.
type teller[E, P any] struct {
	self    int
	machine model.Machine[dkg.State[E, P]]
	scalar  func(E) []byte
	point   func(P) []byte
	rng     *rand.Rand
	nodes   []dkg.State[E, P]
	way     []packet
	events  []vectors.Event
	done    [][]vectors.Effect // by the node that is recorded: at the start, and at each event
}

type packet struct {
	from, to int
	body     model.Message
}

// play is a run: in each phase all that is on its way arrives, in an order that is drawn, what was sent last taking the
// place of what is taken; then the phase ends at each node that is in it.
func (t *teller[E, P]) play() {
	t.done = [][]vectors.Effect{nil}
	for i := range t.nodes {
		var effects []model.Effect
		t.nodes[i], effects = t.machine.Start(model.NodeID(i))
		t.write(i, 0, effects)
		t.carry(i, effects)
	}
	for phase, name := range ends {
		for n := len(t.way); n > 0; n = len(t.way) {
			k := t.rng.IntN(n)
			p := t.way[k]
			t.way[k] = t.way[n-1]
			t.way = t.way[:n-1]
			t.tell(p.to, vectors.Event{Event: "receive", From: p.from, Message: t.said(p.body)},
				model.Receive{From: model.NodeID(p.from), Message: p.body})
		}
		for i := range t.nodes {
			if int(t.nodes[i].Phase) == phase {
				t.tell(i, vectors.Event{Event: "ended", Phase: name}, model.Timer{Phase: uint32(phase)})
			}
		}
	}
	for k := range t.done { // how many coins were asked for is said last
		coins := 0
		var other []vectors.Effect
		for _, e := range t.done[k] {
			if e.Effect == "draw" {
				coins++
			} else {
				other = append(other, e)
			}
		}
		if coins > 0 {
			other = append(other, vectors.Effect{Effect: "draw", Coins: coins})
		}
		t.done[k] = append([]vectors.Effect{}, other...)
	}
}

func (t *teller[E, P]) tell(i int, line vectors.Event, events ...model.Event) {
	at := len(t.done)
	if i == t.self {
		t.events, t.done = append(t.events, line), append(t.done, nil)
	}
	for _, e := range events {
		var effects []model.Effect
		t.nodes[i], effects = t.machine.Apply(t.nodes[i], e)
		t.write(i, at, effects)
		t.carry(i, effects)
	}
}

// write notes what the node that is recorded does.
func (t *teller[E, P]) write(i, at int, effects []model.Effect) {
	for _, effect := range effects {
		if i == t.self {
			t.done[at] = append(t.done[at], t.effect(effect))
		}
	}
}

// carry sends what a node sends, and tells it the coins that it asks for, all at once.
func (t *teller[E, P]) carry(i int, effects []model.Effect) {
	var coins []model.Event
	var values []uint64
	for _, effect := range effects {
		switch e := effect.(type) {
		case model.AskCoin:
			values = append(values, t.rng.Uint64N(e.Sides))
			coins = append(coins, model.Coin{Value: values[len(values)-1]})
		case model.Send:
			t.way = append(t.way, packet{i, int(e.To), e.Message})
		case model.Broadcast:
			for to := range t.nodes {
				if to != i {
					t.way = append(t.way, packet{i, to, e.Message})
				}
			}
		}
	}
	if len(coins) > 0 {
		t.tell(i, vectors.Event{Event: "coins", Values: values}, coins...)
	}
}

func members(set model.NodeSet) []int {
	all := []int{}
	for i := range set.Members() {
		all = append(all, int(i))
	}
	return all
}

func (t *teller[E, P]) points(all []P) (out []vector.Hex) {
	out = []vector.Hex{}
	for _, p := range all {
		out = append(out, t.point(p))
	}
	return out
}

func (t *teller[E, P]) opened(all []dkg.Opened[E]) (out []vectors.Opened) {
	for _, o := range all {
		out = append(out, vectors.Opened{Node: int(o.Node), Value: t.scalar(o.Share.Value), Blind: t.scalar(o.Share.Blind)})
	}
	return out
}

func (t *teller[E, P]) said(body model.Message) *vectors.Message {
	switch m := body.(type) {
	case dkg.Deal[P]:
		return &vectors.Message{Kind: "deal", Commitment: t.points(m.Commitment)}
	case dkg.Exposure[P]:
		return &vectors.Message{Kind: "exposure", Commitment: t.points(m.Commitment)}
	case dkg.Share[E]:
		return &vectors.Message{Kind: "share", Value: t.scalar(m.Value), Blind: t.scalar(m.Blind)}
	case dkg.Complaint:
		return &vectors.Message{Kind: "complaint", Against: members(m.Against)}
	case dkg.Justification[E]:
		return &vectors.Message{Kind: "justification", Opened: t.opened(m.Answers)}
	case dkg.Accusation[E]:
		return &vectors.Message{Kind: "accusation", Opened: t.opened(m.Shares)}
	case dkg.Reveal[E]:
		return &vectors.Message{Kind: "reveal", Opened: t.opened(m.Shares)}
	}
	return nil
}

func (t *teller[E, P]) effect(effect model.Effect) vectors.Effect {
	switch e := effect.(type) {
	case model.SetTimer:
		return vectors.Effect{Effect: "await", Phase: ends[e.Phase]}
	case model.Broadcast:
		return vectors.Effect{Effect: "broadcast", Message: t.said(e.Message)}
	case model.Send:
		to := int(e.To)
		return vectors.Effect{Effect: "send", To: &to, Message: t.said(e.Message)}
	case model.Output:
		o := e.Value.(*dkg.Outcome[E, P])
		end := vectors.End{Failed: len(o.Failure) > 0, Qualified: members(o.Qualified), Used: members(o.Used),
			Broken: members(o.Broken), Commitment: t.points(o.Commitment)}
		if o.Member {
			end.Index, end.Share = int(o.Share.Index), t.scalar(o.Share.Value)
		}
		return vectors.Effect{Effect: "end", End: &end}
	}
	return vectors.Effect{Effect: "draw"}
}

// told is what a vector should be.
type told struct {
	topic   string
	input   vectors.Transcript
	effects [][]vectors.Effect
}

func small(octet uint8) []byte { return []byte{octet} }

func retell[E, P any](topic string, head vectors.Transcript, m *dkg.Machine[E, P], seed uint64,
	scripts map[model.NodeID]dkg.Script, scalar func(E) []byte, point func(P) []byte) told {
	t := teller[E, P]{self: head.Self, machine: dkg.Corrupt[E, P]{Machine: m, Scripts: scripts}, scalar: scalar,
		point: point, rng: rand.New(rand.NewPCG(seed, 18)), nodes: make([]dkg.State[E, P], head.Nodes)}
	t.play()
	head.Events = t.events
	return told{topic, head, t.done}
}

// freshTold are runs of both protocols over GF(251), of two groups, told of node 0 and 1 in turn: one in which all are
// honest, and thirteen in which as many of the last nodes as may be are corrupt, in ways that are drawn; and two over
// G1.
func freshTold(t *testing.T) (all []told) {
	for _, protocol := range []dkg.Protocol{dkg.JointFeldman, dkg.Gennaro} {
		name := map[dkg.Protocol]string{dkg.JointFeldman: "joint-Feldman", dkg.Gennaro: "Gennaro"}[protocol]
		for seed := range 14 {
			n, threshold, faults := 4, 2, 1
			if seed == 2 || seed == 5 || seed == 8 || seed == 11 {
				n, threshold, faults = 5, 3, 2
			}
			topic, scripts := "all are honest", map[model.NodeID]dkg.Script{}
			if seed > 0 {
				topic = name + ": the last node is corrupt"
				drawn := sim.Random(uint64(seed))
				for i := model.NodeID(n - faults); int(i) < n; i++ {
					s := result.DrawExposing(drawn, result.DrawSharing(drawn, i, n), i, n)
					scripts[i] = result.DrawFurther(drawn, s, i, n)
				}
			}
			g, err := dkg.NewExponents(251, 7)
			if err != nil {
				t.Fatal(err)
			}
			m, err := dkg.New(g, protocol, dkg.Params{Nodes: n, Threshold: threshold, Faults: faults})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, retell(topic, vectors.Transcript{Group: "GF(251)", Protocol: name, Nodes: n,
				Threshold: threshold, Faults: faults, Self: seed % 2}, m, uint64(seed), scripts, small, small))
		}
		head := vectors.Transcript{Group: "G1", Protocol: name, Nodes: 3, Threshold: 2, Faults: 1}
		m, err := dkg.New(dkg.NewCurve(bls.GroupG1), protocol, dkg.Params{Nodes: 3, Threshold: 2, Faults: 1})
		if err != nil {
			t.Fatal(err)
		}
		wrong := dkg.Script{Share: []dkg.Way{dkg.Wrong, dkg.Wrong}, Answer: []dkg.Way{dkg.Wrong}}
		all = append(all, retell("over G1", head, m, 1, nil, bls.EncodeScalar, bls.EncodeG1),
			retell("over G1, with a dealer that deals wrong shares", head, m, 1, map[model.NodeID]dkg.Script{2: wrong},
				bls.EncodeScalar, bls.EncodeG1))
	}
	return all
}

// resharesTold are runs in which nodes 0 to 2 pass the key 41 with the slope 17 on to nodes 2 to 4, told of a node that
// only deals, of one that deals and receives, and of one that only receives: two in which all are honest, and six in
// which node 1 is corrupt.
func resharesTold(t *testing.T) (all []told) {
	g, err := dkg.NewExponents(251, 7)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range 8 {
		r := dkg.Resharing[uint8, uint8]{Nodes: 5, Old: []model.NodeID{0, 1, 2}, New: []model.NodeID{2, 3, 4}, Threshold: 2,
			Faults: 1, Commitment: []uint8{41, 17}, To: dkg.Params{Nodes: 3, Threshold: 2, Faults: 1}}
		for i := uint8(1); i <= 3; i++ {
			r.Shares = append(r.Shares, 41+17*i)
		}
		m, err := dkg.NewResharing(g, r)
		if err != nil {
			t.Fatal(err)
		}
		topic, scripts := "all are honest", map[model.NodeID]dkg.Script{}
		if seed >= 2 {
			drawn := sim.Random(uint64(seed))
			topic = "an old member is corrupt"
			scripts[1] = result.DrawFurther(drawn, result.DrawSharing(drawn, 1, 5), 1, 5)
		}
		head := vectors.Transcript{Group: "GF(251)", Protocol: "resharing", Nodes: 5, Threshold: 2, Faults: 1,
			Self: 2 * (seed % 3), Old: &vectors.Old{Members: 3, Receivers: 3, Threshold: 2, Faults: 1,
				Commitment: []vector.Hex{{41}, {17}}}}
		if head.Self < 3 {
			share := vector.Hex{r.Shares[head.Self]}
			head.Old.Share = &share
		}
		all = append(all, retell(topic, head, m, uint64(seed), scripts, small, small))
	}
	return all
}

// said is what nodes say and end with, each in some transcripts.
var said = []string{`"failed":false`, `"kind":"justification"`,
	`"kind":"exposure"`, `"kind":"complaint"`}

// Each transcript is the run that its topic says, told as another network played it, and what comes of it is what the
// node did in that run. None is there twice.
func TestTranscriptsAreTheRunsThatTheySay(t *testing.T) {
	f := vectors.Family()
	inputs, err := f.Inputs()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]told{"fresh": freshTold(t), "reshare": resharesTold(t)}
	seen := map[string]int{}
	for _, v := range inputs {
		op := strings.Split(v.ID, "/")[1]
		if seen[string(v.Input)]++; seen[string(v.Input)] > 1 {
			t.Errorf("%s is there twice", v.ID)
		}
		if v.ID == "dkg/fresh/6" || slices.ContainsFunc(refused, func(r refusal) bool { return r.id == v.ID }) {
			continue // TestSizesAreRefusedForOneThing
		}
		if len(want[op]) == 0 {
			t.Fatalf("%s: there is no such run", v.ID)
		}
		c := want[op][0]
		want[op] = want[op][1:]
		result, err := f.Perform(v.ID, v.Input)
		if err != nil {
			t.Fatalf("%s: %v", v.ID, err)
		}
		got, _ := json.Marshal(result)
		input, _ := json.Marshal(c.input)
		out, _ := json.Marshal(vectors.Played{Effects: c.effects})
		if v.Topic != c.topic || string(v.Input) != string(input) || string(got) != string(out) {
			t.Errorf("%s, %s:\n got %.3000s\n and %.3000s\nwant %s\n %.3000s\n and %.3000s", v.ID, v.Topic, v.Input, got,
				c.topic, input, out)
		}
		for _, what := range said {
			if strings.Contains(string(got), what) {
				seen[what]++
			}
		}
	}
	for _, what := range said {
		if seen[what] < 2 {
			t.Errorf("%s comes of %d transcripts", what, seen[what])
		}
	}
	for op, missing := range want {
		for _, c := range missing {
			t.Errorf("%s: there is no vector of %s", op, c.topic)
		}
	}
}
