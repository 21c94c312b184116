package child

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ended wants a process to end soon.
func ended(t *testing.T, pid int) {
	t.Helper()
	for range 200 {
		if syscall.Kill(pid, 0) != nil {
			return
		}
		if state, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); strings.Contains(string(state), ") Z ") {
			return // nobody has waited for it
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %d is still there", pid)
}

// What has moved out of the process group of a program is killed by its mark, what has another mark is not, nor we.
func TestWhatIsMarkedIsKilled(t *testing.T) {
	soon(t)
	if _, err := exec.LookPath("setsid"); err != nil {
		t.Skip("setsid is missing")
	}
	dir := t.TempDir()
	t.Setenv("QUESERA_TEST", dir) // our own, which is no reason to kill us
	pids := map[string]int{}
	for _, mark := range []string{dir, dir + "2"} {
		file := filepath.Join(dir, filepath.Base(mark))
		p := shell(`setsid sh -c 'trap "" TERM; echo $$ > $FILE.new; mv $FILE.new $FILE; sleep 60' &
			while [ ! -e $FILE ]; do sleep 0.01; done; echo ready; sleep 60`)
		p.Env = []string{"QUESERA_TEST=" + mark, "FILE=" + file}
		c, err := p.Talk(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Hear(in(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		text, _ := os.ReadFile(file)
		pids[mark], err = strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		if syscall.Kill(pids[mark], 0) != nil {
			t.Fatal("it is killed with the process group, and shows nothing")
		}
	}
	KillMarked("QUESERA_TEST=" + dir)
	ended(t, pids[dir])
	if syscall.Kill(pids[dir+"2"], 0) != nil {
		t.Error("another one is killed, too")
	}
	KillMarked("QUESERA_TEST=" + dir + "2")
	ended(t, pids[dir+"2"])
}
