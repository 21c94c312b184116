package main

import (
	"io"

	"github.com/spf13/cobra"

	"quesera/catalogue"
)

// newPromelaCommand is "quesera promela PROTOCOL".
func newPromelaCommand() *cobra.Command {
	var request catalogue.Request
	cmd := &cobra.Command{
		Use:   "promela PROTOCOL -n N -t T",
		Short: "Print the Promela that is generated from a protocol's abstract spec",
		Long: `promela translates the abstract spec of a protocol, in the configuration asked for, into Promela
and prints it. The model can be searched with Spin by itself; docs/PROMELA.md says how.

` + exitCodesHelp,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			check, err := requested(args[0], request)
			if err != nil {
				return usageError("promela: %v", err)
			}
			m, err := check.Model.Translate()
			if err != nil {
				return usageError("%v", err)
			}
			_, err = io.WriteString(cmd.OutOrStdout(), m.Text)
			return err
		},
	}
	requestFlags(cmd, &request)
	return cmd
}

// requestFlags adds the flags that choose a configuration.
func requestFlags(cmd *cobra.Command, r *catalogue.Request) {
	cmd.Flags().IntVarP(&r.Nodes, "nodes", "n", 0, "number of nodes")
	cmd.Flags().IntVarP(&r.Threshold, "threshold", "t", 0, "message and witness threshold")
	cmd.Flags().IntVar(&r.Steps, "steps", 0, "steps of the clock (tlc)")
	cmd.Flags().BoolVar(&r.Unsafe, "unsafe", false, "accept thresholds that are no majority")
	for _, name := range []string{"nodes", "threshold"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag was defined above
		}
	}
}

// requested is the configuration that the command line asks for.
func requested(name string, r catalogue.Request) (catalogue.Check, error) {
	p, err := catalogue.Find(name)
	if err != nil {
		return catalogue.Check{}, err
	}
	return p.New(r)
}
