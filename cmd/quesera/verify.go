package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quesera/catalogue"
	"quesera/promela/spin"
	"quesera/spec"
	"quesera/verify"
	"quesera/verify/campaign"
)

// verifyFlags are the flags of quesera verify.
type verifyFlags struct {
	bounds  string // of the one configuration of the catalogue to verify; "": all
	replay  string // a schedule to follow instead of a search
	deep    bool
	partial bool // of actions that do not depend on each other only some orders are searched
	json    bool
	memory  uint64 // GiB
	timeout time.Duration
	shard   string
	stats   string // the file for the figures of searches; "": none
	spill   string // the folder for searches that need more than the memory; "": none
	levels  string // the file for a plot of their levels
	files   pictureFiles
}

func newVerifyCommand() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [PROTOCOL...]",
		Short: "Verify protocols in bounded configurations and print the verdicts",
		Long: `verify explores the abstract spec of each protocol exhaustively, in the configurations of the
catalogue or, with -n and -t, in the one asked for, and has Spin search the generated Promela of each
configuration that is explored as a whole, not up to renaming or in views: both engines must find the same graph.

A verdict covers the bounds in its row and no more. Thresholds that are no majority are refused,
unless --unsafe asks what breaks: then the shortest run that breaks it is printed, and with it the
command that follows it again, action by action (--replay).

` + shardHelp + `

` + exitCodesHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("replay") {
				return runReplay(cmd, args, f)
			}
			return runVerify(cmd, args, f)
		},
	}
	configureFlags(cmd)
	completing(cmd, catalogue.Verified(), true)
	cmd.Flags().StringVar(&f.bounds, "bounds", "", "the one configuration of the catalogue with these bounds, "+
		"as printed")
	cmd.Flags().StringVar(&f.replay, "replay", "",
		"follow a schedule, as printed with a counterexample, instead of searching")
	cmd.Flags().BoolVar(&f.deep, "deep", false, "also the configurations that take minutes")
	cmd.Flags().BoolVar(&f.partial, "partial-order", false,
		"search only some orders of actions that do not depend on each other, where that decides as much")
	formatFlags(cmd, &f.json, rows, "print one JSON object a row")
	cmd.Flags().Uint64Var(&f.memory, "memory", 12,
		"GiB that the states of one search may take; beyond, it is inconclusive")
	cmd.Flags().StringVar(&f.spill, "spill", "",
		"go on with files in this `FOLDER` where a search needs more than --memory; they are removed in the end")
	cmd.Flags().StringVar(&f.stats, "stats", "", "write the figures of the explorer's searches into this `FILE`, "+
		"as JSON: states a second, memory, the sizes of levels")
	cmd.Flags().StringVar(&f.levels, "levels", "", "plot how many states each level has into this `FILE`, as SVG")
	timeoutFlag(cmd, &f.timeout)
	shardFlag(cmd, &f.shard, "configurations")
	pictureFlags(cmd, &f.files, "draw the first counterexample into this `FILE`, as SVG",
		"write a page with all rows and counterexamples into this `FILE`")
	return cmd
}

func runVerify(cmd *cobra.Command, names []string, f verifyFlags) error {
	checks, err := checksOf(cmd, names, f)
	if err != nil {
		return usageError("verify: %v", err)
	}
	if dir, err := os.Stat(f.spill); f.spill != "" && (err != nil || !dir.IsDir()) {
		return usageError("verify: --spill = %s, want a folder", printable(f.spill))
	}
	shard, err := shardOf(cmd, f.shard)
	if err != nil {
		return err
	}
	ctx, stop, err := stoppable(cmd, f.timeout)
	if err != nil {
		return err
	}
	defer stop()
	o := verify.Options{Jobs: runtime.GOMAXPROCS(0), Memory: f.memory << 30, Spill: f.spill,
		Failures: len(configuring(cmd)) > 0,
		Again:    func(c verify.Check, schedule string) string { return again(cmd, c, schedule) }}
	if o.Spin, err = spin.Find(ctx); err != nil {
		o.NoSpin = err.Error()
	}
	showProgress(cmd, &o)
	if shard.Asked() {
		return verifyShard(ctx, cmd, shard, checks, o)
	}
	end := func() {}
	if f.json {
		o.Emit = func(r verify.Row) { verify.PrintJSON(cmd.OutOrStdout(), r) }
	} else {
		table := verify.NewTable(cmd.OutOrStdout(), checks, pageWidth(cmd))
		o.Emit, end = table.Add, table.End
	}
	var measured []verify.Stats
	o.Measured = func(s verify.Stats) { measured = append(measured, s) }
	rows, err := verify.Run(ctx, checks, o)
	if err != nil {
		return endedBy(ctx, err, verify.Worst(rows))
	}
	end()
	if err := cmp.Or(f.pictures(rows), f.measurements(measured)); err != nil {
		return exitError{code: codeOfVerdict(spec.Worse(spec.Unusable, verify.Worst(rows))), msg: "verify: " + err.Error()}
	}
	return exitOf(verify.Worst(rows))
}

// endedBy is the error of a verification that did not come to its end; what was found before counts too.
func endedBy(ctx context.Context, err error, found spec.Verdict) error {
	if errors.As(err, new(*verify.StoppedError)) {
		return exitError{code: codeOfVerdict(spec.Worse(spec.Inconclusive, found)),
			msg: fmt.Sprintf("verify: %v: %v", err, context.Cause(ctx))}
	}
	return usageError("verify: %v", err)
}

// verifyShard does the checks of a shard, and prints their rows without times.
func verifyShard(ctx context.Context, cmd *cobra.Command, s campaign.Shard, checks []verify.Check,
	o verify.Options) error {
	var jobs []string
	for _, c := range checks {
		jobs = append(jobs, c.String())
	}
	w, err := campaign.Begin(cmd.OutOrStdout(), planOf(cmd, "verify", jobs))
	if err != nil {
		return usageError("verify: %v", err)
	}
	for k, c := range checks {
		if !s.Has(k) {
			continue
		}
		rows, err := verify.Run(ctx, []verify.Check{c}, o)
		if err != nil {
			return endedBy(ctx, err, spec.Worse(w.Worst(), verify.Worst(rows)))
		}
		for i := range rows {
			rows[i].Seconds = 0
		}
		if err := w.Done(jobs[k], verify.Worst(rows), rows); err != nil {
			return usageError("verify: %v", err)
		}
	}
	return exitOf(w.Worst())
}

// checksOf lists what to verify: the one configuration asked for, or the catalogue's.
func checksOf(cmd *cobra.Command, names []string, f verifyFlags) ([]verify.Check, error) {
	asked := len(configuring(cmd)) > 0
	if f.memory < 1 || f.memory > 1<<20 {
		return nil, fmt.Errorf("--memory = %d, want 1 to %d GiB", f.memory, 1<<20)
	}
	if asked && f.bounds != "" {
		return nil, fmt.Errorf("--bounds names a configuration of the catalogue, %s another one: want one of the two",
			nameOf(configuring(cmd)[0]))
	}
	if len(names) == 0 {
		for _, p := range catalogue.Verified() {
			names = append(names, p.Name)
		}
	}
	var checks []verify.Check
	for _, name := range names {
		p, err := catalogue.Find(name)
		if err != nil {
			return nil, err
		}
		if asked {
			c, err := configured(cmd, p)
			if err != nil {
				return nil, err
			}
			checks = append(checks, c)
			continue
		}
		for _, c := range p.Judged() {
			if f.bounds == c.Bounds || f.bounds == "" && (f.deep || !c.Deep) {
				checks = append(checks, c)
			}
		}
	}
	if f.partial {
		for i := range checks {
			checks[i] = checks[i].InSomeOrders()
		}
	}
	if len(checks) == 0 {
		return nil, fmt.Errorf("--bounds: the catalogue has no %q of %s", f.bounds, strings.Join(names, ", "))
	}
	return checks, nil
}

// runReplay follows a schedule and prints each action with what it changes, and what the run shows.
func runReplay(cmd *cobra.Command, names []string, f verifyFlags) error {
	checks, err := checksOf(cmd, names, f)
	switch {
	case err != nil:
		return usageError("verify: %v", err)
	case len(checks) != 1:
		return usageError("verify: --replay needs one configuration, by -n and -t or --bounds, got %d", len(checks))
	case f.json || f.shard+f.stats+f.levels != "":
		return usageError("verify: --replay prints no JSON, and searches nothing: no --shard, --stats, --levels")
	}
	if checks[0].Trial != nil {
		return followTrial(cmd, checks[0], f)
	}
	run, err := checks[0].System.Replay(f.replay)
	if err != nil {
		return usageError("verify: %v: %v", checks[0], err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s, %s\n", checks[0].Protocol, checks[0].Bounds)
	run.Print(cmd.OutOrStdout())
	if err := f.pictureReplay(checks[0], run, again(cmd, checks[0], f.replay)); err != nil {
		return usageError("verify: %v", err)
	}
	if run.Violated() {
		return exitWith(exitViolated)
	}
	return nil
}

// followTrial makes one run of a trial again.
func followTrial(cmd *cobra.Command, c verify.Check, f verifyFlags) error {
	ctx, stop, err := stoppable(cmd, f.timeout)
	if err != nil {
		return err
	}
	defer stop()
	tried, err := c.Trial.Follow(ctx, f.replay)
	if err != nil {
		return usageError("verify: %v: %v", c, err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s, %s\n", c.Protocol, c.Bounds)
	tried.Print(cmd.OutOrStdout(), c.Trial.Claim())
	if err := f.pictureTried(c, tried, again(cmd, c, f.replay)); err != nil {
		return usageError("verify: %v", err)
	}
	return exitOf(tried.Verdict)
}
