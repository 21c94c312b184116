package play

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"quesera/model/sim"
)

// Flags are the settings of one simulation (package comment). The zero value is not ready: use NewFlags.
type Flags struct {
	Seed      uint64
	Moves     uint64 // give up after so many; 0: after as many as a run of this size never takes
	Unsafe    bool   // play a group that is not safe all the same
	Faults    sim.Faults
	Adversary string // the name of the one that orders the packets
	Judged    string // by what its runs are judged, for the help: lines without a line feed after the last

	protocol    string
	command     string  // that plays the run
	arguments   string  // of it, behind all flags
	rounds      *uint32 // to be played; nil: one
	set         *pflag.FlagSet
	settings    []setting
	adversaries []Adversary
	traced      bool
	logged      bool
	kinds       []string // the names of the kinds of messages
	follow      following
	record      func(sim.Move)
}

// A Setting describes one setting to define.
type Setting struct {
	Name, Short string // of the flag
	Member      string // in JSON; empty: as the flag
	Usage       string
	Always      bool // a word of every line that replays a run, not only where it is not its default
}

// setting is one that is defined.
type setting struct {
	Setting
	flag  *pflag.Flag // nil: a member of the JSON only
	value func() any
}

// An Adversary orders the packets of a run.
type Adversary struct {
	Name string
	Says string // of the network, in the summary
	New  func() sim.Adversary
}

// A run is given up by itself after movesOfAPair moves for each pair of nodes and each round, but not after more than
// mostMoves. Runs take fewer than twenty; a packet that arrives may stand for several that are lost.
const (
	movesOfAPair = 500
	mostMoves    = 1 << 40
)

// NewFlags is the flags of a protocol, none of them defined yet.
func NewFlags(protocol string) *Flags {
	set := pflag.NewFlagSet(protocol, pflag.ContinueOnError)
	set.SortFlags = false
	return &Flags{protocol: protocol, command: "quesera sim " + protocol, set: set}
}

// PlayedBy says which command plays the run, and with which arguments behind the flags.
func (f *Flags) PlayedBy(command, arguments string) { f.command, f.arguments = command, arguments }

// Protocol is whose settings they are.
func (f *Flags) Protocol() string { return f.protocol }

// Set is the flags for a command line.
func (f *Flags) Set() *pflag.FlagSet { return f.set }

// Traced tells whether the simulation can leave a trace.
func (f *Flags) Traced() bool { return f.traced }

// Logged tells whether the simulation can leave a trace of accountable logs.
func (f *Flags) Logged() bool { return f.logged }

// LeavesLogs says that the simulation can leave a trace of accountable logs. It is judged when it is read, not while
// the run goes on: corrupt nodes do what is to be found in it.
func (f *Flags) LeavesLogs() { f.logged = true }

// Kinds names the kinds of messages, as in model.Label.
func (f *Flags) Kinds(names ...string) { f.kinds = names }

// LeavesTraces says that the simulation can leave a trace.
func (f *Flags) LeavesTraces() { f.traced = true }

// Int defines a number.
func (f *Flags) Int(p *int, s Setting, byDefault int) {
	f.set.IntVarP(p, s.Name, s.Short, byDefault, s.Usage)
	f.defined(s, func() any { return *p })
}

// Uint32 defines a number.
func (f *Flags) Uint32(p *uint32, s Setting, byDefault uint32) {
	f.set.Uint32VarP(p, s.Name, s.Short, byDefault, s.Usage)
	f.defined(s, func() any { return *p })
}

// Uint64 defines a number.
func (f *Flags) Uint64(p *uint64, s Setting, byDefault uint64) {
	f.set.Uint64VarP(p, s.Name, s.Short, byDefault, s.Usage)
	f.defined(s, func() any { return *p })
}

// Bool defines a switch.
func (f *Flags) Bool(p *bool, s Setting) {
	f.set.BoolVarP(p, s.Name, s.Short, false, s.Usage)
	f.defined(s, func() any { return *p })
}

// String defines a word.
func (f *Flags) String(p *string, s Setting, byDefault string) {
	f.set.StringVarP(p, s.Name, s.Short, byDefault, s.Usage)
	f.defined(s, func() any { return *p })
}

// Constant defines a member of the JSON that no flag changes.
func (f *Flags) Constant(member string, value any) {
	f.settings = append(f.settings, setting{Setting{Member: member}, nil, func() any { return value }})
}

func (f *Flags) defined(s Setting, value func() any) {
	if s.Member == "" {
		s.Member = s.Name
	}
	f.settings = append(f.settings, setting{s, f.set.Lookup(s.Name), value})
}

// DefineSeed defines --seed.
func (f *Flags) DefineSeed() {
	f.Uint64(&f.Seed, Setting{Name: "seed", Usage: "seed of every choice", Always: true}, 1)
}

// DefineNetwork defines who orders the packets of a group of *nodes, the protocol's own adversaries among them, and
// what goes wrong.
func (f *Flags) DefineNetwork(nodes *int, own ...Adversary) {
	f.adversaries = append([]Adversary{
		{"random", "every packet in flight equally likely to be next", func() sim.Adversary { return nil }},
		{"uneven", "uneven links, oblivious of contents", func() sim.Adversary { return sim.Uneven(*nodes) }},
	}, own...)
	f.String(&f.Adversary, Setting{Name: "adversary", Always: true, Usage: "who orders the packets: " + f.names(", ")},
		"random")
	f.Int(&f.Faults.Loss, Setting{Name: "loss", Usage: "percent of packets lost"}, 0)
	f.Int(&f.Faults.Duplicate, Setting{Name: "duplicate", Usage: "percent of packets that arrive twice"}, 0)
	f.Int(&f.Faults.Partitions,
		Setting{Name: "partition", Usage: "how often the group splits in two and heals, at most"}, 0)
	f.Int(&f.Faults.Crashes, Setting{Name: "crash", Usage: "how many nodes crash, at most"}, 0)
}

// DefineLimits defines --moves, and --unsafe with what it allows.
func (f *Flags) DefineLimits(allows string) {
	f.Uint64(&f.Moves, Setting{Name: "moves", Member: "move_limit",
		Usage: "give up after so many moves of the network; 0: after many times as many as such a run takes"}, 0)
	f.Bool(&f.Unsafe, Setting{Name: "unsafe", Usage: allows})
}

// Rounds says where the number of rounds, or of steps, of a run will stand. A protocol that has none plays one.
func (f *Flags) Rounds(p *uint32) { f.rounds = p }

// Limit is after how many moves a run of so many nodes is given up. That nodes make no progress is so found in seconds.
func (f *Flags) Limit(nodes int) uint64 {
	if f.Moves > 0 {
		return f.Moves
	}
	rounds, size := uint32(1), float64(nodes+1)
	if f.rounds != nil {
		rounds = *f.rounds
	}
	arrives := 1 - float64(f.Faults.Loss)/100 // a message, or an answer to it, less often still
	return uint64(min(movesOfAPair*size*size*(float64(rounds)+10)/(arrives*arrives), mostMoves))
}

// names lists the adversaries.
func (f *Flags) names(last string) string {
	text := ""
	for k, a := range f.adversaries {
		switch {
		case k == 0:
		case k == len(f.adversaries)-1:
			text += last
		default:
			text += ", "
		}
		text += a.Name
	}
	return text
}

// adversary is the one that was asked for.
func (f *Flags) adversary() (Adversary, error) {
	for _, a := range f.adversaries {
		if a.Name == f.Adversary {
			return a, nil
		}
	}
	return Adversary{}, fmt.Errorf("adversary = %q, want %s", f.Adversary, f.names(" or "))
}

// network is what the summary says of the network.
func (f *Flags) network() string {
	a, err := f.adversary()
	if err != nil {
		return err.Error()
	}
	says := a.Says
	if n := f.Faults; n.Loss+n.Duplicate+n.Partitions+n.Crashes > 0 {
		says = fmt.Sprintf("%s; %d%% lost, %d%% twice, up to %d partitions and %d crashes", a.Says, n.Loss, n.Duplicate,
			n.Partitions, n.Crashes)
	}
	if n := f.Faults.Restarts; n > 0 {
		says += fmt.Sprintf("; up to %d crashes of nodes that go on", n)
	}
	return says
}

// Replay is the command line that plays the run once more: values, then switches, without what does not change it.
func (f *Flags) Replay() string {
	words, switches := f.command, ""
	for _, s := range f.settings {
		switch {
		case s.flag == nil || !s.Always && s.flag.Value.String() == s.flag.DefValue:
		case s.flag.Value.Type() == "bool":
			switches += " --" + s.Name
		case s.Short != "":
			words += fmt.Sprintf(" -%s %v", s.Short, s.flag.Value)
		default:
			words += fmt.Sprintf(" --%s %v", s.Name, s.flag.Value)
		}
	}
	if f.follow.wanted {
		switches += " --replay '" + sim.Schedule(f.follow.moves) + "'"
	}
	return words + switches + f.arguments
}

// members are the settings in JSON.
func (f *Flags) members() []Member {
	var all []Member
	for _, s := range f.settings {
		all = append(all, Member{s.Member, s.value()})
	}
	return all
}

// Usages describes the flags, a line or more each.
func (f *Flags) Usages() string { return strings.TrimRight(f.set.FlagUsages(), "\n") }
