package child

import (
	"os/exec"
	"runtime"
	"syscall"
)

// dieWithUs has the kernel kill the program when we end, even if we are killed. The kernel looks at the thread that
// started it, which therefore stays with the calling goroutine, and that has to wait for the program.
func dieWithUs(cmd *exec.Cmd) {
	runtime.LockOSThread()
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
}
