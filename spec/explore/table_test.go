package explore

import (
	"fmt"
	"slices"
	"testing"

	"quesera/spec/tlc"
)

// A state is read as it was written, whatever bits it has, and is no other one: of words that are kept whole, and where
// no state uses the upper half of the last one. Its neighbours stay as they are.
func TestAStateIsKeptToTheBit(t *testing.T) {
	for halves := 1; halves <= 6; halves++ {
		words := (halves + 1) / 2
		st := newStore(words)
		st.halves = halves
		st.extend()
		neighbours, got := slices.Repeat([]uint64{1<<32 - 1}, words), make([]uint64, words)
		for bit := range 32 * halves {
			st.write(0, neighbours)
			st.write(2, neighbours)
			before, after := slices.Clone(st.row(0)), slices.Clone(st.row(2))
			state := make([]uint64, words)
			state[bit/64] = 1 << (bit % 64)
			st.write(1, state)
			if st.read(1, got); !slices.Equal(got, state) || !st.is(1, state) {
				t.Errorf("%d halves, bit %d: read %x, want %x", halves, bit, got, state)
			}
			for other := range 32 * halves {
				changed := slices.Clone(state)
				if changed[other/64] ^= 1 << (other % 64); st.is(1, changed) {
					t.Errorf("%d halves: %x is taken for %x", halves, state, changed)
				}
			}
			if !slices.Equal(st.row(0), before) || !slices.Equal(st.row(2), after) {
				t.Errorf("%d halves, bit %d: a neighbour is overwritten", halves, bit)
			}
		}
	}
}

// The upper half of the last word is kept only if a leaf lies there.
func TestHalvesOfWordsAreLeftOut(t *testing.T) {
	type pairs struct {
		Of [64]uint8 `len:"Count" max:"3"`
	}
	for count, halves := range map[int]int{1: 1, 16: 1, 17: 2, 32: 2, 33: 3, 48: 3, 49: 4, 64: 4} {
		l, err := newLayout[pairs](struct{ Nodes, Count uint8 }{1, uint8(count)})
		if err != nil || l.halves != halves || l.words != (halves+1)/2 {
			t.Errorf("%d bits: %v, %d halves of %d words, want %d", 2*count, err, l.halves, l.words, halves)
		}
	}
	l, err := newLayout[tlc.State](tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2})
	if err != nil || l.words != 4 || l.halves != 7 {
		t.Errorf("the clock: %v, %d halves of %d words", err, l.halves, l.words)
	}
	e, err := newSearch(upAndDown(), Options{Workers: 1})
	if err != nil || e.layout.halves != 1 || e.store.halves != 1 {
		t.Errorf("a search: %v, %d halves of %d", err, e.store.halves, e.layout.halves)
	}
}

// Entries are narrow while three bits are left to the hash, and a table does the same with wide ones.
func TestTablesOfBothWidthsAreSets(t *testing.T) {
	for _, c := range []struct {
		size  int
		shift uint
	}{{2, 1}, {1 << 10, 10}, {1<<10 + 1, 11}, {1 << 20, 20}} {
		if n := newTable(c.size); n.shift != c.shift || n.index != 1<<c.shift-1 || n.wide != nil ||
			n.bytes() != uint64(4*c.size) {
			t.Errorf("%d entries: %d bits for the index, want %d", c.size, n.shift, c.shift)
		}
	}
	if narrow, more := shiftOf(1<<29), shiftOf(1<<29+1); narrow != 29 || more != wideIndex {
		t.Errorf("%d bits for the index of 2^29 entries, and %d of one more", narrow, more)
	}
	const size = 1 << 12
	wide := table{wide: make([]uint64, size), size: size, shift: wideIndex, index: 1<<wideIndex - 1}
	if wide.bytes() != 8*size {
		t.Errorf("%d octets, want %d", wide.bytes(), 8*size)
	}
	for _, entries := range []table{newTable(size), wide} {
		t.Run(fmt.Sprint(entries.shift), func(t *testing.T) { holdsASet(t, entries) })
	}
}

// holdsASet puts states into a store with that table, each twice, looks at them again and has each found at its first
// place by its hash, if it lies there.
func holdsASet(t *testing.T, entries table) {
	st := newStore(1)
	st.table = entries
	in := inserter{store: st}
	for _, want := range []bool{true, false} {
		for n := range uint64(2 * blockStates) {
			if in.insert([]uint64{n}, hashOf([]uint64{n})) != want {
				t.Fatalf("%d is new: %v, want %v", n, !want, want)
			}
		}
	}
	if in.settle(); st.count.Load() != 2*blockStates || in.added != 0 {
		t.Fatalf("%d states, want %d", st.count.Load(), 2*blockStates)
	}
	first := 0
	for n := range uint64(2 * blockStates) {
		hash := hashOf([]uint64{n})
		if i, likely := entries.first(hash); likely && st.is(i, []uint64{n}) {
			first++
		}
		if entries.at(entries.place(hash)) == 0 {
			t.Errorf("%d is not in the table", n)
		}
		if _, likely := entries.first(^hash); likely && entries.at(entries.place(^hash)) == 0 {
			t.Errorf("an empty place is taken for %d", n)
		}
	}
	if first < blockStates {
		t.Errorf("%d of %d states are found at once", first, 2*blockStates)
	}
}

// Each worker may hold indices that it has not used, and indices are never more than an entry can say.
func TestIndicesAreEnoughForAllWorkers(t *testing.T) {
	for workers, want := range map[int]int{1: minTable, 12: minTable, 13: 13 * 5 * blockStates, 100: 500 * blockStates} {
		st := newStore(1)
		if st.workersHold(workers); st.table.size != want || st.table.size-st.room() < workers*blockStates {
			t.Errorf("%d workers: %d entries, want %d", workers, st.table.size, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an index that an entry has no room for")
		}
	}()
	st := newStore(1)
	st.table = newTable(blockStates)
	in := inserter{store: st}
	in.insert([]uint64{1}, 1)
}
