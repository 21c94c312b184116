package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"quesera/spec/explore"
	"quesera/verify"
)

// isTerminal reports whether somebody may be looking at what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// showProgress has searches say how far they are, if standard error is a terminal.
func showProgress(cmd *cobra.Command, o *verify.Options) {
	if isTerminal(cmd.ErrOrStderr()) {
		progressOn(cmd.ErrOrStderr(), o, time.Second/4)
	}
}

// progressOn has searches say how far they are, on a line that is wiped in the end; no more often than every so long,
// and not before that.
func progressOn(w io.Writer, o *verify.Options, every time.Duration) {
	var last time.Time
	say := func(format string, args ...any) {
		if now := time.Now(); now.Sub(last) >= every {
			last = now
			fmt.Fprintf(w, "\r\x1b[K"+format, args...)
		}
	}
	o.Progress = func(c verify.Check, p explore.Progress, started time.Time) {
		if took := time.Since(started); took >= every {
			say("%v: depth %d, %d states, %d transitions, %.0f s", c, p.Depth, p.States, p.Transitions, took.Seconds())
		}
	}
	o.Spinning = func(c verify.Check, said string) { say("%v: Spin: %s", c, said) }
	o.Searched = func(verify.Check) { fmt.Fprint(w, "\r\x1b[K") }
}
