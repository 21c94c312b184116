package drive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"quesera/catalogue"
	"quesera/internal/traceformat"
	"quesera/model/sim/play"
	"quesera/oracle/trace"
	"quesera/spec"
)

// driven are the flags, the pool and the builder of runs of the test's node with a fault.
func driven(t *testing.T, fault, args string) (*play.Flags, *Pool, play.Builder) {
	t.Helper()
	pool := &Pool{Args: []string{os.Args[0], "node", fault}, Deadline: 20 * time.Second}
	if err := pool.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	f := play.NewFlags("drive")
	build := Define(f, pool, catalogue.TraceFormats())
	if err := f.Set().Parse(strings.Fields("--protocol " + named(false) + " -n 3 -t 2 -w 0 " + args)); err != nil {
		t.Fatal(err)
	}
	return f, pool, build
}

// played plays a run.
func played(t *testing.T, fault, args string, tracing play.Tracing) (*play.Outcome, error) {
	t.Helper()
	f, _, build := driven(t, fault, args)
	s, err := f.Build(build)
	if err != nil {
		t.Fatal(err)
	}
	return play.Play(t.Context(), f, s, tracing)
}

// A group of processes comes to its end with everything that can go wrong, a seed gives one run, and its trace is one
// that the judge of files takes for good.
func TestAGroupIsDriven(t *testing.T) {
	soon(t)
	for _, args := range []string{"--rounds 6", "--rounds 6 --adversary uneven --loss 10 --duplicate 10 --partition 2 " +
		"--restart 4 --seed 3", "-n 4 -t 3 --rounds 5 --crash 1 --seed 9"} {
		var texts []string
		for range 2 {
			var written bytes.Buffer
			o, err := played(t, "good", args, play.Tracing{To: &written})
			if err != nil || o.Verdict() != spec.Holds {
				t.Fatalf("%s: %v, %v", args, err, o)
			}
			texts = append(texts, written.String())
		}
		if texts[0] != texts[1] {
			t.Errorf("%s: two runs of one seed", args)
		}
		r := trace.Judge(strings.NewReader(texts[0]), trace.Options{})
		if r.Verdict != spec.Holds || r.Stats.Events < 50 {
			t.Errorf("%s: the trace: %v", args, r)
		}
	}
}

// A run in which much is lost comes to its end, because the nodes that are there first are told nothing more: who goes
// on for ever is never silent, and tells nobody again what was lost.
func TestALossyRunComesToItsEnd(t *testing.T) {
	soon(t)
	for seed := range 6 {
		o, err := played(t, "good", fmt.Sprintf("--rounds 5 --loss 30 --moves 3000 --seed %d", seed), play.Tracing{})
		if err != nil || o.Verdict() != spec.Holds {
			t.Fatalf("seed %d: %v, %v", seed, err, o)
		}
		if steps := o.Members[0]; steps.Name != "steps" || fmt.Sprint(steps.Value) != "5" {
			t.Errorf("seed %d: %v, want nobody to go on after step 5", seed, steps)
		}
	}
}

// What a node does wrong is a breach with its rule, in the first move that shows it.
func TestWrongNodesAreRefused(t *testing.T) {
	soon(t)
	for fault, want := range map[string]string{
		"lies":    "LOCK-BROUGHT TRACE-CAUSAL",
		"again":   "LOCK-RESEND",
		"ignores": "LOCK-TAKE",
		"early":   "TRACE-ADVANCE-THRESHOLD",
		"forgets": "LOCK-DONE LOCK-TAKE TRACE-EQUIVOCATION TRACE-ID TRACE-ADVANCE-ONE TRACE-ONCE LOCK-PROPOSE",
	} {
		o, err := played(t, fault, "--rounds 30 --restart 3", play.Tracing{})
		if err != nil || o.Verdict() != spec.Violated {
			t.Errorf("%s: %v, %v", fault, err, o)
			continue
		}
		if rule := o.Breaches[0].Rule; !strings.Contains(want, rule) || o.Breaches[0].Move == 0 ||
			!strings.Contains(o.Table, "expected: ") || !strings.Contains(o.Message(), rule) {
			t.Errorf("%s: %s, %s, want %s", fault, rule, o.Message(), want)
		}
	}
}

// A node that cannot be driven is an error of one line that says which, in time: it hangs, dies, floods, or writes
// what is no message.
func TestNodesThatCannotBeDriven(t *testing.T) {
	soon(t)
	for fault, want := range map[string]string{
		"hangs":   "does not answer in time",
		"dies":    "has ended: exit status 4; its last words: node: out of luck",
		"floods":  "writes more than 16384 lines",
		"binary":  `writes "\x00\x01\xfe\xff", which is no message`,
		"long":    "writes a line of more than 65536 octets",
		"repeats": "is done with input 7, want 8",
		"swells":  "sends so much that more than 9000 packets are in flight",
	} {
		f, pool, build := driven(t, fault, "--rounds 9 --moves 60")
		if fault == "swells" {
			pool.InFlight = 9000
		}
		if fault == "hangs" {
			pool.Deadline = 500 * time.Millisecond
		}
		s, err := f.Build(build)
		if err != nil {
			t.Fatal(err)
		}
		_, err = play.Play(t.Context(), f, s, play.Tracing{})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "drive: node ") ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", fault, err, want)
		}
	}
	f, pool, build := driven(t, "good", "")
	pool.Args = []string{"/nowhere/at/all"}
	s, _ := f.Build(build)
	if _, err := play.Play(t.Context(), f, s, play.Tracing{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no program: %v", err)
	}
}

// A fault that shows after more than a thousand moves is found and shown in fewer than sixty, with processes that
// begin anew, and with processes of their own the same happens.
func TestAFaultThatShowsLateIsDrivenInFewMoves(t *testing.T) {
	soon(t)
	f, pool, build := driven(t, "rare", "--rounds 4000 --seed 2")
	s, err := play.Shrink(t.Context(), f, build, play.Tracing{}, 400)
	if err != nil || s == nil {
		t.Fatalf("%v, %v", s, err)
	}
	t.Logf("%d moves of %d, %d runs", len(s.Moves), s.From, s.Tried)
	if s.From <= 1000 || len(s.Moves) >= 60 || s.Outcome.Breaches[0].Rule != "LOCK-DONE" {
		t.Errorf("%d moves of %d: %s", len(s.Moves), s.From, s.Outcome.Message())
	}
	if len(pool.idle) != 3 || len(pool.busy) != 0 {
		t.Errorf("%d processes idle, %d busy, want three that were used again and again", len(pool.idle), len(pool.busy))
	}
	pool.Fresh = true
	g, _ := f.Build(build)
	o, err := play.Play(t.Context(), f, g, play.Tracing{})
	if err != nil || !s.Same(o) || o.Message() != s.Outcome.Message() {
		t.Errorf("%v, %v", err, o)
	}
}

// What the session records has every line, in order, of every node.
func TestEveryLineIsRecorded(t *testing.T) {
	f, pool, build := driven(t, "once", "--rounds 2")
	count := map[string]int{}
	pool.Record = func(node traceformat.Node, toNode bool, line []byte) {
		count[fmt.Sprint(node, toNode)]++
		if bytes.Contains(line, []byte(`"done"`)) != (!toNode && bytes.Contains(line, []byte(`"number"`))) {
			t.Errorf("node %d, to it: %v: %s", node, toNode, line)
		}
	}
	s, _ := f.Build(build)
	if o, err := play.Play(t.Context(), f, s, play.Tracing{}); err != nil || o.Verdict() != spec.Holds {
		t.Fatal(err, o)
	}
	for i := range 3 {
		if told, wrote := count[fmt.Sprint(i, true)], count[fmt.Sprint(i, false)]; told < 5 || wrote < 2*told-2 {
			t.Errorf("node %d: told %d lines, wrote %d", i, told, wrote)
		}
	}
	if len(pool.idle) != 0 {
		t.Error("processes that cannot begin anew are kept")
	}
}

// A run that is told to stop leaves no process and no file.
func TestARunThatIsStoppedLeavesNothing(t *testing.T) {
	soon(t)
	f, pool, build := driven(t, "good", "--rounds 100000")
	ctx, stop := context.WithCancel(t.Context())
	lines := 0
	pool.Record = func(traceformat.Node, bool, []byte) {
		if lines++; lines == 100 {
			stop()
		}
	}
	s, _ := f.Build(build)
	if _, err := play.Play(ctx, f, s, play.Tracing{}); !errors.Is(err, play.ErrStopped) {
		t.Error(err)
	}
	pool.Close()
	if _, err := os.Stat(pool.root); len(pool.busy) != 0 || !os.IsNotExist(err) {
		t.Errorf("%d processes, folder: %v", len(pool.busy), err)
	}
}

// Settings that make no sense are refused, and groups that are not safe.
func TestSettingsAreChecked(t *testing.T) {
	for args, want := range map[string]string{
		"--protocol paxos":           `protocol = "paxos"`,
		"--rounds 0":                 "rounds = 0",
		"--tickets 0":                "tickets = 0",
		"--tickets 9007199254740993": "tickets = 9007199254740993",
		"-n 0":                       "nodes = 0",
		"-t 4":                       "message_threshold = 4",
		"-t 3 --crash 1":             "silent nodes would stop time",
		"-n 4 -t 2 -w 2 --protocol " + named(true): "want more than n/2 = 2",
		"--restart -1":                   "restarts = -1",
		"-w 0 --protocol " + named(true): "witness_threshold = 0",
		"--adversary full":               "want random or uneven",
	} {
		f, _, build := driven(t, "good", args)
		if _, err := f.Build(build); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
}

// named is a protocol with decisions, or one without.
func named(decides bool) string {
	for _, p := range catalogue.TraceFormats() {
		if p.Decides() == decides {
			return p.Name
		}
	}
	return ""
}
