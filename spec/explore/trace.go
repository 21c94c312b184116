package explore

import (
	"fmt"
	"slices"
	"sync"
	"unsafe"
)

// traceGoals turns the deciding states into shortest runs. No parents were stored: a run is found
// backwards, by expanding the levels once more, and is the same whatever the workers did.
func (e *search[S]) traceGoals() error {
	for g := range e.goals {
		if !e.goals[g].found {
			continue
		}
		run, err := e.trace(e.goals[g].state, e.goals[g].depth)
		if err != nil {
			return err
		}
		if g == len(e.sp.Props) {
			e.result.Deadlock = run
		} else {
			e.result.Reached[g] = run
		}
	}
	return nil
}

// trace finds a shortest run to the packed state at the given depth.
func (e *search[S]) trace(target []uint64, depth int) (*Run[S], error) {
	path := [][]uint64{target}
	for d := depth - 1; d >= 0; d-- {
		before := e.predecessor(e.levels[d], path[0])
		if before == nil {
			return nil, fmt.Errorf("explore: no predecessor of a state at depth %d: an action or a guard depends on more than the state", d+1)
		}
		path = slices.Insert(path, 0, before)
	}
	return e.concrete(path)
}

// predecessor is the smallest packed state of the level that has target among its successors.
func (e *search[S]) predecessor(level []span, target []uint64) []uint64 {
	chunks := split(level, 1+sizeOf(level)/uint64(e.options.Workers))
	best := make([][]uint64, len(chunks))
	var wg sync.WaitGroup
	for c, chunk := range chunks {
		wg.Go(func() {
			w := newWorker(e)
			for i := chunk.from; i < chunk.to; i++ {
				packed := e.store.at(i)
				if (best[c] == nil || slices.Compare(packed, best[c]) < 0) && w.leadsTo(packed, target) {
					best[c] = packed
				}
			}
		})
	}
	wg.Wait()
	var least []uint64
	for _, b := range best {
		if b != nil && (least == nil || slices.Compare(b, least) < 0) {
			least = b
		}
	}
	return least
}

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

// stepTo finds the first action instance that takes the present state to one that packs to target, left in w.next.
func (w *worker[S]) stepTo(target []uint64) (Taken, bool) {
	for k := range w.instances {
		in := &w.instances[k]
		if !w.sp.Actions[in.action].Can(&w.state.of, in.args) {
			continue
		}
		if w.take(in) == nil && slices.Equal(w.packed, target) {
			return Taken{in.action, in.args}, true
		}
	}
	return Taken{}, false
}

// concrete replays a path of packed states, which may be renamed ones, as a run from the initial state.
func (e *search[S]) concrete(path [][]uint64) (*Run[S], error) {
	w := newWorker(e)
	run := &Run[S]{States: []S{e.sp.Init}}
	for _, target := range path[1:] {
		w.state.of = run.States[len(run.States)-1]
		w.from = make([]uint64, e.layout.words)
		e.layout.pack(unsafe.Pointer(&w.state), w.from)
		taken, ok := w.stepTo(target)
		if !ok {
			return nil, fmt.Errorf("explore: the path cannot be replayed: the spec is not as symmetric as it says")
		}
		run.Steps = append(run.Steps, taken)
		run.States = append(run.States, w.next.of)
	}
	return run, nil
}
