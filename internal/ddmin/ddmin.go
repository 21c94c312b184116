// Package ddmin makes a list of choices that leads to a failure shorter, by delta debugging (Zeller and Hildebrandt,
// "Simplifying and isolating failure-inducing input", 2002): parts of the list are left out, large ones first, as long
// as what is left still fails. It knows nothing of what the choices are.
package ddmin

import (
	"context"
	"iter"
	"slices"
)

// A Search is what there is to know of a list and its failure.
type Search[T any] struct {
	// Fails runs a list. It tells whether the run fails as the first one did, and which of the choices it took: those
	// that make no sense without others may be left out, and those after the failure.
	Fails func(list []T) (taken []T, failed bool)
	// Shorter proposes lists made of another that may fail too, the most promising first, before parts are left out; nil:
	// there are none. One may be longer itself: what counts is what its run takes.
	Shorter func(list []T) iter.Seq[[]T]
	// Simpler proposes lists as long as another that are easier to read, when nothing makes that shorter any more; nil:
	// there are none. They are kept if Weight is less, which is to be asked only if Simpler is not nil.
	Simpler func(list []T) iter.Seq[[]T]
	Weight  func(list []T) int
	// Most bounds how often Fails is called; 0: it does not.
	Most int
}

// A Result is what a Search came to.
type Result[T any] struct {
	List  []T  // it fails
	Tried int  // how often Fails was called
	Least bool // no choice of List can be left out; otherwise the search ended before that was known
}

// Minimize makes a list shorter that fails, and then simpler. It ends when no single choice can be left out and no
// proposal helps, and otherwise with the context or after Most runs, with the shortest list so far.
func (s Search[T]) Minimize(ctx context.Context, list []T) Result[T] {
	m := &search[T]{Search: s, ctx: ctx, Result: Result[T]{List: slices.Clone(list)}}
	for again := true; again; again = m.propose(m.Shorter) || m.propose(m.Simpler) {
		for m.propose(m.Shorter) {
		}
		m.leaveOutAll()
		for m.propose(m.Simpler) {
		}
	}
	m.Least = !m.over()
	return m.Result
}

// search is a Search under way.
type search[T any] struct {
	Search[T]
	Result[T]
	ctx context.Context
}

func (m *search[T]) over() bool { return m.ctx.Err() != nil || m.Most > 0 && m.Tried >= m.Most }

// try runs a list, and keeps what its run took if it fails and is better than the one so far.
func (m *search[T]) try(list []T) bool {
	if m.over() {
		return false
	}
	m.Tried++
	taken, failed := m.Fails(list)
	if !failed || !m.better(taken) {
		return false
	}
	m.List = slices.Clone(taken)
	return true
}

// better tells whether a list is shorter than the one so far, or as long and simpler.
func (m *search[T]) better(list []T) bool {
	if len(list) != len(m.List) {
		return len(list) < len(m.List)
	}
	return m.Simpler != nil && m.Weight(list) < m.Weight(m.List)
}

// propose tries proposals made of the list so far. It tells whether one of them was kept.
func (m *search[T]) propose(proposals func(list []T) iter.Seq[[]T]) bool {
	if proposals == nil {
		return false
	}
	for list := range proposals(slices.Clone(m.List)) {
		if m.try(list) {
			return true
		}
		if m.over() {
			return false
		}
	}
	return false
}

// leaveOutAll leaves out parts, of half the list at first, until no single choice can be left out.
func (m *search[T]) leaveOutAll() {
	for size := max(len(m.List)/2, 1); !m.over(); {
		before := len(m.List)
		m.leaveOut(size)
		if size == 1 && len(m.List) == before {
			return
		}
		size = max(min(size, len(m.List))/2, 1)
	}
}

// leaveOut leaves out every part of so many choices that need not be there, from the last one on: what comes later
// mostly depends on what comes before.
func (m *search[T]) leaveOut(size int) {
	for end := len(m.List); end > 0 && !m.over(); end -= size {
		end = min(end, len(m.List))
		begin := max(end-size, 0)
		m.try(slices.Concat(m.List[:begin], m.List[end:]))
	}
}
