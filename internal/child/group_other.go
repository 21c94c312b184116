//go:build !unix

package child

import (
	"os"
	"os/exec"
)

// ownGroup does nothing where there are no process groups: only the program itself is killed.
func ownGroup(*exec.Cmd) {}

func killGroup(p *os.Process) error { return p.Kill() }

func interruptGroup(p *os.Process) error { return p.Kill() }
