package explore

import (
	"cmp"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"quesera/spec"
)

// Two states whose hashes agree in everything that the table keeps of them are still two states.
// Method: such a pair is found among the first hundreds of thousands, for a small table (it takes 32 equal bits).
func TestStatesWithEqualHashesStayApart(t *testing.T) {
	st := newStore(1)
	st.table = newTable(1 << 13)
	kept := func(state uint64) uint64 {
		hash := hashOf([]uint64{state})
		return st.table.tag(hash) | st.table.place(hash)
	}
	one, other, found := firstCollision(1<<18, kept)
	if !found {
		t.Fatal("no two states with equal hashes, so that the test shows nothing")
	}
	in := inserter{store: st}
	insert := func(state uint64) bool { return in.insert([]uint64{state}, hashOf([]uint64{state})) }
	if !insert(one) || !insert(other) {
		t.Errorf("state %#x is taken for %#x, whose hash is the same", other, one)
	}
	again := insert(one) || insert(other)
	if in.settle(); again || st.count.Load() != 2 {
		t.Errorf("%d states after two, each inserted twice", st.count.Load())
	}
}

// firstCollision finds two numbers below n of one key.
func firstCollision(n uint64, key func(uint64) uint64) (a, b uint64, found bool) {
	type keyed struct{ key, number uint64 }
	all := make([]keyed, n)
	for i := range all {
		all[i] = keyed{key(uint64(i)), uint64(i)}
	}
	slices.SortFunc(all, func(x, y keyed) int { return cmp.Compare(x.key, y.key) })
	for i := 1; i < len(all); i++ {
		if all[i-1].key == all[i].key {
			return all[i-1].number, all[i].number, true
		}
	}
	return 0, 0, false
}

// A state whose place is the last one of the table is looked for at the first one next, and is not found twice.
func TestATableIsRound(t *testing.T) {
	st := newStore(1)
	in := inserter{store: st}
	st.table = newTable(13)
	st.table.shift, st.table.index = 20, 1<<20-1 // a worker takes more indices than that table has places
	p := &st.table
	if p.place(0) != 0 || p.place(1<<64-1) != 12 || p.place(1<<63) != 6 || p.after(5) != 6 || p.after(12) != 0 {
		t.Errorf("places %d, %d, %d, after 5 and 12 %d and %d", p.place(0), p.place(1<<64-1), p.place(1<<63),
			p.after(5), p.after(12))
	}
	for _, want := range []bool{true, false} {
		for n := range uint64(5) {
			if in.insert([]uint64{n}, 1<<64-1) != want {
				t.Fatalf("state %d is new %v, want %v", n, !want, want)
			}
		}
	}
	for i, entry := range st.table.narrow {
		if there := entry != 0; there != (i < 4 || i == 12) {
			t.Errorf("at place %d there is an entry: %v", i, there)
		}
	}
}

// Two states are one only if all their words are alike, and there are as many.
func TestStatesAreComparedInFull(t *testing.T) {
	for _, c := range []struct {
		a, b []uint64
		same bool
	}{
		{nil, nil, true}, {[]uint64{1}, []uint64{1}, true}, {[]uint64{1, 2, 3}, []uint64{1, 2, 3}, true},
		{[]uint64{1, 2, 3}, []uint64{1, 2, 4}, false}, {[]uint64{1, 2}, []uint64{0, 2}, false},
		{[]uint64{1, 2}, []uint64{1, 2, 3}, false}, {[]uint64{1, 2}, []uint64{1}, false},
	} {
		if same(c.a, c.b) != c.same {
			t.Errorf("%v and %v: %v", c.a, c.b, !c.same)
		}
	}
}

// What a store takes is counted to the octet: its table, and the pieces of memory that it has for states, the more of
// them at once the more there are.
func TestAStoreCountsItsMemory(t *testing.T) {
	st := newStore(3)
	const segment = 3 * 8 << segmentBits
	if st.bytes() != minTable*4 || st.load() != 0 || st.room() != minTable/5*4 {
		t.Errorf("%d octets, load %f, room for %d", st.bytes(), st.load(), st.room())
	}
	pieces := uint64(0)
	for _, want := range []uint64{1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3} {
		if st.extend(); st.filled != pieces+want {
			t.Fatalf("%d pieces after %d, want %d more", st.filled, pieces, want)
		}
		pieces = st.filled
	}
	if st.bytes() != minTable*4+pieces*segment {
		t.Errorf("%d octets of %d pieces", st.bytes(), pieces)
	}
	if i := pieces<<segmentBits - 1; len(st.row(i)) != 6 || cap(st.row(i)) != 6 || len(st.row(0)) != 6 {
		t.Errorf("a state has %d halves of words, want 6", len(st.row(i)))
	}
	st.filled, st.halves = 1000, 0
	if st.extend(); st.filled != 1000+maxSlab {
		t.Errorf("%d pieces at once, want %d", st.filled-1000, maxSlab)
	}
}

// A table grows four times while it is small, and then twice, and has all states afterwards.
func TestATableGrows(t *testing.T) {
	st := newStore(1)
	in := inserter{store: st}
	for n := range uint64(2 * blockStates) {
		if !in.insert([]uint64{n}, hashOf([]uint64{n})) {
			t.Fatalf("%d is not new", n)
		}
	}
	in.settle()
	spans := in.takeSpans()
	if !slices.Equal(spans, []span{{0, 2 * blockStates}}) || in.takeSpans() != nil || st.next != 2*blockStates {
		t.Errorf("indices %v of %d", spans, st.next)
	}
	for _, c := range []struct{ size, want int }{{1 << 12, 1 << 14}, {1 << 13, 1 << 15}} {
		st.table = newTable(c.size)
		filled := 0
		if st.grow(func() { filled++; in.reinsert(spans[0]) }); st.table.size != c.want || filled != 1 {
			t.Errorf("a table of %d grows to %d, want %d", c.size, st.table.size, c.want)
		}
		for n := range uint64(2 * blockStates) {
			if in.insert([]uint64{n}, hashOf([]uint64{n})) {
				t.Fatalf("%d is lost", n)
			}
		}
	}
	if st.load() != 2*blockStates/float64(1<<15) {
		t.Errorf("load %f", st.load())
	}
}

// What was come to lately is told from what was not, whatever its place.
func TestWhatWasLatelyIsRemembered(t *testing.T) {
	r := newRecent(2)
	const other = 1 << 63 // of the top bits, which name the place
	for i, c := range []struct {
		state   []uint64
		hash    uint64
		repeats bool
	}{
		{[]uint64{0, 0}, 0, false}, {[]uint64{0, 0}, 0, true}, {[]uint64{0, 0}, other, false}, {[]uint64{0, 1}, 0, false},
		{[]uint64{0, 0}, other, true}, {[]uint64{0, 1}, 0, true}, {[]uint64{0, 0}, 0, false}, {[]uint64{1, 0}, 1, false},
		{[]uint64{1, 0}, 1<<64 - 1, false}, {[]uint64{1, 0}, 1<<64 - 2, true},
	} {
		if got := r.repeats(c.state, c.hash); got != c.repeats {
			t.Errorf("%d: %v at %x repeats %v, want %v", i, c.state, c.hash, got, c.repeats)
		}
	}
}

// States, levels and runs do not depend on how often the table has grown: 40,000 states, found by two workers
// by three ways each.
func TestALargeSearchLosesNothing(t *testing.T) {
	act := func(name string, add uint16) spec.Action[long] {
		return spec.Act1(name, "", spec.Numbers("x", 1), func(s *long, _ uint8) bool { return s.N+add <= 39_999 },
			func(s *long, _ uint8) { s.N += add })
	}
	sp := &spec.Spec[long]{Config: electionConfig{1},
		Actions: []spec.Action[long]{act("A", 200), act("B", 1), act("C", 199)}}
	r, err := Explore(sp, Options{Workers: 2})
	if err != nil || !r.Complete || r.States != 40_000 || !slices.Equal(r.PerAction, []uint64{39_800, 39_999, 39_801}) {
		t.Errorf("%+v, %v", r, err)
	}
}

// tree has so many numbers, each of which leads to some further ones: more and more states a level.
func tree(branches, size int, props ...spec.Property[large]) *spec.Spec[large] {
	return &spec.Spec[large]{Config: electionConfig{1}, Props: props, Actions: []spec.Action[large]{
		spec.Act1("Branch", "", spec.Numbers("x", branches),
			func(s *large, x uint16) bool { return int(s.N)*branches+int(x)+1 < size },
			func(s *large, x uint16) { s.N = s.N*uint16(branches) + x + 1 })}}
}

// large is one large number.
type large struct {
	N uint16 `max:"65535"`
}

// However large a level is, the table is never fuller than four fifths, and each search goes to its end.
func TestTheTableIsNeverTooFull(t *testing.T) {
	for _, c := range []struct{ branches, size, depth int }{{2, 60_000, 15}, {16, 60_000, 4}} {
		r, err := Explore(tree(c.branches, c.size), Options{Workers: 1})
		if err != nil || !r.Complete || r.States != uint64(c.size) || r.Transitions != uint64(c.size-1) ||
			r.Depth != c.depth || r.Load > 0.8 || r.Bytes > 1<<23 {
			t.Errorf("%+v: %+v, %v", c, r, err)
		}
	}
}

// The hash of a state depends on every bit of it, and each bit of the hash on many: else much would be looked at that
// is not the same.
func TestAHashDependsOnEveryBit(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	for words := 1; words <= 5; words++ {
		flipped, tried := 0, 0
		var changed uint64
		for range 10 {
			state := make([]uint64, words)
			for k := range state {
				state[k] = random.Uint64()
			}
			hash := hashOf(state)
			for bit := range 64 * words {
				state[bit/64] ^= 1 << (bit % 64)
				differ := hash ^ hashOf(state)
				state[bit/64] ^= 1 << (bit % 64)
				if differ == 0 {
					t.Fatalf("%d words: bit %d changes nothing", words, bit)
				}
				flipped, tried, changed = flipped+bits.OnesCount64(differ), tried+1, changed|differ
			}
		}
		if mean := float64(flipped) / float64(tried); mean < 29 || mean > 35 || changed != 1<<64-1 {
			t.Errorf("%d words: of 64 bits %f change on average, these at all: %x", words, mean, changed)
		}
	}
}

// A table that is full stops whoever looks all round it, and takes as many states as it has places until then.
func TestATableThatIsFullIsAnError(t *testing.T) {
	stops := func(do func()) (says any) {
		defer func() { says = recover() }()
		do()
		return nil
	}
	st := newStore(1)
	empty := func() table {
		few := newTable(5)
		few.shift, few.index = 20, 1<<20-1 // a worker takes more indices than that table has places
		return few
	}
	st.table = empty()
	in := inserter{store: st}
	for n := range uint64(5) {
		if !in.insert([]uint64{n}, n<<61) {
			t.Fatalf("%d is not new", n)
		}
	}
	if says := stops(func() { in.insert([]uint64{9}, 1<<63) }); says != tableIsFull {
		t.Errorf("inserting: %v", says)
	}
	st.table = empty()
	in.reinsert(span{0, 5})
	if slices.Contains(st.table.narrow, 0) {
		t.Errorf("put back: %x", st.table.narrow)
	}
	if says := stops(func() { in.reinsert(span{0, 1}) }); says != tableIsFull {
		t.Errorf("putting back: %v", says)
	}
}

// A piece of memory serves for as many states as it has room for.
func TestMemoryIsTakenWhenItIsNeeded(t *testing.T) {
	st := newStore(1)
	st.table = newTable(4 * minTable)
	in := inserter{store: st}
	for n := range uint64(1<<segmentBits + 1) {
		if st.filled<<segmentBits < st.next || n > 0 && (st.filled-1)<<segmentBits >= st.next {
			t.Fatalf("%d pieces for indices below %d, after %d states", st.filled, st.next, n)
		}
		in.reserve()
		in.commit()
	}
	if st.filled != 2 || st.next <= 1<<segmentBits || st.next > 1<<segmentBits+blockStates {
		t.Errorf("%d pieces in the end, the next index %d", st.filled, st.next)
	}
}

// A table grows four times as long as that is not large, and then twice.
func TestHowMuchATableGrows(t *testing.T) {
	for size, want := range map[int]int{5: 20, minTable: 4 * minTable, largeTable / 4: largeTable,
		largeTable/4 + 1: largeTable/2 + 2, largeTable: 2 * largeTable} {
		if got := grown(size); got != want {
			t.Errorf("%d grows to %d, want %d", size, got, want)
		}
	}
}
