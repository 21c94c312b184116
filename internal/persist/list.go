// Package persist has lists and tables that are values: adding to one makes a new one and leaves the old one as it
// was. The two share what they have in common, so that an addition costs little.
package persist

import "iter"

// List is a list. The zero value is empty.
type List[T any] struct{ last *cell[T] }

// cell is never written after it was made.
type cell[T any] struct {
	value   T
	earlier *cell[T]
}

// With is l and v.
func (l List[T]) With(v T) List[T] { return List[T]{&cell[T]{v, l.last}} }

// All are the values, the last added first.
func (l List[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for c := l.last; c != nil; c = c.earlier {
			if !yield(c.value) {
				return
			}
		}
	}
}
