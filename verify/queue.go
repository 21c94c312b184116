//go:build !js

package verify

import (
	"context"
	"fmt"
	"sync"
	"time"

	"quesera/spec/explore"
)

// Run verifies checks, as many at a time as Options.Jobs says, and hands on rows in the order of the checks. An error
// ends it, with the rows so far: a spec that cannot be searched, or a StoppedError where the context ended.
func Run(ctx context.Context, checks []Check, o Options) ([]Row, error) {
	o.Jobs = max(1, min(o.Jobs, len(checks))) // who is alone has all the memory
	q := &queue{Options: o, checks: checks, kept: make([][]func(), len(checks)), ended: make([]bool, len(checks)),
		errs: make([]error, len(checks))}
	var wg sync.WaitGroup
	for range o.Jobs {
		wg.Go(func() {
			for k, ok := q.begin(); ok; k, ok = q.begin() {
				q.end(k, q.do(ctx, k))
			}
		})
	}
	wg.Wait()
	for k, err := range q.errs {
		switch {
		case err != nil && ctx.Err() != nil:
			return q.rows, &StoppedError{checks[k]}
		case err != nil:
			return q.rows, fmt.Errorf("%v: %w", checks[k], err)
		}
	}
	return q.rows, nil
}

// A queue has checks done. What they say is heard in their order: at once of the first that is not done, of others when
// it is their turn.
type queue struct {
	Options
	checks []Check
	alone  sync.RWMutex // is locked by a check that is done alone, and locked for reading by the others

	mu    sync.Mutex
	begun int // checks
	first int // that is not done
	kept  [][]func()
	ended []bool
	errs  []error
	rows  []Row
}

// begin is the next check, unless there is none or one has failed.
func (q *queue) begin() (k int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, err := range q.errs {
		if err != nil {
			return 0, false
		}
	}
	k = q.begun
	q.begun++
	return k, k < len(q.checks)
}

// mostBeside is how many states a check may have that is done beside others.
const mostBeside = 3_000_000

// beside reports whether a check is small enough to be done beside others: it would not be done sooner alone.
func (c Check) beside() bool { return !c.Deep && c.States <= mostBeside }

// do does a check.
func (q *queue) do(ctx context.Context, k int) error {
	c, o := q.checks[k], q.Options
	if c.beside() {
		q.alone.RLock()
		defer q.alone.RUnlock()
		o.Memory /= uint64(o.Jobs)
	} else {
		q.alone.Lock()
		defer q.alone.Unlock()
	}
	o.Emit = func(row Row) { q.say(k, func() { q.emit(row) }) }
	if q.Measured != nil {
		o.Measured = func(s Stats) { q.say(k, func() { q.Measured(s) }) }
	}
	if q.Progress != nil {
		o.Progress = func(c Check, p explore.Progress, started time.Time) {
			q.ifFirst(k, func() { q.Progress(c, p, started) })
		}
	}
	if q.Spinning != nil {
		o.Spinning = func(c Check, said string) { q.ifFirst(k, func() { q.Spinning(c, said) }) }
	}
	if q.Searched != nil {
		o.Searched = func(c Check) { q.ifFirst(k, func() { q.Searched(c) }) }
	}
	r := &runner{Options: o}
	err := r.check(ctx, c)
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// say has something heard when it is the turn of check k.
func (q *queue) say(k int, something func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if k == q.first {
		something()
		return
	}
	q.kept[k] = append(q.kept[k], something)
}

// ifFirst has something heard only if it is the turn of check k.
func (q *queue) ifFirst(k int, something func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if k == q.first {
		something()
	}
}

func (q *queue) emit(row Row) {
	q.rows = append(q.rows, row)
	if q.Emit != nil {
		q.Emit(row)
	}
}

// end notes that a check is done, and has those heard whose turn it is. Behind one that failed nothing is heard.
func (q *queue) end(k int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended[k], q.errs[k] = true, err
	for q.first < len(q.checks) && q.ended[q.first] && q.errs[q.first] == nil {
		q.first++
		if q.first == len(q.checks) {
			return
		}
		for _, something := range q.kept[q.first] {
			something()
		}
		q.kept[q.first] = nil
	}
}
