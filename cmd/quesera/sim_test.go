package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/model/sim/play"
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
		{"qsc3 -n 5 -t 2 --unsafe --rounds 300 --pipelined --seed 6", exitViolated, "AUDIT-"},
		{"tlc -n 5 -t 1 -w 1 --unsafe --rounds 50 --adversary uneven --seed 2", exitViolated, "AUDIT-TARDY (TLC §2.8)"},
		{"tlc -n 5 -t 2 -w 0 --unsafe --rounds 50 --adversary uneven", exitViolated, "AUDIT-PERIOD (TLC §2.8)"},
		{"tlc -n 3 -t 3 --crash 1 --unsafe --rounds 20", exitInconclusive, "limit of moves"},
		{"qsc3 -n 3 -t 2 --crash 2 --unsafe --rounds 20 --seed 3", exitInconclusive, "limit of moves"},
		{"qsc3 -n 3 -t 4", exitUnusable, "want 1..3"},
		{"qsc3 --rounds 0", exitUnusable, "rounds = 0"},
		{"qsc3 --loss 100", exitUnusable, "loss = 100%"},
		{"qsc3 -n 1 -t 1 --crash 9", exitUnusable, "crashes = 9, want 0..1"},
		{"qsc3 --crash -1", exitUnusable, "crashes = -1, want 0..3"},
		{"qsc3 --crash 9 --unsafe", exitUnusable, "crashes = 9, want 0..3"},
		{"qsc3 --partition -1", exitUnusable, "partitions = -1, want at least 0"},
		{"qsc3 --adversary nobody", exitUnusable, "adversary"},
		{"tlc --pipelined", exitUnusable, "tlc has no --pipelined"},
		{"tlc --adversary full", exitUnusable, "want random or uneven"},
		{"paxos", exitUnusable, "protocol"},
		{"", exitUnusable, "arg"},
	} {
		args := strings.Fields(c.args)
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
		code, out, errs := simulate("qsc3", "-n", "4", "-t", "3", "--seed", "5", "--rounds", "8", "--adversary", "uneven",
			"--trace", file)
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
	if code := run([]string{"check", "trace", filepath.Join(dir, "a.jsonl")}, strings.NewReader(""), &out,
		&errs); code != exitHolds {
		t.Errorf("check trace: exit code %d: %s%s", code, out.String(), errs.String())
	}
	_, text, _ := simulate("qsc3", "--rounds", "5", "--json")
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil || object["verdict"] != "holds" ||
		object["decisions"] != 15.0 {
		t.Errorf("json = %s (%v), want 15 decisions and holds", text, err)
	}
}

// A violation is printed with the command that replays it: all of what it prints comes again. Every flag that changes
// the run is in it, or the numbers of moves would differ.
func TestTheReplayLineReproducesTheViolation(t *testing.T) {
	for _, args := range []string{
		"tlc -n 5 -t 1 -w 1 --unsafe --adversary uneven --rounds 50",
		"tlc -n 4 -t 2 -w 2 --unsafe --seed 12 --rounds 900 --loss 7 --duplicate 9 --partition 4 --crash 1",
		"qsc3 -n 3 -t 1 --unsafe --rounds 200 --adversary uneven",
		"qsc3 -n 5 -t 2 -w 2 --unsafe --seed 6 --rounds 300 --loss 5 --duplicate 5 --partition 2 --crash 1 --pipelined " +
			"--tickets 3",
		"qsc3 -n 5 -t 1 --unsafe --seed 3 --rounds 30 --adversary full",
		"qsc3 -n 5 -t 2 -w 2 --unsafe --seed 6 --rounds 300 --loss 5 --duplicate 5 --partition 2 --crash 1 --moves 700",
	} {
		code, out, errs := simulate(strings.Fields(args)...)
		_, line, found := strings.Cut(out, "\nreplay: quesera sim ")
		if code != exitViolated || !found {
			t.Errorf("sim %s: exit code %d, want %d with a line that replays it:\n%s%s", args, code, exitViolated, out, errs)
			continue
		}
		line = strings.TrimSpace(line)
		if again, text, _ := simulate(strings.Fields(line)...); again != code || text != out {
			t.Errorf("sim %s: exit code %d:\n%s\nwant what sim %s prints:\n%s", line, again, text, args, out)
		}
		_, text, _ := simulate(append(strings.Fields(args), "--json")...)
		var object simObject
		if err := json.Unmarshal([]byte(text), &object); err != nil || object.Replay != "quesera sim "+line ||
			len(object.Breaches) == 0 {
			t.Errorf("sim %s: json = %s (%v), want its replay and its breaches", args, text, err)
		}
	}
}

// The command that replays a run is that run's, whatever the flags, in whatever order: values, then switches.
func TestTheReplayLineHasEveryFlag(t *testing.T) {
	cmd := newSimCommand()
	want := "qsc3 -n 9 -t 6 -w 5 --seed 8 --rounds 7 --adversary uneven --loss 1 --duplicate 2 --partition 3 --crash 4 " +
		"--tickets 3 --moves 99 --pipelined --unsafe"
	if err := cmd.ParseFlags(strings.Fields("--unsafe --json --trace x --pipelined " + want)); err != nil {
		t.Fatal(err)
	}
	g, err := simulated(cmd, "qsc3")
	if f := g.flags; err != nil || f.Replay() != "quesera sim "+want {
		t.Errorf("replay = %s (%v), want quesera sim %s", f.Replay(), err, want)
	}
}

// simObject is what tests read of the summary in JSON.
type simObject struct {
	Replay   string
	Breaches []play.Breach
}

// What nodes decide against each other, what the clock breaks, and what its trace breaks are told, of qsc3 too.
func TestSimOfQSC3JudgesTheClockToo(t *testing.T) {
	code, out, _ := simulate(strings.Fields("qsc3 -n 3 -t 1 --unsafe --rounds 200 --adversary uneven")...)
	if code != exitViolated || !strings.Contains(out, "\nviolated: qsc3: ") || !strings.Contains(out, "\nand: audit: ") {
		t.Errorf("exit code %d, want %d with both:\n%s", code, exitViolated, out)
	}
	code, text, _ := simulate(strings.Fields("qsc3 -n 3 -t 1 --unsafe --rounds 200 --adversary uneven --json")...)
	var object simObject
	if err := json.Unmarshal([]byte(text), &object); err != nil || code != exitViolated || len(object.Breaches) != 3 ||
		object.Breaches[0].Rule != "QSC3-O2" || object.Breaches[1].Rule != "AUDIT-PERIOD" ||
		object.Breaches[1].Section != "TLC §2.8" || object.Breaches[1].Move != 1 ||
		object.Breaches[2].Rule != "TRACE-AGREEMENT" {
		t.Errorf("json = %s (%v), want three breaches", text, err)
	}
}
