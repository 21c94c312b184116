package vectors

import (
	"fmt"

	"quesera/internal/vector"
	"quesera/model"
	"quesera/model/qsc3"
	clock "quesera/model/tlc/vectors"
)

// Family is the vectors of QSC3.
func Family() vector.Family {
	return vector.Family{Name: "qsc3", Title: "Que sera consensus: what one node decides (TLC §4)",
		Package: "model/qsc3/vectors", Under: []string{"model/qsc3"}, Ops: []vector.Op{
			vector.NewOp("decide", "decides one round from what a node knows of it (TLC §4.10)", Decide, decideCases),
			vector.NewOp("rounds", "plays a script of one node, with its tickets and decisions (TLC §4.10, "+
				"§4.11)", Run,
				roundCases),
		}}
}

// wordsOf are the words of a script whose raw messages carry proposals.
func wordsOf(s clock.Script) *clock.Words {
	w := clock.NewWords(s)
	w.Read = func(w *clock.Words, p *clock.Proposal) (model.Payload, error) {
		if p.Round < 0 || p.Round > 1<<30 {
			return nil, &vector.Malformed{What: fmt.Sprintf("round = %d, want 0 to %d", p.Round, 1<<30)}
		}
		proposal := qsc3.Proposal{Round: qsc3.Round(p.Round), Ticket: qsc3.Ticket(p.Ticket), Parent: qsc3.Genesis}
		if p.Parent != "" {
			proposal.Parent = w.Digest(p.Parent)
		}
		return proposal, nil
	}
	w.Show = func(w *clock.Words, payload model.Payload) *clock.Proposal {
		p := payload.(qsc3.Proposal)
		shown := &clock.Proposal{Round: int(p.Round), Ticket: uint64(p.Ticket)}
		if p.Parent != qsc3.Genesis {
			shown.Parent = w.Name(p.Parent)
		}
		return shown
	}
	return w
}

// machineOf is the machine that a script is about.
func machineOf(s clock.Script) (qsc3.Machine, error) {
	t, err := s.Thresholds()
	if err != nil {
		return qsc3.Machine{}, err
	}
	return qsc3.New(qsc3.Config{Thresholds: t, Pipelined: s.Pipelined, Tickets: s.Tickets, Viral: s.Viral})
}

// Run plays a script.
func Run(s clock.Script) (clock.Outcome, error) {
	m, err := machineOf(s)
	if err != nil {
		return clock.Outcome{}, err
	}
	w := wordsOf(s)
	choice := func(c qsc3.Choice, known bool) string {
		if !known {
			return ""
		}
		return w.Name(c.Digest)
	}
	state := func(s *qsc3.State) clock.Shown {
		shown := clock.StateOf(s.Clock())
		shown.Head = choice(s.Head())
		shown.Final = choice(s.Final())
		return shown
	}
	return clock.Play(w, m, (*qsc3.State).Clock, state, func(e model.Effect) clock.Effect {
		number := func(v uint64) *int { i := int(v); return &i }
		switch e := e.(type) {
		case model.AskCoin:
			return clock.Effect{Effect: "draw"}
		case qsc3.Decided:
			return clock.Effect{Effect: "decide", Round: number(uint64(e.Round)), Choice: choice(e.Choice, e.Choice.Known),
				Committed: e.Committed}
		case qsc3.Missed:
			return clock.Effect{Effect: "miss", First: number(uint64(e.First)), Last: number(uint64(e.Last))}
		}
		panic(fmt.Sprintf("vectors: an effect of type %T", e))
	})
}

// recorded is the script of a run of QSC3.
func recorded(r clock.Recording) clock.Script {
	m, err := machineOf(r.Script)
	if err != nil {
		panic("vectors: " + err.Error()) // the groups are ours
	}
	return clock.Record(r, m, wordsOf(r.Script), func(e model.Effect) (uint64, bool) {
		coin, asked := e.(model.AskCoin)
		return coin.Sides, asked
	})
}

func roundCases() (all []vector.Case[clock.Script]) {
	add := func(topic string, s clock.Script) {
		all = append(all, vector.Case[clock.Script]{Topic: topic, Input: s})
	}
	none := clock.Script{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Messages: map[string]clock.Message{},
		Events: []clock.Event{}}
	add("a lottery without tickets is refused", none)
	const missed = "rounds that a node misses, because it jumps"
	for seed := range uint64(5) {
		for _, pipelined := range []bool{false, true} {
			s := clock.Script{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Self: int(seed) % 3, Pipelined: pipelined,
				Tickets: []uint64{1 << 40, 2}[seed%2]}
			add("rounds", recorded(clock.Recording{Script: s, Seed: seed, Events: 60}))
			add("rounds in which node 0's proposals come late, and spoil",
				recorded(clock.Recording{Script: s, Seed: seed, Events: 60, Late: 25}))
			s.Self, s.Viral = 2, true
			add(missed, recorded(clock.Recording{Script: s, Seed: seed, Events: 24, Deaf: 60}))
		}
	}
	for _, pipelined := range []bool{false, true} { // longer ones, in which it jumps over the end of a round
		s := clock.Script{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Self: 2, Pipelined: pipelined,
			Tickets: 1 << 40, Viral: true}
		add(missed, recorded(clock.Recording{Script: s, Seed: map[bool]uint64{false: 2, true: 0}[pipelined], Events: 40,
			Deaf: 60}))
	}
	return all
}
