package main

import "github.com/spf13/cobra"

// newCheckTraceCommand is "quesera check trace FILE…".
func newCheckTraceCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "trace FILE…",
		Short: "Judge traces of TLC and QSC3 runs (docs/TRACE-FORMAT.md)",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return exitError{code: exitInconclusive, msg: "check trace: no checker yet"}
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a file")
	return cmd
}
