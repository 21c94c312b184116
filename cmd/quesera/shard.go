package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"quesera/spec"
	"quesera/verify/campaign"
)

// shardFlag adds --shard to a command.
func shardFlag(cmd *cobra.Command, shard *string, of string) {
	cmd.Flags().StringVar(shard, "shard", "", "do the i-th of n parts of the "+of+`, "2/4", and print lines for "quesera `+
		`merge" (default: as JOB_COMPLETION_INDEX or SLURM_ARRAY_TASK_ID says)`)
}

// shardHelp says what a shard prints.
const shardHelp = `With --shard i/n the process does its part of the jobs, and prints JSON Lines without times: of what
all n processes have printed, "quesera merge" makes one. In an Indexed Job of Kubernetes (with JOB_COMPLETIONS beside
JOB_COMPLETION_INDEX) and in an array of Slurm that is the default; --shard 1/1 then does everything.`

// shardOf is the shard that the command line or a scheduler asks for.
func shardOf(cmd *cobra.Command, text string) (s campaign.Shard, err error) {
	if cmd.Flags().Changed("shard") {
		s, err = campaign.Parse(text)
	} else {
		s, err = campaign.FromEnvironment(os.Getenv)
	}
	if err != nil {
		return s, usageError("%s: %v", cmd.Name(), err)
	}
	if s.Asked() {
		for _, name := range []string{"html", "svg", "trace", "stats", "levels"} {
			if f := cmd.Flags().Lookup(name); f != nil && f.Changed {
				return s, usageError("%s: --%s is not for a shard (%s)", cmd.Name(), name, s.From)
			}
		}
		if o, ok := cmd.OutOrStdout().(*output); ok && o.form != nil {
			return s, usageError("%s: a shard (%s) prints lines: want no --format", cmd.Name(), s.From)
		}
	}
	return s, nil
}

// unsettling are flags that do not decide what the results are.
var unsettling = []string{"shard", "json", "format", "timeout", "jobs", "seed", "runs", "deep", "only", "each",
	"protocol", "bounds", "spill", "packages", "sample"}

// planOf is the plan of a command with these jobs. What chose the jobs need not be repeated among the settings.
func planOf(cmd *cobra.Command, name string, jobs []string) campaign.Plan {
	var given []string
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains(unsettling, f.Name) {
			given = append(given, nameOf(f)+" "+f.Value.String())
		}
	})
	build, _ := debug.ReadBuildInfo()
	return campaign.Plan{Campaign: name, Settings: strings.Join(given, " "), Version: buildOf(build), Jobs: jobs}
}

// newMergeCommand is "quesera merge".
func newMergeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "merge FILE...",
		Short: "Make one of what the shards of a campaign have printed",
		Long: `merge reads what processes have printed with --shard, and prints their lines in the order in which one
process would have printed them: the same octets. In which order the files are named, and how often, does not
matter; what is
printed
can be merged again, with more. What the campaigns add up to goes to standard error.

A job that no file has a result of, as where a process was lost, is inconclusive, and so is one with two results that
differ; of a job that was done again the conclusive result counts. Shards of different versions or settings are
different campaigns, neither of which is whole.

` + exitCodesHelp,
		Args: cobra.MinimumNArgs(1),
		RunE: mergeFiles,
	}
}

func mergeFiles(cmd *cobra.Command, names []string) error {
	m, err := readShards(names)
	if err != nil {
		return usageError("merge: %v", err)
	}
	sums, err := m.Write(cmd.OutOrStdout())
	if err != nil {
		return usageError("merge: %v", err)
	}
	for _, name := range m.Torn() {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: its last line has no end, and counts for nothing\n", name)
	}
	worst := spec.Holds
	for _, s := range sums {
		fmt.Fprintln(cmd.ErrOrStderr(), summed(s))
		worst = spec.Worse(worst, s.Verdict)
	}
	if len(sums) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "no file has a plan: inconclusive")
		worst = spec.Inconclusive
	}
	return exitOf(worst)
}

// readShards reads files of lines.
func readShards(names []string) (*campaign.Merger, error) {
	var m campaign.Merger
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		err = m.Read(name, file)
		_ = file.Close()
		if err != nil {
			return nil, err
		}
	}
	return &m, nil
}

// summed is what a campaign adds up to, in a line.
func summed(s campaign.Sum) string {
	text := fmt.Sprintf("%s: %d jobs: ", s.Plan.Campaign, len(s.Plan.Jobs))
	for _, v := range []spec.Verdict{spec.Holds, spec.Violated, spec.Unusable, spec.Inconclusive, spec.NotRun} {
		if n := s.Verdicts[v]; n > 0 || v == spec.Holds {
			text += fmt.Sprintf("%d %v, ", n, v)
		}
	}
	text = strings.TrimSuffix(text, ", ")
	text += named("; no result of ", s.Missing) + named("; results differ of ", s.Disagreed)
	return text + fmt.Sprintf(": %v", s.Verdict)
}

// named names some jobs.
func named(what string, jobs []string) string {
	const shown = 3
	switch {
	case len(jobs) == 0:
		return ""
	case len(jobs) <= shown:
		return what + strings.Join(jobs, ", ")
	}
	return fmt.Sprintf("%s%s and %d more", what, strings.Join(jobs[:shown], ", "), len(jobs)-shown)
}

// raw is a result that is JSON already.
func raw(text []byte) json.RawMessage { return json.RawMessage(text) }
