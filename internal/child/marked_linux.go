package child

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
	"time"
)

// mostSweeps bounds how often what is marked is looked for: a process may start another one while it is.
const mostSweeps = 20

// KillMarked kills all processes that have this variable, "NAME=value", in their environment: what a program that was
// started with it has started itself and moved out of its process group. One that hides its environment gets away.
func KillMarked(variable string) {
	for range mostSweeps {
		if killed := sweep(append([]byte(variable), 0)); killed == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// sweep kills what is marked now, and tells how many processes that were.
func sweep(mark []byte) (killed int) {
	processes, err := os.ReadDir("/proc")
	if err != nil {
		return 0
	}
	for _, p := range processes {
		pid, err := strconv.Atoi(p.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		environment, err := os.ReadFile("/proc/" + p.Name() + "/environ")
		if err != nil || !bytes.HasPrefix(environment, mark) && !bytes.Contains(environment, append([]byte{0}, mark...)) {
			continue
		}
		if syscall.Kill(pid, syscall.SIGKILL) == nil {
			killed++
		}
	}
	return killed
}
