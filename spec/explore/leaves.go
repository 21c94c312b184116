package explore

import (
	"unsafe"

	"quesera/spec"
)

// A Leaf is one number of a state, for those who look at states of any type.
type Leaf struct {
	Field string // the fields above it, "Knows.Seen"
	// Index has the entry of each array above it, in their order, and ByNode which of these arrays have an entry for each
	// node.
	Index  []int
	ByNode []bool
	Kind   spec.Kind
	Bits   int // that are kept of it
}

// A Shape is what the states of a spec are made of.
type Shape[S any] struct {
	Nodes  int    // in the group
	Leaves []Leaf // in the order of the type
	layout *layout
}

// ShapeOf is the shape of a spec's states. The error is that of a search: a type whose tags do not say how large it is.
func ShapeOf[S comparable](sp *spec.Spec[S]) (*Shape[S], error) {
	l, err := newLayout[S](sp.Config)
	if err != nil {
		return nil, err
	}
	shape := &Shape[S]{Nodes: l.nodes, layout: l}
	kinds := map[leafKind]spec.Kind{number: spec.IsNumber, nodeID: spec.IsNode, nodeSet: spec.IsSet}
	for _, f := range l.leaves {
		leaf := Leaf{Field: f.field, Kind: kinds[f.kind], Bits: int(f.bits)}
		for _, d := range f.index {
			leaf.Index = append(leaf.Index, d.entry)
			leaf.ByNode = append(leaf.ByNode, d.ofNode)
		}
		shape.Leaves = append(shape.Leaves, leaf)
	}
	return shape, nil
}

// Read are the values of the leaves in a state.
func (h *Shape[S]) Read(s *S) []uint16 {
	values := make([]uint16, len(h.layout.places))
	for i := range h.layout.places {
		values[i] = uint16(h.layout.places[i].load(unsafe.Pointer(s)))
	}
	return values
}
