package systematic

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"quesera/internal/planted"
)

// A Campaign plants faults in the packages of a checkout.
type Campaign struct {
	Root    string
	Lists   *Lists
	Jobs    int           // how many processes run at a time; 0: two
	Sample  int           // at most so many faults of each package; 0: all
	Seed    uint64        // of the sample
	Shard   int           // from 0, of the shards
	Shards  int           // 0: one
	Slowest time.Duration // of the processor that a test may take to be used; 0: ten seconds
	Slack   time.Duration // of the processor, on top of five times what the tests take without a fault; 0: two seconds
	Log     io.Writer     // what is left out, and how far it is; nil: nowhere
}

func (c *Campaign) slowest() time.Duration {
	if c.Slowest == 0 {
		return 10 * time.Second
	}
	return c.Slowest
}

func (c *Campaign) say(format string, args ...any) {
	if c.Log != nil {
		fmt.Fprintf(c.Log, format+"\n", args...)
	}
}

// Packages are the packages below the patterns of the go command, "./model/..." and so on, without the skipped ones.
func (c *Campaign) Packages(ctx context.Context, patterns ...string) ([]string, error) {
	found, err := list(ctx, c.Root, patterns...)
	if err != nil {
		return nil, err
	}
	return c.Lists.packages(found), nil
}

// Run tries the faults of the packages one package after the other, and calls report with each result in order, also
// for faults that turn out to be Unbuilt.
func (c *Campaign) Run(ctx context.Context, packages []string, report func(Result)) error {
	commit := c.commit(ctx)
	for _, pkg := range packages {
		if err := c.runPackage(ctx, pkg, func(r Result) {
			r.Commit = commit
			report(r)
		}); err != nil {
			return err
		}
	}
	return nil
}

// Plan names the faults of the packages that all shards try together.
func (c *Campaign) Plan(ctx context.Context, packages []string) ([]string, error) {
	var jobs []string
	all := *c
	all.Shards = 0
	for _, pkg := range packages {
		src, err := open(ctx, c.Root, pkg)
		if err != nil {
			return nil, err
		}
		faults, err := src.faults()
		if err != nil {
			return nil, err
		}
		for _, i := range all.choose(faults) {
			jobs = append(jobs, faults[i].Job())
		}
	}
	return jobs, nil
}

// commit is that of the checkout, with + after it where files differ from it; "" if nobody knows.
func (c *Campaign) commit(ctx context.Context) string {
	git := func(args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, "git", args...)
		cmd.Dir = c.Root
		out, err := cmd.Output()
		return strings.TrimSpace(string(out)), err
	}
	head, err := git("rev-parse", "--short=12", "HEAD")
	if err != nil {
		return ""
	}
	if changed, err := git("status", "--porcelain", "--untracked-files=no"); err != nil || changed != "" {
		head += "+"
	}
	return head
}

// A trial is the faults of one package and the binaries that judge them.
type trial struct {
	*Campaign
	source *source
	faults []Fault
	alone  []int       // indices of the faults that stand behind no switch
	own    *testBinary // nil: the package has no tests
}

func (c *Campaign) runPackage(ctx context.Context, pkg string, report func(Result)) error {
	src, err := open(ctx, c.Root, pkg)
	if err != nil {
		return err
	}
	faults, err := src.faults()
	if err != nil {
		return err
	}
	texts, alone, err := src.instrument(faults)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "systematic-")
	if err != nil {
		return fmt.Errorf("systematic: %w", err)
	}
	defer os.RemoveAll(dir)
	t := &trial{Campaign: c, source: src, faults: faults, alone: alone}
	chosen := c.choose(faults)
	if t.own, err = c.ready(ctx, filepath.Join(dir, "own"), pkg, pkg, texts); err != nil {
		return err
	}
	c.say("%s: %d of %d faults", pkg, len(chosen), len(faults))
	results := make([]Result, len(chosen))
	queue := &queue{results: results, tried: make([]bool, len(chosen)), report: func(r Result) {
		r.Of, r.Slowest = len(faults), c.slowest()
		report(r)
	}}
	final := len(c.Lists.Also[pkg]) == 0
	err = c.parallel(ctx, len(chosen), func(i int) error {
		r, err := t.try(ctx, dir, chosen[i])
		if err == nil { // else it was stopped, and nobody knows
			queue.put(i, r, final || r.Outcome == Caught || r.Outcome == Equivalent || r.Outcome == Unbuilt)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := t.askOthers(ctx, dir, pkg, texts, chosen, results); err != nil {
		return err
	}
	for i, r := range results {
		queue.put(i, r, true)
	}
	return nil
}

// A queue reports results in their order, each as soon as it and all before it are final: who stops a long run has
// what was found until then.
type queue struct {
	mu       sync.Mutex
	results  []Result
	tried    []bool // final
	reported int
	report   func(Result)
}

func (q *queue) put(i int, r Result, final bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.results[i], q.tried[i] = r, final
	for q.reported < len(q.results) && q.tried[q.reported] {
		q.report(q.results[q.reported])
		q.reported++
	}
}

// ready is the tests of package of, with the texts of package pkg, and what they are like without a fault.
func (c *Campaign) ready(ctx context.Context, dir, pkg, of string, texts map[string]string) (*testBinary, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("systematic: %w", err)
	}
	b, err := c.build(ctx, dir, of, texts)
	if err != nil || b == nil {
		return nil, err
	}
	return b, c.learn(ctx, b, c.Lists.Golden[of])
}

// choose is the indices of the faults to try: the sample, and of it the shard.
func (c *Campaign) choose(faults []Fault) []int {
	order := make([]int, len(faults))
	for i := range order {
		order[i] = i
	}
	if c.Sample > 0 && c.Sample < len(order) {
		rank := func(i int) uint64 {
			sum := sha256.Sum256([]byte(strconv.FormatUint(c.Seed, 10) + faults[i].Key))
			return firstOctets(sum[:])
		}
		slices.SortStableFunc(order, func(i, j int) int {
			if rank(i) < rank(j) {
				return -1
			}
			return 1
		})
		order = order[:c.Sample]
		slices.Sort(order)
	}
	var mine []int
	for k, i := range order {
		if c.Shards < 2 || k%c.Shards == c.Shard {
			mine = append(mine, i)
		}
	}
	return mine
}

func firstOctets(b []byte) uint64 { return binary.BigEndian.Uint64(b) }

// try tries one fault on the tests of its package. A fault that does not compile has no outcome.
func (t *trial) try(ctx context.Context, dir string, i int) (Result, error) {
	begin := time.Now()
	r := Result{Fault: t.faults[i], Outcome: Survived}
	if t.own == nil {
		r.Why = "no test passes here"
	} else if err := t.judgeBy(ctx, dir, t.own, r.Package, "", i, &r); errors.Is(err, errBuild) {
		return Result{Fault: t.faults[i], Outcome: Unbuilt}, nil
	} else if err != nil {
		return r, err
	}
	r.Time = time.Since(begin)
	t.settle(&r)
	return r, nil
}

// judgeBy runs the tests b of package of on fault i. What cannot stand behind a switch is built first.
func (t *trial) judgeBy(ctx context.Context, dir string, b *testBinary, of, prefix string, i int, r *Result) error {
	if !slices.Contains(t.alone, i) {
		return t.judge(ctx, b, i+1, []string{planted.Fault + "=" + strconv.Itoa(i+1)}, prefix, r)
	}
	at, err := os.MkdirTemp(dir, "alone-")
	if err != nil {
		return fmt.Errorf("systematic: %w", err)
	}
	defer os.RemoveAll(at)
	built, err := t.build(ctx, at, of, map[string]string{r.File: r.edit.apply(t.textOf(r.File))})
	if err != nil {
		return err
	}
	for _, test := range b.tests {
		test.reaches = nil
		built.tests = append(built.tests, test)
	}
	return t.judge(ctx, built, i+1, nil, prefix, r)
}

func (t *trial) textOf(name string) string {
	for _, f := range t.source.files {
		if f.name == name {
			return f.text
		}
	}
	return ""
}

// settle looks a fault up among those that change nothing.
func (t *trial) settle(r *Result) {
	why, listed := t.Lists.Equal[r.Key]
	switch {
	case !listed:
	case r.Outcome == Survived:
		r.Outcome, r.Why = Equivalent, why
	case r.Outcome != Equivalent:
		r.Stale = true
	}
}

// judge runs the tests of b that pass fault id: first those of behaviour, the quickest together and the others each
// alone, and then those of text.
func (t *trial) judge(ctx context.Context, b *testBinary, id int, env []string, prefix string, r *Result) error {
	reached := false
	for _, golden := range []bool{false, true} {
		var group []test
		used := time.Duration(0)
		run := func() error {
			if len(group) == 0 {
				return nil
			}
			err := t.runGroup(ctx, b, group, used, env, prefix, r)
			group, used = nil, 0
			return err
		}
		for _, one := range b.tests {
			if one.golden != golden || one.reaches != nil && !one.reaches[id] {
				continue
			}
			reached = true
			if used+one.used > first {
				if err := run(); err != nil || r.Outcome == Caught || r.Outcome == Text {
					return err
				}
			}
			group, used = append(group, one), used+one.used
		}
		if err := run(); err != nil || r.Outcome == Caught || r.Outcome == Text {
			return err
		}
		if r.Outcome == Hang {
			return nil
		}
	}
	if reached {
		r.Why = ""
	} else if prefix == "" {
		r.Why = "no test passes here"
	}
	return nil
}

// runGroup runs some tests together.
func (t *trial) runGroup(ctx context.Context, b *testBinary, group []test, used time.Duration, env []string,
	prefix string, r *Result) error {
	var names []string
	for _, one := range group {
		names = append(names, one.name)
	}
	const times = 5 // as long as without a fault
	limit := times*used + cmp.Or(t.Slack, 2*time.Second)
	out, err := t.execute(ctx, b, slices.Clone(env), limit, "-test.run=^("+strings.Join(names, "|")+")$")
	if err != nil || out.code == 0 {
		return err
	}
	r.By = prefix + failure(out.text)
	switch {
	case out.code == planted.Exhausted || out.code == -1:
		r.Outcome, r.By = Hang, prefix+names[0]
		return t.splitGroup(ctx, b, group, env, prefix, r)
	case group[0].golden:
		r.Outcome = Text
	default:
		r.Outcome = Caught
	}
	return nil
}

// splitGroup runs the tests of a group that hung each alone: one of them may fail in its own right. Some that hang
// are enough.
func (t *trial) splitGroup(ctx context.Context, b *testBinary, group []test, env []string, prefix string,
	r *Result) error {
	const enough = 4
	hung := 0
	for _, one := range group {
		if len(group) == 1 || r.Outcome != Hang || hung == enough {
			return nil
		}
		if err := t.runGroup(ctx, b, []test{one}, one.used, env, prefix, r); err != nil {
			return err
		}
		if r.By == prefix+one.name {
			hung++
		}
	}
	return nil
}

// askOthers tries what the package's own tests did not catch on those of other packages.
func (t *trial) askOthers(ctx context.Context, dir, pkg string, texts map[string]string, chosen []int,
	results []Result) error {
	for _, of := range t.Lists.Also[pkg] {
		var open []int
		for k, r := range results {
			if r.Outcome == Survived || r.Outcome == Text || r.Outcome == Hang {
				open = append(open, k)
			}
		}
		if len(open) == 0 {
			return nil
		}
		b, err := t.ready(ctx, filepath.Join(dir, strings.ReplaceAll(of, "/", "_")), pkg, of, texts)
		if err != nil || b == nil {
			return err
		}
		err = t.parallel(ctx, len(open), func(i int) error {
			k := open[i]
			begin, before := time.Now(), results[k]
			results[k].Outcome = Survived
			if err := t.judgeBy(ctx, dir, b, of, of+" ", chosen[k], &results[k]); err != nil {
				return err
			}
			if results[k].Outcome != Caught && before.Outcome != Survived {
				results[k] = before
			}
			results[k].Time += time.Since(begin)
			t.settle(&results[k])
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// parallel calls do(0) to do(n-1), so many at a time as there are jobs, and is the first error.
func (c *Campaign) parallel(ctx context.Context, n int, do func(i int) error) error {
	jobs := c.Jobs
	if jobs == 0 {
		jobs = 2
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			for i := range next {
				if ctx.Err() != nil {
					continue
				}
				if err := do(i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}
