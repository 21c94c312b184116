package planted

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMain plays a binary with faults in it when it is called with an argument of its own.
func TestMain(m *testing.M) {
	switch os.Getenv("PLANTED_TEST_ROLE") {
	case "pass":
		if On(3); On(5) && On(3) || Pick(7, 0, 1) == 1 {
			os.Exit(1)
		}
		os.Exit(0)
	case "loop":
		for {
		}
	case "hoard":
		var all [][]byte
		for {
			block := make([]byte, 1<<20)
			for k := range block {
				block[k] = 1
			}
			all = append(all, block)
		}
	}
	os.Exit(m.Run())
}

// play runs this binary in a role, and is its exit code.
func play(t *testing.T, role string, env ...string) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(env, "PLANTED_TEST_ROLE="+role)...)
	_ = cmd.Run()
	return cmd.ProcessState.ExitCode()
}

// One fault is on, or none.
func TestOnlyTheNamedFaultIsOn(t *testing.T) {
	if code := play(t, "pass"); code != 0 {
		t.Errorf("without a fault: exit code %d", code)
	}
	if code := play(t, "pass", Fault+"=7"); code != 1 {
		t.Errorf("with the fault that is picked: exit code %d", code)
	}
	if code := play(t, "pass", Fault+"=5"); code != 0 {
		t.Errorf("with a fault that needs another one: exit code %d", code)
	}
}

// Each place that is passed is noted once, in the order of the first visits.
func TestPlacesAreNotedOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "reach")
	if code := play(t, "pass", Reached+"="+file); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "3\n5\n7\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

// What never ends, and what takes all memory, is ended and tells so by its exit code.
func TestWhatUsesTooMuchIsEnded(t *testing.T) {
	if code := play(t, "loop", Millis+"=100"); code != Exhausted {
		t.Errorf("a loop: exit code %d", code)
	}
	if code := play(t, "hoard", Octets+"=100000000", Millis+"=20000"); code != Exhausted {
		t.Errorf("memory: exit code %d", code)
	}
}
