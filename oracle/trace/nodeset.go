package trace

import "quesera/internal/traceformat"

// nodeSet is a set of nodes, empty to begin with. Up to 64 nodes it needs no allocation.
type nodeSet struct {
	low  uint64
	high []uint64 // nodes 64 and above, as far as any is in it
}

func (s *nodeSet) has(i traceformat.Node) bool {
	if i < 64 {
		return s.low>>i&1 != 0
	}
	word := int(i/64) - 1
	return word < len(s.high) && s.high[word]>>(i%64)&1 != 0
}

// remove takes out a node that is in it.
func (s *nodeSet) remove(i traceformat.Node) {
	if i < 64 {
		s.low &^= 1 << i
		return
	}
	s.high[int(i/64)-1] &^= 1 << (i % 64)
}

func (s *nodeSet) add(i traceformat.Node) {
	if i < 64 {
		s.low |= 1 << i
		return
	}
	word := int(i/64) - 1
	for word >= len(s.high) {
		s.high = append(s.high, 0)
	}
	s.high[word] |= 1 << (i % 64)
}
