package main

import "github.com/spf13/cobra"

// checkSubcommands are the children of "quesera check", one file each:
// check_trace.go, check_history.go, check_vectors.go, check_certificate.go, check_evidence.go.
var checkSubcommands = []func() *cobra.Command{
	newCheckTraceCommand,
	newCheckHistoryCommand,
	newCheckVectorsCommand,
	newCheckCertificateCommand,
	newCheckEvidenceCommand,
}

// newCheckCommand is "quesera check": judging what others produced.
func newCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Judge the traces, histories, test vectors and certificates of other implementations",
		Args:  cobra.ArbitraryArgs,
		RunE:  group,
	}
	for _, newCommand := range checkSubcommands {
		cmd.AddCommand(newCommand())
	}
	return cmd
}
