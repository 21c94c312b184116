//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"quesera/promela/gate/gatetest"
)

// fakes puts scripts of these lines in front of the tools of the same names.
func fakes(t *testing.T, scripts map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, lines := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+lines+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// onlyTrials begins a compiler that does no more than it is tried for.
const onlyTrials = `case "$*" in *trial*|*-E*) exec /usr/bin/gcc "$@";; esac`

// within runs a command line and wants its end soon.
func within(t *testing.T, words string) (exitCode, string, string) {
	t.Helper()
	begun := time.Now()
	code, out, errs := runLine(words)
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("%s: took %v", words, took)
	}
	return code, out, errs
}

// Searches that would take minutes end with --timeout, whichever engine searches, and leave no files behind.
func TestSearchesObeyTheirTimeout(t *testing.T) {
	gatetest.Spin(t)
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	for _, words := range []string{
		"spin tlc -n 4 -t 3 --steps 2 --timeout 400ms", "verify tlc -n 4 -t 3 --steps 2 --timeout 400ms",
		"spin qsc3 -n 5 -t 2 --unsafe --timeout 400ms",
	} {
		if code, _, errs := within(t, words); code != exitInconclusive || !strings.Contains(errs, "--timeout 400ms is over") {
			t.Errorf("%s: exit code %d, %q", words, code, errs)
		}
	}
	fakes(t, map[string]string{"gcc": onlyTrials + `; echo > "$TMPDIR/cc.s"; sleep 60`})
	for _, words := range []string{"spin tlc -n 2 -t 2 --timeout 2s", "verify tlc -n 2 -t 2 --timeout 2s"} {
		if code, _, errs := within(t, words); code != exitInconclusive || !strings.Contains(errs, "is over") {
			t.Errorf("gcc hangs: %s: exit code %d, %q", words, code, errs)
		}
	}
	if left, _ := os.ReadDir(tmp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A signal ends the context of a command, and says which it was.
func TestSignalsStopCommands(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd := newSpinCommand()
		cmd.SetContext(t.Context())
		ctx, stop, err := stoppable(cmd, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(os.Getpid(), s); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ctx.Done():
			if cause := context.Cause(ctx).Error(); cause != s.String() {
				t.Errorf("stopped by %q, want %v", cause, s)
			}
		case <-time.After(5 * time.Second):
			t.Errorf("%v does not stop", s)
		}
		stop()
	}
}

// Tools that do not work here are not run, which is said, row by row; nothing is violated, and nothing unusable.
func TestBrokenToolsAreNotRun(t *testing.T) {
	gatetest.Spin(t)
	for what, scripts := range map[string]map[string]string{
		"gcc does not work: exit status 4: cc1 is gone": {"gcc": "echo cc1 is gone >&2; exit 4"},
		"gcc does not work: what it compiles does not run": {
			"gcc": `for a; do [ "$p" = -o ] && printf '#!/bin/sh\n' > "$a" && chmod +x "$a"; p=$a; done`},
		"gcc does not work: exit status 1: cc1: error: No space left on device": {
			"gcc": onlyTrials + "; echo 'cc1: error: No space left on device'; exit 1"},
		"spin does not work: exit status 1: bad": {"spin": "echo bad; exit 1"},
		"spin does not work: spin -V prints":     {"spin": "echo bad"},
		"spin does not work: it writes no":       {"spin": "echo Spin Version 6.5.2"},
		"spin does not work: spin does not end":  {"spin": "yes"},
	} {
		t.Run(what, func(t *testing.T) {
			fakes(t, scripts)
			notRun(t, what)
		})
	}
	t.Run("TMPDIR", func(t *testing.T) {
		t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "nowhere"))
		notRun(t, "the folder for temporary files (TMPDIR) does not work")
	})
}

// notRun wants that Spin's row is not run, and why.
func notRun(t *testing.T, why string) {
	t.Helper()
	code, out, errs := within(t, "verify tlc -n 2 -t 2")
	row := regexp.MustCompile(`(?m)^tlc +both engines +NOT RUN .*$`).FindString(out)
	if code != exitInconclusive || errs != "" || !strings.Contains(row, why) {
		t.Errorf("exit code %d, %q, output:\n%s", code, errs, out)
	}
	if code, _, errs := within(t, "spin tlc -n 2 -t 2"); code != exitInconclusive || !strings.Contains(errs, why) ||
		strings.Count(errs, "\n") != 1 {
		t.Errorf("spin: exit code %d, %q", code, errs)
	}
}

// Whatever may take long ends with --timeout, inconclusive, and says so: campaigns with planted faults, simulations,
// and who waits for input that does not come.
func TestLongWorkObeysItsTimeout(t *testing.T) {
	silent, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	defer writer.Close()
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"mutants --only TLC-M1", "mutants --systematic --packages model/sim",
		"vectors --measure --family tlc", "sim qsc3 -n 9 --rounds 1000000", "sim qsc3 -n 9 --rounds 1000000 --runs 2",
		"check history -", "check history " + fifo} {
		begun := time.Now()
		var out, errs strings.Builder
		code := run(append(strings.Fields(words), "--timeout", "300ms"), silent, &out, &errs)
		if told := out.String() + errs.String(); code != exitInconclusive || !strings.Contains(told,
			"--timeout 300ms is over") || strings.Count(told, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q", words, code, told)
		}
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s: took %v", words, took)
		}
	}
}
