package explore

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"quesera/spec"
)

// exploreOne searches sp, or what a view of it shows: in memory, where there is not enough of that and a folder
// for files, once more on disk; or where Options.Elsewhere has it.
func exploreOne[S comparable](sp *spec.Spec[S], o Options, view *spec.View[S]) (*Result[S], error) {
	begin := func() (*search[S], error) {
		e, err := newSearch(sp, o)
		if err == nil {
			e.view = view
		}
		return e, err
	}
	e, err := begin()
	if err != nil {
		return nil, err
	}
	if o.Elsewhere != nil {
		return e.runElsewhere()
	}
	if o.Spill == "" {
		return e.run()
	}
	if o.MaxBytes == 0 || o.Expect <= e.mostInMemory(o) {
		r, err := e.run()
		if err != nil || r.Complete || !e.outOfMemory || e.decided() || e.stopped() {
			return r, err
		}
	}
	if e, err = begin(); err != nil {
		return nil, err
	}
	return e.runOnDisk()
}

// runOnDisk searches level by level, as run does, with the states in files. Whatever is wrong with these ends the
// search early, so that it is inconclusive.
func (e *search[S]) runOnDisk() (*Result[S], error) {
	e.store.table = table{} // it holds nothing
	d, err := newDisk(e.options, e.layout.words)
	if err != nil {
		e.result.Lost = err
		return e.result, nil
	}
	e.disk = d
	e.result.free = sync.OnceValue(func() error { return os.RemoveAll(d.folder) })
	if err := e.searchFiles(); !errors.Is(err, ErrStopped) {
		e.result.Lost = err
	}
	if e.mistaken != nil {
		return nil, errors.Join(e.mistaken, e.result.Free())
	}
	for _, level := range d.levels {
		e.result.Levels = append(e.result.Levels, level.states)
	}
	e.result.Depth = max(0, len(d.levels)-1)
	e.result.Bytes, e.result.Disk = uint64(e.options.Workers*d.room*8*d.words), max(e.result.Disk, d.files.disk)
	e.reportGoals()
	return e.result, e.checkConditions()
}

// searchFiles is the search itself. Its error is of the files, unless the spec is mistaken.
func (e *search[S]) searchFiles() error {
	var mu sync.Mutex
	workers, spills := make([]*worker[S], e.options.Workers), make([]*spill, e.options.Workers)
	for i := range workers {
		workers[i], spills[i] = newWorker(e), &spill{disk: e.disk, mu: &mu}
		workers[i].sink = spills[i]
	}
	if e.mistaken = workers[0].start(); e.mistaken != nil {
		return e.mistaken
	}
	for {
		level, err := e.disk.level(spills, e.stopped)
		if err != nil {
			return err
		}
		e.countTransitions(workers)
		e.result.States += level.states
		e.result.Disk = max(e.result.Disk, e.disk.files.disk)
		if level.states == 0 {
			last := len(e.disk.levels) - 1
			e.disk.levels, e.result.Complete = e.disk.levels[:last], true
			return nil
		}
		atBounds := e.stopped() || e.options.MaxStates > 0 && e.result.States > e.options.MaxStates
		e.judgeOnly.Store(atBounds)
		e.askOpen(workers)
		if e.mistaken = e.compile(workers); e.mistaken != nil {
			return e.mistaken
		}
		err = e.visitRun(workers, level)
		e.collectGoals(workers)
		if err != nil || e.decided() || atBounds {
			return err
		}
	}
}

// toldEvery is after how many states there is news of the progress.
const toldEvery = 64 * chunkStates

// visitRun judges every state of a level in a file, and takes every action from it.
func (e *search[S]) visitRun(workers []*worker[S], level sortedRun) error {
	r, err := e.disk.open(level)
	if err != nil {
		return err
	}
	defer r.file.Close()
	var mu sync.Mutex
	depth, words, handed := len(e.disk.levels)-1, e.layout.words, uint64(0)
	some := func(states []uint64) ([]uint64, error) { // the next ones
		mu.Lock()
		defer mu.Unlock()
		for states = states[:0]; r.head() != nil && len(states) < chunkStates*words; {
			states = append(states, r.head()...)
			if err := r.next(); err != nil {
				return nil, err
			}
		}
		handed += uint64(len(states) / words)
		if e.options.Progress != nil && len(states) > 0 && (r.head() == nil || handed%toldEvery < chunkStates) {
			e.options.Progress(Progress{Depth: len(e.disk.levels), States: e.result.States,
				Transitions: e.result.Transitions, Level: level.states, Visited: handed})
		}
		return states, nil
	}
	return share(len(workers), len(workers), func(w, _ int) error {
		states := make([]uint64, 0, chunkStates*words)
		for {
			var err error
			if states, err = some(states); err != nil || len(states) == 0 {
				return err
			}
			if e.stopped() {
				return ErrStopped
			}
			at := func(k int) []uint64 { return states[k*words : (k+1)*words] }
			if err := workers[w].visitAll(len(states)/words, at, depth); err != nil {
				return e.mistake(err, &mu)
			}
			if workers[w].flush(); workers[w].failed != nil {
				return workers[w].failed
			}
		}
	})
}

// mistake notes an error of the spec, not of the files.
func (e *search[S]) mistake(err error, mu *sync.Mutex) error {
	mu.Lock()
	defer mu.Unlock()
	e.mistaken = err
	return err
}

// predecessorOnDisk is the smallest packed state of a level in a file that has target among its successors: the
// first.
func (e *search[S]) predecessorOnDisk(d int, target []uint64) ([]uint64, error) {
	r, err := e.disk.open(e.disk.levels[d])
	if err != nil {
		return nil, fmt.Errorf("explore: the states of the search are gone: %w", err)
	}
	defer r.file.Close()
	w := newWorker(e)
	for r.head() != nil && !e.stopped() {
		if w.leadsTo(r.head(), target) {
			return slices.Clone(r.head()), nil
		}
		if err := r.next(); err != nil {
			return nil, fmt.Errorf("explore: %w", err)
		}
	}
	return nil, nil
}
