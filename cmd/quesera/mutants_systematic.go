package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"quesera/fuzz/mutants"
	"quesera/fuzz/systematic"
)

// systematicDefaults are the packages whose faults are planted if none are named.
var systematicDefaults = []string{"./model/...", "./spec/...", "./promela/...", "./oracle/...", "./verify/..."}

// A systematicOptions is what the command line asks of a campaign.
type systematicOptions struct {
	packages []string
	shard    string
	sample   int
	seed     uint64
	slowest  time.Duration
	merge    []string
	jobs     int
	asJSON   bool
}

// flags adds the options to the command.
func (o *systematicOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&o.packages, "packages", nil, "with --systematic: only these, as model/tlc or ./model/...")
	f.StringVar(&o.shard, "shard", "1/1", "with --systematic: the i-th of n parts")
	f.IntVar(&o.sample, "sample", 0, "with --systematic: at most so many of each package, drawn by the seed; 0: all")
	f.Uint64Var(&o.seed, "seed", 1, "with --systematic: of the sample")
	f.DurationVar(&o.slowest, "slowest", 10*time.Second, "with --systematic: use no test that takes more of a processor")
	f.StringSliceVar(&o.merge, "merge", nil, "with --systematic: plant nothing, sum up these files written with --json")
}

// only are the flags that say nothing without --systematic.
func (o *systematicOptions) only() []string {
	return []string{"packages", "shard", "sample", "seed", "slowest", "merge"}
}

// shards is --shard i/n as i, from 0, and n.
func (o *systematicOptions) shards() (i, n int, err error) {
	if read, err := fmt.Sscanf(o.shard, "%d/%d", &i, &n); err != nil || read != 2 || n < 1 || i < 1 || i > n ||
		o.shard != fmt.Sprintf("%d/%d", i, n) {
		return 0, 0, usageError("mutants: shard = %q, want i/n with i from 1 to n", o.shard)
	}
	return i - 1, n, nil
}

// run is "quesera mutants --systematic".
func (o *systematicOptions) run(cmd *cobra.Command) error {
	shard, shards, err := o.shards()
	if err != nil {
		return err
	}
	if o.jobs < 1 || o.sample < 0 || o.slowest <= 0 {
		return usageError("mutants: jobs = %d, sample = %d, slowest = %v, want at least 1, 0 and some time", o.jobs, o.sample,
			o.slowest)
	}
	if len(o.merge) > 0 {
		return o.sumUp(cmd)
	}
	root, err := checkoutRoot()
	if err != nil {
		return err
	}
	lists, err := systematic.Read(root)
	if err != nil {
		return usageError("%v", err)
	}
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	campaign := &systematic.Campaign{Root: root, Lists: lists, Jobs: o.jobs, Sample: o.sample, Seed: o.seed, Shard: shard,
		Shards: shards, Slowest: o.slowest, Log: cmd.ErrOrStderr()}
	packages, err := campaign.Packages(ctx, o.patterns()...)
	if err != nil {
		return usageError("%v", err)
	}
	if len(packages) == 0 {
		return usageError("mutants: packages = %s, want some that are not skipped", strings.Join(o.packages, ","))
	}
	var lines []systematic.Line
	var printing error
	err = campaign.Run(ctx, packages, func(r systematic.Result) {
		lines = append(lines, r.Line())
		if printing == nil {
			printing = o.print(cmd, r.Line())
		}
	})
	if err != nil {
		return usageError("%v", err)
	}
	if printing == nil && !o.asJSON {
		printing = systematic.Print(cmd.OutOrStdout(), systematic.Counts(lines))
	}
	if printing != nil {
		return fmt.Errorf("mutants: %w", printing)
	}
	return campaignExit(systematic.Counts(lines))
}

// patterns are the packages as the go command wants them.
func (o *systematicOptions) patterns() []string {
	if len(o.packages) == 0 {
		return systematicDefaults
	}
	patterns := slices.Clone(o.packages)
	for i, p := range patterns {
		patterns[i] = "./" + strings.TrimPrefix(p, "./")
	}
	return patterns
}

// print writes one result: as JSON, or in one line if it was not caught.
func (o *systematicOptions) print(cmd *cobra.Command, l systematic.Line) error {
	out := cmd.OutOrStdout()
	if o.asJSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return enc.Encode(l)
	}
	if l.Outcome == systematic.Caught && !l.Stale || l.Outcome == systematic.Equivalent {
		return nil
	}
	detail := l.Why
	if l.Stale {
		detail = "listed as equivalent"
	}
	if l.By != "" {
		detail = strings.TrimSpace(detail + " by " + l.By)
	}
	_, err := fmt.Fprintf(out, "%s:%d: %s in %s: %s -> %s: %s %s\n", l.File, l.Line, l.Kind, l.Declaration,
		printable(l.Old), printable(l.New), l.Outcome, printable(detail))
	return err
}

// sumUp prints what the files of earlier runs add up to.
func (o *systematicOptions) sumUp(cmd *cobra.Command) error {
	var lines []systematic.Line
	for _, name := range o.merge {
		file, err := os.Open(name)
		if err != nil {
			return usageError("mutants: %v", err)
		}
		read, err := systematic.ReadLines(name, file)
		_ = file.Close()
		if err != nil {
			return usageError("%v", err)
		}
		lines = append(lines, read...)
	}
	counts := systematic.Counts(lines)
	if !o.asJSON {
		if err := systematic.Print(cmd.OutOrStdout(), counts); err != nil {
			return fmt.Errorf("mutants: %w", err)
		}
		return campaignExit(counts)
	}
	enc := json.NewEncoder(cmd.OutOrStdout())
	for _, c := range counts {
		if err := enc.Encode(c); err != nil {
			return fmt.Errorf("mutants: %w", err)
		}
	}
	return campaignExit(counts)
}

// campaignExit is 0 where enough was caught in every package; a list that is not true is unusable.
func campaignExit(counts []systematic.Count) error {
	worst := mutants.Caught
	for _, c := range counts {
		if c.Share() < systematic.Enough {
			return exitOf(mutants.Survived)
		}
		if c.Stale > 0 {
			worst = mutants.Faulty
		}
	}
	if len(counts) == 0 {
		worst = mutants.Inconclusive
	}
	return exitOf(worst)
}
