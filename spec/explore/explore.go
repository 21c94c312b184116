// Package explore is an exact explicit-state explorer for the specs of package spec.
//
// It searches breadth first, so that counterexamples are shortest, on all cores, over
// states packed without pointers and compared in full. Its results do not depend on the number of
// workers or on their timing: every level of the search is finished before the next one begins, and
// wherever there is a choice the smallest packed state and the first action in the spec's order are taken.
package explore

import (
	"errors"
	"io"

	"quesera/spec"
)

// Options of a search. The zero value explores everything on all cores.
type Options struct {
	Workers   int    // 0: one a core
	Symmetry  bool   // identify states that differ by a renaming of nodes, where the spec says it may
	Views     bool   // search what each view of the spec shows, one after the other, in place of the whole
	Expect    uint64 // about so many states will be found: room for them is made at once; 0: nobody knows
	MaxStates uint64 // give up, inconclusive, beyond that many states; 0: no bound
	MaxBytes  uint64 // give up, inconclusive, beyond that much memory for states; 0: no bound
	Spill     string // do not give up for MaxBytes, but go on with files in this folder; "": do
	Elsewhere Engine // keeps the states, and shares out the work; nil: this process does
	Until     string // go on past other failures until this property is decided; "": stop at the first failure
	// PartialOrder says which actions depend on each other: of those that do not only some orders are searched; nil: all.
	PartialOrder *Dependence
	// Compile makes a program of the spec's guards, effects and properties, once a search is so large that this pays; nil
	// where there is none, or if it makes none. It is a matter of speed only.
	Compile  func() *Program
	Progress func(Progress)  // called now and then by the searching goroutine; may be nil
	Stop     <-chan struct{} // once it is closed the search gives up soon, inconclusive; may be nil

	createFile func(name string) (io.WriteCloser, error) // for tests of files that cannot be written; nil: as usual
	compileAt  uint64                                    // for tests: how large a search is for that; 0: largeEnough
}

// Progress of a search under way.
type Progress struct {
	Depth               int
	States, Transitions uint64
	Level, Visited      uint64 // states of the newest level, and how many of them have been expanded
}

// Result of a search.
type Result[S any] struct {
	States      uint64   // distinct reachable states found
	Transitions uint64   // action instances taken, from all of them
	PerAction   []uint64 // Transitions by action, in the spec's order
	Depth       int      // length of the longest shortest run
	Levels      []uint64 // how many states are so many actions away from the initial one; of views, added up
	Bytes       uint64   // memory that held the states
	Load        float64  // of the table that finds them: how full it was in the end, from 0 to 1
	Complete    bool     // the whole reachable graph was searched; false after a violation or at a bound
	Reduced     bool     // symmetry, views or partial order were used; the figures are those of the reduced searches
	// Reached has, for each property in the spec's order, a shortest run to a state that decides it: for a
	// Sometimes one in which it holds, for an invariant one in which it fails; nil where there is none.
	Reached []*Reached[S]
	// Mattered has, for each property in the spec's order, in how many of the states judged it said anything
	// (spec.Property.When); 0 for one that says something in every state, and for a Sometimes. Of a reduced search they
	// are those of its own states, each of which stands for others too.
	Mattered []uint64
	Deadlock *Reached[S] // to a state that is not final and has no action enabled
	Disk     uint64      // octets that the files of the search took, at most; 0: it needed none
	Lost     error       // what was wrong with the files, so that the search ended early; nil: nothing

	free func() error
}

// Free takes away the files of a search, which are there for runs to be found (Options.Spill). It may be called more
// than once.
func (r *Result[S]) Free() error {
	if r.free == nil {
		return nil
	}
	return r.free()
}

// ErrStopped is the error of a run that was being found when Options.Stop was closed.
var ErrStopped = errors.New("explore: stopped")

// Reached says that a state was found, and can tell how it is reached.
type Reached[S any] struct {
	Depth int                     // steps of a shortest run
	Run   func() (*Run[S], error) // finds one, always the same, in up to the time of the search
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
	if err := checkPartialOrder(sp, o); err != nil {
		return nil, err
	}
	if o.Views {
		return exploreViews(sp, o)
	}
	return exploreOne(sp, o, nil)
}
