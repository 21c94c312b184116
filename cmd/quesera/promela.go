package main

import (
	"errors"
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
			check, err := requested(cmd, args[0], request)
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
	cmd.Flags().IntVarP(&r.Threshold, "threshold", "t", 0, "message threshold, and witness threshold unless -w is given")
	cmd.Flags().IntP("witness", "w", 0, "witness threshold where it is another one, 0 for none (tlc; default: the value of -t)")
	cmd.Flags().IntVar(&r.Steps, "steps", 0, "steps of the clock (tlc, clock)")
	cmd.Flags().BoolVar(&r.Unsafe, "unsafe", false, "accept thresholds that are no majority, and show what breaks")
}

// witnessOf is the value of -w, nil where it is left out.
func witnessOf(cmd *cobra.Command) *int {
	if !cmd.Flags().Changed("witness") {
		return nil
	}
	witness, err := cmd.Flags().GetInt("witness")
	if err != nil {
		panic(err) // requestFlags defines it
	}
	return &witness
}

// requested is the configuration that the command line asks for.
func requested(cmd *cobra.Command, name string, r catalogue.Request) (catalogue.Check, error) {
	p, err := catalogue.Find(name)
	if err != nil {
		return catalogue.Check{}, err
	}
	if !cmd.Flags().Changed("nodes") || !cmd.Flags().Changed("threshold") {
		return catalogue.Check{}, errors.New("which configuration? want -n and -t")
	}
	r.Witness = witnessOf(cmd)
	return p.New(r)
}
