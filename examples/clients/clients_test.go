// Package clients has whole nodes of TLC and QSC3 in other languages, which "quesera drive" drives (docs/ORACLE.md).
package clients

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quesera/catalogue"
	"quesera/internal/child"
	"quesera/model/sim/play"
	"quesera/oracle/drive"
	"quesera/spec"
)

// bugs are the faults that each client has on request, each with flags under which it shows and the rules that it may
// break first.
var bugs = []struct{ name, args, rules string }{
	{"early", "-n 4 -t 3 --rounds 20", "TRACE-WIT-THRESHOLD"},
	{"greedy", "-n 3 -t 2 --rounds 20 --seed 2", "TRACE-COMMIT"},
	{"forgets", "-n 3 -t 2 --rounds 30 --restart 3",
		"LOCK-TAKE LOCK-DONE LOCK-PROPOSE TRACE-EQUIVOCATION TRACE-ID TRACE-ONCE"},
}

// good are runs that must hold.
var good = []string{
	"-n 3 -t 2 --rounds 4",
	"-n 4 -t 3 --rounds 4 --pipelined --adversary uneven --tickets 3",
	"-n 4 -t 3 --rounds 3 --loss 10 --duplicate 10 --restart 3 --partition 1 --seed 2",
	"-n 5 -t 3 --rounds 2 --crash 2 --seed 4",
	"-n 3 -t 2 -w 0 --rounds 6 --protocol tlc",
}

// driven are the flags and the builder of runs of a program.
func driven(t *testing.T, pool *drive.Pool, args string) (*play.Flags, play.Builder) {
	t.Helper()
	f := play.NewFlags("drive")
	build := drive.Define(f, pool, catalogue.TraceFormats())
	if err := f.Set().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	return f, build
}

// opened is a pool of a program.
func opened(t *testing.T, program []string) *drive.Pool {
	t.Helper()
	pool := &drive.Pool{Args: program, Deadline: 30 * time.Second}
	if err := pool.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// holds wants good runs of a program to hold.
func holds(t *testing.T, program ...string) {
	pool := opened(t, program)
	for _, args := range good {
		pool.Fresh = strings.Contains(args, "--restart") // so that processes are really killed
		f, build := driven(t, pool, args)
		s, err := f.Build(build)
		if err != nil {
			t.Fatal(err)
		}
		o, err := play.Play(t.Context(), f, s, play.Tracing{})
		if err != nil || o.Verdict() != spec.Holds {
			var text strings.Builder
			if err == nil {
				o.Print(&text)
			}
			t.Errorf("%s: %v\n%s", args, err, text.String())
		}
	}
}

// fails wants each fault to be found, and shown in fewer than sixty moves, within a minute. Processes are kept from
// the first run on.
func fails(t *testing.T, program ...string) {
	for _, bug := range bugs {
		begun := time.Now()
		pool := opened(t, append(program[:len(program):len(program)], "--bug", bug.name))
		f, build := driven(t, pool, bug.args)
		s, err := play.Shrink(t.Context(), f, build, play.Tracing{}, 0)
		if err != nil || s == nil {
			t.Errorf("%s: %v, %v", bug.name, s, err)
			continue
		}
		t.Logf("%s: %d moves of %d, %d runs, %v", bug.name, len(s.Moves), s.From, s.Tried, time.Since(begun))
		rule := s.Outcome.Breaches[0].Rule
		if len(s.Moves) >= 60 || !strings.Contains(bug.rules, rule) || time.Since(begun) > time.Minute {
			t.Errorf("%s: %d moves of %d in %v: %s", bug.name, len(s.Moves), s.From, time.Since(begun), s.Outcome.Message())
		}
	}
}

// late wants a fault that shows after more than a thousand moves of four nodes to be shown in fewer than sixty.
func late(t *testing.T, program ...string) {
	f, build := driven(t, opened(t, append(program, "--bug", "greedy")), "-n 4 -t 3 --rounds 60")
	begun := time.Now()
	s, err := play.Shrink(t.Context(), f, build, play.Tracing{}, 0)
	if err != nil || s == nil {
		t.Fatalf("%v, %v", s, err)
	}
	t.Logf("late: %d moves of %d, %d runs, %v", len(s.Moves), s.From, s.Tried, time.Since(begun))
	if s.From <= 1000 || len(s.Moves) >= 60 || time.Since(begun) > time.Minute {
		t.Errorf("%d moves of %d in %v: %s", len(s.Moves), s.From, time.Since(begun), s.Outcome.Message())
	}
}

// short wants a client to be short enough to be read.
func short(t *testing.T, file string) {
	out, err := exec.Command("wc", "-l", file).Output()
	if lines := strings.Fields(string(out)); err != nil || len(lines) == 0 || len(lines[0]) > 3 || lines[0] >= "400" {
		t.Errorf("%s: %q lines (%v), want fewer than 400", file, out, err)
	}
}

// The node in Python holds in good runs, and each of its faults is found.
func TestPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil && os.Getenv("CI") != "true" { // there it must be, and running it fails
		t.Skip("python3 is missing: the node in Python is not run")
	}
	node := filepath.Join("python", "node.py")
	short(t, node)
	holds(t, python, node)
	fails(t, python, node)
}

// The node in Rust is compiled; it holds in good runs, and each of its faults is found.
func TestRust(t *testing.T) {
	rustc, err := exec.LookPath("rustc")
	if err != nil && os.Getenv("CI") != "true" { // there it must be, and running it fails
		t.Skip("rustc is missing: the node in Rust is not run")
	}
	source, node := filepath.Join("rust", "node.rs"), filepath.Join(t.TempDir(), "node")
	short(t, source)
	compiler := child.Program{Args: []string{rustc, "-o", node, source}, Limit: 2 * time.Minute}
	if out, err := compiler.Output(t.Context()); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	holds(t, node)
	fails(t, node)
	late(t, node)
}
