package appendix

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quesera/fuzz/mutants"
	"quesera/internal/child"
	"quesera/internal/testdata"
	"quesera/promela/gate/gatetest"
	"quesera/proofs/refine"
)

var update = flag.Bool("update", false, "write docs/APPENDIX-B.md")

// listing is the paper's, mended. It leaves out a macro that the model does not use and whose end was not printed.
func listing(t *testing.T) string {
	t.Helper()
	paper, err := os.ReadFile(testdata.Path(t, "sources", "tlc-qsc-paper-2019.txt"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, begins := strings.Cut(string(paper), "\nB.1 qsc.pml: Promela model of QSC\n")
	text, _, ends := strings.Cut(text, "\nB.2 run.sh")
	head, rest, unused := strings.Cut(text, "// Calculate n number")
	_, rest, used := strings.Cut(rest, "proctype NodeProc")
	if !begins || !ends || !unused || !used {
		t.Fatal("the paper has no listing where it should be")
	}
	var lines []string
	for _, line := range strings.Split(head+"proctype NodeProc"+rest, "\n") {
		if line = strings.TrimRight(line, " "); line != "```" {
			lines = append(lines, line)
		}
	}
	text = strings.Join(lines, "\n")
	for _, r := range repairs {
		text = r.in(t, text)
	}
	return text
}

// in is the text with the change.
func (c change) in(t *testing.T, text string) string {
	t.Helper()
	if n := strings.Count(text, c.old); n != c.times {
		t.Fatalf("%q stands %d times in the listing, want %d", c.old, n, c.times)
	}
	return strings.ReplaceAll(text, c.old, c.new)
}

// A result is what pan says.
type result struct {
	errors, states uint64
	factor         string
}

// command runs the paper's command: run.sh of appendix B.2.
func command(t *testing.T, model string) (r result) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "qsc.pml"), []byte(model), 0o600); err != nil {
		t.Fatal(err)
	}
	var out []byte
	for _, words := range []string{"spin -a qsc.pml", "gcc -O2 -DSAFETY -DBITSTATE -o pan pan.c", "./pan -m20000"} {
		args := strings.Fields(words)
		if path, err := exec.LookPath(args[0]); err == nil && !strings.HasPrefix(args[0], "./") {
			args[0] = path
		}
		var err error
		if out, err = (child.Program{Args: args, Dir: dir}).Output(context.WithoutCancel(t.Context())); err != nil {
			t.Fatalf("%s: %v\n%s", words, err, out)
		}
	}
	number := func(form string) uint64 {
		m := regexp.MustCompile(form).FindSubmatch(out)
		if m == nil {
			t.Fatalf("pan prints no %s:\n%s", form, out)
		}
		n, _ := strconv.ParseUint(string(m[1]), 10, 64)
		return n
	}
	r.errors, r.states = number(`errors: (\d+)`), number(`(\d+) states, stored`)
	if m := regexp.MustCompile(`hash factor: (\S+)`).FindSubmatch(out); m != nil {
		r.factor = string(m[1])
	}
	return r
}

// The command of TLC appendix B.2 says of the listing, and of each fault planted in it, what is recorded. Method: it
// is run. By default that is done for the faults that it finds at once, which takes a second each; with QUESERA_DEEP=1
// for all, which takes minutes each.
func TestTheCommandFindsWhatIsRecorded(t *testing.T) {
	gatetest.Spin(t)
	text := listing(t)
	for _, f := range faults {
		changed := f.in(t, text)
		if f.states > 1000 && !refine.Deep() {
			continue
		}
		got := command(t, changed)
		if found := got.errors > 0; found != f.found || got.states != f.states {
			t.Errorf("%s: %+v, want found %v in %d states", f.fault, got, f.found, f.states)
		}
	}
	if !refine.Deep() {
		return
	}
	if got, want := command(t, text), (result{0, asItIs, asItIsFactor}); got != want {
		t.Errorf("without a fault: %+v, want %+v", got, want)
	}
}

// Each fault that the listing was given is one that is planted in our own, where a check must catch it.
func TestTheFaultsAreOursToo(t *testing.T) {
	groups, err := mutants.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, g := range groups {
		for _, m := range g.Mutants {
			known = append(known, m.ID)
		}
	}
	missed := 0
	for _, f := range faults {
		if !slices.Contains(known, f.ours) {
			t.Errorf("%s: %s is no planted fault", f.fault, f.ours)
		}
		if !f.found {
			missed++
		}
	}
	if missed == 0 || missed == len(faults) {
		t.Errorf("%d of %d faults are missed", missed, len(faults))
	}
}

const head = `<!-- Generated: go test ./proofs/appendix -run Page -update. Do not edit. -->

# The paper's own Promela, and what its command finds

Appendix B of the paper prints a model of QSC for Spin, and the command that checks it, exhaustively as it says, in a
couple of minutes. Here that command was run: on the listing as it stands, but for what printing has damaged, and with
faults planted in it. Each of them, or its like, is planted in our models or specs, too, where a check catches it
(docs/mutants).

The model has four nodes, three tickets and two rounds. It shares variables in place of messages. It has no witnesses,
acknowledgments or certificates, no causal order, no crashes, and no rounds that build on each other. So no fault of
these can be planted in it. It asserts that a node finds an eligible proposal, and that no node that has finished the
round chose anything else than a node that commits; not that anybody ever commits, or gets anywhere, which the paper
says too.

`

const tail = `
*States* are those that were stored when the command ended. Of the listing without a fault it stores %s,
prints "errors: 0", and a hash factor of %s, of which it says "best if > 100": it is compiled with -DBITSTATE, and
most of its table of 2^27 bits is full. A state whose bits are set by others is taken for seen and dropped. So the
search is not exhaustive, and its silence proves nothing: a fault that it misses may do harm only in states that were
dropped, or none in this model.

What is exact here instead: one round on the contract of the clock, all schedules and draws, by two engines that must
agree (docs/CONFIGURATIONS.md), and agreement for every n (QSC3-L4, QSC3-L5).

` + "`QUESERA_DEEP=1 go test ./proofs/appendix`" + ` runs all this again, in some minutes a fault. It reads the text
of the paper in ` + "`sources/`" + ` below the folder that QUESERA_SHARED names, and is not run without it.
`

// docs/APPENDIX-B.md says what is recorded.
func TestPageIsCurrent(t *testing.T) {
	var b strings.Builder
	b.WriteString(head + "| Planted in the listing | Ours | Its command | States |\n|---|---|---|--:|\n")
	for _, f := range faults {
		says := "**misses it**: errors: 0"
		if f.found {
			says = "finds it: an assertion fails"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", f.fault, f.ours, says, grouped(f.states))
	}
	fmt.Fprintf(&b, tail, grouped(asItIs), asItIsFactor)
	const file = "../../docs/APPENDIX-B.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(file); err != nil || string(have) != b.String() {
		t.Errorf("%s is not what is recorded (%v): go test ./proofs/appendix -run Page -update", file, err)
	}
}

// grouped writes a number with commas.
func grouped(n uint64) string {
	text := strconv.FormatUint(n, 10)
	for k := len(text) - 3; k > 0; k -= 3 {
		text = text[:k] + "," + text[k:]
	}
	return text
}
