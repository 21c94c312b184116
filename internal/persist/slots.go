package persist

import "sync/atomic"

// Slots has values by key, from 0 on, for who knows by himself of which keys he has put values there: of the others Get
// is anything. The zero value is empty. Copies that grew from one another share the values. A place is written once, by
// the first copy that puts a value there; a copy that wants another value in the same place makes its own places.
type Slots[V any] struct{ places []atomic.Pointer[V] }

// With is s with a value for a key that has none yet. The key is not negative.
func (s Slots[V]) With(key int, v *V) Slots[V] {
	if key < len(s.places) {
		if at := &s.places[key]; at.CompareAndSwap(nil, v) || at.Load() == v {
			return s
		}
	}
	size := max(4, len(s.places))
	for size <= key {
		size *= 2
	}
	own := make([]atomic.Pointer[V], size)
	for k := range s.places {
		own[k].Store(s.places[k].Load())
	}
	own[key].Store(v)
	return Slots[V]{own}
}

// Get is the value of a key that has one.
func (s *Slots[V]) Get(key int) *V { return s.places[key].Load() }
