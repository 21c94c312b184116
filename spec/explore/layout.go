package explore

import (
	"fmt"
	"math/bits"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unsafe"

	"quesera/spec"
)

// A layout packs states of type S into a few 64-bit words and back. It is derived
// from the type alone, by reflection, before the search starts:
//
//   - an array has a tag len:"A,B" that names, one a dimension, the Config fields that bound
//     the entries in use; the others must stay zero;
//   - a NodeSet takes n bits, a NodeID as many as n-1 needs, a bool one;
//   - any other unsigned integer has a tag max:"M", a Config field or a number, for its largest value.
type layout struct {
	leaves []leaf
	words  int // 64-bit words a state
	nodes  int
}

// A leaf is one number of the state.
type leaf struct {
	offset uintptr // in bytes from the start of S
	wide   bool    // two bytes, not one
	bits   uint8
	kind   leafKind
	path   string // "View[1].Raw[0]", for messages
	field  string // "View.Raw": the same without indices
	// index gives, for each array dimension above the leaf in order, the entry and whether it is a node's.
	index []dimension
}

type leafKind uint8

const (
	number leafKind = iota
	nodeID
	nodeSet
)

type dimension struct {
	entry  int
	ofNode bool
}

var (
	nodeIDType  = reflect.TypeFor[spec.NodeID]()
	nodeSetType = reflect.TypeFor[spec.NodeSet]()
)

var indices = regexp.MustCompile(`\[\d+\]`)

// nodesField is the Config field that holds the number of nodes.
const nodesField = "Nodes"

// newLayout derives the layout of S under config, a struct of unsigned integers.
// Errors name the field that does not fit the rules above.
func newLayout[S any](config any) (*layout, error) {
	b := layoutBuilder{config: reflect.ValueOf(config), layout: &layout{}}
	nodes, err := b.constant(nodesField)
	if err != nil {
		return nil, err
	}
	b.layout.nodes = nodes
	if err := b.add(reflect.TypeFor[S](), 0, "", nil, "", nil); err != nil {
		return nil, err
	}
	total := 0
	for _, l := range b.layout.leaves {
		total += int(l.bits)
	}
	b.layout.words = max(1, (total+63)/64)
	return b.layout, nil
}

type layoutBuilder struct {
	config reflect.Value
	layout *layout
}

// constant is the value of the Config field name, or the number that name is.
func (b *layoutBuilder) constant(name string) (int, error) {
	if v, err := strconv.Atoi(name); err == nil {
		return v, nil
	}
	if b.config.Kind() == reflect.Struct {
		if f := b.config.FieldByName(name); f.IsValid() && f.CanUint() {
			return int(f.Uint()), nil
		}
	}
	return 0, fmt.Errorf("explore: %T has no unsigned field %q", b.config.Interface(), name)
}

func (b *layoutBuilder) add(t reflect.Type, offset uintptr, path string, dims []string, limit string, index []dimension) error {
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			var dims []string
			if tag := f.Tag.Get("len"); tag != "" {
				dims = strings.Split(tag, ",")
			}
			name := strings.TrimPrefix(path+"."+f.Name, ".")
			if err := b.add(f.Type, offset+f.Offset, name, dims, f.Tag.Get("max"), index); err != nil {
				return err
			}
		}
		return nil
	case reflect.Array:
		if len(dims) == 0 {
			return fmt.Errorf("explore: array %s has no len tag for each of its dimensions", path)
		}
		used, err := b.constant(dims[0])
		if err != nil {
			return err
		}
		if used > t.Len() {
			return fmt.Errorf("explore: %s = %d entries, want at most %d (%s)", path, used, t.Len(), dims[0])
		}
		for i := range used {
			entry := append(index[:len(index):len(index)], dimension{i, dims[0] == nodesField})
			at := fmt.Sprintf("%s[%d]", path, i)
			if err := b.add(t.Elem(), offset+uintptr(i)*t.Elem().Size(), at, dims[1:], limit, entry); err != nil {
				return err
			}
		}
		return nil
	}
	return b.addLeaf(t, offset, path, limit, index)
}

func (b *layoutBuilder) addLeaf(t reflect.Type, offset uintptr, path, limit string, index []dimension) error {
	l := leaf{offset: offset, path: path, field: indices.ReplaceAllString(path, ""), index: index, wide: t.Size() == 2}
	switch {
	case t == nodeSetType:
		l.kind, l.bits = nodeSet, uint8(b.layout.nodes)
	case t == nodeIDType:
		l.kind, l.bits = nodeID, uint8(bits.Len(uint(b.layout.nodes-1)))
	case t.Kind() == reflect.Bool:
		l.bits = 1
	case t.Kind() == reflect.Uint8, t.Kind() == reflect.Uint16:
		if limit == "" {
			return fmt.Errorf("explore: number %s has no max tag", path)
		}
		largest, err := b.constant(limit)
		if err != nil {
			return err
		}
		l.bits = uint8(bits.Len(uint(largest)))
	default:
		return fmt.Errorf("explore: %s has type %s, want bool, uint8, uint16 or a type of these", path, t)
	}
	if l.bits > 0 {
		b.layout.leaves = append(b.layout.leaves, l)
	}
	return nil
}

// pack writes the leaves of the state at s into words, and reports whether every value fits its bits.
func (l *layout) pack(s unsafe.Pointer, words []uint64) bool {
	var acc uint64
	var used, overflow uint
	next := 0
	for i := range l.leaves {
		f := &l.leaves[i]
		v := uint64(f.load(s))
		overflow |= uint(v >> f.bits)
		acc |= v << used
		used += uint(f.bits)
		if used >= 64 {
			words[next] = acc
			next++
			used -= 64
			acc = v >> (uint(f.bits) - used)
		}
	}
	for ; next < len(words); next++ {
		words[next] = acc
		acc = 0
	}
	return overflow == 0
}

// unpack sets the leaves of the state at s from words; the rest of the state must be zero.
func (l *layout) unpack(words []uint64, s unsafe.Pointer) {
	var used uint
	next := 0
	for i := range l.leaves {
		f := &l.leaves[i]
		v := words[next] >> used
		used += uint(f.bits)
		if used >= 64 {
			next++
			used -= 64
			if used > 0 {
				v |= words[next] << (uint(f.bits) - used)
			}
		}
		f.store(s, uint16(v&(1<<f.bits-1)))
	}
}

func (f *leaf) load(s unsafe.Pointer) uint16 {
	if f.wide {
		return *(*uint16)(unsafe.Add(s, f.offset))
	}
	return uint16(*(*uint8)(unsafe.Add(s, f.offset)))
}

func (f *leaf) store(s unsafe.Pointer, v uint16) {
	if f.wide {
		*(*uint16)(unsafe.Add(s, f.offset)) = v
	} else {
		*(*uint8)(unsafe.Add(s, f.offset)) = uint8(v)
	}
}

// misfit names the first leaf of the state at s whose value its bits cannot hold, or
// says that an entry outside the tagged lengths is in use.
func (l *layout) misfit(s unsafe.Pointer) error {
	for i := range l.leaves {
		f := &l.leaves[i]
		if v := f.load(s); uint64(v)>>f.bits != 0 {
			return fmt.Errorf("explore: %s = %d, does not fit %d bits", f.path, v, f.bits)
		}
	}
	return fmt.Errorf("explore: an array entry beyond the len tag is not zero")
}
