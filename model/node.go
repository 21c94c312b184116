package model

import (
	"iter"
	"math/bits"
	"strconv"
	"strings"
)

// MaxNodes is the largest group that a NodeSet can describe.
const MaxNodes = 1024

// NodeID names a node: 0..n-1.
type NodeID uint16

const (
	wordBits  = 64
	highWords = MaxNodes/wordBits - 1
)

// NodeSet is a set of nodes below MaxNodes, as a value: no method changes its
// receiver. Groups of up to 64 nodes live in one word; the members from 64 on lie
// in an array that is shared between copies and never written after it was made.
// Compare with Equal, not with ==. The zero value is the empty set.
type NodeSet struct {
	low  uint64
	high *[highWords]uint64
}

// Only is the set of the one node i.
func Only(i NodeID) NodeSet { return NodeSet{}.With(i) }

// All is the set of the nodes 0..n-1, for n up to MaxNodes.
func All(n int) NodeSet {
	if n < wordBits {
		return NodeSet{low: 1<<n - 1}
	}
	all := NodeSet{low: ^uint64(0)}
	if n > wordBits {
		all.high = new([highWords]uint64)
		for i := wordBits; i < n; i++ {
			all.high[i/wordBits-1] |= 1 << (i % wordBits)
		}
	}
	return all
}

// Has reports whether i is a member of s.
func (s NodeSet) Has(i NodeID) bool {
	if i < wordBits {
		return s.low>>i&1 != 0
	}
	return s.high != nil && i < MaxNodes && s.high[i/wordBits-1]>>(i%wordBits)&1 != 0
}

// With is s and i. It panics for i >= MaxNodes, as an array index would.
func (s NodeSet) With(i NodeID) NodeSet {
	if i < wordBits {
		s.low |= 1 << i
		return s
	}
	return s.withHigh(i)
}

func (s NodeSet) withHigh(i NodeID) NodeSet {
	high := new([highWords]uint64)
	if s.high != nil {
		*high = *s.high
	}
	high[i/wordBits-1] |= 1 << (i % wordBits)
	s.high = high
	return s
}

// Without is s less i.
func (s NodeSet) Without(i NodeID) NodeSet {
	if !s.Has(i) {
		return s
	}
	if i < wordBits {
		s.low &^= 1 << i
		return s
	}
	high := *s.high
	high[i/wordBits-1] &^= 1 << (i % wordBits)
	s.high = &high
	return s
}

// Union is the set of the members of s or t.
func (s NodeSet) Union(t NodeSet) NodeSet {
	u := NodeSet{low: s.low | t.low, high: s.high}
	switch {
	case t.high == nil:
	case s.high == nil:
		u.high = t.high
	default:
		u.high = new([highWords]uint64)
		for w := range u.high {
			u.high[w] = s.high[w] | t.high[w]
		}
	}
	return u
}

// Intersect is the set of the members of both s and t.
func (s NodeSet) Intersect(t NodeSet) NodeSet {
	u := NodeSet{low: s.low & t.low}
	if s.high != nil && t.high != nil {
		u.high = new([highWords]uint64)
		for w := range u.high {
			u.high[w] = s.high[w] & t.high[w]
		}
	}
	return u
}

// Minus is the set of the members of s that are not in t.
func (s NodeSet) Minus(t NodeSet) NodeSet {
	u := NodeSet{low: s.low &^ t.low, high: s.high}
	if s.high != nil && t.high != nil {
		u.high = new([highWords]uint64)
		for w := range u.high {
			u.high[w] = s.high[w] &^ t.high[w]
		}
	}
	return u
}

// PlainlyIn reports that s is small and all in t. It is a quick look, with which much is done: false says nothing.
func (s NodeSet) PlainlyIn(t NodeSet) bool { return s.high == nil && s.low&^t.low == 0 }

// LastNotIn is the highest member of s that is not in t, if there is one.
func (s NodeSet) LastNotIn(t NodeSet) (NodeID, bool) {
	if s.high != nil && s.high != t.high {
		for w := highWords - 1; w >= 0; w-- {
			word := s.high[w]
			if t.high != nil {
				word &^= t.high[w]
			}
			if word != 0 {
				return NodeID((w+1)*wordBits + bits.Len64(word) - 1), true
			}
		}
	}
	if word := s.low &^ t.low; word != 0 {
		return NodeID(bits.Len64(word) - 1), true
	}
	return 0, false
}

// Includes reports whether every member of t is a member of s.
func (s NodeSet) Includes(t NodeSet) bool {
	_, missing := t.LastNotIn(s)
	return !missing
}

// Equal reports whether s and t have the same members.
func (s NodeSet) Equal(t NodeSet) bool {
	return s.Includes(t) && t.Includes(s)
}

// Empty reports whether s has no member.
func (s NodeSet) Empty() bool {
	return s.low == 0 && (s.high == nil || *s.high == [highWords]uint64{})
}

// Len is the number of members.
func (s NodeSet) Len() int {
	count := bits.OnesCount64(s.low)
	if s.high != nil {
		for _, w := range s.high {
			count += bits.OnesCount64(w)
		}
	}
	return count
}

// Rank is the number of members below i, which is below MaxNodes.
func (s NodeSet) Rank(i NodeID) int {
	below := uint64(1)<<(i%wordBits) - 1
	if i < wordBits {
		return bits.OnesCount64(s.low & below)
	}
	rank := bits.OnesCount64(s.low)
	if s.high != nil {
		for _, word := range s.high[:i/wordBits-1] {
			rank += bits.OnesCount64(word)
		}
		rank += bits.OnesCount64(s.high[i/wordBits-1] & below)
	}
	return rank
}

// Members are the members in ascending order.
func (s NodeSet) Members() iter.Seq[NodeID] {
	return func(yield func(NodeID) bool) { s.each(yield) }
}

// each is Members, apart, so that a loop needs no memory.
func (s NodeSet) each(yield func(NodeID) bool) {
	for w := -1; w < highWords; w++ {
		word := s.low
		if w >= 0 {
			if s.high == nil {
				return
			}
			word = s.high[w]
		}
		for range bits.OnesCount64(word) {
			if !yield(NodeID((w+1)*wordBits + bits.TrailingZeros64(word))) {
				return
			}
			word &= word - 1
		}
	}
}

// AppendTo appends the members as a bit mask, 8 bytes a word, the lowest node in the lowest
// bit of the first byte, without trailing empty words beyond the first. Equal sets give equal bytes.
func (s NodeSet) AppendTo(b []byte) []byte {
	b = appendWord(b, s.low)
	if s.high == nil {
		return b
	}
	used := highWords
	for ; used > 0 && s.high[used-1] == 0; used-- {
	}
	for _, word := range s.high[:used] {
		b = appendWord(b, word)
	}
	return b
}

func appendWord(b []byte, w uint64) []byte {
	for shift := 0; shift < wordBits; shift += 8 {
		b = append(b, byte(w>>shift))
	}
	return b
}

// String lists the members: "{0 2}".
func (s NodeSet) String() string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range s.Members() {
		if b.Len() > 1 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(int(i)))
	}
	b.WriteByte('}')
	return b.String()
}
