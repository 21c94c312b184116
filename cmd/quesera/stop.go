package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"quesera/internal/stop"
	"quesera/spec"
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
	ctx, free := stop.Context(cmd.Context(), timeout)
	return ctx, free, nil
}

// timeIsUp is why a context ends with its time.
func timeIsUp(timeout time.Duration) error { return fmt.Errorf("--timeout %v is over", timeout) }

// stoppedOr is the error of a command whose work has ended with err: that it was stopped, and by what, which is
// inconclusive, or what had come out before if that is worse; or else err, which is of what it was given.
func stoppedOr(ctx context.Context, cmd *cobra.Command, before spec.Verdict, err error) error {
	if ctx.Err() == nil {
		return usageError("%v", err)
	}
	return exitError{code: codeOfVerdict(spec.Worse(before, spec.Inconclusive)),
		msg: fmt.Sprintf("%s: stopped: %v", cmd.Name(), context.Cause(ctx))}
}
