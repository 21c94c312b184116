package explore

import (
	"slices"
	"unsafe"
)

// A symmetry renames nodes in packed states. The roles of the numbers are in their types: an
// array of length Nodes is indexed by node, a NodeSet has nodes as members, a NodeID is a node.
type symmetry struct {
	layout   *layout
	renaming []renaming // all but the identity
}

// A renaming is one permutation of the nodes, worked out for a layout.
type renaming struct {
	to   []uint8  // node i becomes to[i]
	from []int    // the leaf that lands at each leaf's place
	sets []uint16 // a set becomes sets[set]
}

func newSymmetry(l *layout) *symmetry {
	sym := &symmetry{layout: l}
	leafAt := make(map[string]int, len(l.leaves))
	for i, f := range l.leaves {
		leafAt[leafKey(f, nil)] = i
	}
	for _, to := range permutations(l.nodes)[1:] {
		r := renaming{to: to, from: make([]int, len(l.leaves)), sets: make([]uint16, 1<<l.nodes)}
		for i, f := range l.leaves {
			r.from[leafAt[leafKey(f, to)]] = i
		}
		for set := range r.sets {
			for i, j := range to {
				r.sets[set] |= uint16(set) >> i & 1 << j
			}
		}
		sym.renaming = append(sym.renaming, r)
	}
	return sym
}

// leafKey identifies a leaf by its field and indices after renaming nodes by to (nil: none).
func leafKey(f leaf, to []uint8) string {
	key := []byte(f.field)
	for _, d := range f.index {
		entry := d.entry
		if d.ofNode && to != nil {
			entry = int(to[entry])
		}
		key = append(key, '/', byte(entry))
	}
	return string(key)
}

// permutations of 0..n-1, the identity first.
func permutations(n int) [][]uint8 {
	if n == 0 {
		return [][]uint8{{}}
	}
	var all [][]uint8
	for _, p := range permutations(n - 1) {
		for at := n - 1; at >= 0; at-- {
			all = append(all, slices.Insert(slices.Clone(p), at, uint8(n-1)))
		}
	}
	return all
}

// least sets packed, which holds the state at s, to the least of its renamings; scratch is of the same length.
func (sym *symmetry) least(s unsafe.Pointer, packed, scratch []uint64) {
	for i := range sym.renaming {
		if sym.renaming[i].packIfLess(sym.layout, s, packed, scratch) {
			copy(packed, scratch)
		}
	}
}

// packIfLess packs the renamed state into words and reports whether it is less than the state packed in
// bound. It gives up at the first word that shows it is not.
func (r *renaming) packIfLess(l *layout, s unsafe.Pointer, bound, words []uint64) bool {
	less := false
	leaf := 0
	for w := range words {
		word := uint64(0)
		for ; leaf < len(l.places) && int(l.places[leaf].word) == w; leaf++ {
			from := r.from[leaf]
			v := l.places[from].load(s)
			switch l.leaves[from].kind {
			case nodeSet:
				v = uint64(r.sets[v])
			case nodeID:
				v = uint64(r.to[v])
			}
			word |= v << l.places[leaf].shift
		}
		if !less && word > bound[w] {
			return false
		}
		less = less || word < bound[w]
		words[w] = word
	}
	return less
}
