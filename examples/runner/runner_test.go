package runner

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quesera/internal/child"
	"quesera/oracle/conformance"
)

// python runs the runner that lies in a folder on vectors, and returns its exit code and what it prints.
func python(t *testing.T, folder, vectors string, operations ...string) (code int, out string) {
	t.Helper()
	program, err := exec.LookPath("python3")
	if err != nil && os.Getenv("CI") != "true" { // there it must be, and running it fails
		t.Skip("python3 is missing")
	}
	p := child.Program{Args: append([]string{program, "-B", filepath.Join(folder, "runner.py"), vectors}, operations...),
		Limit: time.Minute}
	text, err := p.Output(context.Background())
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %s", err, text)
	}
	if exit != nil {
		code = exit.ExitCode()
	}
	return code, string(text)
}

// written are the published vectors in a folder.
func written(t *testing.T) string {
	t.Helper()
	set, err := conformance.Draw()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := set.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// bugs are mistakes in the implementation in Python that the vectors must show: by file what stands there, and what
// stands there then.
var bugs = []struct{ operation, file, old, new string }{
	{"tlc/clock", "clock.py", "len(self.acks) >= self.t_w", "len(self.acks) > self.t_w"},
	{"tlc/clock", "clock.py", "and sender not in self.acks", ""},
	{"tlc/clock", "clock.py", "if sender != node or sender == self.me:", "if False:"},
	{"tlc/clock", "clock.py", "if step < self.step:  # too late", "if False:  # too late"},
	{"tlc/clock", "clock.py", "len(self.confirmed(self.step)) >= self.t_m", "len(self.confirmed(self.step)) > " +
		"self.t_m"},
	{"tlc/clock", "clock.py", "if not self.missing(m)]", "]"},
	{"tlc/clock", "clock.py", `if of != f"{node}.{step}.raw" or`, "if"},
	{"qsc3/decide", "decide.py", `p["ticket"] >= highest]`, `p["ticket"] > highest]`},
	{"qsc3/decide", "decide.py", "choice = min(best)", "choice = max(best)"},
	{"qsc3/decide", "decide.py", `if not p["late"]`, ""},
	{"qsc3/decide", "decide.py", `m["confirmed"] and choice`, "choice"},
	{"qsc3/decide", "decide.py", `in view["proposals"] if p["confirmed"]]`, `in view["proposals"]]`},
	{"shamir/interpolate", "sharing.py", "check(len(set(given)) == len(given)", "check(True"},
	{"shamir/interpolate", "sharing.py", "for x, y in points[t:]:", "for x, y in []:"},
	{"shamir/deal", "sharing.py", "check(value < R", "check(True"},
	{"vss/image", "verifiable.py", "check(times(R, (x, y)) is None", "check(True"},
	{"vss/image", "verifiable.py", "check(points[-1] is not None", "check(True"},
	{"vss/image", "verifiable.py", "check(x < P", "check(True"},
}

// An implementation in another language passes the vectors of what it has.
func TestTheRunnerPasses(t *testing.T) {
	code, out := python(t, ".", written(t))
	if code != 0 || strings.Contains(out, "failed") || strings.Count(out, "passed") != 12 {
		t.Errorf("exit code %d: %s", code, out)
	}
}

// With any one of the mistakes it fails, at a vector of the operation in which the mistake was made.
func TestTheRunnerFailsUnderItsBugs(t *testing.T) {
	vectors := written(t)
	for _, bug := range bugs {
		folder := t.TempDir()
		files, err := filepath.Glob("*.py")
		if err != nil || len(files) < 4 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			spoilt := string(text)
			if file == bug.file {
				if strings.Count(spoilt, bug.old) != 1 {
					t.Fatalf("%s: %q does not stand there once", file, bug.old)
				}
				spoilt = strings.Replace(spoilt, bug.old, bug.new, 1)
			}
			if err := os.WriteFile(filepath.Join(folder, file), []byte(spoilt), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if code, out := python(t, folder, vectors, bug.operation); code != 1 ||
			!strings.Contains(out, "failed: "+bug.operation) {
			t.Errorf("%s: %s becomes %q: exit code %d, want 1: %.300s", bug.operation, bug.old, bug.new, code, out)
		}
	}
}

// A folder that has no vectors, or others than its manifest lists, gets one line and exit code 2.
func TestTheRunnerRefusesWhatItCannotUse(t *testing.T) {
	vectors := written(t)
	if err := os.WriteFile(filepath.Join(vectors, "vss.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{t.TempDir(), filepath.Join(vectors, "none"), vectors} {
		if code, out := python(t, ".", dir); code != 2 || strings.Count(strings.TrimSpace(out), "\n") != 0 {
			t.Errorf("exit code %d: %s", code, out)
		}
	}
}
