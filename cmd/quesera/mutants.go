package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quesera/fuzz/mutants"
	"quesera/spec"
	"quesera/verify/campaign"
)

const mutantsHelp = `Builds each planted fault of the catalogue (docs/mutants) into the tests, through an
overlay that leaves the checkout unchanged, and runs the one check that must catch it. A
fault is caught if that very test fails under it, and passes without it. Needs a
checkout of quesera, which the current folder must lie in, and the go command.

With --json each line is an object with id, fault, section, file, package, test, verdict
(caught, survived, error, inconclusive), detail and seconds.

Exit codes: 0 all caught, 1 a fault survived, 2 an entry of the catalogue or the command
line cannot be used, 3 inconclusive: a check was skipped or did not end in time.
Of several results the worst counts: survived, then unusable, then inconclusive.

With --systematic the faults are not those of the catalogue but made by rule: each comparison, boundary, constant and
condition is changed, each statement left out, and so on (docs/MUTATION.md). All faults of a package are compiled into
its tests at once. Printed are those that no test of behaviour caught, and a table by package. Exit code 0 says that
in each package at least 95% were caught of those that change something; 1 that they were not; 2 that a fault
listed as equivalent was caught, or nothing could be run. With --json each line is one result; --merge sums
up files of such lines, or of what shards have printed, as one JSON object a package if --json is given too.

` + shardHelp

// newMutantsCommand is "quesera mutants".
func newMutantsCommand() *cobra.Command {
	var planted plantedOptions
	var rules systematicOptions
	var byRule, asJSON bool
	var part string
	var jobs int
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "mutants",
		Short: "Show that the checks catch the planted faults of the catalogue",
		Long:  mutantsHelp,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			shard, err := shardOf(cmd, part)
			if err != nil {
				return err
			}
			ctx, stop, err := stoppable(cmd, timeout)
			if err != nil {
				return err
			}
			defer stop()
			cmd.SetContext(ctx)
			if byRule {
				if err := unchanged(cmd, "without --systematic", planted.only()...); err != nil {
					return err
				}
				rules.shard, rules.jobs, rules.asJSON = shard, jobs, asJSON
				return rules.run(cmd)
			}
			if err := unchanged(cmd, "with --systematic", rules.only()...); err != nil {
				return err
			}
			planted.shard, planted.jobs, planted.asJSON = shard, jobs, asJSON
			return planted.run(cmd)
		},
	}
	planted.flags(cmd)
	formatFlags(cmd, &asJSON, rows, "print one JSON object a fault")
	cmd.Flags().BoolVar(&byRule, "systematic", false, "faults made by rule in place of those of the catalogue")
	rules.flags(cmd)
	shardFlag(cmd, &part, "faults")
	timeoutFlag(cmd, &timeout)
	cmd.Flags().IntVar(&jobs, "jobs", 2, "how many checks to build and run at a time")
	return cmd
}

// A plantedOptions is what the command line asks of the catalogue of planted faults.
type plantedOptions struct {
	protocols, ids []string
	each           int
	shard          campaign.Shard
	jobs           int
	asJSON         bool
}

// flags adds the options to the command.
func (o *plantedOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&o.protocols, "protocol", nil, "only the faults of these protocols")
	f.StringSliceVar(&o.ids, "only", nil, "only the faults with these IDs, QSC3-M1")
	f.IntVar(&o.each, "each", 0, "at most so many faults of each protocol, spread over its list; 0: all")
}

// only are the flags that say nothing with --systematic.
func (o *plantedOptions) only() []string { return []string{"protocol", "only", "each"} }

// run is "quesera mutants" without --systematic.
func (o *plantedOptions) run(cmd *cobra.Command) error {
	switch {
	case o.each < 0:
		return usageError("mutants: each = %d, want at least 0", o.each)
	case o.jobs < 1:
		return usageError("mutants: jobs = %d, want at least 1", o.jobs)
	}
	groups, err := mutants.Catalogue()
	if err != nil {
		return usageError("%v", err)
	}
	faults, err := mutants.Select(mutants.Spread(groups, o.each), o.protocols, o.ids)
	if err != nil {
		return usageError("%v", err)
	}
	var report mutantReport = &mutantTable{out: cmd.OutOrStdout(), faults: faults}
	if o.asJSON {
		report = &mutantLines{out: cmd.OutOrStdout()}
	}
	if o.shard.Asked() {
		if report, faults, err = newMutantShard(cmd, o.shard, faults); err != nil {
			return usageError("%v", err)
		}
	}
	return runMutants(cmd, mutants.Runner{Jobs: o.jobs}, faults, report)
}

// checkoutRoot is the root of the checkout around the current folder.
func checkoutRoot() (string, error) {
	dir, err := os.Getwd()
	if err == nil {
		dir, err = mutants.FindRoot(dir)
	}
	if err != nil {
		return "", usageError("%v", err)
	}
	return dir, nil
}

// unchanged refuses flags that only mean something otherwise.
func unchanged(cmd *cobra.Command, where string, flags ...string) error {
	for _, name := range flags {
		if cmd.Flags().Changed(name) {
			return usageError("mutants: --%s: only %s", name, where)
		}
	}
	return nil
}

// A mutantReport prints results as they come, and what they add up to.
type mutantReport interface {
	result(mutants.Result) error
	summary(total map[spec.Verdict]int, took time.Duration) error
}

// runMutants judges the faults in the checkout around the current folder.
func runMutants(cmd *cobra.Command, runner mutants.Runner, faults []mutants.Mutant, report mutantReport) error {
	var err error
	if runner.Root, err = checkoutRoot(); err != nil {
		return err
	}
	ctx := cmd.Context()
	begin := time.Now()
	worst, total := mutants.Caught, map[spec.Verdict]int{}
	var printing error
	err = runner.Run(ctx, faults, func(r mutants.Result) {
		total[r.Verdict]++
		worst = spec.Worse(worst, r.Verdict)
		if printing == nil {
			printing = report.result(r)
		}
	})
	if err != nil {
		return stoppedOr(ctx, cmd, worst, err)
	}
	if printing == nil {
		printing = report.summary(total, time.Since(begin))
	}
	if printing != nil {
		return fmt.Errorf("mutants: %w", printing)
	}
	return exitOf(worst)
}

// A mutantTable prints one row a fault, in columns as wide as the catalogue needs.
type mutantTable struct {
	out           io.Writer
	faults        []mutants.Mutant
	id, pkg, test int // widths of the columns; 0 before the head
}

func (t *mutantTable) result(r mutants.Result) error {
	if t.id == 0 {
		for _, m := range t.faults {
			t.id = max(t.id, len(m.ID))
			t.pkg, t.test = max(t.pkg, len(m.Check.Package)), max(t.test, len(m.Check.Test))
		}
		t.row("ID", "VERDICT", "TIME", "PACKAGE", "CHECK", "FAULT")
	}
	seconds := fmt.Sprintf("%.1fs", r.Time.Seconds())
	err := t.row(r.Mutant.ID, mutants.Word(r.Verdict), seconds, r.Mutant.Check.Package, r.Mutant.Check.Test,
		r.Mutant.Fault)
	if err == nil && r.Verdict != mutants.Caught {
		_, err = fmt.Fprintf(t.out, "    %s: %s\n", cmp.Or(r.File, r.Mutant.In.String()), printable(r.Detail))
	}
	return err
}

func (t *mutantTable) row(id, verdict, seconds, pkg, test, fault string) error {
	_, err := fmt.Fprintf(t.out, "%-*s  %-12s  %6s  %-*s  %-*s  %s\n", t.id, id, verdict, seconds, t.pkg, pkg, t.test,
		test, fault)
	return err
}

func (t *mutantTable) summary(total map[spec.Verdict]int, took time.Duration) error {
	parts := make([]string, 0, len(total))
	for _, v := range []spec.Verdict{mutants.Caught, mutants.Survived, mutants.Faulty, mutants.Inconclusive} {
		if v == mutants.Caught || total[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", total[v], mutants.Word(v)))
		}
	}
	_, err := fmt.Fprintf(t.out, "%d planted faults: %s; %.0f s\n", len(t.faults), strings.Join(parts, ", "),
		took.Seconds())
	return err
}

// mutantLines prints one JSON object a fault.
type mutantLines struct{ out io.Writer }

func (l *mutantLines) result(r mutants.Result) error {
	enc := json.NewEncoder(l.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(lineOf(r))
}

// A mutantLine is a result as JSON.
type mutantLine struct {
	ID      string  `json:"id"`
	Fault   string  `json:"fault"`
	Section string  `json:"section"`
	File    string  `json:"file"`
	Package string  `json:"package"`
	Test    string  `json:"test"`
	Verdict string  `json:"verdict"`
	Detail  string  `json:"detail"`
	Seconds float64 `json:"seconds"`
}

func lineOf(r mutants.Result) mutantLine {
	return mutantLine{r.Mutant.ID, r.Mutant.Fault, r.Mutant.Section, r.File, r.Mutant.Check.Package, r.Mutant.Check.Test,
		mutants.Word(r.Verdict), r.Detail, r.Time.Seconds()}
}

func (l *mutantLines) summary(map[spec.Verdict]int, time.Duration) error { return nil }

// A mutantShard prints results as lines of a campaign.
type mutantShard struct{ lines *campaign.Writer }

// newMutantShard prints the plan of the faults, and is what prints the results of those of the shard.
func newMutantShard(cmd *cobra.Command, s campaign.Shard, faults []mutants.Mutant) (mutantReport, []mutants.Mutant,
	error) {
	var jobs []string
	var own []mutants.Mutant
	for k, m := range faults {
		jobs = append(jobs, m.ID)
		if s.Has(k) {
			own = append(own, m)
		}
	}
	w, err := campaign.Begin(cmd.OutOrStdout(), planOf(cmd, "mutants", jobs))
	return &mutantShard{w}, own, err
}

// result leaves out what need not be the same next time: what a failing test said, and how long it took.
func (s *mutantShard) result(r mutants.Result) error {
	l := lineOf(r)
	if l.Seconds = 0; r.Verdict == mutants.Caught {
		l.Detail = ""
	}
	return s.lines.Done(r.Mutant.ID, r.Verdict, l)
}

func (s *mutantShard) summary(map[spec.Verdict]int, time.Duration) error { return nil }
