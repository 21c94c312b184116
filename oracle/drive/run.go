package drive

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/oracle/lockstep"
	"quesera/spec"
)

// roundSteps is the number of steps that a round takes (TLC §4.6).
const roundSteps = 3

// mostMoves is after how many moves a run is given up that comes to no end.
const mostMoves = 100_000

// settings are those of a run.
type settings struct {
	flags     *play.Flags
	pool      *Pool
	protocols []traceformat.Protocol

	protocol   string
	group      int
	threshold  int
	witness    int
	rounds     uint32
	tickets    uint64
	pipelined  bool
	ownTickets bool
}

// Define defines the settings of runs of the pool's program, which plays one of the protocols, and returns what
// builds a run.
func Define(f *play.Flags, pool *Pool, protocols []traceformat.Protocol) play.Builder {
	s := &settings{flags: f, pool: pool, protocols: protocols}
	names := make([]string, len(protocols))
	for k, p := range protocols {
		names[k] = p.Name
	}
	f.String(&s.protocol, play.Setting{Name: "protocol", Usage: "what the nodes play: " + strings.Join(names, ", ")},
		names[0])
	f.Int(&s.group, play.Setting{Name: "nodes", Short: "n", Always: true, Usage: "number of nodes"}, 3)
	f.Int(&s.threshold, play.Setting{Name: "threshold", Short: "t", Member: "message_threshold", Always: true,
		Usage: "message threshold t_m, and witness threshold unless --witness is given (default: the least majority)"}, 0)
	f.Int(&s.witness, play.Setting{Name: "witness", Short: "w", Member: "witness_threshold", Always: true,
		Usage: "witness threshold t_w; 0 is unwitnessed (default: the value of -t)"}, 0)
	f.DefineSeed()
	f.Uint32(&s.rounds, play.Setting{Name: "rounds", Always: true, Usage: "rounds to play, or steps of a clock alone"}, 20)
	f.DefineNetwork(&s.group)
	f.Int(&f.Faults.Restarts, play.Setting{Name: "restart", Usage: "how often a node crashes and goes on, at most"}, 0)
	f.Uint64(&s.tickets, play.Setting{Name: "tickets",
		Usage: "number of different lottery tickets; few make ties likely"}, 1<<40)
	f.Bool(&s.ownTickets, play.Setting{Name: "own-tickets", Member: "own_tickets",
		Usage: "nodes draw their tickets themselves"})
	f.Bool(&s.pipelined, play.Setting{Name: "pipelined", Usage: "start a round at every step (TLC §4.11)"})
	f.DefineLimits("allow thresholds outside the safe range (TLC §2.7)")
	moves := f.Set().Lookup("moves")
	moves.DefValue = fmt.Sprint(mostMoves)
	f.Moves = mostMoves
	f.LeavesTraces()
	f.Kinds("raw message", "acknowledgment", "certificate")
	f.Faults.Rarity = 50
	return s.build
}

// header is what nodes and judges are told of the group.
func (s *settings) header() (h traceformat.Header, err error) {
	for _, p := range s.protocols {
		if p.Name == s.protocol {
			h.Protocol = p
		}
	}
	if h.Protocol.Name == "" {
		return h, fmt.Errorf("protocol = %q, want one of the list of --help", s.protocol)
	}
	h.Nodes, h.MessageThreshold, h.WitnessThreshold = s.group, s.threshold, s.witness
	h.Acks, h.Source = traceformat.Direct, "quesera drive"
	if h.Protocol.Decides() && !s.pipelined {
		h.Rounds = traceformat.Sequential
	}
	var broken *traceformat.Error
	if errors.As(h.Check(), &broken) {
		return h, errors.New(broken.Msg)
	}
	return h, nil
}

func (s *settings) build() (play.Simulation, error) {
	if !s.flags.Set().Changed("threshold") {
		s.threshold = s.group/2 + 1
	}
	if !s.flags.Set().Changed("witness") {
		s.witness = s.threshold
	}
	switch {
	case s.rounds < 1 || s.rounds > 1<<20:
		return nil, fmt.Errorf("rounds = %d, want 1..%d", s.rounds, 1<<20)
	case s.tickets < 1 || s.tickets > 1<<53:
		return nil, fmt.Errorf("tickets = %d, want 1..2^53, which every JSON reader can hold", s.tickets)
	}
	h, err := s.header()
	if err != nil {
		return nil, err
	}
	return &run{settings: s, session: lockstep.New(h, lockstep.Options{OwnTickets: s.ownTickets}),
		processes: make([]*process, h.Nodes), sent: map[traceformat.ID]lockstep.Packet{}}, nil
}

// run is one run of processes.
type run struct {
	*settings
	session   *lockstep.Session
	dir       string
	processes []*process // by node; nil: not started, or dead
	sent      map[traceformat.ID]lockstep.Packet
	octets    int // of the bodies of all that was sent
	sink      traceformat.Sink
	world     *sim.World[model.NodeID]

	difference *lockstep.Difference
	at         uint64 // the move of the difference
	failed     error  // why a node cannot be driven
}

// Nodes implements play.Simulation, as what follows.
func (r *run) Nodes() int { return r.group }

// Group is the three parameters of TLC, and the program.
func (r *run) Group() string {
	return fmt.Sprintf("n=%d t_m=%d t_w=%d, %s", r.group, r.threshold, r.witness, strings.Join(r.pool.Args, " "))
}

// Safe wants majorities that crashes do not stop (TLC §2.7, §5.2.2).
func (r *run) Safe(crashes int) error {
	least, most := min(r.threshold, r.witness), max(r.threshold, r.witness)
	switch {
	case r.session.Header().Protocol.Decides() && 2*least <= r.group:
		return fmt.Errorf("threshold = %d, want more than n/2 = %d", least, r.group/2)
	case most > r.group-crashes:
		return fmt.Errorf("threshold = %d with %d crashes of %d nodes: silent nodes would stop time", most, crashes, r.group)
	}
	return nil
}

// Start starts the nodes and the network between them.
func (r *run) Start(f *play.Flags, t play.Tracing) (play.World, error) {
	r.pool.end()
	var err error
	if r.dir, err = r.pool.folder(); err != nil {
		return nil, err
	}
	t.Judge = nil // the session is the judge
	if r.sink, _, err = t.Open(r.session.Header()); err != nil {
		return nil, err
	}
	w, err := play.NewWorld(f, sim.Config[model.NodeID]{Nodes: r.group, Machine: nodes{r}, Timeouts: true})
	if err == nil {
		r.world = w.(*sim.World[model.NodeID])
	}
	return w, err
}

// move is the number of the move that is being made.
func (r *run) move() uint64 {
	if r.world == nil {
		return 0
	}
	return r.world.Moves()
}

func (r *run) ended() bool { return r.difference != nil || r.failed != nil }

// differs notes the first difference.
func (r *run) differs(d *lockstep.Difference) {
	if d != nil && r.difference == nil {
		r.difference, r.at = d, r.move()
	}
}

// last is the step at which the run is over: the end of the last round.
func (r *run) last() traceformat.Step {
	rounds := traceformat.Step(r.rounds)
	switch {
	case !r.session.Header().Protocol.Decides():
		return rounds
	case r.pipelined:
		return rounds - 1 + roundSteps
	}
	return rounds * roundSteps
}

// Over tells whether all live nodes have come to the last step, or something is wrong. Nodes that have crashed are
// killed.
func (r *run) Over(live model.NodeSet) bool {
	if r.ended() {
		return true
	}
	for i, p := range r.processes {
		if node := model.NodeID(i); p != nil && !live.Has(node) {
			p.again = false
			r.pool.put(p)
			r.processes[i] = nil
		}
	}
	for i := range live.Members() {
		if r.session.Step(traceformat.Node(i)) < r.last() {
			return false
		}
	}
	return true
}

// Report tells what was judged. A node that cannot be driven is an error.
func (r *run) Report(w play.World, end error) (play.Report, error) {
	for _, p := range r.processes {
		if p != nil {
			r.pool.put(p)
		}
	}
	os.RemoveAll(r.dir)
	if r.failed != nil {
		return play.Report{}, r.failed
	}
	if r.sink != nil {
		if err := r.sink.Flush(); err != nil {
			return play.Report{}, err
		}
	}
	stats := r.session.Stats()
	reached := traceformat.Step(stats.Steps)
	for i := range w.Live().Members() {
		reached = min(reached, r.session.Step(traceformat.Node(i)))
	}
	report := play.Report{Reached: fmt.Sprintf("all live nodes reached step %d", reached),
		Members: []play.Member{{Name: "steps", Value: stats.Steps}, {Name: "moves", Value: w.Moves()},
			{Name: "judged_events", Value: stats.Events}, {Name: "decisions", Value: stats.Decisions},
			{Name: "commits", Value: stats.Committed}, {Name: "crashed", Value: r.group - w.Live().Len()}}}
	report.Table = fmt.Sprintf("%d events judged; %d decisions, %d of them commits\n", stats.Events, stats.Decisions,
		stats.Committed)
	switch d := r.difference; {
	case d != nil && d.Verdict == spec.Violated:
		report.Table += d.Explain()
		report.Breaches = []play.Breach{{Rule: d.Rule, Section: d.Section, Node: model.NodeID(d.Node), Move: r.at,
			Message: d.String(), Event: d.Event}}
	case d != nil:
		report.Open = d.String()
	case end != nil:
		report.Open = end.Error()
	}
	return report, nil
}
