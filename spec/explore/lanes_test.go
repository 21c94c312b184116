package explore

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"quesera/spec"
)

// fields has leaves that are alike, of every width and number that fit a word of memory, and some that are not.
type fields struct {
	Gaps   [2][4]uint8     `len:"2,2" max:"3"`
	Bits   [8]bool         `len:"8"`
	Twos   [8]uint8        `len:"8" max:"3"`
	Threes [8]uint8        `len:"7" max:"7"`
	Sevens [8]uint8        `len:"8" max:"127"`
	Eights [8]uint8        `len:"5" max:"255"`
	Sets   [4]spec.NodeSet `len:"4"`
	Large  [4]uint16       `len:"3" max:"65535"`
	Half   [4]uint16       `len:"2" max:"511"`
	Mixed  struct {
		A uint8  `max:"1"`
		B uint8  `max:"9"`
		C uint16 `max:"300"`
	}
	More [16]uint8 `len:"13" max:"15"`
}

// whole is a state whose leaves have random values that fit, most of them zero.
func whole(rng *rand.Rand, l *layout) (s padded[fields]) {
	for i := range l.places {
		p := &l.places[i]
		if rng.IntN(3) == 0 {
			p.store(unsafe.Pointer(&s), uint16(rng.Uint32())&p.mask)
		}
	}
	return s
}

// packedByLeaf packs leaf by leaf, as the layout describes it.
func packedByLeaf(l *layout, s *padded[fields]) []uint64 {
	words := make([]uint64, l.words)
	for i := range l.places {
		p := &l.places[i]
		words[p.word] |= p.load(unsafe.Pointer(s)) << p.shift
	}
	return words
}

// Packing what has changed makes of a packed state the next one, and unpacking what differs the state in memory: the
// same as leaf by leaf, for leaves that are moved all at once and for those that are not. Values that do not fit, and
// memory beside the leaves, are refused wherever they are.
func TestLeavesMoveAllAtOnceAsOneByOne(t *testing.T) {
	l, err := newLayout[fields](zooConfig{6})
	if err != nil {
		t.Fatal(err)
	}
	together, single := 0, 0
	for w := range l.inWord {
		if l.mover.lanes[w] != nil {
			together++
		}
		single += len(l.mover.single[w])
	}
	if together < 6 || single < 3 {
		t.Errorf("%d words of memory are moved at once, and %d leaves alone: want some of each", together, single)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	old := whole(rng, l)
	words, loaded, a, b := packedByLeaf(l, &old), make([]uint64, l.words), padded[fields]{}, padded[fields]{}
	for range 2000 {
		next := whole(rng, l)
		for i := range l.places { // most leaves stay
			if p := &l.places[i]; rng.IntN(4) > 0 {
				p.store(unsafe.Pointer(&next), uint16(p.load(unsafe.Pointer(&old))))
			}
		}
		from, to := unsafe.Pointer(&old), unsafe.Pointer(&next)
		changes := l.changes(nil, from, to)
		if want := packedByLeaf(l, &next); !l.mover.repack(changes, from, to, words) || !slices.Equal(words, want) {
			t.Fatalf("packed %x, want %x: %+v", words, want, next.of)
		}
		l.mover.load(words, loaded, unsafe.Pointer(&a), unsafe.Pointer(&b))
		if a != next || b != next || !slices.Equal(loaded, words) {
			t.Fatalf("unpacked %+v and %+v, want %+v", a.of, b.of, next.of)
		}
		spoilt := next
		at := rng.IntN(int(unsafe.Sizeof(spoilt.of)) * 8)
		*(*uint8)(unsafe.Add(unsafe.Pointer(&spoilt), at/8)) ^= 1 << (at % 8)
		changes = l.changes(nil, to, unsafe.Pointer(&spoilt))
		fits := l.mover.repack(changes, to, unsafe.Pointer(&spoilt), slices.Clone(words)) &&
			!l.strays(unsafe.Pointer(&spoilt))
		if want := fitsByLeaf(l, &spoilt); fits != want {
			t.Fatalf("bit %d: fits %v, want %v", at, fits, want)
		}
		old = next
	}
}

// A leaf that is the last bit of a word is moved there, too.
func TestALeafAtTheEndOfAWord(t *testing.T) {
	type full struct {
		Fill [8]uint8 `len:"8" max:"127"`
		Rest struct {
			A    uint8 `max:"127"`
			Last bool
		}
	}
	l, err := newLayout[full](zooConfig{6})
	if err != nil || l.words != 1 || l.places[9].shift != 63 {
		t.Fatalf("%v, %+v", err, l)
	}
	var old, next padded[full]
	next.of.Rest.Last = true
	words := []uint64{0}
	changes := l.changes(nil, unsafe.Pointer(&old), unsafe.Pointer(&next))
	if !l.mover.repack(changes, unsafe.Pointer(&old), unsafe.Pointer(&next), words) || words[0] != 1<<63 {
		t.Errorf("packed %x", words)
	}
	var a, b padded[full]
	if l.mover.load(words, []uint64{0}, unsafe.Pointer(&a), unsafe.Pointer(&b)); a != next || b != next {
		t.Errorf("unpacked %+v and %+v", a.of, b.of)
	}
}

// fitsByLeaf reports whether a state is what its leaves are, and nothing else.
func fitsByLeaf(l *layout, s *padded[fields]) bool {
	var again padded[fields]
	for i := range l.places {
		p := &l.places[i]
		p.store(unsafe.Pointer(&again), uint16(p.load(unsafe.Pointer(s)))&p.mask)
	}
	return again == *s
}

// Room for as many states as are expected is made at once, but not beyond what a bound on memory allows, and what is
// found does not depend on it.
func TestRoomIsMadeForTheStatesExpected(t *testing.T) {
	const room = ((1<<20+2*4*chunkStates)/4 + 1) * 5
	for _, c := range []struct {
		o    Options
		want int
	}{
		{Options{}, minTable}, {Options{Expect: 1}, minTable}, {Options{Expect: 1 << 20}, room},
		{Options{Expect: 1 << 20, MaxBytes: 1 << 20}, minTable}, {Options{Expect: 1 << 20, MaxBytes: 1 << 26}, room},
	} {
		c.o.Workers = 1
		e, err := newSearch(upAndDown(), c.o)
		if err != nil || e.store.table.size != c.want {
			t.Errorf("%+v: %v, a table of %d, want %d", c.o, err, e.store.table.size, c.want)
		}
		if r, err := e.run(); err != nil || r.States != 7 || r.Transitions != 12 {
			t.Errorf("%+v: %+v, %v", c.o, r, err)
		}
	}
	var enormous store
	enormous.table = newTable(8)
	if e, err := newSearch(upAndDown(), Options{Workers: 1}); err != nil ||
		e.roomAtOnce(Options{Expect: 1 << 60, Workers: 1}) != mostExpected {
		t.Errorf("more room than there is: %v", err)
	}
	if enormous.expect(13); enormous.table.size != 20 || enormous.room() != 16 {
		t.Errorf("a table of %d for 13 states, want 20", enormous.table.size)
	}
}

// A state that cannot be packed, and one that was looked at in passing, leave nothing behind in the one that is loaded
// next.
func TestWhatCannotBePackedLeavesNothingBehind(t *testing.T) {
	e, err := newSearch(upAndDown(), Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	w := newWorker(e)
	for _, n := range []uint8{5, 200, 5} {
		if err := w.encode(&tally{N: n}); (err == nil) != (n == 5) {
			t.Fatalf("%d: %v", n, err)
		}
		for _, want := range []uint64{3, 0, 3} {
			if w.load([]uint64{want}); uint64(w.state.of.N) != want || w.next != w.state {
				t.Errorf("after %d: loaded %+v and %+v, want %d", n, w.state.of, w.next.of, want)
			}
		}
	}
	up := &e.instances[0]
	w.load([]uint64{3})
	up.do = func(s *tally, _ spec.Args) { s.N = 200 }
	if err := w.take(up); err == nil {
		t.Error("200 fits")
	}
	if w.load([]uint64{3}); w.state.of.N != 3 || w.next != w.state {
		t.Errorf("loaded %+v and %+v, want 3", w.state.of, w.next.of)
	}
}
