package drive

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quesera/model/sim/play"
)

// Whatever a node has started ends with the pool, also where it has moved to a session of its own and ignores signals.
func TestWhatNodesHaveStartedEndsWithThem(t *testing.T) {
	soon(t)
	if _, err := exec.LookPath("setsid"); err != nil {
		t.Skip("setsid is missing")
	}
	file := filepath.Join(t.TempDir(), "pids")
	f, pool, build := driven(t, "good", "")
	pool.Deadline = time.Second
	pool.Args = []string{"sh", "-c", `setsid sh -c 'trap "" TERM HUP INT; echo $$ >> "$0"; sleep 61; sleep 62' "$0" &
		(trap "" TERM HUP; sleep 63) & while read line; do :; done`, file}
	s, err := f.Build(build)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := play.Play(t.Context(), f, s, play.Tracing{}); err == nil || !strings.Contains(err.Error(), "in time") {
		t.Error(err)
	}
	pool.Close()
	text, _ := os.ReadFile(file)
	pids := strings.Fields(string(text))
	if len(pids) == 0 {
		t.Fatal("nothing was started")
	}
	for _, word := range pids {
		pid, _ := strconv.Atoi(word)
		alive := func() bool {
			stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
			return err == nil && !strings.Contains(string(stat), ") Z ") && syscall.Kill(pid, 0) == nil
		}
		for k := 0; alive(); k++ {
			if k == 200 {
				t.Fatalf("process %d is still there", pid)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}
