package vectors_test

import (
	"encoding/json"
	"strings"
	"testing"

	"quesera/internal/vector/vectortest"
	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/qsc3/vectors"
	"quesera/model/tlc"
	clock "quesera/model/tlc/vectors"
	"quesera/model/tlc/vectors/vectorstest"
)

// layer is what QSC3 adds to the words of the clock. A choice is named by the raw message that carries its proposal.
func layer() vectorstest.Layer[qsc3.State] {
	num := func(v uint64) *int { i := int(v); return &i }
	choice := func(c qsc3.Choice, known bool, name func(model.Digest) string) string {
		if known {
			return name(c.Digest)
		}
		return ""
	}
	return vectorstest.Layer[qsc3.State]{
		Clock: (*qsc3.State).Clock,
		Asks:  func(e model.Effect) bool { _, asks := e.(model.AskCoin); return asks },
		Proposal: func(p model.Payload, name func(model.Digest) string) *clock.Proposal {
			said := p.(qsc3.Proposal)
			shown := clock.Proposal{Round: int(said.Round), Ticket: uint64(said.Ticket)}
			if said.Parent != qsc3.Genesis {
				shown.Parent = name(said.Parent)
			}
			return &shown
		},
		Effect: func(e model.Effect, name func(model.Digest) string) clock.Effect {
			switch e := e.(type) {
			case qsc3.Decided:
				return clock.Effect{Effect: "decide", Round: num(uint64(e.Round)), Committed: e.Committed,
					Choice: choice(e.Choice, e.Choice.Known, name)}
			case qsc3.Missed:
				return clock.Effect{Effect: "miss", First: num(uint64(e.First)), Last: num(uint64(e.Last))}
			}
			return clock.Effect{Effect: "draw"}
		},
		Shown: func(s *qsc3.State, name func(model.Digest) string, shown *clock.Shown) {
			head, known := s.Head()
			shown.Head = choice(head, known, name)
			final, known := s.Final()
			shown.Final = choice(final, known, name)
		},
	}
}

// A told case is what a vector should be.
type told struct {
	topic     string
	recording clock.Recording
}

// roundsTold are runs of three nodes, with rounds one after the other and pipelined, with lotteries of few tickets and
// of many, of each node in turn: as they come, with proposals of node 0 that come late, and of a node that hears of
// nothing for a while and jumps, in the last two over the end of a round.
func roundsTold() (all []told) {
	for seed := range uint64(5) {
		for _, pipelined := range []bool{false, true} {
			r := clock.Recording{Seed: seed, Events: 60, Script: clock.Script{Nodes: 3, MessageThreshold: 2,
				WitnessThreshold: 2, Self: int(seed % 3), Pipelined: pipelined, Tickets: 2}}
			if seed%2 == 0 {
				r.Script.Tickets = 1 << 40
			}
			all = append(all, told{"rounds", r})
			r.Late = 25
			all = append(all, told{"rounds in which node 0's proposals come late, and spoil", r})
			r.Late, r.Events, r.Deaf, r.Script.Self, r.Script.Viral = 0, 24, 60, 2, true
			all = append(all, told{"rounds that a node misses, because it jumps", r})
		}
	}
	for _, seed := range []uint64{2, 0} {
		all = append(all, told{"rounds that a node misses, because it jumps", clock.Recording{Seed: seed, Events: 40,
			Deaf: 60, Script: clock.Script{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Self: 2, Pipelined: seed == 0,
				Tickets: 1 << 40, Viral: true}}})
	}
	return all
}

// Each script is the run that its topic says, told as another network played it, and what comes of it is what the node
// did in that run. Rounds are decided, committed and not, and missed.
func TestScriptsAreTheRunsThatTheySay(t *testing.T) {
	f := vectors.Family()
	f.Ops = f.Ops[1:]
	inputs, err := f.Inputs()
	if err != nil {
		t.Fatal(err)
	}
	want := roundsTold()
	if len(inputs) != len(want)+1 || inputs[0].Topic != "a lottery without tickets is refused" ||
		string(inputs[0].Input) != `{"nodes":3,"message_threshold":2,"witness_threshold":2,"self":0,"messages":{},`+
			`"events":[]}` {
		t.Fatalf("%d scripts, the first %+v", len(inputs), inputs[0])
	}
	if _, err := f.Perform(inputs[0].ID, inputs[0].Input); err == nil || !strings.Contains(err.Error(), "tickets = 0") {
		t.Errorf("without tickets: %v", err)
	}
	seen := map[string]int{}
	signs := []string{`"committed":true`, `"effect":"decide","round"`, `"effect":"jump"`, `"effect":"miss"`,
		`"parent":"0.`}
	for k, c := range want {
		v, script := inputs[k+1], c.recording.Script
		m, err := qsc3.New(qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2},
			Pipelined: script.Pipelined, Tickets: script.Tickets, Viral: script.Viral})
		if err != nil {
			t.Fatal(err)
		}
		retold, outcome := vectorstest.Retell(c.recording, m, layer())
		result, err := f.Perform(v.ID, v.Input)
		if err != nil {
			t.Fatalf("%s: %v", v.ID, err)
		}
		got, _ := json.Marshal(result)
		input, _ := json.Marshal(retold)
		out, _ := json.Marshal(outcome)
		if v.Topic != c.topic || string(v.Input) != string(input) || string(got) != string(out) {
			t.Errorf("%s, %s: got %s and %s, want %s: %s and %s", v.ID, v.Topic, v.Input, got, c.topic, input, out)
		}
		if seen[string(v.Input)]++; seen[string(v.Input)] > 1 {
			t.Errorf("%s is there twice", v.ID)
		}
		for _, what := range signs {
			if strings.Contains(string(got), what) {
				seen[what]++
			}
		}
	}
	for _, what := range signs {
		if seen[what] < 2 {
			t.Errorf("%s is seen in %d scripts", what, seen[what])
		}
	}
}

// What is wrong with a script is what is said of it, on both sides of each bound.
func TestScriptsAreRead(t *testing.T) {
	of := func(proposal string) string {
		return `messages={"1.0.raw":{"past":{"from":0,"messages":[]},"proposal":` + proposal +
			`}} events=[{"event":"receive","from":1,"message":"1.0.raw"}]`
	}
	var all []vectortest.Spoilt
	for _, c := range [][2]string{
		{"self=-1", "! self = -1, want 0 to 2"}, {"self=3", "! self = 3"}, {"message_threshold=0", "! qsc3"},
		{"tickets=0", "! qsc3"}, {of(`{"round":-1,"ticket":1,"parent":""}`), "malformed: event 1: round = -1, want 0 to"},
		{of(`{"round":1073741824,"ticket":1,"parent":""}`), "= start"},
		{of(`{"round":1073741825,"ticket":1,"parent":""}`), "malformed: event 1: round = 1073741825"},
		{of(`{"round":0,"ticket":1,"parent":"2.0.raw"}`), "= start"},
	} {
		all = append(all, vectortest.Spoilt{ID: "qsc3/rounds/2", Change: c[0], Want: c[1]})
	}
	vectortest.Spoil(t, vectors.Family(), all...)
}
