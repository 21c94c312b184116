package systematic

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quesera/fuzz/mutants"
)

// The module on which the machinery is tried out: tests of every temper.
var tiny = map[string]string{
	"go.mod": "module quesera\n\ngo 1.25\n",
	"sum/sum.go": `package sum

const most = 8

func Small(n int) bool { return n < most }

func Loop(n int) (sum int) {
	for i := 0; i != n; {
		sum += 2
		i++
	}
	return sum
}

func Shown(n int) string {
	if n > 0 {
		return "plus"
	}
	return "none"
}

func Larger(a, b int) int {
	if a > b {
		return a
	}
	return b
}

func Untested(a bool) bool { return !a }

func Less(a, b int) bool { return a < b }

func Ordered(a, b int) bool { return Less(a, b) }
`,
	"sum/sum_test.go": `package sum

import "testing"

func TestSmall(t *testing.T) {
	if !Small(7) || Small(8) {
		t.Error("small")
	}
}

func TestLoop(t *testing.T) {
	if Loop(3) != 6 {
		t.Error("loop")
	}
}

func TestText(t *testing.T) {
	if Shown(1) != "plus" || Shown(0) != "none" {
		t.Error("text")
	}
}

func TestLarger(t *testing.T) {
	if Larger(1, 2) != 2 || Larger(2, 1) != 2 {
		t.Error("larger")
	}
}

func TestOrdered(t *testing.T) { Ordered(1, 2) }

func TestAlwaysFails(t *testing.T) { t.Error(Small(1)) }
`,
	"twice/twice.go": "package twice\n\nimport \"quesera/sum\"\n\nfunc Of(a int) bool { return sum.Ordered(a, a) }\n",
	"twice/twice_test.go": `package twice

import "testing"

func TestOf(t *testing.T) {
	if Of(1) {
		t.Error("of")
	}
}
`,
	"broken/broken.go":      "package broken\n\nfunc F() int { return 1 }\n",
	"broken/broken_test.go": "package broken\n\nvar X = undefined\n",
}

// write makes a module of files, with the switch of faults in it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	here, err := mutants.FindRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for name, text := range files {
		all[name] = text
	}
	sources, err := filepath.Glob(filepath.Join(here, "internal", "planted", "*.go"))
	if err != nil || len(sources) == 0 {
		t.Fatal("no switch of faults", err)
	}
	for _, name := range sources {
		if text, err := os.ReadFile(name); err != nil {
			t.Fatal(err)
		} else if !strings.HasSuffix(name, "_test.go") {
			all["internal/planted/"+filepath.Base(name)] = string(text)
		}
	}
	root := t.TempDir()
	for name, text := range all {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// run is a campaign on the package sum, as lines "Declaration old -> new: outcome by", and what it logs.
func run(t *testing.T, campaign, equivalents string) ([]Line, string) {
	t.Helper()
	root := write(t, tiny)
	lists, err := readLists(root, campaign, equivalents)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	c := Campaign{Root: root, Lists: lists, Log: &log, Slack: 300 * time.Millisecond}
	var lines []Line
	err = c.Run(context.Background(), []string{"sum"}, func(r Result) { lines = append(lines, r.Line()) })
	if err != nil {
		t.Fatal(err)
	}
	return lines, log.String()
}

// find is the line on one fault.
func find(t *testing.T, lines []Line, decl, change string) Line {
	t.Helper()
	var seen []string
	for _, l := range lines {
		is := l.Old + " -> " + l.New
		if l.Declaration == decl && is == change {
			return l
		}
		seen = append(seen, l.Declaration+" "+is)
	}
	t.Fatalf("no fault %s in %s, only\n%s", change, decl, strings.Join(seen, "\n"))
	return Line{}
}

const (
	tinyLists = "golden sum TestText\n"
	tinyEqual = "-- sum Larger --\nwhy: of equal numbers either is returned\n- a > b\n+ a >= b\n"
)

// Each way in which a fault may end is told apart: a fault that survives is not hidden by a hang, by text, by a test
// that fails anyway, or by one that never passes it. A fault that is listed
// as equivalent and caught is said to be both.
func TestOutcomesAreToldApart(t *testing.T) {
	wrongly := "-- sum Small --\nwhy: wrongly thought so\n- n < most\n+ n <= most\n"
	lines, log := run(t, tinyLists, tinyEqual+wrongly)
	for _, c := range []struct {
		decl, change string
		outcome      Outcome
		by           string
	}{
		{"Small", "n < most -> n <= most", Caught, "TestSmall"},
		{"most", "8 -> (8) + 1", Caught, "TestSmall"}, // in a constant: built alone
		{"Loop", "i++ -> { }", Hang, "TestLoop"},
		{"Loop", "2 -> 3", Caught, "TestLoop"},
		{"Loop", "sum += 2 -> { }", Caught, "TestLoop"},
		{"Shown", "n > 0 -> n >= 0", Text, "TestText"},
		{"Larger", "a > b -> a >= b", Equivalent, ""},
		{"Larger", "a > b -> a <= b", Caught, "TestLarger"},
		{"Untested", "!a -> a", Survived, ""},
		{"Ordered", "a, b -> b, a", Survived, ""},
		{"Less", "a < b -> a <= b", Survived, ""},
	} {
		if l := find(t, lines, c.decl, c.change); l.Outcome != c.outcome || l.By != c.by {
			t.Errorf("%s: %s: got %s %s (%s), want %s %s", c.decl, c.change, l.Outcome, l.By, l.Why, c.outcome, c.by)
		}
	}
	if l := find(t, lines, "Untested", "!a -> a"); l.Why != "no test passes here" {
		t.Errorf("a fault that no test passes: why = %q", l.Why)
	}
	if l := find(t, lines, "Ordered", "a, b -> b, a"); l.Why != "" {
		t.Errorf("a fault that a test passes: why = %q", l.Why)
	}
	if l := find(t, lines, "Larger", "a > b -> a >= b"); l.Why != "of equal numbers either is returned" {
		t.Errorf("an equivalent fault: why = %q", l.Why)
	}
	if l := find(t, lines, "Small", "n < most -> n <= most"); !l.Stale || Total(Counts(lines)).Stale != 1 {
		t.Errorf("listed as equivalent, and caught: stale %v, of all %d", l.Stale, Total(Counts(lines)).Stale)
	}
	if !strings.Contains(log, "TestAlwaysFails is left out") {
		t.Errorf("a test that fails without a fault is not named: %s", log)
	}
}

// Tests of another package are asked for what survives those of its own, and of nothing else.
func TestOtherPackagesJudgeWhatSurvives(t *testing.T) {
	lines, _ := run(t, tinyLists+"also sum twice\n", tinyEqual)
	if l := find(t, lines, "Less", "a < b -> a <= b"); l.Outcome != Caught || l.By != "twice TestOf" {
		t.Errorf("got %s by %q, want caught by the test of the other package", l.Outcome, l.By)
	}
	if l := find(t, lines, "Small", "n < most -> n <= most"); l.By != "TestSmall" {
		t.Errorf("caught by %q, want the test of its own package", l.By)
	}
	if l := find(t, lines, "Ordered", "a, b -> b, a"); l.Outcome != Survived || l.Why != "" {
		t.Errorf("got %s (%s), want survived", l.Outcome, l.Why)
	}
	if l := find(t, lines, "Shown", "n > 0 -> n >= 0"); l.Outcome != Text {
		t.Errorf("got %s, want text", l.Outcome)
	}
}

// The shards are the whole, each fault once, in an order that does not change; a sample is part of it.
func TestShardsAreTheWhole(t *testing.T) {
	root := write(t, tiny)
	src, err := open(context.Background(), root, "sum")
	if err != nil {
		t.Fatal(err)
	}
	faults, err := src.faults()
	if err != nil {
		t.Fatal(err)
	}
	whole := (&Campaign{}).choose(faults)
	if len(whole) != len(faults) || !slices.IsSorted(whole) {
		t.Fatalf("%d of %d faults", len(whole), len(faults))
	}
	var joined []int
	for k := range 3 {
		joined = append(joined, (&Campaign{Shard: k, Shards: 3}).choose(faults)...)
	}
	slices.Sort(joined)
	if !slices.Equal(joined, whole) {
		t.Errorf("three shards are %v", joined)
	}
	const n = 5
	one, same, other := (&Campaign{Sample: n, Seed: 1}).choose(faults), (&Campaign{Sample: n, Seed: 1}).choose(faults),
		(&Campaign{Sample: n, Seed: 2}).choose(faults)
	if len(one) != n || !slices.Equal(one, same) || slices.Equal(one, other) || !slices.IsSorted(one) {
		t.Errorf("samples %v, %v, of another seed %v", one, same, other)
	}
}

// Each rule makes its faults, and no other; every one stands behind a switch that compiles.
func TestEachRuleMakesItsFaults(t *testing.T) {
	code := `package a

import "fmt"

func F(xs []int, a, b int, ok bool) (sum int, err error) {
	if len(xs) > a && ok || b == 0 {
		return 0, fmt.Errorf("at %d", a+1)
	}
	for i, x := range xs {
		if !ok {
			continue
		}
		sum += x
		sum = G(a, i) * 3
	}
	return sum, nil
}

func G(a, b int) int { return a &^ b }
`
	root := write(t, map[string]string{"go.mod": tiny["go.mod"], "a/a.go": code})
	src, err := open(context.Background(), root, "a")
	if err != nil {
		t.Fatal(err)
	}
	faults, err := src.faults()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, fmt.Sprintf("%d %s: %s -> %s", f.Line, f.Kind, f.Old, f.New))
	}
	want := strings.Split(strings.TrimSpace(`
5 body: { … } -> { return *new(int), *new(error) }
6 early way out: len(xs) > a && ok || b == 0 -> false
6 condition: len(xs) > a && ok || b == 0 -> len(xs) > a && ok
6 condition: len(xs) > a && ok || b == 0 -> b == 0
6 condition: len(xs) > a && ok || b == 0 -> (len(xs) > a && ok) && (b == 0)
6 condition: len(xs) > a && ok -> len(xs) > a
6 condition: len(xs) > a && ok -> ok
6 condition: len(xs) > a && ok -> len(xs) > a || ok
6 boundary: len(xs) > a -> len(xs) >= a
6 comparison: len(xs) > a -> len(xs) <= a
6 comparison: b == 0 -> b != 0
6 constant: 0 -> 1
6 constant: 0 -> -1
7 constant: 0 -> 1
7 constant: 0 -> -1
10 early way out: !ok -> false
10 negation: !ok -> ok
11 left out: continue -> { }
11 branch: continue -> break
13 arithmetic: sum += x -> sum -= x
13 left out: sum += x -> { }
14 left out: sum = G(a, i) * 3 -> { }
14 arithmetic: G(a, i) * 3 -> (G(a, i) + 3)
14 swapped: a, i -> i, a
14 constant: 3 -> 4
14 constant: 3 -> 2
19 body: { … } -> { return *new(int) }
19 arithmetic: a &^ b -> (a & b)`), "\n")
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if _, alone, err := src.instrument(faults); err != nil || len(alone) > 0 {
		t.Errorf("without a switch %v, %v", alone, err)
	}
}

// What does not compile is an error and no fault that survived.
func TestTestsThatDoNotCompileAreAnError(t *testing.T) {
	root := write(t, tiny)
	lists, err := readLists(root, "", "")
	if err != nil {
		t.Fatal(err)
	}
	c := Campaign{Root: root, Lists: lists}
	err = c.Run(context.Background(), []string{"broken"}, func(Result) { t.Error("a result") })
	if err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("got %v", err)
	}
}
