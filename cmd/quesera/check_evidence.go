package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"quesera/catalogue"
	"quesera/spec"
)

// maxEvidence bounds the files that are read.
const maxEvidence = 64 << 20

// newCheckEvidenceCommand is "quesera check evidence FILE…".
func newCheckEvidenceCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "evidence FILE…",
		Short: "Judge evidence against nodes, from itself and the keys alone",
		Long: `Judge evidence that a node did not follow its protocol: two entries of its log with one number, a back-link
that does not fit, or an entry that breaks a rule, with its causal past (docs/BYZANTINE.md). A file is an object of the
form that "quesera sim --json" prints in its member "evidence", or that whole summary.

The verdict counts for the group that the file describes. Compare its digest with that of the group you know.

` + exitCodesHelp,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			worst := spec.Holds
			for _, file := range files {
				verdict, lines := judgeEvidence(file)
				worst = spec.Worse(worst, verdict)
				for _, line := range lines {
					if _, err := fmt.Fprintln(cmd.OutOrStdout(), oneLine(fmt.Sprintf("%s: %v: %s", file, verdict, line))); err != nil {
						return err
					}
				}
			}
			return exitOf(worst)
		},
	}
}

// judgeEvidence has the protocol that a file names judge it.
func judgeEvidence(file string) (spec.Verdict, []string) {
	in, err := os.Open(file)
	if err != nil {
		return spec.Unusable, []string{"no such file, or it cannot be read"}
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxEvidence+1))
	if err != nil || len(data) > maxEvidence {
		return spec.Unusable, []string{fmt.Sprintf("cannot be read, or larger than %d octets", maxEvidence)}
	}
	var head struct {
		Protocol string `json:"protocol"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return spec.Unusable, []string{err.Error()}
	}
	for _, p := range catalogue.Protocols() {
		if p.Name == head.Protocol && p.Evidence != nil {
			return p.Evidence(data)
		}
	}
	return spec.Unusable, []string{fmt.Sprintf("protocol = %q, want one with evidence", head.Protocol)}
}
