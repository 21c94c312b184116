package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/promela/gate/gatetest"
)

// runLine runs a command line of words.
func runLine(words string) (code exitCode, stdout, stderr string) {
	return runWords(strings.Fields(words))
}

func runWords(words []string) (code exitCode, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(words, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// The command prints the committed model.
func TestPromelaPrintsTheGeneratedModel(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("..", "..", "promela", "tlc", "n3t2h1.pml"))
	if err != nil {
		t.Fatal(err)
	}
	if code, got, errs := runLine("promela tlc -n 3 -t 2"); code != exitHolds || got != string(want) {
		t.Errorf("exit code %d, %d bytes, %s; want 0 and the committed %d bytes", code, len(got), errs, len(want))
	}
}

// Both engines agree that all holds: exit code 0, and the counts stand side by side.
func TestSpinComparesBothEngines(t *testing.T) {
	gatetest.Spin(t)
	code, out, errs := runLine("spin tlc -n 3 -t 2")
	if code != exitHolds || strings.Count(out, "112,923") != 2 || strings.Count(out, "134,466") != 2 ||
		!strings.Contains(out, "The engines agree") {
		t.Errorf("exit code %d, %s, output:\n%s", code, errs, out)
	}
}

// Unsafe thresholds: both find the failure, Spin's run is as short as the explorer's, and the exit code is 1.
func TestSpinShowsWhatBreaks(t *testing.T) {
	gatetest.Spin(t)
	code, out, errs := runLine("spin qsc3 -n 2 -t 1 --unsafe")
	if code != exitViolated || strings.Count(out, "QSC3-P5 is violated") != 2 || strings.Contains(out, "disagree") ||
		!strings.Contains(out, "Hear(j=1") {
		t.Errorf("exit code %d, %s, output:\n%s", code, errs, out)
	}
}

// A missing tool, or a search that is cut short, is inconclusive and never "holds".
func TestSpinThatDoesNotRunIsInconclusive(t *testing.T) {
	gatetest.Spin(t)
	if code, out, errs := runLine("spin tlc -n 3 -t 2 --timeout 1ns"); code != exitInconclusive || out != "" ||
		!strings.Contains(errs, "inconclusive") {
		t.Errorf("cut short: exit code %d, %q, %q", code, out, errs)
	}
	t.Setenv("PATH", t.TempDir())
	if code, out, errs := runLine("spin tlc -n 3 -t 2"); code != exitInconclusive || out != "" ||
		!strings.Contains(errs, "not run: spin is missing") {
		t.Errorf("no spin: exit code %d, %q, %q", code, out, errs)
	}
}

// A wrong command line is refused in one line.
func TestPromelaAndSpinRefuseWrongUsage(t *testing.T) {
	for _, words := range []string{"spin", "spin tlc", "spin tlc -n 3", "promela nothing -n 3 -t 2",
		"promela tlc -n 3 -t 1", "promela tlc -n 10 -t 9",
		"spin tlc -n 3 -t 2 --memory 0", "spin tlc -n 3 -t 2 --timeout -1s", "promela qsc3 -n 3 -t 2 --steps 2"} {
		if code, out, errs := runLine(words); code != exitUnusable || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q, %q", words, code, out, errs)
		}
	}
}
