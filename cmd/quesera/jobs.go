package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quesera/internal/child"
	"quesera/spec"
	"quesera/verify/campaign"
)

// newJobsCommand is "quesera jobs".
func newJobsCommand() *cobra.Command {
	var part string
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "jobs NAME COMMAND [ARGUMENT...]",
		Short: "Run a command of your own for each of many jobs, or for those of a shard",
		Long: `jobs reads the names of jobs from standard input, a line each, and runs the command once for each of
them, with the name as its last argument. The command's exit code is the verdict on the job:
0 holds, 1 violated, 2 unusable,
anything
else inconclusive. What it prints goes to standard error, and a line for each job, for "quesera merge", to standard
output.

` + shardHelp + `

` + exitCodesHelp,
		Example: "  scripts/fuzz list | quesera jobs --shard 2/8 fuzz scripts/fuzz 5m",
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			shard, err := shardOf(cmd, part)
			if err != nil {
				return err
			}
			ctx, stop, err := stoppable(cmd, timeout)
			if err != nil {
				return err
			}
			defer stop()
			return runJobs(ctx, cmd, shard, args)
		},
	}
	cmd.Flags().SetInterspersed(false) // flags behind NAME are those of the command
	shardFlag(cmd, &part, "jobs")
	timeoutFlag(cmd, &timeout)
	return cmd
}

// runJobs runs the command that follows the campaign's name in args.
func runJobs(ctx context.Context, cmd *cobra.Command, s campaign.Shard, args []string) error {
	jobs, err := jobNames(cmd.InOrStdin())
	if err != nil {
		return usageError("jobs: %v", err)
	}
	program, err := exec.LookPath(args[1])
	if err != nil {
		return usageError("jobs: %v", err)
	}
	plan := campaign.Plan{Campaign: args[0], Settings: strings.Join(args[1:], " "), Jobs: jobs}
	w, err := campaign.Begin(cmd.OutOrStdout(), plan)
	if err != nil {
		return usageError("jobs: %v", err)
	}
	for k, job := range jobs {
		if !s.Has(k) {
			continue
		}
		run := child.Program{Args: append(append([]string{program}, args[2:]...), job), Grace: 5 * time.Second}
		code := ended(run.Run(ctx, cmd.ErrOrStderr()))
		if ctx.Err() != nil {
			return exitError{code: codeOfVerdict(spec.Worse(spec.Inconclusive, w.Worst())),
				msg: fmt.Sprintf("jobs: stopped in %s: %v", job, context.Cause(ctx))}
		}
		if err := w.Done(job, verdictOfCode(code), map[string]int{"exit_code": code}); err != nil {
			return usageError("jobs: %v", err)
		}
	}
	return exitOf(w.Worst())
}

// ended is the exit code of a program; -1: it was killed, or did not begin.
func ended(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

// verdictOfCode is the verdict that an exit code stands for.
func verdictOfCode(code int) spec.Verdict {
	for _, v := range []spec.Verdict{spec.Holds, spec.Violated, spec.Unusable} {
		if int(codeOfVerdict(v)) == code {
			return v
		}
	}
	return spec.Inconclusive
}

// jobNames reads names, a line each.
func jobNames(in io.Reader) ([]string, error) {
	var names []string
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if name := strings.TrimSpace(lines.Text()); name != "" {
			names = append(names, name)
		}
	}
	return names, lines.Err()
}
