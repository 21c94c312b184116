package strawman

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/spec"
	"quesera/verify"
)

var update = flag.Bool("update", false, "write docs/STRAWMEN.md")

const page = "../../docs/STRAWMEN.md"

const head = `<!-- Generated: go test ./proofs/strawman -run Page -update. Do not edit. -->

# Six strawmen, in runs

Sections 4.1 to 4.6 of the paper argue their way to QSC3. Each proposes a rule, says what it is good for, and shows
where it fails; the next one starts from there. Here each promise is searched for a counterexample in every state of
a small group, and each failure is a shortest run. Both engines find both: ` + "`quesera verify strawman`" + `.

Node i's lottery ticket is i: the higher, the better. The group has three nodes and a threshold of two, so that f = 1,
unless it says otherwise.
`

// The words of the sections, by the rule; the rest is what the checks say.
var sections = []struct{ title, rule, moral string }{
	{"Strawman 0: multiple possible histories (TLC §4.1)",
		"Each node builds its own history, for ever.",
		"A client who pays the same coin twice leaves it open for ever whose it is. Some history must win."},
	{"Strawman 1: genetic consensus (TLC §4.2)",
		"In each step one node drops its history for that of another one, both drawn at random.",
		"In the end one history is left. But which it is has nothing to do with merit: what one of N nodes " +
			"has alone wins with probability 1/N, after (N-1)(1 + 1/2 + … + 1/(N-1)) steps on average: 3 for " +
			"three nodes, 137/12 for six (STRAW-L1). From N different histories it takes (N-1)² steps on average " +
			"(STRAW-L2), and no number of steps is enough."},
	{"Strawman 2: a genetic fitness lottery (TLC §4.3)",
		"Each proposal has a lottery ticket. A node leaves the step having seen t proposals or more, and " +
			"builds on the best.",
		"At most f nodes' proposals can be missed, so that at most f+1 survive, and f+1 can (STRAW-L3). That " +
			"takes tickets that differ: with equal ones all n may survive, which the paper does not say."},
	{"Strawman 3: a contest of celebrities (TLC §4.4)",
		"Only proposals that were threshold witnessed may win. A node confirms those on whose certificates it" +
			" leaves the step.",
		"Whatever anybody builds on, t nodes had seen. But not all, so that a better one may be hidden from " +
			"some."},
	{"Strawman 4: seeking universal celebrity (TLC §4.5)",
		"The same, but nodes choose one step later, at s+2.",
		"By two-step broadcast all are aware of whatever anybody builds on. But not that it was witnessed: " +
			"one node may choose what another is not allowed to."},
	{"Strawman 5: enter the paparazzi (TLC §4.6)",
		"Nodes choose at s+3, and only what they have reconfirmed: what a threshold witnessed message of s+1 " +
			"had confirmed.",
		"Now all have confirmed whatever anybody builds on. But they have not all reconfirmed it: the " +
			"goalposts have moved, and would move again. QSC3 (§4.7) stops here. It lets nodes choose what they " +
			"have confirmed, and uses reconfirmation only to tell that all will choose the same."},
}

// The page retells the strawmen in the runs that are found.
func TestPageIsCurrent(t *testing.T) {
	p, err := catalogue.Find("strawman")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(head)
	for rule, s := range sections {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", s.title, s.rule)
		kept, broken := 0, 0
		var failures strings.Builder
		for _, c := range p.Checks() {
			if c.Deep || !strings.HasPrefix(c.Bounds, fmt.Sprintf("strawman %d,", rule)) {
				continue
			}
			must := c.Unsafe
			c.Unsafe = false // so that the run is told
			rows, err := verify.Run(t.Context(), []verify.Check{c}, verify.Options{})
			if err != nil {
				t.Fatalf("%v: %v", c, err)
			}
			if must {
				broken++
				writeFailure(t, &failures, c, rows)
				continue
			}
			for _, r := range rows {
				switch {
				case !strings.HasPrefix(r.Property, "STRAW-"):
				case r.Verdict != spec.Holds:
					t.Errorf("%v: %s: %v", c, r.Property, r.Verdict)
				case r.Kind == spec.Sometimes.String():
					fmt.Fprintf(&b, "- Happens: %s (%s).\n", strings.TrimPrefix(r.Claim, "sometimes: "), r.Property)
				case r.Kind == spec.Invariant.String():
					kept++
					fmt.Fprintf(&b, "- Holds in all %d states: %s (%s).\n", rows[0].States, r.Claim, r.Property)
				}
			}
		}
		if kept == 0 || broken == 0 {
			t.Errorf("strawman %d: %d promises kept, %d broken, want both", rule, kept, broken)
		}
		fmt.Fprintf(&b, "%s\n%s\n", failures.String(), s.moral)
	}
	text := wrap(b.String(), 118)
	if *update {
		if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(page); err != nil || string(have) != text {
		t.Errorf("%s is not what the runs say (%v): go test ./proofs/strawman -run Page -update", page, err)
	}
}

// writeFailure is a claim that fails, with its shortest run.
func writeFailure(t *testing.T, b *strings.Builder, c verify.Check, rows []verify.Row) {
	t.Helper()
	for _, r := range rows {
		if r.Property != c.Headline {
			continue
		}
		if r.Verdict != spec.Violated || len(r.Says) == 0 {
			t.Errorf("%v: %s: %v, run %v", c, r.Property, r.Verdict, r.Says)
		}
		_, group, _ := strings.Cut(strings.TrimSuffix(c.Bounds, ", the next one's promise"), ", ")
		fmt.Fprintf(b, "\nDoes not hold (%s): %s (%s). The shortest run has %d actions:\n\n", group, r.Claim, r.Property,
			len(r.Says))
		for i, action := range r.Says {
			fmt.Fprintf(b, "%d. %s\n", i+1, action)
		}
		b.WriteString("\nIt ends so:\n\n")
		for _, line := range r.End {
			fmt.Fprintf(b, "    %s\n", line)
		}
		return
	}
	t.Errorf("%v: no row of %s", c, c.Headline)
}

// wrap breaks lines of prose.
func wrap(text string, width int) string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		for len(line) > width && !strings.HasPrefix(line, "    ") {
			at := strings.LastIndex(line[:width], " ")
			lines, line = append(lines, line[:at]), line[at+1:]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n") + "\n"
}
