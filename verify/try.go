//go:build !js

package verify

import (
	"context"
	"fmt"
	"io"
	"time"

	"quesera/spec"
)

// try adds the row of a trial.
func (r *runner) try(ctx context.Context, c Check) error {
	start := time.Now()
	tried, err := c.Trial.Try(ctx)
	r.searched(c)
	if err != nil || ctx.Err() != nil {
		return err
	}
	claim := c.Trial.Claim()
	row := Row{Protocol: c.Protocol, Property: claim.ID, Kind: spec.Invariant.String(), Section: claim.Section,
		Claim: claim.Text, Technique: "runs", Bounds: c.Bounds, Verdict: tried.Verdict, States: tried.Runs,
		Seconds: time.Since(start).Seconds(), Engine: tried.Engine, first: true}
	if tried.Story != nil {
		row.Run, row.Says, row.End, row.story = tried.Story.Steps, tried.Story.Says, tried.Story.End, tried.Story
		if r.Again != nil {
			row.Replay = r.Again(c, tried.Story.Schedule)
		}
	}
	row.Mattered = &tried.Mattered
	switch {
	case c.Unsafe:
		row.Technique, row.Claim = "must fail", "fails here, as it must ("+tried.Because+"): "+claim.Text
		row.Verdict = opposite(tried.Verdict)
	case tried.Mattered == 0 && tried.Verdict == spec.Holds:
		row.Verdict, row.Claim = spec.Inconclusive, "never matters here: "+claim.Text
	}
	r.add(row)
	return nil
}

// Print prints one run that was made again, and whether it refutes the claim.
func (t *Tried) Print(w io.Writer, claim spec.Claim) {
	if t.Story != nil {
		t.Story.Print(w)
	}
	if t.Verdict == spec.Violated {
		fmt.Fprintf(w, "\n%s is violated: %s (%s)\n", claim.ID, claim.Text, claim.Section)
		return
	}
	fmt.Fprintf(w, "\n%s: %v in this run, which says nothing of others.\n", claim.ID, t.Verdict)
}
