//go:build unix

package child

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shell is a program of these lines.
func shell(lines string) Program { return Program{Args: []string{"/bin/sh", "-c", lines}} }

// soon fails a test whose program was waited for.
func soon(t *testing.T) {
	t.Helper()
	begun := time.Now()
	t.Cleanup(func() {
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// Both streams are read, in order, and an exit status is told.
func TestOutputIsRead(t *testing.T) {
	out, err := shell("echo one; echo two >&2; exit 3").Output(t.Context())
	var exit *exec.ExitError
	if string(out) != "one\ntwo\n" || !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("%q, %v", out, err)
	}
	p := shell("cat; echo $QUESERA_TEST; pwd")
	p.Stdin, p.Env, p.Dir = strings.NewReader("in\n"), []string{"QUESERA_TEST=set"}, "/"
	if out, err := p.Output(t.Context()); string(out) != "in\nset\n/\n" || err != nil {
		t.Errorf("%q, %v", out, err)
	}
}

// A program that does not end is killed after its time, and one that prints without end after so much.
func TestAProgramIsBounded(t *testing.T) {
	soon(t)
	hung := shell("sleep 60")
	hung.Limit = 50 * time.Millisecond
	if _, err := hung.Output(t.Context()); !errors.As(err, new(*LimitError)) ||
		err.Error() != "sh does not end within 50ms" {
		t.Errorf("hung: %v", err)
	}
	chatty := shell("yes")
	chatty.Most, chatty.Limit = 1<<20, 5*time.Second
	if out, err := chatty.Output(t.Context()); !errors.As(err, new(*LimitError)) || len(out) > 1<<20 ||
		err.Error() != "sh does not end within 1048576 octets of output" {
		t.Errorf("chatty: %d octets, %v", len(out), err)
	}
}

// The end of the context kills the program with all that it started, and is the error.
func TestTheWholeGroupIsKilled(t *testing.T) {
	soon(t)
	note := filepath.Join(t.TempDir(), "pid")
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("enough")
	go func() {
		for range 500 {
			if b, err := os.ReadFile(note); err == nil && len(b) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		cancel(stop)
	}()
	if _, err := shell("sleep 60 & echo $! > " + note + "; wait").Output(ctx); !errors.Is(err, stop) {
		t.Errorf("%v, want the cause", err)
	}
	gone(t, note)
}

// gone waits until the process whose number the file holds has ended.
func gone(t *testing.T, note string) {
	t.Helper()
	pid, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		stat, err := os.ReadFile(filepath.Join("/proc", strings.TrimSpace(string(pid)), "stat"))
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %s goes on", pid)
}

// A child that the program leaves behind, with its output open, is neither waited for nor left running.
func TestWhatIsLeftBehindIsKilled(t *testing.T) {
	soon(t)
	note := filepath.Join(t.TempDir(), "pid")
	if out, err := shell("sleep 60 & echo $! > " + note + "; echo done").Output(t.Context()); err != nil ||
		string(out) != "done\n" {
		t.Errorf("%q, %v", out, err)
	}
	gone(t, note)
}

// With a grace, a program is interrupted first and may say something; one that does not listen is killed.
func TestGraceInterruptsFirst(t *testing.T) {
	soon(t)
	for lines, want := range map[string]string{
		"trap 'echo bye; exit' INT; sleep 60 & wait": "bye\n",
		"trap '' INT; sleep 60 & wait; sleep 60":     "",
	} {
		p := shell(lines)
		p.Limit, p.Grace = 300*time.Millisecond, 500*time.Millisecond
		if out, err := p.Output(t.Context()); string(out) != want || !errors.As(err, new(*LimitError)) {
			t.Errorf("%s: %q, %v", lines, out, err)
		}
	}
}

// A program of our own group would get the terminal's Ctrl-C too: it is in another one.
func TestAProgramHasAGroupOfItsOwn(t *testing.T) {
	out, err := shell("ps -o pgid= -p $$ 2>/dev/null || cut -d' ' -f5 /proc/$$/stat").Output(t.Context())
	if group := strings.TrimSpace(string(out)); err != nil || group == "" || group == strconv.Itoa(syscall.Getpgrp()) {
		t.Errorf("group %q, ours is %d; %v", group, syscall.Getpgrp(), err)
	}
}

// Lines come whole whatever the pieces in which they are written, and bounded.
func TestLinesAreBounded(t *testing.T) {
	var got []string
	l := &Lines{Take: func(s string) { got = append(got, s) }}
	for _, piece := range []string{"a", "b\n\nc", "d\n", strings.Repeat("x", 3*LongestLine), "\nlast"} {
		l.Write([]byte(piece))
	}
	l.Close()
	want := []string{"ab", "", "cd", strings.Repeat("x", LongestLine), "last"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%d lines, want %d", len(got), len(want))
	}
	b := &Bounded{Most: 3}
	for range 2 {
		if n, err := b.Write([]byte("ab")); n != 2 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	if string(b.Kept) != "aba" {
		t.Errorf("%q kept", b.Kept)
	}
}

// A folder goes with all that is in it, and one that cannot be made is an error.
func TestAFolderIsRemoved(t *testing.T) {
	dir, remove, err := Folder("quesera-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "left"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	remove()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("still there: %v", err)
	}
	t.Setenv("TMPDIR", filepath.Join(dir, "nowhere"))
	if _, remove, err := Folder("x"); err == nil {
		t.Error("a folder nowhere")
	} else {
		remove()
	}
}
