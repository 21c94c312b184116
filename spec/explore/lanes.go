package explore

import "unsafe"

// Lanes are the leaves of one word of memory where they are alike: equally far apart, equally wide, and next to each
// other in one word of the packed state. Then they are moved between the two all at once, in three steps: neighbours
// are brought together, then pairs of them, then fours.
type lanes struct {
	at    uintptr // of the word of memory, in bytes from the start of the state
	word  uint8   // of the packed state
	shift uint8   // of the first leaf there
	low   uint8   // of the first leaf in memory, in bits
	fits  uint64  // the bits of memory that values which fit may have
	mask  uint64  // the bits that the leaves have in the packed state, from 0
	steps [3]laneStep
}

// A laneStep moves every second lane down by some bits, next to the one before it.
type laneStep struct {
	by        uint8
	even, odd uint64 // the lanes that stay, and those that were moved
}

// newLanes are the leaves with these indices, if they are alike; they lie in the word of memory at 8w.
func (l *layout) newLanes(w int, leaves []uint16) (*lanes, bool) {
	first := l.places[leaves[0]]
	size := uint(8)
	if first.wide {
		size = 16
	}
	bits := uint(l.leaves[leaves[0]].bits)
	for k, i := range leaves {
		p := l.places[i]
		if p.wide != first.wide || p.mask != first.mask || p.word != first.word ||
			uint(p.offset) != uint(first.offset)+uint(k)*size/8 || uint(p.shift) != uint(first.shift)+uint(k)*bits {
			return nil, false
		}
	}
	n := uint(len(leaves))
	s := &lanes{at: uintptr(w) * 8, word: first.word, shift: first.shift, low: uint8(first.offset % 8 * 8),
		fits: repeated(uint64(first.mask), size, n) << (first.offset % 8 * 8), mask: repeated(1, 1, n*bits)}
	together := uint(1) // how many lanes are next to each other
	for k := range s.steps {
		even := repeated(repeated(1, 1, together*bits), 2*together*size, 8)
		s.steps[k] = laneStep{uint8(together * (size - bits)), even, even << (together * bits)}
		if together*size >= 64 { // all are
			s.steps[k] = laneStep{0, ^uint64(0), 0}
		}
		together *= 2
	}
	return s, true
}

// repeated is a pattern of bits n times, every so many bits.
func repeated(pattern uint64, every, n uint) (all uint64) {
	for k := range n {
		all |= pattern << (k * every)
	}
	return all
}

// pack is what the word of memory is in the packed state, from bit 0.
func (s *lanes) pack(v uint64) uint64 {
	v >>= s.low & 63
	for k := range s.steps {
		t := &s.steps[k]
		v = v&t.even | v>>(t.by&63)&t.odd
	}
	return v
}

// unpack is the word of memory of what pack has made.
func (s *lanes) unpack(v uint64) uint64 {
	for k := range s.steps {
		t := &s.steps[len(s.steps)-1-k]
		v = v&t.even | v&t.odd<<(t.by&63)
	}
	return v << (s.low & 63)
}

// A mover moves leaves between memory and a packed state, word by word.
type mover struct {
	lanes  []*lanes  // by word of memory; nil: not alike
	single [][]place // by word of memory, of the leaves that are not alike
	packed []portion // by word of the packed state
}

// A portion is what one word of the packed state holds.
type portion struct {
	lanes  []*lanes
	single []place
}

func newMover(l *layout) *mover {
	m := &mover{lanes: make([]*lanes, len(l.inWord)), single: make([][]place, len(l.inWord)),
		packed: make([]portion, l.words)}
	for w, leaves := range l.inWord {
		if len(leaves) == 0 {
			continue
		}
		if s, alike := l.newLanes(w, leaves); alike {
			m.lanes[w] = s
			m.packed[s.word].lanes = append(m.packed[s.word].lanes, s)
			continue
		}
		for _, i := range leaves {
			p := l.places[i]
			m.single[w] = append(m.single[w], p)
			m.packed[p.word].single = append(m.packed[p.word].single, p)
		}
	}
	return m
}

// unpackWord sets the leaves of the states at a and b that word k of the packed state holds. Memory beside the leaves
// must be zero.
func (m *mover) unpackWord(k int, word uint64, a, b unsafe.Pointer) {
	for _, s := range m.packed[k].lanes {
		v := s.unpack(word >> (s.shift & 63) & s.mask)
		*(*uint64)(unsafe.Add(a, s.at)) = v
		*(*uint64)(unsafe.Add(b, s.at)) = v
	}
	for i := range m.packed[k].single {
		p := &m.packed[k].single[i]
		v := uint16(word>>(p.shift%64)) & p.mask
		p.store(a, v)
		p.store(b, v)
	}
}

// repack turns words, which hold the state at old, into those of the state at s, where the two differ in
// the words of memory listed. It reports whether every value fits its bits and nothing outside the leaves has changed.
func (m *mover) repack(changes []uint16, old, s unsafe.Pointer, words []uint64) bool {
	for _, w := range changes {
		v := *(*uint64)(unsafe.Add(s, uintptr(w)*8))
		if lane := m.lanes[w]; lane != nil {
			if v&^lane.fits != 0 {
				return false
			}
			words[lane.word] = words[lane.word]&^(lane.mask<<(lane.shift&63)) | lane.pack(v)<<(lane.shift&63)
			continue
		}
		differ := *(*uint64)(unsafe.Add(old, uintptr(w)*8)) ^ v
		single := m.single[w]
		for i := range single {
			p := &single[i]
			memory := p.memory() << (8 * (p.offset % 8))
			if differ&memory == 0 {
				continue
			}
			v := p.load(s)
			if v&^uint64(p.mask) != 0 {
				return false
			}
			words[p.word] = words[p.word]&^(uint64(p.mask)<<(p.shift%64)) | v<<(p.shift%64)
			differ &^= memory
		}
		if differ != 0 {
			return false
		}
	}
	return true
}

// load makes the states at a and b, which are both what loaded holds, those of packed. It keeps loaded up to date.
func (m *mover) load(packed, loaded []uint64, a, b unsafe.Pointer) {
	for k, word := range packed {
		if word != loaded[k] {
			m.unpackWord(k, word, a, b)
		}
	}
	copy(loaded, packed)
}
