package causal

import (
	"math/rand/v2"
	"slices"
	"testing"

	"quesera/model"
)

// heldMessage is a message of a test.
type heldMessage struct{ header Header }

func (m *heldMessage) Causal() *Header { return &m.header }

// Places of messages that were taken out are used again, all of them: a buffer does not grow with what passed through.
// What there is to copy is a part for each node, each place and each message that is ready.
func TestABufferUsesItsPlacesAgain(t *testing.T) {
	const nodes, messages = 3, 10
	b := newBuffer[*heldMessage](nodes)
	for range 50 {
		for s := range Stamp(messages) {
			b.Change(change[*heldMessage]{kind: put, lack: lack{node: 1}, message: &heldMessage{Header{Node: 2, Stamp: s}}})
		}
		if want := nodes + 1 + messages; b.Parts() != want { // a place is left free
			t.Errorf("%d parts, want %d", b.Parts(), want)
		}
		taken := b.Change(change[*heldMessage]{kind: takeAll, lack: lack{node: 1}}).taken
		if len(taken) != messages {
			t.Fatalf("%d messages are taken out, want %d", len(taken), messages)
		}
		for at, c := range b.cells {
			if c.message != nil {
				t.Errorf("place %d still holds a message that was taken out", at)
			}
		}
	}
	b.Change(change[*heldMessage]{kind: putReady, message: &heldMessage{}})
	if want := nodes + 1 + messages + 1; b.Parts() != want {
		t.Errorf("%d parts with a message that is ready, want %d", b.Parts(), want)
	}
	b.Change(change[*heldMessage]{kind: takeReady})
	if left := b.ready[:1][0].message; left != nil {
		t.Error("the heap still holds a message that was taken out")
	}
}

// A message is held once, and then not, at each stamp of a window, wherever the window begins, beside all others and
// however it is held.
func TestEachStampOfAWindowIsMarkedByItself(t *testing.T) {
	for _, floor := range []Stamp{0, 1, 63, 64, 65, 127, 128, 1000, 1<<20 + 7} {
		b := newBuffer[*heldMessage](2)
		hold := func(node model.NodeID, s Stamp) bool {
			kind := put
			if s%3 == 0 {
				kind = putReady
			}
			return !b.Change(change[*heldMessage]{kind: kind, message: &heldMessage{Header{Node: node, Stamp: s}}}).held
		}
		for s := floor; s < floor+window; s++ {
			for node := range model.NodeID(2) {
				if first, again := hold(node, s), hold(node, s); !first || again {
					t.Errorf("%d of node %d is held: %v, and again: %v", s, node, first, again)
				}
			}
		}
		taken := slices.Clone(b.Change(change[*heldMessage]{kind: takeAll}).taken)
		for len(b.ready) > 0 {
			taken = append(taken, b.Change(change[*heldMessage]{kind: takeReady}).taken...)
		}
		for _, m := range taken {
			if !hold(m.header.Node, m.header.Stamp) {
				t.Errorf("%d of node %d is held though it was taken out", m.header.Stamp, m.header.Node)
			}
		}
		if len(taken) != 2*window {
			t.Errorf("from %d on: %d are taken out, want %d", floor, len(taken), 2*window)
		}
	}
}

// What is ready comes out in canonical order, however it went in and in between.
func TestTheHeapGivesTheFirst(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 0))
		b, in := newBuffer[*heldMessage](4), []uint64{}
		for range 200 {
			m := &heldMessage{Header{Node: model.NodeID(r.IntN(4)), Stamp: Stamp(r.IntN(window))}}
			if r.IntN(5) < 3 && !slices.Contains(in, m.header.order()) {
				b.Change(change[*heldMessage]{kind: putReady, message: m})
				in = append(in, m.header.order())
			} else if len(in) > 0 {
				first := slices.Min(in)
				if got := b.Change(change[*heldMessage]{kind: takeReady}).taken; len(got) != 1 || got[0].header.order() != first {
					t.Fatalf("seed %d: %v comes out, want one of order %d", seed, got, first)
				}
				in = slices.DeleteFunc(in, func(o uint64) bool { return o == first })
			}
			for k := 1; k < len(b.ready); k++ {
				if above := b.ready[(k-1)/2]; above.order > b.ready[k].order {
					t.Fatalf("seed %d: %d stands above %d", seed, above.order, b.ready[k].order)
				}
			}
		}
	}
}

// A horizon is at most 128 stamps above the floor, at the beginning and later.
func TestTheHorizonIsNotTooFar(t *testing.T) {
	for name, c := range map[string]struct {
		do    func()
		panic bool
	}{
		"begins 128 above":         {func() { NewDelivery[*heldMessage](2, 5, 5+window) }, false},
		"begins 129 above":         {func() { NewDelivery[*heldMessage](2, 5, 5+window+1) }, true},
		"goes to 128 above":        {func() { begun := NewDelivery[*heldMessage](2, 5, 6); begun.Move(7, 7+window) }, false},
		"goes to 129 above":        {func() { begun := NewDelivery[*heldMessage](2, 5, 6); begun.Move(7, 7+window+1) }, true},
		"stays 128 above where it": {func() { begun := NewDelivery[*heldMessage](2, 5, 5+window); begun.Move(5, 9) }, false},
	} {
		if got := stops(c.do); got != c.panic {
			t.Errorf("%s: panics %v, want %v", name, got, c.panic)
		}
	}
}

func stops(do func()) (did bool) {
	defer func() { did = recover() != nil }()
	do()
	return false
}

// Of what one time lacks of another, the last in canonical order is found, as by trying all; where they begin may
// differ.
func TestTheLastThatIsLackedIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	lacking := 0
	for range 2000 {
		nodes := []int{2, 5, 66}[r.IntN(3)]
		mine := someTime(r, nodes, 10, 100, 2+r.IntN(200))
		theirs := someTime(r, nodes, Stamp(3+r.IntN(15)), 100, 2+r.IntN(5))
		want, found := model.NodeID(0), false
		for s := mine.base; s < theirs.base+Span; s++ {
			for node := range theirs.At(s).Members() {
				if !mine.Has(node, s) {
					want, found = node, true
				}
			}
		}
		if got, missing := mine.lacks(&theirs); missing != found || missing && got != want {
			t.Errorf("from %d: %v lacks of node %d (%v) of %v, want %d (%v)", theirs.base, mine, got, missing, theirs, want,
				found)
		}
		if found {
			lacking++
		}
	}
	if lacking < 500 || lacking > 1950 {
		t.Errorf("%d of 2000 lack something, want many and not all", lacking)
	}
}
