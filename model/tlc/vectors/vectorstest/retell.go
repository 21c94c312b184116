// Package vectorstest tells scripts of the clock a second time: it plays the run of a recording by its own network and
// in its own words, for tests to hold scripts and what comes of them against.
package vectorstest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/tlc"
	"quesera/model/tlc/vectors"
)

// Layer is what a layer above the clock adds to the words.
type Layer[S any] struct {
	Clock    func(*S) *tlc.State
	Asks     func(model.Effect) bool // that the node is to be told what to say
	Proposal func(p model.Payload, name func(model.Digest) string) *vectors.Proposal
	Effect   func(e model.Effect, name func(model.Digest) string) vectors.Effect // of its own; nil: there are none
	Shown    func(s *S, name func(model.Digest) string, shown *vectors.Shown)
}

// message on its way.
type message struct {
	from, to int
	due      uint64
	body     model.Message
}

// teller plays a run.
type teller[S any] struct {
	vectors.Recording
	Layer[S]
	machine model.Machine[S]
	rng     *rand.Rand
	turn    uint64
	nodes   []S
	way     []message
	asked   []int
	names   map[model.Digest]string
	done    []model.Effect // by the node that is recorded, since its last event
	script  vectors.Script
	out     vectors.Outcome
}

// Retell plays the run of a recording, and is its script and what comes of it.
func Retell[S any](r vectors.Recording, m model.Machine[S], l Layer[S]) (vectors.Script, vectors.Outcome) {
	t := &teller[S]{Recording: r, Layer: l, machine: m, rng: rand.New(rand.NewPCG(r.Seed, 15)),
		nodes: make([]S, r.Script.Nodes), names: map[model.Digest]string{}, script: r.Script}
	t.script.Messages, t.script.Events = map[string]vectors.Message{}, []vectors.Event{}
	for i := range t.nodes {
		var effects []model.Effect
		t.nodes[i], effects = m.Start(model.NodeID(i))
		t.carry(i, effects)
	}
	t.out = vectors.Outcome{Start: t.line(), Lines: []vectors.Line{}}
	for ; len(t.script.Events) < r.Events && t.turn < 1<<14; t.move() {
		t.turn++
	}
	clock := l.Clock(&t.nodes[r.Script.Self])
	t.out.Delivered = inHistory(clock.History(), clock.Step())
	return t.script, t.out
}

// move is one thing that happens: a node is told what to say, or that time has passed because nothing is on its way, or
// the message arrives that is due first of five that are drawn, the first message always among them.
func (t *teller[S]) move() {
	if n := len(t.asked); n > 0 {
		k := t.rng.IntN(n)
		i := t.asked[k]
		t.asked = slices.Delete(t.asked, k, k+1)
		if t.Script.Tickets > 0 {
			ticket := t.rng.Uint64N(t.Script.Tickets)
			t.tell(i, model.Coin{Value: ticket}, vectors.Event{Event: "coin", Ticket: ticket})
		} else {
			t.tell(i, tlc.Broadcast{}, vectors.Event{Event: "broadcast"})
		}
		return
	}
	if len(t.way) == 0 {
		t.tell(t.rng.IntN(len(t.nodes)), model.Timeout{}, vectors.Event{Event: "timeout"})
		return
	}
	drawn := []int{0}
	for range 4 {
		drawn = append(drawn, t.rng.IntN(len(t.way)))
	}
	k := slices.MinFunc(drawn, func(a, b int) int { return int(t.way[a].due) - int(t.way[b].due) })
	m := t.way[k]
	t.way = slices.Delete(t.way, k, k+1)
	if t.rng.Float64() >= t.Loss {
		t.tell(m.to, model.Receive{From: model.NodeID(m.from), Message: m.body}, t.arrival(m))
	}
}

// tell has something happen to a node.
func (t *teller[S]) tell(i int, e model.Event, told vectors.Event) {
	recorded := i == t.Script.Self
	if recorded && len(t.script.Events) == t.Events {
		return
	}
	var effects []model.Effect
	t.nodes[i], effects = t.machine.Apply(t.nodes[i], e)
	t.carry(i, effects)
	if recorded {
		t.script.Events = append(t.script.Events, told)
		t.out.Lines = append(t.out.Lines, t.line())
	}
}

// carry has what a node does done.
func (t *teller[S]) carry(i int, effects []model.Effect) {
	if i == t.Script.Self {
		t.done = effects
	}
	for _, effect := range effects {
		switch e := effect.(type) {
		case model.Send:
			t.post(i, int(e.To), e.Message)
		case model.Broadcast:
			if raw, ok := e.Message.(*tlc.Raw); ok {
				t.names[raw.Digest] = rawOf(raw)
			}
			for to := range t.nodes {
				if to != i {
					t.post(i, to, e.Message)
				}
			}
		default:
			if t.Asks(effect) {
				t.asked = append(t.asked, i)
			}
		}
	}
}

// post sends a message: it takes up to seven turns, those for a node that is deaf yet at least 200 more and less than
// 300, and raw messages of node 0 as many more as they are late.
func (t *teller[S]) post(from, to int, body model.Message) {
	m := message{from, to, t.turn + t.rng.Uint64N(8), body}
	if to == t.Script.Self && t.Deaf > 0 {
		t.Deaf--
		m.due += t.rng.Uint64N(100) + 200
	}
	if _, raw := body.(*tlc.Raw); raw && from == 0 {
		m.due += uint64(t.Late)
	}
	t.way = append(t.way, m)
}

func rawOf(m *tlc.Raw) string   { return fmt.Sprintf("%d.%d.raw", m.Node, m.Step) }
func certOf(m *tlc.Cert) string { return fmt.Sprintf("%d.%d.cert", m.Node, m.Step) }

// named is the raw message of a digest.
func (t *teller[S]) named(d model.Digest) string {
	if name, known := t.names[d]; known {
		return name
	}
	return "other"
}

func members(set model.NodeSet) (all []int) {
	all = []int{}
	for i := range set.Members() {
		all = append(all, int(i))
	}
	return all
}

// before is a vector time: of the steps from its base on what is in it.
func before(t causal.Time) vectors.Past {
	p := vectors.Past{From: int(t.Base()) / 2, Messages: []string{}}
	for step := model.Step(p.From); step < model.Step(p.From+causal.Span/2); step++ {
		for _, kind := range []string{"raw", "cert"} {
			stamp := tlc.RawStamp(step)
			if kind == "cert" {
				stamp = tlc.CertStamp(step)
			}
			for i := range t.At(stamp).Members() {
				p.Messages = append(p.Messages, fmt.Sprintf("%d.%d.%s", i, step, kind))
			}
		}
	}
	return p
}
