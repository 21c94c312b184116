//go:build !js

package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"quesera/promela/spin"
	"quesera/spec"
	"quesera/spec/explore"
)

// Options of Run. The zero value searches with the explorer alone, in as much memory as there is.
type Options struct {
	// Jobs is how many checks are done at a time, of those with few states, which share the memory; 0: one. Most of what
	// a small one takes is one core's: that of Spin's compiler.
	Jobs   int
	Memory uint64       // bytes that the states of one search may take, beyond which it is inconclusive; 0: no bound
	Spill  string       // a folder for files of searches that need more than Memory, so that they are not; "": none
	Spin   *spin.Engine // nil: there is none, and its rows say so
	NoSpin string       // why there is none; "": spin or gcc is missing
	// Elsewhere is the engine that keeps the states of a check's search; nil: this process does. Then what Spin finds is
	// not asked, as it searches in one process.
	Elsewhere func(Check) explore.Engine
	// Failures reports what breaks in an unsafe check as violated, with a run to it. Otherwise such a check holds
	// by failing, and only its headline is judged.
	Failures bool
	// Again is the command that follows a schedule of a check once more, for the rows of counterexamples; may be nil.
	Again func(c Check, schedule string) string
	// Emit is called with each row as it comes, Progress during searches, from one goroutine, and Searched when an
	// engine is done with a check. Each may be nil.
	Emit     func(Row)
	Progress func(c Check, p explore.Progress, started time.Time)
	Spinning func(c Check, said string) // Progress while Spin searches: what it says of how far it is
	Searched func(Check)
	Measured func(Stats) // is called with the figures of each search of the explorer; may be nil
}

// A runner collects rows.
type runner struct {
	Options
	rows []Row
}

func (r *runner) add(row Row) {
	r.rows = append(r.rows, row)
	if r.Emit != nil {
		r.Emit(row)
	}
}

// check explores one configuration, then has Spin search it too.
func (r *runner) check(ctx context.Context, c Check) error {
	switch {
	case c.Trial != nil:
		return r.try(ctx, c)
	case c.Fair:
		return r.live(ctx, c)
	}
	report, took, err := r.search(ctx, &c)
	r.searched(c)
	if err != nil {
		return err
	}
	defer report.Free() // what is left is the folder's owner's
	if ctx.Err() != nil {
		return nil
	}
	if r.Measured != nil {
		r.Measured(statsOf(c, report, took))
	}
	if r.Failures && c.Unsafe && !report.violates(c.Headline) {
		c.Headline = firstFailure(report) // something else breaks here: its run is shown
	}
	for i, finding := range report.Findings {
		row := Row{Protocol: c.Protocol, Property: finding.ID, Kind: finding.Kind.String(), Section: finding.Section,
			Claim: finding.Text, Technique: "exhaustive search", Bounds: c.Bounds, Verdict: finding.Verdict,
			States: report.States, Transitions: report.Transitions, Seconds: took.Seconds(), Engine: explorer(), first: i == 0}
		if report.Lost != nil && finding.Verdict == spec.Inconclusive {
			row.Claim += fmt.Sprintf(" (the search ended early: %v)", report.Lost)
		}
		if err := r.judge(c, finding, row); err != nil {
			return err
		}
	}
	r.pin(c, report)
	if c.Unsafe && c.Headline == "" {
		c.Headline = firstFailure(report)
	}
	switch {
	case r.Elsewhere != nil:
		return nil
	case c.Unsafe && c.Headline != "":
		return r.spinBreaks(ctx, c, report)
	case !c.Whole() || !report.Complete: // there is nothing to compare Spin's search with
		return nil
	}
	return r.spinAgrees(ctx, c, report)
}

// search has the explorer search a configuration, of whose properties some are left out where only one is asked for.
func (r *runner) search(ctx context.Context, c *Check) (report *Report, took time.Duration, err error) {
	options := explore.Options{Symmetry: c.Symmetry, Views: c.Views, MaxBytes: r.Memory, Spill: r.Spill,
		Expect: c.States, Stop: ctx.Done()}
	if r.Elsewhere != nil {
		options.Elsewhere = r.Elsewhere(*c)
	}
	start := time.Now()
	switch {
	case c.Partial:
		if c.Unsafe && c.Headline != "" {
			c.System = c.System.Only(c.Headline) // what else fails must not end the search
		}
		if options.PartialOrder, err = c.System.Dependence(); err != nil {
			return nil, 0, err
		}
	case c.Unsafe:
		options.Until = c.Headline
	}
	if r.Progress != nil {
		options.Progress = func(p explore.Progress) { r.Progress(*c, p, start) }
	}
	report, err = c.System.Explore(options)
	return report, time.Since(start), err
}

func (r *runner) searched(c Check) {
	if r.Searched != nil {
		r.Searched(c)
	}
}

// violates reports whether the search found a failure of the property.
func (r *Report) violates(id string) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.ID == id && f.Verdict == spec.Violated })
}

// firstFailure is an invariant that fails after the fewest actions, "" if none fails.
func firstFailure(report *Report) (id string) {
	depth := 0
	for _, f := range report.Findings {
		if f.Verdict == spec.Violated && f.Kind == spec.Invariant && f.Run != nil && (id == "" || f.Depth < depth) {
			id, depth = f.ID, f.Depth
		}
	}
	return id
}

// judge adds a row. Where a check must fail, its breaking is what must hold, and the other findings are not judged.
func (r *runner) judge(c Check, finding Finding, row Row) error {
	if c.Unsafe && !r.Failures {
		if finding.ID != c.Headline {
			return nil
		}
		row.first = true
		row.Technique, row.Claim = mustFail, "fails here, as it must: "+finding.Text
		row.Verdict, row.Mattered = opposite(finding.Verdict), finding.Mattered
		r.add(row)
		return nil
	}
	violated := finding.Verdict == spec.Violated
	if violated && finding.Run != nil && (c.Headline == "" || finding.ID == c.Headline) {
		story, err := finding.Run()
		if err != nil {
			return err
		}
		row.Run, row.Says, row.End, row.story = story.Steps, story.Says, story.End, story
		row.Lasso = story.Lasso
		if r.Again != nil {
			row.Replay = r.Again(c, story.Schedule)
		}
	}
	if violated && finding.Kind == spec.Sometimes {
		row.Claim = "never happens: " + row.Claim
	}
	r.add(weighed(row, c.Idle[finding.ID], finding.Mattered))
	return nil
}

// weighed is the row of a property with the number of states in which it said anything. Where that is none, nothing
// was learned of it, good or bad, and the row is inconclusive; but not where the check says why. Such a reason is a
// claim as well, which a state in which the property does say something refutes.
func weighed(row Row, idle string, mattered *uint64) Row {
	row.Mattered, row.Idle = mattered, idle
	switch never := mattered != nil && *mattered == 0; {
	case row.Verdict == spec.Violated:
	case never && row.Verdict != spec.Holds: // the rest of the search may have such a state
	case never && idle == "":
		row.Verdict, row.Claim = spec.Inconclusive, "never matters here: "+row.Claim
	case never:
		row.Claim += "; it never matters here: " + idle
	case idle != "":
		row.Verdict, row.Claim = spec.Violated, "matters here, though it should not ("+idle+"): "+row.Claim
	}
	return row
}

// opposite is the verdict on a failure that is wanted.
func opposite(v spec.Verdict) spec.Verdict {
	switch v {
	case spec.Violated:
		return spec.Holds
	case spec.Holds:
		return spec.Violated
	}
	return v
}

// pin compares the figures of a search that came to its end with those recorded. Where a property must fail, its
// failure is the end.
func (r *runner) pin(c Check, report *Report) {
	if c.States == 0 || !report.Complete && !(c.Unsafe && report.violates(c.Headline)) {
		return
	}
	row := Row{Protocol: c.Protocol, Property: "figures", Technique: "recorded figures", Bounds: c.Bounds,
		Claim:   fmt.Sprintf("%s states and %s transitions, as recorded", Grouped(c.States), Grouped(c.Transitions)),
		Verdict: spec.Holds, States: report.States, Transitions: report.Transitions, Engine: explorer()}
	if report.States != c.States || report.Transitions != c.Transitions {
		row.Verdict = spec.Violated
	}
	r.add(row)
}

// spinAgrees has Spin search the generated Promela: it must find the same graph and the same verdicts.
func (r *runner) spinAgrees(ctx context.Context, c Check, report *Report) error {
	row := r.spinRow(c, "both engines", "the generated Promela has the same states, also those in which each "+
		"property "+
		"matters, transitions by action and verdicts")
	if r.Spin == nil {
		r.add(row)
		return nil
	}
	found, err := agree(ctx, r.Spin, c.System, report, r.spinOptions(c, report))
	r.searched(c)
	switch {
	case spin.NotRun(err):
		row.Claim += ": " + err.Error()
	case errors.As(err, new(*spin.IncompleteError)):
		row.Verdict, row.Claim = spec.Inconclusive, row.Claim+": "+err.Error()
	case err != nil:
		return err
	default:
		row.Verdict, row.first = spec.Holds, true
		row.States, row.Transitions, row.Seconds = found.Spin.States, found.Spin.Transitions, found.Spin.Search.Seconds()
		if len(found.Differences) > 0 {
			row.Verdict, row.Claim = spec.Violated, strings.Join(found.Differences, "; ")
		}
	}
	r.add(row)
	return nil
}

// spinBreaks has Spin look for the failure too. Its run is replayed in Go, where the same property must fail.
func (r *runner) spinBreaks(ctx context.Context, c Check, report *Report) error {
	row := r.spinRow(c, c.Headline, "Spin finds the failure too, and its run replays in Go")
	if r.Spin == nil {
		r.add(row)
		return nil
	}
	start := time.Now()
	found, err := c.System.Only(c.Headline).SpinViolation(ctx, r.Spin, false, r.spinOptions(c, report))
	r.searched(c)
	row.Seconds, row.first = time.Since(start).Seconds(), true
	broken, whole := spec.Violated, spec.Holds // what a run and the lack of one mean
	if !r.Failures {
		broken, whole = whole, broken
		row.Technique = mustFail
	}
	switch {
	case spin.NotRun(err):
		row.Claim += ": " + err.Error()
	case errors.As(err, new(*spin.IncompleteError)):
		row.Verdict, row.Claim = spec.Inconclusive, err.Error()
	case err != nil:
		return err
	case found == nil:
		row.Verdict, row.Claim = whole, "Spin finds no failure"
	default:
		row.Verdict = broken
		row.Claim += fmt.Sprintf(" (%d actions)", found.Depth)
	}
	r.add(row)
	return nil
}

// spinRow is a row of Spin's that has not run.
func (r *runner) spinRow(c Check, property, claim string) Row {
	row := Row{Protocol: c.Protocol, Property: property, Technique: "Spin, exact", Bounds: c.unreduced(),
		Claim: claim, Verdict: spec.NotRun, Engine: "Spin"}
	if r.Spin == nil {
		row.Claim += ": " + cmp.Or(r.NoSpin, "spin or gcc is missing")
	} else {
		row.Engine = "Spin " + r.Spin.Version
	}
	return row
}

// spinOptions suit a search like the explorer's: a small one takes less time than compiling it well.
func (r *runner) spinOptions(c Check, report *Report) spin.Options {
	o := spin.Options{MemoryMB: int(r.Memory >> 20), Small: report.States < 200_000}
	if r.Spinning != nil {
		o.Progress = func(said string) { r.Spinning(c, said) }
	}
	return o
}

// mustFail is the technique of a row in which a failure is wanted.
const mustFail = "must fail"

// explorer names the engine.
func explorer() string { return "explorer, " + runtime.Version() }
