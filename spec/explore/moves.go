package explore

import (
	"fmt"
	"math/bits"
	"slices"
	"unsafe"

	"quesera/spec"
)

// An effect is where an instance leads, as what its successors differ in from their states: the bits that always do,
// and those that do in some states.
type effect struct {
	code   // of its own gates
	strays signal
	always []uint64 // by word of the packed state
	flips  []signal // one a bit that may differ
	parts  []part   // where these bits belong
}

// A part is a run of such bits that lie next to each other in one word of the packed state. They are the bits from
// shift on of one of the words that have all of them, and belong at to.
type part struct {
	row, shift, word, to uint8
	mask                 uint64
}

func newEffect(e *Effect, s *sliced, asm *assembler) effect {
	own := effect{code: asm.add(e.Gates, e.results()), strays: asm.signal(e.Strays), always: make([]uint64, s.words)}
	changes := slices.SortedFunc(slices.Values(e.Changes), func(a, b Change) int { return a.Input - b.Input })
	last := place{}
	for _, c := range changes {
		at := s.inputs[c.Input]
		if c.Differs == 1 {
			own.always[at.word] |= 1 << at.shift
			continue
		}
		n := len(own.flips)
		own.flips = append(own.flips, asm.signal(c.Differs))
		if k := len(own.parts) - 1; k >= 0 && n%inSlice != 0 && last.word == at.word && last.shift+1 == at.shift {
			own.parts[k].mask = own.parts[k].mask<<1 | 1
		} else {
			own.parts = append(own.parts, part{uint8(n / inSlice), uint8(n % inSlice), at.word, at.shift, 1})
		}
		last = at
	}
	return own
}

// A moves has where the states of a slice lead.
type moves struct {
	taken  []uint64          // by instance: in which states it is taken
	odd    uint64            // the states of which the Go is to be asked
	rows   [][inSlice]uint64 // what differs, a word for each state; several effects share one
	placed []placed
	row    int // of the bits of the next effect
	used   int // bits of it
}

// A placed effect has its bits from shift on of the rows from one on.
type placed struct {
	instance, row int
	shift         uint8
}

// runEffects evaluates the effects of those instances that are enabled anywhere in the batch. Their gates share wires,
// so that what comes of them is put aside at once.
func (s *sliced) runEffects() {
	for slice := range s.moves {
		m := &s.moves[slice]
		m.odd, m.placed, m.row, m.used = 0, m.placed[:0], 0, 0
	}
	for k := range s.effects {
		e, ran := &s.effects[k], false
		for slice := range s.moves {
			m := &s.moves[slice]
			m.taken[k] = s.value(s.enabled[k], slice) & s.all(slice)
			if m.taken[k] == 0 {
				continue
			}
			if !ran {
				e.run(s.values)
				ran = true
			}
			m.odd |= m.taken[k] & s.value(e.strays, slice)
			m.place(s, k, slice)
		}
	}
	for slice := range s.moves {
		m := &s.moves[slice]
		for r := range m.rows[:min(m.row+1, len(m.rows))] {
			transpose(&m.rows[r])
		}
	}
}

// place finds the bits of an effect a place, and has them of a slice. Effects of up to 64 bits are not split.
func (m *moves) place(s *sliced, instance, slice int) {
	flips := s.effects[instance].flips
	if m.used+len(flips) > inSlice && m.used > 0 {
		m.row, m.used = m.row+1, 0
	}
	m.placed = append(m.placed, placed{instance, m.row, uint8(m.used)})
	for _, f := range flips {
		if m.used == inSlice {
			m.row, m.used = m.row+1, 0
		}
		if m.row == len(m.rows) {
			m.rows = append(m.rows, [inSlice]uint64{})
		}
		m.rows[m.row][m.used] = s.value(f, slice)
		m.used++
	}
}

// moveAll takes every action from the states of a slice.
func (w *worker[S]) moveAll(slice int) error {
	m := &w.sliced.moves[slice]
	if m.odd != 0 {
		for k := range m.taken {
			m.taken[k] &^= m.odd
		}
	}
	if w.chooser != nil {
		w.chooseAll(slice)
	}
	if slice == 0 {
		if err := w.checkMoves(); err != nil {
			return err
		}
	}
	for i := range m.placed {
		w.move(&m.placed[i], slice)
	}
	odd := m.odd
	for range bits.OnesCount64(odd) {
		w.number = slice*inSlice + bits.TrailingZeros64(odd)
		odd &= odd - 1
		w.load(w.sliced.state(w.number))
		if _, err := w.expand(); err != nil {
			return err
		}
	}
	return nil
}

// chooseAll has the chooser take some instances only, but in odd states.
func (w *worker[S]) chooseAll(slice int) {
	s, m := w.sliced, &w.sliced.moves[slice]
	clear(m.taken)
	rest := s.all(slice) &^ m.odd
	for range bits.OnesCount64(rest) {
		s.findAble(w.able, slice*inSlice+bits.TrailingZeros64(rest))
		copy(w.chooser.enabled, w.able)
		for block, word := range w.chooser.choose() {
			word &= w.able[block]
			for range bits.OnesCount64(word) {
				m.taken[inSlice*block+bits.TrailingZeros64(word)] |= rest & -rest
				word &= word - 1
			}
		}
		rest &= rest - 1
	}
}

// move adds the successors of one instance.
func (w *worker[S]) move(p *placed, slice int) {
	s, words := w.sliced, w.layout.words
	e, m := &s.effects[p.instance], &s.moves[slice]
	taken := m.taken[p.instance]
	n := bits.OnesCount64(taken)
	w.transitions += uint64(n)
	w.perAction[w.instances[p.instance].action] += uint64(n)
	for range n {
		k := bits.TrailingZeros64(taken)
		taken &= taken - 1
		next := w.queue[w.waiting*words:][:words]
		e.apply(m, p, k, s.states[(slice*inSlice+k)*words:], next)
		w.push(next)
	}
}

// apply makes the successor of state k of a slice.
func (e *effect) apply(m *moves, p *placed, k int, state, next []uint64) {
	for i := range next {
		next[i] = state[i] ^ e.always[i]
	}
	for i := range e.parts {
		part := &e.parts[i]
		row := &m.rows[p.row+int(part.row)]
		next[part.word] ^= row[k&(inSlice-1)] >> ((p.shift + part.shift) & 63) & part.mask << (part.to & 63)
	}
}

// checkMoves compares where the program leads from the first state of the batch with where the Go does.
func (w *worker[S]) checkMoves() error {
	s := w.sliced
	w.load(s.state(0))
	m := &s.moves[0]
	for i := range m.placed {
		p := &m.placed[i]
		if m.taken[p.instance]&1 == 0 {
			continue
		}
		in := &w.instances[p.instance]
		next := make([]uint64, s.words)
		s.effects[p.instance].apply(m, p, 0, s.state(0), next)
		if err := w.take(in); err != nil {
			return err
		}
		if w.layout.strays(unsafe.Pointer(&w.next)) || !slices.Equal(next, w.packed) {
			return w.differs(fmt.Sprintf("where %s leads", w.sp.Actions[in.action].Format(in.args)))
		}
	}
	return nil
}

// CompareProgram compares what a program says with what the Go of its spec does, in each of the states by itself. It
// returns in how many of them the program leaves to the Go where actions lead. It is for tests.
func CompareProgram[S comparable](sp *spec.Spec[S], p *Program, states []S) (odd int, err error) {
	e, err := newSearch(sp, Options{Workers: 1})
	if err != nil {
		return 0, err
	}
	w := newWorker(e)
	if w.sliced, err = newSliced(p, e.layout, len(e.instances), len(sp.Props)); err != nil {
		return 0, err
	}
	packed := make([]uint64, e.layout.words)
	for i := range states {
		if err := e.layout.pack(unsafe.Pointer(&states[i]), packed); err != nil {
			return odd, err
		}
		w.sliced.run(1, func(int) []uint64 { return packed })
		w.sliced.runEffects()
		if err := w.checkSliced(0); err != nil {
			return odd, err
		}
		if w.sliced.moves[0].odd != 0 {
			odd++
			continue
		}
		if err := w.checkMoves(); err != nil {
			return odd, err
		}
	}
	return odd, nil
}
