package mutants

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quesera/spec"
)

// The module on which the machinery is tried out: a product of one function, which also
// embeds its source, and checks of every temper.
var tiny = map[string]string{
	"go.mod": "module quesera\n\ngo 1.25\n",
	"sum/sum.go": `package sum

import _ "embed"

//go:embed sum.go
var Source string

func Sum(a, b int) int {
	return a + b
}
`,
	"sum/sum_test.go": `package sum

import (
	"os"
	"strings"
	"testing"
)

func TestSum(t *testing.T) {
	t.Run("small", func(t *testing.T) {
		if got := Sum(1, 2); got != 3 {
			t.Errorf("1 + 2 = %d", got)
		}
	})
	t.Run("zero", func(t *testing.T) {
		if got := Sum(0, 0); got != 0 {
			t.Errorf("0 + 0 = %d", got)
		}
	})
}

func TestWeak(t *testing.T)    { Sum(1, 2) }
func TestRed(t *testing.T)     { t.Error("always red") }
func TestSkipped(t *testing.T) { t.Skip("shared data is missing") }
func TestExits(t *testing.T) {
	if Sum(1, 2) != 3 {
		os.Exit(1)
	}
}
func TestHangs(t *testing.T) {
	if Sum(1, 2) != 3 {
		select {}
	}
}
func TestPanics(t *testing.T) { _ = []int{7}[Sum(1, -1)] }
func TestSkipsWhenWrong(t *testing.T) {
	if Sum(1, 2) != 3 {
		t.Skip("wrong")
	}
}
func TestSource(t *testing.T) {
	if !strings.Contains(Source, "a + b") {
		t.Error("the embedded source has the fault")
	}
}
`,
	"broken/broken.go":      "package broken\n\nvar X int = \"\"\n",
	"broken/broken_test.go": "package broken\n\nimport \"testing\"\n\nfunc TestBroken(t *testing.T) {}\n",
}

// writeModule lays the files out in a fresh folder.
func writeModule(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func planted(old, new, pkg, test string) Mutant {
	return Mutant{ID: "SUM-M1", In: Place{Package: "sum", Decl: "Sum"}, Old: old, New: new, Check: Check{pkg, test}}
}

// Each way in which a check can end gets its own verdict: only a failure of the very test counts as
// caught, and only if it passes without the fault.
func TestVerdictsTellCaughtFromEverythingElse(t *testing.T) {
	if testing.Short() {
		t.Skip("builds tests of its own, of no fault that is listed")
	}
	const plus, minus = "a + b", "a - b"
	cases := []struct {
		name    string
		mutant  Mutant
		verdict spec.Verdict
		detail  string
	}{
		{"caught", planted(plus, minus, "./sum", "TestSum"), Caught, "1 + 2 = -1"},
		{"caught by a subtest", planted(plus, minus, "./sum", "TestSum/small"), Caught, "1 + 2 = -1"},
		{"caught by a panic", planted(plus, minus, "./sum", "TestPanics"), Caught, "index out of range"},
		{"caught in the embedded source", planted(plus, minus, "./sum", "TestSource"), Caught, "embedded source"},
		{"survived", planted(plus, minus, "./sum", "TestWeak"), Survived, "passes under the fault"},
		{"survived the other subtest", planted(plus, minus, "./sum", "TestSum/zero"), Survived, "passes under the fault"},
		{"red without a fault", planted(plus, minus, "./sum", "TestRed"), Faulty, "fails without any fault: sum_test.go"},
		{"no such test", planted(plus, minus, "./sum", "TestNone"), Faulty, "no such check"},
		{"no such subtest", planted(plus, minus, "./sum", "TestSum/none"), Faulty, "no such check"},
		{"no such package", planted(plus, minus, "./none", "TestSum"), Faulty, "without any fault"},
		{"broken package", planted(plus, minus, "./broken", "TestBroken"), Faulty, "does not compile without any fault"},
		{"does not compile", planted(plus, "a + c", "./sum", "TestSum"), Faulty, "fault does not compile"},
		{"no such old text", planted("a * b", minus, "./sum", "TestSum"), Faulty, "0 times, want once"},
		{"old text twice", planted("a", "b", "./sum", "TestSum"), Faulty, "times, want once"},
		{"no change", planted(plus, plus, "./sum", "TestSum"), Faulty, "want a fault"},
		{"exits", planted(plus, minus, "./sum", "TestExits"), Faulty, "ends the process"},
		{"skipped", planted(plus, minus, "./sum", "TestSkipped"), Inconclusive, "shared data is missing"},
		{"skipped under the fault", planted(plus, minus, "./sum", "TestSkipsWhenWrong"), Inconclusive,
			"skipped under the fault"},
		{"hangs", planted(plus, minus, "./sum", "TestHangs"), Inconclusive, "did not end in time under the fault"},
	}
	var faults []Mutant
	for _, c := range cases {
		faults = append(faults, c.mutant)
	}
	i := 0
	err := Runner{Root: writeModule(t, tiny), Timeout: 4 * time.Second}.Run(context.Background(), faults, func(r Result) {
		c := cases[i]
		if r.Verdict != c.verdict || !strings.Contains(r.Detail, c.detail) {
			t.Errorf("%s: got %s: %s, want %s: …%s…", c.name, Word(r.Verdict), r.Detail, Word(c.verdict), c.detail)
		}
		if r.Mutant != c.mutant {
			t.Errorf("result %d is on another fault", i)
		}
		i++
	})
	if err != nil || i != len(cases) {
		t.Errorf("%d results, want %d: %v", i, len(cases), err)
	}
}

// A run that is stopped says so: the faults that were not judged have no verdict.
func TestAStoppedRunIsAnError(t *testing.T) {
	if testing.Short() {
		t.Skip("builds tests of its own, of no fault that is listed")
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	m := planted("a + b", "a - b", "./sum", "TestSum")
	reports := 0
	err := Runner{Root: writeModule(t, tiny), Jobs: 1}.Run(ctx, []Mutant{m, m, m}, func(r Result) {
		reports++
		stop()
	})
	if err == nil || reports != 1 {
		t.Errorf("%d reports and %v after stopping at the first, want one and an error", reports, err)
	}
}
