package log

import (
	"slices"
	"strings"
	"testing"

	"quesera/model"
)

// hears is the state after messages from one node, and all effects.
func hears(m Machine[uint32], s State[uint32], from model.NodeID,
	messages ...model.Message) (State[uint32], []model.Effect) {
	var all []model.Effect
	for _, message := range messages {
		var effects []model.Effect
		s, effects = m.Apply(s, model.Receive{From: from, Message: message})
		all = append(all, effects...)
	}
	return s, all
}

// wants are the questions among effects.
func wants(effects []model.Effect) (all []Want) {
	for _, e := range effects {
		if send, ok := e.(model.Send); ok {
			if want, ok := send.Message.(Want); ok {
				all = append(all, want)
			}
		}
	}
	return all
}

// chain is the first entries of a node that sees nobody.
func (b bench) chain(t testing.TB, node model.NodeID, length int) []*Item[uint32] {
	t.Helper()
	var items []*Item[uint32]
	var prev *Item[uint32]
	for range length {
		over := []*Item[uint32]{}
		if prev != nil {
			over = append(over, prev)
		}
		prev = b.item(t, b.entry(node, prev), over...)
		items = append(items, prev)
	}
	return items
}

// The one thing that is wrong in a message spoils nothing beside it: what follows a bad entry in a bundle is taken, and
// nothing is taken from nobody, from oneself, or in one's own name (LOG-2).
func TestBadEntriesSpoilNothingBesideThem(t *testing.T) {
	b := newBench(3)
	m := b.machine(0)
	a, own := b.chain(t, 0, 1)[0], b.chain(t, 2, 1)[0]
	forged := *a.Entry
	forged.Signature = "forged"
	s, _ := m.Start(2)
	s, _ = hears(m, s, 1, Bundle{[]*Entry{nil, &forged, own.Entry, a.Entry}})
	if s.Head(0) != a || s.Own() != nil {
		t.Errorf("after a bundle: node 0 at %v, own %v, want its first entry and none", s.Head(0), s.Own())
	}
	fresh, _ := m.Start(2)
	for from, taken := range map[model.NodeID]bool{0: true, 1: true, 2: false, 3: false, 9: false} {
		if s, _ := hears(m, fresh, from, a.Entry); (s.Head(0) == a) != taken {
			t.Errorf("from %d: taken is %v, want %v", from, s.Head(0) != nil, taken)
		}
	}
}

// A bundle and a question count up to their bounds, and no further (LOG-O6, LOG-7).
func TestBundlesAndQuestionsAreBounded(t *testing.T) {
	b := newBench(3)
	m := b.machine(0)
	long := b.chain(t, 0, MaxBundle+2)
	var entries []*Entry
	var refs []Ref
	for _, item := range long {
		entries, refs = append(entries, item.Entry), append(refs, item.Ref())
	}
	s, _ := m.Start(2)
	s, _ = hears(m, s, 0, Bundle{entries})
	if got := s.Head(0).Seq; got != MaxBundle {
		t.Errorf("a bundle of %d brings %d entries, want %d", len(entries), got, MaxBundle)
	}
	s, _ = hears(m, s, 0, Bundle{entries[MaxBundle:]})
	nothing := make([]Head, 3)
	for n, want := range map[int]int{0: 0, 1: 1, 2: 2, MaxBundle: MaxBundle, MaxBundle + 1: 0} {
		_, effects := hears(m, s, 1, Want{Refs: refs[:n], Have: nothing})
		got := 0
		if len(effects) > 0 {
			got = len(effects[0].(model.Send).Message.(Bundle).Entries)
		}
		if got != want {
			t.Errorf("asked for %d entries, %d are sent, want %d", n, got, want)
		}
	}
	_, effects := hears(m, s, 1, Want{Refs: refs[MaxBundle+1:], Have: nothing})
	bundle := effects[0].(model.Send).Message.(Bundle).Entries
	if len(bundle) != MaxBundle || bundle[0] != entries[0] || bundle[MaxBundle-1] != entries[MaxBundle-1] {
		t.Errorf("the past of entry %d is sent as %d entries, want the first %d", MaxBundle+2, len(bundle), MaxBundle)
	}
}

// What the asker has is left out only if it has it: the same number on another branch is not the same entry (LOG-7,
// TLC §5.1.5).
func TestAnAnswerGoesByTheAskersBranch(t *testing.T) {
	b := newBench(3)
	m := b.machine(0)
	long := b.chain(t, 0, 4)
	s, _ := m.Start(2)
	for _, item := range long {
		s, _ = hears(m, s, 0, item.Entry)
	}
	for name, c := range map[string]struct {
		have Head
		want []*Entry
	}{
		"nothing":               {Head{}, []*Entry{long[0].Entry, long[1].Entry, long[2].Entry}},
		"two of them":           {long[1].Ref().Head, []*Entry{long[2].Entry}},
		"it":                    {long[2].Ref().Head, nil},
		"more":                  {long[3].Ref().Head, nil},
		"two of another branch": {Head{2, model.Digest{1}}, []*Entry{long[0].Entry, long[1].Entry, long[2].Entry}},
		"more than there are":   {Head{9, model.Digest{1}}, []*Entry{long[0].Entry, long[1].Entry, long[2].Entry}},
	} {
		_, effects := hears(m, s, 1, Want{Refs: []Ref{long[2].Ref()}, Have: []Head{c.have, {}, {}}})
		var got []*Entry
		if len(effects) > 0 {
			got = effects[0].(model.Send).Message.(Bundle).Entries
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("the asker has %s: %d entries are sent, want %d", name, len(got), len(c.want))
		}
	}
	unknown := []Ref{{Node: 0, Head: Head{3, model.Digest{9}}}, {Node: 7, Head: Head{1, model.Digest{}}}}
	_, effects := hears(m, s, 1, Want{Refs: unknown, Have: make([]Head, 3)})
	if len(effects) > 0 {
		t.Errorf("asked for what nobody has: %v", effects)
	}
}

// A node asks when an entry differs from its own copy, when its author is exposed, and at each eighth that waits, and
// not before: what is on its way needs no question (LOG-3).
func TestQuestionsAreAskedWhenTheyMust(t *testing.T) {
	b := newBench(3)
	m := b.machine(0)
	long := b.chain(t, 0, 12)
	s, _ := m.Start(2)
	for k := 1; k < 12; k++ {
		var effects []model.Effect
		s, effects = hears(m, s, 1, long[k].Entry)
		asked := wants(effects)
		if due := k == 8; due != (len(asked) > 0) {
			t.Errorf("entry %d of node 0 waits as number %d: %d questions", k+1, k, len(asked))
		} else if due && (len(asked[0].Refs) != 1 || asked[0].Refs[0] != long[0].Ref()) {
			t.Errorf("asked for %v, want the first entry alone", asked[0].Refs)
		}
	}
	_, effects := m.Apply(s, model.Timeout{})
	if asked := wants(effects); len(asked) != 1 || len(asked[0].Refs) != 1 || asked[0].Refs[0] != long[0].Ref() {
		t.Errorf("at a timeout: asked %+v, want for the first entry", asked)
	}
	if s, _ = hears(m, s, 1, long[0].Entry); s.Head(0) != long[11] || s.Pending() != 0 {
		t.Errorf("with the first entry: node 0 at %v, %d pending", s.Head(0), s.Pending())
	}
	if _, effects = m.Apply(s, model.Timeout{}); len(effects) != 0 {
		t.Errorf("at a timeout with nothing to ask or repeat: %v", effects)
	}
}

// At a timeout a node repeats its own latest entry (LOG-3).
func TestATimeoutRepeatsTheLatestEntry(t *testing.T) {
	b := newBench(3)
	m := b.machine(3)
	s, _ := m.Start(2)
	s, _ = m.Apply(s, model.Coin{})
	_, effects := m.Apply(s, model.Timeout{})
	if len(effects) != 1 || effects[0].(model.Broadcast).Message != model.Message(s.Own().Entry) {
		t.Errorf("at a timeout: %v, want the node's own entry once more", effects)
	}
}

// One who is exposed is not followed any more: what waits of it and what comes of it is forgotten, but for what others
// refer to (LOG-5).
func TestTheExposedAreTakenOnlyWhereOthersReferToThem(t *testing.T) {
	b := newBench(4)
	m := b.machine(0)
	a := b.chain(t, 0, 4)
	twin := b.entry(0, nil)
	twin.Action = tally(5)
	c1 := b.item(t, b.entry(1, nil, a[2]), a[2])
	s, _ := m.Start(3)
	s, _ = hears(m, s, 0, a[0].Entry, a[2].Entry, a[3].Entry, c1.Entry) // c1 waits for a[2], which waits for a[1]
	if s.Pending() != 3 {
		t.Fatalf("%d pending, want 3", s.Pending())
	}
	s, effects := hears(m, s, 2, b.Group.Sign(b.keys[0], twin))
	if v := s.Exposed(0); v == nil || v.Kind != Equivocation || s.Pending() != 2 {
		t.Fatalf("exposed for %+v with %d pending, want equivocation and a[2] with who refers to it", v, s.Pending())
	}
	told := 0
	for _, e := range effects {
		if x, ok := e.(Exposed); ok && x.Evidence.Against == 0 {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times of the evidence, want once", told)
	}
	if s, _ = hears(m, s, 0, a[3].Entry); s.Pending() != 2 {
		t.Errorf("an entry of the exposed that nobody refers to is kept: %d pending", s.Pending())
	}
	if s, _ = hears(m, s, 0, a[1].Entry); s.Head(1) != c1 || s.Head(0) != a[2] || s.Pending() != 0 {
		t.Errorf("what others refer to is there: node 1 at %v, node 0 at %v, %d pending", s.Head(1), s.Head(0), s.Pending())
	}
	if s, effects = hears(m, s, 0, a[3].Entry); s.Head(0) != a[2] || len(effects) != 0 {
		t.Errorf("an exposed node is followed on: %v, effects %v", s.Head(0), effects)
	}
}

// Evidence in another's log exposes for who reads it, and a corrupt author's wrong entry is sent and is its last.
func TestEvidenceSpreadsByLogsAndTheWrongFallSilent(t *testing.T) {
	b := newBench(4)
	a := b.chain(t, 0, 1)[0]
	twin := b.entry(0, nil)
	twin.Action = tally(5)
	expose := b.entry(1, nil)
	expose.Action = Expose{Evidence{Equivocation, 0, a.Entry, b.Group.Sign(b.keys[0], twin)}}
	m := b.machine(0)
	s, _ := m.Start(3)
	s, effects := hears(m, s, 1, b.Group.Sign(b.keys[1], expose))
	if v := s.Exposed(0); v == nil || v.Kind != Equivocation || len(effects) != 2 {
		t.Errorf("exposed for %+v, effects %v, want the evidence of node 1's log, told with its entry", v, effects)
	}
	wrong := Machine[uint32]{Replay: b.Replay, Author: says(40), Keys: b.keys, Corrupt: true}
	c, _ := wrong.Start(2)
	c, effects = wrong.Apply(c, model.Coin{})
	if len(effects) != 1 || effects[0].(model.Broadcast).Message.(*Entry).Action != Action(tally(40)) || c.Own() != nil {
		t.Errorf("a wrong entry: %v, own %v, want it broadcast and not followed", effects, c.Own())
	}
	if _, effects = hears(wrong, c, 0, a.Entry); len(effects) != 1 { // that it processed
		t.Errorf("after its wrong entry it says %v, want no entry", effects)
	}
}

// says is an author that says one thing, always.
type says tally

func (s says) Next(*Mirror[uint32], uint64) Action { return tally(s) }

// Messages show what they are, and of what they hold no more than a number.
func TestLabelsShowKinds(t *testing.T) {
	b := newBench(1)
	e := b.chain(t, 0, 2)[1].Entry
	for want, m := range map[model.Label]model.Message{{Kind: KindEntry, Step: 2}: e, {Kind: KindWant}: Want{},
		{Kind: KindBundle}: Bundle{}} {
		if m.Label() != want {
			t.Errorf("%T: %v, want %v", m, m.Label(), want)
		}
	}
}

// Groups that cannot be are refused, each for its reason.
func TestGroupsAreValidated(t *testing.T) {
	signatures, _ := NewIdeal(1, 1)
	name := strings.Repeat("x", 1<<16-1)
	for _, c := range []struct {
		g    Group
		want string // "": it can be
	}{
		{Group{ID: "g", Nodes: 1, Signatures: signatures}, ""},
		{Group{ID: "g", Nodes: model.MaxNodes, Signatures: signatures}, ""},
		{Group{ID: name, Nodes: 3, Signatures: signatures}, ""},
		{Group{ID: "g", Nodes: 0, Signatures: signatures}, "log: nodes = 0"},
		{Group{ID: "g", Nodes: model.MaxNodes + 1, Signatures: signatures}, "log: nodes = "},
		{Group{ID: name + "x", Nodes: 3, Signatures: signatures},
			"log: name of the group = 65536 octets, want at most 65535"},
		{Group{ID: "g", Nodes: 3, Signatures: nil}, "log: signatures = none"},
	} {
		err := c.g.Validate()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%d nodes, name of %d octets: %v, want %q", c.g.Nodes, len(c.g.ID), err, c.want)
		}
	}
}

// What does not arrive by itself is another version of what is here, at the head or before it, not what comes after.
func TestOnlyOtherVersionsAreUnexpected(t *testing.T) {
	b := newBench(3)
	m := b.machine(0)
	s, _ := m.Start(2)
	for _, item := range b.chain(t, 0, 3) {
		s, _ = hears(m, s, 0, item.Entry)
	}
	ref := func(node model.NodeID, seq Seq) Ref { return Ref{Node: node, Head: Head{seq, model.Digest{9}}} }
	got := s.Mirror.unexpected([]Ref{ref(0, 1), ref(0, 3), ref(0, 4), ref(1, 1)})
	if want := []Ref{ref(0, 1), ref(0, 3)}; !slices.Equal(got, want) {
		t.Errorf("unexpected: %v, want %v", got, want)
	}
}

// What waits under one number does not stand for a reference to the same hash under another, which nobody can supply:
// it is still missing (LOG-3).
func TestAReferenceUnderAnotherNumberIsMissing(t *testing.T) {
	b := newBench(3)
	second := b.chain(t, 0, 2)[1]
	m := NewMirror[uint32](2, b.Group)
	m.keep(waiting{second.Entry, Ref{}})
	for seq, want := range map[Seq]int{2: 0, 3: 1} {
		e := b.entry(1, nil)
		e.Heads[0] = Head{seq, second.hash}
		if got := m.missing([]waiting{{Entry: b.Group.Sign(b.keys[1], e)}}, false); len(got) != want {
			t.Errorf("entry %d of that hash: missing are %v, want %d", seq, got, want)
		}
	}
}
