package main

import (
	"time"

	"github.com/spf13/cobra"

	"quesera/catalogue"
	"quesera/promela/spin"
	"quesera/spec"
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
			return runSpin(cmd, args[0], f)
		},
	}
	configureFlags(cmd)
	completing(cmd, catalogue.Verified(), false)
	cmd.Flags().IntVar(&f.memory, "memory", 12, "GiB that a search may take; beyond, it is inconclusive")
	timeoutFlag(cmd, &f.timeout)
	return cmd
}

func runSpin(cmd *cobra.Command, name string, f spinFlags) error {
	check, err := configuredByName(cmd, name)
	if err != nil {
		return usageError("spin: %v", err)
	}
	if f.memory < 1 || f.memory > 1<<20 {
		return usageError("spin: --memory = %d, want 1 to %d GiB", f.memory, 1<<20)
	}
	ctx, stop, err := stoppable(cmd, f.timeout)
	if err != nil {
		return err
	}
	defer stop()
	engine, err := spin.Find(ctx)
	if err != nil {
		return exitError{code: exitInconclusive, msg: err.Error()}
	}
	o := verify.Options{Memory: uint64(f.memory) << 30, Spin: engine}
	showProgress(cmd, &o)
	verdict, err := verify.SideBySide(ctx, cmd.OutOrStdout(), check, o)
	if err != nil {
		return exitError{code: codeOfVerdict(spec.Worse(spec.Inconclusive, verdict)), msg: err.Error()}
	}
	return exitOf(verdict)
}
