package systematic

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"quesera/internal/planted"
)

// A testBinary is the compiled tests of one package.
type testBinary struct {
	path  string
	dir   string // that the tests run in
	tests []test // quickest first
	flags []string
}

// A test is one of a binary, and what it is like without a fault.
type test struct {
	name    string
	used    time.Duration // of the processor
	reaches map[int]bool  // faults, by their numbers; nil: nobody knows
	golden  bool
}

const (
	buildTime = 10 * time.Minute
	memory    = 3 << 30 // octets that a test binary may hold
	first     = time.Second
)

var errBuild = errors.New("does not compile")

// build compiles the tests of a package with other texts of some files, in the folder dir.
func (c *Campaign) build(ctx context.Context, dir, pkg string, texts map[string]string) (*testBinary, error) {
	overlay := map[string]map[string]string{"Replace": {}}
	k := 0
	for name, text := range texts {
		k++
		to := filepath.Join(dir, fmt.Sprintf("%d-%s", k, filepath.Base(name)))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			return nil, fmt.Errorf("systematic: %w", err)
		}
		overlay["Replace"][filepath.Join(c.Root, filepath.FromSlash(name))] = to
	}
	over, err := json.Marshal(overlay)
	if err != nil {
		return nil, err
	}
	overlayPath := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlayPath, over, 0o600); err != nil {
		return nil, fmt.Errorf("systematic: %w", err)
	}
	b := &testBinary{path: filepath.Join(dir, strings.ReplaceAll(pkg, "/", "_")+".test"),
		dir: filepath.Join(c.Root, filepath.FromSlash(pkg))}
	ctx, cancel := context.WithTimeout(ctx, buildTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay="+overlayPath,
		"-o", b.path, "./"+pkg)
	cmd.Dir = c.Root
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("systematic: %s: %w: %s", pkg, errBuild, oneLine(string(out)))
	}
	if _, err := os.Stat(b.path); err != nil {
		return nil, nil // it has no tests
	}
	b.flags = c.rapidFlags(ctx, pkg)
	return b, nil
}

// rapidFlags make tests that use rapid repeatable; others would refuse them.
func (c *Campaign) rapidFlags(ctx context.Context, pkg string) []string {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-test", "./"+pkg)
	cmd.Dir = c.Root
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), "pgregory.net/rapid\n") {
		return nil
	}
	return []string{"-rapid.seed=1", "-rapid.nofailfile", "-rapid.shrinktime=1ms"}
}

// learn lists the tests of b and runs each alone without a fault. Those that fail, or take more than slowest of
// the processor, are left out and named.
func (c *Campaign) learn(ctx context.Context, b *testBinary, golden []string) error {
	out, err := c.execute(ctx, b, nil, 0, "-test.list=.")
	if err != nil || out.code != 0 {
		return fmt.Errorf("systematic: %s does not list its tests: %v %s", b.path, err, oneLine(out.text))
	}
	var names []string
	for name := range strings.Lines(out.text) {
		name = strings.TrimSpace(name)
		if strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz") || strings.HasPrefix(name, "Example") {
			names = append(names, name)
		}
	}
	b.tests = make([]test, len(names))
	fit := make([]bool, len(names))
	err = c.parallel(ctx, len(names), func(i int) error {
		file := fmt.Sprintf("%s.reach.%d", b.path, i)
		limit := c.slowest()
		out, err := c.execute(ctx, b, []string{planted.Reached + "=" + file}, limit, "-test.run=^"+names[i]+"$")
		if err != nil {
			return err
		}
		if out.code != 0 {
			c.say("%s: %s is left out: exit code %d without a fault after %v: %s", b.dir, names[i], out.code, out.used,
				failure(out.text))
			return nil
		}
		reaches, err := readReach(file)
		fit[i] = true
		b.tests[i] = test{names[i], out.used, reaches, slices.Contains(golden, names[i])}
		return err
	})
	if err != nil {
		return err
	}
	kept := b.tests[:0]
	for i, t := range b.tests {
		if fit[i] {
			kept = append(kept, t)
		}
	}
	b.tests = kept
	slices.SortStableFunc(b.tests, func(x, y test) int { return int(x.used - y.used) })
	return nil
}

// readReach reads the numbers that a binary noted; a file that is not there has none.
func readReach(name string) (map[int]bool, error) {
	reaches := map[int]bool{}
	file, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return reaches, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		id, err := strconv.Atoi(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("systematic: %s: %w", name, err)
		}
		reaches[id] = true
	}
	return reaches, nil
}

// An execution is what became of one process.
type execution struct {
	code int // -1: it was ended from outside
	text string
	used time.Duration // of the processor
}

// execute runs a binary, with a bound on the processor's time if limit is not 0. On a busy machine the time on the
// wall may be many times as long.
func (c *Campaign) execute(ctx context.Context, b *testBinary, env []string, limit time.Duration,
	args ...string) (execution, error) {
	wall := buildTime
	if limit > 0 {
		env = append(env, fmt.Sprintf("%s=%d", planted.Millis, limit.Milliseconds()+1),
			fmt.Sprintf("%s=%d", planted.Octets, memory))
		wall = 30*limit + time.Minute
	}
	ending, cancel := context.WithTimeout(ctx, wall)
	defer cancel()
	args = append([]string{"-test.short", "-test.failfast", "-test.timeout=0"}, args...)
	cmd := exec.CommandContext(ending, b.path, append(args, b.flags...)...)
	cmd.Dir, cmd.Env = b.dir, append(os.Environ(), env...)
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	bounded := &head{to: &out, left: 1 << 20}
	cmd.Stdout, cmd.Stderr = bounded, bounded
	err := cmd.Run()
	if ctx.Err() != nil {
		return execution{}, ctx.Err()
	}
	if cmd.ProcessState == nil {
		return execution{}, fmt.Errorf("systematic: %w", err)
	}
	return execution{cmd.ProcessState.ExitCode(), out.String(),
		cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, nil
}

// A head keeps the beginning of what is written to it.
type head struct {
	to   *bytes.Buffer
	left int
}

func (h *head) Write(p []byte) (int, error) {
	n := min(len(p), h.left)
	h.left -= n
	h.to.Write(p[:n])
	return len(p), nil
}

var failed = regexp.MustCompile(`(?m)^--- FAIL: (\S+)`)

// failure names the test that failed, or says how else the process ended.
func failure(text string) string {
	if m := failed.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "panic:") || strings.HasPrefix(line, "fatal error:") {
			return oneLine(line)
		}
	}
	return oneLine(text)
}
