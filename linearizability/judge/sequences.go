package judge

import (
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quesera/linearizability/history"
)

// A cell is the end of a list of values. It is never written after it was made.
type cell struct {
	value   history.Value
	earlier *cell
}

// row is a list of values of which the first were taken away: the last so many up to its end. Equal rows have equal
// sums, which are polynomials in the hashes of their values.
type row struct {
	last *cell
	size int
	sum  uint64
}

const base = 0x9e3779b97f4a7c15 // odd, so that multiplying by it loses nothing

func hashOf(v history.Value) uint64 { return maphash.String(seed, v.String()) }

// with is r and a value.
func (r row) with(v history.Value) row {
	return row{&cell{v, r.last}, r.size + 1, r.sum*base + hashOf(v)}
}

// first is the value at the front, of a row that has one.
func (r row) first() history.Value {
	c := r.last
	for range r.size - 1 {
		c = c.earlier
	}
	return c.value
}

// rest is r without its first value.
func (r row) rest() row {
	power := uint64(1)
	for range r.size - 1 {
		power *= base
	}
	return row{r.last, r.size - 1, r.sum - hashOf(r.first())*power}
}

// values are all of them, in order.
func (r row) values() []history.Value {
	all := make([]history.Value, 0, r.size)
	for c := r.last; len(all) < r.size; c = c.earlier {
		all = append(all, c.value)
	}
	slices.Reverse(all)
	return all
}

func (r row) Hash() uint64   { return r.sum }
func (r row) String() string { return history.ListOf(r.values()...).String() }

func (r row) Equal(s State) bool {
	other := s.(row)
	if r.size != other.size || r.sum != other.sum {
		return false
	}
	a, b := r.last, other.last
	for range r.size {
		if a == b {
			return true
		}
		if !a.value.Equal(b.value) {
			return false
		}
		a, b = a.earlier, b.earlier
	}
	return true
}

// is reports whether the values are those of a list.
func (r row) is(v history.Value) bool {
	if v.Kind == history.None && r.size == 0 {
		return true
	}
	if v.Kind != history.List || len(v.Items) != r.size {
		return false
	}
	c := r.last
	for _, item := range slices.Backward(v.Items) {
		if !c.value.Equal(item) {
			return false
		}
		c = c.earlier
	}
	return true
}

// queue gives out its values in the order in which they came.
func queue() Object {
	return Object{Name: "queue",
		Says: "`enqueue` and a value; `dequeue` is answered the oldest value, null where there is none; `drain` " +
			"the list of " +
			"all, which it takes",
		Does:  []string{"enqueue", "dequeue", "drain"},
		Start: func(*history.History) State { return row{} },
		Step: func(s State, o *history.Operation) (State, bool) {
			now := s.(row)
			switch {
			case o.F == "enqueue":
				return now.with(o.Input), true
			case o.F == "drain":
				return row{}, o.Outcome != history.OK || now.is(o.Output)
			case now.size == 0:
				return s, said(o, history.Value{})
			}
			return now.rest(), said(o, now.first())
		}}
}

// list is an append-only log.
func list() Object {
	return Object{Name: "log",
		Says: "`append` and a value, which is answered the place of the value, from 0, or nothing; `read` the " +
			"list of all " +
			"values",
		Does:  []string{"append", "read"},
		Start: func(*history.History) State { return row{} },
		Step: func(s State, o *history.Operation) (State, bool) {
			now := s.(row)
			if o.F == "read" {
				return s, o.Outcome != history.OK || now.is(o.Output)
			}
			told := o.Outcome == history.OK && o.Output.Kind != history.None && !o.Output.Equal(o.Input)
			return now.with(o.Input), !told || o.Output.Text == strconv.Itoa(now.size)
		}}
}

// many are values, each so many times: what was put in and taken out, the last first. Sets of values that are equal
// have equal sums.
type many struct {
	last *change
	size int // values, as often as they are there
	sum  uint64
}

// change is a value put in, or taken out. It is never written after it was made.
type change struct {
	value   string
	more    int
	earlier *change
}

// count is how often a value is there.
func (m many) count(v history.Value) int {
	n, text := 0, v.String()
	for c := m.last; c != nil; c = c.earlier {
		if c.value == text {
			n += c.more
		}
	}
	return n
}

// values are all that are there, with how often.
func (m many) values() map[string]int {
	all := map[string]int{}
	for c := m.last; c != nil; c = c.earlier {
		if all[c.value] += c.more; all[c.value] == 0 {
			delete(all, c.value)
		}
	}
	return all
}

func (m many) Equal(s State) bool {
	other := s.(many)
	return m.last == other.last || m.size == other.size && m.sum == other.sum && maps.Equal(m.values(), other.values())
}

func (m many) Hash() uint64 { return m.sum }

func (m many) String() string {
	var words []string
	for v, n := range m.values() {
		for range n {
			words = append(words, v)
		}
	}
	slices.Sort(words)
	return "#{" + strings.Join(words, " ") + "}"
}

// with is m and a value so many times more, or fewer.
func (m many) with(v history.Value, more int) many {
	return many{&change{v.String(), more, m.last}, m.size + more, m.sum + uint64(more)*hashOf(v)}
}

// loose is a bag of which open operations took some values, nobody knows which.
type loose struct {
	many
	taken int // how many, of those that are still in many
}

func (l loose) Equal(s State) bool { return l.taken == s.(loose).taken && l.many.Equal(s.(loose).many) }
func (l loose) String() string {
	if l.taken == 0 {
		return l.many.String()
	}
	return fmt.Sprintf("%v less %d", l.many, l.taken)
}

// bag gives out its values in any order. An open dequeue may as well take its value when it first matters which: when
// another one finds nothing.
func bag() Object {
	return Object{Name: "bag",
		Says: "a queue without order: `enqueue` and a value; `dequeue` is answered any value that is there, null where " +
			"there is none; `drain` the list of all, which it takes",
		Does:  []string{"enqueue", "dequeue", "drain"},
		Start: func(*history.History) State { return loose{} },
		Step: func(s State, o *history.Operation) (State, bool) {
			now := s.(loose)
			switch {
			case o.F == "enqueue":
				return loose{now.with(o.Input, 1), now.taken}, true
			case o.F == "drain":
				return now.drain(o)
			case o.Outcome != history.OK:
				return loose{now.many, now.taken + 1}, true
			case o.Output.Kind == history.None:
				return loose{many{}, now.taken - now.size}, now.size <= now.taken
			case now.count(o.Output) == 0:
				return s, false
			}
			return loose{now.with(o.Output, -1), now.taken}, true
		}}
}

// drain takes all: what is answered, and what open operations took.
func (l loose) drain(o *history.Operation) (State, bool) {
	if o.Outcome != history.OK {
		return loose{}, true
	}
	left := l.many
	for _, item := range o.Output.Items {
		if left.count(item) == 0 {
			return l, false
		}
		left = left.with(item, -1)
	}
	return loose{many{}, l.taken - left.size}, left.size <= l.taken
}

// set holds each value once.
func set() Object {
	return Object{Name: "set",
		Says:  "`add` and a value; `read` is answered all values, as a list or a set, in any order",
		Does:  []string{"add", "read"},
		Start: func(*history.History) State { return many{} },
		Step: func(s State, o *history.Operation) (State, bool) {
			now := s.(many)
			if o.F == "add" {
				if now.count(o.Input) > 0 {
					return s, true
				}
				return now.with(o.Input, 1), true
			}
			return s, o.Outcome != history.OK || now.has(o.Output)
		},
		Check: func(o *history.Operation) error {
			if o.F == "read" && o.Outcome == history.OK && o.Output.Kind == history.Scalar {
				return fmt.Errorf("value = %v, want a list or a set", o.Output)
			}
			return nil
		}}
}

// has reports whether the values are those of a list or a set, each once.
func (m many) has(v history.Value) bool {
	if len(v.Items) != m.size {
		return false
	}
	there := m.values()
	for _, item := range v.Items {
		text := item.String()
		if there[text] != 1 {
			return false
		}
		delete(there, text)
	}
	return true
}
