package main

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// Safe thresholds: everything holds, exit code 0.
func TestVerifySaysThatItHolds(t *testing.T) {
	code, out, errs := runLine("verify tlc -n 3 -t 2")
	if code != exitHolds || strings.Count(out, "HOLDS") < 7 || !strings.Contains(out, " 0 violated, 0 inconclusive") {
		t.Errorf("exit code %d, %s, output:\n%s", code, errs, out)
	}
}

// Unsafe thresholds: the run to the failure is printed with words for every action, and the command below it
// follows that run to the same failure.
func TestACounterexampleIsReplayedByTheCommandBelowIt(t *testing.T) {
	for _, words := range []string{"verify qsc3 -n 2 -t 1 --unsafe", "verify tlc -n 3 -t 1 --unsafe"} {
		code, out, errs := runLine(words)
		replay := regexp.MustCompile(`(?m)^  replay: quesera (.*) --replay '([0-9.]*)'$`).FindStringSubmatch(out)
		if code != exitViolated || len(replay) != 3 || replay[1] != words {
			t.Fatalf("%s: exit code %d, %s, output:\n%s", words, code, errs, out)
		}
		said := regexp.MustCompile(`(?m)^ +\d+  \w+\(.*\)  +node .*$`).FindAllString(out, -1)
		if actions := strings.Count(replay[2], ".") + 1; len(said) != actions {
			t.Errorf("%s: %d actions with words, want %d", words, len(said), actions)
		}
		violated := regexp.MustCompile(`(\S+) is violated, .* A shortest run, (\d+) actions`).FindStringSubmatch(out)
		code, again, errs := runLine(words + " --replay " + replay[2])
		if code != exitViolated || !strings.Contains(again, violated[1]+" is violated after "+violated[2]+" actions") {
			t.Errorf("%s: replayed with exit code %d, %s, output:\n%s", words, code, errs, again)
		}
		for _, step := range said {
			if !strings.Contains(again, step) {
				t.Errorf("%s: the replay does not show %q", words, step)
			}
		}
	}
}

// Half a counterexample shows no failure.
func TestAReplayThatShowsNoFailureLeavesWithZero(t *testing.T) {
	code, out, errs := runLine("verify qsc3 -n 2 -t 1 --unsafe --replay 0.0.0.1")
	if code != exitHolds || strings.Contains(out, "violated") || !strings.Contains(out, "4  Hear(j=1, h={1})") {
		t.Errorf("exit code %d, %s, output:\n%s", code, errs, out)
	}
}

// With --json each row is an object, and that of a failure has the run in actions and words.
func TestVerifyPrintsJSON(t *testing.T) {
	code, out, _ := runLine("verify qsc3 -n 2 -t 1 --unsafe --json")
	runs := 0
	for line := range strings.Lines(out) {
		var row verdictRow
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Protocol != "qsc3" || row.Bounds == "" || row.Verdict == "" {
			t.Errorf("%v in %s", err, line)
		}
		if len(row.Run) > 0 && len(row.Run) == len(row.Says) && row.Replay != "" && row.Property == "QSC3-P5" {
			runs++
		}
	}
	if code != exitViolated || runs != 1 {
		t.Errorf("exit code %d and %d runs, want 1 and one of QSC3-P5", code, runs)
	}
}

// A wrong command line is refused in one line.
func TestVerifyRefusesWrongUsage(t *testing.T) {
	for _, words := range []string{"verify nothing", "verify tlc -n 3", "verify tlc -n 3 -t 1", "verify tlc --unsafe", "verify tlc --steps 2", "verify tlc -n 10 -t 9",
		"verify tlc --bounds x", "verify tlc -n 3 -t 2 --bounds x", "verify tlc --replay 1", "verify tlc -n 3 -t 2 --replay x", "verify tlc -n 3 -t 2 --replay 0.99",
		"verify tlc -n 3 -t 2 --replay -1", "verify tlc -n 3 -t 2 --json --replay 0"} {
		if code, out, errs := runLine(words); code != exitUnusable || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q, %q", words, code, out, errs)
		}
	}
}
