// Package simulate is what "quesera sim" needs to run the clock (model/sim/play), alone or under a protocol that plays
// on it.
//
// The clock is judged, every move against what all nodes did before (model/tlc/audit): messages are of their sender's
// present step, acknowledgments and certificates included (TLC §2.6); nobody reaches step s+1 before a majority has
// reached s, and nothing formulated later is certified (TLC §2.8); what is certified in s is known to all who reach s+2
// (TLC §2.9). Of unwitnessed TLC only the first halves apply: there are no certificates.
package simulate

import (
	"fmt"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlc"
	"quesera/model/tlc/audit"
	"quesera/spec"
)

// Settings are those of the clock.
type Settings struct {
	flags     *play.Flags
	group     int
	threshold int
	witness   int // negative: as threshold
	Rounds    uint32
}

// Define defines the settings of the clock, and returns what builds the simulation of the clock alone.
func Define(f *play.Flags) func() (play.Simulation, error) {
	var s Settings
	s.DefineGroup(f, "steps to play")
	f.DefineNetwork(&s.group)
	f.Judged = judged
	// An object has the same members as that of a protocol which plays on the clock, so that one reader reads both.
	f.Constant("tickets", uint64(1<<40))
	f.Constant("pipelined", false)
	s.DefineLimits()
	return func() (play.Simulation, error) {
		if err := s.Check(); err != nil {
			return nil, err
		}
		machine, err := tlc.New(s.Thresholds())
		if err != nil {
			return nil, err
		}
		return &Run[tlc.State]{
			Settings: &s, Machine: tlc.Standalone{Machine: machine}, Clock: func(state *tlc.State) *tlc.State {
				return state
			},
			Last: model.Step(s.Rounds),
			Trace: func(open traceformat.Opener) (*tlc.Trace, error) {
				return tlc.NewTrace(open, s.Thresholds(), Source)
			},
		}, nil
	}
}

// judged says by what the clock alone is judged.
const judged = `Every move is judged against what all nodes did before (model/tlc/audit): messages are of their sender's
present step, acknowledgments and certificates included (TLC §2.6); nobody reaches step s+1 before a majority
has reached s, and nothing formulated later is certified (TLC §2.8); what is certified in s is known to all who
reach s+2 (TLC §2.9). With -w 0 only the first halves apply: there are no certificates. The first breach ends the
run.`

// Source is what a trace says of where it comes from.
const Source = "quesera sim"

// DefineGroup defines the thresholds, the seed and the length of the run.
func (s *Settings) DefineGroup(f *play.Flags, rounds string) {
	s.flags = f
	f.Int(&s.group, play.Setting{Name: "nodes", Short: "n", Always: true, Usage: "number of nodes"}, 3)
	f.Int(&s.threshold, play.Setting{Name: "threshold", Short: "t", Member: "message_threshold", Always: true,
		Usage: "message threshold t_m, and witness threshold unless --witness is given (default: the least majority)"}, 0)
	f.Int(&s.witness, play.Setting{Name: "witness", Short: "w", Member: "witness_threshold", Always: true,
		Usage: "witness threshold t_w; 0 is unwitnessed (default: the value of -t)"}, 0)
	f.DefineSeed()
	f.Uint32(&s.Rounds, play.Setting{Name: "rounds", Always: true, Usage: rounds}, 20)
	f.Rounds(&s.Rounds)
	f.LeavesTraces()
	f.Kinds("raw message", "acknowledgment", "certificate", "question", "catch-up")
}

// DefineLimits defines how long a run may be, and whether it may be unsafe.
func (s *Settings) DefineLimits() {
	s.flags.DefineLimits("allow thresholds outside the safe range (TLC §2.7)")
}

// Size is where the number of nodes will stand.
func (s *Settings) Size() *int { return &s.group }

// Thresholds are the parameters of TLC.
func (s *Settings) Thresholds() tlc.Thresholds {
	return tlc.Thresholds{Nodes: s.group, Message: s.threshold, Witness: s.witness, Unwitnessed: s.witness == 0}
}

// Check refuses settings that make no sense. It settles the thresholds where none are given.
func (s *Settings) Check() error {
	if !s.flags.Set().Changed("threshold") {
		s.threshold = s.group/2 + 1
	}
	if !s.flags.Set().Changed("witness") {
		s.witness = s.threshold
	}
	if s.Rounds < 1 || s.Rounds > 1<<29 {
		return fmt.Errorf("rounds = %d, want 1..%d", s.Rounds, 1<<29)
	}
	return s.Thresholds().Validate()
}

// A Run is one run of nodes with states S that have a clock. Its exported fields are to be set.
type Run[S any] struct {
	*Settings
	Machine model.Machine[S]
	Clock   func(*S) *tlc.State
	Last    model.Step // the run is over when all live nodes have reached it
	Trace   func(traceformat.Opener) (*tlc.Trace, error)
	Player  Player // nil: the clock is alone
	// After takes in the state of a node after a move; nil: nobody asks.
	After func(sim.Observation[S])

	auditor *audit.Auditor
	traced  traced
	jumps   int
	step    []model.Step  // by node: its present one
	far     model.NodeSet // who has reached Last
}

// A Player is a protocol that plays on the clock.
type Player interface {
	// Note takes in one effect of a node, in a move.
	Note(node model.NodeID, move uint64, e model.Effect)
	// Breaches are what the protocol finds wrong so far.
	Breaches() []play.Breach
	// Tell completes the report on a run that had so many jumps.
	Tell(r *play.Report, jumps int)
	// Members are those of the JSON that tell of decisions.
	Members() []play.Member
}

// Nodes implements play.Simulation, as all that follows.
func (r *Run[S]) Nodes() int { return r.group }

// Group is the three parameters of TLC.
func (r *Run[S]) Group() string {
	return fmt.Sprintf("n=%d t_m=%d t_w=%d", r.group, r.threshold, r.witness)
}

// Safe wants majorities that crashes do not stop. Unwitnessed TLC is a protocol of its own right (TLC §2.2).
func (r *Run[S]) Safe(crashes int) error {
	t := r.Thresholds()
	if t.Unwitnessed && r.Player == nil {
		t.Witness, t.Unwitnessed = t.Message, false
	}
	return t.Safe(crashes, 0)
}

// Start starts a run.
func (r *Run[S]) Start(f *play.Flags, t play.Tracing) (w play.World, err error) {
	if r.traced, err = newTraced(t, r.Trace); err != nil {
		return nil, err
	}
	r.auditor, r.step = audit.New(r.Thresholds()), make([]model.Step, r.group)
	return play.NewWorld(f, sim.Config[S]{Nodes: r.group, Machine: r.Machine, InPlace: true, Timeouts: true,
		Observe: r.observe})
}

func (r *Run[S]) observe(o sim.Observation[S]) {
	for _, e := range o.Effects {
		switch e := e.(type) {
		case tlc.Jumped:
			r.jumps++
		case tlc.Advanced:
			r.step[o.Node] = e.Step
			if e.Step >= r.Last {
				r.far = r.far.With(o.Node)
			}
		}
		if r.Player != nil {
			r.Player.Note(o.Node, o.Move, e)
		}
	}
	if r.After != nil {
		r.After(o)
	}
	r.auditor.Observe(audit.Of(o, r.Clock(o.After)))
	r.traced.record(o.Move, o.Node, o.Live, o.Effects)
}

// Over tells whether all live nodes have reached the last step. A run of the clock alone ends with the first breach.
// Under a protocol a clock that breaks its promises need not lead to a contradiction: the run goes on to see whether it
// does.
func (r *Run[S]) Over(live model.NodeSet) bool {
	broken := r.auditor.Breach() != nil || r.traced.finding.Verdict == spec.Violated
	if r.Player != nil {
		broken = len(r.Player.Breaches()) > 0
	}
	return broken || r.far.Includes(live)
}

// Report judges a run, and writes out its trace.
func (r *Run[S]) Report(w play.World, end error) (play.Report, error) {
	reached := r.Last
	for i := range w.Live().Members() {
		reached = min(reached, r.step[i])
	}
	report := play.Report{Reached: fmt.Sprintf("all live nodes reached step %d", reached)}
	members := []play.Member{{Name: "decisions", Value: 0}, {Name: "commits_by_node", Value: make([]int, r.group)},
		{Name: "commit_rate", Value: 0.0},
		{Name: "jumps", Value: r.jumps}, {Name: "missed_decisions", Value: 0}, {Name: "unjudged_decisions", Value: 0}}
	if end != nil {
		report.Open = end.Error()
	}
	if r.Player != nil {
		report.Breaches = r.Player.Breaches()
		r.Player.Tell(&report, r.jumps)
		members = r.Player.Members()
	} else if r.jumps > 0 {
		report.Remarks = append(report.Remarks, fmt.Sprintf("%d jumps, 0 decisions missed by them", r.jumps))
	}
	if b := r.auditor.Breach(); b != nil {
		report.Breaches = append(report.Breaches, play.Breach{Rule: b.Rule.ID, Section: b.Rule.Section, Node: b.Node,
			Move: b.Move, Message: b.Error()})
	}
	traced := r.traced.tell(&report)
	report.Members = []play.Member{{Name: "steps", Value: reached}, {Name: "moves", Value: w.Moves()}}
	report.Members = append(report.Members, members...)
	report.Members = append(report.Members, play.Member{Name: "crashed", Value: r.group - w.Live().Len()})
	report.Members = append(report.Members, traced...)
	return report, r.traced.flush()
}
