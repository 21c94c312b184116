package main

import (
	"context"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"quesera/promela/spin"
	"quesera/verify"
)

// spinFlags are the flags of quesera spin.
type spinFlags struct {
	memory  int // GiB
	timeout time.Duration
}

func newSpinCommand() *cobra.Command {
	var f spinFlags
	cmd := &cobra.Command{
		Use:   "spin PROTOCOL -n N -t T",
		Short: "Search a protocol with the explorer and with Spin, side by side",
		Long: `spin searches the abstract spec of a protocol twice: the explorer executes its Go, and Spin the Promela
that is generated from its source. Both must find the same states, the same transitions of each
action and the same verdicts. Where an invariant fails, Spin's run to the failure is replayed in Go.

` + exitCodesHelp + `
That the engines disagree, or that Spin or a C compiler is missing, is inconclusive.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			return runSpin(ctx, cmd, args[0], f)
		},
	}
	configureFlags(cmd)
	cmd.Flags().IntVar(&f.memory, "memory", 12, "GiB that a search may take; beyond, it is inconclusive")
	cmd.Flags().DurationVar(&f.timeout, "timeout", 0, "give up after that long, inconclusive (0: never)")
	return cmd
}

func runSpin(ctx context.Context, cmd *cobra.Command, name string, f spinFlags) error {
	check, err := configuredByName(cmd, name)
	if err != nil {
		return usageError("spin: %v", err)
	}
	if f.memory < 1 || f.timeout < 0 {
		return usageError("spin: --memory = %d, --timeout = %v, want at least 1 and 0", f.memory, f.timeout)
	}
	if f.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.timeout)
		defer cancel()
	}
	s, err := spin.Find(ctx)
	if err != nil {
		return exitError{code: exitInconclusive, msg: err.Error()}
	}
	verdict, err := verify.SideBySide(ctx, cmd.OutOrStdout(), check, s, f.memory<<10)
	if err != nil {
		return exitError{code: exitInconclusive, msg: err.Error()}
	}
	return exitOf(verdict)
}
