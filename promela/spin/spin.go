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

	"quesera/internal/child"
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

// A BrokenError says that a model could not be searched because a tool, or the folder for its files, does not work
// here, whatever the model. It is never a verdict.
type BrokenError struct{ Tool, Reason string }

func (e *BrokenError) Error() string {
	return fmt.Sprintf("promela: not run: %s does not work: %s", e.Tool, e.Reason)
}

// NotRun reports whether an error is about the tools of this machine, and not about a model.
func NotRun(err error) bool {
	return errors.As(err, new(*MissingError)) || errors.As(err, new(*BrokenError))
}

// Stopped is the error for a search that the end of its context stopped.
func Stopped(ctx context.Context) error {
	return &IncompleteError{"stopped: " + context.Cause(ctx).Error()}
}

// How long tools may take.
const (
	trialTime   = 30 * time.Second // for what takes a tool that works a tenth of a second
	compileTime = 20 * time.Minute // for a model; the largest ones take seconds
)

// trial is what a C compiler must compile, and what must then print "works", before it is used.
const trial = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <unistd.h>
int main(void) { puts("works"); return 0; }
`

// Find looks for spin, and gcc or cc, and tries whether they work. The error is a *MissingError where one is missing, a
// *BrokenError where one does not work.
func Find(ctx context.Context) (*Engine, error) {
	s := &Engine{}
	var err error
	if s.spin, err = exec.LookPath("spin"); err != nil {
		return nil, &MissingError{"spin"}
	}
	for _, name := range []string{"gcc", "cc"} {
		if s.cc, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if err != nil {
		return nil, &MissingError{"a C compiler (gcc)"}
	}
	if err := s.try(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// try runs each tool on next to nothing, the compiler first, which Spin uses too. The error is a *BrokenError, or says
// that it was stopped.
func (s *Engine) try(ctx context.Context) error {
	p, err := newPan()
	if err != nil {
		return err
	}
	defer p.remove()
	if err := p.write(map[string]string{"trial.c": trial, modelFile: "init { skip }\n"}); err != nil {
		return err
	}
	if _, err := p.trial(ctx, s.cc, "-o", "trial", "trial.c"); err != nil {
		return err
	}
	switch out, err := p.trial(ctx, filepath.Join(p.dir, "trial")); {
	case ctx.Err() != nil:
		return err
	case out != "works\n": // nor if it fails, after whatever it printed
		return &BrokenError{filepath.Base(s.cc), "what it compiles does not run"}
	}
	out, err := p.trial(ctx, s.spin, "-V")
	if err != nil {
		return err
	}
	if _, err := fmt.Sscanf(out, "Spin Version %s", &s.Version); err != nil {
		return &BrokenError{"spin", fmt.Sprintf("spin -V prints %q, want a version", firstLine(out))}
	}
	if _, err := p.trial(ctx, s.spin, "-a", modelFile); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(p.dir, "pan.c")); err != nil {
		return &BrokenError{"spin", "it writes no verifier"}
	}
	return nil
}

// trial runs a tool that has little to do.
func (p *pan) trial(ctx context.Context, args ...string) (string, error) {
	program := p.program(args...)
	program.Limit, program.Most = trialTime, 1<<20
	out, err := program.Output(ctx)
	switch {
	case ctx.Err() != nil:
		return "", Stopped(ctx)
	case err != nil:
		return "", &BrokenError{filepath.Base(args[0]), reason(err, out)}
	}
	return string(out), nil
}

// reason is an error, with the first line of what was printed.
func reason(err error, out []byte) string {
	if line := firstLine(string(out)); line != "" && !errors.As(err, new(*child.LimitError)) {
		return err.Error() + ": " + line
	}
	return err.Error()
}

// Options of a search. All modes that they can select store states in full.
type Options struct {
	MemoryMB int  // bound on pan's memory; 0: DefaultMemoryMB
	Collapse bool // -DCOLLAPSE: exact too, less memory, slower
	Digest   bool // note all states in a digest, to hold the states of both engines against each other
	Small    bool // for models of few states: compiled in less time, searched in more, in a small hash table
	Plain    bool // no counters: as fast as pan goes, but neither counts by action nor verdicts by property
	// Progress is called, now and then, with what pan says of how far it is; may be nil.
	Progress func(string)
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
	Seen []bool
	// Mattered has, by property of the Program, in how many states it said anything; 0 for what has no condition, and nil
	// for a plain search.
	Mattered []uint64
	Digest   uint64        // of all states, if asked for
	Depth    int           // of the search stack
	Bytes    uint64        // memory that pan used
	Compile  time.Duration // for spin -a and the C compiler
	Search   time.Duration // for pan
	Used     time.Duration // of it, on a processor
	Version  string
}

// An IncompleteError says why a search was not finished; what it did not find may yet be there.
type IncompleteError struct{ Reason string }

func (e *IncompleteError) Error() string { return "promela: inconclusive: " + e.Reason }

// A RefusedError is an error that Spin found in the model itself: a number outside the range that its variable holds,
// or an index outside its array. In Go it is a mistake of the spec too, or one that the used part of an array hides.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return "promela: the model stops: " + e.Reason }

// Search explores the whole model. It does not stop at a violation, so that every property gets a verdict.
// The error is an *IncompleteError, a *RefusedError, a *BrokenError, or says that Spin failed on the model.
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
		if out, err = p.run(ctx, o.Progress, o.limits(depth)...); err != nil {
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
	r.Compile, r.Search, r.Used, r.Version = p.compile, out.elapsed, out.used, s.Version
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

// pan is a compiled search in a folder of its own, where the tools have their temporary files too.
type pan struct {
	dir     string
	remove  func()
	compile time.Duration
}

// newPan makes the folder.
func newPan() (*pan, error) {
	dir, remove, err := child.Folder("quesera-spin-")
	if err != nil {
		return nil, &BrokenError{"the folder for temporary files (TMPDIR)", err.Error()}
	}
	return &pan{dir: dir, remove: remove}, nil
}

// write writes files into the folder.
func (p *pan) write(files map[string]string) error {
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o644); err != nil {
			return &BrokenError{"the folder for temporary files (TMPDIR)", err.Error()}
		}
	}
	return nil
}

// program runs in the folder.
func (p *pan) program(args ...string) child.Program {
	return child.Program{Args: args, Dir: p.dir, Env: []string{"TMPDIR=" + p.dir}}
}

// build generates and compiles pan.
func (s *Engine) build(ctx context.Context, prog *translate.Program, defines, flags []string) (*pan, error) {
	p, err := newPan()
	if err != nil {
		return nil, err
	}
	if err := s.compile(ctx, p, prog, defines, flags); err != nil {
		p.remove()
		return nil, err
	}
	return p, nil
}

func (s *Engine) compile(ctx context.Context, p *pan, prog *translate.Program, defines, flags []string) error {
	err := p.write(map[string]string{modelFile: prog.Text, translate.DigestFile: prog.DigestHeader()})
	if err != nil {
		return err
	}
	started := time.Now()
	generate := append(append([]string{s.spin, "-a"}, defines...), modelFile)
	compile := append(append([]string{s.cc}, flags...), "-o", "pan", "pan.c")
	for _, args := range [][]string{generate, compile} {
		if err := s.tool(ctx, p, args); err != nil {
			return err
		}
	}
	p.compile = time.Since(started)
	return nil
}

// modelFile is the model's name in pan's directory.
const modelFile = "model.pml"

// tool runs spin or the C compiler on a model. Where it fails, it may be that it no longer works at all, or that it was
// killed for want of memory or found no room for its files: then the model is not to blame.
func (s *Engine) tool(ctx context.Context, p *pan, args []string) error {
	program := p.program(args...)
	program.Limit, program.Most = compileTime, 1<<20
	out, err := program.Output(ctx)
	name := filepath.Base(args[0])
	switch {
	case ctx.Err() != nil:
		return Stopped(ctx)
	case err == nil && !strings.Contains(string(out), "Error:"):
		return nil
	case err != nil && (!exited(err) || starved(string(out))):
		return &BrokenError{name, reason(err, out)}
	}
	if err := s.try(ctx); err != nil {
		return err
	}
	return fmt.Errorf("promela: %s fails on the model: %s", name, firstLine(string(out)))
}

// exited reports whether a program ended by itself, with an exit status that says that it failed.
func exited(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.Exited()
}

// starved reports whether a compiler says that the machine, not the program, is what it fails for.
func starved(said string) bool {
	for _, words := range []string{"No space left on device", "Killed signal", "annot allocate memory",
		"virtual memory exhausted", "out of memory", "Disk quota exceeded", "Read-only file system"} {
		if strings.Contains(said, words) {
			return true
		}
	}
	return false
}

// run runs pan and reads what it prints. Pan leaves with an exit status of its own when it finds errors, so that only
// what it prints counts.
func (p *pan) run(ctx context.Context, progress func(string), args ...string) (*output, error) {
	out := newOutput(progress)
	lines := &child.Lines{Take: out.read}
	program := p.program(append([]string{filepath.Join(p.dir, "pan")}, args...)...)
	program.Used = &out.used
	err := program.Run(ctx, lines)
	lines.Close()
	switch {
	case ctx.Err() != nil:
		return nil, Stopped(ctx)
	case err != nil && !exited(err):
		return nil, &IncompleteError{"pan died: " + err.Error()}
	}
	return out, nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
