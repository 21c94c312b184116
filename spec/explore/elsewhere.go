package explore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"

	"quesera/spec"
)

// An Engine keeps the states of a search elsewhere than in this process, as many machines do together. Of specs it
// knows nothing: what it needs to know of states, a Packed tells it, wherever that is.
type Engine interface {
	// Begin starts the search of one part of a spec. The first level is the initial state. An error says that it cannot
	// be done, of the spec or with these settings.
	Begin(Part) (Levels, error)
}

// A Part says what of a spec is searched, so that its Packed can be made anew on another machine.
type Part struct {
	Symmetry bool   `json:"symmetry,omitempty"` // states that differ by a renaming of nodes are one
	View     string `json:"view,omitempty"`     // the name of the view that is searched; "": the whole
}

// Levels are those of one search by an Engine. An error ends the search early, so that it is inconclusive.
type Levels interface {
	// Visit visits all states of a level (Packed.Visit), which is the newest, and makes the next one of those
	// successors that no level has. It says how many these are.
	Visit(depth int) (t Tally, next uint64, err error)
	// Before is the smallest state of a level that leads to target; nil if none does.
	Before(depth int, target []byte) ([]byte, error)
}

// A Packed is a spec whose states are octets, all of the same number. Their order is that in which Explore prefers
// states, so that whoever searches them finds the same runs. A Packed is for one goroutine at a time.
type Packed interface {
	Width() int // octets a state
	Initial() []byte
	// Visit judges states, which may be reused by the sequence, and hands on all their successors, some of them more
	// than once; next must not keep them. Its error is that of next.
	Visit(states iter.Seq[[]byte], next func(state []byte) error) (Tally, error)
	// LeadsTo reports whether some action takes one state to the other.
	LeadsTo(state, target []byte) bool
}

// A Tally is what visiting some states came to.
type Tally struct {
	Visited   uint64   `json:"visited"`
	PerAction []uint64 `json:"perAction"` // transitions by action, in the spec's order
	Mattered  []uint64 `json:"mattered"`  // by property: in how many states it said anything
	// Goals has, for each property and then for deadlock, the smallest of the states that decide it; nil: none does.
	Goals [][]byte `json:"goals"`
	// Mistake is what is wrong with the spec: a state that its tags cannot hold. "": nothing was found.
	Mistake string `json:"mistake,omitempty"`
}

// Add adds what visiting other states came to. The order in which tallies are added makes no difference.
func (t *Tally) Add(other Tally) {
	t.Visited += other.Visited
	t.PerAction, t.Mattered = added(t.PerAction, other.PerAction), added(t.Mattered, other.Mattered)
	t.Goals = append(t.Goals, make([][]byte, max(0, len(other.Goals)-len(t.Goals)))...)
	for g, state := range other.Goals {
		if state != nil && (t.Goals[g] == nil || slices.Compare(state, t.Goals[g]) < 0) {
			t.Goals[g] = state
		}
	}
	if other.Mistake != "" && (t.Mistake == "" || other.Mistake < t.Mistake) {
		t.Mistake = other.Mistake
	}
}

// added is the sum of two lists, entry by entry.
func added(a, b []uint64) []uint64 {
	sum := make([]uint64, max(len(a), len(b)))
	copy(sum, a)
	for i, n := range b {
		sum[i] += n
	}
	return sum
}

// NewPacked is a part of a spec as a Packed.
func NewPacked[S comparable](sp *spec.Spec[S], part Part) (Packed, error) {
	var view *spec.View[S]
	if part.View != "" {
		at := slices.IndexFunc(sp.Views, func(v spec.View[S]) bool { return v.Name == part.View })
		if at < 0 {
			return nil, fmt.Errorf("explore: %s has no view of %s", sp.Name, part.View)
		}
		view = &sp.Views[at]
		sp, _ = inView(sp, view)
	}
	// No property decides when this search ends.
	e, err := newSearch(sp, Options{Workers: 1, Symmetry: part.Symmetry, Until: "-"})
	if err != nil {
		return nil, err
	}
	e.view = view
	p := &packed[S]{width: 8 * e.layout.words, words: make([]uint64, e.layout.words)}
	p.worker = newWorker(e)
	p.worker.sink = p
	if err := p.worker.encode(&sp.Init); err != nil {
		return nil, err
	}
	p.initial = octets(p.worker.packed)
	return p, nil
}

// A packed has a worker visit states, and takes what it finds.
type packed[S comparable] struct {
	width   int
	initial []byte
	worker  *worker[S]
	words   []uint64 // the state that is visited
	next    func([]byte) error
	failed  error // of next
	raw     []byte
}

func (p *packed[S]) Width() int      { return p.width }
func (p *packed[S]) Initial() []byte { return slices.Clone(p.initial) }

func (p *packed[S]) Visit(states iter.Seq[[]byte], next func([]byte) error) (Tally, error) {
	w := p.worker
	p.next, p.failed = next, nil
	t := Tally{}
	for state := range states {
		p.words = packedWords(p.words, state)
		if err := w.visit(p.words, 0); err != nil {
			t.Mistake = err.Error()
			break
		}
		if p.failed != nil {
			break
		}
		t.Visited++
	}
	w.flush()
	t.PerAction, t.Mattered = slices.Clone(w.perAction), slices.Clone(w.mattered)
	clear(w.perAction)
	clear(w.mattered)
	w.transitions = 0
	for g := range w.goals {
		var state []byte
		if w.goals[g].found {
			state = octets(w.goals[g].state)
		}
		t.Goals = append(t.Goals, state)
		w.goals[g] = goal{}
	}
	return t, p.failed
}

// add takes successors from the worker.
func (p *packed[S]) add(states []uint64) error {
	words := p.width / 8
	for i := 0; i < len(states) && p.failed == nil; i += words {
		p.raw = appendOctets(p.raw[:0], states[i:i+words])
		p.failed = p.next(p.raw)
	}
	return nil
}

func (p *packed[S]) LeadsTo(state, target []byte) bool {
	p.words = packedWords(p.words, state)
	return p.worker.leadsTo(p.words, packedWords(nil, target))
}

// octets is a packed state as octets, which compare as its words do.
func octets(words []uint64) []byte { return appendOctets(nil, words) }

func appendOctets(to []byte, words []uint64) []byte {
	for _, w := range words {
		to = binary.BigEndian.AppendUint64(to, w)
	}
	return to
}

// packedWords undoes octets, into words as far as there is room.
func packedWords(words []uint64, state []byte) []uint64 {
	words = words[:0]
	for i := 0; i+8 <= len(state); i += 8 {
		words = append(words, binary.BigEndian.Uint64(state[i:]))
	}
	return words
}

// runElsewhere searches level by level, as run does, with the states in the care of an engine. Whatever is wrong with
// that ends the search early, so that it is inconclusive.
func (e *search[S]) runElsewhere() (*Result[S], error) {
	var err error
	if e.elsewhere, err = e.options.Elsewhere.Begin(e.part()); err != nil {
		return nil, err
	}
	mistake, err := e.searchElsewhere()
	if mistake != "" {
		return nil, errors.New(mistake)
	}
	if err != nil && !e.stopped() {
		e.result.Lost = err
	}
	e.result.Depth = max(0, len(e.result.Levels)-1)
	e.reportGoals()
	return e.result, e.checkConditions()
}

// part names what this search is of.
func (e *search[S]) part() Part {
	part := Part{Symmetry: e.symmetry != nil}
	if e.view != nil {
		part.View = e.view.Name
	}
	return part
}

func (e *search[S]) searchElsewhere() (mistake string, err error) {
	for states, depth := uint64(1), 0; states > 0; depth++ {
		e.result.Levels = append(e.result.Levels, states)
		e.result.States += states
		if e.options.Progress != nil {
			e.options.Progress(Progress{Depth: depth + 1, States: e.result.States, Transitions: e.result.Transitions,
				Level: states})
		}
		if e.stopped() {
			return "", ErrStopped
		}
		tally, next, err := e.elsewhere.Visit(depth)
		if err != nil || tally.Mistake != "" {
			return tally.Mistake, err
		}
		if err := e.take(tally, states, depth); err != nil {
			return "", err
		}
		if e.decided() || e.options.MaxStates > 0 && e.result.States > e.options.MaxStates {
			return "", nil
		}
		for a, n := range tally.PerAction {
			e.result.PerAction[a] += n
			e.result.Transitions += n
		}
		states = next
	}
	e.result.Complete = true
	return "", nil
}

// take takes over what visiting a level came to. An engine that lost states, or says something of another spec, is
// not believed.
func (e *search[S]) take(t Tally, states uint64, depth int) error {
	if t.Visited != states {
		return fmt.Errorf("explore: %d states of level %d were visited, want %d", t.Visited, depth, states)
	}
	if len(t.PerAction) != len(e.sp.Actions) || len(t.Mattered) != len(e.sp.Props) || len(t.Goals) != len(e.goals) {
		return fmt.Errorf("explore: level %d was visited for %d actions and %d properties, want %d and %d", depth,
			len(t.PerAction), len(t.Mattered), len(e.sp.Actions), len(e.sp.Props))
	}
	for p, n := range t.Mattered {
		e.result.Mattered[p] += n
	}
	for g, state := range t.Goals {
		if state == nil {
			continue
		}
		if len(state) != 8*e.layout.words {
			return fmt.Errorf("explore: a state of level %d has %d octets, want %d", depth, len(state), 8*e.layout.words)
		}
		e.goals[g].merge(packedWords(nil, state), depth)
	}
	return nil
}

// beforeElsewhere is the smallest packed state of level d that has target among its successors.
func (e *search[S]) beforeElsewhere(d int, target []uint64) ([]uint64, error) {
	state, err := e.elsewhere.Before(d, octets(target))
	if err != nil || state == nil {
		return nil, err
	}
	return packedWords(nil, state), nil
}
