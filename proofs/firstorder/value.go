package firstorder

import (
	"fmt"
	"maps"
	"slices"
)

// A value is what a Go expression of the subset denotes: a *Term (a truth value, a number or a node), a set, a
// count, an array or a record.
type value any

// A set says of a node whether it is a member.
type set func(x *Term) *Term

// A count is a multiple of the number of members of a set.
type count struct {
	of     set
	factor int
}

// An array is a function of its index.
type array struct {
	index Sort
	at    func(i *Term) value
}

// A record has its fields in the order of the source.
type record struct {
	fields []string
	of     map[string]value
}

func (r record) with(field string, v value) record {
	out := record{r.fields, map[string]value{}}
	for name, old := range r.of {
		out.of[name] = old
	}
	out.of[field] = v
	return out
}

// merge is a where cond holds, else b.
func merge(cond *Term, a, b value) (value, error) {
	if cond.op == opTrue {
		return a, nil
	}
	if cond.op == opFalse {
		return b, nil
	}
	switch a := a.(type) {
	case *Term:
		if b, ok := b.(*Term); ok && a.sort == b.sort {
			return choose(cond, a, b), nil
		}
	case set:
		if b, ok := b.(set); ok {
			return set(func(x *Term) *Term { return choose(cond, a(x), b(x)) }), nil
		}
	case count:
		if b, ok := b.(count); ok && a.factor == b.factor {
			return count{func(x *Term) *Term { return choose(cond, a.of(x), b.of(x)) }, a.factor}, nil
		}
	case array:
		if b, ok := b.(array); ok && a.index == b.index {
			return array{a.index, func(i *Term) value { return mustMerge(cond, a.at(i), b.at(i)) }}, nil
		}
	case record:
		if b, ok := b.(record); ok && len(a.fields) == len(b.fields) {
			out := record{a.fields, map[string]value{}}
			for _, name := range a.fields {
				out.of[name] = mustMerge(cond, a.of[name], b.of[name])
			}
			return out, nil
		}
	}
	return nil, fmt.Errorf("a choice between %T and %T", a, b)
}

// mustMerge is merge of parts of values of one Go type.
func mustMerge(cond *Term, a, b value) value {
	v, err := merge(cond, a, b)
	if err != nil {
		panic("firstorder: " + err.Error())
	}
	return v
}

// update is v with the part that path leads to replaced.
func update(v value, path []step, new value) value {
	if len(path) == 0 {
		return new
	}
	first, rest := path[0], path[1:]
	if first.field != "" {
		r := v.(record)
		return r.with(first.field, update(r.of[first.field], rest, new))
	}
	a := v.(array)
	return array{a.index, func(i *Term) value {
		old := a.at(i)
		return mustMerge(Equal(i, first.index), update(old, rest, new), old)
	}}
}

// part is what path leads to.
func part(v value, path []step) value {
	for _, s := range path {
		if s.field != "" {
			v = v.(record).of[s.field]
		} else {
			v = v.(array).at(s.index)
		}
	}
	return v
}

// A step leads to a field of a record or, if that is "", to an entry of an array.
type step struct {
	field string
	index *Term
}

// Record, Array and Set make a state of other things than its own symbols, for what is said of a state that is read out
// of another spec's.
func Record(fields map[string]any) any {
	r := record{of: map[string]value{}}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		r.fields = append(r.fields, name)
		r.of[name] = fields[name]
	}
	return r
}

// Array has an entry for each index of the sort.
func Array(index Sort, at func(i *Term) any) any {
	return array{index, func(i *Term) value { return at(i) }}
}

// Set has the nodes x as members of which in is true.
func Set(in func(x *Term) *Term) any { return set(in) }
