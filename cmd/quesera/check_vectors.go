package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"quesera/oracle/vectors"
	"quesera/spec"
)

// newCheckVectorsCommand is "quesera check vectors PATH…".
func newCheckVectorsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "vectors PATH…",
		Short: "Run public test vectors of BLS12-381, as their publishers lay them out",
		Long: `Run public test vectors of BLS12-381, as their publishers lay them out: RFC 9380, Ethereum
bls12-381-tests, Wycheproof bls_*.json, drand chain infos and beacons, and others. Files are
recognised by their content; directories are walked in sorted order.

It holds if something ran and everything that ran passed. Files that hold no vectors, and vectors
that cannot be run, are listed with the reason and do not count.

` + exitCodesHelp,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			return checkVectors(cmd, paths, asJSON)
		},
	}
	formatFlags(cmd, &asJSON, object, "print one JSON object")
	return cmd
}

func checkVectors(cmd *cobra.Command, paths []string, asJSON bool) error {
	report := vectors.Run(paths...)
	if !asJSON {
		report.Write(cmd.OutOrStdout())
		return exitOf(report.Verdict())
	}
	out := json.NewEncoder(cmd.OutOrStdout())
	out.SetIndent("", "  ")
	err := out.Encode(struct {
		Verdict spec.Verdict  `json:"verdict"`
		Total   vectors.Count `json:"total"`
		vectors.Report
	}{report.Verdict(), report.Total(), report})
	if err != nil {
		return err
	}
	return exitOf(report.Verdict())
}
