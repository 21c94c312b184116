package explore

import (
	"math/bits"
	"slices"
	"unsafe"
)

// A labeller finds, of all the renamings of a state, one that depends on their set only: two states
// have the same one exactly if one is the other renamed. It does so by canonical labelling:
//
//   - Each node gets a colour, from what the state says of it and of the colours of the nodes that it is
//     related to, until that tells no more nodes apart (refine). Colours do not depend on names. So nodes are
//     ordered by their colours, and a renaming of the state leads to the same order.
//   - Where colours are equal, each of these nodes in turn is given a colour of its own, and refinement
//     goes on from there (search). Of all the orders found, that with the least packed state is taken.
//   - Two nodes of equal colour whose exchange leaves the state as it is are twins. What one of them leads to, the
//     other does too, so one of them is enough.
//
// Colours are numbers of 64 bits that are mixed and added up. If two colours are equal by chance, more orders are
// tried; the result is the same.
type labeller struct {
	*labelling
	values []uint16 // the numbers of the present state, one a leaf
	orders int      // of the present state, tried so far
	least  []uint64 // the least packed renaming found
	packed []uint64
	to     []uint8
}

// A labelling is the symmetry whose renamers are labellers.
type labelling struct {
	*layout
	terms []term
}

func newLabelling(l *layout) *labelling { return &labelling{l, termsOf(l)} }

func (l *labelling) renamer() renamer {
	return &labeller{labelling: l, values: make([]uint16, len(l.terms)), to: make([]uint8, l.nodes),
		least: apart[uint64](l.words), packed: apart[uint64](l.words)}
}

// maxNodes is how many nodes a labelling may have: a NodeSet has no more members.
const maxNodes = 16

// colours has one number a node.
type colours [maxNodes]uint64

func (l *labeller) rename(s unsafe.Pointer, packed []uint64) {
	for i := range l.terms {
		l.values[i] = uint16(l.terms[i].load(s))
	}
	l.orders = 0
	var none colours
	l.search(l.refine(none))
	copy(packed, l.least)
}

// search goes through the orders that colours leave open.
func (l *labeller) search(c colours) {
	order, ties := l.order(&c)
	if ties.to == 0 {
		l.propose(order)
		return
	}
	tied := order[ties.from:ties.to]
	for k, node := range tied {
		if !l.hasTwin(node, tied[:k]) {
			alone := c
			alone[node] = mix(c[node] + aloneSalt)
			l.search(l.refine(alone))
		}
	}
}

// order sorts the nodes by colour, and tells the first span in which colours are equal; none if all differ.
func (l *labeller) order(c *colours) (order [maxNodes]uint8, ties span) {
	nodes := order[:l.nodes]
	for i := range nodes {
		at := i
		for ; at > 0 && c[nodes[at-1]] > c[i]; at-- {
			nodes[at] = nodes[at-1]
		}
		nodes[at] = uint8(i)
	}
	for from := range nodes {
		to := from + 1
		for ; to < len(nodes) && c[nodes[to]] == c[nodes[from]]; to++ {
		}
		if to > from+1 {
			return order, span{uint64(from), uint64(to)}
		}
	}
	return order, span{}
}

// propose packs the state with its nodes renamed to their places in the order, and keeps it if it is the least so
// far.
func (l *labeller) propose(order [maxNodes]uint8) {
	for place, node := range order[:l.nodes] {
		l.to[node] = uint8(place)
	}
	clear(l.packed)
	for i := range l.terms {
		t := &l.terms[i]
		p := &l.places[t.family[t.entry(l.to, l.nodes)]]
		l.packed[p.word] |= uint64(t.renamed(l.values[i], l.to)) << (p.shift % 64)
	}
	if l.orders == 0 || slices.Compare(l.packed, l.least) < 0 {
		copy(l.least, l.packed)
	}
	l.orders++
}

// hasTwin reports whether exchanging the node with one of the others, all of its colour, leaves the state as it is.
func (l *labeller) hasTwin(node uint8, others []uint8) bool {
	for _, other := range others {
		if l.twins(node, other) {
			return true
		}
	}
	return false
}

func (l *labeller) twins(a, b uint8) bool {
	for i := range l.to {
		l.to[i] = uint8(i)
	}
	l.to[a], l.to[b] = b, a
	for i := range l.terms {
		t := &l.terms[i]
		if l.values[t.family[t.entry(l.to, l.nodes)]] != t.renamed(l.values[i], l.to) {
			return false
		}
	}
	return true
}

// refine lets colours tell apart what they can. Each round but the last tells some node apart from others, so that
// there are no more rounds than nodes.
func (l *labeller) refine(c colours) colours {
	distinct := 0
	for range l.nodes {
		now := l.distinct(&c)
		if now == distinct || now == l.nodes {
			break
		}
		distinct = now
		next := c
		for i := range l.terms {
			l.terms[i].tell(l.values[i], &c, &next)
		}
		for i := range next[:l.nodes] {
			next[i] = mix(next[i])
		}
		c = next
	}
	return c
}

// distinct counts the colours that differ.
func (l *labeller) distinct(c *colours) int {
	count := 0
	for i := range l.nodes {
		if !slices.Contains(c[:i], c[i]) {
			count++
		}
	}
	return count
}

// tell adds to the next colours of the nodes that the term names what it says of them, in terms of their present
// colours. Nodes are named by owning the entry, by being a member of the set, or by being the node that the number
// is.
func (t *term) tell(v uint16, c, next *colours) {
	if v == 0 && t.kind != nodeID {
		return // as all say that say nothing
	}
	said := t.field
	for _, i := range t.owners {
		said = mix(said + c[i])
	}
	members := uint16(0)
	switch t.kind {
	case number:
		t.tellOwners(mix(said+uint64(v)), next)
	case nodeSet:
		members = v
	case nodeID:
		members = 1 << v
	}
	for range bits.OnesCount16(members) {
		member := uint8(bits.TrailingZeros16(members))
		members &= members - 1
		of := mix(said + c[member])
		if slices.Contains(t.owners, member) {
			of = mix(of + ownSalt)
		}
		t.tellOwners(of, next)
		next[member] += mix(of + memberSalt)
	}
}

// tellOwners adds what is said to the colour of each owner, by which of the owners it is.
func (t *term) tellOwners(said uint64, next *colours) {
	for place, i := range t.owners {
		next[i] += mix(said + uint64(place+1)*placeSalt)
	}
}

// Any odd constants with bits all over serve.
const (
	aloneSalt  = 0x9e3779b97f4a7c15
	ownSalt    = 0xbf58476d1ce4e5b9
	memberSalt = 0x94d049bb133111eb
	placeSalt  = 0xd6e8feb86659fd93
)

// mix makes a number of which every bit depends on all bits of x.
func mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0xa0761d6478bd642f, 0xe7037ed1a0b428db)
	return hi ^ lo
}
