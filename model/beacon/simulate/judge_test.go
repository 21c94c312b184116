package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/sim"
	"quesera/model/sim/play"
)

// By itself a group has four nodes, three of which sign, and makes five rounds of drand's first scheme; a group that is
// smaller has as many signers as nodes. What is asked for is kept.
func TestAGroupByItself(t *testing.T) {
	const other = "-t 1 --adversary uneven --scheme bls-unchained-g1-rfc9380 --loss 1 --duplicate 2 --partition 3 " +
		"--crash 1 --moves 9"
	for args, want := range map[string]string{
		"":                      "-n 4 -t 3 --seed 1 --rounds 5 --adversary random",
		"-n 2":                  "-n 2 -t 2 --seed 1 --rounds 5 --adversary random",
		"-n 1 --seed 7":         "-n 1 -t 1 --seed 7 --rounds 5 --adversary random",
		"-n 9":                  "-n 9 -t 3 --seed 1 --rounds 5 --adversary random",
		"-n 9 -t 4 --rounds 1":  "-n 9 -t 4 --seed 1 --rounds 1 --adversary random",
		"--rounds 536870912":    "-n 4 -t 3 --seed 1 --rounds 536870912 --adversary random",
		"-n 1024 -t 1024":       "-n 1024 -t 1024 --seed 1 --rounds 5 --adversary random",
		"-n 4 --corrupt 1 -t 2": "-n 4 -t 2 --seed 1 --rounds 5 --corrupt 1 --adversary random",
		other: "-n 4 -t 1 --seed 1 --rounds 5 --scheme bls-unchained-g1-rfc9380 --adversary uneven --loss 1 --duplicate 2 " +
			"--partition 3 --crash 1 --moves 9",
		"--corrupt 4 --attack early --unsafe": "-n 4 -t 3 --seed 1 --rounds 5 --corrupt 4 --attack early " +
			"--adversary random --unsafe",
	} {
		f, s, err := built(t, args)
		if err != nil || f.Replay() != "quesera sim beacon "+want {
			t.Errorf("%s: %s, %v, want %s", args, f.Replay(), err, want)
			continue
		}
		fields := strings.Fields(want)
		if fmt.Sprint(s.Nodes()) != fields[1] || !strings.HasPrefix(s.Group(), "n="+fields[1]+" t="+fields[3]+", ") {
			t.Errorf("%s: %d nodes, %s", args, s.Nodes(), s.Group())
		}
	}
	for args, want := range map[string]string{"-n 1025": "nodes = 1025, want 1..1024", "-t 0": "threshold = 0, want 1..4",
		"--corrupt -1": "corrupt nodes = -1", "--corrupt 5": "corrupt nodes = 5, want 0..4",
		"--rounds 536870913": "rounds = 536870913, want 1..536870912",
		"--attack none":      "want silent, wrong, early, ahead", "--adversary none": "want random or uneven"} {
		if _, _, err := built(t, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
	f, _, err := built(t, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"nodes": "4", "threshold": "3", "rounds": "5", "corrupt": "0",
		"attack": "silent", "scheme": "pedersen-bls-chained"} {
		if got := f.Set().Lookup(name).DefValue; got != want {
			t.Errorf("--%s is %s by default, want %s", name, got, want)
		}
	}
	for args, want := range map[string]string{"": "n=4 t=3, pedersen-bls-chained",
		"--scheme pedersen-bls-unchained": "n=4 t=3, pedersen-bls-unchained",
		"-n 5 -t 2 --corrupt 1 --attack wrong": "n=5 t=2, pedersen-bls-chained; {4} corrupt: they sign something else, and " +
			"announce it as the round's output"} {
		if _, s, err := built(t, args); err != nil || s.Group() != want {
			t.Errorf("%s: %v, %s, want %s", args, err, s.Group(), want)
		}
	}
}

// Groups are safe up to the bounds: one corrupt node less than sign, and as many others as sign.
func TestWhichGroupsAreSafe(t *testing.T) {
	for _, c := range []struct {
		args    string
		crashes int
		safe    bool
	}{
		{"-n 5 -t 2 --corrupt 1", 2, true}, {"-n 5 -t 2 --corrupt 1", 3, false}, {"-n 5 -t 2 --corrupt 2 --unsafe", 0, false},
		{"-n 5 -t 5", 0, true}, {"-n 5 -t 5", 1, false}, {"-n 3 -t 2 --corrupt 1", 0, true},
	} {
		_, s, err := built(t, c.args)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Safe(c.crashes); (err == nil) != c.safe {
			t.Errorf("%s, %d crashes: %v, want safe %v", c.args, c.crashes, err, c.safe)
		}
	}
}

// The key depends on the seed and on nothing else that is drawn; only where outputs are chained there is a genesis.
func TestTheKeyIsDealtFromTheSeed(t *testing.T) {
	keys := map[string]bool{}
	for _, seed := range []uint64{1, 2, 1} {
		g, err := dealt(beacon.PedersenUnchained(), 3, 2, seed)
		if err != nil || len(g.shares) != 3 || g.key.Threshold() != 2 || g.key.Shares() != 3 ||
			len(g.genesis.Signature) != 0 || g.genesis.Round != 0 {
			t.Fatalf("%+v, %v", g, err)
		}
		keys[string(g.scheme.Suite.Keys.Encode(g.key.Group()))] = true
	}
	if len(keys) != 2 {
		t.Errorf("%d keys of two seeds, want two", len(keys))
	}
	g, err := dealt(beacon.PedersenChained(), 2, 1, 1)
	if err != nil || !bytes.Equal(g.genesis.Signature, bytes.Repeat([]byte{0x5e}, 32)) {
		t.Errorf("%v: the genesis is %x", err, g.genesis.Signature)
	}
	if _, err := dealt(beacon.PedersenChained(), 2, 3, 1); err == nil {
		t.Error("more nodes have to sign than there are")
	}
	if _, err := dealt(beacon.PedersenChained(), 2, 0, 1); err == nil {
		t.Error("nobody has to sign")
	}
}

// An output is judged where it comes: it may come once as many honest nodes have signed as the corrupt ones lack, one
// at least. Whoever puts out the last round is done; what came first stays what others are compared with.
func TestAnOutputIsJudgedAtItsBounds(t *testing.T) {
	for _, c := range []struct{ corrupt, signed, rule string }{
		{"0", "2", ""}, {"0", "1", "BEACON-P2"}, {"1", "1", ""}, {"1", "0", "BEACON-P2"}, {"2", "1", ""},
		{"2", "0", "BEACON-P2"}, {"3", "1", ""}, {"3", "0", "BEACON-P2"},
	} {
		r, b := begun(t, "pedersen-bls-unchained")
		fmt.Sscan(c.corrupt, &r.corrupt)
		signed := 0
		fmt.Sscan(c.signed, &signed)
		r.signed[1] = model.All(signed)
		if rule := judged(r, 0, b[1]); rule != c.rule {
			t.Errorf("%s corrupt, %s signed: %q, want %q", c.corrupt, c.signed, rule, c.rule)
		}
	}
	r, b := begun(t, "pedersen-bls-chained")
	if rule := judged(r, 0, b[1], b[2]); rule != "" || !r.done.Empty() || r.last[0] != 2 || r.outputs != 2 {
		t.Errorf("%q, done %v, last %v, %d outputs", rule, r.done, r.last, r.outputs)
	}
	if rule := judged(r, 0, b[3]); rule != "" || !r.done.Equal(model.Only(0)) {
		t.Errorf("%q, done %v, want node 0", rule, r.done)
	}
	if rule := judged(r, 1, b[1]); rule != "" || r.outputs != 4 || r.last[1] != 1 {
		t.Errorf("%q, %d outputs", rule, r.outputs)
	}
	wrong := b[2]
	wrong.Signature = b[3].Signature
	if rule := judged(r, 1, wrong); rule != "BEACON-P1" || !bytes.Equal(r.first[2].Signature, b[2].Signature) {
		t.Errorf("%q, and what came first is another now", rule)
	}
	r.rounds = 2
	if judged(r, 1, b[3]); !r.done.Equal(model.All(2)) {
		t.Errorf("done %v after a round behind the last, want nodes 0 and 1", r.done)
	}
}

// seen shows the run a transition of a node.
func seen(r *run[bls.G1, bls.G2], move uint64, node model.NodeID, last beacon.Beacon, effects ...model.Effect) {
	r.observe(sim.Observation[beacon.State[bls.G2]]{Move: move, Node: node, Effects: effects,
		After: &beacon.State[bls.G2]{Self: node, Last: last}})
}

// Of honest nodes it is noted who signs which round; partial signatures of corrupt ones do not count, nor other
// messages, and their outputs are not judged.
func TestWhatHonestNodesDoIsSeen(t *testing.T) {
	r, b := begun(t, "pedersen-bls-unchained")
	r.signed = map[uint64]model.NodeSet{}
	r.corrupt = 1
	sign := func(round uint64) model.Effect {
		return model.Broadcast{Message: beacon.Partial[bls.G2]{Round: round}}
	}
	none := beacon.Beacon{}
	seen(r, 1, 0, none, sign(1))
	seen(r, 1, 2, none, model.SetTimer{Phase: 1}, sign(1))
	seen(r, 1, 3, none, sign(1), model.Output{Value: b[3]})
	seen(r, 2, 1, none, sign(2), model.Broadcast{Message: beacon.Announcement{Beacon: b[1]}})
	if !r.signed[1].Equal(model.Only(0).With(2)) || !r.signed[2].Equal(model.Only(1)) || len(r.signed) != 2 ||
		r.outputs != 0 || r.breach != nil {
		t.Errorf("signed by %v, %d outputs, %+v", r.signed, r.outputs, r.breach)
	}
	seen(r, 3, 0, b[1], model.Output{Value: b[1]})
	if r.outputs != 1 || r.breach != nil || r.last[0] != 1 {
		t.Errorf("%d outputs, %+v", r.outputs, r.breach)
	}
	seen(r, 4, 0, b[1], model.Output{Value: b[1]})
	want := play.Breach{Rule: "BEACON-P1", Section: "ICP §III.1.5.5", Move: 4,
		Message: "beacon: BEACON-P1: node 0 puts out round 1 after round 1"}
	if r.breach == nil || *r.breach != want {
		t.Errorf("%+v, want %+v", r.breach, want)
	}
	seen(r, 5, 1, b[2])
	if *r.breach != want {
		t.Errorf("%+v, want what came first", r.breach)
	}
}

// What a node shows as its last beacon is what it put out last, with the signature that came first; before the first
// round that is the genesis, whatever its signature.
func TestTheLastBeaconIsWhatWasPutOut(t *testing.T) {
	aside := func(b, signature beacon.Beacon) beacon.Beacon {
		b.Signature = signature.Signature
		return b
	}
	for _, c := range []struct {
		name  string
		last  func(b []beacon.Beacon) beacon.Beacon
		wrong bool
	}{
		{"what it put out", func(b []beacon.Beacon) beacon.Beacon { return b[1] }, false},
		{"another signature", func(b []beacon.Beacon) beacon.Beacon { return aside(b[1], b[2]) }, true},
		{"the round before", func(b []beacon.Beacon) beacon.Beacon { return b[0] }, true},
		{"the round after", func(b []beacon.Beacon) beacon.Beacon { return b[2] }, true},
	} {
		r, b := begun(t, "pedersen-bls-chained")
		seen(r, 1, 0, c.last(b), model.Output{Value: b[1]})
		if (r.breach != nil) != c.wrong || c.wrong && (r.breach.Rule != "BEACON-P1" || r.breach.Node != 0 ||
			r.breach.Move != 1) {
			t.Errorf("%s: %+v", c.name, r.breach)
		}
	}
	r, b := begun(t, "pedersen-bls-chained")
	if seen(r, 1, 0, b[0]); r.breach != nil {
		t.Errorf("at its start: %+v", r.breach)
	}
}

// A run is over when all live honest nodes have put out the last round, or something is wrong.
func TestWhenARunIsOver(t *testing.T) {
	r, _ := begun(t, "pedersen-bls-unchained")
	r.corrupt = 1
	r.done = model.All(2)
	for _, c := range []struct {
		live model.NodeSet
		over bool
	}{{model.All(4), false}, {model.All(3), false}, {model.All(4).Without(2), true}, {model.All(2), true},
		{model.Only(3), true}} {
		if got := r.Over(c.live); got != c.over {
			t.Errorf("%v live: over %v, want %v", c.live, got, c.over)
		}
	}
	if r.breach = (&play.Breach{}); !r.Over(model.All(4)) {
		t.Error("a breach does not end the run")
	}
}

// reported is a report on the run, with the members of its JSON as text.
func reported(t *testing.T, r *run[bls.G1, bls.G2], live model.NodeSet, end error) (play.Report, map[string]string) {
	t.Helper()
	rep, err := r.Report(ended(live), end)
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]string{}
	for _, m := range rep.Members {
		text, err := json.Marshal(m.Value)
		if err != nil {
			t.Fatal(err)
		}
		members[m.Name] = string(text)
	}
	return rep, members
}

// A report says how far the live honest nodes came, and keeps the reason of an open end; a beacon that stops is broken
// by the highest node that is behind, which counts for less than what was wrong before.
func TestAReportTellsHowFarARunCame(t *testing.T) {
	r, b := begun(t, "pedersen-bls-unchained")
	r.last, r.done, r.outputs = []uint64{3, 2, 1, 0}, model.Only(0), 6
	r.corrupt = 1
	r.first[1], r.first[3] = b[1], b[3]
	for _, c := range []struct {
		live          model.NodeSet
		end           error
		reached, open string
		breach        string
	}{
		{model.All(4), sim.ErrLimit, "1", sim.ErrLimit.Error(), ""},
		{model.All(2), sim.ErrLimit, "2", sim.ErrLimit.Error(), ""},
		{model.All(1), nil, "3", "", ""},
		{model.Only(3), nil, "3", "no honest node is left to judge", ""},
		{model.Only(3), sim.ErrLimit, "3", sim.ErrLimit.Error(), ""},
		{model.Only(3).With(0), sim.ErrStuck, "3", sim.ErrStuck.Error(), ""},
		{model.All(4), sim.ErrStuck, "1", "", "beacon: BEACON-P5: {1 2} stop before round 3, want an end of every round: " +
			"3 honest nodes live"},
	} {
		r.breach = nil
		rep, members := reported(t, r, c.live, c.end)
		if rep.Reached != "all live honest nodes put out round "+c.reached || rep.Open != c.open ||
			(c.breach == "") != (len(rep.Breaches) == 0) {
			t.Errorf("%v live, %v: %+v", c.live, c.end, rep)
		}
		if c.breach != "" && (rep.Breaches[0].Message != c.breach || rep.Breaches[0].Node != 2 ||
			rep.Breaches[0].Move != 1) {
			t.Errorf("%v live: %+v, want %s of node 2", c.live, rep.Breaches, c.breach)
		}
		want := map[string]string{"moves": "1", "reached": c.reached, "outputs": "6", "crashed": fmt.Sprint(4 - c.live.Len()),
			"randomness": fmt.Sprintf(`["%x","%x"]`, b[1].Randomness(), b[3].Randomness())}
		for name, value := range want {
			if members[name] != value || len(members) != len(want) {
				t.Errorf("%v live: %s = %s, want %s", c.live, name, members[name], value)
			}
		}
	}
	r.breach = &play.Breach{Rule: "BEACON-P3"}
	if rep, _ := reported(t, r, model.All(4), sim.ErrStuck); len(rep.Breaches) != 1 ||
		rep.Breaches[0].Rule != "BEACON-P3" ||
		rep.Open != "" {
		t.Errorf("%+v, want the first breach only", rep)
	}
	r.breach, r.first = nil, map[uint64]beacon.Beacon{}
	if _, members := reported(t, r, model.All(4), nil); members["randomness"] != "[]" {
		t.Errorf("%v without outputs", members)
	}
}

// The summary has a line for each of the first twenty rounds that was put out, with who signed it, and says where more
// follow.
func TestTheSummaryHasALineARound(t *testing.T) {
	for _, c := range []struct {
		rounds uint32
		lines  int
		more   bool
	}{{1, 1, false}, {19, 19, false}, {20, 20, false}, {21, 20, true}} {
		r := &run[bls.G1, bls.G2]{settings: &settings{rounds: c.rounds}, signed: map[uint64]model.NodeSet{},
			first: map[uint64]beacon.Beacon{}}
		want := []string{"round signed by randomness"}
		var randomness []string
		for round := range uint64(26) { // no round is 0
			b := beacon.Beacon{Round: round, Signature: []byte{byte(round)}}
			r.first[round], r.signed[round] = b, model.Only(model.NodeID(round))
			if round > 0 && round <= uint64(c.lines) {
				want = append(want, fmt.Sprintf("%d {%d} %x", round, round, b.Randomness()))
				randomness = append(randomness, fmt.Sprintf("%x", b.Randomness()))
			}
		}
		if c.more {
			want = append(want, "…")
		}
		var got []string
		for line := range strings.Lines(r.table()) {
			got = append(got, strings.Join(strings.Fields(line), " "))
		}
		if !slices.Equal(got, append(want, "")) || !slices.Equal(r.randomness(), randomness) {
			t.Errorf("%d rounds: %q, %q, want %q", c.rounds, got, r.randomness(), want)
		}
		delete(r.first, 1)
		if strings.Contains(r.table(), "\n1 ") || len(r.randomness()) != c.lines-1 {
			t.Errorf("%d rounds: a round is told that was not put out", c.rounds)
		}
	}
}

// A run whose packets are lost and which is played on an uneven network comes to its end, in which each round was
// signed by as many as have to, and its randomness is that of outputs which verify.
func TestARunComesToItsEnd(t *testing.T) {
	o, s := played(t, "-n 2 -t 2 --rounds 3 --loss 40 --adversary uneven --moves 400")
	r := s.(*run[bls.G1, bls.G2])
	if o.Message() != "" || o.Reached != "all live honest nodes put out round 3" || r.outputs != 6 {
		t.Fatalf("%s, %s, %d outputs", o.Message(), o.Reached, r.outputs)
	}
	for round := uint64(1); round <= 3; round++ {
		if !r.signed[round].Equal(model.All(2)) || r.chain().Verify(r.first[round]) != nil {
			t.Errorf("round %d: signed by %v, %+v", round, r.signed[round], r.first[round])
		}
	}
	var object bytes.Buffer
	if err := o.PrintJSON(&object); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"nodes":2,"threshold":2,"seed":1,"rounds":3,"scheme":"pedersen-bls-chained",` +
		`"corrupt":0,"attack":"silent","adversary":"uneven","loss":40`, `"outputs":6`, `"reached":3`, `"crashed":0`} {
		if !strings.Contains(object.String(), want) {
			t.Errorf("no %s in %s", want, object.String())
		}
	}
	f, s, err := built(t, "-n 2 -t 2")
	if err != nil {
		t.Fatal(err)
	}
	f.Adversary = "none"
	if _, err := s.Start(f, play.Tracing{}); err == nil {
		t.Error("a network of nobody is made")
	}
	if o, err := play.Play(t.Context(), f, s, play.Tracing{}); err == nil || errors.Is(err, sim.ErrStuck) {
		t.Errorf("%v, %v", o, err)
	}
}

// A long run of one node is not given up after as many moves as one round takes.
func TestALongRunOfTheBeaconMayTakeItsMoves(t *testing.T) {
	f, _, err := built(t, "-n 1 --rounds 30000")
	if err != nil || f.Limit(1) < 60000 {
		t.Errorf("%v: given up after %d moves", err, f.Limit(1))
	}
}
