package mutants

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"quesera/internal/child"
	"quesera/spec"
)

// A Runner judges faults in one checkout.
type Runner struct {
	Root    string        // of the checkout, see FindRoot
	Jobs    int           // how many checks run at a time; 0: two
	Timeout time.Duration // for one check under a fault; 0: one minute

	env []string // "NAME=value", for the checks
}

const (
	defaultJobs    = 2
	defaultTimeout = time.Minute
	buildTime      = 5 * time.Minute // allowed for building a check, on top of its timeout
)

// Run judges the faults and calls report with each result, in their order. It ends early,
// with an error, only when ctx does or when there is no go command.
func (r Runner) Run(ctx context.Context, faults []Mutant, report func(Result)) error {
	if _, err := exec.LookPath("go"); err != nil {
		return fmt.Errorf("mutants: the go command is needed to build the faults: %w", err)
	}
	checks := checksOf(faults)
	rapid, err := r.usesRapid(ctx, checks)
	if err != nil {
		return err
	}
	without := r.runWithout(ctx, checks, rapid)
	checkout := Open(r.Root)
	results := make([]Result, len(faults))
	done := make([]chan struct{}, len(faults))
	for i := range done {
		done[i] = make(chan struct{})
	}
	var judging sync.WaitGroup
	judging.Go(func() {
		r.parallel(len(faults), func(i int) {
			defer close(done[i])
			begin := time.Now()
			file, text, err := checkout.Mutate(faults[i])
			verdict, detail, fit := without[faults[i].Check].fitness()
			if fit && err != nil {
				verdict, detail = Faulty, err.Error()
			} else if fit {
				verdict, detail = r.judge(ctx, faults[i], file, text, rapid[faults[i].Check.Package])
			}
			results[i] = Result{faults[i], file, verdict, detail, time.Since(begin)}
		})
	})
	defer judging.Wait() // what has been started also tidies up after itself
	for i := range faults {
		<-done[i]
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("mutants: stopped after %d of %d faults: %w", i, len(faults), err)
		}
		report(results[i])
	}
	return nil
}

// parallel calls do(0) to do(n-1), so many at a time as there are jobs, and returns when all have.
func (r Runner) parallel(n int, do func(i int)) {
	jobs := r.Jobs
	if jobs == 0 {
		jobs = defaultJobs
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// checksOf lists the checks that faults name, each once, by package.
func checksOf(faults []Mutant) map[string][]Check {
	checks := map[string][]Check{}
	for _, m := range faults {
		if of := checks[m.Check.Package]; !slices.Contains(of, m.Check) {
			checks[m.Check.Package] = append(of, m.Check)
		}
	}
	return checks
}

// runWithout runs the named checks of each package without any fault.
func (r Runner) runWithout(ctx context.Context, checks map[string][]Check, rapid map[string]bool) map[Check]outcome {
	packages := sortedKeys(checks)
	var mu sync.Mutex
	outcomes := map[Check]outcome{}
	r.parallel(len(packages), func(i int) {
		of := checks[packages[i]]
		var tops []string
		for _, c := range of {
			if top, _, _ := strings.Cut(c.Test, "/"); !slices.Contains(tops, top) {
				tops = append(tops, top)
			}
		}
		rec := r.goTest(ctx, packages[i], "^("+strings.Join(tops, "|")+")$", rapid[packages[i]], len(of))
		mu.Lock()
		defer mu.Unlock()
		for _, c := range of {
			outcomes[c] = rec.outcomeOf(c.Test)
		}
	})
	return outcomes
}

// judge runs the check of m under its fault: text in place of that of file.
func (r Runner) judge(ctx context.Context, m Mutant, file string, text []byte, rapid bool) (spec.Verdict, string) {
	dir, err := os.MkdirTemp("", "mutant-")
	if err != nil {
		return Faulty, err.Error()
	}
	defer os.RemoveAll(dir)
	overlay, err := m.writeOverlay(r.Root, dir, file, text)
	if err != nil {
		return Faulty, err.Error()
	}
	rec := r.goTest(ctx, m.Check.Package, m.Check.pattern(), rapid, 1, "-overlay="+overlay)
	return rec.outcomeOf(m.Check.Test).verdictUnder()
}

// goTest runs the tests of one package that match pattern, so many of them, and reads what became of them.
func (r Runner) goTest(ctx context.Context, pkg, pattern string, rapid bool, tests int, flags ...string) record {
	timeout := r.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	timeout *= time.Duration(tests)
	ctx, cancel := context.WithTimeout(ctx, timeout+buildTime)
	defer cancel()
	args := append([]string{"test", "-json", "-count=1", "-vet=off", "-ldflags=-s -w", "-timeout=" + timeout.String(),
		"-run", pattern}, flags...)
	args = append(args, pkg)
	if rapid {
		args = append(args, rapidFlags...)
	}
	program := child.Program{Args: append([]string{"go"}, args...), Dir: r.Root, Env: r.env, Grace: 10 * time.Second}
	out, in := io.Pipe()
	var ended error
	go func() {
		ended = program.Run(ctx, in)
		in.Close()
	}()
	rec := readEvents(out) // until in is closed
	// The exit status adds nothing: a failure without a failed test is recognised as that.
	if ended != nil && !errors.As(ended, new(*exec.ExitError)) && rec.said == "" {
		rec.said = ended.Error()
	}
	rec.timedOut = rec.timedOut || ctx.Err() != nil
	return rec
}

// rapidFlags make the tests that use rapid repeatable: one seed, no time spent on shrinking
// a failure that is only counted, and no file left in the checkout for it.
var rapidFlags = []string{"-rapid.seed=1", "-rapid.nofailfile", "-rapid.shrinktime=1ms"}

// usesRapid tells which packages' tests know rapid's flags; the others would refuse them.
func (r Runner) usesRapid(ctx context.Context, checks map[string][]Check) (map[string]bool, error) {
	const format = `{{range .Deps}}{{if eq . "pgregory.net/rapid"}}{{$.ImportPath}}{{end}}{{end}}`
	packages := sortedKeys(checks)
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-e", "-test", "-f", format}, packages...)...)
	cmd.Dir = r.Root
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("mutants: go list: %w", err)
	}
	listed := strings.Fields(string(out))
	uses := map[string]bool{}
	for _, p := range packages {
		uses[p] = slices.Contains(listed, ModulePath+strings.TrimPrefix(p, ".")+".test")
	}
	return uses, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
