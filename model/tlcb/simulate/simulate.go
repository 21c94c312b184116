// Package simulate is what "quesera sim" needs to run Byzantine TLC (model/sim/play), alone or under a layer.
//
// A run is judged from outside by the obligations of the clock among correct nodes (tlcb.Watch), and by what correct
// nodes know of the corrupt ones: none blames a correct node.
package simulate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlc"
	"quesera/model/tlcb"
	"quesera/model/tlcb/attack"
)

// Settings are those of Byzantine TLC.
type Settings struct {
	flags     *play.Flags
	nodes     int
	threshold int
	crashed   int
	corrupt   int
	faulty    int // f_c; negative: as corrupt
	attack    string
	waived    string
	rules     []string // that can be waived
	shrink    bool
	signs     string
	Steps     uint32
	attacks   []attack.Attack
}

// Define defines the settings, and returns what builds the simulation of the clock alone.
func Define(f *play.Flags) func() (play.Simulation, error) {
	var s Settings
	s.DefineGroup(f, attack.All(), "steps to play", 10)
	f.Bool(&s.shrink, play.Setting{Name: "leave", Member: "shrink",
		Usage: "exposed nodes leave the group: n, t and f_c shrink by one each (TLC §5.2.2)"})
	s.DefineNetwork()
	f.Judged = `Among correct nodes the clock keeps its promises (TLCB-O2 to O9, docs/BYZANTINE.md), and no correct node is
blamed (LOG-O1).` + s.Describe()
	return func() (play.Simulation, error) { return s.Build(tlcb.Words{}, nil, Traces{Variant: tlcb.Clock()}) }
}

// DefineGroup defines the group, its corrupt nodes and the length of the run. The rules are those that can be waived
// beside the clock's.
func (s *Settings) DefineGroup(f *play.Flags, attacks []attack.Attack, steps string, byDefault uint32,
	rules ...string) {
	s.flags, s.attacks, s.rules = f, attacks, slices.Concat(log.Waivable, tlcb.Waivable, rules)
	f.Int(&s.nodes, play.Setting{Name: "nodes", Short: "n", Always: true, Usage: "number of nodes"}, 4)
	f.Int(&s.threshold, play.Setting{Name: "threshold", Short: "t", Always: true,
		Usage: "message and witness threshold, (n+f_c)/2 < t <= n-f_a (default: the least)"}, 0)
	f.Int(&s.crashed, play.Setting{Name: "silent", Usage: "f_a, how many nodes may be silent"}, 0)
	f.Int(&s.faulty, play.Setting{Name: "faults", Usage: "f_c, how many nodes may be corrupt (default: as many as are)"},
		-1)
	f.DefineSeed()
	f.LeavesLogs()
	f.Uint32(&s.Steps, play.Setting{Name: "rounds", Always: true, Usage: steps}, byDefault)
	f.Rounds(&s.Steps)
	f.Int(&s.corrupt, play.Setting{Name: "corrupt", Usage: "how many nodes are corrupt, the last ones"}, 0)
	f.String(&s.attack, play.Setting{Name: "attack", Usage: "what corrupt nodes do, see above"}, attacks[0].Name)
	f.String(&s.waived, play.Setting{Name: "waive",
		Usage: "rules that nobody keeps to, separated by commas, with --unsafe"}, "")
	f.String(&s.signs, play.Setting{Name: "signatures", Usage: "ideal, ed25519, or bls: ed25519 with multi-signatures"},
		"ideal")
}

// DefineNetwork defines who orders the packets, and the limits.
func (s *Settings) DefineNetwork(own ...play.Adversary) {
	regions := play.Adversary{Name: "regions", Says: "two halves of the correct nodes seldom hear of each other",
		New: func() sim.Adversary { return attack.Regions(s.Stage(nil, tlcb.Machine{})) }}
	s.flags.DefineNetwork(&s.nodes, append([]play.Adversary{regions}, own...)...)
	s.flags.DefineLimits("allow thresholds outside the safe range (TLC §5.2.2), and --waive")
}

// Describe lists the attacks, a line each.
func (s *Settings) Describe() string {
	text := "\nWhat corrupt nodes do, by --attack, and what stops it:"
	for _, a := range s.attacks {
		text += fmt.Sprintf("\n  %-13s they %s (%s)", a.Name, a.Says, a.Rule)
	}
	return text
}

// Config is the parameters of the clock.
func (s *Settings) Config() tlcb.Config {
	faulty := s.faulty
	if faulty < 0 {
		faulty = s.corrupt
	}
	if !s.flags.Set().Changed("threshold") {
		s.threshold = (s.nodes+faulty)/2 + 1 // the least that is safe
	}
	return tlcb.Config{
		Thresholds: tlc.Thresholds{Nodes: s.nodes, Message: s.threshold, Witness: s.threshold},
		Crashed:    s.crashed, Corrupt: faulty, Shrink: s.shrink,
	}
}

// Corrupt are the corrupt nodes.
func (s *Settings) Corrupt() model.NodeSet {
	return model.All(s.nodes).Minus(model.All(s.nodes - s.corrupt))
}

// Stage is where the attack takes place.
func (s *Settings) Stage(g *tlcb.Group, m tlcb.Machine) attack.Stage {
	return attack.Stage{Config: s.Config(), Group: g, Machine: m, Corrupt: s.Corrupt()}
}

// check refuses settings that make no sense.
func (s *Settings) check() error {
	switch {
	case s.corrupt < 0 || s.corrupt >= s.nodes:
		return fmt.Errorf("corrupt nodes = %d, want 0..%d", s.corrupt, s.nodes-1)
	case s.Steps < 1 || uint64(s.Steps)*uint64(s.nodes)*uint64(s.nodes) > 1<<22:
		return fmt.Errorf("rounds = %d, want at least 1, and rounds times the square of n at most %d: logs are kept whole",
			s.Steps, 1<<22)
	case s.waived != "" && !s.flags.Unsafe:
		return errors.New("rules are waived, want --unsafe with that")
	}
	for _, rule := range s.Waived() {
		if !slices.Contains(s.rules, rule) {
			return fmt.Errorf("--waive: rule = %q, want one of %s", rule, strings.Join(s.rules, ", "))
		}
	}
	return s.Config().Validate()
}

// GroupID is the name of the group.
func (s *Settings) GroupID() string { return s.flags.Protocol() + " simulation" }

// Waived are the rules that nobody keeps to.
func (s *Settings) Waived() []string {
	if s.waived == "" {
		return nil
	}
	return strings.Split(s.waived, ",")
}

// group makes the keys.
func (s *Settings) group() (*tlcb.Group, error) {
	id := s.GroupID()
	switch s.signs {
	case "ideal":
		return tlcb.IdealGroup(id, s.flags.Seed, s.nodes), nil
	case "ed25519", "bls":
		return tlcb.RealGroup(id, s.flags.Seed, s.nodes, s.signs == "bls")
	}
	return nil, fmt.Errorf("signatures = %q, want ideal, ed25519 or bls", s.signs)
}

// Build is the simulation under a layer and what plays on it; nil: the clock is alone.
func (s *Settings) Build(layer tlcb.Layer, player Player, t Traces) (play.Simulation, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	g, err := s.group()
	if err != nil {
		return nil, err
	}
	m, err := tlcb.New(s.Config(), g, layer, s.Waived()...)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, a := range s.attacks {
		if names = append(names, a.Name); a.Name == s.attack {
			return &run{Settings: s, stage: s.Stage(g, m), attack: a, player: player, traces: t,
				step: make([]int, s.nodes)}, nil
		}
	}
	return nil, fmt.Errorf("attack = %q, want %s", s.attack, strings.Join(names, ", "))
}
