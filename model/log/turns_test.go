package log

import (
	"slices"
	"testing"

	"quesera/model"
)

// beginner is an author that begins only while it has seen no entry of node 0 with an even number, and says nothing.
type beginner struct{}

func (beginner) Next(*Mirror[uint32], uint64) Action { return nil }

func (beginner) Begins(m *Mirror[uint32]) bool { return m.Head(0) == nil || m.Head(0).Seq%2 == 1 }

// A node asks for its randomness once, and the first coin that comes is that.
func TestTheFirstCoinCounts(t *testing.T) {
	b := newBench(2)
	m := b.machine(1)
	s, effects := m.Start(1)
	if len(effects) != 1 || effects[0] != model.Effect(model.AskCoin{Sides: 1 << 48}) || s.Self() != 1 {
		t.Errorf("node %d begins with %v", s.Self(), effects)
	}
	for _, coin := range []uint64{7, 8, 9} {
		before := s.Own()
		if s, effects = m.Apply(s, model.Coin{Value: coin}); s.Coin() != 7 || (len(effects) > 0) != (before == nil) {
			t.Errorf("after coin %d: %d, effects %v", coin, s.Coin(), effects)
		}
	}
}

// What comes before a node has begun is as lost where it could not begin any more with it, its effects included, and
// else taken; once it has begun all is taken.
func TestBeforeItBeginsANodeTakesWhatItCanBeginWith(t *testing.T) {
	b := newBench(3)
	m := b.machine(0)
	m.Author = beginner{}
	a := b.chain(t, 0, 3)
	s, _ := m.Start(2)
	earlier := model.Effect(model.Output{Value: "earlier"})
	for k, want := range []int{1, 1} {
		effects := m.Change(&s, model.Receive{From: 0, Message: a[k].Entry}, []model.Effect{earlier})
		if int(s.Head(0).Seq) != want || effects[0] != earlier || (len(effects) > 1) != (k == 0) || s.Pending() != 0 {
			t.Errorf("entry %d: at %d, effects %v", k+1, s.Head(0).Seq, effects)
		}
	}
	s, _ = m.Apply(s, model.Coin{Value: 1})
	for k := 1; k < 3; k++ {
		if s, _ = hears(m, s, 0, a[k].Entry); s.Head(0) != a[k] {
			t.Errorf("begun, entry %d: at %v", k+1, s.Head(0))
		}
	}
}

// An author that always has something to say writes so many entries an event, and goes on at the next one; each is
// told and broadcast.
func TestAnAuthorIsHeardSoOftenAnEvent(t *testing.T) {
	for _, n := range []int{1, 3} {
		b := newBench(n)
		m := b.machine(0)
		m.Author = counting{}
		s, _ := m.Start(0)
		written := 0
		for _, e := range []model.Event{model.Coin{Value: 1}, model.Timeout{}, model.Timeout{}} {
			var effects []model.Effect
			s, effects = m.Apply(s, e)
			told, sent := 0, 0
			for _, effect := range effects {
				switch effect := effect.(type) {
				case Wrote[uint32]:
					if told++; effect.Item.Seq != Seq(written+told) {
						t.Errorf("entry %d is told as number %d", effect.Item.Seq, written+told)
					}
				case model.Broadcast:
					sent++
				}
			}
			repeated := 0
			if _, timeout := e.(model.Timeout); timeout {
				repeated = 1
			}
			if want := 2*n + 8; told != want || sent != want+repeated {
				t.Errorf("%d nodes, %T: %d entries written and %d sent, want %d", n, e, told, sent, want)
			}
			written += told
		}
	}
}

// counting is an author that always has something to say, and says right what it has seen.
type counting struct{}

func (counting) Next(m *Mirror[uint32], _ uint64) Action { return tally(seen(nil, m.heads)) }

// A node whose author is wrong stops, unless it is corrupt: that its own entry is wrong is a fault of the program.
func TestAWrongAuthorStopsTheProgram(t *testing.T) {
	b := newBench(2)
	m := b.machine(0)
	m.Author = says(40)
	s, _ := m.Start(1)
	defer func() {
		if recover() == nil {
			t.Error("a correct node goes on with a wrong entry")
		}
	}()
	m.Apply(s, model.Coin{})
}

// Where nobody asks for what is missing (LOG-3) a node does not, at an entry or at a timeout.
func TestWhereNobodyAsksANodeDoesNot(t *testing.T) {
	for _, waived := range []bool{false, true} {
		b := newBench(3)
		b.Group.Waived = map[string]bool{"LOG-3": waived}
		m := b.machine(0)
		long := b.chain(t, 0, 12)
		s, _ := m.Start(2)
		var all []model.Effect
		for k := 1; k < 12; k++ {
			var effects []model.Effect
			s, effects = hears(m, s, 1, long[k].Entry)
			all = append(all, effects...)
		}
		_, effects := m.Apply(s, model.Timeout{})
		if got := len(wants(append(all, effects...))); got != 2 && !waived || got != 0 && waived {
			t.Errorf("waived %v: %d questions", waived, got)
		}
	}
}

// Entries that wait are compared with each other: two of one number, and two in a row of which the later names another
// one before it, in whatever order they come; a row that fits blames nobody, and the first evidence stays.
func TestEntriesThatWaitAreCompared(t *testing.T) {
	b := newBench(4)
	c1 := b.chain(t, 2, 1)[0] // which nobody has
	a1 := b.item(t, b.entry(0, nil, c1), c1)
	a2 := b.item(t, b.entry(0, a1, c1), a1, c1)
	a3 := b.item(t, b.entry(0, a2, c1), a2, c1)
	f2 := b.item(t, changedEntry(b.entry(0, a1, c1), func(e *Entry) { e.Action = word{} }), a1, c1)
	f3 := b.item(t, b.entry(0, f2, c1), f2, c1)
	for _, c := range []struct {
		name    string
		entries []*Entry
		want    Kind
		first   *Entry
		second  *Entry
	}{
		{"a row", []*Entry{a1.Entry, a2.Entry, a3.Entry}, 0, nil, nil},
		{"a row backwards", []*Entry{a3.Entry, a2.Entry, a1.Entry}, 0, nil, nil},
		{"a row with a gap", []*Entry{a1.Entry, f3.Entry}, 0, nil, nil},
		{"one number", []*Entry{a2.Entry, f2.Entry}, Equivocation, a2.Entry, f2.Entry},
		{"the next of another", []*Entry{a2.Entry, f3.Entry}, Fork, a2.Entry, f3.Entry},
		{"the one before of another", []*Entry{f3.Entry, a2.Entry}, Fork, a2.Entry, f3.Entry},
		{"first a fork", []*Entry{f3.Entry, a2.Entry, f2.Entry, a3.Entry}, Fork, a2.Entry, f3.Entry},
		{"one entry again", []*Entry{a2.Entry, a2.Entry}, 0, nil, nil},
	} {
		m := NewMirror[uint32](3, b.Group)
		for _, e := range c.entries {
			b.receive(&m, e)
		}
		v := m.Exposed(0)
		if (v != nil) != (c.want != 0) || v != nil && (v.Kind != c.want || v.First != c.first || v.Second != c.second) {
			t.Errorf("%s: %+v, want %v", c.name, v, c.want)
		}
		if v == nil && !slices.IsSortedFunc(m.pending[0], func(x, y waiting) int { return int(x.Seq) - int(y.Seq) }) {
			t.Errorf("%s: they wait out of order", c.name)
		}
	}
}

// A node asks for what an exposed node wrote, since it does not come by itself, and is told of deeper gaps only where
// many wait or time runs out.
func TestWhatIsMissingIsToldAsDeepAsAsked(t *testing.T) {
	b := newBench(4)
	a := b.chain(t, 0, 3)
	c := b.item(t, b.entry(1, nil, a[2]), a[2])
	m := NewMirror[uint32](3, b.Group)
	b.receive(&m, a[2].Entry) // waits for a[1]
	b.receive(&m, c.Entry)    // waits for a[2]
	waits := []waiting{{Entry: c.Entry}}
	if got := m.missing(waits, false); len(got) != 0 {
		t.Errorf("missing are %v, want nothing: what it refers to waits", got)
	}
	if got := m.missing(waits, true); !slices.Equal(got, []Ref{a[1].Ref()}) {
		t.Errorf("missing as deep as it goes are %v, want %v", got, a[1].Ref())
	}
	refs := []Ref{a[1].Ref()}
	if got := m.unexpected(slices.Clone(refs)); len(got) != 0 {
		t.Errorf("%v does not come by itself", got)
	}
	twin := b.Group.Sign(b.keys[0], changedEntry(b.entry(0, a[1]), func(e *Entry) { e.Action = word{} }))
	if b.receive(&m, twin); m.Exposed(0) == nil || m.PendingOf(0) != 1 || m.PendingOf(1) != 1 {
		t.Errorf("exposed for %v, %d and %d wait, want the one that another refers to", m.Exposed(0), m.PendingOf(0),
			m.PendingOf(1))
	}
	if got := m.unexpected(slices.Clone(refs)); !slices.Equal(got, refs) {
		t.Errorf("of an exposed node %v does not come by itself, want %v", got, refs)
	}
	for _, item := range a[:2] {
		m.take(item)
	}
	if b.next(&m) != a[2] || b.next(&m) != c || b.next(&m) != nil || m.Pending() != 0 ||
		!m.Corrupt().Equal(model.Only(0)) {
		t.Errorf("%d wait still, corrupt are %v", m.Pending(), m.Corrupt())
	}
}

// An entry is found in the log that is followed and in other branches, by number and hash, and in no other log.
func TestAnEntryIsFoundInEveryBranch(t *testing.T) {
	b := newBench(2)
	a := b.chain(t, 0, 2)
	f1 := b.item(t, changedEntry(b.entry(0, nil), func(e *Entry) { e.Action = word{} }))
	f2 := b.item(t, b.entry(0, f1), f1)
	other := b.chain(t, 1, 2)
	m := NewMirror[uint32](1, b.Group)
	for _, item := range []*Item[uint32]{a[0], a[1], f1, f2, other[1]} {
		m.take(item)
	}
	for _, item := range []*Item[uint32]{a[0], a[1], f1, f2, other[0], other[1]} {
		if m.Find(item.Ref()) != item {
			t.Errorf("entry %d of node %d is not found", item.Seq, item.Node)
		}
		for _, wrong := range []Ref{{1 - item.Node, item.Ref().Head}, {item.Node, Head{item.Seq + 1, item.hash}},
			{item.Node, Head{item.Seq, model.Digest{1}}}, {2, item.Ref().Head}} {
			if got := m.Find(wrong); got != nil {
				t.Errorf("%v is found as entry %d of node %d", wrong, got.Seq, got.Node)
			}
		}
	}
	if m.Branches() != 2 || m.Head(0) != a[1] || m.Head(1) != nil {
		t.Errorf("%d branches, heads %v and %v", m.Branches(), m.Head(0), m.Head(1))
	}
}

// What an answer has of the past of evidence in an entry is sent with it.
func TestAnAnswerHasWhatEvidenceNeeds(t *testing.T) {
	b := newBench(4)
	m := b.machine(0)
	a := b.chain(t, 0, 2)
	lie := b.entry(1, nil, a[1])
	lie.Action = tally(40)
	wrong := b.item(t, lie, a[1])
	expose := b.item(t, changedEntry(b.entry(2, nil), func(e *Entry) {
		e.Action = Expose{Evidence{Invalid, 1, wrong.Entry, nil}}
	}), a[1])
	s, _ := m.Start(3)
	s, _ = hears(m, s, 0, a[0].Entry, a[1].Entry, expose.Entry)
	_, effects := hears(m, s, 1, Want{Refs: []Ref{expose.Ref()}, Have: make([]Head, 4)})
	want := []*Entry{a[0].Entry, a[1].Entry, expose.Entry}
	if len(effects) != 1 || !slices.Equal(effects[0].(model.Send).Message.(Bundle).Entries, want) ||
		effects[0].(model.Send).To != 1 {
		t.Errorf("sent are %v, want the evidence with what it needs", effects)
	}
}
