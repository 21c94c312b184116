package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// "check trace --coverage" sums up over all files how often each rule had something to say, and names those that never
// had; with --json each file has its own counts.
func TestCheckTraceTellsWhatRulesHadToSay(t *testing.T) {
	const good, bad = "../../examples/traces/round.jsonl", "../../examples/traces/commit.jsonl"
	coverage := func(args ...string) string {
		_, out, _ := command("", append([]string{"check", "trace", "--coverage"}, args...)...)
		return out
	}
	one, two := coverage(good), coverage(good, good)
	for _, want := range []string{"TRACE-COMMIT", "rules had something to say; never: ", "TRACE-ADOPT"} {
		if !strings.Contains(one, want) {
			t.Errorf("got %s, want %q in it", one, want)
		}
	}
	if one == two || !strings.Contains(two, "rules had something to say") {
		t.Errorf("one file: %s\ntwo: %s", one, two)
	}
	if out := coverage("/dev/null"); !strings.Contains(out, "nothing was judged") {
		t.Errorf("an empty file: got %s", out)
	}
	var line struct{ Coverage map[string]int }
	_, out, _ := command("", "check", "trace", "--json", "--coverage", bad)
	if err := json.Unmarshal([]byte(out), &line); err != nil || line.Coverage["TRACE-ACK-ONCE"] == 0 {
		t.Errorf("got %s, %v", out, err)
	}
}
