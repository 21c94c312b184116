package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
	"quesera/model/sim/play"
)

// By itself a group has four nodes, one of which may be faulty, and two of which sign; a smaller one has as many faulty
// ones as it can bear, up to one, and one more that sign. What is asked for is kept, and told in one line.
func TestAGroupByItself(t *testing.T) {
	for args, want := range map[string]string{
		"":                        "-n 4 -t 2 --faults 1 --seed 1 --variant gennaro --adversary random",
		"-n 1":                    "-n 1 -t 1 --faults 0 --seed 1 --variant gennaro --adversary random",
		"-n 2":                    "-n 2 -t 1 --faults 0 --seed 1 --variant gennaro --adversary random",
		"-n 3 --seed 8":           "-n 3 -t 2 --faults 1 --seed 8 --variant gennaro --adversary random",
		"-n 9":                    "-n 9 -t 2 --faults 1 --seed 1 --variant gennaro --adversary random",
		"-n 9 --faults 3":         "-n 9 -t 4 --faults 3 --seed 1 --variant gennaro --adversary random",
		"-n 9 --faults 0 -t 5":    "-n 9 -t 5 --faults 0 --seed 1 --variant gennaro --adversary random",
		"--variant joint-feldman": "-n 4 -t 2 --faults 1 --seed 1 --variant joint-feldman --adversary random",
		"--corrupt 4 --unsafe":    "-n 4 -t 2 --faults 1 --seed 1 --variant gennaro --corrupt 4 --adversary random --unsafe",
		"--adversary uneven":      "-n 4 -t 2 --faults 1 --seed 1 --variant gennaro --adversary uneven",
		"--group G2 --attack late": "-n 4 -t 2 --faults 1 --seed 1 --variant gennaro --group G2 --attack late --adversary " +
			"random",
		"--loss 1 --duplicate 2 --partition 3 --crash 1 --moves 99 --relay": "-n 4 -t 2 --faults 1 --seed 1 --variant " +
			"gennaro --adversary random --loss 1 --duplicate 2 --partition 3 --crash 1 --moves 99 --relay",
	} {
		f, s, err := built(t, args)
		if err != nil || f.Replay() != "quesera sim dkg "+want {
			t.Errorf("%s: %s, %v, want %s", args, f.Replay(), err, want)
			continue
		}
		words := strings.Fields(want)
		if fmt.Sprint(s.Nodes()) != words[1] ||
			!strings.HasPrefix(s.Group(), fmt.Sprintf("n=%s t=%s f=%s, ", words[1], words[3], words[5])) {
			t.Errorf("%s: %d nodes, %s", args, s.Nodes(), s.Group())
		}
	}
	for args, want := range map[string]string{
		"": "n=4 t=2 f=1, Gennaro over exponents of GF(251)", "--relay": "n=4 t=2 f=1, Gennaro over exponents of " +
			"GF(251), relayed",
		"--variant joint-feldman --group G1": "n=4 t=2 f=1, joint-Feldman over G1",
		"-n 5 --corrupt 1 --attack silent":   "n=5 t=2 f=1, Gennaro over exponents of GF(251); {4} corrupt: they say nothing",
	} {
		if _, s, err := built(t, args); err != nil || s.Group() != want {
			t.Errorf("%s: %v, %s, want %s", args, err, s.Group(), want)
		}
	}
	f, _, err := built(t, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"nodes": "4", "threshold": "2", "faults": "1", "corrupt": "0"} {
		if got := f.Set().Lookup(name).DefValue; got != want {
			t.Errorf("--%s is %s by default, want %s", name, got, want)
		}
	}
	g, ok := mustBuild(t, "").(*run[uint8, uint8])
	if !ok || g.machine.Group().Second() != 3 {
		t.Errorf("%T: the second generator is %d, want 3", g, g.machine.Group().Second())
	}
}

// mustBuild is the simulation of a command line that is right.
func mustBuild(t *testing.T, args string) play.Simulation {
	t.Helper()
	_, s, err := built(t, args)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Whatever cannot be is refused, and what is wrong said first is the number of corrupt nodes.
func TestWhatCannotBeIsRefused(t *testing.T) {
	for args, want := range map[string]string{"--corrupt -1 --attack none": "corrupt nodes = -1, want 0..4",
		"--attack none --variant none": "want random, silent, shares, sly, accuse, expose, late, reveal, split",
		"--variant none --group none":  `variant = "none"`, "--group none": `group = "none"`, "-n 0": "nodes = 0",
		"--adversary none": "want random or uneven", "--crash 5": "crashes = 5"} {
		if _, _, err := built(t, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
	for _, c := range []struct {
		args    string
		crashes int
		safe    bool
	}{
		{"-n 7 --faults 3 --corrupt 3 --relay", 0, true}, {"-n 7 --faults 3 --corrupt 3 --relay --unsafe", 1, false},
		{"-n 7 --faults 3 --corrupt 1 --relay", 2, true}, {"-n 7 --faults 3 --corrupt 1 --relay", 3, false},
		{"-n 7 --faults 3", 1, false}, {"-n 7 --faults 3", 0, true}, {"-n 7 --faults 3 --attack split", 0, true},
		{"-n 7 --faults 3 --attack split --corrupt 1 --unsafe", 0, false},
	} {
		if err := mustBuild(t, c.args).Safe(c.crashes); (err == nil) != c.safe {
			t.Errorf("%s, %d crashes: %v, want safe %v", c.args, c.crashes, err, c.safe)
		}
	}
}

// The scripts of the attacks are what they are said to be, each the same whatever is drawn, but for the random one.
func TestTheScriptsOfAttacks(t *testing.T) {
	ways := func(w dkg.Way) []dkg.Way { return []dkg.Way{w, w, w, w, w} }
	others := model.All(5).Without(3)
	all := dkg.KindsOf(dkg.Deals, dkg.Complaints, dkg.Justifications, dkg.Exposures, dkg.Accusations, dkg.Reveals,
		dkg.Shares)
	want := map[string]dkg.Script{
		"silent": {Commit: dkg.Missing, Share: ways(dkg.Missing), Answer: ways(dkg.Missing), Resting: true,
			Expose: dkg.Missing, Reveal: dkg.Missing, Hush: true},
		"shares": {Share: ways(dkg.Wrong), Answer: ways(dkg.Missing)}, "sly": {Commit: dkg.Sly},
		"accuse": {Accuse: others, Blame: others}, "expose": {Expose: dkg.Wrong},
		"reveal": {Betray: others, Bare: others}, "split": {Commit: dkg.Twice, Hear: model.All(3)},
	}
	var help []string
	for _, a := range attacks {
		help = append(help, a.name)
		c := &counted{Chooser: sim.Random(5)}
		got := a.script(c, 3, 5)
		switch w, known := want[a.name]; {
		case known && (!reflect.DeepEqual(got, w) || c.times > 0):
			t.Errorf("%s: %+v, want %+v", a.name, got, w)
		case a.name == "late" && (got.Late&all != all || !reflect.DeepEqual(got, dkg.Script{Late: got.Late})):
			t.Errorf("late: %+v", got)
		case a.name == "random":
			r := sim.Random(5)
			w := result.DrawFurther(r, result.DrawExposing(r, result.DrawSharing(r, 3, 5), 3, 5), 3, 5)
			if !reflect.DeepEqual(got, w) || c.times < 20 {
				t.Errorf("random: %+v, drawn in %d choices, want %+v", got, c.times, w)
			}
		}
	}
	if s := split(nil, 0, 4); !s.Hear.Equal(model.All(2)) {
		t.Errorf("of four %v hear what is said first", s.Hear)
	}
	f, _, _ := built(t, "")
	lines := strings.Split(f.Judged, "\n")
	var told []string
	for _, line := range lines[len(lines)-len(attacks):] {
		told = append(told, strings.Fields(line)[0])
	}
	if !slices.Equal(told, help) || !strings.Contains(f.Judged, "one key and one transcript (DKG-R1)") ||
		!strings.HasSuffix(f.Judged, "  they tell one half of the group something else than the other") {
		t.Errorf("%s", f.Judged)
	}
}

// counted counts the choices of a Chooser.
type counted struct {
	sim.Chooser
	times int
}

func (c *counted) Choose(n int) int {
	c.times++
	return c.Chooser.Choose(n)
}

// Only the last nodes have scripts, drawn from a source that depends on the seed but is not that of the network: what
// corrupt nodes do differs from seed to seed, and is the same on every network.
func TestScriptsAreDrawnFromTheSeed(t *testing.T) {
	deals := func(args string) string {
		f, s, err := built(t, args)
		if err != nil {
			t.Fatal(err)
		}
		w, err := s.Start(f, play.Tracing{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return s.Over(w.Live()) }, 2000); err != nil {
			t.Fatal(err)
		}
		r := s.(*run[uint8, uint8])
		return fmt.Sprint(r.outcomes[0].Qualified, r.outcomes[0].Broken, r.outcomes[0].Key())
	}
	seen := map[string]bool{}
	for seed := range 8 {
		args := fmt.Sprintf("-n 5 --corrupt 1 --seed %d", seed)
		if deals(args) != deals(args) {
			t.Errorf("seed %d: two runs", seed)
		}
		seen[deals(args)] = true
	}
	if len(seen) < 6 {
		t.Errorf("%d runs of eight seeds: %v", len(seen), seen)
	}
}

// reported is a report on the run, with the members of its JSON as text.
func reported(t *testing.T, r *run[uint8, uint8], live model.NodeSet, end error) (play.Report, map[string]string) {
	t.Helper()
	report, err := r.Report(ended(live), end)
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]string{}
	for _, m := range report.Members {
		text, err := json.Marshal(m.Value)
		if err != nil {
			t.Fatal(err)
		}
		members[m.Name] = string(text)
	}
	return report, members
}

// A report tells who finished with which key, of the first live honest node in the JSON; why nothing can be judged; and
// what is wrong, with its rule, where it shows and when.
func TestAReportTellsWhatNodesEndWith(t *testing.T) {
	_, r := played(t, "-n 5 -t 3 --faults 2 --corrupt 2 --attack expose")
	_, members := reported(t, r, model.All(5), nil)
	key := fmt.Sprintf(`"%02x"`, r.outcomes[0].Key())
	want := map[string]string{"moves": "1", "finished": "5", "key": key, "qualified": "[0,1,2,3,4]",
		"reconstructed": "[3,4]", "crashed": "0"}
	if !reflect.DeepEqual(members, want) {
		t.Errorf("%v, want %v", members, want)
	}
	lines := strings.Split(r.table(), "\n")
	if len(lines) != 8 || strings.Join(strings.Fields(lines[0]), " ") != "node qualified reconstructed public key" ||
		strings.Join(strings.Fields(lines[1]), " ") != "0 {0 1 2 3 4} {3 4} "+strings.Trim(key, `"`) ||
		!strings.HasPrefix(lines[3], "2   ") || !strings.HasPrefix(lines[4], "3 (corrupt)  {") ||
		!strings.HasPrefix(lines[5], "4 (corrupt)  {") || lines[6]+lines[7] != "" {
		t.Errorf("%q", lines)
	}
	for _, c := range []struct {
		name    string
		live    model.NodeSet
		end     error
		open    string
		members string
	}{
		{"all live", model.All(5), nil, "", key},
		{"a limit", model.All(5), sim.ErrLimit, sim.ErrLimit.Error(), key},
		{"a limit, nobody honest", model.All(5).Minus(model.All(3)), sim.ErrLimit, sim.ErrLimit.Error(), `""`},
		{"nobody honest", model.All(5).Minus(model.All(3)), nil, "no honest node is left to judge", `""`},
		{"three honest", model.All(3), nil, "", key},
		{"two honest", model.All(2), nil, "2 live honest nodes, too few to judge whether any t = 3 make the key", key},
	} {
		report, members := reported(t, r, c.live, c.end)
		if report.Open != c.open || len(report.Breaches) > 0 || members["key"] != c.members ||
			members["crashed"] != fmt.Sprint(5-c.live.Len()) || report.Reached != "5 nodes finished" {
			t.Errorf("%s: %+v, %v", c.name, report, members)
		}
	}
	if _, members := reported(t, r, model.All(5).Without(0), nil); members["qualified"] != "[0,1,2,3,4]" {
		t.Errorf("without node 0: %v", members)
	}
	r.outcomes[1].Commitment = slices.Clone(r.outcomes[1].Commitment)
	r.outcomes[1].Commitment[0] = (r.outcomes[0].Key() + 1) % 251
	report, members := reported(t, r, model.All(5), nil)
	breach := play.Breach{Rule: "DKG-R1", Section: "GJKR §3", Node: 1, Move: 1,
		Message: "dkg: DKG-R1: node 1 has another commitment"}
	if !reflect.DeepEqual(report.Breaches, []play.Breach{breach}) || report.Open != "" || members["key"] != key {
		t.Errorf("%+v, %v, want %+v", report.Breaches, members, breach)
	}
	other := fmt.Sprintf(`"%02x"`, (r.outcomes[0].Key()+1)%251)
	if _, members := reported(t, r, model.All(5).Without(0), nil); members["key"] != other {
		t.Errorf("the key of node 1 is told as %s, want %s", members["key"], other)
	}
}

// That a quorum makes another key is a breach of the run as soon as there are enough honest nodes to be one; with fewer
// that cannot be judged, and what else is wrong is told all the same.
func TestTooFewNodesShowOnlyWhatTheyShow(t *testing.T) {
	spoiled := func(change func(o *dkg.Outcome[uint8, uint8])) *run[uint8, uint8] {
		_, r := played(t, "-n 5 -t 3 --faults 2")
		for i, o := range r.outcomes {
			spoiled := *o
			change(&spoiled)
			r.outcomes[i] = &spoiled
		}
		return r
	}
	higher := spoiled(func(o *dkg.Outcome[uint8, uint8]) { // x³ - x is added to commitment and share
		c, x := o.Commitment, uint32(o.Share.Index)
		o.Commitment = []uint8{c[0], uint8((uint16(c[1]) + 250) % 251), c[2], 1}
		o.Share.Value = uint8((uint32(o.Share.Value) + x*x*x + 251 - x) % 251)
	})
	failed := spoiled(func(o *dkg.Outcome[uint8, uint8]) { o.Failure = "because" })
	for _, c := range []struct {
		name string
		r    *run[uint8, uint8]
		live int
		rule string // empty: the verdict is open
	}{{"degree", higher, 5, "DKG-R3"}, {"degree", higher, 3, "DKG-R3"}, {"degree", higher, 2, ""},
		{"failure", failed, 5, "DKG-R1"}, {"failure", failed, 2, "DKG-R1"}} {
		report, _ := reported(t, c.r, model.All(c.live), nil)
		if (report.Open != "") != (c.rule == "") || (len(report.Breaches) == 1) != (c.rule != "") ||
			c.rule != "" && report.Breaches[0].Rule != c.rule {
			t.Errorf("%s, %d live: %+v, %q, want %q", c.name, c.live, report.Breaches, report.Open, c.rule)
		}
	}
}

// A node that ends without a key has none in the JSON, and its reason in the table; who has not finished has no line
// and no key.
func TestWithoutAKeyThereIsNone(t *testing.T) {
	_, r := played(t, "-n 4 -t 2")
	for _, o := range r.outcomes {
		o.Failure, o.Commitment = "too few dealers", nil
	}
	report, members := reported(t, r, model.All(4), nil)
	if members["key"] != `""` || members["qualified"] != "[0,1,2,3]" || len(report.Breaches) != 1 ||
		strings.Count(r.table(), "  too few dealers\n") != 4 {
		t.Errorf("%v, %+v, %s", members, report.Breaches, r.table())
	}
	_, r = played(t, "-n 4 -t 2")
	r.outcomes[0], r.finished = nil, r.finished.Without(0)
	report, members = reported(t, r, model.All(4), sim.ErrLimit)
	if members["finished"] != "3" || members["key"] == `""` || report.Reached != "3 nodes finished" ||
		strings.HasPrefix(strings.Split(r.table(), "\n")[1], "0 ") {
		t.Errorf("%v, %+v, %s", members, report, r.table())
	}
	if r.Over(model.All(4)) || !r.Over(model.All(4).Without(0)) {
		t.Error("who has not finished is not waited for, or who crashed is")
	}
	o, err := playedAtAll(t, "-n 3 --moves 5")
	if err != nil || o.Message() != sim.ErrLimit.Error() || o.Reached != "0 nodes finished" {
		t.Errorf("%v, %v", o, err)
	}
}

// playedAtAll is the outcome of a command line, if it has one.
func playedAtAll(t *testing.T, args string) (*play.Outcome, error) {
	t.Helper()
	f, s, err := built(t, args)
	if err != nil {
		t.Fatal(err)
	}
	return play.Play(t.Context(), f, s, play.Tracing{})
}

// A run whose packets are lost on an uneven network comes to its end, and the JSON has its settings; one whose network
// there is not is an error.
func TestARunComesToItsEnd(t *testing.T) {
	o, err := playedAtAll(t, "-n 3 --loss 60 --adversary uneven --moves 3000 --relay --crash 1 --seed 4")
	if err != nil || o.Message() != "" {
		t.Fatal(o, err)
	}
	var object bytes.Buffer
	if err := o.PrintJSON(&object); err != nil {
		t.Fatal(err)
	}
	want := `{"protocol":"dkg","nodes":3,"threshold":2,"faults":1,"seed":4,"variant":"gennaro","group":"small",` +
		`"corrupt":0,"attack":"random","relay":true,"adversary":"uneven","loss":60,"duplicate":0,"partition":0,"crash":1,` +
		`"move_limit":3000,"unsafe":false,`
	if !strings.HasPrefix(object.String(), want) {
		t.Errorf("%s, want %s", object.String(), want)
	}
	f, s, err := built(t, "")
	if err != nil {
		t.Fatal(err)
	}
	f.Adversary = "none"
	if _, err := play.Play(t.Context(), f, s, play.Tracing{}); err == nil || errors.Is(err, sim.ErrStuck) {
		t.Errorf("%v, want that there is no such network", err)
	}
}

// At a node only its output counts: it is finished with it.
func TestAnOutputIsTheEndOfANode(t *testing.T) {
	r := mustBuild(t, "").(*run[uint8, uint8])
	outcome := &dkg.Outcome[uint8, uint8]{}
	see := func(node model.NodeID, effects ...model.Effect) {
		r.observe(sim.Observation[dkg.State[uint8, uint8]]{Node: node, Effects: effects})
	}
	see(2, model.SetTimer{Phase: 1}, model.AskCoin{Sides: 2})
	if !r.finished.Empty() {
		t.Errorf("%v have finished", r.finished)
	}
	if see(2, model.SetTimer{Phase: 1}, model.Output{Value: outcome}); !r.finished.Equal(model.Only(2)) ||
		r.outcomes[2] != outcome {
		t.Errorf("%v have finished", r.finished)
	}
}
