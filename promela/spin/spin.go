package spin

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"quesera/promela/translate"
)

// An Engine is Spin, the model checker, with the C compiler that it needs.
type Engine struct {
	spin, cc string
	Version  string // "6.5.2"
}

// A MissingError says that a model could not be searched for want of a tool. It is never a verdict.
type MissingError struct{ Tool string }

func (e *MissingError) Error() string {
	return "promela: not run: " + e.Tool + " is missing"
}

// Find looks for spin, and gcc or cc. The error is a *MissingError where one is missing.
func Find(ctx context.Context) (*Engine, error) {
	spin, err := exec.LookPath("spin")
	if err != nil {
		return nil, &MissingError{"spin"}
	}
	for _, name := range []string{"gcc", "cc"} {
		cc, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		out, err := exec.CommandContext(ctx, spin, "-V").Output()
		if ctx.Err() != nil {
			return nil, &IncompleteError{"stopped: " + context.Cause(ctx).Error()}
		}
		if err != nil {
			return nil, fmt.Errorf("promela: spin -V: %w", err)
		}
		s := &Engine{spin: spin, cc: cc}
		if _, err := fmt.Sscanf(string(out), "Spin Version %s", &s.Version); err != nil {
			return nil, fmt.Errorf("promela: spin -V prints %q, want a version", firstLine(string(out)))
		}
		return s, nil
	}
	return nil, &MissingError{"a C compiler (gcc)"}
}

// Options of a search. All modes that they can select store states in full.
type Options struct {
	MemoryMB int  // bound on pan's memory; 0: DefaultMemoryMB
	Collapse bool // -DCOLLAPSE: exact too, less memory, slower
	Digest   bool // note all states in a digest, to hold the states of both engines against each other
	Small    bool // for models of few states: compiled in less time, searched in more, in a small hash table
	Plain    bool // no counters: as fast as pan goes, but neither counts by action nor verdicts by property
}

// DefaultMemoryMB bounds pan's memory unless the options say otherwise.
const DefaultMemoryMB = 16 << 10

// Depths of the search stack that are tried; runs in specs are short.
var depths = []int{10_000, 1_000_000, 50_000_000}

// A Result is what Spin found out, without what its encoding adds (translate.Offset).
type Result struct {
	States      uint64
	Transitions uint64
	PerAction   []uint64 // in the spec's order; nil for a plain search
	// Seen tells, by property of the Program, whether a state was found that decides it: for a Sometimes one in which
	// it holds, for an invariant one in which it fails; nil for a plain search.
	Seen    []bool
	Digest  uint64        // of all states, if asked for
	Depth   int           // of the search stack
	Bytes   uint64        // memory that pan used
	Compile time.Duration // for spin -a and the C compiler
	Search  time.Duration // for pan
	Version string
}

// An IncompleteError says why a search was not finished; what it did not find may yet be there.
type IncompleteError struct{ Reason string }

func (e *IncompleteError) Error() string { return "promela: inconclusive: " + e.Reason }

// A RefusedError is an error that Spin found in the model itself: a number outside the range that its variable holds,
// or an index outside its array. In Go it is a mistake of the spec too, or one that the used part of an array hides.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return "promela: the model stops: " + e.Reason }

// Search explores the whole model. It does not stop at a violation, so that every property gets a verdict.
// The error is an *IncompleteError, a *RefusedError, or says that Spin failed.
func (s *Engine) Search(ctx context.Context, prog *translate.Program, o Options) (*Result, error) {
	var defines []string
	if !o.Plain {
		defines = append(defines, "-DCOUNTERS")
	}
	if o.Digest {
		defines = append(defines, "-DDIGEST")
	}
	p, err := s.build(ctx, prog, defines, o.flags(prog))
	if err != nil {
		return nil, err
	}
	defer p.remove()
	var out *output
	for _, depth := range depths {
		started := time.Now()
		if out, err = p.run(ctx, o.limits(depth)...); err != nil {
			return nil, err
		}
		out.elapsed = time.Since(started)
		if !out.tooDeep {
			break
		}
	}
	r, err := out.result(prog, o.Plain)
	if err != nil {
		return nil, err
	}
	r.Compile, r.Search, r.Version = p.compile, out.elapsed, s.Version
	return r, nil
}

// limits of pan's search: the depth of its stack, and how large its hash table is at first.
func (o Options) limits(depth int) []string {
	limits := []string{"-n", "-m" + strconv.Itoa(depth)}
	if o.Small {
		limits = append(limits, "-w16")
	}
	return limits
}

// flags for the C compiler. SAFETY leaves out the search for cycles, NOREDUCE the partial-order
// reduction, so that all states are counted.
func (o Options) flags(prog *translate.Program) []string {
	memory := o.MemoryMB
	if memory == 0 {
		memory = DefaultMemoryMB
	}
	optimize := "-O2"
	if o.Small {
		optimize = "-O0"
	}
	flags := []string{optimize, "-DSAFETY", "-DNOREDUCE", "-DMEMLIM=" + strconv.Itoa(memory),
		"-DVECTORSZ=" + strconv.Itoa(max(1024, 2*prog.VectorBytes))}
	if o.Collapse {
		flags = append(flags, "-DCOLLAPSE")
	}
	return flags
}

// pan is a compiled search in a directory of its own.
type pan struct {
	dir     string
	compile time.Duration
}

func (p *pan) remove() { os.RemoveAll(p.dir) }

// build generates and compiles pan.
func (s *Engine) build(ctx context.Context, prog *translate.Program, defines, flags []string) (*pan, error) {
	dir, err := os.MkdirTemp("", "quesera-spin-")
	if err != nil {
		return nil, fmt.Errorf("promela: %w", err)
	}
	p := &pan{dir: dir}
	if err := s.compile(ctx, p, prog, defines, flags); err != nil {
		p.remove()
		return nil, err
	}
	return p, nil
}

func (s *Engine) compile(ctx context.Context, p *pan, prog *translate.Program, defines, flags []string) error {
	for name, text := range map[string]string{modelFile: prog.Text, translate.DigestFile: prog.DigestHeader()} {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o644); err != nil {
			return fmt.Errorf("promela: %w", err)
		}
	}
	started := time.Now()
	generate := append(append([]string{s.spin, "-a"}, defines...), modelFile)
	compile := append(append([]string{s.cc}, flags...), "-o", "pan", "pan.c")
	for _, args := range [][]string{generate, compile} {
		if err := p.tool(ctx, args); err != nil {
			return err
		}
	}
	p.compile = time.Since(started)
	return nil
}

// modelFile is the model's name in pan's directory.
const modelFile = "model.pml"

// tool runs spin or the C compiler.
func (p *pan) tool(ctx context.Context, args []string) error {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = p.dir
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return &IncompleteError{"stopped: " + context.Cause(ctx).Error()}
	}
	if err != nil || strings.Contains(string(out), "Error:") {
		return fmt.Errorf("promela: %s fails on the model: %s", filepath.Base(args[0]), firstLine(string(out)))
	}
	return nil
}

// run runs pan and reads what it prints. Pan leaves with an exit status of its own when it finds errors, so that only
// what it prints counts.
func (p *pan) run(ctx context.Context, args ...string) (*output, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(p.dir, "pan"), args...)
	cmd.Dir = p.dir
	cmd.WaitDelay = time.Second
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("promela: %w", err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("promela: %w", err)
	}
	out, readErr := readOutput(pipe)
	waitErr := cmd.Wait()
	if ctx.Err() != nil {
		return nil, &IncompleteError{"stopped: " + context.Cause(ctx).Error()}
	}
	if readErr != nil {
		return nil, fmt.Errorf("promela: pan's output: %w", readErr)
	}
	var exit *exec.ExitError
	if waitErr != nil && (!errors.As(waitErr, &exit) || !exit.Exited()) {
		return nil, &IncompleteError{"pan died: " + waitErr.Error()}
	}
	return out, nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
