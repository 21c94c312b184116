package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quesera/spec"
)

// An exitCode is what the command leaves to the shell.
type exitCode int

// The exit codes of every subcommand.
const (
	exitHolds        exitCode = 0 // everything asked for was judged, and holds
	exitViolated     exitCode = 1 // something is wrong: do not ship it
	exitUnusable     exitCode = 2 // the input or the command line cannot be used
	exitInconclusive exitCode = 3 // nothing wrong was found, but not everything was judged
)

// exitCodesHelp explains the exit codes at the end of a subcommand's help.
const exitCodesHelp = `Exit codes: 0 holds, 1 violated, 2 unusable input or usage, 3 inconclusive.
Of several results the worst counts: violated, then unusable, then inconclusive.`

// An exitError ends the command with a code. An empty message prints nothing: the
// verdict has been printed already.
type exitError struct {
	code exitCode
	msg  string
}

func (e exitError) Error() string { return e.msg }

// exitWith is the error that ends the command with a code whose reason has been
// printed already; nil when everything holds.
func exitWith(code exitCode) error {
	if code == exitHolds {
		return nil
	}
	return exitError{code: code}
}

// codeOfVerdict is the exit code of a verdict.
func codeOfVerdict(v spec.Verdict) exitCode { return exitCode(v.ExitCode()) }

// exitOf is the error that ends the command with the exit code of a verdict that has been printed already.
func exitOf(v spec.Verdict) error { return exitWith(codeOfVerdict(v)) }

// usageError is a wrong command line, or input that cannot be used at all.
func usageError(format string, args ...any) error {
	return exitError{code: exitUnusable, msg: fmt.Sprintf(format, args...)}
}

// codeOf is the exit code that an error of the root command stands for. An error
// without a code of its own came from parsing the command line, or is a failure to
// write the output: in both cases no verdict was delivered.
func codeOf(err error) exitCode {
	var exit exitError
	switch {
	case err == nil:
		return exitHolds
	case errors.As(err, &exit):
		return exit.code
	default:
		return exitUnusable
	}
}

// group is the RunE of a command that only holds subcommands. Cobra would print the
// help and succeed; without a subcommand nothing was judged.
func group(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		var known []string
		for _, below := range cmd.Commands() {
			if below.IsAvailableCommand() {
				known = append(known, below.Name())
			}
		}
		return usageError("unknown command %q for %q, want one of %s", args[0], cmd.CommandPath(), strings.Join(known, ", "))
	}
	return usageError("%q needs a subcommand, see %q", cmd.CommandPath(), cmd.CommandPath()+" --help")
}
