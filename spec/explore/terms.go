package explore

import (
	"fmt"
	"math/bits"
)

// A term is a leaf, with what its number says of which nodes.
type term struct {
	place
	kind   leafKind
	field  uint64   // tells fields, and entries that are not a node's, apart
	owners []uint8  // the nodes whose entry it is, one an array dimension that is indexed by node
	family []uint16 // the leaves of all nodes' entries like it; the names of the owners are the digits of the index
}

// termsOf lists the terms of a layout, one a leaf.
func termsOf(l *layout) []term {
	terms := make([]term, len(l.leaves))
	families := map[string][]uint16{}
	for i, f := range l.leaves {
		t := term{place: l.places[i], kind: f.kind}
		for _, d := range f.index {
			if d.ofNode {
				t.owners = append(t.owners, uint8(d.entry))
			}
		}
		key, size := familyOf(f), power(l.nodes, len(t.owners))
		if families[key] == nil {
			families[key] = make([]uint16, size)
		}
		t.family = families[key]
		t.family[t.entry(identity(l.nodes), l.nodes)] = uint16(i)
		t.field = mix(uint64(len(families))) // of the first of a family; the others take it over below
		terms[i] = t
	}
	for i := range terms {
		t := &terms[i]
		t.field = terms[t.family[0]].field
	}
	return terms
}

// familyOf names the leaves that renaming may put in each other's place: those of one field and of
// the same entries where entries are not a node's.
func familyOf(f leaf) string {
	key := f.field
	for _, d := range f.index {
		if d.ofNode {
			key += "/node"
		} else {
			key += fmt.Sprint("/", d.entry)
		}
	}
	return key
}

func power(base, exponent int) int {
	p := 1
	for range exponent {
		p *= base
	}
	return p
}

func identity(n int) []uint8 {
	to := make([]uint8, n)
	for i := range to {
		to[i] = uint8(i)
	}
	return to
}

// entry is the place in its family that the term comes to when each node i is renamed to[i].
func (t *term) entry(to []uint8, nodes int) int {
	at := 0
	for _, i := range t.owners {
		at = at*nodes + int(to[i])
	}
	return at
}

// renamed is what the term's number v becomes when each node i is renamed to[i].
func (t *term) renamed(v uint16, to []uint8) uint16 {
	switch t.kind {
	case nodeSet:
		set := uint16(0)
		for range bits.OnesCount16(v) {
			set |= 1 << to[bits.TrailingZeros16(v)]
			v &= v - 1
		}
		return set
	case nodeID:
		return uint16(to[v])
	}
	return v
}
