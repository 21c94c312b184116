package simulate

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
	"quesera/model/sim/play"
)

// built is the simulation of a command line.
func built(t *testing.T, args string) (*play.Flags, play.Simulation, error) {
	t.Helper()
	f := play.NewFlags("dkg")
	build := Define(f)
	if err := f.Set().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	s, err := f.Build(build)
	return f, s, err
}

// played is the run of a command line, over the small group.
func played(t *testing.T, args string) (*play.Outcome, *run[uint8, uint8]) {
	t.Helper()
	f, s, err := built(t, args)
	if err != nil {
		t.Fatal(err)
	}
	o, err := play.Play(context.Background(), f, s, play.Tracing{})
	if err != nil {
		t.Fatal(err)
	}
	return o, s.(*run[uint8, uint8])
}

// Within the bounds every run holds, whatever the attack, and each attack has its effect: its dealer is disqualified,
// reconstructed, or neither.
func TestEveryAttackWithinTheBoundsHoldsAndHasItsEffect(t *testing.T) {
	const kept, excluded, broken = "kept", "excluded", "reconstructed"
	want := map[string]string{"silent": excluded, "shares": excluded, "sly": excluded, "accuse": kept, "expose": broken,
		"split": excluded, "late": excluded, "reveal": kept}
	seen := map[string]bool{} // of random scripts
	for _, a := range attacks {
		for seed := range 10 {
			for _, variant := range []string{"joint-feldman", "gennaro"} {
				args := fmt.Sprintf("-n 5 -t 3 --faults 2 --corrupt 1 --attack %s --seed %d --variant %s --loss 5 --duplicate 5 "+
					"--relay", a.name, seed, variant)
				o, r := played(t, args)
				if o.Message() != "" {
					t.Errorf("%s: %s, want a run that holds", args, o.Message())
				}
				got, first := kept, r.outcomes[0]
				switch {
				case !first.Qualified.Has(4):
					got = excluded
				case first.Broken.Has(4):
					got = broken
				}
				expected := want[a.name]
				if expected == broken && variant == "joint-feldman" {
					expected = kept // nothing is exposed
				}
				if seen[got] = true; expected != "" && got != expected {
					t.Errorf("%s: the corrupt dealer is %s, want %s", args, got, expected)
				}
			}
		}
	}
	if !seen[kept] || !seen[excluded] || !seen[broken] {
		t.Errorf("seen %v, want every fate of a corrupt dealer", seen)
	}
}

// A silent node says nothing at all, though it has to complain, accuse and reveal; a late one nothing in time; one that
// reveals says what nobody asked for.
func TestAttacksSayWhatTheyAreCalledFor(t *testing.T) {
	g, err := dkg.NewExponents(251, 3)
	if err != nil {
		t.Fatal(err)
	}
	m, err := dkg.New[uint8, uint8](g, dkg.Gennaro, dkg.Params{Nodes: 5, Threshold: 3, Faults: 2})
	if err != nil {
		t.Fatal(err)
	}
	m = m.WithRelay()
	run := func(script func(sim.Chooser, model.NodeID, int) dkg.Script) (said, prompt, relayed int, reveals bool) {
		c := sim.Random(7)
		other := dkg.Script{Share: []dkg.Way{dkg.Right, dkg.Right, dkg.Right, dkg.Right, dkg.Wrong}, Expose: dkg.Wrong}
		x := result.Execution[uint8, uint8]{Machine: m, Chooser: c,
			Scripts: map[model.NodeID]dkg.Script{3: other, 4: script(c, 4, 5)},
			Observe: func(o sim.Observation[dkg.State[uint8, uint8]]) {
				for _, effect := range o.Effects {
					var message model.Message
					switch e := effect.(type) {
					case model.Broadcast:
						message = e.Message
					case model.Send:
						message = e.Message
					}
					if message == nil || o.Node != 4 {
						continue
					}
					_, reveal := message.(dkg.Reveal[uint8])
					reveals = reveals || reveal
					switch _, relay := message.(dkg.Relayed); {
					case relay:
						relayed++
					case dkg.Phase(message.Label().Step) >= o.After.Phase:
						said, prompt = said+1, prompt+1
					default:
						said++
					}
				}
			}}
		if _, _, err := x.Run(); err != nil {
			t.Fatal(err)
		}
		return said, prompt, relayed, reveals
	}
	if said, _, relayed, _ := run(silent); said+relayed != 0 {
		t.Errorf("silent: said %d messages and passed on %d, want none", said, relayed)
	}
	if said, prompt, relayed, _ := run(late); said < 5 || prompt != 0 || relayed == 0 {
		t.Errorf("late: said %d messages, %d in time, passed on %d, want some, none and some", said, prompt, relayed)
	}
	if _, prompt, _, reveals := run(reveal); prompt == 0 || !reveals {
		t.Errorf("reveal: said %d messages in time, revealed %v", prompt, reveals)
	}
}

// What breaks the broadcast channel splits the group where nothing is relayed (DKG-R1), and who answers no complaints
// is no honest dealer: more than f faulty nodes make a run that is violated or stays without a key.
func TestWhatBreaksTheAssumptionsIsViolated(t *testing.T) {
	o, _ := played(t, "--corrupt 1 --attack split --unsafe")
	if len(o.Breaches) != 1 || o.Breaches[0].Rule != "DKG-R1" || o.Breaches[0].Node != 2 ||
		!strings.HasPrefix(o.Message(), "dkg: DKG-R1: node 2 has QUAL") {
		t.Errorf("breaches = %+v, want one of DKG-R1 by node 2", o.Breaches)
	}
	o, _ = played(t, "-n 4 -t 2 --faults 1 --corrupt 2 --attack accuse --unsafe")
	if len(o.Breaches) != 1 || o.Breaches[0].Rule != "DKG-R4" && o.Breaches[0].Rule != "DKG-R1" {
		t.Errorf("breaches = %+v, want one: two complaints are more than f = 1 and disqualify the honest", o.Breaches)
	}
}

// Corrupt nodes are not judged, and crashed ones neither: what they end with is their own affair.
func TestOnlyLiveHonestNodesAreJudged(t *testing.T) {
	o, r := played(t, "-n 7 -t 4 --faults 3 --corrupt 3")
	if o.Message() != "" {
		t.Errorf("%s, want a run that holds", o.Message())
	}
	if first, last := r.outcomes[0], r.outcomes[6]; first.Qualified.Equal(last.Qualified) {
		t.Errorf("node 6 has QUAL = %v as node 0, want a corrupt node that ends with something else", last.Qualified)
	}
	r.outcomes[1].Share.Value++
	report, err := r.Report(ended(model.All(7)), nil)
	if err != nil || len(report.Breaches) != 1 || report.Breaches[0].Rule != "DKG-R2" || report.Breaches[0].Node != 1 {
		t.Errorf("breaches = %+v (%v), want that of an honest node's share", report.Breaches, err)
	}
	report, err = r.Report(ended(model.All(7).Without(1)), nil)
	if err != nil || len(report.Breaches) != 0 || !strings.HasPrefix(report.Open, "3 live honest nodes") {
		t.Errorf("breaches = %+v (%v), open = %q, want none of a node that crashed, and too few others", report.Breaches, err,
			report.Open)
	}
	report, err = r.Report(ended(model.All(7).Minus(model.All(4))), nil)
	if err != nil || report.Open == "" {
		t.Errorf("open = %q (%v), want a reason where no honest node is left", report.Open, err)
	}
}

// ended is a world whose run is over, by who is live.
type ended model.NodeSet

func (ended) Run(func() bool, uint64) error { return nil }
func (ended) Moves() uint64                 { return 1 }
func (e ended) Live() model.NodeSet         { return model.NodeSet(e) }

// More faulty nodes than f, and what splits broadcasts, are refused unless asked for; nonsense always is.
func TestGroupsThatAreNotSafeAreRefused(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--corrupt 1", ""},
		{"--corrupt 2", "want at most f = 1"},
		{"--crash 1", "want none: who crashes"},
		{"--crash 1 --relay", ""},
		{"--crash 1 --corrupt 1 --relay", "1 corrupt and 1 that crash"},
		{"--corrupt 1 --attack split", "breaks the broadcast channel"},
		{"--corrupt 1 --attack split --relay", ""},
		{"--corrupt 5 --unsafe", "corrupt nodes = 5, want 0..4"},
		{"-t 1 --unsafe", "threshold = 1"},
		{"-t 4 --unsafe", "threshold = 4"},
		{"--attack none", `attack = "none", want random, silent`},
		{"--variant pedersen", "want joint-feldman or gennaro"},
		{"--group G3", "want small, G1 or G2"},
	} {
		if _, _, err := built(t, c.args); (err == nil) != (c.want == "") || err != nil &&
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.args, err, c.want)
		}
	}
}

// Over the curve the same settings make a run that holds.
func TestTheCurveIsAGroupToo(t *testing.T) {
	for _, group := range []string{"G1", "G2"} {
		f, s, err := built(t, "-n 3 -t 2 --group "+group)
		if err != nil {
			t.Fatal(err)
		}
		o, err := play.Play(context.Background(), f, s, play.Tracing{})
		if err != nil || o.Message() != "" || !strings.Contains(s.Group(), "over "+group) {
			t.Errorf("%s: %v (%v), want a run that holds", s.Group(), o, err)
		}
	}
}
