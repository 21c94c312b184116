//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// largeSearch are the words of a search that goes to files at once, since the catalogue records how large it is, and
// would take minutes.
func largeSearch(folder string) []string {
	return []string{"verify", "tlc", "--bounds", "n=3 t=2, 2 steps, left at once", "--memory", "1", "--spill", folder}
}

// A search on disk that a signal ends in its midst is inconclusive, says nothing of what it searched, and leaves no
// files behind. Method: the command as a process; the signal comes when there are levels in its folder.
func TestASignalEndsASearchOnDisk(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		folder := t.TempDir()
		cmd := asCommand(largeSearch(folder)...)
		var out, errs strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		levels := func() []string {
			found, _ := filepath.Glob(filepath.Join(folder, "quesera-states-*", "*"))
			return found
		}
		for begun := time.Now(); len(levels()) < 3; time.Sleep(time.Millisecond) {
			if time.Since(begun) > 20*time.Second {
				t.Fatalf("%d files in the folder: %s%s", len(levels()), out.String(), errs.String())
			}
		}
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		err := cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != int(exitInconclusive) || err == nil ||
			!strings.HasSuffix(errs.String(), ": "+s.String()+"\n") || strings.Contains(out.String(), "HOLDS") {
			t.Errorf("%v: exit code %d, %v, %s%s", s, code, err, out.String(), errs.String())
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%v: left behind: %v, %v", s, left, err)
		}
	}
}
