package translate

import (
	"cmp"
	"fmt"
	"go/types"
	"math/bits"
	"reflect"
	"strconv"
	"strings"

	"quesera/spec/syntax"
)

// A kind is one of the types of numbers of the subset.
type kind uint8

const (
	kindNone kind = iota
	kindBool
	kindUint8
	kindUint16
	kindInt // of locals and intermediate values only: Go's has 64 bits and Promela's 32, so it must be shown not to matter
)

// kindRange is what a variable of the kind holds.
func kindRange(k kind) interval {
	switch k {
	case kindBool:
		return boolean
	case kindUint8:
		return interval{0, 1<<8 - 1}
	case kindUint16:
		return interval{0, 1<<16 - 1}
	}
	return cInt
}

// kindOf is the kind of a Go type, kindNone for what is not a number of the subset.
func kindOf(t types.Type) kind {
	basic, ok := t.Underlying().(*types.Basic)
	if !ok {
		return kindNone
	}
	switch basic.Kind() {
	case types.Bool, types.UntypedBool:
		return kindBool
	case types.Uint8:
		return kindUint8
	case types.Uint16:
		return kindUint16
	case types.Int, types.UntypedInt:
		return kindInt
	}
	return kindNone
}

// A shape is how a Go type looks in Promela: a number, a record or an array.
type shape struct {
	kind    kind     // of a number
	storage string   // of a number: byte, short or int
	holds   interval // of a number: what the variable may hold; wider values are refused when the model runs

	record string  // of a record: its typedef; "" for the State itself
	fields []field // of a record

	elem   *shape // of an array
	length int    // of an array: entries in use
	count  string // of an array: length as the model writes it
	row    string // of an array of arrays: the typedef of its entries

	goType types.Type
}

type field struct {
	goName string
	name   string // "" for a field of no entries, which cannot be used
	note   string
	shape  *shape
}

// rowEntry is the one field of a typedef that stands for the inner dimension of an array.
const rowEntry = "at"

// A shaper derives shapes, and lists the typedefs they need.
type shaper struct {
	src      *syntax.Source
	names    *namer
	config   *constants
	records  map[*types.Named]*shape
	typedefs []*shape // records and arrays of arrays, what is used before what uses it
}

// tags of a field: what its dimensions are and how large its numbers get.
type tags struct {
	dims []string
	max  string
}

// nodesField is the Config field that holds the number of nodes, as for spec/explore.
const nodesField = "Nodes"

// state is the shape of the State type. Its fields become global variables.
func (sh *shaper) state(t *types.Named) (*shape, error) {
	return sh.structure(t, "")
}

// of is the shape of a type whose field has the tags; where names it for errors and typedefs.
func (sh *shaper) of(t types.Type, tag tags, where string) (*shape, error) {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		named, ok := t.(*types.Named)
		if !ok {
			return nil, fmt.Errorf("%s has a struct type without a name", where)
		}
		if s, ok := sh.records[named]; ok {
			return s, nil
		}
		name := named.Obj().Name()
		if !plain(name) {
			return nil, fmt.Errorf("type %s: a name in Promela has letters, digits and _ of ASCII", name)
		}
		if sh.names.taken[name] {
			name += "_t"
		}
		s, err := sh.structure(named, sh.names.name(named, name))
		if err != nil {
			return nil, err
		}
		sh.records[named] = s
		sh.typedefs = append(sh.typedefs, s)
		return s, nil
	case *types.Array:
		return sh.array(t, u, tag, where)
	}
	return sh.number(t, tag, where)
}

func (sh *shaper) structure(t *types.Named, record string) (*shape, error) {
	u, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, fmt.Errorf("%s is no struct", t.Obj().Name())
	}
	s := &shape{record: record, goType: t}
	for i := range u.NumFields() { // all names before what the types of the fields need
		sh.fieldName(u.Field(i), record)
	}
	for i := range u.NumFields() {
		f := u.Field(i)
		where := t.Obj().Name() + "." + f.Name()
		if !plain(f.Name()) || f.Embedded() {
			return nil, fmt.Errorf("field %s: want a name of ASCII letters, digits and _, and no embedding", where)
		}
		tag := reflect.StructTag(u.Tag(i))
		var dims []string
		if l := tag.Get("len"); l != "" {
			dims = strings.Split(l, ",")
		}
		inner, err := sh.of(f.Type(), tags{dims, tag.Get("max")}, where)
		if err != nil {
			return nil, err
		}
		s.fields = append(s.fields,
			field{goName: f.Name(), name: sh.fieldName(f, record), note: sh.src.Notes[f], shape: inner})
	}
	return s, nil
}

// fieldName is the field's name in Promela. Records may share names of fields, but not with variables.
func (sh *shaper) fieldName(f *types.Var, record string) string {
	if record == "" {
		return sh.names.name(f, f.Name())
	}
	return sh.names.name("field "+f.Name(), f.Name())
}

func (sh *shaper) array(t types.Type, u *types.Array, tag tags, where string) (*shape, error) {
	s := &shape{length: int(u.Len()), count: strconv.FormatInt(u.Len(), 10), goType: t}
	rest := tags{max: tag.max}
	if len(tag.dims) > 0 {
		n, text, err := sh.config.bound(tag.dims[0])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", where, err)
		}
		if n > s.length {
			return nil, fmt.Errorf("%s: %s = %d entries, want at most %d", where, tag.dims[0], n, s.length)
		}
		s.length, s.count = n, text
		rest.dims = tag.dims[1:]
	}
	if s.length < 1 {
		return nil, fmt.Errorf("%s has no entry in use, and Promela has no empty array", where)
	}
	var err error
	if s.elem, err = sh.of(u.Elem(), rest, where); err != nil {
		return nil, err
	}
	if s.elem.elem != nil {
		s.row = sh.names.name(s, where[strings.LastIndex(where, ".")+1:]+"_row")
		sh.typedefs = append(sh.typedefs, s)
	}
	return s, nil
}

// number is the shape of a number. A set holds n bits, a node as many as n-1 takes, as in the
// explorer's packed states; a uint8 wraps around in a byte as it does in Go.
func (sh *shaper) number(t types.Type, tag tags, where string) (*shape, error) {
	s := &shape{kind: kindOf(t), goType: t}
	nodes, _, err := sh.config.bound(nodesField)
	if err != nil {
		return nil, err
	}
	var largest int64
	switch name := types.TypeString(types.Unalias(t), nil); {
	case s.kind == kindBool:
		largest = 1
	case name == syntax.SpecPath+".NodeSet":
		largest = 1<<nodes - 1
	case name == syntax.SpecPath+".NodeID":
		largest = ones(int64(nodes - 1))
	case s.kind == kindUint8:
		largest = 1<<8 - 1
	case s.kind == kindUint16 && tag.max != "":
		most, _, err := sh.config.bound(tag.max)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", where, err)
		}
		largest = ones(int64(most))
	case s.kind == kindUint16:
		largest = 1<<16 - 1
	default:
		return nil, fmt.Errorf("%s has type %s, want bool, uint8, uint16, a type of these, or an array or struct of them",
			where, types.TypeString(t, types.RelativeTo(sh.src.Pkg)))
	}
	s.holds = interval{0, largest}
	switch {
	case bits.Len64(uint64(largest)) <= 8:
		s.storage = "byte"
	case bits.Len64(uint64(largest)) <= 15:
		s.storage = "short"
	default:
		s.storage = "int"
	}
	return s, nil
}

// size is how many bytes the shape takes in Spin's state vector, but for padding.
func (s *shape) size() int {
	switch {
	case s.elem != nil:
		return s.length * s.elem.size()
	case s.kind != kindNone:
		return map[string]int{"byte": 1, "short": 2, "int": 4}[s.storage]
	}
	total := 0
	for _, f := range s.fields {
		total += f.shape.size()
	}
	return total
}

// A leaf is the way from a record or array to one of its numbers.
type leaf []any // field or *expr

// of is the number of e that the leaf leads to.
func (l leaf) of(e *expr) *expr {
	if e.op == opZero {
		return no
	}
	for _, s := range l {
		switch s := s.(type) {
		case field:
			e = e.field(s)
		case *expr:
			e = e.entry(s)
		}
	}
	return e
}

// leaves are the numbers of a shape, in the order of the source.
func (s *shape) leaves() []leaf {
	var all []leaf
	extend := func(first any, inner *shape) {
		for _, l := range inner.leaves() {
			all = append(all, append(leaf{first}, l...))
		}
	}
	switch {
	case s.kind != kindNone:
		return []leaf{nil}
	case s.elem != nil:
		for i := range s.length {
			extend(constant(int64(i)), s.elem)
		}
	}
	for _, f := range s.fields {
		extend(f, f.shape)
	}
	return all
}

// constants are the fields of a Config.
type constants struct {
	of    reflect.Value
	names map[string]string // Promela names, by Go name
	order []string
}

// newConstants names the fields: by their names in capitals, or as a tag says, promela:"MESSAGE". A field with the
// tag promela:"-" has no name, and stands in the model as its value.
func newConstants(config any, names *namer) (*constants, error) {
	c := &constants{of: reflect.ValueOf(config), names: map[string]string{}}
	if c.of.Kind() != reflect.Struct {
		return nil, fmt.Errorf("promela: the Config is %T, want a struct of unsigned integers and bools", config)
	}
	for i := range c.of.NumField() {
		f, v := c.of.Type().Field(i), c.of.Field(i)
		if !plain(f.Name) || v.Kind() != reflect.Bool && (!v.CanUint() || v.Uint() > uint64(cInt.hi)) {
			return nil, fmt.Errorf("promela: Config field %s = %v, want a bool or an unsigned integer below 2^31", f.Name, v)
		}
		name := cmp.Or(f.Tag.Get("promela"), strings.ToUpper(f.Name))
		if name == "-" {
			continue
		}
		if !plain(name) {
			return nil, fmt.Errorf("promela: Config field %s: the name %q, want ASCII letters, digits and _", f.Name, name)
		}
		c.names[f.Name] = names.name("constant "+f.Name, name)
		c.order = append(c.order, f.Name)
	}
	return c, nil
}

// isBool reports whether the field is a bool.
func (c *constants) isBool(name string) bool { return c.of.FieldByName(name).Kind() == reflect.Bool }

// value of the field: of a bool 0 or 1.
func (c *constants) value(name string) int64 {
	if c.isBool(name) {
		return int64(boolInt(c.of.FieldByName(name).Bool()))
	}
	return int64(c.of.FieldByName(name).Uint())
}

// bound is the value of a tag, a field's name or a number, with its text in the model.
func (c *constants) bound(tag string) (int, string, error) {
	if n, err := strconv.Atoi(tag); err == nil {
		return n, tag, nil
	}
	if name, ok := c.names[tag]; ok && !c.isBool(tag) {
		return int(c.value(tag)), name, nil
	}
	return 0, "", fmt.Errorf("the Config has no field %q that is a number with a name", tag)
}
