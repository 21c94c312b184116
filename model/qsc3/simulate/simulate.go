// Package simulate is what "quesera sim" needs to run QSC3 (model/sim/play). Beside the clock, every decision is held
// against agreement and the prefix rule (QSC3-O1 to QSC3-O3).
package simulate

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlc"
	clock "quesera/model/tlc/simulate"
)

// settings are those of QSC3.
type settings struct {
	clock.Settings
	tickets   uint64
	pipelined bool
}

// Define defines the settings of QSC3, and returns what builds its simulation.
func Define(f *play.Flags) func() (play.Simulation, error) {
	var s settings
	s.DefineGroup(f, "rounds to play")
	f.DefineNetwork(s.Size(),
		play.Adversary{Name: "oblivious", Says: "delays one node's proposal a round, chosen blindly (TLC §4.8)",
			New: func() sim.Adversary { return qsc3.BlindSpoiler(s.config()) }},
		play.Adversary{Name: "withholding", Says: "delays n - t nodes' proposals in every round, the least odds (TLC §4.9)",
			New: func() sim.Adversary { return qsc3.Withholder(s.config()) }},
		play.Adversary{Name: "full", Says: "reads lottery tickets and delays the best proposal (TLC §4.8)",
			New: func() sim.Adversary { return qsc3.Spoiler(s.config()) }})
	f.Uint64(&s.tickets, play.Setting{Name: "tickets",
		Usage: "number of different lottery tickets; few make ties likely"}, 1<<40)
	f.Bool(&s.pipelined, play.Setting{Name: "pipelined", Usage: "start a round at every step (TLC §4.11)"})
	f.Judged = `The clock is judged as where it is alone. Every decision is held against agreement and the prefix rule
(QSC3-O1 to QSC3-O3), and all that nodes tell their users against what they decided (QSC3-O8, QSC3-O9). A
clock that breaks a promise does not end the run: it goes on, to see whether nodes
come to contradict each other.`
	s.DefineLimits()
	return func() (play.Simulation, error) { return s.build() }
}

// config is the configuration of QSC3.
func (s *settings) config() qsc3.Config {
	return qsc3.Config{Thresholds: s.Thresholds(), Pipelined: s.pipelined, Tickets: s.tickets}
}

func (s *settings) build() (play.Simulation, error) {
	if s.tickets < 1 || s.tickets > 1<<60 {
		return nil, fmt.Errorf("tickets = %d, want 1..2^60", s.tickets)
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	machine, err := qsc3.New(s.config())
	if err != nil {
		return nil, err
	}
	g := &game{ledger: qsc3.NewLedger(s.config()), outputs: qsc3.NewOutputs(s.config()), rounds: s.Rounds,
		committed: make([]int, *s.Size())}
	return &clock.Run[qsc3.State]{
		Settings: &s.Settings, Machine: machine, Clock: func(state *qsc3.State) *tlc.State { return state.Clock() },
		Last: machine.StartOf(qsc3.Round(s.Rounds)-1) + 3,
		Trace: func(open traceformat.Opener) (*tlc.Trace, error) {
			return qsc3.NewTrace(open, s.config(), clock.Source)
		},
		Player: g, After: g.after,
	}, nil
}

// shownRounds is the number of rounds of which the summary shows a line each.
const shownRounds = 20

// game judges what is decided, and counts it.
type game struct {
	ledger    *qsc3.Ledger
	outputs   *qsc3.Outputs
	rounds    uint32
	breaches  []play.Breach // the first decision that contradicts others
	decisions int
	committed []int // by node
	missed    int   // decisions left out by nodes that jumped
	jumps     int
	shown     []line
}

// line is one line of the summary.
type line struct {
	choosers  map[model.NodeID]model.NodeSet // by the chosen proposal's node
	committed model.NodeSet
}

// Note implements clock.Player, as all that follows.
func (g *game) Note(node model.NodeID, move uint64, e model.Effect) {
	switch e := e.(type) {
	case qsc3.Missed:
		g.missed += int(e.Last-e.First) + 1
	case qsc3.Decided:
		g.decisions++
		if e.Committed {
			g.committed[node]++
		}
		g.show(node, e)
		g.judge(node, move, g.ledger.Add(node, e))
	}
}

// after judges what a node tells its user, and shows of itself.
func (g *game) after(o sim.Observation[qsc3.State]) {
	if len(g.breaches) == 0 {
		g.judge(o.Node, o.Move, g.outputs.Observe(o.Node, o.Effects, o.After))
	}
}

// judge takes in what the ledger says of a decision. The first contradiction counts: what follows from it
// cannot be told from what went wrong on its own.
func (g *game) judge(node model.NodeID, move uint64, err error) {
	var c *qsc3.Contradiction
	if !errors.As(err, &c) || len(g.breaches) > 0 {
		return
	}
	g.breaches = append(g.breaches, play.Breach{Rule: c.Rule, Section: "TLC §4.7, §4.10", Node: node, Move: move,
		Message: c.Error()})
}

// show keeps a decision for the summary if its round has a line there.
func (g *game) show(node model.NodeID, e qsc3.Decided) {
	if e.Round >= min(shownRounds, qsc3.Round(g.rounds)) {
		return
	}
	for len(g.shown) <= int(e.Round) {
		g.shown = append(g.shown, line{choosers: map[model.NodeID]model.NodeSet{}})
	}
	line := &g.shown[e.Round]
	if e.Choice.Known {
		line.choosers[e.Choice.Node] = line.choosers[e.Choice.Node].With(node)
	}
	if e.Committed {
		line.committed = line.committed.With(node)
	}
}

// Breaches is the first contradiction, if there is one.
func (g *game) Breaches() []play.Breach { return g.breaches }

// Tell adds the rounds and what was not compared. What was not compared is not held to agree.
func (g *game) Tell(r *play.Report, jumps int) {
	g.jumps = jumps
	r.Table = g.table()
	if jumps > 0 {
		r.Remarks = append(r.Remarks, fmt.Sprintf("%d jumps, %d decisions missed by them", jumps, g.missed))
	}
	unjudged := g.ledger.Unjudged()
	if unjudged == 0 {
		return
	}
	r.Remarks = append(r.Remarks, fmt.Sprintf("%d late decisions not compared", unjudged))
	if r.Open == "" {
		r.Open = fmt.Sprintf("%d decisions came too late to be compared", unjudged)
	}
}

// table has a line for each of the first rounds, and how often who saw a commit.
func (g *game) table() string {
	var b strings.Builder
	rows := [][]string{{"round", "chosen proposal", "committed by"}}
	for round, line := range g.shown {
		var chosen []string
		for _, node := range slices.Sorted(maps.Keys(line.choosers)) {
			chosen = append(chosen, fmt.Sprintf("node %d's by %v", node, line.choosers[node]))
		}
		committed := "nobody"
		if !line.committed.Empty() {
			committed = line.committed.String()
		}
		rows = append(rows, []string{fmt.Sprint(round), strings.Join(chosen, ", "), committed})
	}
	b.WriteString(play.Columns(rows))
	if uint32(len(g.shown)) < g.rounds {
		fmt.Fprintf(&b, "…\n")
	}
	fmt.Fprintf(&b, "\n%d decisions, %.1f%% of them commits; commits by node: %v\n", g.decisions, 100*g.rate(),
		g.committed)
	return b.String()
}

// rate is the share of decisions that committed.
func (g *game) rate() float64 {
	total := 0
	for _, c := range g.committed {
		total += c
	}
	if g.decisions == 0 {
		return 0
	}
	return float64(total) / float64(g.decisions)
}

// Members tell of decisions in JSON.
func (g *game) Members() []play.Member {
	return []play.Member{{Name: "decisions", Value: g.decisions}, {Name: "commits_by_node", Value: g.committed},
		{Name: "commit_rate", Value: g.rate()},
		{Name: "jumps", Value: g.jumps}, {Name: "missed_decisions", Value: g.missed}, {Name: "unjudged_decisions",
			Value: g.ledger.Unjudged()}}
}
