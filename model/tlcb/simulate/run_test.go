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
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlcb"
	"quesera/model/tlcb/attack"
)

// built is the simulation of a command line, with a player; nil: the clock is alone.
func built(t *testing.T, args string, player Player) (*play.Flags, *run, error) {
	t.Helper()
	f := play.NewFlags("tlcb")
	build := Define(f)
	if player != nil {
		f = play.NewFlags("tlcb")
		settings := &Settings{}
		settings.DefineGroup(f, attack.All(), "steps", 10)
		settings.DefineNetwork()
		build = func() (play.Simulation, error) {
			return settings.Build(tlcb.Words{}, player, Traces{Variant: tlcb.Clock()})
		}
	}
	if err := f.Set().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	s, err := f.Build(build)
	if err != nil {
		return f, nil, err
	}
	return f, s.(*run), nil
}

// membersOf is the JSON of an outcome, by its members as text.
func membersOf(t *testing.T, o *play.Outcome) map[string]string {
	t.Helper()
	var out bytes.Buffer
	if err := o.PrintJSON(&out); err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(out.Bytes(), &raw); err != nil {
		t.Fatal(err)
	}
	members := map[string]string{}
	for name, value := range raw {
		members[name] = string(value)
	}
	return members
}

// The line that replays a run has what describes the group, with the least threshold that is safe, and what else is not
// as by default; the head of the summary says who is corrupt, what they do, and which rules nobody keeps to.
func TestASettingIsTold(t *testing.T) {
	const end, plain = " --seed 1 --rounds 10 --adversary random", "n=4 t=3 f_a=0 f_c=0, ideal signatures"
	for args, want := range map[string]struct{ replay, group string }{
		"":                     {"-n 4 -t 3" + end, plain},
		"-n 5":                 {"-n 5 -t 3" + end, "n=5 t=3 f_a=0 f_c=0, ideal signatures"},
		"-n 5 -t 4 --silent 1": {"-n 5 -t 4 --silent 1" + end, "n=5 t=4 f_a=1 f_c=0, ideal signatures"},
		"-n 7 --faults 2":      {"-n 7 -t 5 --faults 2" + end, "n=7 t=5 f_a=0 f_c=2, ideal signatures"},
		"-n 7 --faults 0":      {"-n 7 -t 4 --faults 0" + end, "n=7 t=4 f_a=0 f_c=0, ideal signatures"},
		"--signatures ed25519": {"-n 4 -t 3 --seed 1 --rounds 10 --signatures ed25519 --adversary random",
			"n=4 t=3 f_a=0 f_c=0, ed25519 signatures"},
		"--seed 9 --rounds 1":     {"-n 4 -t 3 --seed 9 --rounds 1 --adversary random", plain},
		"--adversary regions":     {"-n 4 -t 3 --seed 1 --rounds 10 --adversary regions", plain},
		"--leave --loss 2":        {"-n 4 -t 3" + end + " --loss 2 --leave", plain},
		"--moves 3 --duplicate 5": {"-n 4 -t 3" + end + " --duplicate 5 --moves 3", plain},
		"-n 4 --corrupt 1": {"-n 4 -t 3 --seed 1 --rounds 10 --corrupt 1 --adversary random",
			"n=4 t=3 f_a=0 f_c=1, ideal signatures; {3} corrupt: they "},
		"-n 7 --corrupt 2 -t 5 --attack silent --waive LOG-R6,LOG-3 --unsafe": {
			"-n 7 -t 5 --seed 1 --rounds 10 --corrupt 2 --attack silent --waive LOG-R6,LOG-3 --adversary random " +
				"--unsafe",
			"n=7 t=5 f_a=0 f_c=2, ideal signatures, without LOG-R6,LOG-3; {5 6} corrupt: they "},
	} {
		f, r, err := built(t, args, nil)
		if err != nil || f.Replay() != "quesera sim tlcb "+want.replay || !strings.HasPrefix(r.Group(), want.group) ||
			r.corrupt == 0 && r.Group() != want.group {
			t.Errorf("%s: %v, %s, %s, want %+v", args, err, f.Replay(), r.Group(), want)
		}
	}
	f, r, err := built(t, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"nodes": "4", "threshold": "0", "silent": "0", "faults": "-1",
		"rounds":  "10",
		"corrupt": "0", "attack": attack.All()[0].Name, "signatures": "ideal", "waive": "", "seed": "1"} {
		if got := f.Set().Lookup(name).DefValue; got != want {
			t.Errorf("--%s is %q by default, want %q", name, got, want)
		}
	}
	lines := strings.Split(f.Judged, "\n")
	if len(lines) != 3+len(attack.All()) || !strings.Contains(f.Judged, "TLCB-O2 to O9") || !f.Logged() || f.Traced() ||
		!slices.Equal(r.Waived(), nil) || f.Limit(4) != 500*25*20 {
		t.Errorf("%s, logged %v, waived %q, at most %d moves", f.Judged, f.Logged(), r.Waived(), f.Limit(4))
	}
	for k, a := range attack.All() {
		if want := fmt.Sprintf("  %-13s they %s (%s)", a.Name, a.Says, a.Rule); lines[3+k] != want {
			t.Errorf("%q, want %q", lines[3+k], want)
		}
	}
}

// The parameters of a group go into its clock, and who is corrupt are the last nodes.
func TestTheParametersOfAGroup(t *testing.T) {
	_, r, err := built(t, "-n 9 -t 7 --silent 1 --faults 3 --corrupt 2 --leave --waive LOG-R6,LOG-3 --unsafe", nil)
	if err != nil {
		t.Fatal(err)
	}
	c := r.Config()
	if c.Nodes != 9 || c.Message != 7 || c.Witness != 7 || c.Crashed != 1 || c.Corrupt != 3 || !c.Shrink || c.Unwitnessed {
		t.Errorf("%+v", c)
	}
	if s := r.stage; !s.Corrupt.Equal(model.Only(7).With(8)) || s.Config.Message != 7 || s.Group.Nodes != 9 ||
		s.Group.ID != "tlcb simulation" || !s.Correct().Equal(model.All(7)) {
		t.Errorf("%+v", s)
	}
	if want := []string{"LOG-R6", "LOG-3"}; !slices.Equal(r.Waived(), want) {
		t.Errorf("%q are waived", r.Waived())
	}
	for _, a := range attack.All() {
		if _, r, err := built(t, "--attack "+a.Name, nil); err != nil || r.attack.Name != a.Name {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
}

// Up to its bounds a group is safe, and what is wrong with it is told.
func TestWhichGroupsAreSafe(t *testing.T) {
	for _, c := range []struct {
		args    string
		crashes int
		want    string
	}{
		{"-n 7 -t 5 --silent 2 --faults 2 --corrupt 2", 2, ""}, {"-n 7 -t 5 --silent 2 --faults 2 --corrupt 2", 3,
			"nodes that crash = 3, want at most f_a = 2"},
		{"-n 7 -t 5 --silent 2 --faults 2 --corrupt 3 --unsafe", 3, "corrupt nodes = 3, want at most f_c = 2"},
		{"-n 7 -t 5 --silent 3 --faults 2 --corrupt 3 --unsafe", 4, "n - f_a"}, {"-n 4", 0, ""},
	} {
		_, r, err := built(t, c.args, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Safe(c.crashes); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %d crashes: %v, want %q", c.args, c.crashes, err, c.want)
		}
	}
	for args, want := range map[string]string{"--corrupt 4 --unsafe": "corrupt nodes = 4, want 0..3",
		"--corrupt 3 --unsafe": "", "--corrupt -1": "corrupt nodes = -1", "-t 5 --unsafe": "threshold",
		"-n 2048 -t 1025 --rounds 1": "nodes", "-n 2 --rounds 0": "rounds = 0",
		"-n 1 --rounds 4194304": "", "-n 1 --rounds 4194305": "rounds = 4194305, want at least 1"} {
		if _, _, err := built(t, args, nil); (err == nil) != (want == "") ||
			err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

// census is a player that counts what nodes write, in its own way, and finds something wrong after so many entries.
type census struct {
	entries, octets int
	steps           map[model.NodeID]int
	moved           uint64 // the last move in which a correct node entered a step
	correct         model.NodeSet
	items           []*tlcb.Item
	wrong           int
	last            model.Step
}

func (c *census) Observe(o sim.Observation[tlcb.State], correct model.NodeSet) {
	c.correct = correct
	for _, e := range o.Effects {
		wrote, ok := e.(log.Wrote[*tlcb.View])
		if !ok {
			continue
		}
		c.items = append(c.items, wrote.Item)
		c.entries, c.octets = c.entries+1, c.octets+len(wrote.Item.AppendTo(nil))+len(wrote.Item.Signature)
		if _, raw := wrote.Item.Action.(tlcb.Raw); raw {
			c.steps[o.Node]++
			if correct.Has(o.Node) {
				c.moved = o.Move
			}
		}
	}
}

func (c *census) Breaches() []play.Breach {
	if c.wrong > 0 && c.entries >= c.wrong {
		return []play.Breach{{Rule: "X-O1", Message: "enough"}}
	}
	return nil
}
func (c *census) Last(rounds uint32) model.Step { return model.Step(rounds) + c.last }
func (c *census) Tell(r *play.Report)           { r.Remarks = append(r.Remarks, "told") }

// What a run tells of itself is what its nodes wrote: how many entries and octets, which step each is in, who crashed,
// and how far the last live correct node came. It is over when all of those are in the last step.
func TestARunIsToldAsItWas(t *testing.T) {
	crashed := 0
	for _, c := range []struct {
		args string
		last model.Step
		open string
	}{
		{"-n 4 --rounds 2", 0, ""}, {"-n 4 --rounds 2", 3, ""}, {"-n 4 --rounds 3 --corrupt 1 --attack equivocate", 0, ""},
		{"-n 5 -t 4 --silent 1 --crash 1 --rounds 6 --seed 3", 0, ""},
		{"-n 4 --rounds 9 --moves 60", 0, sim.ErrLimit.Error()},
		{"-n 5 -t 4 --silent 1 --crash 1 --rounds 6 --seed 4", 0, ""}, {"-n 1 --rounds 3", 0, ""},
	} {
		count := &census{steps: map[model.NodeID]int{}, last: c.last}
		f, r, err := built(t, c.args, count)
		if err != nil {
			t.Fatal(err)
		}
		o, err := play.Play(t.Context(), f, r, play.Tracing{})
		if err != nil || o.Open != c.open {
			t.Fatalf("%s: %v, %q", c.args, err, o.Open)
		}
		live, slowest := r.world.Live(), 1<<20
		for i := range live.Intersect(count.correct).Members() {
			slowest = min(slowest, count.steps[i]-1)
		}
		crashed += r.nodes - live.Len()
		last := int(r.Steps) + int(c.last)
		if c.open == "" && (slowest != last || count.moved != r.world.Moves()) || c.open != "" && slowest >= last {
			t.Errorf("%s: over in step %d, want %d; after %d moves, a step was entered in move %d", c.args, slowest, last,
				r.world.Moves(), count.moved)
		}
		members := membersOf(t, o)
		for name, want := range map[string]string{"entries": fmt.Sprint(count.entries), "octets": fmt.Sprint(count.octets),
			"step": fmt.Sprint(slowest), "crashed": fmt.Sprint(r.nodes - live.Len()), "moves": fmt.Sprint(r.world.Moves()),
			"evidence": "[]", "nodes": fmt.Sprint(r.nodes), "rounds": fmt.Sprint(r.Steps), "signatures": `"ideal"`} {
			if members[name] != want {
				t.Errorf("%s: %s = %s, want %s", c.args, name, members[name], want)
			}
		}
		remarks := []string{fmt.Sprintf("%d entries, %d octets", count.entries, count.octets), "told"}
		if !slices.Equal(o.Remarks, remarks) || !strings.HasSuffix(o.Reached, fmt.Sprintf("in step %d at least", slowest)) ||
			!strings.HasSuffix(o.Table, "\n\n") {
			t.Errorf("%s: %q, %s, want %q", c.args, o.Remarks, o.Reached, remarks)
		}
		for i, line := range strings.Split(strings.TrimSpace(o.Table), "\n")[1:] {
			fields := strings.Fields(strings.Replace(line, " (corrupt)", "*", 1))
			name, written := fmt.Sprint(i), r.world.State(model.NodeID(i)).Own()
			if !count.correct.Has(model.NodeID(i)) {
				name += "*"
			}
			if fields[0] != name || fields[1] != fmt.Sprint(count.steps[model.NodeID(i)]-1) ||
				fields[2] != fmt.Sprint(written.Seq) {
				t.Errorf("%s: %q, want node %s in step %d with %d entries", c.args, line, name,
					count.steps[model.NodeID(i)]-1, written.Seq)
			}
		}
	}
	if crashed != 2 {
		t.Errorf("%d nodes crashed, want two", crashed)
	}
}

// What a player finds wrong ends the run, and comes after what the clock finds.
func TestABreachEndsTheRun(t *testing.T) {
	count := &census{steps: map[model.NodeID]int{}, wrong: 20}
	f, r, err := built(t, "-n 4 --rounds 50", count)
	if err != nil {
		t.Fatal(err)
	}
	o, err := play.Play(t.Context(), f, r, play.Tracing{})
	if err != nil || count.entries < 20 || count.entries > 25 || o.Message() != "enough" || len(o.Breaches) != 1 {
		t.Errorf("%v: %d entries, %+v", err, count.entries, o)
	}
	count = &census{steps: map[model.NodeID]int{}, wrong: 1}
	f, r, err = built(t, "-n 4 -t 3 --corrupt 1 --attack accuse --unsafe --waive LOG-R6", count)
	if err != nil {
		t.Fatal(err)
	}
	w, err := r.Start(f, play.Tracing{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(func() bool { return len(r.watch.Breaches()) > 0 }, 5000); err != nil {
		t.Fatal(err)
	}
	found := r.watch.Breaches()[0]
	want := []play.Breach{{Rule: found.Rule, Section: found.Section, Node: found.Node, Move: found.Move,
		Message: found.What + " (LOG-O1)"}, {Rule: "X-O1", Message: "enough"}}
	if got := r.breaches(); !reflect.DeepEqual(got, want) || found.Rule != "LOG-O1" {
		t.Errorf("%+v, want %+v", got, want)
	}
	if o, err = played(t, "-n 4 -t 3 --corrupt 1 --attack accuse --unsafe --waive LOG-R6"); err != nil ||
		membersOf(t, o)["moves"] != fmt.Sprint(o.Breaches[0].Move) {
		t.Errorf("%v: %+v, after %s moves", err, o.Breaches, membersOf(t, o)["moves"])
	}
}

// Time stands still when no correct node has entered a step for more than three thousand moves a node; a run that ends
// for another reason is open for that.
func TestTimeStandsStill(t *testing.T) {
	f, r, err := built(t, "-n 4 -t 4 --corrupt 1 --attack silent --rounds 3", nil)
	if err != nil {
		t.Fatal(err)
	}
	o, err := play.Play(t.Context(), f, r, play.Tracing{})
	want := "time stands still: no correct node entered a step in 12000 moves (TLCB-O6)"
	if err != nil || o.Open != want || r.world.Moves() != r.moved+12001 {
		t.Errorf("%v: %q after %d moves, the last step in move %d", err, o.Open, r.world.Moves(), r.moved)
	}
	if report, err := r.Report(r.world, sim.ErrLimit); err != nil || report.Open != sim.ErrLimit.Error() {
		t.Errorf("%v: %q", err, report.Open)
	}
}

// The run goes on until each live correct node is beyond the last step, or something is wrong.
func TestWhenARunIsOver(t *testing.T) {
	f, r, err := built(t, "-n 4 -t 3 --corrupt 1 --rounds 5", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Start(f, play.Tracing{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		step    []int
		live    model.NodeSet
		over    bool
		slowest int
	}{
		{[]int{6, 6, 6, 0}, model.All(4), true, 5}, {[]int{6, 5, 6, 6}, model.All(4), false, 4},
		{[]int{6, 0, 6, 0}, model.All(4), false, 0}, {[]int{6, 2, 7, 0}, model.All(4).Without(1), true, 5},
		{[]int{1, 2, 3, 0}, model.Only(3), true, 0}, {[]int{3, 2, 4, 9}, model.All(4), false, 1},
		{[]int{8, 7, 9, 0}, model.All(4), true, 6},
	} {
		r.step = c.step
		if r.Over(c.live) != c.over || r.slowest(c.live) != c.slowest {
			t.Errorf("%v, %v live: over %v, in step %d, want %v and %d", c.step, c.live, r.Over(c.live), r.slowest(c.live),
				c.over, c.slowest)
		}
	}
}

// Who is exposed, and the evidence, is what node 0 has, and not what others have.
func TestEvidenceIsThatOfNode0(t *testing.T) {
	for _, first := range []model.NodeID{0, 1} {
		for seed := range 30 {
			f, r, err := built(t, fmt.Sprintf("-n 4 -t 3 --corrupt 1 --attack equivocate --signatures ed25519 --seed %d", seed),
				nil)
			if err != nil {
				t.Fatal(err)
			}
			w, err := r.Start(f, play.Tracing{})
			if err != nil {
				t.Fatal(err)
			}
			knows := func(i model.NodeID) bool { return r.world.State(i).Corrupt().Has(3) }
			if err := w.Run(func() bool { return knows(0) || knows(1) }, 5000); err != nil {
				t.Fatal(err)
			}
			if knows(1-first) || !knows(first) {
				continue
			}
			report, err := r.Report(w, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range report.Members {
				want := map[string]int{"exposed": int(1 - first), "evidence": int(1 - first)}
				if n, is := want[m.Name]; is && reflect.ValueOf(m.Value).Len() != n {
					t.Errorf("node %d has evidence: %s = %v", first, m.Name, m.Value)
				}
			}
			row := strings.Split(report.Table, "\n")[1+first]
			other := strings.Split(report.Table, "\n")[2-first]
			if !strings.HasSuffix(row, "  3: equivocation") || !strings.HasSuffix(other, "  nobody") {
				t.Errorf("%s", report.Table)
			}
			break
		}
	}
	o, err := played(t, "-n 4 -t 3 --corrupt 1 --rounds 4 --attack equivocate")
	if m := membersOf(t, o); err != nil || m["exposed"] != "[3]" || m["evidence"] != "[]" {
		t.Errorf("%v: exposed %s, evidence %s; ideal signatures convince nobody", err, m["exposed"], m["evidence"])
	}
}

// The network of regions is another one than that of equal chances, and of as many nodes as there are.
func TestRegionsSeldomHearOfEachOther(t *testing.T) {
	var said [2]string
	for k, name := range []string{"random", "regions"} {
		o, err := played(t, "-n 6 --corrupt 1 -t 4 --rounds 2 --attack silent --adversary "+name)
		if err != nil || o.Message() != "" {
			t.Fatalf("%s: %v, %q", name, err, o.Message())
		}
		said[k] = membersOf(t, o)["moves"]
	}
	if said[0] == said[1] {
		t.Errorf("both take %s moves", said[0])
	}
}

// full is a place without room.
type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

// A trace of ideal signatures cannot be begun, and one that cannot be written is an error of the run; so is a network
// that there is not.
func TestATraceThatCannotBeIsAnError(t *testing.T) {
	if _, err := traced(t, "-n 4", play.Tracing{To: &bytes.Buffer{}}); err == nil ||
		!strings.HasPrefix(err.Error(), "sim: trace: tlcb: signatures") {
		t.Errorf("%v", err)
	}
	for _, rounds := range []string{"1", "12"} {
		_, err := traced(t, "-n 1 --signatures ed25519 --rounds "+rounds, play.Tracing{To: full{}})
		if !errors.Is(err, errFull) || !strings.HasPrefix(err.Error(), "sim: trace: ") {
			t.Errorf("%s rounds: %v", rounds, err)
		}
	}
	f, r, err := built(t, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	f.Adversary = "none"
	if _, err := r.Start(f, play.Tracing{}); err == nil {
		t.Error("a network of nobody")
	}
}
