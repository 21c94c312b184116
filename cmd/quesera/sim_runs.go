package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"quesera/model/sim/play"
	"quesera/oracle/trace"
	"quesera/spec"
	"quesera/verify/campaign"
)

// simRuns asks for runs of many seeds.
type simRuns struct {
	count   uint64
	shard   string
	timeout time.Duration
}

func (r *simRuns) flags(cmd *cobra.Command) {
	cmd.Flags().Uint64Var(&r.count, "runs", 1, "play so many runs, of this seed and those after it")
	shardFlag(cmd, &r.shard, "runs")
	timeoutFlag(cmd, &r.timeout)
}

// playOne plays the one run of a command line without --runs, in its time.
func (r *simRuns) playOne(cmd *cobra.Command, g game, o simOutput) error {
	if r.timeout < 0 {
		return usageError("sim: --timeout = %v, want at least 0", r.timeout)
	}
	if r.timeout > 0 {
		ctx, cancel := context.WithTimeoutCause(cmd.Context(), r.timeout, timeIsUp(r.timeout))
		defer cancel()
		cmd.SetContext(ctx)
	}
	return runSim(cmd, g, o)
}

// mostRuns bounds a campaign, whose plan names all runs.
const mostRuns = 1_000_000

// play plays the runs, or those of a shard. The flags are those of the first run.
func (r *simRuns) play(cmd *cobra.Command, f *play.Flags, o simOutput) error {
	shard, err := shardOf(cmd, r.shard)
	if err != nil {
		return err
	}
	switch {
	case r.count < 1 || r.count > mostRuns || f.Seed > math.MaxUint64-r.count:
		return usageError("sim: runs = %d from seed %d, want 1 to %d, and seeds of 64 bits", r.count, f.Seed, mostRuns)
	case o.trace != "" || o.pictures.wanted() || o.shrink || o.replay != "":
		return usageError("sim: --trace, --svg, --html, --shrink and --replay are of one run, want no --runs")
	}
	ctx, stop, err := stoppable(cmd, r.timeout)
	if err != nil {
		return err
	}
	defer stop()
	if shard.Asked() {
		return r.playShard(ctx, cmd, f, shard)
	}
	total, worst := map[spec.Verdict]uint64{}, spec.Holds
	for k := range r.count {
		outcome, err := playSeed(ctx, cmd, f.Protocol(), f.Seed+k)
		if err != nil {
			return r.ended(ctx, err, f.Seed+k, worst)
		}
		total[outcome.Verdict()]++
		worst = spec.Worse(worst, outcome.Verdict())
		if o.asJSON {
			err = outcome.PrintJSON(cmd.OutOrStdout())
		} else if outcome.Verdict() != spec.Holds {
			err = outcome.Print(cmd.OutOrStdout())
		}
		if err != nil {
			return usageError("sim: %v", err)
		}
	}
	if !o.asJSON {
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %d runs, seeds %d to %d: %d hold, %d violated, %d inconclusive\n", f.Protocol(),
			r.count, f.Seed, f.Seed+r.count-1, total[spec.Holds], total[spec.Violated], total[spec.Inconclusive])
	}
	return exitOf(worst)
}

// playShard plays the runs of a shard, each a job that its seed names.
func (r *simRuns) playShard(ctx context.Context, cmd *cobra.Command, f *play.Flags, s campaign.Shard) error {
	var jobs []string
	for k := range r.count {
		jobs = append(jobs, "seed "+strconv.FormatUint(f.Seed+k, 10))
	}
	w, err := campaign.Begin(cmd.OutOrStdout(), planOf(cmd, "sim "+f.Protocol(), jobs))
	if err != nil {
		return usageError("sim: %v", err)
	}
	for k, job := range jobs {
		if !s.Has(k) {
			continue
		}
		outcome, err := playSeed(ctx, cmd, f.Protocol(), f.Seed+uint64(k))
		if err != nil {
			return r.ended(ctx, err, f.Seed+uint64(k), w.Worst())
		}
		var text bytes.Buffer
		if err := outcome.PrintJSON(&text); err != nil {
			return usageError("sim: %v", err)
		}
		if err := w.Done(job, outcome.Verdict(), raw(text.Bytes())); err != nil {
			return usageError("sim: %v", err)
		}
	}
	return exitOf(w.Worst())
}

// ended is the error of runs that did not come to their end; what was found before counts too.
func (r *simRuns) ended(ctx context.Context, err error, seed uint64, found spec.Verdict) error {
	if errors.Is(err, play.ErrStopped) {
		return exitError{code: codeOfVerdict(spec.Worse(spec.Inconclusive, found)),
			msg: fmt.Sprintf("sim: stopped in seed %d: %v", seed, context.Cause(ctx))}
	}
	return usageError("%v", err)
}

// playSeed plays the run of the command line with another seed.
func playSeed(ctx context.Context, cmd *cobra.Command, protocol string, seed uint64) (*play.Outcome, error) {
	if err := cmd.Flags().Set("seed", strconv.FormatUint(seed, 10)); err != nil {
		return nil, err
	}
	g, err := simulated(cmd, protocol)
	if err != nil {
		return nil, err
	}
	return g.once(ctx, play.Tracing{Judge: trace.Watch})
}
