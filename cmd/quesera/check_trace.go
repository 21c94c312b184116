package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"quesera/oracle/trace"
	"quesera/spec"
)

// traceHelp describes "quesera check trace".
const traceHelp = `Judges recorded runs of TLC and QSC3, and of Byzantine TLC and QSC4, as JSON
Lines, plain or compressed with gzip; "-" is standard input. Each file gets one line: its verdict and, if it does not
hold, the first line that breaks a rule, its node, the rule with its section in the paper, what was
found and what was expected. docs/TRACE-FORMAT.md has the format and the rules.

--merge takes all files for one run, as where each node has a log of its own, and merges them by causality. Of nodes
without a log, and behind a hole, the verdict is over what is there, and says what stays unknown. --follow says a
verdict as soon as there is one, of a log that is still being written too; so does "-".

Of runs of Byzantine TLC and QSC4 the signed entries of all logs are replayed. Who is to blame gets a line, with the
evidence, which --evidence writes into a file for "quesera check evidence". Nobody is to blame on anybody's word.

--coverage adds how often each rule had something to say in all traces together, and which never had: "holds" says
nothing of those.

With --json each line is an object with file, verdict (holds, violated, unusable,
inconclusive), rule, line, node (null where there is none), message, events, the number of events
judged, owed, what nodes still had to do at the end of the trace, and with --coverage coverage, how often each rule had
something to say.

`

// newCheckTraceCommand is "quesera check trace FILE…".
func newCheckTraceCommand() *cobra.Command {
	c := &traceCheck{}
	cmd := &cobra.Command{
		Use:   "trace FILE…",
		Short: "Judge recorded runs of TLC, QSC3 and their Byzantine variants",
		Long:  traceHelp + exitCodesHelp,
		RunE: func(cmd *cobra.Command, files []string) error {
			switch {
			case len(files) == 0:
				return usageError(`check trace: no file given, want at least one ("-" is standard input)`)
			case c.evidence != "" && (c.merge || len(files) != 1):
				return usageError("check trace: --evidence is of one file")
			case c.pictures.wanted() && (c.merge || len(files) != 1 || files[0] == "-"):
				return usageError("check trace: --svg and --html draw one file, and not standard input")
			case c.merge && twice(files) != "":
				return usageError("check trace: --merge: %s is given twice", printable(twice(files)))
			case c.merge:
				return c.merged(cmd, files)
			}
			return c.each(cmd, files)
		},
	}
	pictureFlags(cmd, &c.pictures, "draw the run into this `FILE`, as SVG; of a wrong event what it depends on",
		"write a page with the run into this `FILE`")
	formatFlags(cmd, &c.asJSON, rows, "print one JSON object a file")
	cmd.Flags().StringVar(&c.evidence, "evidence", "",
		"write the evidence against all who are to blame into this `FILE`, if there is any")
	cmd.Flags().BoolVar(&c.merge, "merge", false, "all files are one run: merge them by causality")
	cmd.Flags().BoolVar(&c.coverage, "coverage", false, "say how often each rule had something to say, and which never")
	cmd.Flags().BoolVar(&c.options.Follow, "follow", false, "say what is violated at once, and read no further")
	cmd.Flags().BoolVar(&c.options.Unsafe, "unsafe", false,
		"judge qsc3 with thresholds that are no majorities, to see what breaks")
	return cmd
}

// traceCheck is what the command line asks for.
type traceCheck struct {
	asJSON, merge, coverage bool
	evidence                string // a file; empty: none
	options                 trace.Options
	pictures                pictureFiles
	covered                 []trace.Exercised // by all traces so far
}

// twice is a name that is in the list twice; empty: none is.
func twice(names []string) string {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return name
		}
	}
	return ""
}

// merged judges the files as one run.
func (c *traceCheck) merged(cmd *cobra.Command, files []string) error {
	name, r := checkMerged(cmd.InOrStdin(), files, c.options)
	if err := c.show(cmd, name, r); err != nil {
		return err
	}
	c.showCovered(cmd)
	return exitOf(r.Verdict)
}

// each judges each file as a run.
func (c *traceCheck) each(cmd *cobra.Command, files []string) error {
	worst := spec.Holds
	for _, file := range files {
		r := checkTraceFile(cmd.InOrStdin(), file, c.options)
		if err := c.show(cmd, file, r); err != nil {
			return err
		}
		worst = spec.Worse(worst, r.Verdict)
		if err := writeEvidence(c.evidence, r); err != nil {
			return exitError{code: codeOfVerdict(spec.Worse(spec.Unusable, worst)), msg: "check trace: " + err.Error()}
		}
		if !c.pictures.wanted() {
			continue
		}
		if err := pictureTrace(c.pictures, file, r); err != nil {
			return exitError{code: codeOfVerdict(spec.Worse(spec.Unusable, worst)), msg: "check trace: " + err.Error()}
		}
	}
	c.showCovered(cmd)
	return exitOf(worst)
}

// show prints the verdict on one trace, and adds up what rules had to say.
func (c *traceCheck) show(cmd *cobra.Command, name string, r trace.Result) error {
	if !c.coverage {
		r.Coverage = nil
	}
	c.covered = trace.AddCoverage(c.covered, r.Coverage)
	show := showTrace
	if c.asJSON {
		show = showTraceJSON
	}
	if err := show(cmd.OutOrStdout(), name, r); err != nil {
		return fmt.Errorf("check trace: %w", err)
	}
	return nil
}

// showCovered prints the coverage of all traces, where it is asked for and not in the lines already.
func (c *traceCheck) showCovered(cmd *cobra.Command) {
	if c.coverage && !c.asJSON {
		showCoverage(cmd.OutOrStdout(), c.covered)
	}
}

// checkTraceFile judges one file.
func checkTraceFile(stdin io.Reader, file string, o trace.Options) trace.Result {
	if file == "-" {
		o.Follow = true
		return trace.Judge(stdin, o)
	}
	f, err := os.Open(file)
	if err != nil {
		return trace.Unreadable(err)
	}
	defer f.Close()
	return trace.Judge(f, o)
}

// checkMerged judges one run in several files. The name is that of the file that the verdict is about, or of all.
func checkMerged(stdin io.Reader, names []string, o trace.Options) (string, trace.Result) {
	var files []io.Reader
	for _, name := range names {
		if name == "-" {
			files = append(files, stdin)
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			return name, trace.Unreadable(err)
		}
		defer f.Close()
		files = append(files, f)
	}
	r := trace.JudgeMerged(files, o)
	if r.Breach.Line > 0 {
		return names[r.Breach.File], r
	}
	return strings.Join(names, "+"), r
}

// traceMessage says in one sentence what was found.
func traceMessage(r trace.Result) string {
	if r.Verdict == spec.Holds {
		return r.Stats.String() + owedAtEnd(r)
	}
	return r.Breach.Message
}

// owedAtEnd says what nodes still owe, a few of them.
func owedAtEnd(r trace.Result) string {
	const shown = 6
	switch n := len(r.Owed); {
	case n == 0:
		return ""
	case n > shown:
		return fmt.Sprintf("; owed at the end: %s, and %d more", strings.Join(r.Owed[:shown], ", "), n-shown)
	}
	return "; owed at the end: " + strings.Join(r.Owed, ", ")
}

// showCoverage says which rules had something to say, how often, and which never had.
func showCoverage(out io.Writer, covered []trace.Exercised) {
	var never []string
	for _, e := range covered {
		if e.Times == 0 {
			never = append(never, e.Rule.ID)
			continue
		}
		fmt.Fprintf(out, "%-24s %9d\n", e.Rule.ID, e.Times)
	}
	if len(covered) == 0 {
		fmt.Fprintln(out, "no rule had anything to say: nothing was judged")
		return
	}
	fmt.Fprintf(out, "%d of %d rules had something to say", len(covered)-len(never), len(covered))
	if len(never) > 0 {
		fmt.Fprintf(out, "; never: %s", strings.Join(never, ", "))
	}
	fmt.Fprintln(out)
}

func showTrace(out io.Writer, file string, r trace.Result) error {
	if r.Verdict == spec.Holds {
		_, err := fmt.Fprintf(out, "%s: %s: %s\n", printable(file), r.Verdict, traceMessage(r))
		return err
	}
	_, err := fmt.Fprintf(out, "%s: %s: %s\n", printable(file), r.Verdict, printable(r.Breach.String()))
	for _, b := range r.Blamed {
		if err == nil {
			_, err = fmt.Fprintf(out, "  node %d is to blame: %s; known to %s\n", b.Node, printable(b.Message),
				nodesOf(b.KnownTo))
		}
	}
	return err
}

// nodesOf lists nodes.
func nodesOf(list []int) string {
	if len(list) == 0 {
		return "nobody whose lines are there"
	}
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(list)), " "), "[]")
}

// evidenceFile is what "quesera check evidence" reads.
type evidenceFile struct {
	Protocol string `json:"protocol"`
	Evidence []any  `json:"evidence"`
}

// writeEvidence writes the evidence against those who are to blame; no file: none is wanted.
func writeEvidence(name string, r trace.Result) error {
	if name == "" || len(r.Blamed) == 0 {
		return nil
	}
	file := evidenceFile{Protocol: r.Protocol}
	for _, b := range r.Blamed {
		if b.Export != nil {
			file.Evidence = append(file.Evidence, b.Export)
		}
	}
	text, err := json.MarshalIndent(file, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(text, '\n'), 0o644)
}

// traceJSON is the line that --json prints for a file. Its members are always there.
type traceJSON struct {
	File    string       `json:"file"`
	Verdict spec.Verdict `json:"verdict"`
	Rule    *string      `json:"rule"` // null: the trace holds
	Line    *int         `json:"line"` // null: the trace holds, or the file as a whole
	Node    *int         `json:"node"` // null: the trace holds, or the line is no event
	Message string       `json:"message"`
	Events  int          `json:"events"`
	Owed    []string     `json:"owed"` // at the end of the trace
	// Blame are the nodes to blame, with evidence, in a run of accountable logs; absent if there are none.
	Blame []blameJSON `json:"blame,omitempty"`
	// Coverage is how often each rule that a run can break had something to say; absent unless asked for.
	Coverage map[string]int `json:"coverage,omitempty"`
}

// blameJSON is one node that is to blame.
type blameJSON struct {
	Node    int    `json:"node"`
	Fault   string `json:"fault"`
	Rule    string `json:"rule,omitempty"` // that an invalid action breaks
	Line    int    `json:"line"`
	Message string `json:"message"`
	KnownTo []int  `json:"known_to"`
}

func showTraceJSON(out io.Writer, file string, r trace.Result) error {
	line := traceJSON{File: file, Verdict: r.Verdict, Message: traceMessage(r), Events: r.Stats.Events,
		Owed: append([]string{}, r.Owed...)}
	if len(r.Coverage) > 0 {
		line.Coverage = map[string]int{}
	}
	for _, e := range r.Coverage {
		line.Coverage[e.Rule.ID] = e.Times
	}
	for _, b := range r.Blamed {
		line.Blame = append(line.Blame, blameJSON{Node: b.Node, Fault: b.Fault, Rule: b.Rule, Line: b.Line,
			Message: b.Message, KnownTo: append([]int{}, b.KnownTo...)})
	}
	if r.Verdict != spec.Holds {
		line.Rule = &r.Breach.Rule.ID
		line.Message = r.Breach.Rule.Section + ": " + line.Message
		if r.Breach.Line > 0 {
			line.Line = &r.Breach.Line
		}
		if r.Breach.Node.Known {
			line.Node = &r.Breach.Node.ID
		}
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(line)
}

// printable keeps a name or message on one line of a terminal.
func printable(s string) string {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return strconv.Quote(s)
		}
	}
	return s
}
