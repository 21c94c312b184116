package simulate

import (
	"context"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/sim"
	"quesera/model/sim/play"
)

// built is the simulation of a command line.
func built(t *testing.T, args string) (*play.Flags, play.Simulation, error) {
	t.Helper()
	f := play.NewFlags("beacon")
	build := Define(f)
	if err := f.Set().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	s, err := f.Build(build)
	return f, s, err
}

// played is the run of a command line.
func played(t *testing.T, args string) (*play.Outcome, play.Simulation) {
	t.Helper()
	f, s, err := built(t, args)
	if err != nil {
		t.Fatal(err)
	}
	o, err := play.Play(context.Background(), f, s, play.Tracing{})
	if err != nil {
		t.Fatal(err)
	}
	return o, s
}

// With fewer than t corrupt nodes and t others every run holds, whatever the attack and the scheme.
func TestEveryAttackWithinTheBoundsHolds(t *testing.T) {
	for _, scheme := range []string{"pedersen-bls-chained", "bls-unchained-g1-rfc9380"} {
		for _, a := range attacks[bls.G1, bls.G2]() {
			args := "-n 4 -t 2 --rounds 3 --corrupt 1 --crash 1 --loss 10 --duplicate 10 --attack " + a.name + " --scheme " +
				scheme
			if o, s := played(t, args); o.Message() != "" || !s.Over(model.All(4).Without(3)) &&
				!strings.Contains(o.Reached, "round 3") {
				t.Errorf("%s: %q, %s, want three rounds that hold", args, o.Message(), o.Reached)
			}
		}
	}
}

// Who holds t shares makes outputs alone, before their time (BEACON-P2).
func TestTooManyCorruptNodesMakeOutputsAlone(t *testing.T) {
	for _, scheme := range []string{"pedersen-bls-chained", "pedersen-bls-unchained", "bls-unchained-g1-rfc9380"} {
		o, _ := played(t, "-n 4 -t 2 --corrupt 2 --attack ahead --unsafe --scheme "+scheme)
		if len(o.Breaches) != 1 || o.Breaches[0].Rule != "BEACON-P2" {
			t.Errorf("%s: breaches = %+v, want one of BEACON-P2", scheme, o.Breaches)
		}
	}
}

// dealtOnce are groups of four, two of whom sign, with their first outputs, by scheme: keys take time.
var dealtOnce = map[string]struct {
	group   group[bls.G1, bls.G2]
	outputs []beacon.Beacon
}{}

// begun is a run of four nodes, two of which sign, with the outputs of its first three rounds.
func begun(t *testing.T, scheme string) (*run[bls.G1, bls.G2], []beacon.Beacon) {
	t.Helper()
	_, s, err := built(t, "-n 4 -t 2 --rounds 3 --scheme "+scheme)
	if err != nil {
		t.Fatal(err)
	}
	r := s.(*run[bls.G1, bls.G2])
	made, known := dealtOnce[scheme]
	if !known {
		if made.group, err = dealt(r.scheme, 4, 2, 1); err != nil {
			t.Fatal(err)
		}
		g := made.group
		g.corrupt = model.All(2) // so that its shares are used
		made.outputs = []beacon.Beacon{g.genesis}
		for k := range 3 {
			made.outputs = append(made.outputs, g.following(made.outputs[k]))
		}
		dealtOnce[scheme] = made
	}
	r.group = made.group
	for round := range uint64(3) {
		r.signed[round+1] = model.All(2)
	}
	return r, slices.Clone(made.outputs)
}

// Each thing that can be wrong with an output is found by the rule that it breaks.
func TestEachPartOfAnOutputIsJudged(t *testing.T) {
	other := bls.GroupG2
	for _, c := range []struct {
		name, rule string
		do         func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string
	}{
		{"in order", "", func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string { return judged(r, 0, b[1], b[2], b[3]) }},
		{"a round skipped", "", func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string { return judged(r, 0, b[1], b[3]) }},
		{"twice", "BEACON-P1", func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string { return judged(r, 0, b[1], b[1]) }},
		{"backwards", "BEACON-P1", func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string {
			return judged(r, 0, b[2], b[1])
		}},
		{"another signature than another node", "BEACON-P1", func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string {
			judged(r, 0, b[1])
			b[1].Signature = b[2].Signature
			return judged(r, 1, b[1])
		}},
		{"before two have signed", "BEACON-P2", func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string {
			r.signed[1] = model.Only(0)
			return judged(r, 0, b[1])
		}},
		{"a signature of nothing", "BEACON-P3", func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string {
			b[1].Signature = other.Encode(other.Generator())
			return judged(r, 0, b[1])
		}},
		{"the signature of another round", "BEACON-P3", func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string {
			b[2].Signature, b[2].Previous = b[1].Signature, b[1].Previous
			return judged(r, 0, b[2])
		}},
		{"beside the chain", "BEACON-P3", func(r *run[bls.G1, bls.G2], b []beacon.Beacon) string {
			aside := b[1]
			aside.Signature = other.Encode(other.Generator())
			judged(r, 0, b[1])
			return judged(r, 0, r.group.following(aside))
		}},
	} {
		r, outputs := begun(t, "pedersen-bls-chained")
		r.group.corrupt = model.All(2)
		if rule := c.do(r, outputs); rule != c.rule {
			t.Errorf("%s: breaks %q, want %q", c.name, rule, c.rule)
		}
	}
}

// judged is the rule that the last output breaks; those before are good.
func judged(r *run[bls.G1, bls.G2], node model.NodeID, outputs ...beacon.Beacon) (rule string) {
	for _, b := range outputs {
		rule, _ = r.judge(node, b)
	}
	return rule
}

// A beacon that stops although t honest nodes live breaks BEACON-P5; with fewer the verdict is open, and a run that is
// only not over is too.
func TestABeaconThatStopsIsViolatedIfEnoughNodesLive(t *testing.T) {
	for _, c := range []struct {
		live model.NodeSet
		end  error
		rule string
	}{
		{model.All(4), sim.ErrStuck, "BEACON-P5"},
		{model.All(2), sim.ErrStuck, "BEACON-P5"},
		{model.All(1), sim.ErrStuck, ""},
		{model.All(4), sim.ErrLimit, ""},
	} {
		r, _ := begun(t, "pedersen-bls-unchained")
		report, err := r.Report(ended(c.live), c.end)
		switch {
		case err != nil:
			t.Error(err)
		case c.rule == "" && (len(report.Breaches) > 0 || report.Open == ""):
			t.Errorf("%v live, %v: %+v, want an open verdict", c.live, c.end, report)
		case c.rule != "" && (len(report.Breaches) != 1 || report.Breaches[0].Rule != c.rule):
			t.Errorf("%v live, %v: %+v, want %s", c.live, c.end, report, c.rule)
		}
	}
}

// ended is a world whose run is over, by who is live.
type ended model.NodeSet

func (ended) Run(func() bool, uint64) error { return nil }
func (ended) Moves() uint64                 { return 1 }
func (e ended) Live() model.NodeSet         { return model.NodeSet(e) }

// Who blames an honest node is told of (BEACON-4), and whom a corrupt node blames does not matter.
func TestBlamingAnHonestNodeIsABreach(t *testing.T) {
	r, _ := begun(t, "pedersen-bls-unchained")
	r.corrupt = 1
	blame := func(node, blamed model.NodeID) {
		r.observe(sim.Observation[beacon.State[bls.G2]]{Node: node, After: &beacon.State[bls.G2]{Blamed: model.Only(blamed)}})
	}
	blame(0, 3)
	blame(3, 0)
	if r.breach != nil {
		t.Errorf("breach = %+v, want none", r.breach)
	}
	if blame(0, 1); r.breach == nil || r.breach.Rule != "BEACON-4" {
		t.Errorf("breach = %+v, want one of BEACON-4", r.breach)
	}
}

// Groups that make outputs alone, or none, are refused unless asked for; nonsense always is.
func TestGroupsThatAreNotSafeAreRefused(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"", ""},
		{"-n 4 -t 2 --corrupt 1 --crash 1", ""},
		{"-n 4 -t 2 --corrupt 2", "would make outputs alone"},
		{"-n 4 -t 3 --corrupt 1 --crash 1", "no round would end"},
		{"-n 4 -t 3 --corrupt 1 --crash 1 --unsafe", ""},
		{"-t 5 --unsafe", "threshold = 5, want 1..4"},
		{"-n 0", "nodes = 0"},
		{"--corrupt 5", "corrupt nodes = 5"},
		{"--rounds 0", "rounds = 0"},
		{"--attack none", `attack = "none", want silent, wrong`},
		{"--scheme bls", `scheme = "bls", want pedersen`},
	} {
		if _, _, err := built(t, c.args); (err == nil) != (c.want == "") || err != nil &&
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.args, err, c.want)
		}
	}
}
