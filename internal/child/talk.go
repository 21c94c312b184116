package child

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A Talk is a program that runs while lines are exchanged with it. It is killed, with all that it started, when the
// context ends or the Talk is closed; on Linux also when we are killed ourselves. It is for one goroutine.
type Talk struct {
	name   string
	cancel context.CancelFunc
	in     *os.File
	out    *os.File
	lines  *bufio.Reader
	words  *lastWords
	ended  chan struct{} // closed when the program has ended
	err    error         // how it ended
}

// Talk starts the program. Limit, Most and Stdin mean nothing here: each exchange has its own bounds.
func (p Program) Talk(ctx context.Context) (*Talk, error) {
	theirIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		theirIn.Close()
		in.Close()
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	t := &Talk{name: filepath.Base(p.Args[0]), cancel: cancel, in: in, out: out, words: &lastWords{},
		lines: bufio.NewReaderSize(out, LongestLine), ended: make(chan struct{})}
	cmd := exec.CommandContext(ctx, p.Args[0], p.Args[1:]...)
	cmd.Dir, cmd.Env = p.Dir, append(os.Environ(), p.Env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = theirIn, theirOut, t.words
	cmd.WaitDelay = lingering
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd.Process) }
	started := make(chan error)
	go func() {
		dieWithUs(cmd)
		err := cmd.Start()
		theirIn.Close()
		theirOut.Close()
		started <- err
		if err == nil {
			t.err = cmd.Wait()
			killGroup(cmd.Process) // what it started itself
		}
		close(t.ended)
	}()
	if err := <-started; err != nil {
		cancel()
		in.Close()
		out.Close()
		return nil, err
	}
	return t, nil
}

// Say writes a line, which ends with a line feed, before the time is over.
func (t *Talk) Say(line []byte, before time.Time) error {
	if err := t.in.SetWriteDeadline(before); err != nil {
		return err
	}
	if _, err := t.in.Write(line); err != nil {
		return t.failed(err, "does not read its input in time")
	}
	return nil
}

// Hear reads a line, without its line feed, that comes before the time is over. It is valid until the next one.
func (t *Talk) Hear(before time.Time) ([]byte, error) {
	if err := t.out.SetReadDeadline(before); err != nil {
		return nil, err
	}
	line, err := t.lines.ReadSlice('\n')
	switch {
	case err == nil:
		return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, fmt.Errorf("%s writes a line of more than %d octets", t.name, LongestLine)
	}
	return nil, t.failed(err, "does not answer in time")
}

// failed is why a line could not be exchanged.
func (t *Talk) failed(err error, late string) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("%s %s%s", t.name, late, t.words)
	}
	select {
	case <-t.ended: // its output ended with it
	case <-time.After(lingering):
		return fmt.Errorf("%s has closed its output%s", t.name, t.words)
	}
	how := "it ends"
	if t.err != nil {
		how = t.err.Error()
	}
	return fmt.Errorf("%s has ended: %s%s", t.name, how, t.words)
}

// Close ends the program.
func (t *Talk) Close() {
	t.in.Close()
	t.cancel()
	<-t.ended
	t.out.Close()
}

// lastWords keeps the end of what is written to it.
type lastWords struct {
	lock sync.Mutex
	kept []byte
}

// mostWords is how much is kept, in octets.
const mostWords = 1 << 10

func (w *lastWords) Write(p []byte) (int, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.kept = append(w.kept, p[max(0, len(p)-mostWords):]...)
	w.kept = w.kept[max(0, len(w.kept)-mostWords):]
	return len(p), nil
}

// String is the last line, for the end of a message.
func (w *lastWords) String() string {
	w.lock.Lock()
	defer w.lock.Unlock()
	lines := strings.Split(strings.TrimSpace(strings.ToValidUTF8(string(w.kept), "?")), "\n")
	if last := strings.TrimSpace(lines[len(lines)-1]); last != "" {
		return fmt.Sprintf("; its last words: %.200s", last)
	}
	return ""
}
