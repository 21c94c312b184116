package trace

import "quesera/internal/traceformat"

// nodeSet is a set of nodes. Up to 64 nodes it needs no allocation.
type nodeSet struct {
	low  uint64
	high []uint64 // nodes 64 and above; nil in small groups
}

// newNodeSet is the empty set for a group of n.
func newNodeSet(n int) nodeSet {
	if n <= 64 {
		return nodeSet{}
	}
	return nodeSet{high: make([]uint64, (n-1)/64)}
}

func (s *nodeSet) has(i traceformat.Node) bool {
	if i < 64 {
		return s.low>>i&1 != 0
	}
	return s.high[i/64-1]>>(i%64)&1 != 0
}

func (s *nodeSet) add(i traceformat.Node) {
	if i < 64 {
		s.low |= 1 << i
		return
	}
	s.high[i/64-1] |= 1 << (i % 64)
}
