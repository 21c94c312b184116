// Package planted is the switch between the faults that are compiled into one test binary. No source imports it:
// fuzz/systematic writes calls of it into copies of the source that an overlay puts in their place.
package planted

import (
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
)

// What the environment of a test binary says.
const (
	Fault   = "QUESERA_PLANTED"        // the number of the fault that is on; empty or 0: none
	Reached = "QUESERA_PLANTED_REACH"  // a file that gets the numbers of the places that are passed, a line each
	Millis  = "QUESERA_PLANTED_CPU"    // milliseconds of the processor that the binary may use
	Octets  = "QUESERA_PLANTED_MEMORY" // that the binary may hold
)

// Exhausted is the exit code of a binary that used more than it may.
const Exhausted = 86

var (
	active = number(Fault)
	reach  = reachFile()

	seen [most]atomic.Bool
)

// most is how many faults a binary may have, and one more.
const most = 1 << 16

func init() {
	if millis, octets := number(Millis), number(Octets); millis > 0 || octets > 0 {
		go watch(int64(millis), int64(octets))
	}
}

// number is what the environment says under name, 0 if it says nothing.
func number(name string) int {
	text := os.Getenv(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("planted: %s = %q, want a number", name, text))
	}
	return n
}

func reachFile() *os.File {
	name := os.Getenv(Reached)
	if name == "" {
		return nil
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(fmt.Sprintf("planted: %v", err))
	}
	return file
}

// On reports whether fault id is on, and notes that its place was passed if that is asked for.
func On(id int) bool {
	if reach != nil {
		note(id)
	}
	return id == active
}

// Off is the opposite of On.
func Off(id int) bool { return !On(id) }

// Pick is wrong if fault id is on, and right otherwise.
func Pick[T any](id int, right, wrong T) T {
	if On(id) {
		return wrong
	}
	return right
}

// note writes id down, once. A binary may end in many ways; each line is written at once.
func note(id int) {
	if seen[id].Load() || seen[id].Swap(true) {
		return
	}
	if _, err := fmt.Fprintln(reach, id); err != nil {
		panic(fmt.Sprintf("planted: %v", err))
	}
}
