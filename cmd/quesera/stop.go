package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// timeoutFlag adds --timeout to a command.
func timeoutFlag(cmd *cobra.Command, timeout *time.Duration) {
	cmd.Flags().DurationVar(timeout, "timeout", 0, "give up after that long, inconclusive (0: never)")
}

// stoppable is the context of a command, which Ctrl-C, SIGTERM and the timeout end. Another signal then ends the
// command at once.
func stoppable(cmd *cobra.Command, timeout time.Duration) (context.Context, func(), error) {
	if timeout < 0 {
		return nil, nil, usageError("%s: --timeout = %v, want at least 0", cmd.Name(), timeout)
	}
	ctx, cancel := context.WithCancelCause(cmd.Context())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			cancel(fmt.Errorf("%v", s))
		case <-ctx.Done():
		}
	}()
	free := func() {}
	if timeout > 0 {
		ctx, free = context.WithTimeoutCause(ctx, timeout, fmt.Errorf("--timeout %v is over", timeout))
	}
	return ctx, func() {
		signal.Stop(signals)
		free()
		cancel(nil)
	}, nil
}
