package vectors

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"quesera/internal/vector"
	"quesera/model"
	"quesera/model/tlc"
)

// Family is the vectors of TLC.
func Family() vector.Family {
	return vector.Family{Name: "tlc", Title: "Threshold logical clocks: what one node does (TLC §2)",
		Package: "model/tlc/vectors", Under: []string{"model/tlc", "model/causal"}, Ops: []vector.Op{
			vector.NewOp("clock", "plays a script in which nothing is lost, and no catch-up arrives (TLC §2.2, "+
				"§2.6)", Run,
				clockCases),
			vector.NewOp("recovery", "plays a script with losses, timeouts, catch-ups and jumps (TLC §2.4, "+
				"§2.6)", Run,
				recoveryCases),
		}}
}

// Thresholds are those of a script.
func (s Script) Thresholds() (tlc.Thresholds, error) {
	t := tlc.Thresholds{Nodes: s.Nodes, Message: s.MessageThreshold, Witness: s.WitnessThreshold,
		Unwitnessed: s.WitnessThreshold == 0}
	if s.Self < 0 || s.Self >= s.Nodes {
		return t, fmt.Errorf("self = %d, want 0 to %d", s.Self, s.Nodes-1)
	}
	return t, nil
}

// machineOf is the clock that a script is about.
func machineOf(s Script) (tlc.Machine, error) {
	t, err := s.Thresholds()
	if err != nil {
		return tlc.Machine{}, err
	}
	m, err := tlc.New(t)
	m.Viral = s.Viral
	return m, err
}

// Run plays a script. Thresholds that the protocol is not defined for are refused.
func Run(s Script) (Outcome, error) {
	m, err := machineOf(s)
	if err != nil {
		return Outcome{}, err
	}
	return Play(NewWords(s), m, func(s *tlc.State) *tlc.State { return s }, StateOf, func(e model.Effect) Effect {
		panic(fmt.Sprintf("vectors: an effect of type %T", e))
	})
}

// group is a script's head.
func group(n, message, witness, self int) Script {
	return Script{Nodes: n, MessageThreshold: message, WitnessThreshold: witness, Self: self}
}

// recorded is the script of a run of the clock.
func recorded(r Recording) Script {
	m, err := machineOf(r.Script)
	if err != nil {
		panic("vectors: " + err.Error()) // the groups are ours
	}
	return Record(r, m, NewWords(r.Script), func(e model.Effect) (uint64, bool) {
		_, advanced := e.(tlc.Advanced)
		return 0, advanced
	})
}

// refusals are groups that there are none of.
func refusals() (all []vector.Case[Script]) {
	for _, s := range []Script{group(0, 1, 1, 0), group(3, 0, 2, 0), group(3, 4, 2, 0), group(3, 2, 4, 0),
		group(3, 2, 2, 3), group(1<<20, 2, 2, 0)} {
		s.Messages, s.Events = map[string]Message{}, []Event{}
		all = append(all, vector.Case[Script]{Topic: "thresholds that do not fit the group are refused", Input: s})
	}
	return all
}

func clockCases() []vector.Case[Script] {
	all := refusals()
	add := func(topic string, s Script) {
		if !s.Uses("catch_up") && !s.Uses("ask") { // those are of recovery
			all = append(all, vector.Case[Script]{Topic: topic, Input: s})
		}
	}
	for seed := range uint64(4) {
		for _, g := range [][3]int{{1, 1, 1}, {2, 2, 2}, {3, 2, 2}, {3, 3, 2}, {3, 2, 3}, {4, 3, 2}, {5, 3, 4}} {
			r := Recording{Script: group(g[0], g[1], g[2], int(seed)%g[0]), Seed: seed, Events: 16 + 4*g[0]}
			add(fmt.Sprintf("n = %d, t_m = %d, t_w = %d", g[0], g[1], g[2]), recorded(r))
			r.Late = 30
			if g[0] > 2 {
				add("raw messages of node 0 arrive late: no acknowledgment", recorded(r))
			}
		}
		add("unwitnessed TLC", recorded(Recording{Script: group(2, 2, 0, int(seed)%2), Seed: seed, Events: 16}))
		r := Recording{Script: group(3, 2, 2, 1), Seed: seed, Events: 24}
		s := recorded(r)
		add("messages that arrive twice count once", twice(s, seed))
		add("forged messages are ignored", forged(s, seed))
		add("a certificate of another message than its sender's does not count", misattributed(s))
	}
	for seed := range uint64(3) {
		r := Recording{Script: group(4, 2, 4, 1), Seed: seed, Events: 24}
		add("acknowledgments that arrive twice count once, where many are needed", repeated(recorded(r)))
	}
	return all
}

func recoveryCases() (all []vector.Case[Script]) {
	add := func(topic string, s Script) { all = append(all, vector.Case[Script]{Topic: topic, Input: s}) }
	for seed := range uint64(5) {
		for _, n := range []int{3, 4} {
			lossy := Recording{Script: group(n, n/2+1, n/2+1, 1), Seed: seed, Events: 36, Loss: 0.3}
			add("packets are lost, and said again", recorded(lossy))
			deaf := Recording{Script: group(n, n/2+1, n/2+1, n-1), Seed: seed, Events: 24, Deaf: 60}
			add("a node that lags behind", recorded(deaf))
			deaf.Script.Viral = true
			deaf.Events = 16
			add("a node that lags behind and jumps", recorded(deaf))
			far := Recording{Script: group(n, n/2+1, n/2+1, n-1), Seed: seed, Events: 10, Deaf: 500}
			add("a node that lags too far behind to be given what it lacks", recorded(far))
		}
	}
	return all
}

// repeated is a script in which every acknowledgment arrives twice.
func repeated(s Script) Script {
	var events []Event
	for _, e := range s.Events {
		if events = append(events, e); e.Event == "ack" {
			events = append(events, e)
		}
	}
	s.Events = events
	return s
}

// twice is a script in which many a message arrives again.
func twice(s Script, seed uint64) Script {
	rng := rand.New(rand.NewPCG(seed, 16))
	var events []Event
	for k, e := range s.Events {
		events = append(events, e)
		if again := s.Events[rng.IntN(k+1)]; again.Event == "receive" || again.Event == "ack" {
			events = append(events, again)
		}
	}
	s.Events = events
	return s
}

// forged is a script with messages in between that nobody honest sends.
func forged(s Script, seed uint64) Script {
	rng := rand.New(rand.NewPCG(seed, 17))
	var events []Event
	for _, e := range s.Events {
		lies := []Event{
			{Event: "ack", From: s.Self, Of: fmt.Sprintf("%d.0.raw", s.Self)},
			{Event: "ack", From: s.Nodes, Of: fmt.Sprintf("%d.0.raw", s.Self)},
			{Event: "ack", From: (s.Self + 1) % s.Nodes, Of: "other"},
			{Event: "ack", From: (s.Self + 1) % s.Nodes, Of: "other", Step: 1},
		}
		if e.Event == "receive" {
			lies = append(lies, Event{Event: "receive", From: (e.From + 1) % s.Nodes, Message: e.Message})
		}
		events = append(events, lies[rng.IntN(len(lies))], e)
	}
	s.Events = events
	return s
}

// misattributed is a script in which the certificates of step 0 are of other messages.
func misattributed(s Script) Script {
	s.Messages = maps.Clone(s.Messages)
	for _, text := range slices.Sorted(maps.Keys(s.Messages)) {
		if m := s.Messages[text]; strings.HasSuffix(text, ".0.cert") {
			m.Of = fmt.Sprintf("%d.0.raw", s.Self)
			s.Messages[text] = m
		}
	}
	return s
}
