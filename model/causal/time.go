package causal

import (
	"encoding/binary"

	"quesera/model"
)

// Stamp is the position of a broadcast in its sender's log.
type Stamp uint32

// Span is the number of stamps that a Time keeps.
const Span = 6

// Time is a vector time, cut to the stamps from Base to Base+Span-1. For each of them it says whose broadcast has been
// delivered. It is a value.
type Time struct {
	nodes     uint16
	base      Stamp
	delivered [Span]model.NodeSet // by stamp, less base
}

// NewTime is the beginning of time for n nodes: nothing delivered.
func NewTime(n int, base Stamp) Time { return Time{nodes: uint16(n), base: base} }

// Nodes is the size of the group.
func (t *Time) Nodes() int { return int(t.nodes) }

// Base is the first stamp that t speaks of.
func (t *Time) Base() Stamp { return t.base }

// At are the nodes whose broadcast stamped s has been delivered; none outside the span.
func (t *Time) At(s Stamp) model.NodeSet {
	if s < t.base || s-t.base >= Span {
		return model.NodeSet{}
	}
	return t.delivered[s-t.base]
}

// Has reports whether the broadcast of a node stamped s has been delivered.
func (t *Time) Has(node model.NodeID, s Stamp) bool { return t.At(s).Has(node) }

// With is t with one more broadcast delivered. It panics outside the group and the span.
func (t Time) With(node model.NodeID, s Stamp) Time {
	t.add(node, s)
	return t
}

// add notes one more broadcast.
func (t *Time) add(node model.NodeID, s Stamp) {
	if node >= model.NodeID(t.nodes) {
		panic("causal: a broadcast from outside the group")
	}
	at := &t.delivered[s-t.base]
	*at = at.With(node)
}

// From is t without the stamps below base, and with room for as many above; t's base is not above base.
func (t Time) From(base Stamp) Time {
	u := NewTime(int(t.nodes), base)
	for k := range u.delivered {
		u.delivered[k] = t.At(base + Stamp(k))
	}
	return u
}

// Join is all that t and u have from t's base on, as far as t's span reaches.
func (t Time) Join(u *Time) Time {
	for k := range t.delivered {
		t.delivered[k] = t.delivered[k].Union(u.At(t.base + Stamp(k)))
	}
	return t
}

// lacks is a node of which t lacks a broadcast that u has, from t's base on. Of all such broadcasts it is the last in
// canonical order.
func (t *Time) lacks(u *Time) (model.NodeID, bool) {
	above := int(u.base) - int(t.base)
	for k := Span - 1; k >= max(0, -above); k-- {
		has := model.NodeSet{}
		if k+above < Span {
			has = t.delivered[k+above]
		}
		if u.delivered[k].PlainlyIn(has) {
			continue
		}
		if node, missing := u.delivered[k].LastNotIn(has); missing {
			return node, true
		}
	}
	return 0, false
}

// Includes reports whether t has all that u has from t's base on.
func (t *Time) Includes(u *Time) bool {
	_, missing := t.lacks(u)
	return !missing
}

// Equal reports whether t and u are the same vector.
func (t Time) Equal(u Time) bool {
	return t.nodes == u.nodes && t.base == u.base && t.Includes(&u) && u.Includes(&t)
}

// AppendTo appends a canonical encoding: the size of the group, the base, and each set with its length.
func (t *Time) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, t.nodes)
	b = binary.LittleEndian.AppendUint32(b, uint32(t.base))
	for _, set := range t.delivered {
		at := len(b)
		b = set.AppendTo(append(b, 0))
		b[at] = byte((len(b) - at) / 8)
	}
	return b
}
