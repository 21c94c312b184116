//go:build unix

package planted

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
)

// watch ends the process when it has used more milliseconds of the processor or holds more octets than it may; 0 is
// no bound. What counts is the processor's time: on a busy machine nothing else tells a loop without end from a
// slow test.
func watch(millis, octets int64) {
	for {
		time.Sleep(20 * time.Millisecond)
		var used syscall.Rusage
		if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
			continue
		}
		unit := int64(1024)
		if runtime.GOOS == "darwin" {
			unit = 1
		}
		took := time.Duration(used.Utime.Nano() + used.Stime.Nano())
		if millis > 0 && took.Milliseconds() >= millis || octets > 0 && int64(used.Maxrss)*unit > octets {
			fmt.Fprintln(os.Stderr, "planted: the binary used more than it may")
			os.Exit(Exhausted)
		}
	}
}
