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
// A state has an index, and lies at that place of the segments. The open-addressing table holds, for
// each state, its index plus one and above it the lowest bits of its hash, which spare most
// looks at other states; zero is an empty place. Where it is looked for first is the same part of the table as its hash
// is of all hashes, so that the table may be of any size.
type store struct {
	words    int // 64-bit words a state
	table    []uint64
	segments [][]uint64 // of fixed length, so that readers need no lock
	mu       sync.Mutex // guards the allocation of segments and next
	next     uint64     // first index not yet handed out
	filled   uint64     // segments allocated
	count    atomic.Uint64
}

const (
	segmentBits = 16      // states a segment, as a power of two
	blockStates = 1 << 10 // indices a worker takes at once
	indexBits   = 40
	maxSegments = 1 << 16
	maxSlab     = 32      // segments allocated at once
	largeTable  = 1 << 23 // entries: 64 MB
	minTable    = 1 << 16
	// mostExpected is the greatest number of states for which room is made before any is found.
	mostExpected = 1 << 28
)

func newStore(words int) *store {
	return &store{words: words, table: make([]uint64, minTable), segments: make([][]uint64, maxSegments)}
}

// at is the state of index i.
func (st *store) at(i uint64) []uint64 {
	segment := st.segments[i>>segmentBits]
	from := int(i&(1<<segmentBits-1)) * st.words
	return segment[from : from+st.words : from+st.words]
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
		if entry := atomic.LoadUint64(&in.table[in.place(hash)]); entry != 0 && entry>>indexBits<<indexBits == tagOf(hash) {
			sum += in.at(entry&(1<<indexBits-1) - 1)[0]
		}
	}
	in.touched += sum
}

// touchTable reads the places of the table where the hashes are looked for first.
func (in *inserter) touchTable(hashes []uint64) {
	sum := uint64(0)
	for _, hash := range hashes {
		sum += atomic.LoadUint64(&in.table[in.place(hash)])
	}
	in.touched += sum
}

// place is where a hash is looked for first.
func (st *store) place(hash uint64) uint64 {
	place, _ := bits.Mul64(hash, uint64(len(st.table)))
	return place
}

// after is the place after another one.
func (st *store) after(place uint64) uint64 {
	if place++; place == uint64(len(st.table)) {
		return 0
	}
	return place
}

// tagOf is what the table has of a hash, above the index.
func tagOf(hash uint64) uint64 { return hash << indexBits }

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

// insert adds a state, whose hash is given, unless it is there, and reports whether it was new.
func (in *inserter) insert(state []uint64, hash uint64) bool {
	tag, written := tagOf(hash), false
	for place := in.place(hash); ; place = in.after(place) {
		entry := atomic.LoadUint64(&in.table[place])
		if entry == 0 {
			if !written {
				in.reserve()
				assign(in.at(in.block.from), state)
				written = true
			}
			if atomic.CompareAndSwapUint64(&in.table[place], 0, tag|(in.block.from+1)) {
				in.commit()
				return true
			}
			entry = atomic.LoadUint64(&in.table[place])
		}
		if entry>>indexBits<<indexBits == tag && same(in.at(entry&(1<<indexBits-1)-1), state) {
			return false
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
	for in.filled<<segmentBits < in.next {
		in.extend()
	}
}

// extend allocates segments, the more of them in one piece of memory the more there are.
func (st *store) extend() {
	count := min(max(st.filled/4, 1), maxSlab)
	size := st.words << segmentBits
	slab := makeWords(int(count) * size)
	for range count {
		st.segments[st.filled], slab = slab[:size:size], slab[size:]
		st.filled++
	}
}

// makeWords allocates zero words, in huge pages where the system has them: most of the time of a
// large search goes into looking up addresses.
func makeWords(n int) []uint64 {
	words := make([]uint64, n)
	useHugePages(words)
	return words
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
	return len(st.table)/5*4 - int(st.count.Load())
}

// expect makes an empty table that has room for so many states.
func (st *store) expect(states uint64) {
	if size := int(states/4+1) * 5; size > len(st.table) {
		st.table = makeWords(size)
	}
}

// grow makes the table twice as large, and four times where that is still little: to put all states back takes time.
// No worker may be inserting; fill must put the states of all indices in use back.
// A large table is given back before the new one is made: its memory serves the states to come.
func (st *store) grow(fill func()) {
	size := 2 * len(st.table)
	if 2*size <= largeTable {
		size *= 2
	}
	st.table = nil
	if size > largeTable {
		runtime.GC()
	}
	st.table = makeWords(size)
	fill()
}

// reinsert puts the states of a span into a new table. Several may be at work on different spans.
func (in *inserter) reinsert(s span) {
	var hashes [queued]uint64
	for from := s.from; from < s.to; from += queued {
		batch := hashes[:min(queued, s.to-from)]
		for k := range batch {
			batch[k] = hashOf(in.at(from + uint64(k)))
		}
		in.touchTable(batch)
		for k, hash := range batch {
			entry := tagOf(hash) | (from + uint64(k) + 1)
			for place := in.place(hash); !atomic.CompareAndSwapUint64(&in.table[place], 0, entry); {
				place = in.after(place)
			}
		}
	}
}

// load is how full the table is, from 0 to 1.
func (st *store) load() float64 { return float64(st.count.Load()) / float64(len(st.table)) }

// bytes is the memory held by states and table.
func (st *store) bytes() uint64 {
	return uint64(len(st.table))*8 + st.filled<<segmentBits*uint64(st.words)*8
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
