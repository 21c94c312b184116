package play

import (
	"context"
	"fmt"
	"strings"

	"quesera/internal/ddmin"
	"quesera/internal/traceformat"
	"quesera/model/sim"
	"quesera/spec"
)

// A Shrunk is a run in which the same goes wrong as in another one, made from it by leaving out moves.
type Shrunk struct {
	Outcome *Outcome
	From    int  // how many moves the first run took to its breach
	Tried   int  // how many runs were played
	Least   bool // no move can be left out
	Moves   []Told
}

// Told is a move, and what the nodes did in it as far as their trace tells.
type Told struct {
	Move   sim.Move
	Events []traceformat.Event
}

// A Builder makes a simulation to play, a new one each time.
type Builder func() (Simulation, error)

// attempt is one run of a schedule, or of the flags, with the moves that were made up to its breach.
type attempt struct {
	outcome *Outcome
	moves   []Told
}

// Shrink makes a shorter run out of the one of the flags, in which the first breach is of the same rule as there. It
// plays that run once more to learn its moves, then others, and in the end the shortest once more as t says. The
// flags then follow its schedule. The context ends the search, which has then come as far as it has; most bounds the
// number of runs, 0: does not. It is nil where the run cannot be had by its moves alone: what is wrong is that it ends.
func Shrink(ctx context.Context, f *Flags, build Builder, t Tracing, most int) (*Shrunk, error) {
	first, err := f.attempt(context.WithoutCancel(ctx), build, Tracing{Judge: t.Judge})
	if err != nil {
		return nil, err
	}
	rule := first.outcome.rule()
	f.follow = following{wanted: true, lenient: true}
	var failed error
	search := ddmin.Search[sim.Move]{Shorter: sim.Shorter, Simpler: sim.Simpler, Weight: sim.Weight, Most: most}
	search.Fails = func(list []sim.Move) ([]sim.Move, bool) {
		f.follow.moves = list
		a, err := f.attempt(ctx, build, Tracing{Judge: t.Judge})
		if err != nil {
			if ctx.Err() == nil && failed == nil {
				failed = err
			}
			return nil, false
		}
		return movesOf(a.moves), rule != "" && a.outcome.rule() == rule
	}
	moves := movesOf(first.moves)
	if _, again := search.Fails(moves); !again {
		f.follow = following{}
		return nil, failed
	}
	r := search.Minimize(ctx, moves)
	if failed != nil {
		return nil, failed
	}
	f.Follow(r.List)
	last, err := f.attempt(context.WithoutCancel(ctx), build, t)
	if err != nil {
		return nil, err
	}
	return &Shrunk{Outcome: last.outcome, From: len(moves), Tried: r.Tried, Least: r.Least, Moves: last.moves}, nil
}

// Same tells whether the same goes wrong in another run: the first breach is of the same rule.
func (s *Shrunk) Same(o *Outcome) bool { return o.rule() == s.Outcome.rule() }

// rule is the one that is broken first; empty: none is.
func (o *Outcome) rule() string {
	if len(o.Breaches) == 0 {
		return ""
	}
	return o.Breaches[0].Rule
}

// movesOf are the moves alone.
func movesOf(all []Told) []sim.Move {
	moves := make([]sim.Move, len(all))
	for i, m := range all {
		moves[i] = m.Move
	}
	return moves
}

// attempt plays a run and notes its moves.
func (f *Flags) attempt(ctx context.Context, build Builder, t Tracing) (attempt, error) {
	s, err := f.Build(build)
	if err != nil {
		return attempt{}, err
	}
	n := &notes{Simulation: s}
	f.record = n.move
	defer func() { f.record = nil }()
	if f.traced {
		t.tell = n.event
	}
	o, err := Play(ctx, f, n, t)
	if err != nil {
		return attempt{}, err
	}
	return attempt{o, n.until(o)}, nil
}

// notes is a simulation of which the moves are noted.
type notes struct {
	Simulation
	world World
	moves []Told
	at    []uint64 // the numbers of the moves
}

// Start implements Simulation.
func (n *notes) Start(f *Flags, t Tracing) (World, error) {
	w, err := n.Simulation.Start(f, t)
	n.world = w
	return w, err
}

func (n *notes) move(m sim.Move) {
	n.moves, n.at = append(n.moves, Told{Move: m}), append(n.at, n.world.Moves())
}

func (n *notes) event(e traceformat.Event) {
	if last := len(n.moves) - 1; last >= 0 { // the nodes start before the first move
		n.moves[last].Events = append(n.moves[last].Events, e)
	}
}

// until are the moves up to the first breach, where it is known in which move it was.
func (n *notes) until(o *Outcome) []Told {
	if len(o.Breaches) == 0 || o.Breaches[0].Move == 0 {
		return n.moves
	}
	for k, at := range n.at {
		if at > o.Breaches[0].Move {
			return n.moves[:k]
		}
	}
	return n.moves
}

// Shrunk adds a shorter run to what is printed.
func (o *Outcome) Shrunk(s *Shrunk) { o.shrunk = s }

// print writes the moves of the run for people.
func (s *Shrunk) print(b *strings.Builder) {
	least := "no move can be left out"
	if !s.Least {
		least = "the search was ended early"
	}
	fmt.Fprintf(b, "\nthe same in %d moves of the %d that led there, found in %d runs; %s:\n", len(s.Moves), s.From,
		s.Tried, least)
	s.printMoves(b)
	fmt.Fprintf(b, "%v: %s\n", s.Outcome.Verdict(), s.Outcome.Message())
	if s.Outcome.Verdict() == spec.Violated {
		fmt.Fprintf(b, "replay: %s\n", s.Outcome.flags.Replay())
	}
}

// printMoves writes the moves, those in one line that are told in one.
func (s *Shrunk) printMoves(b *strings.Builder) {
	first := 0
	for _, group := range sim.Gather(movesOf(s.Moves)) {
		number, next := fmt.Sprint(first+1), first+len(group)
		if len(group) > 1 {
			number += fmt.Sprintf("-%d", next)
		}
		fmt.Fprintf(b, "%5s  %s", number, sim.WordsOf(group, s.Outcome.flags.kinds))
		var events []traceformat.Event
		for _, m := range s.Moves[first:next] {
			events = append(events, m.Events...)
		}
		writeEvents(b, events)
		b.WriteByte('\n')
		first = next
	}
}

// writeEvents says what nodes did, but that they received what they sent themselves.
func writeEvents(b *strings.Builder, events []traceformat.Event) {
	sep, node := ": ", traceformat.Node(-1)
	for _, e := range events {
		if e.Kind == traceformat.Receive && e.ID.Sender == e.Node {
			continue
		}
		if e.Node != node {
			node = e.Node
			sep += fmt.Sprintf("node %d ", node)
		}
		b.WriteString(sep + e.Words())
		sep = "; "
	}
}

// members are those of the JSON.
func (s *Shrunk) members() map[string]any {
	moves := movesOf(s.Moves)
	return map[string]any{"moves": len(moves), "lines": len(sim.Gather(moves)), "from": s.From, "tried": s.Tried,
		"least": s.Least, "schedule": sim.Schedule(moves), "message": s.Outcome.Message(),
		"replay": s.Outcome.flags.Replay()}
}
