//go:build unix

package child

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// talk starts a program of these lines.
func talk(t *testing.T, lines string) *Talk {
	t.Helper()
	talk, err := shell(lines).Talk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(talk.Close)
	return talk
}

func in(d time.Duration) time.Time { return time.Now().Add(d) }

// Lines go to and fro, whatever their ends.
func TestLinesGoToAndFro(t *testing.T) {
	soon(t)
	c := talk(t, `while read line; do printf 'got %s\r\n' "$line"; done`)
	for _, line := range []string{"one", "two"} {
		if err := c.Say([]byte(line+"\n"), in(5*time.Second)); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Hear(in(5 * time.Second)); err != nil || string(got) != "got "+line {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// What goes wrong is said in one line, in time: silence, an end, an endless line, an input that nobody reads.
func TestWhatGoesWrongIsSaid(t *testing.T) {
	soon(t)
	for lines, want := range map[string]string{
		"sleep 60": "sh does not answer in time",
		"echo 'first' >&2; echo 'at last' >&2; exit 7": "sh has ended: exit status 7; its last words: at last",
		"exit 0":                             "sh has ended: it ends",
		"kill -9 $$":                         "sh has ended: signal: killed",
		"exec >&-; sleep 60":                 "sh has closed its output",
		"head -c 100000 /dev/zero; sleep 60": "sh writes a line of more than 65536 octets",
		"yes >&2 & sleep 60":                 "sh does not answer in time; its last words: y",
	} {
		_, err := talk(t, lines).Hear(in(700 * time.Millisecond))
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", lines, err, want)
		}
	}
	deaf := talk(t, "sleep 60")
	long := []byte(strings.Repeat("x", 1<<20))
	if err := deaf.Say(long, in(100*time.Millisecond)); err == nil || err.Error() != "sh does not read its input in time" {
		t.Errorf("%v", err)
	}
	if _, err := (Program{Args: []string{"/nowhere/at/all"}}).Talk(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// A program is killed with all that it started, when it is closed and when the context ends, and so is what it leaves
// behind when it ends.
func TestATalkEndsWithAllThatItStarted(t *testing.T) {
	soon(t)
	for _, lines := range []string{"sleep 60 & echo $! > NOTE; echo; wait", "sleep 60 & echo $! > NOTE; echo"} {
		for _, how := range []string{"closed", "cancelled"} {
			note := filepath.Join(t.TempDir(), "pid")
			ctx, cancel := context.WithCancel(t.Context())
			c, err := shell(strings.ReplaceAll(lines, "NOTE", note)).Talk(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Hear(in(5 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if how == "closed" {
				c.Close()
			}
			cancel()
			gone(t, note)
			if how != "closed" {
				c.Close()
			}
		}
	}
}

// A program that does not look at its input does not outlive us, even if we are killed.
func TestAProgramDoesNotOutliveUs(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells programs that we are gone")
	}
	soon(t)
	if note := os.Getenv("QUESERA_TEST_NOTE"); note != "" {
		c, err := shell("echo $$ > " + note + "; exec 0<&-; exec sleep 60").Talk(context.Background())
		if err == nil {
			c.Hear(in(time.Minute))
		}
		return
	}
	note := filepath.Join(t.TempDir(), "pid")
	us := Program{Args: []string{os.Args[0], "-test.run", "^TestAProgramDoesNotOutliveUs$"},
		Env: []string{"QUESERA_TEST_NOTE=" + note}}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for range 1000 {
			if b, err := os.ReadFile(note); err == nil && len(b) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		cancel() // kills us, by SIGKILL, and not the program, which is in a group of its own
	}()
	us.Output(ctx)
	gone(t, note)
}
