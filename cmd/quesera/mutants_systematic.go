package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quesera/fuzz/mutants"
	"quesera/fuzz/systematic"
	"quesera/spec"
	"quesera/verify/campaign"
)

// systematicDefaults are the packages whose faults are planted if none are named.
var systematicDefaults = []string{"./model/...", "./spec/...", "./promela/...", "./oracle/...", "./verify/..."}

// A systematicOptions is what the command line asks of a campaign.
type systematicOptions struct {
	packages []string
	shard    campaign.Shard
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
	f.IntVar(&o.sample, "sample", 0, "with --systematic: at most so many of each package, drawn by the seed; 0: all")
	f.Uint64Var(&o.seed, "seed", 1, "with --systematic: of the sample")
	f.DurationVar(&o.slowest, "slowest", 10*time.Second, "with --systematic: use no test that takes more of a processor")
	f.StringSliceVar(&o.merge, "merge", nil, "with --systematic: plant nothing, sum up these files")
}

// only are the flags that say nothing without --systematic.
func (o *systematicOptions) only() []string {
	return []string{"packages", "sample", "seed", "slowest", "merge"}
}

// run is "quesera mutants --systematic".
func (o *systematicOptions) run(cmd *cobra.Command) error {
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
	ctx := cmd.Context()
	c := &systematic.Campaign{Root: root, Lists: lists, Jobs: o.jobs, Sample: o.sample, Seed: o.seed, Shard: o.shard.Index,
		Shards: o.shard.Count, Slowest: o.slowest, Log: cmd.ErrOrStderr()}
	packages, err := c.Packages(ctx, o.patterns()...)
	if err != nil {
		return stoppedOr(ctx, cmd, spec.Holds, err)
	}
	if len(packages) == 0 {
		return usageError("mutants: packages = %s, want some that are not skipped", strings.Join(o.packages, ","))
	}
	if o.shard.Asked() {
		return o.runShard(ctx, cmd, c, packages)
	}
	var lines []systematic.Line
	var printing error
	err = c.Run(ctx, packages, func(r systematic.Result) {
		if r.Outcome == systematic.Unbuilt {
			return
		}
		lines = append(lines, r.Line())
		if printing == nil {
			printing = o.print(cmd, r.Line())
		}
	})
	if err != nil {
		return stoppedOr(ctx, cmd, spec.Holds, err)
	}
	if printing == nil && !o.asJSON {
		printing = systematic.Print(cmd.OutOrStdout(), systematic.Counts(lines))
	}
	if printing != nil {
		return fmt.Errorf("mutants: %w", printing)
	}
	return campaignExit(systematic.Counts(lines))
}

// runShard prints results as lines of a campaign, without what need not be the same next time: which test failed first,
// and how long it took.
func (o *systematicOptions) runShard(ctx context.Context, cmd *cobra.Command, c *systematic.Campaign,
	packages []string) error {
	jobs, err := c.Plan(ctx, packages)
	if err != nil {
		return stoppedOr(ctx, cmd, spec.Holds, err)
	}
	w, err := campaign.Begin(cmd.OutOrStdout(), planOf(cmd, "mutants --systematic", jobs))
	if err != nil {
		return usageError("%v", err)
	}
	var printing error
	err = c.Run(ctx, packages, func(r systematic.Result) {
		l := r.Line()
		l.By, l.Seconds = "", 0
		if printing == nil {
			printing = w.Done(r.Job(), r.Verdict(), l)
		}
	})
	if err = cmp.Or(err, printing); err != nil {
		return stoppedOr(ctx, cmd, w.Worst(), err)
	}
	return exitOf(w.Worst())
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
	lost := spec.Holds
	for _, name := range o.merge {
		text, err := os.ReadFile(name)
		if err != nil {
			return usageError("mutants: %v", err)
		}
		if bytes.HasPrefix(text, []byte(`{"plan":`)) { // of shards, all of which belong together
			lines, lost, err = shardLines(o.merge)
			if err != nil {
				return usageError("mutants: %v", err)
			}
			break
		}
		read, err := systematic.ReadLines(name, bytes.NewReader(text))
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
		return worseExit(lost, campaignExit(counts))
	}
	enc := json.NewEncoder(cmd.OutOrStdout())
	for _, c := range counts {
		if err := enc.Encode(c); err != nil {
			return fmt.Errorf("mutants: %w", err)
		}
	}
	return worseExit(lost, campaignExit(counts))
}

// worseExit is the worse of a verdict and what else there is to say.
func worseExit(v spec.Verdict, err error) error {
	if err != nil {
		return err
	}
	return exitOf(v)
}

// shardLines reads what shards have printed, and is inconclusive where a result is missing.
func shardLines(names []string) (lines []systematic.Line, lost spec.Verdict, err error) {
	m, err := readShards(names)
	if err != nil {
		return nil, 0, err
	}
	sums, err := m.Write(io.Discard)
	if err != nil {
		return nil, 0, err
	}
	lost = spec.Holds
	for _, s := range sums {
		if len(s.Missing)+len(s.Disagreed) > 0 {
			lost = spec.Inconclusive
		}
		for _, text := range s.Results {
			read, err := systematic.ReadLines(s.Plan.Campaign, bytes.NewReader(text))
			if err != nil {
				return nil, 0, err
			}
			if read[0].Outcome != systematic.Unbuilt {
				lines = append(lines, read...)
			}
		}
	}
	return lines, lost, nil
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
