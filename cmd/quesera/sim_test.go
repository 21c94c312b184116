package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// simulate runs "quesera sim" with the arguments.
func simulate(args ...string) (exitCode, string, string) {
	var out, errs bytes.Buffer
	code := run(append([]string{"sim"}, args...), strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func TestSimExitCodesAndReasons(t *testing.T) {
	for _, c := range []struct {
		args string
		code exitCode
		want string // on either stream
	}{
		{"qsc3 -n 3 -t 2 --rounds 3", exitHolds, "holds"},
		{"qsc3 -n 1 -t 1 --rounds 3", exitHolds, "100.0% of them commits"},
		{"qsc3 -n 5 -t 3 --rounds 5 --loss 20 --duplicate 10 --crash 2 --partition 2", exitHolds, "holds"},
		{"qsc3 -n 3 -t 2 --adversary full --rounds 30", exitHolds, "0.0% of them commits"},
		{"tlc -n 3 -t 2 -w 0 --rounds 50", exitHolds, "reached step 50"},
		{"qsc3 -n 4 -t 2", exitUnusable, "want more than n/2 = 2"},
		{"qsc3 -n 3 -t 2 --crash 2", exitUnusable, "silent nodes would stop time"},
		{"qsc3 -n 3 -t 2 -w 0", exitUnusable, "witness threshold = 0"},
		{"qsc3 -n 3 -t 1 --unsafe --rounds 200 --adversary uneven", exitViolated, "QSC3-O"},
		{"qsc3 -n 3 -t 2 --crash 2 --unsafe --rounds 2000 --seed 3", exitInconclusive, "limit of moves"},
		{"qsc3 -n 3 -t 4", exitUnusable, "want 1..3"},
		{"qsc3 --rounds 0", exitUnusable, "rounds = 0"},
		{"qsc3 --loss 100", exitUnusable, "loss = 100%"},
		{"qsc3 -n 1 -t 1 --crash 9", exitUnusable, "crashes = 9, want 0..1"},
		{"qsc3 --crash -1", exitUnusable, "crashes = -1, want 0..3"},
		{"qsc3 --crash 9 --unsafe", exitUnusable, "crashes = 9, want 0..3"},
		{"qsc3 --partition -1", exitUnusable, "partitions = -1, want at least 0"},
		{"qsc3 --adversary nobody", exitUnusable, "adversary"},
		{"tlc --pipelined", exitUnusable, "no rounds"},
		{"paxos", exitUnusable, "protocol"},
		{"", exitUnusable, "arg"},
	} {
		args := strings.Fields(c.args)
		if c.code == exitInconclusive {
			args = append(args, "--moves", "200000")
		}
		code, out, errs := simulate(args...)
		if code != c.code || !strings.Contains(out+errs, c.want) {
			t.Errorf("sim %s: exit code %d, want %d with %q:\n%s%s", c.args, code, c.code, c.want, out, errs)
		}
	}
}

// A seed gives one output and one trace, and the trace is good; the JSON summary has the numbers of the text.
func TestSimIsReproducibleAndItsTraceHolds(t *testing.T) {
	dir := t.TempDir()
	var texts, traces []string
	for _, name := range []string{"a.jsonl", "b.jsonl"} {
		file := filepath.Join(dir, name)
		code, out, errs := simulate("qsc3", "-n", "4", "-t", "3", "--seed", "5", "--rounds", "8", "--adversary", "uneven", "--trace", file)
		if code != exitHolds {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts, traces = append(texts, out), append(traces, string(text))
	}
	if texts[0] != texts[1] || traces[0] != traces[1] {
		t.Error("the same seed gives another output")
	}
	var out, errs bytes.Buffer
	if code := run([]string{"check", "trace", filepath.Join(dir, "a.jsonl")}, strings.NewReader(""), &out, &errs); code != exitHolds {
		t.Errorf("check trace: exit code %d: %s%s", code, out.String(), errs.String())
	}
	_, text, _ := simulate("qsc3", "--rounds", "5", "--json")
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil || object["verdict"] != "holds" || object["decisions"] != 15.0 {
		t.Errorf("json = %s (%v), want 15 decisions and holds", text, err)
	}
}
