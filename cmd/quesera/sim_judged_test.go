package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every simulated run goes through the judge of traces while it happens, to its last event: those that the trace has,
// written or not. A model that commits by another rule than the paper's is found out even where its nodes agree.
func TestEverySimulatedRunIsJudgedAsATrace(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "run.jsonl")
	for _, line := range []string{
		"tlc -n 3 -t 2 --rounds 30", "tlc -n 4 -t 3 -w 0 --rounds 30", "tlc -n 5 -t 3 --adversary uneven --rounds 20",
		"qsc3 -n 3 -t 2 --rounds 20", "qsc3 -n 4 -t 3 --tickets 3 --rounds 20 --pipelined",
		"qsc3 -n 5 -t 3 --adversary uneven --rounds 20 --pipelined --tickets 20",
		"qsc3 -n 5 -t 3 --adversary oblivious --rounds 20", "qsc3 -n 3 -t 2 --adversary full --rounds 10",
		"qsc3 -n 5 -t 3 --rounds 15 --duplicate 20 --crash 1 --seed 4", "qsc3 -n 7 -t 4 --rounds 10 --adversary uneven",
	} {
		code, out, errs := simulate(append(strings.Fields(line), "--json")...)
		var alone, traced struct {
			Message string
			Judged  int `json:"judged_events"`
		}
		if err := json.Unmarshal([]byte(out), &alone); err != nil || code != exitHolds {
			t.Errorf("sim %s: exit code %d, want %d: %s%s", line, code, exitHolds, alone.Message, errs)
			continue
		}
		code, out, _ = simulate(append(strings.Fields(line), "--json", "--trace", file)...)
		text, err := os.ReadFile(file)
		if err != nil || code != exitHolds {
			t.Fatalf("sim %s --trace: exit code %d, %v", line, code, err)
		}
		if err := json.Unmarshal([]byte(out), &traced); err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(text, []byte("\n")) - 1; alone.Judged != lines || traced.Judged != lines || lines < 100 {
			t.Errorf("sim %s: %d events judged, %d with --trace, want the %d of the trace", line, alone.Judged,
				traced.Judged, lines)
		}
	}
}
