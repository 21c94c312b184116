package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"quesera/promela/gate/gatetest"
	"quesera/spec/explore"
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
		var row struct {
			Protocol, Bounds, Verdict, Property, Replay string
			Run, Says                                   []string
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Protocol != "qsc3" || row.Bounds == "" ||
			row.Verdict == "" {
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
	for _, words := range []string{"verify nothing", "verify tlc -n 3", "verify tlc -n 3 -t 1", "verify tlc --unsafe",
		"verify tlc --steps 2", "verify tlc -n 10 -t 9",
		"verify tlc --bounds x", "verify tlc -n 3 -t 2 --bounds x", "verify tlc --replay 1",
		"verify tlc -n 3 -t 2 --replay x", "verify tlc -n 3 -t 2 --replay 0.99",
		"verify tlc -n 3 -t 2 --replay -1", "verify tlc -n 3 -t 2 --json --replay 0"} {
		if code, out, errs := runLine(words); code != exitUnusable || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q, %q", words, code, out, errs)
		}
	}
}

// A verdict that cannot be written was not delivered: exit code 2, unless what was found is worse.
func TestOutputThatCannotBeWrittenIsNoVerdict(t *testing.T) {
	for words, want := range map[string]exitCode{"verify tlc -n 1 -t 1": exitUnusable,
		"verify tlc -n 2 -t 1 --unsafe": exitViolated, "promela tlc -n 2 -t 2": exitUnusable, "verify --help": exitUnusable} {
		var errs bytes.Buffer
		code := run(strings.Fields(words), strings.NewReader(""), full{}, &errs)
		if code != want || !strings.Contains(errs.String(), "no space left") || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%s: exit code %d, %q, want %d", words, code, errs.String(), want)
		}
	}
}

// full is a device on which nothing can be written.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// Two different thresholds, and none for witnesses, can be asked for where the protocol has them.
func TestVerifyTakesAWitnessThreshold(t *testing.T) {
	for words, want := range map[string]exitCode{
		"verify tlc -n 2 -t 2 -w 0": exitHolds, "verify tlc -n 3 -t 3 -w 2": exitHolds,
		"verify tlc -n 3 -t 1 -w 2 --unsafe --steps 2": exitViolated,
		"verify tlc -n 3 -t 2 -w 1 --unsafe --steps 1": exitHolds, // in a single step nothing breaks
		"verify tlc -n 3 -t 3 -w 1":                    exitUnusable, "verify tlc -n 3 -t 3 -w 4": exitUnusable,
		"verify tlc -n 3 -t 3 -w -1 --unsafe": exitUnusable,
		"verify tlc -n 3 -t 3 -w x":           exitUnusable, "verify qsc3 -n 3 -t 2 -w 3": exitHolds,
		"verify qsc3 -n 3 -t 2 -w 1": exitUnusable, "verify qsc3 -n 3 -t 2 -w 1 --unsafe": exitViolated,
		"verify qsc3 -n 3 -t 2 -w 0 --unsafe": exitUnusable, "verify qsc3 -n 3 -t 2 -w 4 --unsafe": exitUnusable,
		"verify qsc3 -n 2 -t 2 -w 1 --unsafe": exitHolds, // all hear of everything
		"verify tlc -n 2 -t 2 --jumps":        exitHolds,
		"verify qsc3 -n 2 -t 2 -w 2":          exitHolds, "verify clock -n 2 -t 2 --steps 1": exitHolds,
		"verify dkg -n 3 -t 2 --steps 1": exitUnusable, "verify beacon": exitUnusable, "verify -w 2": exitUnusable,
		"verify tlc -n 3 -t 2 --memory 0": exitUnusable, "verify tlc -n 3 -t 2 --memory 17179869184": exitUnusable,
	} {
		code, out, errs := runLine(words)
		if code != want || code == exitUnusable && (out != "" || strings.Count(errs, "\n") != 1) {
			t.Errorf("%s: exit code %d, %q, want %d; output:\n%s", words, code, errs, want, out)
		}
	}
}

// Both engines search whatever is asked for, not only what the catalogue lists.
func TestVerifyRunsBothEnginesOnWhatIsAskedFor(t *testing.T) {
	gatetest.Spin(t)
	code, out, errs := runLine("verify tlc -n 2 -t 2 --steps 2")
	if code != exitHolds || !regexp.MustCompile(`(?m)^tlc +both engines +HOLDS`).MatchString(out) {
		t.Errorf("exit code %d, %s, output:\n%s", code, errs, out)
	}
}

// A search that is stopped is inconclusive, and says where.
func TestAStoppedVerificationIsInconclusive(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out, cmd := &stopping{stop: stop}, newVerifyCommand()
	cmd.SetOut(out)
	cmd.SetContext(ctx)
	if err := runVerify(cmd, []string{"tlc"}, verifyFlags{memory: 1}); codeOf(err) != exitInconclusive ||
		!strings.Contains(err.Error(), "stopped in tlc n=3 t=2, 1 step") {
		t.Errorf("got %v", err)
	}
	if strings.Contains(out.String(), "HOLDS") {
		t.Errorf("a verdict in\n%s", out.String())
	}
	if err := runVerify(cmd, []string{"tlc"}, verifyFlags{memory: 1}); codeOf(err) != exitInconclusive {
		t.Errorf("stopped before it began: got %v", err)
	}
}

// stopping stops the verification as soon as the head of its table is printed.
type stopping struct {
	bytes.Buffer
	stop func()
}

func (s *stopping) Write(b []byte) (int, error) {
	s.stop()
	return s.Buffer.Write(b)
}

// The figures of all searches and the plot of their levels go to the files asked for.
func TestVerifyWritesFiguresAndPlots(t *testing.T) {
	t.Setenv("PATH", "")
	stats, levels := filepath.Join(t.TempDir(), "stats.jsonl"), filepath.Join(t.TempDir(), "levels.svg")
	code, _, errs := runLine("verify tlc -n 2 -t 2 --stats " + stats + " --levels " + levels)
	if code != exitInconclusive {
		t.Errorf("exit code %d, %s", code, errs)
	}
	for file, want := range map[string]string{stats: `"states_per_second":`, levels: "<svg"} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v, %s", file, err, text)
		}
	}
	for _, words := range []string{"verify tlc -n 2 -t 2 --replay 0 --stats x", "verify tlc --spill nowhere",
		"verify tlc --spill verify_test.go", "verify tlc --shard 1/2 --levels x"} {
		if code, _, errs := runLine(words); code != exitUnusable || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit code %d, %s", words, code, errs)
		}
	}
}

// How far a search is, how fast, and how long it will take where that can be known.
func TestProgressHasARateAndAnEstimate(t *testing.T) {
	p := explore.Progress{Depth: 3, States: 3000, Transitions: 9000, Level: 400, Visited: 100}
	for all, want := range map[uint64]string{
		0:    "depth 3, 3,000 states, 9,000 transitions, 1,500 states/s, 2 s, 25% of the level",
		9000: "depth 3, 3,000 states, 9,000 transitions, 1,500 states/s, 2 s, about 4 s left",
		3000: "depth 3, 3,000 states, 9,000 transitions, 1,500 states/s, 2 s",
	} {
		if got := far(p, all, 2*time.Second); got != want {
			t.Errorf("of %d: %q, want %q", all, got, want)
		}
	}
}
