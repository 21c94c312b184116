package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
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

// progressOn has searches that take longer than so long say how far they are, on a line that is wiped in the end: with
// a bar where the catalogue knows how many states there are.
func progressOn(w io.Writer, o *verify.Options, patience time.Duration) {
	l := &progressLine{w: w}
	o.Progress = func(c verify.Check, p explore.Progress, started time.Time) {
		if took := time.Since(started); took >= patience {
			l.say(c.States, p.States, "%v: %s", c, far(p, c.States, took))
		}
	}
	o.Spinning = func(c verify.Check, said string) { l.say(0, 0, "%v: Spin: %s", c, said) }
	o.Searched = func(verify.Check) { l.end() }
}

// far says how far a search is, how fast, and how long it takes where it is known how many states there are; else how
// much of its level is done.
func far(p explore.Progress, all uint64, took time.Duration) string {
	rate := float64(p.States) / max(took.Seconds(), 1e-3)
	text := fmt.Sprintf("depth %d, %s states, %s transitions, %s states/s, %.0f s", p.Depth, verify.Grouped(p.States),
		verify.Grouped(p.Transitions), verify.Grouped(uint64(rate)), took.Seconds())
	switch {
	case all > p.States && rate > 0:
		text += fmt.Sprintf(", about %.0f s left", float64(all-p.States)/rate)
	case all == 0 && p.Level > 0:
		text += fmt.Sprintf(", %d%% of the level", 100*p.Visited/p.Level)
	}
	return text
}

// A progressLine is drawn while one search goes on.
type progressLine struct {
	w    io.Writer
	bars *mpb.Progress // nil: nothing is drawn
	bar  *mpb.Bar
	text atomic.Value // of string
}

// say has the line say how many of all states there are; of an unknown number of them where all is 0.
func (l *progressLine) say(all, found uint64, format string, args ...any) {
	l.text.Store(fmt.Sprintf(format, args...))
	if l.bars == nil {
		l.bars = mpb.New(mpb.WithOutput(l.w), mpb.WithAutoRefresh())
		text := decor.Any(func(decor.Statistics) string { return l.text.Load().(string) + " " })
		if all == 0 {
			l.bar = l.bars.New(0, mpb.NopStyle(), mpb.PrependDecorators(text))
		} else {
			l.bar = l.bars.AddBar(int64(all)+1, mpb.PrependDecorators(text), mpb.AppendDecorators(decor.Percentage()))
		}
	}
	l.bar.SetCurrent(int64(min(found, all)))
}

// end wipes the line, and returns when it is gone.
func (l *progressLine) end() {
	if l.bars != nil {
		l.bar.Abort(true)
		l.bars.Wait()
		l.bars = nil
	}
}
