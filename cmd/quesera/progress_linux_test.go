package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"quesera/catalogue"
	"quesera/verify"
)

// Both engines say how far they are, on one line that is wiped in the end; the explorer with a bar where it is known
// how many states there are. Method: on a terminal of the system's.
func TestSearchesSayHowFarTheyAre(t *testing.T) {
	protocol, err := catalogue.Find("tlc")
	if err != nil {
		t.Fatal(err)
	}
	check := protocol.Checks()[0]
	var o verify.Options
	said := onTerminal(t, func(screen *os.File) {
		progressOn(screen, &o, 0)
		if rows, err := verify.Run(t.Context(), []verify.Check{check}, o); err != nil {
			t.Errorf("%v, %v", rows, err)
		}
	})
	if !regexp.MustCompile(`(?s) states, .*[1-9]\d* %.*\x1b\[J$`).MatchString(said) {
		t.Errorf("said %q", said)
	}
	said = onTerminal(t, func(screen *os.File) {
		progressOn(screen, &o, 0)
		o.Spinning(check, "Depth= 12")
		o.Searched(check)
		o.Searched(check)
	})
	if !strings.Contains(said, check.String()+": Spin: Depth= 12") || strings.Contains(said, "%") ||
		!strings.HasSuffix(said, "\x1b[J") {
		t.Errorf("said %q", said)
	}
}

// onTerminal is what f writes on a terminal of 120 columns.
func onTerminal(t *testing.T, f func(screen *os.File)) string {
	t.Helper()
	behind, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("not run: no terminals: %v", err)
	}
	defer behind.Close()
	fd := int(behind.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 120}); err != nil {
		t.Fatal(err)
	}
	screen, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan string)
	go func() {
		text, _ := io.ReadAll(behind) // ends with an error where the terminal is closed
		read <- string(text)
	}()
	f(screen)
	screen.Close()
	return <-read
}
