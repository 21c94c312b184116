package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlc"
	"quesera/spec"
)

// A told run is what became of a command line: the simulation, its outcome, and the members of its JSON as text.
type told struct {
	flags   *play.Flags
	run     *Run[tlc.State]
	outcome *play.Outcome
	members map[string]string
	text    string
}

// built is the simulation of a command line.
func built(t *testing.T, args string) (*play.Flags, play.Simulation, error) {
	t.Helper()
	f := play.NewFlags("tlc")
	build := Define(f)
	if err := f.Set().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	s, err := f.Build(build)
	return f, s, err
}

// playedWith plays the run of a command line with a change made to it before; nil: none.
func playedWith(t *testing.T, args string, tracing play.Tracing, change func(*Run[tlc.State])) told {
	t.Helper()
	f, s, err := built(t, args)
	if err != nil {
		t.Fatalf("%s: %v", args, err)
	}
	d := told{flags: f, run: s.(*Run[tlc.State]), members: map[string]string{}}
	if change != nil {
		change(d.run)
	}
	if d.outcome, err = play.Play(t.Context(), f, s, tracing); err != nil {
		t.Fatalf("%s: %v", args, err)
	}
	var text strings.Builder
	var object bytes.Buffer
	if err := errors.Join(d.outcome.Print(&text), d.outcome.PrintJSON(&object)); err != nil {
		t.Fatal(err)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object.Bytes(), &members); err != nil {
		t.Fatal(err)
	}
	for name, value := range members {
		d.members[name] = string(value)
	}
	d.text = text.String()
	return d
}

// By itself three clocks play twenty steps with the least majority, and the JSON has every setting, those included that
// only a protocol on the clock changes; what a flag changes shows under its name. The line that replays a run
// always has what describes the group.
func TestTheSettingsOfARunAreTold(t *testing.T) {
	defaults := map[string]string{"protocol": `"tlc"`, "nodes": "3", "message_threshold": "2", "witness_threshold": "2",
		"seed": "1", "rounds": "20", "adversary": `"random"`, "loss": "0", "duplicate": "0", "partition": "0", "crash": "0",
		"tickets": "1099511627776", "pipelined": "false", "move_limit": "0", "unsafe": "false", "verdict": `"holds"`,
		"message": `""`, "breaches": "[]", "steps": "20", "decisions": "0", "commits_by_node": "[0,0,0]", "commit_rate": "0",
		"missed_decisions": "0", "unjudged_decisions": "0", "crashed": "0", "judged_events": "0",
		"replay": `"quesera sim tlc -n 3 -t 2 -w 2 --seed 1 --rounds 20 --adversary random"`}
	for args, changed := range map[string]map[string]string{
		"": {},
		"-n 4 -t 4 -w 3 --seed 5 --rounds 2 --adversary uneven --loss 1 --duplicate 2 --partition 3 --moves 4000 --unsafe": {
			"nodes": "4", "message_threshold": "4", "witness_threshold": "3", "seed": "5", "rounds": "2", "steps": "2",
			"adversary": `"uneven"`, "loss": "1", "duplicate": "2", "partition": "3", "move_limit": "4000", "unsafe": "true",
			"commits_by_node": "[0,0,0,0]", "replay": `"quesera sim tlc -n 4 -t 4 -w 3 --seed 5 --rounds 2 --adversary ` +
				`uneven --loss 1 --duplicate 2 --partition 3 --moves 4000 --unsafe"`},
		"-w 0 --rounds 1": {"witness_threshold": "0", "rounds": "1", "steps": "1",
			"replay": `"quesera sim tlc -n 3 -t 2 -w 0 --seed 1 --rounds 1 --adversary random"`},
	} {
		d := playedWith(t, args, play.Tracing{}, nil)
		for name, want := range defaults {
			if other, is := changed[name]; is {
				want = other
			}
			if got := d.members[name]; got != want {
				t.Errorf("%s: %s = %s, want %s", args, name, got, want)
			}
		}
		if d.members["moves"] == "" || d.members["jumps"] == "" || len(d.members) != len(defaults)+2 {
			t.Errorf("%s: %d members, want %d with moves and jumps: %v", args, len(d.members), len(defaults)+2, d.members)
		}
	}
	f, s, err := built(t, "")
	if err != nil || !f.Traced() || !strings.Contains(f.Judged, "nobody reaches step s+1 before a majority") ||
		s.Nodes() != 3 || s.Group() != "n=3 t_m=2 t_w=2" || *s.(*Run[tlc.State]).Size() != 3 {
		t.Errorf("%v: traced %v, judged by %q, %d nodes, %s", err, f.Traced(), f.Judged, s.Nodes(), s.Group())
	}
	for _, name := range []string{"threshold", "witness"} { // which help shows to have no number by default
		if got := f.Set().Lookup(name).DefValue; got != "0" {
			t.Errorf("%s is %s by default", name, got)
		}
	}
	for args, want := range map[string]string{"-t 4": "threshold", "--rounds 0": "rounds = 0, want 1..536870912",
		"-t 1": "n/2", "--adversary full": "want random or uneven"} {
		if _, _, err := built(t, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
}

// recount counts what the nodes of a run do, in its own way.
type recount struct {
	jumps int
	step  map[model.NodeID]model.Step
	live  model.NodeSet
	moves uint64
	last  model.Step
	over  uint64 // the first move after which all live nodes are in the last step; 0: none yet
}

func (c *recount) after(o sim.Observation[tlc.State]) {
	for _, e := range o.Effects {
		if _, jumped := e.(tlc.Jumped); jumped {
			c.jumps++
		}
	}
	c.step[o.Node], c.live, c.moves = o.After.Step(), o.Live, o.Move
	if c.over == 0 && len(c.step) >= c.live.Len() && c.slowest() == c.last {
		c.over = o.Move
	}
}

// slowest is the step of the live node that is least far.
func (c *recount) slowest() model.Step {
	last := c.last
	for i := range c.live.Members() {
		last = min(last, c.step[i])
	}
	return last
}

// What a run tells is what its nodes did: how far all that live came, who crashed, how often somebody jumped, in how
// many moves; also where it is not over within its limit. Whoever crashed is not waited for.
func TestARunIsToldAsItWas(t *testing.T) {
	jumps, crashes, ended, behind := 0, 0, 0, 0
	for _, args := range []string{
		"--rounds 6 --adversary uneven", "-n 5 --rounds 12 --partition 30 --seed 4", "-n 5 --rounds 12 --partition 30",
		"-n 5 --crash 2 --loss 20 --rounds 9 --seed 2", "-n 5 --crash 2 --loss 20 --rounds 9 --seed 3", "-n 4 --moves 60",
		"-n 4 --moves 100 --loss 30 -w 0", "-n 1 --rounds 3", "-n 3 -w 0 --crash 1 --rounds 30 --seed 2",
	} {
		c := &recount{step: map[model.NodeID]model.Step{}}
		d := playedWith(t, args, play.Tracing{}, func(r *Run[tlc.State]) {
			r.After, c.last = c.after, model.Step(r.Rounds)
		})
		last, reached, crashed := c.last, c.slowest(), d.run.Nodes()-c.live.Len()
		verdict := `"holds"`
		if reached < last {
			verdict, c.moves = `"inconclusive"`, d.run.flags.Moves
			ended++
		} else if c.over != c.moves {
			t.Errorf("%s: all live nodes are there after %d moves, and the run ends after %d", args, c.over, c.moves)
		}
		if d.run.traced.trace != nil {
			t.Errorf("%s: a trace is made that nobody wants", args)
		}
		for i := range model.All(d.run.Nodes()).Minus(c.live).Members() {
			if reached == last && c.step[i] < last {
				behind++
			}
		}
		for name, want := range map[string]string{"verdict": verdict, "steps": fmt.Sprint(reached),
			"jumps": fmt.Sprint(c.jumps), "crashed": fmt.Sprint(crashed), "moves": fmt.Sprint(c.moves)} {
			if got := d.members[name]; got != want {
				t.Errorf("%s: %s = %s, want %s", args, name, got, want)
			}
		}
		says := fmt.Sprintf("all live nodes reached step %d", reached)
		if crashed > 0 {
			says += "; crashed: " + model.All(d.run.Nodes()).Minus(c.live).String()
		}
		if c.jumps > 0 {
			says += fmt.Sprintf("; %d jumps, 0 decisions missed by them", c.jumps)
		}
		if !strings.Contains(d.text, says+"\n") {
			t.Errorf("%s: %s, want %s", args, d.text, says)
		}
		jumps, crashes = jumps+c.jumps, crashes+crashed
	}
	if jumps < 2 || crashes < 3 || ended != 2 || behind == 0 {
		t.Errorf("%d jumps, %d crashes, %d of them behind, %d runs that are not over, want two, three, some and two", jumps,
			crashes, behind, ended)
	}
}

// A group that is not safe shows it: the run of clocks alone ends with the move of the first breach, which is told with
// its rule, section, node and move, and can be made shorter, told in the names of its messages.
func TestAClockThatBreaksAPromiseEndsTheRun(t *testing.T) {
	d := playedWith(t, "-t 1 --unsafe --moves 2000", play.Tracing{}, nil)
	found := d.run.auditor.Breach()
	if found == nil || len(d.outcome.Breaches) != 1 {
		t.Fatalf("%s, want one breach", d.text)
	}
	if b := d.outcome.Breaches[0]; b.Rule != found.Rule.ID || b.Section != found.Rule.Section || b.Node != found.Node ||
		b.Move != found.Move || b.Message != found.Error() || !strings.HasPrefix(b.Rule, "AUDIT-") ||
		d.members["moves"] != fmt.Sprint(b.Move) {
		t.Errorf("%+v after %s moves, want %v", b, d.members["moves"], found)
	}
}

// Where the same goes wrong in a shorter run, its moves are told in the names of the clock's messages.
func TestMovesAreToldInTheNamesOfMessages(t *testing.T) {
	tracing := play.Tracing{Judge: func(traceformat.Header) play.Judge {
		return &objector{verdict: spec.Violated, at: 60}
	}}
	d := playedWith(t, "", tracing, nil)
	f := play.NewFlags("tlc")
	s, err := play.Shrink(t.Context(), f, Define(f), tracing, 2)
	if err != nil || s == nil {
		t.Fatalf("%v, %v", s, err)
	}
	var text strings.Builder
	d.outcome.Shrunk(s)
	if err := d.outcome.Print(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"'s raw message of step ", "'s acknowledgment of step ", "'s certificate of step ",
		" acknowledges "} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in %s", want, text.String())
		}
	}
}

// referee is a protocol that notes effects and finds something wrong in its nth.
type referee struct {
	notes  int
	moves  []uint64
	nodes  model.NodeSet
	wrong  int // 0: never
	jumped int
}

func (p *referee) Note(node model.NodeID, move uint64, _ model.Effect) {
	p.notes, p.moves, p.nodes = p.notes+1, append(p.moves, move), p.nodes.With(node)
}

func (p *referee) Breaches() []play.Breach {
	if p.wrong == 0 || p.notes < p.wrong {
		return nil
	}
	return []play.Breach{{Rule: "GAME", Message: "unfair"}}
}

func (p *referee) Members() []play.Member { return []play.Member{{Name: "notes", Value: p.notes}} }
func (p *referee) Tell(r *play.Report, jumps int) {
	p.jumped = jumps
	r.Remarks = append(r.Remarks, "told")
}

// A protocol on the clock takes in each effect with its node and its move, and what it finds wrong ends the run and
// is told first. A clock that breaks a promise does not end the run then, and is told all the same.
func TestAProtocolOnTheClockJudgesTheRun(t *testing.T) {
	for wrong, rules := range map[int][]string{0: {"AUDIT-SPREAD"}, 50: {"GAME", "AUDIT-SPREAD"}} {
		p := &referee{wrong: wrong}
		effects := 0
		d := playedWith(t, "-t 1 --unsafe --rounds 9 --moves 2000", play.Tracing{}, func(r *Run[tlc.State]) {
			r.Player = p
			r.After = func(o sim.Observation[tlc.State]) { effects += len(o.Effects) }
		})
		var got []string
		for _, b := range d.outcome.Breaches {
			got = append(got, b.Rule)
		}
		if !slices.Equal(got, rules) || p.notes != effects || !p.nodes.Equal(model.All(3)) || !slices.IsSorted(p.moves) ||
			p.moves[0] != 0 || fmt.Sprint(p.moves[len(p.moves)-1]) != d.members["moves"] || p.jumped != d.run.jumps {
			t.Errorf("wrong after %d: rules %v, %d of %d effects of %v in moves %v of %s", wrong, got, p.notes, effects, p.nodes,
				p.moves, d.members["moves"])
		}
		if wrong == 0 && d.members["steps"] != "9" || wrong > 0 && (p.notes < wrong || p.notes > wrong+10) {
			t.Errorf("wrong after %d: the run ends in step %s, after %d effects", wrong, d.members["steps"], p.notes)
		}
		if !slices.Equal(d.outcome.Remarks, []string{"told"}) || d.members["notes"] != fmt.Sprint(p.notes) ||
			d.members["decisions"] != "" {
			t.Errorf("wrong after %d: %v, %v", wrong, d.outcome.Remarks, d.members)
		}
	}
}

// A group is safe if its thresholds are with so many crashes. Unwitnessed clocks are, alone; no protocol plays on them.
func TestWhichGroupsAreSafe(t *testing.T) {
	for _, c := range []struct {
		args    string
		crashes int
		player  Player
		safe    bool
	}{
		{"-n 3", 1, nil, true}, {"-n 3", 2, nil, false}, {"-n 4 -t 3", 1, nil, true}, {"-n 4 -t 3", 2, nil, false},
		{"-n 3 -w 0", 1, nil, true}, {"-n 3 -w 0", 2, nil, false}, {"-n 3 -w 0", 1, &referee{}, false},
		{"-n 4 -t 2 -w 0 --unsafe", 0, nil, false}, {"-n 3", 1, &referee{}, true}, {"-n 4 -t 3 -w 2 --unsafe", 0, nil, false},
	} {
		_, s, err := built(t, c.args)
		if err != nil {
			t.Fatal(err)
		}
		s.(*Run[tlc.State]).Player = c.player
		if err := s.Safe(c.crashes); (err == nil) != c.safe {
			t.Errorf("%s, %d crashes, a player: %v: %v, want safe %v", c.args, c.crashes, c.player != nil, err, c.safe)
		}
	}
}

// A run of many steps is not given up after as many moves as one step is.
func TestALongRunOfClocksIsNotGivenUp(t *testing.T) {
	if d := playedWith(t, "-n 1 --rounds 22001", play.Tracing{}, nil); d.members["steps"] != "22001" {
		t.Error(d.text)
	}
}

// full is a place that takes no octet.
type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

// What is wrong with a trace is told, be it when it is begun, or when it is written; a trace that is written has the
// header of the group, and what its nodes did.
func TestATraceThatCannotBeWrittenIsAnError(t *testing.T) {
	begin := func(args string, change func(*Run[tlc.State]), to io.Writer) error {
		f, s, err := built(t, args)
		if err != nil {
			t.Fatal(err)
		}
		change(s.(*Run[tlc.State]))
		_, err = play.Play(t.Context(), f, s, play.Tracing{To: to})
		return err
	}
	if err := begin("--rounds 2", func(*Run[tlc.State]) {}, full{}); !errors.Is(err, errFull) {
		t.Errorf("nothing can be written: %v", err)
	}
	refused := errors.New("refused")
	if err := begin("--rounds 2", func(r *Run[tlc.State]) {
		r.Trace = func(traceformat.Opener) (*tlc.Trace, error) { return nil, refused }
	}, io.Discard); !errors.Is(err, refused) {
		t.Errorf("nothing can be begun: %v", err)
	}
	var trace bytes.Buffer
	d := playedWith(t, "-n 4 -t 3 -w 2 --unsafe --rounds 2", play.Tracing{To: &trace}, nil)
	first, rest, _ := strings.Cut(trace.String(), "\n")
	for _, part := range []string{`"nodes":4`, `"message_threshold":3`, `"witness_threshold":2`,
		`"source":"quesera sim"`} {
		if !strings.Contains(first, part) {
			t.Errorf("no %s in %s", part, first)
		}
	}
	if got := strings.Count(rest, `"event":"advance","step":2`); got != 4 || d.members["judged_events"] != "0" {
		t.Errorf("%d nodes reach step 2 in the trace, %s judged, want 4 and 0", got, d.members["judged_events"])
	}
}

// What the judge of a trace cannot judge leaves the verdict open, where nothing else does.
func TestAnOpenEndKeepsItsReason(t *testing.T) {
	for _, c := range []struct{ moves, want string }{{"4000", "trace: does wrong (A-RULE)"},
		{"40", sim.ErrLimit.Error()}} {
		d := playedWith(t, "--rounds 9 --moves "+c.moves, play.Tracing{Judge: func(traceformat.Header) play.Judge {
			return &objector{verdict: spec.Inconclusive, at: 9}
		}}, nil)
		if d.outcome.Open != c.want || d.members["judged_events"] != "8" {
			t.Errorf("after %s moves: %q, %s events judged, want %q and 8", c.moves, d.outcome.Open,
				d.members["judged_events"], c.want)
		}
	}
}

// What the judge of a trace finds is told of the move in which it is found, also if the run goes on, as it does under a
// protocol.
func TestTheFirstFindingOfATraceKeepsItsMove(t *testing.T) {
	var moves []uint64
	for _, player := range []Player{nil, &referee{}} {
		d := playedWith(t, "--rounds 5", play.Tracing{Judge: func(traceformat.Header) play.Judge {
			return &objector{verdict: spec.Violated, at: 30}
		}}, func(r *Run[tlc.State]) { r.Player = player })
		if len(d.outcome.Breaches) != 1 || (player == nil) != (d.members["steps"] != "5") {
			t.Fatalf("%+v, in step %s", d.outcome.Breaches, d.members["steps"])
		}
		moves = append(moves, d.outcome.Breaches[0].Move)
	}
	if moves[0] == 0 || moves[0] != moves[1] {
		t.Errorf("moves %v, want one and the same", moves)
	}
}

// A trace remembers nothing for a node that has crashed: a long run takes no more memory than a short one.
func TestATraceForgetsWhatOnlyCrashedNodesWouldReferTo(t *testing.T) {
	held := func(rounds int) int64 {
		f, s, err := built(t, fmt.Sprintf("--crash 1 --rounds %d", rounds))
		if err != nil {
			t.Fatal(err)
		}
		o, err := play.Play(t.Context(), f, s, play.Tracing{To: io.Discard})
		if err != nil || o.Message() != "" {
			t.Fatal(err, o)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(s)
		return int64(m.HeapAlloc)
	}
	if short, long := held(100), held(2000); long-short > 1<<20 {
		t.Errorf("%d octets after 100 steps, %d after 2000", short, long)
	}
}
