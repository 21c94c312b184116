package main

import (
	"strings"
	"testing"
)

// The table of odds says the fractions of the paper's question and what a network makes of tickets that it sees.
func TestOddsPrintsFractions(t *testing.T) {
	code, out, errs := runLine("odds -n 3 -t 2")
	if code != exitHolds || errs != "" {
		t.Fatalf("exit code %d, %q", code, errs)
	}
	for _, want := range []string{"no two are equal  2/3 ", "1711/2700   0.633704", "1 node  30 tickets        4009/9000",
		"sees all tickets            30 tickets        0 "} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if code, out, _ := runLine("odds -n 5 -t 3 --tickets 4 --json"); code != exitHolds || strings.Count(out, "\n") != 5 ||
		!strings.Contains(out, `{"draw":"no two are equal","least":"3/5","network":"sees no tickets",`) {
		t.Errorf("exit code %d,\n%s", code, out)
	}
}

// What has no odds is refused in one line.
func TestOddsOfNoGroupAreRefused(t *testing.T) {
	for line, want := range map[string]string{
		"odds -n 4 -t 2":               "threshold = 2, want a majority of 4 nodes: 3..4",
		"odds -n 0 -t 1":               "nodes = 0, want 1..256",
		"odds -n 300 -t 200":           "nodes = 300, want 1..256",
		"odds -n 3 -t 4":               "threshold = 4",
		"odds -n 3 -t 2 --tickets 0":   "tickets = 0, want 1..10000",
		"odds -n 3 -t 2 --tickets 1e9": "",
		"odds -n 3 -t 2 --tickets -7":  "tickets = -7, want 1..10000",
		"odds qsc3":                    "",
	} {
		code, out, errs := runLine(line)
		if code != exitUnusable || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, want) {
			t.Errorf("%s: exit code %d, %q, %q", line, code, out, errs)
		}
	}
}
