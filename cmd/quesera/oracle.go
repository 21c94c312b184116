package main

import (
	"strings"

	"github.com/spf13/cobra"

	"quesera/catalogue"
	"quesera/internal/traceformat"
	"quesera/oracle/lockstep"
)

// newOracleCommand is "quesera oracle": the judge of a group that somebody else drives, step by step.
func newOracleCommand() *cobra.Command {
	var o lockstep.Options
	var schema bool
	var names []string
	for _, p := range catalogue.TraceFormats() {
		names = append(names, p.Name)
	}
	known := strings.Join(names, " or ")
	cmd := &cobra.Command{
		Use:   "oracle PROTOCOL",
		Short: "Judge nodes that you drive, step by step, on standard input and output",
		Long: `oracle judges a group that a program of yours drives: ` + known + `. It reads JSON Lines: the header of a
trace, then what each node is told and, an event a line, what it does with it. Each line is answered by one:
it agrees, or it differs, with the rule, the section, the state of the node and what was expected; or, where asked,
what should happen. docs/ORACLE.md has the messages.

The first difference ends it. --schema prints the JSON Schema of these messages, and of those of "quesera drive".

` + exitCodesHelp,
		Example: "  my-test-driver | quesera oracle " + names[0],
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case schema && len(args) == 0:
				_, err := cmd.OutOrStdout().Write(lockstep.Schema)
				return err
			case len(args) == 0:
				return usageError("oracle: want a protocol: %s", known)
			}
			var protocols []traceformat.Protocol
			for _, p := range catalogue.TraceFormats() {
				if p.Name == args[0] {
					protocols = append(protocols, p)
				}
			}
			if protocols == nil {
				return usageError("oracle: protocol = %.40q, want %s", args[0], known)
			}
			verdict, err := lockstep.Serve(cmd.InOrStdin(), cmd.OutOrStdout(), o, protocols...)
			if err != nil {
				return usageError("oracle: %v", err)
			}
			return exitOf(verdict)
		},
	}
	cmd.Flags().BoolVar(&o.Unsafe, "unsafe", false, "judge groups whose thresholds are no majorities")
	cmd.Flags().BoolVar(&schema, "schema", false, "print the JSON Schema of all messages")
	cmd.Flags().BoolVar(&o.OwnTickets, "own-tickets", false, "nodes draw their lottery tickets themselves")
	return cmd
}
