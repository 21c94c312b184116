package explore

import (
	"math/bits"
	"sync/atomic"
)

// A table maps hashes to indices of states by open addressing. An entry is an index plus one and, above it, the
// lowest bits of the state's hash, which spare most looks at other states; zero is an empty place. Where an entry is
// looked for first is the same part of the table as its hash is of all hashes, so that the table may be of any size.
//
// Entries take 32 bits while that leaves enough of them to the hash, and else 64: half the memory, and twice as many
// entries in a line of the cache. Two workers may put entries at the same time.
type table struct {
	narrow []uint32 // either these
	wide   []uint64 // or these
	size   int      // entries
	index  uint64   // the bits of an entry that are an index plus one
	shift  uint     // how many these are
}

const (
	minTable   = 1 << 16
	largeTable = 1 << 23 // entries, of which a table is given back before a larger one is made
	wideIndex  = 40      // bits of a wide entry that are an index
	leastTag   = 3       // bits of a narrow entry that are of the hash
)

// newTable makes an empty table of so many entries, with indices for nearly as many states.
func newTable(size int) table {
	t := table{size: size, shift: shiftOf(size)}
	if t.shift == wideIndex {
		t.wide = makeNumbers[uint64](size)
	} else {
		t.narrow = makeNumbers[uint32](size)
	}
	t.index = 1<<t.shift - 1
	return t
}

// shiftOf is how many bits of an entry are an index, in a table of so many entries.
func shiftOf(size int) uint {
	if shift := uint(bits.Len(uint(size - 1))); shift <= 32-leastTag {
		return shift
	}
	return wideIndex
}

// makeNumbers allocates zeros, in huge pages where the system has them: most of the time of a large search goes into
// looking up addresses.
func makeNumbers[T uint32 | uint64](n int) []T {
	numbers := make([]T, n)
	useHugePages(numbers)
	return numbers
}

// place is where a hash is looked for first.
func (t *table) place(hash uint64) uint64 {
	place, _ := bits.Mul64(hash, uint64(t.size))
	return place
}

// after is the place after another one.
func (t *table) after(place uint64) uint64 {
	if place++; place == uint64(t.size) {
		return 0
	}
	return place
}

// tag is what an entry has of a hash, above the index.
func (t *table) tag(hash uint64) uint64 {
	if t.wide == nil {
		return uint64(uint32(hash << t.shift))
	}
	return hash << t.shift
}

// at is the entry at a place.
func (t *table) at(place uint64) uint64 {
	if t.wide == nil {
		return uint64(atomic.LoadUint32(&t.narrow[place]))
	}
	return atomic.LoadUint64(&t.wide[place])
}

// put enters at a place, if it is empty.
func (t *table) put(place, entry uint64) bool {
	if t.wide == nil {
		return atomic.CompareAndSwapUint32(&t.narrow[place], 0, uint32(entry))
	}
	return atomic.CompareAndSwapUint64(&t.wide[place], 0, entry)
}

// first is the index at the place where a hash is looked for first, and whether the state there is likely to have it.
func (t *table) first(hash uint64) (index uint64, likely bool) {
	entry := t.at(t.place(hash))
	return entry&t.index - 1, entry != 0 && entry&^t.index == t.tag(hash)
}

// bytes is the memory that the entries take.
func (t *table) bytes() uint64 { return uint64(len(t.narrow))*4 + uint64(len(t.wide))*8 }
