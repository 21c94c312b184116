package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"quesera/catalogue"
	"quesera/promela/spin"
	"quesera/spec"
	"quesera/spec/explore"
)

// verifyFlags are the flags of quesera verify.
type verifyFlags struct {
	request  catalogue.Request
	bounds   string // of the one configuration of the catalogue to verify; "": all
	replay   string // a schedule to follow instead of a search
	deep     bool
	json     bool
	memory   uint64       // GiB
	spin     *spin.Engine // nil: missing
	stdout   io.Writer
	progress io.Writer // nil: none
}

func newVerifyCommand() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [PROTOCOL...]",
		Short: "Verify protocols in bounded configurations and print the verdicts",
		Long: `verify explores the abstract spec of each protocol exhaustively, in the configurations of the
catalogue or, with -n and -t, in the one asked for, and has Spin search the generated Promela of each
configuration that is not explored up to renaming: both engines must find the same graph.

A verdict covers the bounds in its row and no more. Thresholds that are no majority are refused,
unless --unsafe asks what breaks: then the shortest run that breaks it is printed, and with it the
command that follows it again, action by action (--replay).

` + exitCodesHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.stdout, f.request.Witness = cmd.OutOrStdout(), witnessOf(cmd)
			if errFile, ok := cmd.ErrOrStderr().(*os.File); ok && isTerminal(errFile) {
				f.progress = errFile
			}
			if cmd.Flags().Changed("replay") {
				return runReplay(cmd, args, f)
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			return runVerify(ctx, cmd, args, f)
		},
	}
	requestFlags(cmd, &f.request)
	cmd.Flags().StringVar(&f.bounds, "bounds", "", "the one configuration of the catalogue with these bounds, as printed")
	cmd.Flags().StringVar(&f.replay, "replay", "", "follow a schedule, as printed with a counterexample, instead of searching")
	cmd.Flags().BoolVar(&f.deep, "deep", false, "also the configurations that take minutes")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON object a row")
	cmd.Flags().Uint64Var(&f.memory, "memory", 12, "GiB that the states of one search may take; beyond, it is inconclusive")
	return cmd
}

// isTerminal reports whether progress can be shown on f.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func runVerify(ctx context.Context, cmd *cobra.Command, names []string, f verifyFlags) error {
	checks, err := checksOf(cmd, names, f)
	if err != nil {
		return usageError("verify: %v", err)
	}
	f.spin, err = spin.Find(ctx)
	switch {
	case ctx.Err() != nil:
		return exitError{code: exitInconclusive, msg: "verify: stopped"}
	case err != nil && !errors.As(err, new(*spin.MissingError)):
		return usageError("verify: %v", err)
	}
	out := newVerdicts(f, checks)
	for _, c := range checks {
		err := f.verify(ctx, c, out)
		if ctx.Err() != nil {
			return exitError{code: worse(exitInconclusive, out.code), msg: fmt.Sprintf("verify: stopped in %s %s", c.Protocol, c.Bounds)}
		}
		if err != nil {
			return usageError("verify: %s %s: %v", c.Protocol, c.Bounds, err)
		}
	}
	out.flush()
	return exitWith(out.code)
}

// checksOf lists what to verify: the one configuration asked for, or the catalogue's.
func checksOf(cmd *cobra.Command, names []string, f verifyFlags) ([]catalogue.Check, error) {
	asked := cmd.Flags().Changed("nodes") || cmd.Flags().Changed("threshold")
	if asked && !(cmd.Flags().Changed("nodes") && cmd.Flags().Changed("threshold")) {
		return nil, fmt.Errorf("-n and -t go together")
	}
	if !asked && (f.request.Unsafe || f.request.Steps != 0 || f.request.Witness != nil) {
		return nil, fmt.Errorf("-w, --unsafe and --steps need -n and -t")
	}
	if f.memory < 1 || f.memory > 1<<20 {
		return nil, fmt.Errorf("--memory = %d, want 1 to %d GiB", f.memory, 1<<20)
	}
	if asked && f.bounds != "" {
		return nil, fmt.Errorf("--bounds names a configuration of the catalogue, -n and -t another one: want one of the two")
	}
	if len(names) == 0 {
		for _, p := range catalogue.Protocols() {
			names = append(names, p.Name)
		}
	}
	var checks []catalogue.Check
	for _, name := range names {
		p, err := catalogue.Find(name)
		if err != nil {
			return nil, err
		}
		if asked {
			c, err := p.New(f.request)
			if err != nil {
				return nil, err
			}
			checks = append(checks, c)
			continue
		}
		for _, c := range p.Checks {
			if f.bounds == c.Bounds || f.bounds == "" && (f.deep || !c.Deep) {
				checks = append(checks, c)
			}
		}
	}
	if len(checks) == 0 {
		return nil, fmt.Errorf("--bounds: the catalogue has no %q of %s", f.bounds, strings.Join(names, ", "))
	}
	return checks, nil
}

// verify explores one configuration, then has Spin search it too.
func (f verifyFlags) verify(ctx context.Context, c catalogue.Check, out *verdicts) error {
	options := explore.Options{Symmetry: c.Symmetry, MaxBytes: f.memory << 30, Stop: ctx.Done()}
	if c.Unsafe {
		options.Until = c.Headline
	}
	start := time.Now()
	if f.progress != nil {
		last := start
		options.Progress = func(p explore.Progress) {
			if now := time.Now(); now.Sub(last) > time.Second/4 {
				last = now
				fmt.Fprintf(f.progress, "\r\x1b[K%s %s: depth %d, %d states, %d transitions, %.0f s",
					c.Protocol, c.Bounds, p.Depth, p.States, p.Transitions, now.Sub(start).Seconds())
			}
		}
	}
	report, err := c.Model.Explore(options)
	took := time.Since(start)
	if f.progress != nil {
		fmt.Fprint(f.progress, "\r\x1b[K")
	}
	if err != nil || ctx.Err() != nil {
		return err
	}
	for i, finding := range report.Findings {
		row := verdictRow{Protocol: c.Protocol, Property: finding.ID, Kind: finding.Kind.String(), Section: finding.Section,
			Claim: finding.Text, Technique: "exhaustive search", Bounds: c.Bounds, Verdict: finding.Verdict.String(),
			States: report.States, Transitions: report.Transitions, Seconds: took.Seconds(), Engine: explorerName(), first: i == 0}
		if err := f.judge(c, finding, &row, out); err != nil {
			return err
		}
	}
	f.pin(c, report, out)
	if c.Unsafe && c.Headline == "" {
		c.Headline = firstFailure(report)
	}
	switch {
	case c.Unsafe && c.Headline != "":
		return f.spinBreaks(ctx, c, out)
	case c.Symmetry || !report.Complete: // Spin knows no symmetry: there is nothing to compare with
		return nil
	}
	return f.spinAgrees(ctx, c, report, out)
}

// firstFailure is an invariant that fails after the fewest actions, "" if none fails.
func firstFailure(report *catalogue.Report) (id string) {
	depth := 0
	for _, f := range report.Findings {
		if f.Verdict == spec.Violated && f.Kind == spec.Invariant && f.Run != nil && (id == "" || f.Depth < depth) {
			id, depth = f.ID, f.Depth
		}
	}
	return id
}

// judge adds a row. Where the thresholds are unsafe on purpose and the catalogue wants something to break, its
// breaking is what must hold, and the other findings are not judged.
func (f verifyFlags) judge(c catalogue.Check, finding catalogue.Finding, row *verdictRow, out *verdicts) error {
	if c.Unsafe && !f.request.Unsafe {
		if finding.ID != c.Headline {
			return nil
		}
		row.first = true
		row.Technique, row.Claim = "must fail", "fails here, as it must: "+finding.Text
		switch finding.Verdict {
		case spec.Violated:
			row.Verdict = spec.Holds.String()
		case spec.Holds:
			row.Verdict = spec.Violated.String()
		}
		out.add(*row)
		return nil
	}
	violated := finding.Verdict == spec.Violated
	if violated && finding.Run != nil && (c.Headline == "" || finding.ID == c.Headline) {
		story, err := finding.Run()
		if err != nil {
			return err
		}
		row.Run, row.Says, row.End, row.Replay = story.Steps, story.Says, story.End, f.again(c, story.Schedule)
	}
	if violated && finding.Kind == spec.Sometimes {
		row.Claim = "never happens: " + row.Claim
	}
	out.add(*row)
	return nil
}

// pin compares the figures of an unreduced search with those that the catalogue records.
func (f verifyFlags) pin(c catalogue.Check, report *catalogue.Report, out *verdicts) {
	if c.States == 0 || report.Reduced || !report.Complete {
		return
	}
	row := verdictRow{Protocol: c.Protocol, Property: "figures", Technique: "recorded figures", Bounds: c.Bounds,
		Claim:   fmt.Sprintf("%s states and %s transitions, as recorded", grouped(c.States), grouped(c.Transitions)),
		Verdict: spec.Holds.String(), States: report.States, Transitions: report.Transitions, Engine: explorerName()}
	if report.States != c.States || report.Transitions != c.Transitions {
		row.Verdict = spec.Violated.String()
	}
	out.add(row)
}

// spinAgrees has Spin search the generated Promela: it must find the same graph and the same verdicts.
func (f verifyFlags) spinAgrees(ctx context.Context, c catalogue.Check, report *catalogue.Report, out *verdicts) error {
	row := f.spinRow(c, "both engines", "the generated Promela has the same states, transitions by action and verdicts")
	if f.spin == nil {
		out.add(row)
		return nil
	}
	so := f.spinOptions()
	so.Small = report.States < 200_000 // compiling takes longer than searching
	found, differences, err := catalogue.Agree(ctx, f.spin, c.Model, report, so)
	switch {
	case errors.As(err, new(*spin.IncompleteError)):
		row.Verdict, row.Claim = spec.Inconclusive.String(), row.Claim+": "+err.Error()
	case err != nil:
		return err
	default:
		row.Verdict, row.first = spec.Holds.String(), true
		row.States, row.Transitions, row.Seconds = found.States, found.Transitions, found.Search.Seconds()
		if len(differences) > 0 {
			row.Verdict, row.Claim = spec.Violated.String(), strings.Join(differences, "; ")
		}
	}
	out.add(row)
	return nil
}

// spinBreaks has Spin look for the failure too. Its run is replayed in Go, where the same property must fail.
func (f verifyFlags) spinBreaks(ctx context.Context, c catalogue.Check, out *verdicts) error {
	row := f.spinRow(c, c.Headline, "Spin finds the failure too, and its run replays in Go")
	if f.spin == nil {
		out.add(row)
		return nil
	}
	start := time.Now()
	found, err := c.Model.Only(c.Headline).SpinViolation(ctx, f.spin, false, f.spinOptions())
	row.Seconds, row.first = time.Since(start).Seconds(), true
	broken, whole := spec.Violated, spec.Holds // what a run and the lack of one mean
	if !f.request.Unsafe {
		broken, whole = whole, broken
		row.Technique = "must fail"
	}
	switch {
	case errors.As(err, new(*spin.IncompleteError)):
		row.Verdict, row.Claim = spec.Inconclusive.String(), err.Error()
	case err != nil:
		return err
	case found == nil:
		row.Verdict, row.Claim = whole.String(), "Spin finds no failure"
	default:
		row.Verdict = broken.String()
		row.Claim += fmt.Sprintf(" (%d actions)", found.Depth)
	}
	out.add(row)
	return nil
}

// spinRow is a row of Spin's that has not run.
func (f verifyFlags) spinRow(c catalogue.Check, property, claim string) verdictRow {
	row := verdictRow{Protocol: c.Protocol, Property: property, Technique: "Spin, exact", Bounds: strings.TrimSuffix(c.Bounds, ", up to renaming"),
		Claim: claim, Verdict: notRun, Engine: "Spin"}
	if f.spin == nil {
		row.Claim += ": spin or gcc is missing"
	} else {
		row.Engine = "Spin " + f.spin.Version
	}
	return row
}

func (f verifyFlags) spinOptions() spin.Options {
	return spin.Options{MemoryMB: int(f.memory) << 10}
}

func explorerName() string { return "explorer, " + runtime.Version() }
