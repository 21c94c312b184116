package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quesera/linearizability/history"
	"quesera/linearizability/judge"
	"quesera/spec"
	"quesera/verify"
)

// historyFlags are the flags of quesera check history.
type historyFlags struct {
	judge.Options
	initial string
	memory  uint64 // MiB
	timeout time.Duration
	json    bool
	html    string
}

// newCheckHistoryCommand is "quesera check history FILE…".
func newCheckHistoryCommand() *cobra.Command {
	var f historyFlags
	cmd := &cobra.Command{
		Use:   "history FILE…",
		Short: "Judge what clients of a service saw: whether it is linearizable",
		Long: `Judges histories of the clients of a service: whether there is one order of all operations that a register, a
queue, a log and so on allows, in which none stands before one that had returned when it was called. Files are
JSON Lines, the EDN that Jepsen writes, or its logs, plain or compressed with gzip; "-" is standard input.
docs/HISTORY-FORMAT.md has the formats and the objects.

Of a history that is not linearizable it is told which key that shows in, how many operations had returned up to
there, and which cannot be placed and why. --html has porcupine draw the first such key.

A search that would take more memory than it may, or more time, is inconclusive.

` + exitCodesHelp,
		RunE: func(cmd *cobra.Command, files []string) error {
			switch {
			case len(files) == 0:
				return usageError(`check history: no file given, want at least one ("-" is standard input)`)
			case f.html != "" && len(files) != 1:
				return usageError("check history: --html draws one file")
			case f.memory < 1 || f.memory > 1<<20:
				return usageError("check history: --memory = %d, want 1 to %d MiB", f.memory, 1<<20)
			}
			return checkHistories(cmd, files, f)
		},
	}
	var names []string
	for _, o := range judge.Objects() {
		names = append(names, o.Name)
	}
	cmd.Flags().StringVar(&f.Object, "object", "", "what the history is of: "+strings.Join(names, ", ")+
		" (default: what the file says, or its words tell)")
	must(cmd.RegisterFlagCompletionFunc("object", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)))
	cmd.Flags().StringVar(&f.initial, "initial", "", "what registers hold at first, as JSON (default: nothing)")
	cmd.Flags().Uint64Var(&f.memory, "memory", 2048, "MiB that the search of one key may take, about")
	timeoutFlag(cmd, &f.timeout)
	formatFlags(cmd, &f.json, rows, "print one JSON object a file")
	cmd.Flags().StringVar(&f.html, "html", "", "write porcupine's picture of what is wrong into this `FILE`")
	return cmd
}

func checkHistories(cmd *cobra.Command, files []string, f historyFlags) error {
	ctx, stop, err := stoppable(cmd, f.timeout)
	if err != nil {
		return err
	}
	defer stop()
	f.Bytes = f.memory << 20
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(int64(f.memory+1024) << 20)) // the collector works harder there
	show := showHistory
	if f.json {
		show = showHistoryJSON
	}
	worst := spec.Holds
	for _, file := range files {
		h := checkHistory(ctx, cmd.InOrStdin(), file, f)
		if err := show(cmd.OutOrStdout(), h); err != nil {
			return fmt.Errorf("check history: %w", err)
		}
		worst = spec.Worse(worst, h.Verdict)
		if f.html == "" || h.result == nil || len(h.result.Bad) == 0 {
			continue
		}
		draw := func(w io.Writer) error { return h.result.Bad[0].HTML(w, &h.result.Object) }
		if err := writeWhole(f.html, draw); err != nil {
			return exitError{code: codeOfVerdict(spec.Worse(spec.Unusable, worst)), msg: "check history: " + err.Error()}
		}
	}
	return exitOf(worst)
}

// A judgedHistory is what was found of a file: the line that --json prints. Its members are always there.
type judgedHistory struct {
	File       string        `json:"file"`
	Verdict    spec.Verdict  `json:"verdict"`
	Object     string        `json:"object"`
	Operations int           `json:"operations"` // that were judged
	Open       int           `json:"open"`       // of these, whose outcome nobody knows
	Keys       int           `json:"keys"`
	Message    string        `json:"message"` // why it is unusable or inconclusive
	Bad        []badKeyJSON  `json:"bad"`     // the keys that are not linearizable, the first to show it first
	result     *judge.Result // nil: it is unusable
}

type badKeyJSON struct {
	Key     string       `json:"key"`
	Placed  int          `json:"placed"` // operations that had returned when it showed
	Order   []string     `json:"order"`  // in which the last of them can be placed
	Misfits []misfitJSON `json:"misfits"`
}

type misfitJSON struct {
	Line    int    `json:"line"`
	Process string `json:"process"`
	What    string `json:"what"`
	Why     string `json:"why"`
}

// checkHistory judges one file. Whoever waits for input that does not come can stop it.
func checkHistory(ctx context.Context, stdin io.Reader, file string, f historyFlags) judgedHistory {
	judged := make(chan judgedHistory, 1)
	go func() { judged <- readAndJudge(ctx, stdin, file, f) }()
	select {
	case j := <-judged:
		return j
	case <-ctx.Done():
	}
	select {
	case j := <-judged: // it looks at the context, unless it waits
		return j
	case <-time.After(time.Second):
		return judgedHistory{File: file, Verdict: spec.Inconclusive, Bad: []badKeyJSON{},
			Message: context.Cause(ctx).Error()}
	}
}

func readAndJudge(ctx context.Context, stdin io.Reader, file string, f historyFlags) judgedHistory {
	j := judgedHistory{File: file, Verdict: spec.Unusable, Bad: []badKeyJSON{}}
	in := stdin
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			j.Message = "no such file, or it cannot be read"
			return j
		}
		defer opened.Close()
		in = opened
	}
	h, err := history.Read(ctx, in, history.Usual())
	if err == nil && f.initial != "" {
		if h.Initial, err = history.ValueOfJSON(f.initial); err != nil {
			err = fmt.Errorf("--initial: %w", err)
		}
	}
	if err == nil {
		j.result, err = judge.Judge(ctx, h, f.Options)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		j.Verdict, j.Message = spec.Inconclusive, context.Cause(ctx).Error()
		return j
	case err != nil:
		j.Message = err.Error()
		return j
	}
	j.tell()
	return j
}

// tell fills in what was found.
func (j *judgedHistory) tell() {
	r := j.result
	j.Verdict, j.Object, j.Operations, j.Open, j.Keys = r.Verdict, r.Object.Name, r.Operations, r.Open, r.Keys
	if len(r.Unknown) > 0 {
		j.Message = fmt.Sprintf("%s: %s", plural(len(r.Unknown), "key")+" without a verdict, of which the last is "+
			r.Unknown[len(r.Unknown)-1], r.Why)
	}
	for _, bad := range r.Bad {
		b := badKeyJSON{Key: bad.Key, Placed: bad.Placed, Order: []string{}, Misfits: []misfitJSON{}}
		for _, o := range bad.Order {
			b.Order = append(b.Order, o.String()+": "+o.Answer())
		}
		for _, m := range bad.Misfits {
			b.Misfits = append(b.Misfits, misfitJSON{m.Ends, m.Process, m.String() + ": " + m.Answer(), m.Why})
		}
		j.Bad = append(j.Bad, b)
	}
}

// plural is a number of things.
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return verify.Grouped(uint64(n)) + " " + thing
}

// shownKeys is how many keys are told in words.
const shownKeys = 3

func showHistory(out io.Writer, j judgedHistory) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %v: ", printable(j.File), j.Verdict)
	if j.result != nil {
		fmt.Fprintf(&text, "%s on %s of a %s, %s open", plural(j.Operations, "operation"), plural(j.Keys, "key"), j.Object,
			verify.Grouped(uint64(j.Open)))
		if j.Message != "" {
			text.WriteString("; ")
		}
	}
	fmt.Fprintln(&text, printable(j.Message))
	for k, bad := range j.Bad {
		if k == shownKeys {
			fmt.Fprintf(&text, "  and %s more\n", plural(len(j.Bad)-shownKeys, "key"))
			break
		}
		of := ""
		if j.Keys > 1 || bad.Key != "nil" {
			of = "key " + printable(bad.Key) + ": "
		}
		fmt.Fprintf(&text, "  %slinearizable up to the return of %s, and no longer\n", of, plural(bad.Placed, "operation"))
		if len(bad.Misfits) == 0 {
			fmt.Fprintln(&text, "    too many operations are open to tell which cannot be placed")
		}
		if len(bad.Order) > 0 {
			fmt.Fprintf(&text, "    the last in an order that is allowed: %s\n", printable(strings.Join(bad.Order, ", ")))
		}
		for _, m := range bad.Misfits {
			fmt.Fprintf(&text, "    line %d, process %s: %s: %s\n", m.Line, printable(m.Process), printable(m.What),
				printable(m.Why))
		}
	}
	_, err := io.WriteString(out, text.String())
	return err
}

func showHistoryJSON(out io.Writer, j judgedHistory) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(j)
}
