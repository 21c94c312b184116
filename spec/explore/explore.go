// Package explore is an exact explicit-state explorer for the specs of package spec.
//
// It searches breadth first, so that counterexamples are shortest, on all cores, over
// states packed without pointers and compared in full. Its results do not depend on the number of
// workers or on their timing: every level of the search is finished before the next one begins, and
// wherever there is a choice the smallest packed state and the first action in the spec's order are taken.
package explore

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"quesera/spec"
)

// Options of a search. The zero value explores everything on all cores.
type Options struct {
	Workers   int            // 0: one a core
	Symmetry  bool           // identify states that differ by a renaming of nodes, where the spec says it may
	MaxStates uint64         // give up, inconclusive, beyond that many states; 0: no bound
	MaxBytes  uint64         // give up, inconclusive, beyond that much memory for states; 0: no bound
	Until     string         // go on past other failures until this property is decided; "": stop at the first failure
	Progress  func(Progress) // called now and then by the searching goroutine; may be nil
}

// Progress of a search under way.
type Progress struct {
	Depth               int
	States, Transitions uint64
}

// Result of a search.
type Result[S any] struct {
	States      uint64   // distinct reachable states found
	Transitions uint64   // action instances taken, from all of them
	PerAction   []uint64 // Transitions by action, in the spec's order
	Depth       int      // length of the longest shortest run
	Bytes       uint64   // memory that held the states
	Complete    bool     // the whole reachable graph was searched; false after a violation or at a bound
	Reduced     bool     // symmetry was used
	// Reached has, for each property in the spec's order, a shortest run to a state that decides it: for a
	// Sometimes one in which it holds, for an invariant one in which it fails; nil where there is none.
	Reached  []*Reached[S]
	Deadlock *Reached[S] // to a state that is not final and has no action enabled
}

// Reached says that a state was found, and can tell how it is reached.
type Reached[S any] struct {
	Depth int                     // steps of a shortest run
	Run   func() (*Run[S], error) // finds one, always the same; this takes up to the time of the search itself
}

// A Run is a schedule: the action instances taken from the initial state, and the states passed.
type Run[S any] struct {
	Steps  []Taken
	States []S // one more than Steps; the first is the initial state
}

// Taken is one action instance.
type Taken struct {
	Action int // index into the spec's Actions
	Args   spec.Args
}

// Violated reports whether an invariant failed or a deadlock was found.
func (r *Result[S]) Violated(sp *spec.Spec[S]) bool {
	if r.Deadlock != nil {
		return true
	}
	for i, p := range sp.Props {
		if p.Kind == spec.Invariant && r.Reached[i] != nil {
			return true
		}
	}
	return false
}

// Explore searches the reachable states of sp. It stops at the end of the level in which an invariant
// fails or a deadlock appears. Errors are mistakes of the spec: a state that its tags cannot hold.
func Explore[S comparable](sp *spec.Spec[S], o Options) (*Result[S], error) {
	e, err := newSearch(sp, o)
	if err != nil {
		return nil, err
	}
	return e.run()
}

// instance is one action with arguments.
type instance struct {
	action int
	args   spec.Args
}

type search[S comparable] struct {
	sp        *spec.Spec[S]
	options   Options
	layout    *layout
	symmetry  *symmetry // nil: not used
	instances []instance
	store     *store
	levels    [][]span
	result    *Result[S]
	goals     []goal // one a property, then one for deadlock
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
		goals:  make([]goal, len(sp.Props)+1),
		result: &Result[S]{PerAction: make([]uint64, len(sp.Actions)), Reached: make([]*Reached[S], len(sp.Props))}}
	if o.Symmetry && sp.Symmetric != nil {
		e.symmetry = newSymmetry(l)
		e.result.Reduced = true
	}
	return e, nil
}

// instancesOf lists all instances of all actions in the spec's order.
func instancesOf[S any](sp *spec.Spec[S]) []instance {
	var all []instance
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
			all = append(all, instance{a, args})
		}
	}
	return all
}

// run searches level by level.
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
		if e.decided() || e.beyondBounds() {
			break
		}
		if err := e.expandLevel(workers); err != nil {
			return nil, err
		}
	}
	e.result.Depth = len(e.levels) - 1
	e.result.States = e.store.count.Load()
	e.result.Bytes = e.store.bytes()
	e.reportGoals()
	return e.result, nil
}

// finishLevel makes the states found since the last call the newest level, and collects what the workers
// saw in them. A deadlock is seen when a state is expanded, so it belongs to the level before.
func (e *search[S]) finishLevel(workers []*worker[S]) {
	var level []span
	for _, w := range workers {
		level = append(level, w.takeSpans()...)
		for g := range w.goals {
			if !w.goals[g].found {
				continue
			}
			e.goals[g].merge(w.goals[g].state, w.goals[g].depth)
			w.goals[g] = goal{}
		}
		e.result.Transitions += w.transitions
		for a, n := range w.perAction {
			e.result.PerAction[a] += n
			w.perAction[a] = 0
		}
		w.transitions = 0
	}
	e.levels = append(e.levels, level)
}

// merge keeps the shallowest, then smallest state.
func (g *goal) merge(state []uint64, depth int) {
	if !g.found || depth < g.depth || depth == g.depth && slices.Compare(state, g.state) < 0 {
		*g = goal{true, depth, slices.Clone(state)}
	}
}

// decided reports whether the search need not go on: an invariant failed or a deadlock was found.
func (e *search[S]) decided() bool {
	if e.options.Until != "" {
		for g, p := range e.sp.Props {
			if p.ID == e.options.Until {
				return e.goals[g].found
			}
		}
		return false
	}
	for g := range e.goals {
		if e.goals[g].found && (g == len(e.sp.Props) || e.sp.Props[g].Kind == spec.Invariant) {
			return true
		}
	}
	return false
}

func (e *search[S]) beyondBounds() bool {
	return e.options.MaxStates > 0 && e.store.count.Load() > e.options.MaxStates ||
		e.options.MaxBytes > 0 && e.store.bytes() > e.options.MaxBytes
}

// chunkStates is how many states a worker expands between two looks at the shared counter.
const chunkStates = 256

// expandLevel takes every action from every state of the newest level. It works in batches, small enough
// that the table cannot overfill within one, and between batches the table may grow.
func (e *search[S]) expandLevel(workers []*worker[S]) error {
	chunks := split(e.levels[len(e.levels)-1], chunkStates)
	perChunk := chunkStates * len(e.instances)
	for len(chunks) > 0 {
		for e.store.room() < perChunk*len(workers)*4 {
			e.store.grow(func() { e.refill(workers) })
		}
		batch := min(len(chunks), e.store.room()/perChunk)
		if err := e.expandBatch(workers, chunks[:batch]); err != nil {
			return err
		}
		chunks = chunks[batch:]
		if e.options.Progress != nil {
			e.options.Progress(e.progress(workers))
		}
		if e.beyondBounds() {
			return nil
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
	share(len(workers), len(chunks), func(_, c int) error { e.store.refill(chunks[c]); return nil })
}

// expandBatch shares the chunks out among the workers.
func (e *search[S]) expandBatch(workers []*worker[S], chunks []span) error {
	return share(len(workers), len(chunks), func(w, c int) error { return workers[w].expandChunk(chunks[c]) })
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

// A worker expands states. Everything it touches but the store is its own.
type worker[S comparable] struct {
	*search[S]
	inserter
	state, next padded[S]
	from        []uint64 // state, packed
	packed      []uint64 // next, packed
	scratch     []uint64
	queue       []uint64 // packed successors yet to be added, one after the other
	hashes      []uint64 // of these
	touched     uint64   // keeps what touch reads from being optimised away
	transitions uint64
	perAction   []uint64
	goals       []goal
}

// queued is how many successors are collected before they are added.
const queued = 64

// padded is a state that may be read in units of 8 bytes.
type padded[S any] struct {
	of S
	_  [8]byte
}

func newWorker[S comparable](e *search[S]) *worker[S] {
	words := make([]uint64, 2*e.layout.words)
	return &worker[S]{search: e, inserter: inserter{store: e.store},
		packed: words[:e.layout.words], scratch: words[e.layout.words:],
		perAction: make([]uint64, len(e.sp.Actions)), goals: make([]goal, len(e.goals))}
}

// start adds the initial state.
func (w *worker[S]) start() error {
	w.next.of = w.sp.Init
	if err := w.encode(); err != nil {
		return err
	}
	w.enqueue()
	w.flush()
	return nil
}

func (w *worker[S]) expandChunk(c span) error {
	depth := len(w.levels) - 1
	for i := c.from; i < c.to; i++ {
		w.load(w.at(i))
		enabled := false
		for k := range w.instances {
			in := &w.instances[k]
			if !w.sp.Actions[in.action].Can(&w.state.of, in.args) {
				continue
			}
			enabled = true
			w.transitions++
			w.perAction[in.action]++
			if err := w.take(in); err != nil {
				return err
			}
			w.enqueue()
		}
		if !enabled && w.sp.Final != nil && !w.sp.Final.Holds(&w.state.of) {
			w.goals[len(w.sp.Props)].merge(w.from, depth)
		}
	}
	w.flush()
	return nil
}

// load makes a packed state the present one.
func (w *worker[S]) load(packed []uint64) {
	w.from = packed
	w.layout.unpack(packed, unsafe.Pointer(&w.state.of))
}

// take leaves the successor of the present state in w.next and w.packed.
func (w *worker[S]) take(in *instance) error {
	action := &w.sp.Actions[in.action]
	w.next.of = w.state.of
	action.Do(&w.next.of, in.args)
	copy(w.packed, w.from)
	if !w.layout.repack(unsafe.Pointer(&w.state), unsafe.Pointer(&w.next), w.packed) {
		return fmt.Errorf("%w, after %s", w.layout.misfit(unsafe.Pointer(&w.next)), action.Format(in.args))
	}
	w.canonical()
	return nil
}

// encode packs w.next from nothing.
func (w *worker[S]) encode() error {
	var blank padded[S]
	clear(w.packed)
	if !w.layout.repack(unsafe.Pointer(&blank), unsafe.Pointer(&w.next), w.packed) {
		return w.layout.misfit(unsafe.Pointer(&w.next))
	}
	w.canonical()
	return nil
}

// canonical renames w.packed to the least of its symmetric states, where that is allowed.
func (w *worker[S]) canonical() {
	if w.symmetry != nil && w.sp.Symmetric(&w.next.of) {
		w.symmetry.least(unsafe.Pointer(&w.next), w.packed, w.scratch)
	}
}

// enqueue puts w.packed among the states to be added.
func (w *worker[S]) enqueue() {
	w.queue = append(w.queue, w.packed...)
	w.hashes = append(w.hashes, hashOf(w.packed))
	if len(w.hashes) == queued {
		w.flush()
	}
}

// flush adds the queued states, and looks at the properties of those that are new.
func (w *worker[S]) flush() {
	w.touched += w.touch(w.hashes)
	words := w.layout.words
	for i, hash := range w.hashes {
		if packed := w.queue[i*words : (i+1)*words]; w.insert(packed, hash) {
			w.look(packed)
		}
	}
	w.queue, w.hashes = w.queue[:0], w.hashes[:0]
}

// look judges a new state by the properties that no earlier level has decided.
func (w *worker[S]) look(packed []uint64) {
	unpacked := false
	for p := range w.sp.Props {
		if w.search.goals[p].found {
			continue
		}
		if !unpacked {
			w.layout.unpack(packed, unsafe.Pointer(&w.next))
			unpacked = true
		}
		prop := &w.sp.Props[p]
		if prop.Holds(&w.next.of) == (prop.Kind == spec.Sometimes) {
			w.goals[p].merge(packed, len(w.levels))
		}
	}
}
