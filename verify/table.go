//go:build !js

package verify

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"quesera/spec"
)

// columns lays the table out so that rows can be printed as they come.
const columns = "%-*s  %-12s  %-12s  %-*s  %-17s  %11s  %11s  %11s  %8s  %-19s  %s\n"

// A Table prints rows as they come.
type Table struct {
	w     io.Writer
	runs  []Row
	count map[spec.Verdict]int
	name  int // width of the column of protocols
	width int // of the column of bounds
	page  int // columns of the page; 0: as many as it takes
}

// leastClaim is how wide the column of claims is at least. Where the page has less room, a row takes several lines.
const leastClaim = 30

// NewTable prints the head of a table that has room for these checks, on a page of so many columns; 0: as many as it
// takes.
func NewTable(w io.Writer, checks []Check, page int) *Table {
	t := &Table{w: w, count: map[spec.Verdict]int{}, page: page, name: len("PROTOCOL")}
	for _, c := range checks {
		t.name, t.width = max(t.name, len(c.Protocol)), max(t.width, len(c.Bounds))
	}
	if t.narrow() {
		return t
	}
	t.line(t.name, "PROTOCOL", "PROPERTY", "VERDICT", t.width, "BOUNDS", "TECHNIQUE", "STATES", "TRANSITIONS",
		"MATTERED", "TIME",
		"ENGINE", "CLAIM")
	return t
}

// claimAt is the column in which claims begin.
func (t *Table) claimAt() int {
	return len(fmt.Sprintf(columns, t.name, "", "", "", t.width, "", "", "", "", "", "", "", "")) - 1
}

func (t *Table) narrow() bool { return t.page > 0 && t.page < t.claimAt()+leastClaim }

// line prints one row of cells, the last of them over several lines where it must be.
func (t *Table) line(cells ...any) {
	if last := len(cells) - 1; t.page > 0 {
		cells[last] = hanging(fmt.Sprint(cells[last]), t.page-t.claimAt(), t.claimAt())
	}
	fmt.Fprintf(t.w, columns, cells...)
}

// hanging breaks a text into lines of at most so many columns, all but the first indented.
func hanging(s string, wide, indent int) string {
	lines := strings.Split(text.WrapSoft(s, wide), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n"+strings.Repeat(" ", indent))
}

// Add prints a row.
func (t *Table) Add(r Row) {
	t.count[r.Verdict]++
	if r.Run != nil || r.Lasso != nil {
		t.runs = append(t.runs, r)
	}
	cells := r.cells()
	verdict := strings.ToUpper(r.Verdict.String())
	if !t.narrow() {
		t.line(t.name, r.Protocol, r.Property, verdict, t.width, r.Bounds, r.Technique, cells.states, cells.transitions,
			cells.mattered, cells.took, r.Engine, cells.claim)
		return
	}
	figures := r.Technique + ", " + r.Engine
	for _, f := range []struct{ number, of string }{{cells.states, " states"},
		{cells.transitions, " transitions"}, {cells.mattered, " mattered"}, {cells.took, ""}} {
		if f.number != "" {
			figures += ", " + f.number + f.of
		}
	}
	const indent = 14
	fmt.Fprintf(t.w, "%-*s%s\n", indent, verdict, hanging(r.Protocol+" "+r.Property+", "+r.Bounds, t.page-indent, indent))
	for _, more := range []string{cells.claim, figures} {
		fmt.Fprintf(t.w, "%*s%s\n", indent, "", hanging(more, t.page-indent, indent))
	}
}

// cells are what a row shows, as text.
type cells struct{ states, transitions, mattered, took, claim string }

func (r Row) cells() (c cells) {
	if r.Mattered != nil {
		c.mattered = Grouped(*r.Mattered)
	}
	if r.first {
		c.took = fmt.Sprintf("%.2f s", r.Seconds)
		if r.States > 0 { // not where a search stopped at the first failure
			c.states = Grouped(r.States)
		}
		if r.Transitions > 0 {
			c.transitions = Grouped(r.Transitions)
		}
	}
	c.claim = r.Claim
	switch {
	case r.Technique == mustFail:
	case r.Kind == spec.Sometimes.String():
		c.claim = "sometimes: " + c.claim
	case r.Kind == spec.Eventually.String():
		c.claim = "in every fair run: " + c.claim
	}
	if r.Section != "" {
		c.claim += " (" + r.Section + ")"
	}
	return c
}

// End prints the counterexamples and the sum.
func (t *Table) End() {
	for _, r := range t.runs {
		fmt.Fprintf(t.w, "\n%s %s %s\n", r.Protocol, r.Property, r.headline())
		fmt.Fprintf(t.w, "  claim: %s (%s)\n", r.Claim, r.Section)
		(&Story{Steps: r.Run, Says: r.Says, End: r.End, Lasso: r.Lasso}).Print(t.w)
		if r.Replay != "" {
			fmt.Fprintf(t.w, "  replay: %s\n", r.Replay)
		}
	}
	fmt.Fprintf(t.w, "\n%d hold, %d violated, %d inconclusive or not run\n",
		t.count[spec.Holds], t.count[spec.Violated], t.count[spec.Inconclusive]+t.count[spec.NotRun])
}

// headline introduces the run of a row.
func (r Row) headline() string {
	switch {
	case r.Lasso != nil:
		return fmt.Sprintf("is violated, %s. A fair run that never gets there:", r.Bounds)
	case r.Verdict == spec.Violated && r.story.Drawn == nil:
		return fmt.Sprintf("is violated, %s. A shortest run, %d actions:", r.Bounds, len(r.Run))
	case r.Verdict == spec.Violated:
		return fmt.Sprintf("is violated, %s. The shortest run found, %d events:", r.Bounds, len(r.Run))
	}
	return fmt.Sprintf("fails, as it must, %s. The shortest run found, %d events:", r.Bounds, len(r.Run))
}

// PrintJSON prints a row as one line of JSON.
func PrintJSON(w io.Writer, r Row) {
	line, _ := json.Marshal(r)
	fmt.Fprintln(w, string(line))
}

// Print prints the actions of a run, with the words for them, and its last state.
func (s *Story) Print(w io.Writer) {
	width := s.width()
	for i := range s.Steps {
		s.printLoop(w, i)
		s.printStep(w, i, width)
	}
	s.printLoop(w, len(s.Steps))
	printLines(w, s.End)
}

// printLoop says, before the action of that number, what becomes of a run for ever from there on.
func (s *Story) printLoop(w io.Writer, i int) {
	switch {
	case s.Lasso == nil || *s.Lasso != i:
	case i == len(s.Steps):
		fmt.Fprintln(w, "      and then nothing for ever: of those who do not crash nobody can act")
	default:
		fmt.Fprintln(w, "      and then, again and again:")
	}
}

// Print prints a replay: each action with what it changes, and what the run shows.
func (r *Replay) Print(w io.Writer) {
	printLines(w, r.States[0])
	width := r.width()
	for i := range r.Steps {
		r.printLoop(w, i)
		r.printStep(w, i, width)
		printLines(w, changed(r.States[i], r.States[i+1]))
	}
	r.printLoop(w, len(r.Steps))
	fmt.Fprintln(w)
	for _, s := range r.Shown {
		what := map[spec.PropertyKind]string{spec.Invariant: "is violated after %d actions",
			spec.Sometimes: "happens after %d actions", spec.Eventually: "is violated for ever from %d actions on"}[s.Kind]
		fmt.Fprintf(w, "%s "+what+": %s (%s)\n", s.ID, s.Depth, s.Text, s.Section)
	}
	for _, why := range r.Why {
		fmt.Fprintln(w, why)
	}
	if !r.Violated() && r.Lasso == nil {
		fmt.Fprintln(w, "No invariant fails in this run, which says nothing of others.")
	}
}

// changed are the lines of a state that differ from those of the state before it.
func changed(before, after []string) []string {
	var lines []string
	for i, line := range after {
		if i >= len(before) || before[i] != line {
			lines = append(lines, line)
		}
	}
	return lines
}

// width is that of the longest step.
func (s *Story) width() int {
	width := 0
	for _, step := range s.Steps {
		width = max(width, len(step))
	}
	return width
}

func (s *Story) printStep(w io.Writer, i, width int) {
	if s.Says[i] == "" {
		fmt.Fprintf(w, "%4d  %s\n", i+1, s.Steps[i])
		return
	}
	fmt.Fprintf(w, "%4d  %-*s  %s\n", i+1, width, s.Steps[i], s.Says[i])
}

func printLines(w io.Writer, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(w, "      %s\n", line)
	}
}

// Grouped prints a number with its thousands apart.
func Grouped(n uint64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
