package explore

import (
	"errors"
	"io"
	"os"
	"slices"
	"sync"
)

// A disk holds the states of a search that memory does not hold: each level is a sorted run, and a state is new if no
// run so far has it. Successors are collected in memory, sorted, and written as runs when there is no more room for
// them. At the end of a level all of these are merged, and what earlier levels have is left out (Korf and Schultze,
// Large-Scale Parallel Breadth-First Search, 2005: delayed duplicate detection). So the search is exact, and its
// levels, figures and runs do not depend on the number of workers or the memory there is.
type disk struct {
	files
	levels []sortedRun
	seen   []sortedRun // they have what the levels have
	joined []sortedRun // that one of seen which is of many levels, if there is one
	room   int         // states that a worker keeps in memory
}

// A spill collects successors on behalf of one worker.
type spill struct {
	*disk
	mu     *sync.Mutex // guards the files
	states []uint64
	runs   []sortedRun
}

// mostRuns is how many files are merged at once.
const mostRuns = 64

// leastRoom is how many states a worker keeps in memory, however little there is.
const leastRoom = 256

// newDisk makes a folder for the files of a search.
func newDisk(o Options, words int) (*disk, error) {
	folder, err := os.MkdirTemp(o.Spill, "quesera-states-")
	if err != nil {
		return nil, err
	}
	d := &disk{files: files{folder: folder, words: words,
		create: func(name string) (io.WriteCloser, error) { return os.Create(name) }}}
	if o.createFile != nil {
		d.create = o.createFile
	}
	// What reads and writes files needs some memory too.
	d.room = max(leastRoom, int(o.MaxBytes/4*3)/(8*words*o.Workers))
	return d, nil
}

// add takes states that lie one after the other.
func (s *spill) add(states []uint64) error {
	if len(s.states)+len(states) > s.room*s.words {
		if err := s.empty(); err != nil {
			return err
		}
	}
	s.states = append(s.states, states...)
	return nil
}

// sorted is what is in memory, in order and each once.
func (s *spill) sorted() []uint64 {
	sortStates(s.states, s.words)
	s.states = distinct(s.states, s.words)
	return s.states
}

// empty writes what is in memory to a file, unless so much of it was there twice that there is room again.
func (s *spill) empty() error {
	if states := s.sorted(); len(states) < s.room*s.words/2 {
		return nil
	}
	s.mu.Lock()
	w, err := s.write()
	s.mu.Unlock()
	if err != nil {
		return err
	}
	for i := 0; i < len(s.states) && err == nil; i += s.words {
		err = w.add(s.states[i : i+s.words])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	run, closed := w.end()
	s.states, s.runs = s.states[:0], append(s.runs, run)
	return errors.Join(err, closed)
}

// level makes the next level of what the workers have collected.
func (d *disk) level(spills []*spill, stopped func() bool) (sortedRun, error) {
	var found []sortedRun
	var sources []source
	for _, s := range spills {
		found = append(found, s.runs...)
		sources = append(sources, &sortedStates{s.sorted(), d.words})
	}
	for len(found) > mostRuns {
		some, err := d.merge(found[:mostRuns], nil, nil, stopped)
		if err == nil {
			err = d.remove(found[:mostRuns])
		}
		if err != nil {
			return sortedRun{}, err
		}
		found = append(slices.Clone(found[mostRuns:]), some)
	}
	if len(d.seen) > mostRuns {
		all, err := d.merge(d.seen, nil, nil, stopped)
		if err == nil {
			err = d.remove(d.joined)
		}
		if err != nil {
			return sortedRun{}, err
		}
		d.joined, d.seen = []sortedRun{all}, []sortedRun{all} // the levels stay for runs to be found
	}
	level, err := d.merge(found, sources, d.seen, stopped)
	if err == nil {
		err = d.remove(found)
	}
	if err != nil {
		return sortedRun{}, err
	}
	for _, s := range spills {
		s.states, s.runs = s.states[:0], nil
	}
	d.levels, d.seen = append(d.levels, level), append(d.seen, level)
	return level, nil
}

// merge writes the states of runs and sources, each once, without those of other runs.
func (d *disk) merge(runs []sortedRun, sources []source, without []sortedRun, stopped func() bool) (sortedRun, error) {
	in, closeIn, err := d.openAll(runs, sources)
	defer closeIn()
	if err != nil {
		return sortedRun{}, err
	}
	out, closeOut, err := d.openAll(without, nil)
	defer closeOut()
	if err != nil {
		return sortedRun{}, err
	}
	w, err := d.write()
	if err != nil {
		return sortedRun{}, err
	}
	err = w.addNew(in, out, stopped)
	run, closed := w.end()
	return run, errors.Join(err, closed)
}

// addNew writes what in has and out has not.
func (w *runWriter) addNew(in, out *merged, stopped func() bool) error {
	const often = 1 << 14 // states between two looks whether to go on
	for n := 0; in.head() != nil; n++ {
		if n%often == 0 && stopped() {
			return ErrStopped
		}
		for out.head() != nil && slices.Compare(out.head(), in.head()) < 0 {
			if err := out.next(); err != nil {
				return err
			}
		}
		if !slices.Equal(out.head(), in.head()) {
			if err := w.add(in.head()); err != nil {
				return err
			}
		}
		if err := in.next(); err != nil {
			return err
		}
	}
	for out.head() != nil { // to its end, where it turns out whether all of it was there
		if err := out.next(); err != nil {
			return err
		}
	}
	return nil
}

// openAll opens runs, and merges them with other sources.
func (d *disk) openAll(runs []sortedRun, sources []source) (*merged, func(), error) {
	var opened []*runReader
	closeAll := func() {
		for _, r := range opened {
			r.file.Close()
		}
	}
	for _, run := range runs {
		r, err := d.open(run)
		if err != nil {
			return nil, closeAll, err
		}
		opened, sources = append(opened, r), append(sources, r)
	}
	return newMerged(sources), closeAll, nil
}
