package explore

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"quesera/spec"
)

// instance is one action with arguments.
type instance[S any] struct {
	action int
	args   spec.Args
	can    func(*S, spec.Args) bool // the action's
	do     func(*S, spec.Args)
}

type search[S comparable] struct {
	sp        *spec.Spec[S]
	options   Options
	layout    *layout
	symmetry  symmetry      // nil: not used
	view      *spec.View[S] // nil: the whole is searched
	instances []instance[S]
	store     *store
	levels    [][]span
	result    *Result[S]
	goals     []goal // one a property, then one for deadlock
	disk      *disk  // nil: the states are in the store
	elsewhere Levels // nil: they are in this process
	mistaken  error  // of a search on disk: what is wrong with the spec
	// outOfMemory says that there was a search that needed more than Options.MaxBytes.
	outOfMemory bool
	judgeOnly   atomic.Bool // the search ends with this level: nobody wants to know what comes after it
}

// A goal is what decides a property: the smallest state of the first level that has one.
type goal struct {
	found bool
	depth int
	state []uint64
}

func newSearch[S comparable](sp *spec.Spec[S], o Options) (*search[S], error) {
	l, err := newLayout[S](sp.Config)
	if err != nil {
		return nil, err
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	e := &search[S]{sp: sp, options: o, layout: l, instances: instancesOf(sp), store: newStore(l.words),
		goals: make([]goal, len(sp.Props)+1),
		result: &Result[S]{PerAction: make([]uint64, len(sp.Actions)), Reached: make([]*Reached[S], len(sp.Props)),
			Mattered: make([]uint64, len(sp.Props))}}
	e.store.halves = l.halves
	e.store.workersHold(o.Workers)
	e.store.expect(e.roomAtOnce(o))
	if o.Symmetry && sp.Symmetric != nil {
		e.symmetry = newSymmetry(l)
		e.result.Reduced = true
	}
	e.result.Reduced = e.result.Reduced || o.PartialOrder != nil
	return e, nil
}

// instancesOf lists all instances of all actions in the spec's order.
func instancesOf[S any](sp *spec.Spec[S]) []instance[S] {
	var all []instance[S]
	for a, action := range sp.Actions {
		combos := []spec.Args{{}}
		for p, param := range action.Params {
			var longer []spec.Args
			for _, args := range combos {
				for _, v := range param.Values {
					args[p] = v
					longer = append(longer, args)
				}
			}
			combos = longer
		}
		for _, args := range combos {
			all = append(all, instance[S]{a, args, action.Can, action.Do})
		}
	}
	return all
}

// run searches level by level. A level is judged while it is expanded; if it decides the search, what came
// after it is forgotten.
func (e *search[S]) run() (*Result[S], error) {
	workers := make([]*worker[S], e.options.Workers)
	for i := range workers {
		workers[i] = newWorker(e)
	}
	if err := workers[0].start(); err != nil {
		return nil, err
	}
	for {
		e.finishLevel(workers)
		if len(e.levels[len(e.levels)-1]) == 0 {
			e.levels = e.levels[:len(e.levels)-1]
			e.result.Complete = true
			break
		}
		atBounds := e.beyondBounds()
		e.judgeOnly.Store(atBounds)
		e.askOpen(workers)
		if err := e.compile(workers); err != nil {
			return nil, err
		}
		if err := e.visitLevel(workers); err != nil {
			return nil, err
		}
		if e.collectGoals(workers); e.decided() || atBounds {
			break
		}
	}
	e.result.Depth = len(e.levels) - 1
	for _, level := range e.levels {
		e.result.Levels = append(e.result.Levels, sizeOf(level))
	}
	e.result.Bytes = e.store.bytes()
	e.result.Load = e.store.load()
	e.reportGoals()
	return e.result, e.checkConditions()
}

// checkConditions holds what properties say of themselves against the failures that were found: an invariant that
// fails says something there.
func (e *search[S]) checkConditions() error {
	for p := range e.sp.Props {
		prop := &e.sp.Props[p]
		if prop.Kind != spec.Invariant || prop.When == nil || !e.goals[p].found {
			continue
		}
		var s S
		e.layout.unpack(e.goals[p].state, unsafe.Pointer(&s))
		if !prop.When.Holds(&s) {
			return fmt.Errorf("explore: %s fails in a state in which it says nothing (%s): %+v", prop.ID, prop.When.Method, s)
		}
	}
	return nil
}

// finishLevel makes the states found since the last call the newest level, and adds up what was counted on the way to
// them.
func (e *search[S]) finishLevel(workers []*worker[S]) {
	var level []span
	for _, w := range workers {
		level = append(level, w.takeSpans()...)
	}
	e.countTransitions(workers)
	e.levels = append(e.levels, level)
	e.result.States = e.store.count.Load()
}

// countTransitions adds up what the workers have counted.
func (e *search[S]) countTransitions(workers []*worker[S]) {
	for _, w := range workers {
		e.result.Transitions += w.transitions
		for a, n := range w.perAction {
			e.result.PerAction[a] += n
			w.perAction[a] = 0
		}
		w.transitions = 0
	}
}

// collectGoals collects what the workers saw in the newest level, and adds up where properties mattered.
func (e *search[S]) collectGoals(workers []*worker[S]) {
	for _, w := range workers {
		for p, n := range w.mattered {
			e.result.Mattered[p] += n
			w.mattered[p] = 0
		}
		for g := range w.goals {
			if !w.goals[g].found {
				continue
			}
			e.goals[g].merge(w.goals[g].state, w.goals[g].depth)
			w.goals[g] = goal{}
		}
	}
}

// merge keeps the shallowest, then smallest state.
func (g *goal) merge(state []uint64, depth int) {
	if !g.found || depth < g.depth || depth == g.depth && slices.Compare(state, g.state) < 0 {
		*g = goal{true, depth, slices.Clone(state)}
	}
}

// decided reports whether the search need not go on.
func (e *search[S]) decided() bool {
	for g := range e.goals {
		if e.goals[g].found && e.decides(g) {
			return true
		}
	}
	return false
}

// decides reports whether the search ends with the level in which goal g is found: a failed
// invariant or a deadlock, unless it is to go on until a certain property is decided.
func (e *search[S]) decides(g int) bool {
	if g == len(e.sp.Props) {
		return e.options.Until == ""
	}
	p := &e.sp.Props[g]
	if e.options.Until != "" {
		return p.ID == e.options.Until
	}
	return p.Kind == spec.Invariant
}

// beyondBounds reports whether the search has to give up.
func (e *search[S]) beyondBounds() bool {
	if e.options.MaxBytes > 0 && e.store.bytes() > e.options.MaxBytes {
		e.outOfMemory = true
	}
	return e.outOfMemory || e.stopped() || e.options.MaxStates > 0 && e.store.count.Load() > e.options.MaxStates
}

// roomAtOnce is for how many states a table is made before the search begins. A bound on memory goes before what is
// expected: whoever expects too much must not be out of memory for it.
func (e *search[S]) roomAtOnce(o Options) uint64 {
	if o.Expect == 0 || o.Elsewhere != nil {
		return 0
	}
	room := o.Expect + uint64(chunkStates*len(e.instances)*o.Workers*4)
	if o.MaxBytes > 0 && room > e.mostInMemory(o) {
		return 0
	}
	return min(room, mostExpected)
}

// mostInMemory is for about how many states a bound on memory suffices.
func (e *search[S]) mostInMemory(o Options) uint64 {
	return o.MaxBytes / (uint64(e.layout.words)*8 + 16)
}

// chunkStates is how many states a worker visits between two looks at the shared counter.
const chunkStates = 256

// visitLevel judges every state of the newest level, and takes every action from it. It works in batches, small enough
// that the table cannot overfill within one, and between batches the table may grow. Beyond the bounds the
// states that are left are only judged.
func (e *search[S]) visitLevel(workers []*worker[S]) error {
	chunks := split(e.levels[len(e.levels)-1], chunkStates)
	perChunk := chunkStates * len(e.instances)
	level := sizeOf(e.levels[len(e.levels)-1])
	for visited := uint64(0); len(chunks) > 0; {
		for e.store.room() < perChunk*len(workers)*4 {
			e.store.grow(func() { e.refill(workers) })
		}
		batch := min(len(chunks), e.store.room()/perChunk)
		if err := e.visitBatch(workers, chunks[:batch]); err != nil {
			return err
		}
		visited += sizeOf(chunks[:batch])
		chunks = chunks[batch:]
		if e.options.Progress != nil {
			p := e.progress(workers)
			p.Level, p.Visited = level, visited
			e.options.Progress(p)
		}
		if e.beyondBounds() {
			e.judgeOnly.Store(true)
		}
	}
	return nil
}

// compile gives the workers a program, once the search is large.
func (e *search[S]) compile(workers []*worker[S]) error {
	if e.options.Compile == nil || e.view != nil || e.result.States < cmp.Or(e.options.compileAt, largeEnough) {
		return nil
	}
	program := e.options.Compile()
	e.options.Compile = nil
	if program == nil {
		return nil
	}
	for _, w := range workers {
		var err error
		if w.sliced, err = newSliced(program, e.layout, len(e.instances), len(e.sp.Props)); err != nil {
			return err
		}
	}
	return nil
}

func (e *search[S]) progress(workers []*worker[S]) Progress {
	p := Progress{Depth: len(e.levels), States: e.store.count.Load(), Transitions: e.result.Transitions}
	for _, w := range workers {
		p.Transitions += w.transitions
	}
	return p
}

// refill puts all states back into a new table, those of the unfinished level too.
func (e *search[S]) refill(workers []*worker[S]) {
	var spans []span
	for _, level := range e.levels {
		spans = append(spans, level...)
	}
	for _, w := range workers {
		spans = append(spans, w.used...)
	}
	chunks := split(spans, 1<<segmentBits)
	share(len(workers), len(chunks), func(w, c int) error { workers[w].reinsert(chunks[c]); return nil })
}

// visitBatch shares the chunks out among the workers.
func (e *search[S]) visitBatch(workers []*worker[S], chunks []span) error {
	return share(len(workers), len(chunks), func(w, c int) error { return workers[w].visitChunk(chunks[c]) })
}

// share has as many goroutines as there are workers call do for each of the tasks once, and
// returns the error of the first worker that had one.
func share(workers, tasks int, do func(worker, task int) error) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, workers)
	for w := range workers {
		wg.Go(func() {
			for errs[w] == nil {
				task := int(next.Add(1)) - 1
				if task >= tasks {
					return
				}
				errs[w] = do(w, task)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// split cuts spans into pieces of at most size indices.
func split(spans []span, size uint64) []span {
	var pieces []span
	for _, s := range spans {
		for from := s.from; from < s.to; from += size {
			pieces = append(pieces, span{from, min(from+size, s.to)})
		}
	}
	return pieces
}
