package persist

import "iter"

// Keys is the number of keys of a Table: 0..Keys-1.
const Keys = 1024

// perList is the number of keys whose values share a list.
const perList = 64

// Table has values by key. The zero value is empty. The values of 64 keys make up a list, so that one more is a small
// addition, and a value is found in few steps however many there are.
type Table[V any] struct {
	first List[entry[V]]                    // of the keys below 64
	more  *[Keys/perList - 1]List[entry[V]] // of the others; nil: none. Never written after it was made
}

type entry[V any] struct {
	key   int
	value V
}

// With is t and a value for a key that has none yet. It panics for a key outside the range, as an array index would.
func (t Table[V]) With(key int, v V) Table[V] {
	list := t.list(key).With(entry[V]{key, v})
	if 0 <= key && key < perList {
		t.first = list
		return t
	}
	more := new([Keys/perList - 1]List[entry[V]])
	if t.more != nil {
		*more = *t.more
	}
	more[key/perList-1] = list
	t.more = more
	return t
}

// list is where the value of a key lies.
func (t *Table[V]) list(key int) List[entry[V]] {
	switch {
	case 0 <= key && key < perList:
		return t.first
	case t.more != nil && perList <= key && key < Keys:
		return t.more[key/perList-1]
	}
	return List[entry[V]]{}
}

// Get is the value of a key, if it has one.
func (t *Table[V]) Get(key int) (v V, ok bool) {
	for e := range t.list(key).All() {
		if e.key == key {
			return e.value, true
		}
	}
	return v, false
}

// All are the values. Their order is that of the additions as much as that of the keys: rely on neither.
func (t Table[V]) All() iter.Seq[V] {
	return func(yield func(V) bool) {
		for key := 0; key < Keys; key += perList {
			for e := range t.list(key).All() {
				if !yield(e.value) {
					return
				}
			}
			if t.more == nil {
				return
			}
		}
	}
}
