package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"quesera/catalogue"
	"quesera/promela/gate"
	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec"
	"quesera/spec/explore"
)

// spinFlags are the flags of quesera spin.
type spinFlags struct {
	request catalogue.Request
	memory  int // GiB
	timeout time.Duration
}

func newSpinCommand() *cobra.Command {
	var f spinFlags
	cmd := &cobra.Command{
		Use:   "spin PROTOCOL -n N -t T",
		Short: "Search a protocol with the explorer and with Spin, side by side",
		Long: `spin searches the abstract spec of a protocol twice: the explorer executes its Go, and Spin the Promela
that is generated from its source. Both must find the same states, the same transitions of each
action and the same verdicts. Where an invariant fails, Spin's run to the failure is replayed in Go.

` + exitCodesHelp + `
That the engines disagree, or that Spin or a C compiler is missing, is inconclusive.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			return runSpin(ctx, cmd, args[0], f)
		},
	}
	requestFlags(cmd, &f.request)
	cmd.Flags().IntVar(&f.memory, "memory", 12, "GiB that a search may take; beyond, it is inconclusive")
	cmd.Flags().DurationVar(&f.timeout, "timeout", 0, "give up after that long, inconclusive (0: never)")
	return cmd
}

func runSpin(ctx context.Context, cmd *cobra.Command, name string, f spinFlags) error {
	w := cmd.OutOrStdout()
	check, err := requested(cmd, name, f.request)
	if err != nil {
		return usageError("spin: %v", err)
	}
	if f.memory < 1 || f.timeout < 0 {
		return usageError("spin: --memory = %d, --timeout = %v, want at least 1 and 0", f.memory, f.timeout)
	}
	if f.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.timeout)
		defer cancel()
	}
	s, err := spin.Find(ctx)
	if err != nil {
		return exitError{code: exitInconclusive, msg: err.Error()}
	}
	so := spin.Options{MemoryMB: f.memory << 10, Digest: true}
	if check.Unsafe {
		return breakBoth(ctx, w, s, check, f, so)
	}
	c, err := check.Model.Compare(ctx, s, explore.Options{MaxBytes: uint64(f.memory) << 30}, so)
	if err != nil {
		return exitError{code: exitInconclusive, msg: err.Error()}
	}
	return printComparison(ctx, w, s, check, c, so)
}

// printComparison prints both engines side by side and leaves with the verdict.
func printComparison(ctx context.Context, w io.Writer, s *spin.Engine, check catalogue.Check, c *gate.Comparison, so spin.Options) error {
	row := func(what string, explorer, spin any) {
		fmt.Fprintf(w, "%-28s  %20v  %20v\n", what, explorer, spin)
	}
	fmt.Fprintf(w, "%s, %s\n\n", check.Protocol, strings.TrimSuffix(check.Bounds, ", up to renaming"))
	row("", explorerName(), "Spin "+c.Spin.Version)
	row("states", grouped(c.Explorer.States), grouped(c.Spin.States))
	row("transitions", grouped(c.Explorer.Transitions), grouped(c.Spin.Transitions))
	for i, a := range c.Program.Actions {
		row("  "+a.Name, grouped(c.Explorer.PerAction[i]), grouped(c.Spin.PerAction[i]))
	}
	row("search", fmt.Sprintf("%.2f s", c.Time.Seconds()), fmt.Sprintf("%.2f s", c.Spin.Search.Seconds()))
	row("compilation", "", fmt.Sprintf("%.2f s", c.Spin.Compile.Seconds()))
	row("memory", megabytes(c.Explorer.Bytes), megabytes(c.Spin.Bytes))
	code := exitHolds
	for _, v := range c.Verdicts {
		row(v.ID+" "+v.Kind.String(), v.Explorer, v.Spin)
		if v.Explorer != spec.Holds || v.Spin != spec.Holds {
			code = worse(code, exitInconclusive)
		}
	}
	fmt.Fprintf(w, "\nSpin adds %d states and %d transitions of its own, which are taken off.\n", translate.Offset.States, translate.Offset.Transitions)
	switch {
	case c.Violated:
		code = worse(code, exitViolated)
		if _, err := printSpinRun(ctx, w, s, check.Model, so); err != nil {
			return err
		}
	case !c.Complete:
		code = worse(code, exitInconclusive)
		fmt.Fprintln(w, "The explorer reached its bound on memory: the two searches cannot be compared.")
	}
	for _, d := range c.Differences {
		code = worse(code, exitInconclusive)
		fmt.Fprintln(w, "the engines disagree on "+d)
	}
	if len(c.Differences) == 0 && c.Complete {
		fmt.Fprintln(w, "The engines agree, on the set of states too.")
	}
	return exitWith(code)
}

// breakBoth looks for the failure of what does not hold under unsafe thresholds. Neither engine searches everything.
func breakBoth(ctx context.Context, w io.Writer, s *spin.Engine, check catalogue.Check, f spinFlags, so spin.Options) error {
	m := check.Model
	if check.Headline != "" {
		m = m.Only(check.Headline)
	}
	report, err := m.Explore(explore.Options{MaxBytes: uint64(f.memory) << 30})
	if err != nil {
		return exitError{code: exitInconclusive, msg: err.Error()}
	}
	code, explorer := exitHolds, noRun
	fmt.Fprintf(w, "%s, %s\n\n", check.Protocol, strings.TrimSuffix(check.Bounds, ", up to renaming"))
	for _, found := range report.Findings {
		switch {
		case found.Verdict == spec.Violated && found.Kind == spec.Invariant:
			code = worse(code, exitViolated)
			if explorer == noRun || found.Depth < explorer {
				explorer = found.Depth
			}
			fmt.Fprintf(w, "%s is violated, says the explorer, after %d actions.\n", found.ID, found.Depth)
		case found.Verdict == spec.Inconclusive:
			code = worse(code, exitInconclusive)
		}
	}
	if explorer == noRun {
		fmt.Fprintln(w, "The explorer finds no violation.")
	}
	depth, err := printSpinRun(ctx, w, s, m, so)
	if err != nil {
		return err
	}
	if depth >= 0 {
		code = worse(code, exitViolated) // it was replayed in Go
	}
	if depth != explorer && depth != unknownRun && (report.Complete || explorer != noRun) {
		code = worse(code, exitInconclusive)
		fmt.Fprintln(w, "The engines disagree.")
	}
	return exitWith(code)
}

// Lengths of runs that there are not.
const (
	noRun      = -1 // none was found
	unknownRun = -2 // the search was not finished
)

// printSpinRun prints a run to a violation that Spin found, replayed in Go, and returns its length.
func printSpinRun(ctx context.Context, w io.Writer, s *spin.Engine, m catalogue.Model, so spin.Options) (int, error) {
	v, err := m.SpinViolation(ctx, s, true, so)
	switch {
	case errors.As(err, new(*spin.IncompleteError)):
		fmt.Fprintf(w, "Spin's run to a violation: %v\n", err)
		return unknownRun, nil // the explorer's violation stands
	case err != nil:
		return unknownRun, exitError{code: exitInconclusive, msg: err.Error()}
	case v == nil:
		fmt.Fprintln(w, "Spin finds no violation.")
		return noRun, nil
	}
	fmt.Fprintf(w, "%s is violated, says Spin; its shortest run, replayed in Go, %d actions:\n", v.ID, v.Depth)
	printRun(w, v.Steps, v.Says, v.End)
	return v.Depth, nil
}

func megabytes(bytes uint64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20)) }
