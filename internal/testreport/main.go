// Command testreport runs go test on the given packages and sums it up: a line a
// package, the output of what failed, every test that was skipped with its reason, and one
// closing line with the counts. Its exit code is that of go test.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sort"
	"strings"
)

// event is one line of go test -json.
type event struct {
	Action  string
	Package string
	Test    string
	Elapsed float64
	Output  string
}

// report collects the events of one run.
type report struct {
	w       io.Writer
	output  map[string][]string // of each test still of interest, by package and test
	skipped []string
	passed  int
	failed  int
}

func main() {
	cmd := exec.Command("go", append([]string{"test", "-json"}, os.Args[1:]...)...)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "testreport:", err)
		os.Exit(2)
	}
	r := &report{w: os.Stdout, output: map[string][]string{}}
	r.read(stdout)
	err = cmd.Wait()
	r.close()
	if err != nil || r.failed > 0 {
		os.Exit(1)
	}
}

func (r *report) read(in io.Reader) {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		var e event
		if json.Unmarshal([]byte(line), &e) == nil {
			r.add(e)
		} else if strings.TrimSpace(line) != "" {
			fmt.Fprint(r.w, line)
		}
		if err != nil {
			return
		}
	}
}

// add accounts for one event.
func (r *report) add(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		r.output[key] = append(r.output[key], e.Output)
		return
	case "pass":
		if e.Test == "" {
			fmt.Fprintf(r.w, "ok    %-40s %6.1f s\n", e.Package, e.Elapsed)
		} else {
			r.passed++
		}
	case "skip":
		if e.Test != "" {
			r.skipped = append(r.skipped, key+": "+reason(r.output[key]))
		}
	case "fail", "build-fail":
		r.failed++
		fmt.Fprintf(r.w, "FAIL  %s\n%s", key, strings.Join(r.output[key], ""))
	default:
		return
	}
	delete(r.output, key)
}

// reason is the last line that a skipped test printed.
func reason(output []string) string {
	for i := len(output) - 1; i >= 0; i-- {
		line := strings.TrimSpace(output[i])
		if line != "" && !strings.HasPrefix(line, "--- SKIP") && !strings.HasPrefix(line, "=== ") {
			return line
		}
	}
	return "no reason given"
}

func (r *report) close() {
	sort.Strings(r.skipped)
	for _, s := range r.skipped {
		fmt.Fprintln(r.w, "SKIP ", s)
	}
	fmt.Fprintf(r.w, "%d passed, %d failed, %d skipped\n", r.passed, r.failed, len(r.skipped))
}
