package history

import (
	"slices"
	"strings"
)

// A ValueKind is what a Value is.
type ValueKind uint8

// The kinds of values. The zero value is no value: null in JSON, nil in EDN.
const (
	None   ValueKind = iota
	Scalar           // its text tells it from all others: 3, "x", :a
	List             // of items, in their order
	Set              // of items, each once, in the order of their texts
)

// A Value is an argument or an answer. Two are the same if their texts are.
type Value struct {
	Kind  ValueKind
	Text  string // of a scalar
	Items []Value
}

// Of is the scalar of that text.
func Of(text string) Value { return Value{Kind: Scalar, Text: text} }

// ListOf is the list of these values.
func ListOf(items ...Value) Value { return Value{Kind: List, Items: items} }

// SetOf is the set of these values, however often each is given.
func SetOf(items []Value) Value {
	items = slices.Clone(items)
	compare := func(a, b Value) int { return strings.Compare(a.String(), b.String()) }
	slices.SortFunc(items, compare)
	return Value{Kind: Set, Items: slices.CompactFunc(items, func(a, b Value) bool { return compare(a, b) == 0 })}
}

// Equal reports whether two values are the same.
func (v Value) Equal(w Value) bool {
	return v.Kind == w.Kind && v.Text == w.Text && slices.EqualFunc(v.Items, w.Items, Value.Equal)
}

// String is the value as text, in the manner of EDN.
func (v Value) String() string {
	var b strings.Builder
	v.write(&b)
	return b.String()
}

func (v Value) write(b *strings.Builder) {
	open, end := "[", "]"
	switch v.Kind {
	case None:
		b.WriteString("nil")
		return
	case Scalar:
		b.WriteString(v.Text)
		return
	case List:
	case Set:
		open, end = "#{", "}"
	}
	b.WriteString(open)
	for k, item := range v.Items {
		if k > 0 {
			b.WriteByte(' ')
		}
		item.write(b)
	}
	b.WriteString(end)
}
