package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// "vectors" writes a set that "check vectors" runs whole, and says how large it is; a wrong command line is one line
// and exit code 2.
func TestVectorsAreWrittenAndRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	code, out, errs := command("", "vectors", dir)
	if code != exitHolds || !strings.Contains(out, "vectors of 10 families") {
		t.Fatalf("exit code %d: %s%s", code, out, errs)
	}
	if code, out, _ := command("", "check", "vectors", filepath.Join(dir, "manifest.json"),
		filepath.Join(dir, "shamir.json")); code != exitHolds || !strings.Contains(out, "quesera/shamir") {
		t.Errorf("exit code %d: %s", code, out)
	}
	for _, args := range [][]string{{"vectors"}, {"vectors", "a", "b"}, {"vectors", "--measure", "a"},
		{"vectors", "--measure", "--sample", "1"}, {"vectors", "--sample", "-1"}, {"vectors", "--family", "tlc", "a"},
		{"vectors", "--sample", "1", "--family", "none"}, {"vectors", "/dev/null/x"}} {
		code, _, errs := command("", args...)
		if code != exitUnusable || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit code %d, %q, want 2 and one line", args, code, errs)
		}
	}
}

// What is listed of a planted fault is what comes of measuring it again.
func TestAKillIsMeasuredAsListed(t *testing.T) {
	code, out, errs := command("", "vectors", "--sample", "1", "--family", "shamir")
	if code != exitHolds || !strings.Contains(out, "caught: kills [shamir/") || !strings.Contains(out, ": as listed") {
		t.Errorf("exit code %d: %s%s", code, out, errs)
	}
}
