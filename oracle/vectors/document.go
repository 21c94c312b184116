package vectors

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// valueKind is what a node of a document holds.
type valueKind uint8

const (
	null valueKind = iota
	boolean
	number
	text
	list
	object
)

func (k valueKind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "an object"}[k]
}

// A node is one value of a JSON or YAML document, with the line on which it ends (JSON) or
// begins (YAML). A YAML scalar other than null and booleans is text: publishers leave
// hexadecimal strings unquoted that YAML takes for numbers.
type node struct {
	kind  valueKind
	line  int
	text  string   // of a number, a string, or "true" and "false"
	names []string // of an object: the name of items[i]
	items []*node  // of a list or an object
}

// field is the value of a field of an object.
func (n *node) field(name string) (*node, bool) {
	if n == nil || n.kind != object {
		return nil, false
	}
	for i := range n.names {
		if n.names[i] == name {
			return n.items[i], true
		}
	}
	return nil, false
}

// has tells whether n is an object with all the fields named.
func (n *node) has(names ...string) bool {
	for _, name := range names {
		if _, ok := n.field(name); !ok {
			return false
		}
	}
	return n != nil && n.kind == object
}

// first is the first item of a list, nil if n is none or an empty one.
func (n *node) first() *node {
	if n == nil || n.kind != list || len(n.items) == 0 {
		return nil
	}
	return n.items[0]
}

// A malformed error says on which line a document breaks a rule.
type malformed struct {
	line int // 0: unknown
	rule string
}

func (m *malformed) Error() string {
	if m.line == 0 {
		return m.rule
	}
	return fmt.Sprintf("line %d: %s", m.line, m.rule)
}

func breaks(line int, rule string, args ...any) error {
	return &malformed{line, fmt.Sprintf(rule, args...)}
}

// fields reads the fields of an object and keeps the first thing that is wrong, so that a
// reader of many fields checks once.
type fields struct {
	*node
	err error
}

func fieldsOf(n *node) *fields { return &fields{node: n} }

// want is the field name if it is of the kind wanted.
func (f *fields) want(name string, kind valueKind) (*node, bool) {
	v, ok := f.field(name)
	switch {
	case f.err != nil:
		return nil, false
	case !ok:
		f.err = breaks(f.line, "field %q is missing", name)
		return nil, false
	case v.kind != kind:
		f.err = breaks(v.line, "field %q = %v, want %v", name, v.kind, kind)
		return nil, false
	}
	return v, true
}

// text is the string in the field name.
func (f *fields) text(name string) string {
	v, ok := f.want(name, text)
	if !ok {
		return ""
	}
	return v.text
}

// optionalText is the string in the field name, "" where it is absent or null.
func (f *fields) optionalText(name string) string {
	if v, ok := f.field(name); !ok || v.kind == null {
		return ""
	}
	return f.text(name)
}

// hex is the octets in the field name, with or without 0x.
func (f *fields) hex(name string) []byte {
	v, ok := f.want(name, text)
	if !ok {
		return nil
	}
	return f.octets(v, name)
}

// optionalHex is the octets in the field name, none where it is absent or null.
func (f *fields) optionalHex(name string) []byte {
	if v, ok := f.field(name); !ok || v.kind == null {
		return nil
	}
	return f.hex(name)
}

// hexes is the list of octet strings in the field name.
func (f *fields) hexes(name string) [][]byte {
	v, ok := f.want(name, list)
	if !ok {
		return nil
	}
	return f.octetsOf(v, name)
}

// octetsOf is the list of octet strings in v.
func (f *fields) octetsOf(v *node, name string) [][]byte {
	all := make([][]byte, 0, len(v.items))
	for _, item := range v.items {
		all = append(all, f.octets(item, name))
	}
	return all
}

// octets is the octet string in v, which errors call name.
func (f *fields) octets(v *node, name string) []byte {
	if f.err != nil {
		return nil
	}
	if v.kind != text {
		f.err = breaks(v.line, "%s = %v, want a string of hexadecimal digits", name, v.kind)
		return nil
	}
	b, err := hex.DecodeString(strings.TrimPrefix(v.text, "0x"))
	if err != nil {
		f.err = breaks(v.line, "%s = %s, want hexadecimal digits, two an octet", name, shortened(v.text))
	}
	return b
}

// list is the items of the list in the field name.
func (f *fields) list(name string) []*node {
	v, ok := f.want(name, list)
	if !ok {
		return nil
	}
	return v.items
}

// number is the natural number in the field name.
func (f *fields) number(name string) uint64 {
	v, ok := f.want(name, number)
	if !ok {
		return 0
	}
	u, err := strconv.ParseUint(v.text, 10, 64)
	if err != nil {
		f.err = breaks(v.line, "field %q = %s, want a natural number below 2^64", name, shortened(v.text))
	}
	return u
}

// boolean is the truth value in the field name.
func (f *fields) boolean(name string) bool {
	v, ok := f.want(name, boolean)
	return ok && v.text == "true"
}

// shortened quotes the beginning of s.
func shortened(s string) string {
	if len(s) > 40 {
		return strconv.Quote(s[:40]) + "…"
	}
	return strconv.Quote(s)
}
