package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// A search on disk is inconclusive where the disk is full, says so, and leaves no files behind. Method: a disk of one
// megabyte, which is there for the process and those that it begins only.
func TestASearchOnAFullDiskIsInconclusive(t *testing.T) {
	folder := t.TempDir()
	alone := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}}
	const small = `/bin/mount -t tmpfs -o size=1m none "$0"`
	trial := exec.Command("/bin/sh", "-c", small, folder)
	trial.SysProcAttr = alone
	if said, err := trial.CombinedOutput(); err != nil && os.Getenv("CI") != "true" {
		t.Skipf("no small disk can be had here: %v %s", err, said)
	} else if err != nil {
		t.Fatalf("no small disk can be had here: %v %s", err, said)
	}
	search := asCommand(largeSearch(folder)...)
	const left = `; "$@"; code=$?; echo left: $(ls -A "$0"); exit $code`
	cmd := exec.Command("/bin/sh", append([]string{"-c", small + left, folder}, search.Args...)...)
	cmd.Env, cmd.SysProcAttr = search.Env, alone
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	var ended *exec.ExitError
	if says := string(out); !errors.As(err, &ended) || ended.ExitCode() != int(exitInconclusive) ||
		strings.Count(says, "no space left on device") != 9 || !strings.HasSuffix(says, "left:\n") ||
		!strings.Contains(says, "2 hold, 0 violated, 9 inconclusive") { // two are of something that did happen
		t.Errorf("%v: %s%s", err, says, errs.String())
	}
}
