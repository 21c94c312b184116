package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"quesera/model/sim/play"
)

// A command line that is refused, a run that is stopped, and one whose trace cannot be written, leave what stands in
// FILE alone, and nothing beside it.
func TestAFailedRunLeavesTheOldTraceAlone(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "run.jsonl")
	if err := os.WriteFile(file, []byte("precious\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"qsc3 -n 4 -t 2", "qsc3 -n 3 -t 4", "qsc3 --loss 100", "qsc3 --crash 9",
		"tlc --pipelined", "qsc3 -n 3 -t 2 -w 0"} {
		if code, _, errs := simulate(append(strings.Fields(args), "--trace", file)...); code != exitUnusable {
			t.Errorf("sim %s: exit code %d: %s, want %d", args, code, errs, exitUnusable)
		}
		wantOnly(t, dir, "run.jsonl", "precious\n")
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	cmd := newSimCommand()
	g, err := simulated(cmd, "tlc")
	if err != nil {
		t.Fatal(err)
	}
	cmd.SetContext(ctx)
	if _, err := g.traced(cmd, file, false); !errors.Is(err, play.ErrStopped) {
		t.Errorf("error = %v, want that of a run that was stopped", err)
	}
	wantOnly(t, dir, "run.jsonl", "precious\n")
	half, err := createTrace(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := half.WriteString("half a trace"); err != nil {
		t.Fatal(err)
	}
	half.discard()
	wantOnly(t, dir, "run.jsonl", "precious\n")
}

// wantOnly wants one file with that text in the folder.
func wantOnly(t *testing.T, dir, name, text string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil || string(got) != text || len(entries) != 1 {
		t.Errorf("%d files, %s = %q (%v), want it alone, with %q", len(entries), name, got, err, text)
	}
}

// A trace takes the place of an old one, with its permissions, and behind a symbolic link; nothing is left beside it.
func TestATraceReplacesTheOldOne(t *testing.T) {
	dir, links := t.TempDir(), t.TempDir()
	file, link := filepath.Join(dir, "run.jsonl"), filepath.Join(links, "link")
	if err := os.WriteFile(file, []byte("old\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := simulate("qsc3", "--rounds", "2", "--trace", link); code != exitHolds {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	info, err = os.Lstat(file)
	if err != nil || info.Mode() != 0o640 || info.Size() < 1000 {
		t.Errorf("the file is %v (%v), want a trace with the old mode", info, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files, want the trace alone", len(left))
	}
}

// A FIFO is written to and stays, whatever becomes of the run; so does a device.
func TestDevicesAndFIFOsAreWrittenToAndNeverRemoved(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip(err)
	}
	read := make(chan int)
	go func() {
		text, _ := os.ReadFile(fifo)
		read <- len(text)
	}()
	code, _, errs := simulate("qsc3", "--rounds", "2", "--trace", fifo)
	if got := <-read; code != exitHolds || got < 1000 {
		t.Errorf("exit code %d, %d bytes: %s, want a trace", code, got, errs)
	}
	wantFIFO(t, fifo)
	if code, _, _ := simulate("qsc3", "--loss", "100", "--trace", fifo); code != exitUnusable {
		t.Errorf("exit code %d, want %d", code, exitUnusable)
	}
	wantFIFO(t, fifo)
	go func() { // a reader that goes away at once
		f, err := os.Open(fifo)
		if err == nil {
			io.CopyN(io.Discard, f, 1)
			f.Close()
		}
	}()
	if code, _, errs := simulate("qsc3", "-n", "9", "-t", "5", "--rounds", "50", "--trace", fifo); code != exitUnusable {
		t.Errorf("a reader that goes away: exit code %d: %s, want %d", code, errs, exitUnusable)
	}
	wantFIFO(t, fifo)
}

func wantFIFO(t *testing.T, name string) {
	t.Helper()
	if info, err := os.Lstat(name); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the FIFO is gone: %v, %v", info, err)
	}
}

// A folder, a link to nothing, and a name in a folder that is not there are refused.
func TestTracesThatHaveNoPlaceAreRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(dir, "nothing"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{dir, filepath.Join(dir, "link"), filepath.Join(dir, "no", "run")} {
		if code, _, errs := simulate("qsc3", "--rounds", "2", "--trace", name); code != exitUnusable || errs == "" {
			t.Errorf("--trace %s: exit code %d: %q, want %d and a reason", name, code, errs, exitUnusable)
		}
	}
}

// A run in which a node jumps is judged to its end, and so is its trace.
func TestARunWithJumpsIsJudgedToItsEnd(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "run.jsonl")
	args := strings.Fields("qsc3 -n 4 -t 3 --seed 939327 --rounds 40 --adversary full --partition 5 --tickets 1")
	code, out, errs := simulate(append(args, "--trace", file)...)
	if code != exitHolds || !strings.Contains(out, "1 jumps, 8 decisions missed by them") {
		t.Errorf("exit code %d, want %d with a jump and the whole run:\n%s%s", code, exitHolds, out, errs)
	}
	var judged, complaints bytes.Buffer
	if code := run([]string{"check", "trace", file}, strings.NewReader(""), &judged, &complaints); code != exitHolds {
		t.Errorf("check trace: exit code %d: %s%s", code, judged.String(), complaints.String())
	}
	if !strings.Contains(judged.String(), "up to step 120, 152 decisions") ||
		!strings.Contains(judged.String(), "1 times one node adopted what another knew") {
		t.Errorf("check trace: %swant the whole run and its jump", judged.String())
	}
}

// "-" is standard output, and no file of that name: the trace alone goes there, and it holds.
func TestATraceGoesToStandardOutput(t *testing.T) {
	t.Chdir(t.TempDir())
	code, out, errs := simulate("qsc3", "-n", "3", "--rounds", "4", "--trace", "-")
	if code != exitHolds || !strings.HasPrefix(out, `{"trace"`) || !strings.Contains(errs, "\nholds") {
		t.Errorf("exit code %d, %.100q, %q", code, out, errs)
	}
	wantOnlyNothing(t)
	var judged bytes.Buffer
	if code := run([]string{"check", "trace", "-"}, strings.NewReader(out), &judged, io.Discard); code != exitHolds {
		t.Errorf("exit code %d: %s", code, judged.String())
	}
}

// wantOnlyNothing wants the working folder to be empty.
func wantOnlyNothing(t *testing.T) {
	t.Helper()
	if entries, err := os.ReadDir("."); err != nil || len(entries) > 0 {
		t.Errorf("%v, %v", entries, err)
	}
}
