package spec

import (
	"math/bits"
	"strconv"
	"strings"
)

// MaxNodes bounds the number of nodes of an abstract spec.
const MaxNodes = 9

// MaxFaces bounds the number of faces in a spec of Byzantine nodes, in which a corrupt node has two: room for ten nodes
// half of which are corrupt. Such groups are too large to explore, but runs of the models are followed.
const MaxFaces = 15

// NodeID names a node of an abstract spec: 0..n-1.
type NodeID uint8

// NodeSet is a set of at most 16 nodes, or faces, as a bit mask: bit i stands for node i.
// The translator knows its methods and renders them as bit operations.
type NodeSet uint16

// Only is the set of the one node i.
func Only(i NodeID) NodeSet { return 1 << i }

// All is the set of the nodes 0..n-1.
func All(n uint8) NodeSet { return 1<<n - 1 }

// Has reports whether i is a member of s.
func (s NodeSet) Has(i NodeID) bool { return s>>i&1 != 0 }

// With is s and i.
func (s NodeSet) With(i NodeID) NodeSet { return s | 1<<i }

// Without is s less i.
func (s NodeSet) Without(i NodeID) NodeSet { return s &^ (1 << i) }

// Union is the set of the members of s or t.
func (s NodeSet) Union(t NodeSet) NodeSet { return s | t }

// Intersect is the set of the members of both s and t.
func (s NodeSet) Intersect(t NodeSet) NodeSet { return s & t }

// Minus is the set of the members of s that are not in t.
func (s NodeSet) Minus(t NodeSet) NodeSet { return s &^ t }

// Includes reports whether every member of t is a member of s.
func (s NodeSet) Includes(t NodeSet) bool { return t&^s == 0 }

// Empty reports whether s has no member.
func (s NodeSet) Empty() bool { return s == 0 }

// Len is the number of members.
func (s NodeSet) Len() int { return bits.OnesCount16(uint16(s)) }

// String lists the members: "{0 2}".
func (s NodeSet) String() string {
	var b strings.Builder
	b.WriteByte('{')
	for i := NodeID(0); i < 16; i++ {
		if s.Has(i) {
			if b.Len() > 1 {
				b.WriteByte(' ')
			}
			b.WriteString(strconv.Itoa(int(i)))
		}
	}
	b.WriteByte('}')
	return b.String()
}
