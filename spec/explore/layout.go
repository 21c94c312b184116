package explore

import (
	"fmt"
	"math"
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
	places []place // of the leaves, apart from what only messages and symmetry need
	words  int     // 64-bit words a state
	halves int     // of these words that any state uses
	nodes  int
	// inWord lists, for each 8 bytes of S in memory, the leaves that lie there.
	inWord       [][]uint16
	used, unused []uint16 // words of S in memory with and without leaves
	mover        *mover
}

// A place says where a leaf lies in memory and in the packed state. No leaf
// straddles two words of the packed state.
type place struct {
	offset uint16 // in bytes from the start of S
	wide   bool   // two bytes, not one
	word   uint8
	shift  uint8  // below 64
	mask   uint16 // the values that fit
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
	b := layoutBuilder{given: config, config: reflect.ValueOf(config), layout: &layout{}}
	nodes, err := b.constant(nodesField)
	if err != nil {
		return nil, err
	}
	b.layout.nodes = nodes
	if err := b.add(reflect.TypeFor[S](), 0, "", nil, "", nil); err != nil {
		return nil, err
	}
	return b.layout, b.layout.assign(reflect.TypeFor[S]().Size())
}

// assign gives each leaf its bits in the packed state.
func (l *layout) assign(size uintptr) error {
	if size > math.MaxUint16 {
		return fmt.Errorf("explore: a state takes %d bytes, want at most %d", size, math.MaxUint16)
	}
	l.inWord = make([][]uint16, (size+7)/8)
	word, used := 0, 0
	for i, f := range l.leaves {
		if used+int(f.bits) > 64 {
			word, used = word+1, 0
		}
		l.places = append(l.places, place{uint16(f.offset), f.wide, uint8(word), uint8(used), 1<<f.bits - 1})
		l.inWord[f.offset/8] = append(l.inWord[f.offset/8], uint16(i))
		used += int(f.bits)
	}
	for w, leaves := range l.inWord {
		if len(leaves) > 0 {
			l.used = append(l.used, uint16(w))
		} else {
			l.unused = append(l.unused, uint16(w))
		}
	}
	if l.words = word + 1; l.words > math.MaxUint8 {
		return fmt.Errorf("explore: a packed state takes %d words, want at most %d", l.words, math.MaxUint8)
	}
	if l.halves = 2 * l.words; used <= 32 {
		l.halves--
	}
	l.mover = newMover(l)
	return nil
}

type layoutBuilder struct {
	given  any // the Config
	config reflect.Value
	layout *layout
}

// constant is the value of the Config field name, or the number that name is.
func (b *layoutBuilder) constant(name string) (int, error) {
	if v, err := strconv.Atoi(name); err == nil {
		return v, nil
	}
	if b.config.Kind() == reflect.Struct {
		if f := b.config.FieldByName(name); f.CanUint() {
			return int(f.Uint()), nil
		}
	}
	return 0, fmt.Errorf("explore: %T has no unsigned field %q", b.given, name)
}

func (b *layoutBuilder) add(t reflect.Type, offset uintptr, path string, dims []string, limit string,
	index []dimension) error {
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

// changes appends to list the words of memory with leaves in which two states differ.
func (l *layout) changes(list []uint16, a, b unsafe.Pointer) []uint16 {
	for _, w := range l.used {
		at := uintptr(w) * 8
		if *(*uint64)(unsafe.Add(a, at)) != *(*uint64)(unsafe.Add(b, at)) {
			list = append(list, w)
		}
	}
	return list
}

// strays reports whether the state at s is not zero in a word of memory that has no leaves.
func (l *layout) strays(s unsafe.Pointer) bool {
	for _, w := range l.unused {
		if *(*uint64)(unsafe.Add(s, uintptr(w)*8)) != 0 {
			return true
		}
	}
	return false
}

// restore makes the state at s that at old again, where the two differ in the words of memory listed.
func (l *layout) restore(changes []uint16, s, old unsafe.Pointer) {
	for _, w := range changes {
		at := uintptr(w) * 8
		*(*uint64)(unsafe.Add(s, at)) = *(*uint64)(unsafe.Add(old, at))
	}
}

// pack sets words from the leaves of the state at s. The error names one that does not fit.
func (l *layout) pack(s unsafe.Pointer, words []uint64) error {
	clear(words)
	for i := range l.places {
		p := &l.places[i]
		v := p.load(s)
		if v&^uint64(p.mask) != 0 {
			return l.misfit(s)
		}
		words[p.word] |= v << (p.shift % 64)
	}
	return nil
}

// unpack sets the leaves of the state at s from words; the rest of the state must be zero.
func (l *layout) unpack(words []uint64, s unsafe.Pointer) {
	for i := range l.places {
		p := &l.places[i]
		p.store(s, uint16(words[p.word]>>(p.shift%64))&p.mask)
	}
}

// memory is a mask of the bits that the leaf takes in memory.
func (p *place) memory() uint64 {
	if p.wide {
		return math.MaxUint16
	}
	return math.MaxUint8
}

func (p *place) load(s unsafe.Pointer) uint64 {
	if p.wide {
		return uint64(*(*uint16)(unsafe.Add(s, p.offset)))
	}
	return uint64(*(*uint8)(unsafe.Add(s, p.offset)))
}

func (p *place) store(s unsafe.Pointer, v uint16) {
	if p.wide {
		*(*uint16)(unsafe.Add(s, p.offset)) = v
	} else {
		*(*uint8)(unsafe.Add(s, p.offset)) = uint8(v)
	}
}

// misfit names the first leaf of the state at s whose value its bits cannot hold, or
// says that an entry outside the tagged lengths is in use.
func (l *layout) misfit(s unsafe.Pointer) error {
	for i := range l.places {
		if v := l.places[i].load(s); v&^uint64(l.places[i].mask) != 0 {
			return fmt.Errorf("explore: %s = %d, does not fit %d bits", l.leaves[i].path, v, l.leaves[i].bits)
		}
	}
	return fmt.Errorf("explore: an array entry beyond the len tag is not zero")
}
