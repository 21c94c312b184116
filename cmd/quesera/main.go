// Command quesera verifies threshold logical clocks, que sera consensus and threshold
// BLS, and judges the traces and signatures of other implementations.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// subcommands are the children of the root command, one file each.
var subcommands = []func() *cobra.Command{
	newCheckCommand,
	newMutantsCommand,
	newMergeCommand,
	newJobsCommand,
	newVerifyCommand,
	newPromelaCommand,
	newSpinCommand,
	newSimCommand,
	newDriveCommand,
	newOracleCommand,
	newDoctorCommand,
	newManCommand,
	newOddsCommand,
	newVectorsCommand,
	newWebCommand,
}

func main() {
	os.Exit(int(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)))
}

// run executes one command line. Whatever goes wrong is one line on stderr.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) exitCode {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	out := &output{w: stdout}
	root.SetOut(out)
	root.SetErr(stderr)
	root.InitDefaultCompletionCmd() // it takes the output that is set; cobra would print help of what it does not know
	if completion, _, err := root.Find([]string{"completion"}); err == nil {
		completion.Args, completion.RunE = cobra.ArbitraryArgs, group
	}
	err := root.ExecuteContext(context.Background())
	code := codeOf(err)
	out.end(code)
	if err == nil || err.Error() == "" {
		err = out.err
		if err != nil {
			if code != exitViolated { // a verdict that nobody can read was not delivered; a violation is a fact all the same
				code = exitUnusable
			}
			err = fmt.Errorf("output: %w", err)
		}
	}
	if err != nil {
		fmt.Fprintln(stderr, "quesera: "+visible(oneLine(err.Error())))
	}
	return code
}

// newRootCommand assembles the whole command.
func newRootCommand() *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "quesera",
		Short: "Formal models and verification of TLC, QSC and threshold BLS",
		Long: `quesera verifies threshold logical clocks, que sera consensus and threshold BLS, and
judges the traces and signatures of other implementations.

` + exitCodesHelp,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if version && len(args) == 0 {
				fmt.Fprint(cmd.OutOrStdout(), versionText(cmd.Context()))
				return nil
			}
			return group(cmd, args)
		},
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.Flags().BoolVar(&version, "version", false, "print the commit, and the versions of the engines")
	root.SetFlagErrorFunc(flagError)
	for _, newCommand := range subcommands {
		root.AddCommand(newCommand())
	}
	argumentsInWords(root)
	return root
}

// oneLine folds a message of several lines, as cobra writes for a misspelt command,
// into one.
func oneLine(s string) string {
	return strings.Join(strings.Fields(s), " ")
}
