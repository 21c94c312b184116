package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"quesera/catalogue"
	"quesera/spec"
	"quesera/spec/explore"
	"quesera/verify"
)

// asCommand is set where this program is to be quesera-cluster.
const asCommand = "QUESERA_CLUSTER_AS_COMMAND"

func TestMain(m *testing.M) {
	all := checksOf()
	if os.Getenv(asCommand) != "" {
		Main(all)
	}
	Register(all...)
	beam.Init()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

func checksOf() (all []verify.Check) {
	for _, p := range catalogue.Verified() {
		all = append(all, p.Checks()...)
	}
	return all
}

// check is the one of that name.
func check(t *testing.T, name string) verify.Check {
	t.Helper()
	c, err := registered(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const small = "tlc n=2 t_m=1 t_w=2, 2 steps"

func engine(t *testing.T, c verify.Check) *Engine {
	return &Engine{Context: context.Background(), Check: c.String(), Folder: t.TempDir(), Buckets: 4, Run: beamx.Run}
}

// explored is what a search says.
func explored(t *testing.T, c verify.Check, o explore.Options) *verify.Report {
	t.Helper()
	o.Symmetry, o.Views = c.Symmetry, c.Views
	if c.Unsafe {
		o.Until = c.Headline
	}
	r, err := c.System.Explore(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// says is all that a search says, with its runs.
func says(t *testing.T, c verify.Check, o explore.Options) (lines []string) {
	t.Helper()
	r := explored(t, c, o)
	if r.Lost != nil {
		t.Fatalf("%v: %v", c, r.Lost)
	}
	lines = append(lines, fmt.Sprint(r.States, r.Transitions, r.Depth, r.Levels, r.Complete, r.Actions))
	for _, f := range r.Findings {
		said := fmt.Sprint(f.ID, f.Verdict, f.Depth)
		if f.Mattered != nil {
			said += fmt.Sprint(" ", *f.Mattered)
		}
		if f.Run != nil {
			story, err := f.Run()
			if err != nil {
				t.Fatal(err)
			}
			said += " " + story.Schedule
		}
		lines = append(lines, said)
	}
	return lines
}

// A search with Beam says what the explorer says: states, transitions, levels, verdicts and the same shortest runs,
// of whole specs and in views, where all holds and where something must fail.
func TestBeamSaysTheSame(t *testing.T) {
	for _, name := range []string{small, "tlc n=3 t=2, 1 step, left at once", "tlc n=2 t=1, 2 steps, left at once",
		"tlc n=3 t=1, 2 steps, left at once",
		"qsc3 n=3 t=1, 1 round, left at once, nothing late, in views",
		"qsc3 n=2 t=1, 1 round, left at once, nothing late, 2 tickets, up to renaming"} {
		c := check(t, name)
		want := says(t, c, explore.Options{})
		if got := says(t, c, explore.Options{Elsewhere: engine(t, c)}); !slices.Equal(got, want) {
			t.Errorf("%v: with Beam\n%s\nwithout\n%s", c, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// command runs quesera-cluster until it ends, or until the file of that name is there, when it gets the signal.
func command(t *testing.T, until string, s syscall.Signal, args ...string) (out string, code int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for there := until == ""; !there; time.Sleep(time.Millisecond) {
		found, _ := filepath.Glob(until)
		if there = len(found) > 0; there {
			cmd.Process.Signal(s)
		}
		select {
		case <-ended:
			t.Fatalf("it ended before %s was there: %s", until, stderr.String())
		default:
		}
	}
	<-ended
	if lines := strings.Count(stderr.String(), "\n"); lines > 1 {
		t.Errorf("%d lines of errors: %s", lines, stderr.String())
	}
	return stdout.String(), cmd.ProcessState.ExitCode()
}

// rowsOf are the rows of JSON without their times.
func rowsOf(t *testing.T, out string) (rows []string) {
	for line := range strings.Lines(out) {
		var row map[string]any
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		delete(row, "seconds")
		rows = append(rows, fmt.Sprint(row))
	}
	return rows
}

// A search whose process is killed goes on behind the last level that it put down, and comes to the same verdicts; one
// that is told to stop is inconclusive, and goes on too.
func TestASearchThatWasKilledGoesOn(t *testing.T) {
	words := []string{"--json", "--buckets", "3", "--bounds", "n=3 t=2, 1 step, left at once", "tlc"}
	whole, code := command(t, "", 0, append([]string{"--work", t.TempDir()}, words...)...)
	if code != spec.Holds.ExitCode() {
		t.Fatalf("exit code %d: %s", code, whole)
	}
	for s, want := range map[syscall.Signal]int{syscall.SIGKILL: -1, syscall.SIGTERM: spec.Inconclusive.ExitCode()} {
		folder := t.TempDir()
		words := append([]string{"--work", folder}, words...)
		if _, code := command(t, folder+"/*/level-0004.json", s, words...); code != want {
			t.Errorf("%v: exit code %d, want %d", s, code, want)
		}
		first, err := filepath.Glob(folder + "/*/level-0001.json")
		if err != nil || len(first) != 1 {
			t.Fatalf("%v, %v", first, err)
		}
		before, err := os.Stat(first[0])
		if err != nil {
			t.Fatal(err)
		}
		again, code := command(t, "", 0, words...)
		if code != spec.Holds.ExitCode() || !slices.Equal(rowsOf(t, again), rowsOf(t, whole)) {
			t.Errorf("%v, and on: exit code %d\n%s\nwant\n%s", s, code, again, whole)
		}
		if after, err := os.Stat(first[0]); err != nil || !after.ModTime().Equal(before.ModTime()) {
			t.Errorf("%v: the levels that were put down are searched again (%v)", s, err)
		}
	}
}

// begun is a folder of a search that gave up after some levels.
func begun(t *testing.T, c verify.Check) *Engine {
	e := engine(t, c)
	if r := explored(t, c, explore.Options{Elsewhere: e, MaxStates: 100}); r.Complete || r.Lost != nil {
		t.Fatalf("%+v", r)
	}
	return e
}

// files are those of a kind that a search has put down, in the order of their names.
func files(t *testing.T, e *Engine, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(e.Folder + "/*/" + pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("no %s: %v", pattern, err)
	}
	slices.Sort(found)
	return found
}

// Where files of states are gone, cut or changed, nothing holds. A level whose last file was not written to its end is
// searched again.
func TestNothingHoldsWhereFilesAreSpoilt(t *testing.T) {
	c := check(t, small)
	whole := explored(t, c, explore.Options{})
	for what, spoil := range map[string]func(name string, data []byte) error{
		"gone": func(name string, _ []byte) error { return os.Remove(name) },
		"cut":  func(name string, data []byte) error { return os.WriteFile(name, data[:len(data)-8], 0o600) },
		"a state doubled": func(name string, data []byte) error {
			return os.WriteFile(name, append(data, data[len(data)-8:]...), 0o600)
		},
		"changed": func(name string, data []byte) error { data[0] ^= 1; return os.WriteFile(name, data, 0o600) },
	} {
		e := begun(t, c)
		last := files(t, e, "level-????.json")
		depth := len(last)
		name := files(t, e, fmt.Sprintf("level-%04d-*", depth))[0]
		data, err := os.ReadFile(name)
		if err == nil {
			err = spoil(name, data)
		}
		if err != nil {
			t.Fatal(err)
		}
		if r := explored(t, c, explore.Options{Elsewhere: e}); r.Complete || r.Lost == nil {
			t.Errorf("%s: complete %v, lost %v", what, r.Complete, r.Lost)
		}
	}
	e := begun(t, c)
	last := files(t, e, "level-????.json")
	text, err := os.ReadFile(last[len(last)-1])
	if err == nil {
		err = os.WriteFile(last[len(last)-1], text[:len(text)/2], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if r := explored(t, c, explore.Options{Elsewhere: e}); !r.Complete || r.States != whole.States || r.Lost != nil {
		t.Errorf("a level put down by half: %+v", r)
	}
}

// What another program or other settings put down is refused, and so is a check that nobody registered.
func TestOtherSearchesAreRefused(t *testing.T) {
	c := check(t, small)
	e := begun(t, c)
	e.Buckets = 5
	if r, err := c.System.Explore(explore.Options{Elsewhere: e}); err == nil ||
		!strings.Contains(err.Error(), "other settings") {
		t.Errorf("other settings: %+v, %v", r, err)
	}
	e = begun(t, c)
	name := files(t, e, "search.json")[0]
	text, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, bytes.Replace(text, []byte(`"Program":"`), []byte(`"Program":"0`), 1), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if r, err := c.System.Explore(explore.Options{Elsewhere: e}); err == nil ||
		!strings.Contains(err.Error(), "another program") {
		t.Errorf("another program: %+v, %v", r, err)
	}
	e.Check = "nothing"
	if r, err := c.System.Explore(explore.Options{Elsewhere: e}); err == nil {
		t.Errorf("no such check: %+v", r)
	}
}

// A runner that fails, loses lines or is stopped ends a search as inconclusive, in one line.
func TestNothingHoldsWhereARunnerFails(t *testing.T) {
	c := check(t, small)
	losing := func(part string) func(context.Context, *beam.Pipeline) error {
		var e *Engine
		return func(ctx context.Context, p *beam.Pipeline) error {
			if err := beamx.Run(ctx, p); err != nil {
				return err
			}
			e, _ = ctx.Value(engineKey{}).(*Engine)
			names, err := filepath.Glob(e.Folder + "/*/lines-0003")
			if err != nil || len(names) == 0 {
				return err
			}
			text, err := os.ReadFile(names[0])
			if err != nil {
				return err
			}
			var kept []string
			lost := false
			for line := range strings.Lines(string(text)) {
				if !lost && strings.Contains(line, part) {
					lost = true
					continue
				}
				kept = append(kept, line)
			}
			return os.WriteFile(names[0], []byte(strings.Join(kept, "")), 0o600)
		}
	}
	for what, run := range map[string]func(context.Context, *beam.Pipeline) error{
		"an error":                    func(context.Context, *beam.Pipeline) error { return errors.New("it\nis gone") },
		"a new file lost":             losing(`"file"`),
		"what a visit came to lost":   losing(`"came"`),
		"a runner that does nothing":  func(context.Context, *beam.Pipeline) error { return nil },
		"one that is stopped at once": func(ctx context.Context, _ *beam.Pipeline) error { <-ctx.Done(); return ctx.Err() },
	} {
		e := engine(t, c)
		ctx, stop := context.WithTimeout(context.WithValue(context.Background(), engineKey{}, e), 3*time.Second)
		e.Context, e.Run = ctx, run
		r := explored(t, c, explore.Options{Elsewhere: e})
		if r.Complete || r.Lost == nil || strings.Contains(r.Lost.Error(), "\n") {
			t.Errorf("%s: complete %v, lost %v", what, r.Complete, r.Lost)
		}
		stop()
	}
}

// engineKey is for the engine in a context, so that a runner of a test finds its files.
type engineKey struct{}

// A command line that cannot be used gets one line that says why, and exit code 2.
func TestCommandLines(t *testing.T) {
	folder := t.TempDir()
	for _, c := range []struct {
		a    asked
		want string
	}{
		{asked{work: folder, buckets: 4}, "the name of a protocol"},
		{asked{work: folder, buckets: 0, protocols: []string{"tlc"}}, "--buckets = 0, want 1 to 65536"},
		{asked{work: folder, buckets: 4, timeout: -1, protocols: []string{"tlc"}}, "want at least 0"},
		{asked{buckets: 4, protocols: []string{"tlc"}}, "want --work"},
		{asked{work: folder + "/none", buckets: 4, protocols: []string{"tlc"}}, "want a folder"},
		{asked{work: folder, buckets: 4, protocols: []string{"tcl"}}, `unknown protocol "tcl", want one of tlc`},
		{asked{work: folder, buckets: 4, bounds: "n=9", protocols: []string{"tlc"}}, "has the bounds"},
	} {
		c.a.all = checksOf()
		var out bytes.Buffer
		code, err := run(c.a, &out, beamx.Run)
		if code != spec.Unusable.ExitCode() || err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("%+v: %d, %v, want %q", c.a.protocols, code, err, c.want)
		}
	}
}
