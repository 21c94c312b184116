// Package simulate is what "quesera sim" needs to run distributed key generation (model/sim/play).
//
// A run is judged by what its live honest nodes end with (model/dkg/result). They agree on who is qualified, on the key
// and on the transcript (DKG-R1). Their shares fit the commitment, and any t of them make the key (DKG-R2, R3). No
// honest dealer that did not crash is disqualified or reconstructed (DKG-R4). Secrecy is not judged: no single run
// shows it.
//
// Rounds are synchronous: a lost packet is sent again, and a phase ends when all that was sent has arrived.
package simulate

import (
	"errors"
	"fmt"
	"strings"

	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
	"quesera/model/sim/play"
)

// settings are those of key generation.
type settings struct {
	params  dkg.Params
	variant string
	group   string
	corrupt int
	attack  string
	relay   bool
}

// variants are the values of --variant.
var variants = []struct {
	name     string
	protocol dkg.Protocol
}{{"joint-feldman", dkg.JointFeldman}, {"gennaro", dkg.Gennaro}}

// Define defines the settings of key generation, and returns what builds its simulation.
func Define(f *play.Flags) func() (play.Simulation, error) {
	var s settings
	f.Int(&s.params.Nodes, play.Setting{Name: "nodes", Short: "n", Always: true, Usage: "number of nodes"}, 4)
	f.Int(&s.params.Threshold, play.Setting{Name: "threshold", Short: "t", Always: true,
		Usage: "how many nodes sign, f < t <= n-f"}, 2)
	f.Int(&s.params.Faults, play.Setting{Name: "faults", Always: true,
		Usage: "how many nodes may be corrupt or crash, f"}, 1)
	f.DefineSeed()
	f.String(&s.variant, play.Setting{Name: "variant", Always: true,
		Usage: "joint-feldman, or gennaro, whose key nobody can bias"}, "gennaro")
	f.String(&s.group, play.Setting{Name: "group",
		Usage: "group of the key: small, the integers modulo 251; or G1, G2 of BLS12-381"}, "small")
	f.Int(&s.corrupt, play.Setting{Name: "corrupt", Usage: "how many nodes are corrupt, the last ones"}, 0)
	f.String(&s.attack, play.Setting{Name: "attack", Usage: "what corrupt nodes do, see above"}, attacks[0].name)
	f.Bool(&s.relay, play.Setting{Name: "relay", Usage: "no broadcast channel: everybody passes on what was broadcast"})
	f.DefineNetwork(&s.params.Nodes)
	f.DefineLimits("allow more faulty nodes than f, and what splits broadcasts without --relay")
	f.Judged = `Live honest nodes end with one qualified set, one key and one transcript (DKG-R1); their shares fit the
commitment, and any t make the key (DKG-R2, R3); no honest dealer that did not crash is disqualified or
reconstructed (DKG-R4). Secrecy is not judged. A lost packet is sent again: rounds are synchronous.
What corrupt nodes do, by --attack:` + describe()
	return func() (play.Simulation, error) {
		if !f.Set().Changed("faults") {
			s.params.Faults = min(1, (s.params.Nodes-1)/2)
		}
		if !f.Set().Changed("threshold") {
			s.params.Threshold = s.params.Faults + 1
		}
		return s.build()
	}
}

// describe lists the attacks, a line each.
func describe() string {
	text := ""
	for _, a := range attacks {
		text += fmt.Sprintf("\n  %-6s  they %s", a.name, a.says)
	}
	return text
}

func (s *settings) build() (play.Simulation, error) {
	if s.corrupt < 0 || s.corrupt > s.params.Nodes {
		return nil, fmt.Errorf("corrupt nodes = %d, want 0..%d", s.corrupt, s.params.Nodes)
	}
	var attacking *attack
	var names []string
	for k := range attacks {
		if names = append(names, attacks[k].name); attacks[k].name == s.attack {
			attacking = &attacks[k]
		}
	}
	if attacking == nil {
		return nil, fmt.Errorf("attack = %q, want %s", s.attack, strings.Join(names, ", "))
	}
	for _, v := range variants {
		if v.name == s.variant {
			return s.over(v.protocol, *attacking)
		}
	}
	return nil, fmt.Errorf("variant = %q, want joint-feldman or gennaro", s.variant)
}

// over is the simulation over the group that was asked for.
func (s *settings) over(protocol dkg.Protocol, a attack) (play.Simulation, error) {
	switch s.group {
	case "small":
		g, err := dkg.NewExponents(251, 3)
		if err != nil {
			return nil, err
		}
		return newRun[uint8, uint8](s, g, protocol, a)
	case "G1":
		return newRun[bls.Scalar, bls.G1](s, dkg.NewCurve(bls.GroupG1), protocol, a)
	case "G2":
		return newRun[bls.Scalar, bls.G2](s, dkg.NewCurve(bls.GroupG2), protocol, a)
	}
	return nil, fmt.Errorf("group = %q, want small, G1 or G2", s.group)
}

// run is one run over a group with scalars E and elements P.
type run[E, P any] struct {
	*settings
	protocol dkg.Protocol
	attack   attack
	machine  *dkg.Machine[E, P]
	outcomes []*dkg.Outcome[E, P] // by node; nil: not finished
	finished model.NodeSet
}

func newRun[E, P any](s *settings, g dkg.Group[E, P], protocol dkg.Protocol, a attack) (play.Simulation, error) {
	m, err := dkg.New(g, protocol, s.params)
	if err != nil {
		return nil, err
	}
	if s.relay {
		m = m.WithRelay()
	}
	outcomes := make([]*dkg.Outcome[E, P], s.params.Nodes)
	return &run[E, P]{settings: s, protocol: protocol, attack: a, machine: m, outcomes: outcomes}, nil
}

// Nodes implements play.Simulation, as all that follows.
func (r *run[E, P]) Nodes() int { return r.params.Nodes }

// Group is the parameters, and who is corrupt.
func (r *run[E, P]) Group() string {
	p := r.params
	text := fmt.Sprintf("n=%d t=%d f=%d, %v over %s", p.Nodes, p.Threshold, p.Faults, r.protocol, r.machine.Group().Name())
	if r.relay {
		text += ", relayed"
	}
	if r.corrupt > 0 {
		text += fmt.Sprintf("; %v corrupt: they %s", r.corrupted(), r.attack.says)
	}
	return text
}

// corrupted are the corrupt nodes.
func (r *run[E, P]) corrupted() model.NodeSet {
	return model.All(r.params.Nodes).Minus(model.All(r.params.Nodes - r.corrupt))
}

// Safe wants at most f faulty nodes, and a broadcast channel or relays.
func (r *run[E, P]) Safe(crashes int) error {
	switch {
	case r.corrupt+crashes > r.params.Faults:
		return fmt.Errorf("dkg: faulty nodes = %d corrupt and %d that crash, want at most f = %d",
			r.corrupt, crashes, r.params.Faults)
	case crashes > 0 && !r.relay:
		return errors.New("dkg: crashes without --relay, want none: who crashes while it broadcasts tells some nodes only")
	case r.corrupt > 0 && r.attack.splits && !r.relay:
		return fmt.Errorf("dkg: attack = %q without --relay, want another one: it breaks the broadcast channel",
			r.attack.name)
	}
	return nil
}

// Start starts a run. The scripts of corrupt nodes are drawn from a source of their own.
func (r *run[E, P]) Start(f *play.Flags, _ play.Tracing) (play.World, error) {
	scripts, c := map[model.NodeID]dkg.Script{}, sim.Random(^f.Seed)
	for i := range r.corrupted().Members() {
		scripts[i] = r.attack.script(c, i, r.params.Nodes)
	}
	return play.NewWorld(f, sim.Config[dkg.State[E, P]]{
		Nodes: r.params.Nodes, Machine: dkg.Corrupt[E, P]{Machine: r.machine, Scripts: scripts},
		Faults: sim.Faults{Retransmit: true}, Observe: r.observe,
	})
}

func (r *run[E, P]) observe(o sim.Observation[dkg.State[E, P]]) {
	for _, e := range o.Effects {
		if out, ok := e.(model.Output); ok {
			r.outcomes[o.Node], r.finished = out.Value.(*dkg.Outcome[E, P]), r.finished.With(o.Node)
		}
	}
}

// Over tells whether all live nodes have finished.
func (r *run[E, P]) Over(live model.NodeSet) bool { return r.finished.Includes(live) }

// Report judges what the live honest nodes end with.
func (r *run[E, P]) Report(w play.World, end error) (play.Report, error) {
	honest := w.Live().Minus(r.corrupted())
	report := play.Report{Table: r.table(), Reached: fmt.Sprintf("%d nodes finished", r.finished.Len())}
	switch {
	case end != nil:
		report.Open = end.Error()
	case honest.Empty():
		report.Open = "no honest node is left to judge"
	default:
		var v *result.Violation
		switch err := result.Check(r.machine, r.outcomes, honest, honest); {
		case errors.As(err, &v) && v.Rule == "DKG-R3" && honest.Len() < r.params.Threshold:
			report.Open = fmt.Sprintf("%d live honest nodes, too few to judge whether any t = %d make the key",
				honest.Len(), r.params.Threshold)
		case errors.As(err, &v):
			report.Breaches = []play.Breach{{Rule: v.Rule, Section: "GJKR §3", Node: v.Node, Move: w.Moves(),
				Message: "dkg: " + v.Error()}}
		case err != nil:
			return report, err
		}
	}
	var outcome dkg.Outcome[E, P] // of the first honest node, if it has finished
	key := ""
	for i := range honest.Intersect(r.finished).Members() {
		outcome = *r.outcomes[i]
		key = r.key(&outcome)
		break
	}
	report.Members = []play.Member{{Name: "moves", Value: w.Moves()}, {Name: "finished", Value: r.finished.Len()},
		{Name: "key", Value: key}, {Name: "qualified", Value: list(outcome.Qualified)},
		{Name: "reconstructed", Value: list(outcome.Broken)},
		{Name: "crashed", Value: r.params.Nodes - w.Live().Len()}}
	return report, nil
}

// key is a public key in hexadecimal digits; empty if there is none.
func (r *run[E, P]) key(o *dkg.Outcome[E, P]) string {
	if o.Failure != "" {
		return ""
	}
	return fmt.Sprintf("%x", r.machine.Group().AppendPoint(nil, o.Key()))
}

// table has a line for each node that finished.
func (r *run[E, P]) table() string {
	rows := [][]string{{"node", "qualified", "reconstructed", "public key"}}
	for i := range r.finished.Members() {
		o, key := r.outcomes[i], r.key(r.outcomes[i])
		if o.Failure != "" {
			key = o.Failure
		}
		who := fmt.Sprint(i)
		if r.corrupted().Has(i) {
			who += " (corrupt)"
		}
		rows = append(rows, []string{who, o.Qualified.String(), o.Broken.String(), key})
	}
	return play.Columns(rows) + "\n"
}

// list is a set as JSON has it.
func list(s model.NodeSet) []model.NodeID {
	all := []model.NodeID{}
	for i := range s.Members() {
		all = append(all, i)
	}
	return all
}
