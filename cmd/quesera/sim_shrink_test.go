package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// A run of more than a thousand moves in which something is wrong is printed once more in fewer than sixty. The line
// that replays it breaks the same rule in the last of its moves, and its trace is that of the shorter run.
func TestSimShrinks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.jsonl")
	args := "qsc3 -n 4 -t 2 --unsafe --seed 5 --rounds 300 --shrink --trace " + file
	code, out, errs := simulate(strings.Fields(args)...)
	first, shorter, found := strings.Cut(out, "\nthe same in ")
	if code != exitViolated || !found {
		t.Fatalf("exit code %d: %s%s", code, out, errs)
	}
	if moves := strings.Count(shorter, "\n") - 3; moves >= 60 || !strings.Contains(first, "audit: move 1104: ") ||
		!strings.Contains(shorter, " moves of the 1104 that led there") {
		t.Errorf("%d moves: %s", moves, out)
	}
	_, line, _ := strings.Cut(shorter, "replay: quesera sim ")
	line, schedule, _ := strings.Cut(strings.TrimSpace(line), " --replay ")
	_, message, _ := strings.Cut(shorter, "\nviolated: ")
	message, _, _ = strings.Cut(message, "\n")
	code, again, errs := simulate(append(strings.Fields(line), "--replay", strings.Trim(schedule, "'"))...)
	if code != exitViolated || !strings.Contains(again, "\nviolated: "+message+"\n") {
		t.Errorf("replay: exit code %d: %s%s, want %s", code, again, errs, message)
	}
	// The clock's period is nothing that a trace shows.
	code, out, _ = command("", "check", "trace", "--unsafe", file)
	if code != exitHolds || strings.Contains(out, "step 900") {
		t.Errorf("its trace: exit code %d: %s", code, out)
	}
	for schedule, want := range map[string]string{"0>1": "move 1 of", "h": "can be made"} {
		if code, out, errs := simulate("tlc", "--replay", schedule); code != exitUnusable || !strings.Contains(errs, want) {
			t.Errorf("%q: exit code %d: %s%s", schedule, code, out, errs)
		}
	}
}

// Where nothing is wrong --shrink changes nothing, the trace included.
func TestNothingIsShrunkWhereNothingIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.jsonl")
	_, plain, _ := simulate("qsc3", "--rounds", "3")
	if code, out, _ := simulate("qsc3", "--rounds", "3", "--shrink", "--trace", file); code != exitHolds || out != plain {
		t.Errorf("exit code %d: %s", code, out)
	}
	if code, out, _ := command("", "check", "trace", file); code != exitHolds || !strings.Contains(out, "9 decisions") {
		t.Errorf("its trace: exit code %d: %s", code, out)
	}
}
