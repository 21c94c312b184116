package main

import (
	"io"

	"github.com/spf13/cobra"

	"quesera/catalogue"
)

// newPromelaCommand is "quesera promela PROTOCOL".
func newPromelaCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "promela PROTOCOL -n N -t T",
		Short: "Print the Promela that is generated from a protocol's abstract spec",
		Long: `promela translates the abstract spec of a protocol, in the configuration asked for, into Promela
and prints it. The model can be searched with Spin by itself; docs/PROMELA.md says how.

` + exitCodesHelp,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			check, err := configuredByName(cmd, args[0])
			if err != nil {
				return usageError("promela: %v", err)
			}
			m, err := check.System.Translate()
			if err != nil {
				return usageError("%v", err)
			}
			_, err = io.WriteString(cmd.OutOrStdout(), m.Text)
			return err
		},
	}
	configureFlags(cmd)
	completing(cmd, catalogue.Verified(), false)
	return cmd
}
