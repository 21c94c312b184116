package play

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim"
)

// A Simulation is one run of a protocol, as far as the protocol has a say in it. A Simulation is played once.
type Simulation interface {
	// Nodes is the size of the group.
	Nodes() int
	// Group describes the group for the head of the summary.
	Group() string
	// Safe is why the group is not safe if so many nodes crash; nil: it is.
	Safe(crashes int) error
	// Start makes the world of the run and starts it, and leaves its trace as t says, if it can.
	Start(f *Flags, t Tracing) (World, error)
	// Over tells whether the run has come to its goal with these nodes still live, or need not go on.
	Over(live model.NodeSet) bool
	// Report judges the run, whose world ended with err: nil, sim.ErrStuck, sim.ErrLimit or ErrFollowed.
	Report(w World, err error) (Report, error)
}

// A World is a sim.World of states of some type.
type World interface {
	Run(done func() bool, limit uint64) error
	Moves() uint64
	Live() model.NodeSet
}

// NewWorld is the world of a group of machines on the network of the flags.
func NewWorld[S any](f *Flags, c sim.Config[S]) (World, error) {
	a, err := f.adversary()
	if err != nil {
		return nil, err
	}
	retransmit := c.Faults.Retransmit
	c.Chooser, c.Adversary, c.Faults = sim.Random(f.Seed), a.New(), f.Faults
	c.Faults.Retransmit, c.Record = retransmit, f.record
	return sim.New(c)
}

// A Breach is something that must not happen in a run.
type Breach struct {
	Rule    string       `json:"rule"`
	Section string       `json:"section"` // of the source
	Node    model.NodeID `json:"node"`
	Move    uint64       `json:"move"`
	Message string       `json:"message"`
	// Event is what the node did, where that is an event which the trace does not have.
	Event *traceformat.Event `json:"-"`
}

// A Member is one member of a JSON object.
type Member struct {
	Name  string
	Value any
}

// A Report is what a protocol tells of a run that is over.
type Report struct {
	Breaches []Breach // what is wrong, the first to tell first
	Open     string   // why the verdict is open although nothing is wrong; empty: it is not
	Table    string   // lines before the line that counts the moves
	Reached  string   // how far the run came: "all live nodes reached step 7"
	Remarks  []string // more for the same line
	Members  []Member // of the JSON, the number of moves and of crashes among them
}

// An Outcome is what came of a run.
type Outcome struct {
	Report
	flags   *Flags
	group   string
	moves   uint64
	replay  string // the command line that plays it once more
	shrunk  *Shrunk
	crashed model.NodeSet
}

// ErrStopped is the end of a run that was told to stop.
var ErrStopped = errors.New("sim: stopped")

// Build is the simulation of the flags as they are now. It refuses what cannot be played, and groups that are not safe.
func (f *Flags) Build(build func() (Simulation, error)) (Simulation, error) {
	if _, err := f.adversary(); err != nil {
		return nil, fmt.Errorf("sim: %w", err)
	}
	s, err := build()
	if err != nil {
		return nil, fmt.Errorf("sim: %w", err)
	}
	if err := f.Faults.Validate(s.Nodes()); err != nil {
		return nil, err
	}
	if err := s.Safe(f.Faults.Crashes); err != nil && !f.Unsafe {
		return nil, fmt.Errorf("sim: %w; --unsafe runs it all the same", err)
	}
	return s, nil
}

// Play plays a simulation that Build has made, and has it judged.
func Play(ctx context.Context, f *Flags, s Simulation, t Tracing) (*Outcome, error) {
	// States are values, so that a run makes much garbage and keeps little: by default the
	// collector would run every 4 MB, and cost a third of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(1000))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(4 << 30))
	w, err := s.Start(f, t)
	if err != nil {
		return nil, err
	}
	done := func() bool { return ctx.Err() != nil || s.Over(w.Live()) }
	if f.follow.wanted {
		err = f.follow.run(w, done)
	} else {
		err = w.Run(done, f.Limit(s.Nodes()))
	}
	switch {
	case ctx.Err() != nil:
		return nil, ErrStopped
	case err != nil && !errors.Is(err, sim.ErrStuck) && !errors.Is(err, sim.ErrLimit) && !errors.Is(err, ErrFollowed):
		return nil, err
	}
	o := &Outcome{flags: f, group: s.Group(), moves: w.Moves(), replay: f.Replay(),
		crashed: model.All(s.Nodes()).Minus(w.Live())}
	if o.Report, err = s.Report(w, err); err != nil {
		return nil, err
	}
	return o, nil
}
