//go:build !js

package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"quesera/promela/gate"
	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec"
	"quesera/spec/explore"
)

// SideBySide searches a check with both engines and prints what each finds. Its verdict is violated where either
// finds a failure, and inconclusive where the engines disagree or a search was not finished; with an error, it is
// that of what was found before. Of the options it heeds Memory, Spin and those that report progress.
func SideBySide(ctx context.Context, w io.Writer, c Check, o Options) (spec.Verdict, error) {
	r := &runner{Options: o}
	started := time.Now()
	b := both{ctx: ctx, w: w, check: c, spin: o.Spin, so: r.spinOptions(c, &Report{States: math.MaxUint64}),
		eo: explore.Options{MaxBytes: o.Memory, Stop: ctx.Done()}, verdict: spec.Holds}
	b.so.Digest = true
	if o.Progress != nil {
		b.eo.Progress = func(p explore.Progress) { o.Progress(c, p, started) }
	}
	b.searched = func() { r.searched(c) }
	if c.Fair {
		err := b.askFairRuns(o.Memory)
		return b.verdict, err
	}
	if c.Unsafe {
		err := b.searchFailure()
		return b.verdict, err
	}
	found, err := c.System.Compare(ctx, b.spin, b.eo, b.so)
	b.searched()
	if err != nil {
		return spec.Inconclusive, err
	}
	err = b.print(found)
	return b.verdict, err
}

// both searches one check with both engines.
type both struct {
	ctx      context.Context
	w        io.Writer
	check    Check
	spin     *spin.Engine
	so       spin.Options
	eo       explore.Options
	searched func() // an engine is done
	verdict  spec.Verdict
}

func (b *both) worsen(v spec.Verdict) { b.verdict = spec.Worse(b.verdict, v) }

func (b *both) head() { fmt.Fprintf(b.w, "%s, %s\n\n", b.check.Protocol, b.check.unreduced()) }

// print prints a comparison and judges it.
func (b *both) print(c *gate.Comparison) error {
	row := func(what string, explorer, spin any) {
		fmt.Fprintf(b.w, "%-28s  %20v  %20v\n", what, explorer, spin)
	}
	b.head()
	row("", explorer(), "Spin "+c.Spin.Version)
	row("states", Grouped(c.Explorer.States), Grouped(c.Spin.States))
	row("transitions", Grouped(c.Explorer.Transitions), Grouped(c.Spin.Transitions))
	for i, a := range c.Program.Actions {
		row("  "+a.Name, Grouped(c.Explorer.PerAction[i]), Grouped(c.Spin.PerAction[i]))
	}
	row("search", fmt.Sprintf("%.2f s", c.Explorer.Time.Seconds()), fmt.Sprintf("%.2f s", c.Spin.Search.Seconds()))
	row("compilation", "", fmt.Sprintf("%.2f s", c.Spin.Compile.Seconds()))
	row("memory", megabytes(c.Explorer.Bytes), megabytes(c.Spin.Bytes))
	for i, v := range c.Verdicts {
		row(v.ID+" "+v.Kind.String(), v.Explorer, v.Spin)
		if c.Program.Props[i].When != "" && c.Explorer.Complete {
			row("  matters in", Grouped(c.Explorer.Mattered[i]), Grouped(c.Spin.Mattered[i]))
		}
		if v.Explorer != spec.Holds || v.Spin != spec.Holds {
			b.worsen(spec.Inconclusive)
		}
	}
	fmt.Fprintf(b.w, "\nSpin adds %d states and %d transitions of its own, which are taken off.\n",
		translate.Offset.States, translate.Offset.Transitions)
	switch {
	case c.Violated():
		b.worsen(spec.Violated)
		if _, err := b.spinRun(b.check.System); err != nil {
			return err
		}
	case !c.Explorer.Complete:
		b.worsen(spec.Inconclusive)
		fmt.Fprintln(b.w, "The explorer reached its bound on memory: the two searches cannot be compared.")
	}
	for _, d := range c.Differences {
		b.worsen(spec.Inconclusive)
		fmt.Fprintln(b.w, "the engines disagree on "+d)
	}
	if len(c.Differences) == 0 && c.Explorer.Complete {
		fmt.Fprintln(b.w, "The engines agree, on the set of states too.")
	}
	return nil
}

// searchFailure looks for the failure of what does not hold in an unsafe check. Neither engine searches everything.
func (b *both) searchFailure() error {
	system := b.check.System
	if b.check.Headline != "" {
		system = system.Only(b.check.Headline)
	}
	report, err := system.Explore(b.eo)
	b.searched()
	switch {
	case err != nil:
		return err
	case b.ctx.Err() != nil:
		return spin.Stopped(b.ctx)
	}
	b.head()
	explorer := length{finished: report.Complete}
	for _, found := range report.Findings {
		switch {
		case found.Verdict == spec.Violated && found.Kind == spec.Invariant:
			b.worsen(spec.Violated)
			if !explorer.found || found.Depth < explorer.actions {
				explorer = length{found: true, finished: true, actions: found.Depth}
			}
			fmt.Fprintf(b.w, "%s is violated, says the explorer, after %d actions.\n", found.ID, found.Depth)
		case found.Verdict == spec.Inconclusive:
			b.worsen(spec.Inconclusive)
		}
	}
	if !explorer.found {
		fmt.Fprintln(b.w, "The explorer finds no violation.")
	}
	spins, err := b.spinRun(system)
	if err != nil {
		return err
	}
	if spins.found {
		b.worsen(spec.Violated) // it was replayed in Go
	}
	if spins.finished && explorer.finished && spins != explorer {
		b.worsen(spec.Inconclusive)
		fmt.Fprintln(b.w, "The engines disagree.")
	}
	return nil
}

// length is how long a shortest run to a failure is.
type length struct {
	found    bool // there is one; it has so many actions
	finished bool // what was searched decides it
	actions  int
}

// spinRun prints a shortest run to a violation that Spin found, replayed in Go.
func (b *both) spinRun(system System) (length, error) {
	v, err := system.SpinViolation(b.ctx, b.spin, true, b.so)
	b.searched()
	switch {
	case b.ctx.Err() != nil:
		return length{}, spin.Stopped(b.ctx)
	case errors.As(err, new(*spin.IncompleteError)):
		fmt.Fprintf(b.w, "Spin's run to a violation: %v\n", err)
		return length{}, nil // the explorer's violation stands
	case err != nil:
		return length{}, err
	case v == nil:
		fmt.Fprintln(b.w, "Spin finds no violation.")
		return length{finished: true}, nil
	}
	fmt.Fprintf(b.w, "%s is violated, says Spin; its shortest run, replayed in Go, %d actions:\n", v.ID, v.Depth)
	v.Print(b.w)
	return length{found: true, finished: true, actions: v.Depth}, nil
}

func megabytes(bytes uint64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20)) }
