package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/model/tlc/audit"
)

// shownRounds is the number of rounds of which the summary shows a line each.
const shownRounds = 20

// simReport is what came of a run.
type simReport struct {
	options   simOptions
	code      exitCode
	message   string // why the run does not hold
	decisions int
	committed []int // by node
	missed    int   // decisions left out by nodes that jumped
	jumps     int
	unjudged  int
	moves     uint64
	crashed   model.NodeSet
	breaches  []simBreach // what is violated: the first decision that contradicts others, then the first rule that the clock breaks
	steps     model.Step  // the last step that all live nodes reached
	shown     []simRound
	cut       simCut
}

// simBreach is something that must not happen in a run.
type simBreach struct {
	Rule    string       `json:"rule"`
	Section string       `json:"section"` // of the source
	Node    model.NodeID `json:"node"`
	Move    uint64       `json:"move"`
	Message string       `json:"message"`
}

// simCut is where the trace ends before the run does, if it does, and in which move of the run that is.
type simCut struct {
	end  tlc.TraceEnd
	move uint64
}

// cutMessage is the reason for the verdict on a run of which only the trace is wanting.
const cutMessage = "nothing is wrong with the run, but its trace is not all of it"

func (c simCut) String() string {
	return fmt.Sprintf("the trace ends at move %d, where node %d jumps from step %d to step %d (TLC §2.4): the format has no form for a jump",
		c.move, c.end.Node, c.end.From, c.end.To)
}

// simRound is one line of the summary.
type simRound struct {
	choosers  map[model.NodeID]model.NodeSet // by the chosen proposal's node
	committed model.NodeSet
}

// playSim runs the model. The error is that of the trace's file, or of the flags.
func playSim(ctx context.Context, o simOptions, trace io.Writer) (simReport, error) {
	// States are values, so that a run makes much garbage and keeps little: by default the
	// collector would run every 4 MB, and cost a third of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(1000))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(4 << 30))
	if o.protocol == "tlc" {
		return playTLC(ctx, o, trace)
	}
	return playQSC(ctx, o, trace)
}

func playQSC(ctx context.Context, o simOptions, file io.Writer) (simReport, error) {
	r := simReport{options: o, committed: make([]int, o.nodes)}
	machine, err := qsc3.New(o.config())
	if err != nil {
		return r, err
	}
	var trace *tlc.Trace
	if file != nil {
		if trace, err = qsc3.NewTrace(file, o.config(), "quesera sim"); err != nil {
			return r, err
		}
	}
	ledger, auditor := qsc3.NewLedger(o.config()), audit.New(o.thresholds())
	goal := newSimGoal(o.nodes, machine.StartOf(qsc3.Round(o.rounds)-1)+3)
	w, err := sim.New(simWorld[qsc3.State](o, machine, func(ob sim.Observation[qsc3.State]) {
		for _, e := range ob.Effects {
			r.note(ob.Node, e)
			goal.note(ob.Node, e)
			if d, ok := e.(qsc3.Decided); ok {
				r.judge(ob.Node, ob.Move, ledger.Add(ob.Node, d))
			}
		}
		auditor.Observe(audit.Of(ob, ob.After.Clock()))
		recordSim(&r, trace, ob)
	}))
	if err != nil {
		return r, err
	}
	// A clock that breaks its promises need not lead to a contradiction: the run goes on to see whether it does.
	err = w.Run(func() bool { return ctx.Err() != nil || len(r.breaches) > 0 || goal.reached(w.Live()) }, o.moves)
	if ctx.Err() != nil {
		return r, errStopped
	}
	r.unjudged = ledger.Unjudged()
	r.audited(auditor)
	return r, finishSim(&r, err, trace, w.Moves(), w.Live(), goal)
}

func playTLC(ctx context.Context, o simOptions, file io.Writer) (simReport, error) {
	r := simReport{options: o, committed: make([]int, o.nodes)}
	machine, err := tlc.New(o.thresholds())
	if err != nil {
		return r, err
	}
	var trace *tlc.Trace
	if file != nil {
		if trace, err = tlc.NewTrace(file, o.thresholds(), "quesera sim"); err != nil {
			return r, err
		}
	}
	auditor := audit.New(o.thresholds())
	goal := newSimGoal(o.nodes, model.Step(o.rounds))
	w, err := sim.New(simWorld[tlc.State](o, tlc.Standalone{Machine: machine}, func(ob sim.Observation[tlc.State]) {
		for _, e := range ob.Effects {
			r.note(ob.Node, e)
			goal.note(ob.Node, e)
		}
		auditor.Observe(audit.Of(ob, ob.After))
		recordSim(&r, trace, ob)
	}))
	if err != nil {
		return r, err
	}
	err = w.Run(func() bool { return ctx.Err() != nil || auditor.Breach() != nil || goal.reached(w.Live()) }, o.moves)
	if ctx.Err() != nil {
		return r, errStopped
	}
	r.audited(auditor)
	return r, finishSim(&r, err, trace, w.Moves(), w.Live(), goal)
}

// recordSim writes a transition to the trace, if there is one, and notes where the trace ends early.
func recordSim[S any](r *simReport, trace *tlc.Trace, ob sim.Observation[S]) {
	if trace == nil || r.cut.end.Known {
		return
	}
	trace.Live(ob.Live)
	_ = trace.Record(ob.Node, ob.Effects) // Flush reports it
	r.cut = simCut{trace.End(), ob.Move}
}

// simWorld is the world that the flags describe.
func simWorld[S any](o simOptions, m model.Machine[S], observe func(sim.Observation[S])) sim.Config[S] {
	return sim.Config[S]{
		Nodes: o.nodes, Machine: m, InPlace: true, Chooser: sim.Random(o.seed), Adversary: o.ordering(),
		Faults: o.faults, Timeouts: true, Observe: observe,
	}
}

// finishSim completes the report with how the run ended, and writes out the trace.
func finishSim(r *simReport, end error, trace *tlc.Trace, moves uint64, live model.NodeSet, goal *simGoal) error {
	r.moves, r.crashed = moves, model.All(r.options.nodes).Minus(live)
	r.steps = goal.last
	for i := range live.Members() {
		r.steps = min(r.steps, goal.step[i])
	}
	if end != nil && !errors.Is(end, sim.ErrStuck) && !errors.Is(end, sim.ErrLimit) {
		return end
	}
	switch {
	case len(r.breaches) > 0:
		r.code, r.message = exitViolated, r.breaches[0].Message
	case end != nil:
		r.code, r.message = exitInconclusive, end.Error()
	case r.unjudged > 0:
		r.code, r.message = exitInconclusive, fmt.Sprintf("%d decisions came too late to be compared", r.unjudged)
	case r.cut.end.Known:
		r.code, r.message = exitInconclusive, cutMessage
	}
	if trace == nil {
		return nil
	}
	return trace.Flush()
}

// note takes in one effect of one node.
func (r *simReport) note(node model.NodeID, e model.Effect) {
	switch e := e.(type) {
	case tlc.Jumped:
		r.jumps++
	case qsc3.Missed:
		r.missed += int(e.Last-e.First) + 1
	case qsc3.Decided:
		r.decisions++
		if e.Committed {
			r.committed[node]++
		}
		r.show(node, e)
	}
}

// judge takes in what the ledger says of a decision. The first contradiction counts: what follows from it
// cannot be told from what went wrong on its own.
func (r *simReport) judge(node model.NodeID, move uint64, err error) {
	var c *qsc3.Contradiction
	if !errors.As(err, &c) || len(r.breaches) > 0 {
		return
	}
	r.breaches = append(r.breaches, simBreach{c.Rule, "TLC §4.7, §4.10", node, move, c.Error()})
}

// audited takes in what the auditor of the clock found.
func (r *simReport) audited(a *audit.Auditor) {
	if b := a.Breach(); b != nil {
		r.breaches = append(r.breaches, simBreach{b.Rule.ID, b.Rule.Section, b.Node, b.Move, b.Error()})
	}
}

// show keeps a decision for the summary if its round has a line there.
func (r *simReport) show(node model.NodeID, e qsc3.Decided) {
	if e.Round >= min(shownRounds, qsc3.Round(r.options.rounds)) {
		return
	}
	for len(r.shown) <= int(e.Round) {
		r.shown = append(r.shown, simRound{choosers: map[model.NodeID]model.NodeSet{}})
	}
	line := &r.shown[e.Round]
	if e.Choice.Known {
		line.choosers[e.Choice.Node] = line.choosers[e.Choice.Node].With(node)
	}
	if e.Committed {
		line.committed = line.committed.With(node)
	}
}

// simGoal tells when all live nodes have reached the last step.
type simGoal struct {
	last model.Step
	step []model.Step
	far  model.NodeSet // who has reached it
}

func newSimGoal(nodes int, last model.Step) *simGoal {
	return &simGoal{last: last, step: make([]model.Step, nodes)}
}

func (g *simGoal) note(node model.NodeID, e model.Effect) {
	if a, ok := e.(tlc.Advanced); ok {
		g.step[node] = a.Step
		if a.Step >= g.last {
			g.far = g.far.With(node)
		}
	}
}

func (g *simGoal) reached(live model.NodeSet) bool { return g.far.Includes(live) }

// rate is the share of decisions that committed.
func (r *simReport) rate() float64 {
	total := 0
	for _, c := range r.committed {
		total += c
	}
	if r.decisions == 0 {
		return 0
	}
	return float64(total) / float64(r.decisions)
}
