package explore

import (
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
)

// A store is the set of states found so far, exact: a state is looked up by hash but
// compared in full. Two workers may insert at the same time.
//
// A state has an index, and lies at that place of the segments, in halves of words: the upper half of its last word is
// left out where no state uses it. The table has, for each state, its index plus one.
type store struct {
	words    int // 64-bit words a state
	halves   int // of these words that are kept
	table    table
	segments [][]uint32 // of fixed length, so that readers need no lock
	mu       sync.Mutex // guards the allocation of segments and next
	next     uint64     // first index not yet handed out
	filled   uint64     // segments allocated
	count    atomic.Uint64
}

const (
	segmentBits = 16      // states a segment, as a power of two
	blockStates = 1 << 10 // indices a worker takes at once
	maxSegments = 1 << 16
	maxSlab     = 32 // segments allocated at once
	// mostExpected is the greatest number of states for which room is made before any is found.
	mostExpected = 1 << 28
)

func newStore(words int) *store {
	return &store{words: words, halves: 2 * words, table: newTable(minTable), segments: make([][]uint32, maxSegments)}
}

// row is where the state of index i lies.
func (st *store) row(i uint64) []uint32 {
	segment := st.segments[i>>segmentBits]
	from := int(i&(1<<segmentBits-1)) * st.halves
	return segment[from : from+st.halves : from+st.halves]
}

// read copies the state of index i.
func (st *store) read(i uint64, state []uint64) {
	row := st.row(i)
	for k := range state {
		if len(row) == 1 {
			state[k] = uint64(row[0])
			return
		}
		state[k] = uint64(row[0]) | uint64(row[1])<<32
		row = row[2:]
	}
}

// write puts a state at index i.
func (st *store) write(i uint64, state []uint64) {
	row := st.row(i)
	for _, word := range state {
		row[0] = uint32(word)
		if len(row) == 1 {
			return
		}
		row[1] = uint32(word >> 32)
		row = row[2:]
	}
}

// is tells whether the state of index i is this one.
func (st *store) is(i uint64, state []uint64) bool {
	row := st.row(i)
	for _, word := range state {
		if len(row) == 1 {
			return uint64(row[0]) == word
		}
		if uint64(row[0])|uint64(row[1])<<32 != word {
			return false
		}
		row = row[2:]
	}
	return true
}

// A span is a half-open range of indices.
type span struct{ from, to uint64 }

// An inserter adds states on behalf of one worker, at indices of its own.
type inserter struct {
	*store
	block span   // indices taken and not yet used
	used  []span // indices used since the last takeSpans
	added uint64 // states added since the last settle
	// touched keeps what touch reads from being optimised away.
	touched uint64
}

// touch reads what insert will look at first, for a batch of states by their hashes. The reads do not wait
// for each other as those of one insert after the other would: most of the time goes into memory.
func (in *inserter) touch(hashes []uint64) {
	in.touchTable(hashes)
	sum := uint64(0)
	for _, hash := range hashes {
		if i, likely := in.table.first(hash); likely {
			sum += uint64(in.row(i)[0])
		}
	}
	in.touched += sum
}

// touchTable reads the places of the table where the hashes are looked for first.
func (in *inserter) touchTable(hashes []uint64) {
	sum := uint64(0)
	for _, hash := range hashes {
		sum += in.table.at(in.table.place(hash))
	}
	in.touched += sum
}

// same compares states. They are so short that a loop is faster than a call.
func same(a, b []uint64) bool {
	if len(a) != len(b) {
		return false
	}
	for i, word := range a {
		if word != b[i] {
			return false
		}
	}
	return true
}

// assign copies a state, for the same reason.
func assign(to, from []uint64) {
	from = from[:len(to)]
	for i := range to {
		to[i] = from[i]
	}
}

// tableIsFull is what whoever looks all round a table stops with.
const tableIsFull = "explore: the table of states is full"

// insert adds a state, whose hash is given, unless it is there, and reports whether it was new.
func (in *inserter) insert(state []uint64, hash uint64) bool {
	t := &in.table
	tag, written, first := t.tag(hash), false, t.place(hash)
	for place := first; ; {
		entry := t.at(place)
		if entry == 0 {
			if !written {
				in.reserve()
				in.write(in.block.from, state)
				written = true
			}
			if t.put(place, tag|(in.block.from+1)) {
				in.commit()
				return true
			}
			entry = t.at(place)
		}
		if entry&^t.index == tag && in.is(entry&t.index-1, state) {
			return false
		}
		if place = t.after(place); place == first {
			panic(tableIsFull)
		}
	}
}

// reserve makes sure that the worker has an index left.
func (in *inserter) reserve() {
	if in.block.from < in.block.to {
		return
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.block = span{in.next, in.next + blockStates}
	in.next += blockStates
	if in.next > in.table.index {
		panic("explore: more states than the table can number") // room and workersHold keep it from this
	}
	for in.filled<<segmentBits < in.next {
		in.extend()
	}
}

// extend allocates segments, the more of them in one piece of memory the more there are.
func (st *store) extend() {
	count := min(max(st.filled/4, 1), maxSlab)
	size := st.halves << segmentBits
	slab := makeNumbers[uint32](int(count) * size)
	for range count {
		st.segments[st.filled], slab = slab[:size:size], slab[size:]
		st.filled++
	}
}

// commit accounts for the index that insert has used.
func (in *inserter) commit() {
	i := in.block.from
	in.block.from++
	if last := len(in.used) - 1; last >= 0 && in.used[last].to == i {
		in.used[last].to++
	} else {
		in.used = append(in.used, span{i, i + 1})
	}
	in.added++
}

// settle counts the states added since the last call. It is for every batch of states, not for each one: the
// workers share the counter, and every look into the store is at its neighbours in memory.
func (in *inserter) settle() {
	in.count.Add(in.added)
	in.added = 0
}

// takeSpans returns the indices used since the last call.
func (in *inserter) takeSpans() []span {
	spans := in.used
	in.used = nil
	return spans
}

// room is how many more states the table takes before it should grow.
func (st *store) room() int {
	return st.table.size/5*4 - int(st.count.Load())
}

// workersHold makes the empty table so large that its indices are enough, too, for those that each of the workers has
// taken and not yet used: they have the fifth of the table that stays empty.
func (st *store) workersHold(workers int) {
	if size := 5 * blockStates * workers; size > st.table.size {
		st.table = newTable(size)
	}
}

// expect makes an empty table that has room for so many states.
func (st *store) expect(states uint64) {
	if size := int(states/4+1) * 5; size > st.table.size {
		st.table = newTable(size)
	}
}

// grown is how large a table is made that was so large.
func grown(size int) int {
	if 4*size <= largeTable {
		return 4 * size
	}
	return 2 * size
}

// grow makes the table twice as large, and four times where that is still little: to put all states back takes time.
// No worker may be inserting; fill must put the states of all indices in use back.
// A large table is given back before the new one is made: its memory serves the states to come.
func (st *store) grow(fill func()) {
	size := grown(st.table.size)
	st.table = table{}
	if size > largeTable {
		runtime.GC()
	}
	st.table = newTable(size)
	fill()
}

// reinsert puts the states of a span into a new table. Several may be at work on different spans.
func (in *inserter) reinsert(s span) {
	var hashes [queued]uint64
	state := make([]uint64, in.words)
	for from := s.from; from < s.to; from += queued {
		batch := hashes[:min(queued, s.to-from)]
		for k := range batch {
			in.read(from+uint64(k), state)
			batch[k] = hashOf(state)
		}
		in.touchTable(batch)
		for k, hash := range batch {
			entry := in.table.tag(hash) | (from + uint64(k) + 1)
			first := in.table.place(hash)
			for place := first; !in.table.put(place, entry); {
				if place = in.table.after(place); place == first {
					panic(tableIsFull)
				}
			}
		}
	}
}

// load is how full the table is, from 0 to 1.
func (st *store) load() float64 { return float64(st.count.Load()) / float64(st.table.size) }

// bytes is the memory held by states and table.
func (st *store) bytes() uint64 {
	return st.table.bytes() + st.filled<<segmentBits*uint64(st.halves)*4
}

// hashOf mixes the words by 64x64->128 bit multiplication, two at once. It decides where a state is
// looked for, never whether it is the same.
func hashOf(state []uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for ; len(state) > 1; state = state[2:] {
		hi, lo := bits.Mul64(state[0]^0xd6e8feb86659fd93, state[1]^0xe7037ed1a0b428db)
		h = bits.RotateLeft64(h, 29) ^ hi ^ lo
	}
	if len(state) > 0 {
		h = bits.RotateLeft64(h, 29) ^ state[0]
	}
	hi, lo := bits.Mul64(h^0xa0761d6478bd642f, 0xd6e8feb86659fd93)
	return hi ^ lo
}
