package causal

import (
	"encoding/binary"

	"quesera/model"
)

// Stamp is the position of a broadcast in its sender's log, from 1; 0 is before the first.
type Stamp uint32

// Time is a vector of stamps, one for each node: how far one has followed the log of each. It
// is a value: copies share their entries, and nobody writes to them.
type Time struct{ stamps []Stamp }

// NewTime is the beginning of time for n nodes: nothing delivered.
func NewTime(n int) Time { return Time{make([]Stamp, n)} }

// Nodes is the length of the vector.
func (t Time) Nodes() int { return len(t.stamps) }

// At is the stamp of the last broadcast of node i, 0 for none. It panics for i >= Nodes.
func (t Time) At(i model.NodeID) Stamp { return t.stamps[i] }

// With is t with the entry of node i set to s.
func (t Time) With(i model.NodeID, s Stamp) Time {
	stamps := make([]Stamp, len(t.stamps))
	copy(stamps, t.stamps)
	stamps[i] = s
	return Time{stamps}
}

// Join is the later of t and u, entry by entry; both have the same length.
func (t Time) Join(u Time) Time {
	stamps := make([]Stamp, len(t.stamps))
	for i := range stamps {
		stamps[i] = max(t.stamps[i], u.stamps[i])
	}
	return Time{stamps}
}

// Includes reports whether t has all that u has; both have the same length.
func (t Time) Includes(u Time) bool {
	for i, s := range u.stamps {
		if t.stamps[i] < s {
			return false
		}
	}
	return true
}

// Equal reports whether t and u are the same vector.
func (t Time) Equal(u Time) bool {
	return len(t.stamps) == len(u.stamps) && t.Includes(u) && u.Includes(t)
}

// AppendTo appends the entries, 4 bytes each, little-endian.
func (t Time) AppendTo(b []byte) []byte {
	for _, s := range t.stamps {
		b = binary.LittleEndian.AppendUint32(b, uint32(s))
	}
	return b
}
