package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quesera/oracle/conformance"
)

// newVectorsCommand is "quesera vectors DIR".
func newVectorsCommand() *cobra.Command {
	var m measuring
	cmd := &cobra.Command{
		Use:   "vectors DIR",
		Short: "Write conformance vectors for other implementations",
		Long: `Writes conformance vectors into DIR, the same octets every time: what a node of TLC and QSC3 does at each
event, decisions of QSC3, Shamir's, Feldman's, Pedersen's and publicly verifiable secret sharing, BLS and threshold BLS,
transcripts of key generation, random beacons, and traces, each with inputs that must be refused. One JSON file a
family, with its JSON Schema beside it, and manifest.json with counts and hashes, and of each vector the planted faults
that it kills. docs/VECTORS.md describes them; "quesera check vectors DIR" runs them, examples/runner another
implementation of some.

--measure plants the faults of the catalogue and measures anew which vectors are killed, of all families or of those
of --family, which takes minutes to hours; it rewrites oracle/conformance/selected.list. --sample measures so many
faults of each family only, and compares with that list. Both need a checkout of quesera and the go command.

` + exitCodesHelp,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, dirs []string) error {
			if m.all || m.sample > 0 {
				if len(dirs) > 0 {
					return usageError("vectors: DIR and measuring exclude each other")
				}
				return m.run(cmd)
			}
			if err := unchanged(cmd, "without --measure and --sample", "family", "jobs"); err != nil {
				return err
			}
			if len(dirs) != 1 || strings.HasPrefix(dirs[0], "-") {
				return usageError("vectors: no folder given, want one to write to")
			}
			set, err := conformance.Draw()
			if err != nil {
				return err
			}
			if err := set.WriteTo(dirs[0]); err != nil {
				return usageError("vectors: %v", err)
			}
			octets, refused := 0, 0
			for _, f := range set.Manifest.Files {
				octets += f.Octets
				refused += f.Refused
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d vectors of %d families, %d of them to be refused; %d "+
				"octets; they kill "+
				"%d of %d planted faults\n", len(set.Manifest.Vectors), len(set.Manifest.Files), refused, octets,
				set.Manifest.Faults.Killed, set.Manifest.Faults.Planted)
			return err
		},
	}
	cmd.Flags().BoolVar(&m.all, "measure", false, "measure which planted faults each vector kills, and choose "+
		"the set anew")
	cmd.Flags().IntVar(&m.sample, "sample", 0, "measure so many faults of each family, and compare with what is "+
		"listed")
	cmd.Flags().StringSliceVar(&m.families, "family", nil, "of these families only")
	timeoutFlag(cmd, &m.timeout)
	cmd.Flags().IntVar(&m.jobs, "jobs", 2, "faults that are built at a time")
	return cmd
}
