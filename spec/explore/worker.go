package explore

import (
	"fmt"
	"math/bits"
	"unsafe"

	"quesera/spec"
)

// A worker visits states. Everything it touches but the store is its own.
type worker[S comparable] struct {
	*search[S]
	inserter
	state       padded[S] // the present state
	next        padded[S] // where a successor of it is made; between two of them the same as state
	loaded      []uint64  // state, packed; where next is not the same, void
	void        bool      // state and next may be anything
	from        []uint64  // the place in the store of what is loaded
	visited     []uint64  // the state of the store that is visited
	packed      []uint64  // next, packed
	renamer     renamer   // nil: states are not renamed
	changes     []uint16  // words of memory in which the last action changed the state
	recent      *recent
	chooser     *chooser // nil: all enabled actions are taken
	sliced      *sliced  // nil: guards and properties are asked state by state
	number      int      // of the present state in the batch
	able        Set      // the instances that are enabled in the present state
	sink        sink     // nil: successors are added to the store
	failed      error    // what became of adding to it
	queue       []uint64 // room for packed successors yet to be added, one after the other
	hashes      []uint64 // of these
	waiting     int      // how many they are
	still       bool     // the last action changed nothing of what the view shows
	transitions uint64
	perAction   []uint64
	mattered    []uint64 // by property: in how many of the states judged it said anything
	goals       []goal
}

// A sink takes packed states that lie one after the other.
type sink interface{ add(states []uint64) error }

// queued is how many successors are collected before they are added.
const queued = 64

// padded is a state that may be read in units of 8 bytes.
type padded[S any] struct {
	of S
	_  [8]byte
}

func newWorker[S comparable](e *search[S]) *worker[S] {
	w := &worker[S]{search: e, inserter: inserter{store: e.store}, recent: newRecent(e.layout.words),
		visited: apart[uint64](e.layout.words), packed: apart[uint64](e.layout.words), loaded: apart[uint64](e.layout.words),
		queue: apart[uint64](queued * e.layout.words), hashes: apart[uint64](queued),
		changes:   apart[uint16](len(e.layout.used)),
		perAction: apart[uint64](len(e.sp.Actions)), mattered: apart[uint64](len(e.sp.Props)),
		goals: make([]goal, len(e.goals)), able: NewSet(len(e.instances))}
	if e.symmetry != nil {
		w.renamer = e.symmetry.renamer()
	}
	if e.options.PartialOrder != nil {
		w.chooser = newChooser(e.options.PartialOrder)
	}
	return w
}

// apart makes a slice that shares no cache line with another one made so: what two workers write to all the
// time would else travel between their cores with every write.
func apart[T any](n int) []T {
	const line = 128 // bytes, for processors that fetch lines in pairs
	return make([]T, n, n+line)
}

// start adds the initial state.
func (w *worker[S]) start() error {
	if err := w.encode(&w.sp.Init); err != nil {
		return err
	}
	w.enqueue()
	w.flush()
	return nil
}

// visitChunk judges the states of a chunk, and takes every action from them.
func (w *worker[S]) visitChunk(c span) error {
	at := func(k int) []uint64 {
		w.inserter.read(c.from+uint64(k), w.visited)
		return w.visited
	}
	err := w.visitAll(int(c.to-c.from), at, len(w.levels)-1)
	if err == nil {
		w.flush()
	}
	return err
}

// visit judges a packed state, and takes every action from it.
func (w *worker[S]) visit(packed []uint64, depth int) error {
	w.load(packed)
	if w.view == nil || w.view.Settled(&w.state.of) {
		w.judge(depth)
	}
	enabled, err := w.expand()
	if err != nil {
		return err
	}
	if !enabled && w.sp.Final != nil && !w.sp.Final.Holds(&w.state.of) {
		w.reach(len(w.sp.Props), depth)
	}
	return nil
}

// judge looks at the present state by the properties that no earlier level has decided, and counts it for those that
// say something of it. A predicate is asked in every state all the same: a condition that is too narrow must not hide
// a failure.
func (w *worker[S]) judge(depth int) {
	for p := range w.sp.Props {
		prop := &w.sp.Props[p]
		if w.sliced == nil && prop.When != nil && prop.When.Holds(&w.state.of) {
			w.mattered[p]++
		}
		if !w.search.goals[p].found && w.holds(p) == (prop.Kind == spec.Sometimes) {
			w.reach(p, depth)
		}
	}
}

// reach notes that the present state is one of those that goal g asks for.
func (w *worker[S]) reach(g, depth int) {
	w.goals[g].merge(w.from, depth)
	if w.decides(g) {
		w.judgeOnly.Store(true)
	}
}

// expand takes every action from the present state, and reports whether there is any. Where successors are not
// wanted any more, the first one suffices to tell.
func (w *worker[S]) expand() (enabled bool, err error) {
	judgeOnly := w.judgeOnly.Load()
	w.findAble()
	taken := w.able
	if w.chooser != nil {
		copy(w.chooser.enabled, w.able)
		taken = w.chooser.choose()
	}
	for block, word := range taken {
		word &= w.able[block]
		for range bits.OnesCount64(word) {
			in := &w.instances[inSlice*block+bits.TrailingZeros64(word)]
			word &= word - 1
			if err := w.take(in); err != nil {
				return true, err
			}
			if w.still {
				continue
			}
			enabled = true
			if judgeOnly {
				return true, w.checkStrays()
			}
			w.transitions++
			w.perAction[in.action]++
			w.enqueue()
		}
	}
	return enabled, w.checkStrays()
}

// checkStrays refuses an action that changed what no state has.
func (w *worker[S]) checkStrays() error {
	if w.layout.strays(unsafe.Pointer(&w.next)) {
		return w.strayed()
	}
	return nil
}

// findAble finds the instances that are enabled in the present state.
func (w *worker[S]) findAble() {
	if w.sliced != nil {
		w.sliced.findAble(w.able, w.number)
		return
	}
	clear(w.able)
	for k := range w.instances {
		if in := &w.instances[k]; in.can(&w.state.of, in.args) {
			w.able.Add(k)
		}
	}
}

// strayed finds the action that changes what no state has.
func (w *worker[S]) strayed() error {
	for k := range w.instances {
		in := &w.instances[k]
		w.next.of = w.state.of
		if in.can(&w.state.of, in.args) {
			if in.do(&w.next.of, in.args); w.layout.strays(unsafe.Pointer(&w.next)) {
				return w.blame(w.layout.misfit(unsafe.Pointer(&w.next)), in)
			}
		}
	}
	panic("explore: an action does not do again what it did")
}

// load makes a packed state the present one. Of two states that come one after the other in the store most is the same.
func (w *worker[S]) load(packed []uint64) {
	if w.void {
		w.state, w.next, w.void = padded[S]{}, padded[S]{}, false
		clear(w.loaded)
	}
	w.from = packed
	w.layout.mover.load(packed, w.loaded, unsafe.Pointer(&w.state), unsafe.Pointer(&w.next))
}

// take leaves the successor of the present state in w.packed.
func (w *worker[S]) take(in *instance[S]) error {
	in.do(&w.next.of, in.args)
	if w.view != nil {
		w.view.Forget(&w.next.of)
		w.still = w.next.of == w.state.of
		w.view.Join(&w.next.of)
	}
	copy(w.packed, w.from)
	if err := w.repack(); err != nil {
		return w.blame(err, in)
	}
	return nil
}

// blame names the action instance after which a state turned out to be none.
func (w *worker[S]) blame(err error, in *instance[S]) error {
	return fmt.Errorf("%w, after %s", err, w.sp.Actions[in.action].Format(in.args))
}

// encode leaves a state in w.packed, and nothing in the worker's own.
func (w *worker[S]) encode(s *S) error {
	w.state, w.next.of, w.void = padded[S]{}, *s, true
	if w.view != nil {
		w.view.Forget(&w.next.of)
		w.view.Join(&w.next.of)
	}
	if w.layout.strays(unsafe.Pointer(&w.next)) {
		return w.layout.misfit(unsafe.Pointer(&w.next))
	}
	clear(w.packed)
	return w.repack()
}

// repack turns w.packed, which holds w.state, into w.next renamed to the one chosen of its symmetric states where
// that is allowed, and undoes in w.next what was different.
func (w *worker[S]) repack() error {
	state, next := unsafe.Pointer(&w.state), unsafe.Pointer(&w.next)
	w.changes = w.layout.changes(w.changes[:0], state, next)
	if !w.layout.mover.repack(w.changes, state, next, w.packed) {
		w.void = true
		return w.layout.misfit(next)
	}
	if w.renamer != nil && w.sp.Symmetric(&w.next.of) {
		w.renamer.rename(next, w.packed)
	}
	w.layout.restore(w.changes, next, state)
	return nil
}

// enqueue puts w.packed among the states to be added, unless it has been there lately.
func (w *worker[S]) enqueue() {
	next := w.queue[w.waiting*w.layout.words:][:w.layout.words]
	copy(next, w.packed)
	w.push(next)
}

// push puts the state that lies at the end of the queue among those to be added, unless it has been there lately.
func (w *worker[S]) push(next []uint64) {
	hash := hashOf(next)
	if w.recent.repeats(next, hash) {
		return
	}
	w.hashes[w.waiting] = hash
	if w.waiting++; w.waiting == queued {
		w.flush()
	}
}

// flush adds the queued states.
func (w *worker[S]) flush() {
	words, waiting := w.layout.words, w.waiting
	w.waiting = 0
	if w.sink != nil {
		if w.failed == nil {
			w.failed = w.sink.add(w.queue[:waiting*words])
		}
		return
	}
	w.touch(w.hashes[:waiting])
	for i, hash := range w.hashes[:waiting] {
		w.insert(w.queue[i*words:(i+1)*words], hash)
	}
	w.settle()
}
