// Package stop ends what a command does: when it is told to, and when its time is over.
package stop

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Context is one that Ctrl-C, SIGTERM and the timeout, if it is above 0, end; its cause says which. Another signal then
// ends the process at once. The caller calls free in the end.
func Context(parent context.Context, timeout time.Duration) (ctx context.Context, free func()) {
	ctx, cancel := context.WithCancelCause(parent)
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
	timed := func() {}
	if timeout > 0 {
		ctx, timed = context.WithTimeoutCause(ctx, timeout, fmt.Errorf("--timeout %v is over", timeout))
	}
	return ctx, func() {
		signal.Stop(signals)
		timed()
		cancel(nil)
	}
}
