//go:build !js

package verify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quesera/promela/spin"
	"quesera/spec"
)

// statesIn is how many states fit into so many bytes while a question about fair runs is decided, about.
func statesIn(memory uint64) int {
	const each = 512
	return int(max(memory, each) / each)
}

// live decides what is claimed of fair runs, and asks Spin too.
func (r *runner) live(ctx context.Context, c Check) error {
	started := time.Now()
	report, err := c.System.Live(statesIn(r.Memory), ctx.Done())
	took := time.Since(started).Seconds()
	r.searched(c)
	if err != nil || ctx.Err() != nil {
		return err
	}
	for i, finding := range report.Findings {
		row := Row{Protocol: c.Protocol, Property: finding.ID, Kind: finding.Kind.String(), Section: finding.Section,
			Claim: finding.Text, Technique: fairRuns, Bounds: c.Bounds, Verdict: finding.Verdict,
			States: report.States, Transitions: report.Transitions, Seconds: took, Engine: explorer(), first: i == 0}
		if err := r.judge(c, finding, row); err != nil {
			return err
		}
	}
	r.pin(c, report)
	return r.spinLive(ctx, c, report)
}

const fairRuns = "fair runs"

// spinLive has Spin answer as well. What it says is judged like what the explorer says.
func (r *runner) spinLive(ctx context.Context, c Check, report *Report) error {
	var live []bool
	var err error
	started := time.Now()
	if r.Spin != nil {
		live, err = c.System.SpinLive(ctx, r.Spin)
		r.searched(c)
	}
	for i, finding := range report.Findings {
		if c.Unsafe && finding.ID != c.Headline {
			continue
		}
		row := r.spinRow(c, finding.ID, "Spin says the same of a formula of temporal logic, under weak fairness")
		row.Technique = "Spin, fair runs"
		switch {
		case r.Spin == nil:
		case spin.NotRun(err):
			row.Claim += ": " + err.Error()
		case errors.As(err, new(*spin.IncompleteError)):
			row.Verdict, row.Claim = spec.Inconclusive, row.Claim+": "+err.Error()
		case err != nil:
			return err
		default:
			row.Verdict, row.Seconds, row.first = spec.Violated, time.Since(started).Seconds(), i == 0
			agree := finding.Verdict == spec.Inconclusive || live[i] == (finding.Verdict == spec.Holds)
			if agree && live[i] != (c.Unsafe && !r.Failures) {
				row.Verdict = spec.Holds
			}
		}
		r.add(row)
	}
	return nil
}

// askFairRuns has both engines answer what is claimed of fair runs.
func (b *both) askFairRuns(memory uint64) error {
	report, err := b.check.System.Live(statesIn(memory), b.ctx.Done())
	b.searched()
	if err != nil {
		return err
	}
	live, err := b.check.System.SpinLive(b.ctx, b.spin)
	b.searched()
	if err != nil {
		return err
	}
	b.head()
	for i, f := range report.Findings {
		spins := spec.Holds
		if !live[i] {
			spins = spec.Violated
		}
		fmt.Fprintf(b.w, "%s, in every fair run: %v, says the explorer; %v, says Spin.\n", f.ID, f.Verdict, spins)
		if b.worsen(spec.Worse(f.Verdict, spins)); f.Verdict != spins {
			b.worsen(spec.Inconclusive)
			fmt.Fprintln(b.w, "The engines disagree.")
		}
		if f.Run == nil {
			continue
		}
		story, err := f.Run()
		if err != nil {
			return err
		}
		story.Print(b.w)
	}
	return nil
}
