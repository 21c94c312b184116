package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/internal/testdata"
)

const traceHeader = `{"trace":"quesera/1","protocol":"qsc3","nodes":1,"message_threshold":1,"witness_threshold":1}` +
	"\n"

// The first step of a group of one, and what can become of it.
const (
	goodTrace = traceHeader + `{"node":0,"event":"send","id":"0.1","kind":"raw","step":0,"ticket":5}` + "\n" +
		`{"node":0,"event":"receive","id":"0.1"}` + "\n"
	badTrace = goodTrace + `{"node":0,"event":"receive","id":"0.1"}` + "\n"
	cutTrace = goodTrace + `{"node":0,"event":"rec`
)

// write puts text into a file of its own.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// command runs a command line in this process.
func command(stdin string, args ...string) (code exitCode, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(args, strings.NewReader(stdin), &out, &err)
	return code, out.String(), err.String()
}

// A wrong command line is one line on stderr and exit code 2, never 1, which says violated.
func TestUsageErrorsAreOneLineAndExitCode2(t *testing.T) {
	for _, args := range [][]string{
		{}, {"nonsense"}, {"--nonsense"}, {"check"}, {"check", "nonsense"}, {"check", "--nonsense"},
		{"check", "trace"}, {"check", "trace", "--nonsense", "x"}, {"check", "trace", "--json=maybe", "x"}, {"chek"},
	} {
		code, stdout, stderr := command("", args...)
		if code != exitUnusable || stdout != "" || strings.Count(stderr, "\n") != 1 ||
			!strings.HasPrefix(stderr, "quesera: ") {
			t.Errorf("%q: got exit code %d, stdout %q, stderr %q", args, code, stdout, stderr)
		}
	}
}

// Help is no error.
func TestHelpSucceeds(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"help", "check", "trace"}, {"check", "--help"},
		{"check", "trace", "-h"}} {
		if code, stdout, stderr := command("", args...); code != exitHolds || !strings.Contains(stdout, "Usage:") ||
			stderr != "" {
			t.Errorf("%q: got exit code %d, stdout %q, stderr %q", args, code, stdout, stderr)
		}
	}
}

// Of several files the worst decides: violated, then unusable, then inconclusive.
func TestTheWorstFileDecidesTheExitCode(t *testing.T) {
	good, bad := write(t, "good", goodTrace), write(t, "bad", badTrace)
	cut, empty := write(t, "cut", cutTrace), write(t, "empty", traceHeader)
	for _, c := range []struct {
		files []string
		want  exitCode
	}{
		{[]string{good}, exitHolds},
		{[]string{bad}, exitViolated},
		{[]string{cut}, exitUnusable},
		{[]string{empty}, exitInconclusive},
		{[]string{good, empty, good}, exitInconclusive},
		{[]string{empty, cut, good}, exitUnusable},
		{[]string{cut, empty}, exitUnusable},
		{[]string{cut, bad, empty}, exitViolated},
		{[]string{bad, cut}, exitViolated},
	} {
		code, stdout, stderr := command("", append([]string{"check", "trace"}, c.files...)...)
		if code != c.want || strings.Count(stdout, "\n") != len(c.files) || stderr != "" {
			t.Errorf("%q: got exit code %d, want %d, and one line a file: %q %q", c.files, code, c.want, stdout, stderr)
		}
	}
}

// A bad trace is reported with its file, line, node, rule and section.
func TestAVerdictNamesLineNodeAndRule(t *testing.T) {
	bad := write(t, "bad", badTrace)
	_, stdout, _ := command("", "check", "trace", bad)
	if want := bad + ": violated: line 4: node 0: TRACE-ONCE (TLC §A.2): receives 0.1 again, want once\n"; stdout != want {
		t.Errorf("got %q, want %q", stdout, want)
	}
}

// With --json each file is one object whose members are always there.
func TestJSONHasOneObjectAFile(t *testing.T) {
	good, bad := write(t, "good", goodTrace), write(t, "bad", badTrace)
	missing := filepath.Join(t.TempDir(), "missing")
	code, stdout, stderr := command(cutTrace, "check", "trace", "--json", good, bad, "-", missing)
	if code != exitViolated || stderr != "" {
		t.Errorf("got exit code %d, stderr %q", code, stderr)
	}
	want := []map[string]any{
		{"file": good, "verdict": "holds", "rule": nil, "line": nil, "node": nil, "events": 2.0},
		{"file": bad, "verdict": "violated", "rule": "TRACE-ONCE", "line": 4.0, "node": 0.0, "events": 2.0},
		{"file": "-", "verdict": "unusable", "rule": "TRACE-EVENT", "line": 4.0, "node": nil, "events": 2.0},
		{"file": missing, "verdict": "unusable", "rule": "TRACE-ENCODING", "line": nil, "node": nil, "events": 0.0},
	}
	lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
	if len(lines) != len(want) {
		t.Fatalf("got %d lines, want %d: %s", len(lines), len(want), stdout)
	}
	for i, line := range lines {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		if message, ok := got["message"].(string); !ok || message == "" || len(got) != len(want[i])+2 {
			t.Errorf("got %s", line)
		}
		for key, value := range want[i] {
			if got[key] != value {
				t.Errorf("%s: got %v, want %v", key, got[key], value)
			}
		}
	}
}

// Input that is no trace is refused with one line: a folder, a missing file, nothing,
// binary, a line without end, deep nesting, a compressed trace that is cut.
func TestUnusableInputIsOneLineAndExitCode2(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write([]byte(goodTrace)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if code, stdout, _ := command(zipped.String(), "check", "trace", "-"); code != exitHolds {
		t.Errorf("compressed: got exit code %d: %s", code, stdout)
	}
	for name, file := range map[string]string{
		"folder": t.TempDir(), "missing": filepath.Join(t.TempDir(), "x\ny"),
		"empty": write(t, "a", ""), "binary": write(t, "b", "\x00\xff\n\n\x01"),
		"endless":     write(t, "c", traceHeader+strings.Repeat("[", 1<<20)),
		"nested":      write(t, "d", strings.Repeat("[", 60000)+"\n"),
		"cut gzip":    write(t, "e", zipped.String()[:zipped.Len()-9]),
		"other order": write(t, "f", strings.TrimPrefix(goodTrace, traceHeader)+traceHeader),
	} {
		code, stdout, stderr := command("", "check", "trace", file)
		if code != exitUnusable || strings.Count(stdout+stderr, "\n") != 1 || len(stdout) > 1000 {
			t.Errorf("%s: got exit code %d, %q, %q", name, code, stdout, stderr)
		}
	}
}

// Thresholds without a majority are refused with the reason unless --unsafe is given.
func TestUnsafeThresholdsNeedAFlag(t *testing.T) {
	minority := strings.Replace(goodTrace, `"nodes":1`, `"nodes":2`, 1)
	code, stdout, _ := command(minority, "check", "trace", "-")
	if code != exitUnusable || !strings.Contains(stdout, "no majority") || !strings.Contains(stdout, "--unsafe") {
		t.Errorf("got exit code %d: %s", code, stdout)
	}
	if code, stdout, _ := command(minority, "check", "trace", "--unsafe", "-"); code != exitHolds {
		t.Errorf("--unsafe: got exit code %d: %s", code, stdout)
	}
}

// A failure to deliver the verdict is no verdict.
func TestAVerdictThatCannotBeWrittenIsExitCode2(t *testing.T) {
	var stderr bytes.Buffer
	code := run([]string{"check", "trace", "-"}, strings.NewReader(goodTrace), brokenPipe{}, &stderr)
	if code != exitUnusable || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("got exit code %d, %q", code, stderr.String())
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, os.ErrClosed }

// The foreign traces, as the command judges them: every good one holds, every bad one is
// violated.
func TestForeignTracesThroughTheCommand(t *testing.T) {
	for folder, want := range map[string]exitCode{"good": exitHolds, "bad": exitViolated} {
		files, err := filepath.Glob(filepath.Join(testdata.Path(t, "traces", folder), "*.jsonl"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: got no traces, %v", folder, err)
		}
		for _, file := range files {
			if code, stdout, stderr := command("", "check", "trace", file); code != want {
				t.Errorf("got exit code %d, want %d: %s%s", code, want, stdout, stderr)
			}
		}
	}
}
