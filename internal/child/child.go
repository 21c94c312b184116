// Package child runs other programs so that none of them outlives us, floods us or leaves files behind: each is in a
// process group of its own, which is killed as a whole when the context or its time is over, and what it prints is read
// up to a bound.
package child

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A Program is one run of another program.
type Program struct {
	Args  []string // its path, then its arguments
	Dir   string   // the folder that it runs in; "": ours
	Env   []string // "NAME=value", beside our own environment
	Stdin io.Reader
	Limit time.Duration  // after which it is killed; 0: when the context ends
	Most  int64          // octets of output after which it is killed; 0: DefaultMost
	Grace time.Duration  // after an interrupt, before it is killed; 0: it is killed at once
	Used  *time.Duration // is set to the time that it took of processors; may be nil
}

// DefaultMost is a bound on output that no program which works comes near.
const DefaultMost = 64 << 20

// lingering is how long output is still read once a program has ended: a child of its own may hold it open.
const lingering = time.Second

// A LimitError says that a program was killed because it took too long or printed too much.
type LimitError struct {
	Program string
	Over    string // "30s", "64 MiB of output"
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%s does not end within %s", e.Program, e.Over)
}

// Output runs the program and returns what it prints on standard output and standard error. The error is that of Run.
func (p Program) Output(ctx context.Context) ([]byte, error) {
	kept := &Bounded{Most: p.most()}
	err := p.Run(ctx, kept)
	return kept.Kept, err
}

// Run runs the program to its end; out gets what it prints on standard output and standard error. The error is the
// cause of the context's end, a *LimitError, an *exec.ExitError, or that of out or of starting the program.
func (p Program) Run(ctx context.Context, out io.Writer) error {
	name := filepath.Base(p.Args[0])
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if p.Limit > 0 {
		var free context.CancelFunc
		ctx, free = context.WithTimeoutCause(ctx, p.Limit, &LimitError{name, p.Limit.String()})
		defer free()
	}
	cmd := exec.CommandContext(ctx, p.Args[0], p.Args[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdin = p.Dir, append(os.Environ(), p.Env...), p.Stdin
	counted := &counter{out: out, left: p.most(), over: func(err error) { cancel(err) },
		limit: &LimitError{name, fmt.Sprintf("%d octets of output", p.most())}}
	cmd.Stdout, cmd.Stderr = counted, counted
	cmd.WaitDelay = lingering
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd.Process) }
	if p.Grace > 0 {
		cmd.WaitDelay = p.Grace
		cmd.Cancel = func() error { return interruptGroup(cmd.Process) }
	}
	err := cmd.Run()
	if p.Used != nil && cmd.ProcessState != nil {
		*p.Used = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	if cmd.Process != nil && (ctx.Err() != nil || errors.Is(err, exec.ErrWaitDelay)) {
		killGroup(cmd.Process) // what it started itself
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil // it ended well; only a child of its own kept the output open
	}
	return err
}

func (p Program) most() int64 {
	if p.Most == 0 {
		return DefaultMost
	}
	return p.Most
}

// counter hands on what a program prints, and ends the program where that is too much.
type counter struct {
	out   io.Writer
	left  int64
	over  func(error)
	limit error
}

func (c *counter) Write(b []byte) (int, error) {
	if c.left -= int64(len(b)); c.left < 0 {
		c.over(c.limit)
		return 0, c.limit
	}
	n, err := c.out.Write(b)
	if err != nil {
		c.over(err)
	}
	return n, err
}

// Bounded keeps the beginning of what is written to it, and drops the rest.
type Bounded struct {
	Most int64 // octets
	Kept []byte
}

func (b *Bounded) Write(p []byte) (int, error) {
	b.Kept = append(b.Kept, p[:min(int64(len(p)), b.Most-int64(len(b.Kept)))]...)
	return len(p), nil
}

// Lines calls Take with each line written to it, without its end, and of a longer line with its first LongestLine
// octets. Close hands on a last line without an end.
type Lines struct {
	Take func(string)
	line []byte
}

// LongestLine is how much of a line is kept, in octets.
const LongestLine = 64 << 10

func (l *Lines) Write(p []byte) (int, error) {
	for _, b := range p {
		if b == '\n' {
			l.Take(string(l.line))
			l.line = l.line[:0]
		} else if len(l.line) < LongestLine {
			l.line = append(l.line, b)
		}
	}
	return len(p), nil
}

// Close hands on what stands behind the last end of a line.
func (l *Lines) Close() error {
	if len(l.line) > 0 {
		l.Take(string(l.line))
		l.line = nil
	}
	return nil
}

// Folder makes a new folder for the files of programs. Remove takes it away, with all that they left.
func Folder(pattern string) (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp("", pattern)
	if err != nil {
		return "", func() {}, err
	}
	return dir, func() {
		for range 20 { // what was killed a moment ago may still be creating a file
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}, nil
}
