package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// newManCommand is "quesera man DIR".
func newManCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages into a folder",
		Long: `man writes a manual page for each command into a folder, which is made if it is not there; "man -l
DIR/quesera.1" shows the first.
"quesera completion --help" says how a shell completes commands, protocols and flags.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return usageError("man: %v", err)
			}
			var undated time.Time // the same pages on every day
			root := cmd.Root()
			root.DisableAutoGenTag = true
			header := &doc.GenManHeader{Section: "1", Date: &undated, Source: "quesera"}
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return usageError("man: %v", err)
			}
			return nil
		},
	}
}
