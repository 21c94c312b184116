package verify

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"quesera/spec"
)

// columns lays the table out so that rows can be printed as they come.
const columns = "%-8s  %-12s  %-12s  %-*s  %-17s  %11s  %11s  %11s  %8s  %-19s  %s\n"

// A Table prints rows as they come.
type Table struct {
	w     io.Writer
	runs  []Row
	count map[spec.Verdict]int
	width int // of the column of bounds
}

// NewTable prints the head of a table that has room for these checks.
func NewTable(w io.Writer, checks []Check) *Table {
	t := &Table{w: w, count: map[spec.Verdict]int{}}
	for _, c := range checks {
		t.width = max(t.width, len(c.Bounds))
	}
	fmt.Fprintf(w, columns, "PROTOCOL", "PROPERTY", "VERDICT", t.width, "BOUNDS", "TECHNIQUE", "STATES", "TRANSITIONS",
		"MATTERED", "TIME", "ENGINE", "CLAIM")
	return t
}

// Add prints a row.
func (t *Table) Add(r Row) {
	t.count[r.Verdict]++
	if r.Run != nil {
		t.runs = append(t.runs, r)
	}
	states, transitions, mattered, took := "", "", "", ""
	if r.Mattered != nil {
		mattered = Grouped(*r.Mattered)
	}
	if r.first {
		took = fmt.Sprintf("%.2f s", r.Seconds)
		if r.States > 0 { // not where a search stopped at the first failure
			states, transitions = Grouped(r.States), Grouped(r.Transitions)
		}
	}
	claim := r.Claim
	if r.Kind == spec.Sometimes.String() {
		claim = "sometimes: " + claim
	}
	if r.Section != "" {
		claim += " (" + r.Section + ")"
	}
	fmt.Fprintf(t.w, columns, r.Protocol, r.Property, strings.ToUpper(r.Verdict.String()), t.width, r.Bounds,
		r.Technique, states, transitions, mattered, took, r.Engine, claim)
}

// End prints the counterexamples and the sum.
func (t *Table) End() {
	for _, r := range t.runs {
		fmt.Fprintf(t.w, "\n%s %s is violated, %s. A shortest run, %d actions:\n", r.Protocol, r.Property, r.Bounds,
			len(r.Run))
		fmt.Fprintf(t.w, "  claim: %s (%s)\n", r.Claim, r.Section)
		(&Story{Steps: r.Run, Says: r.Says, End: r.End}).Print(t.w)
		if r.Replay != "" {
			fmt.Fprintf(t.w, "  replay: %s\n", r.Replay)
		}
	}
	fmt.Fprintf(t.w, "\n%d hold, %d violated, %d inconclusive or not run\n",
		t.count[spec.Holds], t.count[spec.Violated], t.count[spec.Inconclusive]+t.count[spec.NotRun])
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
		s.printStep(w, i, width)
	}
	printLines(w, s.End)
}

// Print prints a replay: each action with what it changes, and what the run shows.
func (r *Replay) Print(w io.Writer) {
	printLines(w, r.States[0])
	width := r.width()
	for i := range r.Steps {
		r.printStep(w, i, width)
		printLines(w, changed(r.States[i], r.States[i+1]))
	}
	fmt.Fprintln(w)
	for _, s := range r.Shown {
		what := "is violated"
		if s.Kind == spec.Sometimes {
			what = "happens"
		}
		fmt.Fprintf(w, "%s %s after %d actions: %s (%s)\n", s.ID, what, s.Depth, s.Text, s.Section)
	}
	if !r.Violated() {
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
