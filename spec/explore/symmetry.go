package explore

import (
	"slices"
	"unsafe"
)

// A symmetry renames nodes in packed states. The roles of the numbers are in their types: an
// array of length Nodes is indexed by node, a NodeSet has nodes as members, a NodeID is a node.
type symmetry interface {
	// renamer is for one worker.
	renamer() renamer
}

// A renamer sets packed, which holds the state at s, to one of its renamings: for all states that differ by a
// renaming to the same.
type renamer interface {
	rename(s unsafe.Pointer, packed []uint64)
}

// fewNodes may be renamed in all ways one after the other. Most of these are given up at their first word, and with
// five of them that is a third of the work of labelling.
const fewNodes = 3

func newSymmetry(l *layout) symmetry {
	if l.nodes <= fewNodes {
		return newRenamings(l)
	}
	return newLabelling(l)
}

// renamings are all but the identity. Of all renamings of a state they choose that with the least packed one.
type renamings []renaming

// A renaming is one permutation of the nodes, worked out for a layout.
type renaming struct {
	to    []uint8  // node i becomes to[i]
	sets  []uint16 // a set becomes sets[set]
	moves [][]move // for each word of the packed state, what lands in it
}

// A move takes a leaf from the state in memory to the place of another one in the renamed packed state.
type move struct {
	from  place
	kind  leafKind
	shift uint8
}

func newRenamings(l *layout) renamings {
	var all renamings
	leafAt := make(map[string]int, len(l.leaves))
	for i, f := range l.leaves {
		leafAt[leafKey(f, nil)] = i
	}
	for _, to := range permutations(l.nodes)[1:] {
		r := renaming{to: to, sets: make([]uint16, 1<<l.nodes), moves: make([][]move, l.words)}
		for i, f := range l.leaves {
			target := l.places[leafAt[leafKey(f, to)]]
			r.moves[target.word] = append(r.moves[target.word], move{l.places[i], f.kind, target.shift})
		}
		for set := range r.sets {
			for i, j := range to {
				r.sets[set] |= uint16(set) >> i & 1 << j
			}
		}
		all = append(all, r)
	}
	return all
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

// leastRenaming is the renamer that tries all renamings.
type leastRenaming struct {
	all     renamings
	scratch []uint64
}

func (all renamings) renamer() renamer { return &leastRenaming{all: all} }

func (l *leastRenaming) rename(s unsafe.Pointer, packed []uint64) {
	l.scratch = append(l.scratch[:0], packed...)
	for i := range l.all {
		if l.all[i].packIfLess(s, packed, l.scratch) {
			copy(packed, l.scratch)
		}
	}
}

// packIfLess packs the renamed state into words and reports whether it is less than the state packed in
// bound. It gives up at the first word that shows it is not.
func (r *renaming) packIfLess(s unsafe.Pointer, bound, words []uint64) bool {
	less := false
	for w, moves := range r.moves {
		word := uint64(0)
		for i := range moves {
			m := &moves[i]
			v := m.from.load(s)
			switch m.kind {
			case nodeSet:
				v = uint64(r.sets[v])
			case nodeID:
				v = uint64(r.to[v])
			}
			word |= v << m.shift
		}
		if !less && word > bound[w] {
			return false
		}
		less = less || word < bound[w]
		words[w] = word
	}
	return less
}
