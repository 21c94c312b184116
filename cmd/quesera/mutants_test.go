package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"quesera/fuzz/mutants"
)

// A fault of the catalogue is caught, through the whole command, and reported as JSON.
func TestAPlantedFaultIsCaughtThroughTheCommand(t *testing.T) {
	code, stdout, stderr := command("", "mutants", "--only", "SSS-M14", "--json")
	var line struct{ ID, Verdict, Detail, Test string }
	if err := json.Unmarshal([]byte(stdout), &line); err != nil {
		t.Fatalf("%v in %q, %s", err, stdout, stderr)
	}
	if code != exitHolds || line.ID != "SSS-M14" || line.Verdict != "caught" || line.Detail == "" || line.Test == "" {
		t.Errorf("exit code %d, %+v, %s", code, line, stderr)
	}
}

// What names no fault, or runs where there is no checkout, is exit code 2 and one line.
func TestMutantsWantKnownFaultsAndACheckout(t *testing.T) {
	for _, args := range [][]string{
		{"mutants", "--only", "SSS-M0"}, {"mutants", "--protocol", "nonsense"}, {"mutants", "--jobs", "0"},
		{"mutants", "SSS-M1"}, {"mutants", "--sample", "3"}, {"mutants", "--systematic", "--each", "3"},
		{"mutants", "--systematic", "--shard", "3/2"}, {"mutants", "--systematic", "--shard", "2"},
		{"mutants", "--systematic", "--slowest", "0s"},
		{"mutants", "--systematic", "--packages", "nonsense"}, {"mutants", "--systematic", "--merge", "nonsense.jsonl"},
		{"mutants", "--systematic", "--packages", "promela/translate/internal/odd"},
	} {
		if code, stdout, stderr := command("", args...); code != exitUnusable || stdout != "" ||
			strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, %q, %q", args, code, stdout, stderr)
		}
	}
	t.Chdir(t.TempDir())
	if code, _, stderr := command("", "mutants"); code != exitUnusable || !strings.Contains(stderr, "want a checkout") ||
		strings.Count(stderr, "\n") != 1 {
		t.Errorf("outside of a checkout: exit code %d, %q", code, stderr)
	}
}

// A fault that survives is exit code 1, whatever else there is; an entry that cannot be used 2;
// a check that is skipped 3. The table says why a fault was not caught.
func TestTheWorstFaultDecidesTheExitCode(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module quesera\n\ngo 1.25\n",
		"a.go":   "package a\n\nconst Three = 3\n",
		"a_test.go": "package a\n\nimport \"testing\"\n\nfunc TestStrong(t *testing.T) {\n\tif Three != 3 " +
			"{\n\t\tt.Error(\"not 3\")\n\t}\n}\n\n" +
			"func TestWeak(t *testing.T) {}\n\nfunc TestAbsent(t *testing.T) { t.Skip(\"no data\") }\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	fault := func(id, old, test string) mutants.Mutant {
		return mutants.Mutant{ID: id, In: mutants.Place{Package: ".", Decl: "Three"}, Old: old, New: "Three = 4",
			Check: mutants.Check{Package: ".", Test: test}}
	}
	caught, survived := fault("A-M1", "Three = 3", "TestStrong"), fault("A-M2", "Three = 3", "TestWeak")
	faulty, skipped := fault("A-M3", "Four = 4", "TestStrong"), fault("A-M4", "Three = 3", "TestAbsent")
	for _, c := range []struct {
		faults []mutants.Mutant
		code   exitCode
		says   string
	}{
		{[]mutants.Mutant{caught}, exitHolds, "1 planted faults: 1 caught;"},
		{[]mutants.Mutant{caught, skipped}, exitInconclusive, "skipped without any fault"},
		{[]mutants.Mutant{faulty, caught, skipped}, exitUnusable, "0 times, want once"},
		{[]mutants.Mutant{caught, survived, faulty, skipped}, exitViolated,
			"4 planted faults: 1 caught, 1 survived, 1 error, 1 inconclusive;"},
	} {
		var out bytes.Buffer
		cmd := &cobra.Command{}
		cmd.SetContext(context.Background())
		err := runMutants(cmd, mutants.Runner{}, c.faults, &mutantTable{out: &out, faults: c.faults})
		if code := codeOf(err); code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("exit code %d, want %d and …%s…: %v\n%s", code, c.code, c.says, err, out.String())
		}
	}
}

// Faults made by rule are planted and judged through the whole command, and results merge to a table; where less is
// caught than must be, that is exit code 1.
func TestFaultsByRuleThroughTheCommand(t *testing.T) {
	code, stdout, stderr := command("", "mutants", "--systematic", "--packages", "model/crypto/transcript",
		"--sample", "2", "--json")
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != 2 || code == exitUnusable {
		t.Fatalf("exit code %d, %d lines, want 2: %s %s", code, len(lines), stdout, stderr)
	}
	one := `{"key":"1","package":"a","outcome":"caught","of":3}` + "\n"
	file, other := filepath.Join(t.TempDir(), "a.jsonl"), filepath.Join(t.TempDir(), "b.jsonl")
	for name, text := range map[string]string{file: one, other: strings.Replace(one, "caught", "survived", 1)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		files string
		code  exitCode
	}{{file, exitHolds}, {file + "," + other, exitViolated}, {other + "," + file, exitHolds}} {
		code, stdout, _ := command("", "mutants", "--systematic", "--merge", c.files)
		if code != c.code || !strings.Contains(stdout, "\na             3      1") {
			t.Errorf("%s: exit code %d, want %d: %s", c.files, code, c.code, stdout)
		}
	}
}
