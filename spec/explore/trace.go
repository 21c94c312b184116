package explore

import (
	"fmt"
	"slices"
	"unsafe"

	"quesera/spec"
)

// reportGoals puts the deciding states into the result. No parents were stored: a run is found
// backwards when it is asked for, by expanding the levels once more, and is the same whatever the workers did.
func (e *search[S]) reportGoals() {
	for g := range e.goals {
		if !e.goals[g].found {
			continue
		}
		reached := &Reached[S]{Depth: e.goals[g].depth,
			Run: func() (*Run[S], error) { return e.trace(e.goals[g], e.predicate(g)) }}
		if g == len(e.sp.Props) {
			e.result.Deadlock = reached
		} else {
			e.result.Reached[g] = reached
		}
	}
}

// predicate is what goal g asks of a state.
func (e *search[S]) predicate(g int) func(*S) bool {
	if g < len(e.sp.Props) {
		p := e.sp.Props[g]
		return func(s *S) bool { return p.Holds(s) == (p.Kind == spec.Sometimes) }
	}
	return func(s *S) bool { return deadlocked(e.sp, e.instances, s) }
}

// trace finds a shortest run to a goal.
func (e *search[S]) trace(target goal, asked func(*S) bool) (*Run[S], error) {
	path := [][]uint64{target.state}
	for d := target.depth - 1; d >= 0; d-- {
		before, err := e.before(d, path[0])
		if e.stopped() {
			return nil, ErrStopped
		}
		if err != nil {
			return nil, err
		}
		if before == nil {
			return nil, fmt.Errorf("explore: no predecessor of a state at depth %d: an action or a guard depends on more "+
				"than the state", d+1)
		}
		path = slices.Insert(path, 0, before)
	}
	run, err := e.concretely(path, asked)
	if err != nil && e.stopped() {
		return nil, ErrStopped
	}
	return run, err
}

func (e *search[S]) concretely(path [][]uint64, asked func(*S) bool) (*Run[S], error) {
	if e.view != nil {
		return e.concreteInView(path, asked)
	}
	return e.concrete(path, asked)
}

// stopped reports whether Options.Stop is closed.
func (e *search[S]) stopped() bool {
	select {
	case <-e.options.Stop:
		return true
	default:
		return false
	}
}

// before is the smallest packed state of level d that has target among its successors.
func (e *search[S]) before(d int, target []uint64) ([]uint64, error) {
	switch {
	case e.elsewhere != nil:
		return e.beforeElsewhere(d, target)
	case e.disk != nil:
		return e.predecessorOnDisk(d, target)
	}
	return e.predecessor(e.levels[d], target), nil
}

// predecessor is the smallest packed state of the level that has target among its successors.
func (e *search[S]) predecessor(level []span, target []uint64) []uint64 {
	chunks := split(level, chunkStates)
	workers := make([]*worker[S], min(e.options.Workers, len(chunks)))
	for w := range workers {
		workers[w] = newWorker(e)
	}
	best := make([][]uint64, len(workers))
	share(len(workers), len(chunks), func(w, c int) error {
		for i := chunks[c].from; i < chunks[c].to && !e.stopped(); i++ {
			packed := workers[w].visited
			e.store.read(i, packed)
			if (best[w] == nil || slices.Compare(packed, best[w]) < 0) && workers[w].leadsTo(packed, target) {
				best[w] = slices.Clone(packed)
			}
		}
		return nil
	})
	var least []uint64
	for _, b := range best {
		if b != nil && (least == nil || slices.Compare(b, least) < 0) {
			least = b
		}
	}
	return least
}

// sizeOf is how many states a level has.
func sizeOf(level []span) uint64 {
	size := uint64(0)
	for _, s := range level {
		size += s.to - s.from
	}
	return size
}

func (w *worker[S]) leadsTo(packed, target []uint64) bool {
	w.load(packed)
	_, ok := w.stepTo(target)
	return ok
}

// stepTo finds the first action instance that takes the present state to one that packs to target, left in w.packed.
func (w *worker[S]) stepTo(target []uint64) (Taken, bool) {
	for k := range w.instances {
		in := &w.instances[k]
		if !in.can(&w.state.of, in.args) {
			continue
		}
		if w.take(in) == nil && slices.Equal(w.packed, target) {
			return Taken{in.action, in.args}, true
		}
	}
	return Taken{}, false
}

// concrete replays a path of packed states, some of them renamed, as a run from the initial state. Between
// two states that were renamed the actions need not carry over one by one, so it looks for a
// way from each to the next; the last state need only be like the target in what the goal asks of it.
func (e *search[S]) concrete(path [][]uint64, goal func(*S) bool) (*Run[S], error) {
	run := &Run[S]{States: []S{e.sp.Init}}
	if !e.replay(newWorker(e), run, path, 0, goal) {
		return nil, fmt.Errorf("explore: the path cannot be replayed: the spec is not as symmetric as it says")
	}
	return run, nil
}

// replay extends run, which has come to a renaming of path[d], to the goal. Of the renamings of the next
// renamed state some may lead on and others not, where in the middle of a step nodes take
// turns in a fixed order; all are tried.
func (e *search[S]) replay(w *worker[S], run *Run[S], path [][]uint64, d int, goal func(*S) bool) bool {
	if d == len(path)-1 {
		return goal(&run.States[len(run.States)-1])
	}
	next := d + 1
	for next < len(path)-1 && e.symmetry != nil && !e.renamed(path[next]) {
		next++
	}
	return e.walk(run, next-d, func(s *S) bool {
		if next < len(path)-1 {
			if w.encode(s) != nil || !slices.Equal(w.packed, path[next]) {
				return false
			}
		}
		return e.replay(w, run, path, next, goal)
	})
}

// renamed reports whether the packed state is one of those that symmetry may have renamed.
func (e *search[S]) renamed(packed []uint64) bool {
	var s S
	e.layout.unpack(packed, unsafe.Pointer(&s))
	return e.sp.Symmetric(&s)
}

// walk extends run by exactly length steps to a state that has arrived, depth first in the spec's order.
func (e *search[S]) walk(run *Run[S], length int, arrived func(*S) bool) bool {
	from := run.States[len(run.States)-1]
	if length == 0 {
		return arrived(&from)
	}
	for _, in := range e.instances {
		if e.stopped() {
			return false
		}
		if !in.can(&from, in.args) {
			continue
		}
		next := from
		in.do(&next, in.args)
		if length > 1 && e.sp.Symmetric(&next) { // only with symmetry are there several steps to take
			continue // the path passes no such state here
		}
		run.Steps = append(run.Steps, Taken{in.action, in.args})
		run.States = append(run.States, next)
		if e.walk(run, length-1, arrived) {
			return true
		}
		run.Steps = run.Steps[:len(run.Steps)-1]
		run.States = run.States[:len(run.States)-1]
	}
	return false
}
