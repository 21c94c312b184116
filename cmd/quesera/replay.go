package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"quesera/catalogue"
	"quesera/spec"
)

// again is the command line that follows a run of a check once more.
func (f verifyFlags) again(c catalogue.Check, schedule string) string {
	words := fmt.Sprintf("quesera verify %s --bounds '%s'", c.Protocol, c.Bounds)
	if r := f.request; r.Nodes != 0 {
		words = fmt.Sprintf("quesera verify %s -n %d -t %d", c.Protocol, r.Nodes, r.Threshold)
		if r.Witness != nil {
			words += fmt.Sprintf(" -w %d", *r.Witness)
		}
		if r.Steps != 0 {
			words += fmt.Sprintf(" --steps %d", r.Steps)
		}
		if r.Unsafe {
			words += " --unsafe"
		}
	}
	return fmt.Sprintf("%s --replay '%s'", words, schedule)
}

// runReplay follows a schedule and prints each action with what it changes, and what the run shows.
func runReplay(cmd *cobra.Command, names []string, f verifyFlags) error {
	checks, err := checksOf(cmd, names, f)
	switch {
	case err != nil:
		return usageError("verify: %v", err)
	case len(checks) != 1:
		return usageError("verify: --replay needs one configuration, by -n and -t or --bounds, got %d", len(checks))
	case f.json:
		return usageError("verify: --replay prints no JSON")
	}
	c := checks[0]
	run, err := c.Model.Replay(f.replay)
	if err != nil {
		return usageError("verify: %s %s: %v", c.Protocol, c.Bounds, err)
	}
	fmt.Fprintf(f.stdout, "%s, %s\n", c.Protocol, c.Bounds)
	printLines(f.stdout, run.States[0])
	width := widest(run.Steps)
	for i, step := range run.Steps {
		printStep(f.stdout, i, step, run.Says[i], width)
		printLines(f.stdout, changed(run.States[i], run.States[i+1]))
	}
	fmt.Fprintln(f.stdout)
	for _, s := range run.Shown {
		what := "is violated"
		if s.Kind == spec.Sometimes {
			what = "happens"
		}
		fmt.Fprintf(f.stdout, "%s %s after %d actions: %s (%s)\n", s.ID, what, s.Depth, s.Text, s.Section)
	}
	if run.Violated() {
		return exitWith(exitViolated)
	}
	fmt.Fprintln(f.stdout, "No invariant fails in this run, which says nothing of others.")
	return nil
}

// changed are the lines of a state that differ from those of the state before it.
func changed(before, after []string) []string {
	var lines []string
	for i, line := range after {
		if i >= len(before) || before[i] != line {
			lines = append(lines, line)
		}
	}
	return lines
}

// printRun prints the actions of a run, with the words for them, and its last state.
func printRun(w io.Writer, steps, says, end []string) {
	width := widest(steps)
	for i, step := range steps {
		printStep(w, i, step, says[i], width)
	}
	printLines(w, end)
}

func widest(steps []string) int {
	width := 0
	for _, step := range steps {
		width = max(width, len(step))
	}
	return width
}

func printStep(w io.Writer, i int, step, says string, width int) {
	if says == "" {
		fmt.Fprintf(w, "%4d  %s\n", i+1, step)
		return
	}
	fmt.Fprintf(w, "%4d  %-*s  %s\n", i+1, width, step, says)
}

func printLines(w io.Writer, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(w, "      %s\n", line)
	}
}
