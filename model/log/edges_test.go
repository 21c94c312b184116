package log

import (
	"errors"
	"slices"
	"testing"

	"quesera/model"
)

// What is said of a broken rule names nodes and entries, each in its place.
func TestABrokenRuleSaysWhoAndWhat(t *testing.T) {
	b := newBench(4)
	a := b.chain(t, 0, 3)
	b1 := b.item(t, b.entry(1, nil, a[0]), a[0])
	c1 := b.item(t, b.entry(2, nil, a[2], b1), a[2], b1)
	lie := b.entry(3, nil)
	lie.Action = tally(4)
	wrong := b.item(t, lie)
	twin := b.entry(0, a[0], b1)
	a2f := b.item(t, twin, a[0], b1)
	proof := Expose{Evidence{Equivocation, 0, a[1].Entry, a2f.Entry}}
	shown := b.item(t, changedEntry(b.entry(1, b1), func(e *Entry) { e.Heads[0], e.Action = a[0].Ref().Head, proof }), b1,
		a[1], a2f)
	over := []*Item[uint32]{c1, wrong, a2f, shown}
	for _, c := range []struct {
		want  string
		entry Entry
	}{
		{"node = 7, want one below 4 (LOG-R1)", changedEntry(b.entry(1, nil), func(e *Entry) { e.Node = 7 })},
		{"seq = 0, want at least 1 (LOG-R1)", changedEntry(b.entry(1, nil), func(e *Entry) { e.Seq = 0 })},
		{"heads = 3, want 4 (LOG-R1)", changedEntry(b.entry(1, nil), func(e *Entry) { e.Heads = e.Heads[:3] })},
		{"head of node 2 = 0 07000000, want none (LOG-R1)",
			changedEntry(b.entry(1, nil), func(e *Entry) { e.Heads[2].Hash[0] = 7 })},
		{"head of node 1 = 5 00000000, want none (LOG-R1)",
			changedEntry(b.entry(1, nil), func(e *Entry) { e.Heads[1].Seq = 5 })},
		{"has seen node 0 up to {2 " + a[1].hash.String() + "}, want a continuation of 3 " + a[2].hash.String() + " (LOG-R3)",
			b.entry(2, c1, a[1], b1)},
		{"covers entry 1 of node 2, which covers entry 3 of node 0, but not that one (LOG-R4)",
			b.entry(3, nil, c1, a[1], b1)},
		{"covers entry 1 of node 3, which is wrong (LOG-R5)", b.entry(2, c1, a[2], b1, wrong)},
		{"follows its own entry 1, which is wrong (LOG-R5)", b.entry(3, wrong)},
		{"exposes node 0 once more (LOG-R6)",
			changedEntry(b.entry(2, c1, a[2], shown), func(e *Entry) { e.Action = proof })},
		{"says 9, want 3 (TALLY)", changedEntry(b.entry(1, b1, a[1]), func(e *Entry) { e.Action = tally(9) })},
	} {
		signer := b.keys[min(int(c.entry.Node), 3)]
		item, missing := b.Item(b.Group.Sign(signer, c.entry), func(ref Ref) *Item[uint32] {
			return among(pastOf(append(over, a...)))(ref)
		})
		if missing != nil || item.Broken == nil || item.Broken.Error() != c.want {
			t.Errorf("%v, lacks %v, want %s", item, missing, c.want)
		}
	}
}

func changedEntry(e Entry, change func(*Entry)) Entry {
	e.Heads = slices.Clone(e.Heads)
	change(&e)
	return e
}

// What breaks a rule that is waived is right, and replayed to its end.
func TestWhatIsWaivedIsRight(t *testing.T) {
	for rule, made := range map[string]func(b bench, a []*Item[uint32], b1 *Item[uint32]) (Entry, []*Item[uint32]){
		"LOG-R3": func(b bench, a []*Item[uint32], b1 *Item[uint32]) (Entry, []*Item[uint32]) {
			return b.entry(1, b1, a[0]), []*Item[uint32]{b1, a[0]}
		},
		"LOG-R4": func(b bench, a []*Item[uint32], b1 *Item[uint32]) (Entry, []*Item[uint32]) {
			return b.entry(2, nil, b1, a[0]), []*Item[uint32]{b1, a[0]}
		},
		"LOG-R5": func(b bench, a []*Item[uint32], b1 *Item[uint32]) (Entry, []*Item[uint32]) {
			wrong := b.item(t, changedEntry(b.entry(2, nil), func(e *Entry) { e.Action = tally(40) }))
			return b.entry(1, b1, a[1], wrong), []*Item[uint32]{b1, wrong}
		},
		"LOG-R6": func(b bench, a []*Item[uint32], b1 *Item[uint32]) (Entry, []*Item[uint32]) {
			return changedEntry(b.entry(2, nil), func(e *Entry) {
				e.Action = Expose{Evidence{Equivocation, 0, a[0].Entry, a[0].Entry}}
			}), nil
		},
	} {
		for _, waived := range []bool{false, true} {
			b := newBench(3)
			b.Group.Waived = map[string]bool{rule: waived}
			a := b.chain(t, 0, 2)
			b1 := b.item(t, b.entry(1, nil, a[1]), a[1])
			entry, over := made(b, a, b1)
			item := b.item(t, entry, over...)
			if (item.Broken == nil) != waived || !waived && item.Broken.Rule != rule {
				t.Errorf("%s, waived %v: %v", rule, waived, item.Broken)
			}
			if got, want := item.State, seen(item.Prev, item.Seen); waived && got != want {
				t.Errorf("%s: the state is %d, want %d", rule, got, want)
			}
			if rule == "LOG-R6" && waived && !item.Exposed.Equal(model.Only(0)) {
				t.Errorf("%s: exposed are %v", rule, item.Exposed)
			}
		}
	}
	b, other := newBench(2), newBench(2)
	other.Group.ID = "other"
	e := other.Group.Sign(other.keys[0], other.entry(0, nil))
	if b.Group.Signed(e) {
		t.Error("an entry of another group is signed for this one")
	}
	b.Group.Waived, other.Group.Waived = map[string]bool{"LOG-2": true}, map[string]bool{"LOG-2": true}
	if e = other.Group.Sign(other.keys[0], other.entry(0, nil)); !b.Group.Signed(e) {
		t.Error("where nobody minds the group, its name is minded")
	}
}

// Two items are the same if they are of one entry, made apart or not; none is only the same as none.
func TestItemsOfOneEntryAreTheSame(t *testing.T) {
	b, again := newBench(2), newBench(2)
	one, twin := b.chain(t, 0, 2), again.chain(t, 0, 2)
	for k, item := range one {
		for m, other := range twin {
			if item.is(other) != (k == m) || item.is(one[m]) != (k == m) {
				t.Errorf("entry %d is entry %d: %v, %v", k, m, item.is(other), item.is(one[m]))
			}
		}
		if item.is(nil) || (*Item[uint32])(nil).is(item) {
			t.Errorf("entry %d is none", k)
		}
	}
	if !(*Item[uint32])(nil).is(nil) {
		t.Error("none is not none")
	}
}

// An entry refers to the one before, to its heads, and to what its evidence needs; one that is malformed to nothing.
func TestWhatAnEntryRefersTo(t *testing.T) {
	b := newBench(3)
	a := b.chain(t, 0, 2)
	lie := b.entry(1, nil, a[1])
	lie.Action = tally(40)
	wrong := b.Group.Sign(b.keys[1], lie)
	second := b.entry(2, b.chain(t, 2, 1)[0], a[0])
	exposing := second
	exposing.Action = Expose{Evidence{Invalid, 1, wrong, nil}}
	first := b.entry(2, nil)
	for name, c := range map[string]struct {
		e    Entry
		want []Ref
	}{
		"a first one":   {first, nil},
		"a second one":  {second, []Ref{{2, Head{1, second.Back}}, a[0].Ref()}},
		"with evidence": {exposing, []Ref{{2, Head{1, second.Back}}, a[0].Ref(), a[1].Ref()}},
		"malformed":     {changedEntry(second, func(e *Entry) { e.Heads = e.Heads[:2] }), nil},
		"two faces need": {changedEntry(first, func(e *Entry) {
			e.Action = Expose{Evidence{Fork, 0, a[0].Entry, wrong}}
		}), nil},
		"no entry": {changedEntry(first, func(e *Entry) { e.Action = Expose{Evidence{Kind: Invalid}} }), nil},
	} {
		if got := b.Group.Refs(&c.e); !slices.Equal(got, c.want) {
			t.Errorf("%s refers to %v, want %v", name, got, c.want)
		}
	}
	for kind, want := range map[Kind]string{Equivocation: "equivocation", Fork: "fork", Invalid: "invalid action",
		9: "kind 9"} {
		if kind.String() != want {
			t.Errorf("a kind calls itself %q, want %q", kind, want)
		}
	}
}

// That an entry was replayed says that its author signed it with the very signature that it had then, and says nothing
// of another copy; a node beyond the group signs nothing, whatever keys there are.
func TestWhatIsRememberedIsTheEntryItself(t *testing.T) {
	b := newBench(3)
	item := b.chain(t, 0, 1)[0]
	forged := *item.Entry
	forged.Signature = "forged"
	if !b.Signed(item.Entry) || b.Signed(&forged) {
		t.Errorf("the entry is signed %v, a copy with another signature %v", b.Signed(item.Entry), b.Signed(&forged))
	}
	copied := *item.Entry
	if !b.Signed(&copied) {
		t.Error("a copy of it is not signed")
	}
	small := &Group{ID: "test", Nodes: 2, Signatures: b.Group.Signatures}
	outside := small.Sign(b.keys[2], Entry{Node: 2, Seq: 1, Heads: make([]Head, 2), Action: tally(0)})
	if small.Signed(outside) {
		t.Error("a node beyond the group signs")
	}
}

// What was replayed is not replayed again: it is the very item.
func TestAnEntryIsReplayedOnce(t *testing.T) {
	b := newBench(2)
	a := b.chain(t, 0, 2)
	again, missing := b.Item(a[1].Entry, among(a))
	if missing != nil || again != a[1] {
		t.Errorf("replayed again it is %v, lacks %v", again, missing)
	}
	if _, missing := b.Item(a[1].Entry, among[uint32](nil)); !slices.Equal(missing, []Ref{a[0].Ref()}) {
		t.Errorf("without its past it lacks %v", missing)
	}
}

// Most of an entry's past is taken from its author's entry before, whatever else is there; the entry before it is not.
func TestThePastIsTakenFromTheEntryBefore(t *testing.T) {
	b := newBench(3)
	a := b.chain(t, 0, 2)
	one := b.item(t, b.entry(1, nil, a[0]), a[0])
	two := b.item(t, b.entry(1, one, a[0]), one, a[0])
	m := NewMirror[uint32](2, b.Group)
	m.take(one)
	m.take(two) // and nobody has brought a[0]
	find := m.pastOf(b.Group.Sign(b.keys[1], b.entry(1, two, a[0])))
	if got := find(a[0].Ref()); got != a[0] {
		t.Errorf("what was seen before is %v, want the same", got)
	}
	if got := find(two.Ref()); got != two {
		t.Errorf("the entry before is %v", got)
	}
	if got := m.pastOf(b.Group.Sign(b.keys[0], b.entry(0, a[1])))(a[0].Ref()); got != nil {
		t.Errorf("what nobody has brought is %v", got)
	}
	if got := find(Ref{9, a[0].Ref().Head}); got != nil {
		t.Errorf("of a node that is not there is %v", got)
	}
}

// From each entry the log is skipped as in a skew-binary number (Myers 1983): entry 15 to before the first, 14 to 7.
func TestWhereEachEntrySkipsTo(t *testing.T) {
	want := []Seq{0, 1, 0, 3, 4, 3, 0, 7, 8, 7, 10, 11, 10, 7, 0, 15, 16, 15, 18, 19, 18, 15}
	for k, item := range newBench(1).chain(t, 0, len(want)) {
		got := Seq(0)
		if item.skip != nil {
			got = item.skip.Seq
		}
		if got != want[k] {
			t.Errorf("entry %d skips to %d, want %d", k+1, got, want[k])
		}
	}
}

// A replay remembers one generation of items and the one before.
func TestAReplayRemembersTwoGenerations(t *testing.T) {
	b := newBench(1)
	hash := func(k int) model.Digest { return model.Digest{byte(k), byte(k >> 8), byte(k >> 16)} }
	const all = 2*remembered + 5
	for k := range all {
		b.remember(&Item[uint32]{Entry: &Entry{hash: hash(k)}})
	}
	if len(b.fresh) != 5 || len(b.old) != remembered {
		t.Errorf("%d and %d items are remembered, want 5 and %d", len(b.fresh), len(b.old), remembered)
	}
	for k, want := range map[int]bool{0: false, remembered - 1: false, remembered: true, 2*remembered - 1: true,
		2 * remembered: true, all - 1: true, all: false} {
		if got := b.recall(hash(k)); (got != nil) != want || want && got.hash != hash(k) {
			t.Errorf("item %d is remembered: %v, want %v", k, got != nil, want)
		}
	}
}

// Keys are of their seed and node, under both schemes, and a tag has 16 octets.
func TestKeysAreOfSeedAndNode(t *testing.T) {
	d := model.Digest{3}
	seen := map[Signature]bool{}
	for seed := range uint64(3) {
		_, real := NewEd25519(seed, 2)
		_, ideal := NewIdeal(seed, 2)
		_, larger := NewIdeal(seed, 3)
		for _, key := range slices.Concat(real, ideal, larger) {
			s := key.Sign(d)
			if seen[s] || key.Sign(model.Digest{4}) == s {
				t.Errorf("seed %d: two keys sign alike", seed)
			}
			seen[s] = true
		}
		group, _ := NewIdeal(seed, 2)
		if group.Verify(2, d, group.tag(2, d)) || !group.Verify(1, d, group.tag(1, d)) {
			t.Error("the tag of a node beyond the group is a signature, or that of its last node is none")
		}
		if len(ideal[0].Sign(d)) != 16 {
			t.Errorf("a tag of %d octets", len(ideal[0].Sign(d)))
		}
	}
}

// An audit tells what came of an entry: what it concludes, which rule it breaks, or that it waits; forgets who waited
// for what has come; and hands nothing out where something is missing.
func TestAnAuditTellsWhatCameOfAnEntry(t *testing.T) {
	b := newBench(3)
	a := b.audited()
	chain := b.chain(t, 0, 2)
	lie := b.entry(1, nil, chain[1])
	lie.Action = tally(40)
	wrong := b.Group.Sign(b.keys[1], lie)
	a.Pack = func(Portable) (any, error) { return "packed", nil }
	take(t, a, wrong)
	take(t, a, chain[1].Entry)
	if _, _, ok := a.Replayed(wrong.hash); ok || a.Waiting(1) != 1 || a.Waiting(0) != 1 || a.Find(wrong.hash) == nil {
		t.Errorf("without its past: replayed %v, %d and %d wait", ok, a.Waiting(0), a.Waiting(1))
	}
	if file, err := a.Export(Evidence{Invalid, 1, wrong, nil}); !errors.Is(err, ErrPast) || file != nil {
		t.Errorf("without its past: %v, %v", file, err)
	}
	take(t, a, chain[0].Entry)
	if c, broken, ok := a.Replayed(wrong.hash); !ok || broken == nil || broken.Rule != "TALLY" || c != (Conclusion{}) {
		t.Errorf("a wrong entry: %v, %v, %v", c, broken, ok)
	}
	if c, broken, ok := a.Replayed(chain[1].hash); !ok || broken != nil || c.Round != 1 {
		t.Errorf("a right entry: %+v, %v, %v", c, broken, ok)
	}
	if a.Waiting(0)+a.Waiting(1) != 0 || len(a.lacking) != 0 {
		t.Errorf("%d and %d wait, for %d entries", a.Waiting(0), a.Waiting(1), len(a.lacking))
	}
	if file, err := a.Export(Evidence{Invalid, 1, wrong, nil}); err != nil || file != "packed" {
		t.Errorf("with its past: %v, %v", file, err)
	}
	forged := *chain[0].Entry
	e, err := a.Take(forged.AppendTo(nil), "forged")
	if !errors.Is(err, ErrSignature) || e == nil || e.hash != forged.hash {
		t.Errorf("a forged entry: %v, %v", e, err)
	}
	twin := b.entry(0, nil)
	twin.Action = word{}
	other := b.Group.Sign(b.keys[0], twin)
	a.blame(Evidence{Equivocation, 1, chain[0].Entry, other}, nil)
	if fault, _ := a.Fault(1); fault.Kind != Invalid || fault.Broken == nil {
		t.Errorf("the first evidence is replaced by %v", fault.Kind)
	}
}
