package log

import (
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// tally is the least protocol to be accountable for: each entry says how many entries its author had seen.
type tally uint32

func (a tally) AppendTo(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(append(b, 1), uint32(a))
}

func decodeTally(octets []byte) (Action, error) {
	if len(octets) != 5 || octets[0] != 1 {
		return nil, errors.New("not a tally")
	}
	return tally(binary.LittleEndian.Uint32(octets[1:])), nil
}

// tallies judges tallies. The state is the number of entries in the past.
type tallies struct{}

func (tallies) Judge(p Past[uint32]) (uint32, *Broken) {
	count := seen(p.Prev, p.Seen)
	if said, ok := p.Entry.Action.(tally); ok && uint32(said) != count {
		return 0, broken("TALLY", "says %d, want %d", said, count)
	}
	return count, nil
}

func seen(prev *Item[uint32], others []*Item[uint32]) uint32 {
	count := uint32(0)
	for _, item := range append([]*Item[uint32]{prev}, others...) {
		if item != nil {
			count += uint32(item.Seq)
		}
	}
	return count
}

// Next writes a tally whenever something was processed, at most limit times.
func (limit tally) Next(m *Mirror[uint32], _ uint64) Action {
	count := seen(nil, m.heads)
	if own := m.Own(); own != nil && (own.Seq >= Seq(limit) || own.State+1 >= count) {
		return nil
	}
	return tally(count)
}

// bench is a group with its keys, for entries made by hand.
type bench struct {
	*Replay[uint32]
	keys []Key
}

func newBench(n int) bench {
	signatures, keys := NewIdeal(7, n)
	return bench{NewReplay[uint32](&Group{ID: "test", Nodes: n, Signatures: signatures}, tallies{}), keys}
}

// machine is the machine of the group.
func (b bench) machine(limit tally) Machine[uint32] {
	return Machine[uint32]{Replay: b.Replay, Author: limit, Keys: b.keys}
}

// entry is an entry of a node after prev, with some heads, that says what it should unless told otherwise.
func (b bench) entry(node model.NodeID, prev *Item[uint32], heads ...*Item[uint32]) Entry {
	e := Entry{Node: node, Seq: 1, Back: b.Group.Genesis(), Heads: make([]Head, b.Group.Nodes)}
	if prev != nil {
		e.Seq, e.Back = prev.Seq+1, prev.hash
	}
	var others []*Item[uint32]
	for _, h := range heads {
		e.Heads[h.Node] = Head{h.Seq, h.hash}
		others = append(others, h)
	}
	e.Action = tally(seen(prev, others))
	return e
}

// item signs an entry and replays it over all of the given items.
func (b bench) item(t testing.TB, e Entry, over ...*Item[uint32]) *Item[uint32] {
	t.Helper()
	item, missing := b.Item(b.Group.Sign(b.keys[e.Node], e), among(pastOf(over)))
	if missing != nil {
		t.Fatalf("entry %d of node %d lacks %v", e.Seq, e.Node, missing)
	}
	return item
}

// pastOf is items with all before them.
func pastOf(items []*Item[uint32]) (all []*Item[uint32]) {
	for _, item := range items {
		for at := item; at != nil; at = at.Prev {
			all = append(all, at)
			all = append(all, at.Seen...)
		}
	}
	return all
}

// Each field of an entry, its author, its group and its signature are bound to its hash and signature (LOG-O5, LOG-2),
// under both schemes.
func TestNothingInAnEntryCanBeChanged(t *testing.T) {
	real, realKeys := NewEd25519(3, 3)
	ideal, idealKeys := NewIdeal(3, 3)
	for _, c := range []struct {
		signatures Signatures
		keys       []Key
	}{{real, realKeys}, {ideal, idealKeys}} {
		g := &Group{ID: "one", Nodes: 3, Signatures: c.signatures}
		good := Entry{Node: 1, Seq: 2, Back: model.Digest{5}, Heads: []Head{{4, model.Digest{6}}, {}, {}}, Action: tally(9)}
		signed := g.Sign(c.keys[1], good)
		if !g.Signed(signed) {
			t.Fatalf("%s: a signed entry is refused", c.signatures.Name())
		}
		for name, change := range map[string]func(*Entry){
			"node": func(e *Entry) { e.Node = 2 }, "seq": func(e *Entry) { e.Seq = 3 },
			"back":      func(e *Entry) { e.Back[0] = 0 },
			"head seq":  func(e *Entry) { e.Heads = []Head{{5, model.Digest{6}}, {}, {}} },
			"head hash": func(e *Entry) { e.Heads = []Head{{4, model.Digest{7}}, {}, {}} },
			"heads":     func(e *Entry) { e.Heads = e.Heads[:2] }, "action": func(e *Entry) { e.Action = tally(8) },
			"signature":       func(e *Entry) { e.Signature = e.Signature[1:] + "x" },
			"no signature":    func(e *Entry) { e.Signature = "" },
			"unknown node":    func(e *Entry) { e.Node = 3 },
			"no action":       func(e *Entry) { e.Action = nil },
			"key of another":  func(e *Entry) { e.Signature = c.keys[2].Sign(e.hash) },
			"hash of another": func(e *Entry) { e.hash = model.Digest{1}; e.Signature = c.keys[1].Sign(e.hash) },
		} {
			bad := *signed
			if change(&bad); g.Signed(&bad) {
				t.Errorf("%s: another %s is accepted", c.signatures.Name(), name)
			}
			if bad.hash == signed.hash && bad.Action != nil && bad.Signature == signed.Signature && g.hash(&bad) == bad.hash {
				t.Errorf("%s: another %s has the same hash", c.signatures.Name(), name)
			}
		}
		if other := (&Group{ID: "two", Nodes: 3, Signatures: c.signatures}); other.Signed(signed) {
			t.Errorf("%s: an entry of another group is accepted", c.signatures.Name())
		}
		if g.Signed(nil) {
			t.Error("no entry is accepted")
		}
	}
}

// Each rule of logs refuses one entry made by hand, and the entries beside it that keep the rule are right (LOG-R1 to
// LOG-R6).
func TestEachRuleOfLogsRefusesItsBreach(t *testing.T) {
	b := newBench(4)
	a1 := b.item(t, b.entry(0, nil))
	a2 := b.item(t, b.entry(0, a1), a1)
	b1 := b.item(t, b.entry(1, nil, a1), a1)
	c1 := b.item(t, b.entry(2, nil, b1, a1), b1, a1)
	fork := b.entry(0, a1, b1)
	a2f := b.item(t, fork, a1, b1)
	lie := b.entry(3, nil)
	lie.Action = tally(4)
	wrong := b.item(t, lie)
	changed := func(e Entry, change func(*Entry)) Entry { change(&e); return e }
	c2 := b.item(t, b.entry(2, c1, a2, b1), c1, a2)
	a3 := b.item(t, b.entry(0, a2), a2)
	c3 := b.item(t, b.entry(2, c2, a3, b1), c2, a3)
	all := []*Item[uint32]{a2, a2f, c3, wrong, a3}
	proof := Evidence{Equivocation, 0, a2.Entry, a2f.Entry}
	exposing := b.item(t, changed(b.entry(1, b1), func(e *Entry) {
		e.Heads[0], e.Action = a1.Ref().Head, Expose{proof}
	}), b1)
	for _, c := range []struct {
		name, rule string
		entry      Entry
	}{
		{"right", "", b.entry(1, b1, a2, c1)},
		{"right on another branch", "", b.entry(2, c1, a2f, b1)},
		{"another branch than what it covers", "", b.entry(3, nil, c1, b1, a2f)},
		{"another branch than what it covers, as long", "", b.entry(3, nil, c2, b1, a2f)},
		{"another branch than what it covers, longer", "", b.entry(3, nil, c3, b1, a2f)},
		{"the protocol's own rule", "TALLY", lie},
		{"seq 0", "LOG-R1", changed(b.entry(1, nil), func(e *Entry) { e.Seq = 0 })},
		{"too few heads", "LOG-R1", changed(b.entry(1, nil), func(e *Entry) { e.Heads = e.Heads[:3] })},
		{"a head of its own", "LOG-R1", changed(b.entry(1, b1), func(e *Entry) { e.Heads[1] = b1.Ref().Head })},
		{"a hash without a number", "LOG-R1", changed(b.entry(1, nil), func(e *Entry) { e.Heads[2].Hash[0] = 1 })},
		{"first with a back-link", "LOG-R2", changed(b.entry(1, nil), func(e *Entry) { e.Back = a1.hash })},
		{"heads go back", "LOG-R3", b.entry(2, c1, b1)},
		{"heads change the branch", "LOG-R3", b.entry(2, c2, a2f, b1)},
		{"covers less than what it covers", "LOG-R4", b.entry(3, nil, c1, a1)},
		{"covers an older entry than what it covers", "LOG-R4", b.entry(3, nil, b.item(t, b.entry(1, b1, a2), b1, a2), a1)},
		{"covers more of itself than it has", "LOG-R4", b.entry(1, nil, c1, a1)},
		{"covers what is wrong", "LOG-R5", b.entry(1, b1, a1, wrong)},
		{"follows what is wrong", "LOG-R5", b.entry(3, wrong)},
		{"exposes with evidence", "", changed(b.entry(2, c1, a1, b1), func(e *Entry) { e.Action = Expose{proof} })},
		{"exposes with no evidence", "LOG-R6", changed(b.entry(2, c1, a1, b1), func(e *Entry) {
			e.Action = Expose{Evidence{Equivocation, 0, a2.Entry, a2.Entry}}
		})},
		{"exposes once more", "LOG-R6", changed(b.entry(2, c1, a1, exposing), func(e *Entry) { e.Action = Expose{proof} })},
	} {
		over := append([]*Item[uint32]{exposing}, all...)
		item, missing := b.Item(b.Group.Sign(b.keys[c.entry.Node], c.entry), func(ref Ref) *Item[uint32] {
			if found := among(pastOf(over))(ref); found != nil {
				return found
			}
			return b.recall(ref.Hash)
		})
		switch {
		case missing != nil:
			t.Errorf("%s: lacks %v", c.name, missing)
		case c.rule == "" && item.Broken != nil || c.rule != "" && (item.Broken == nil || item.Broken.Rule != c.rule):
			t.Errorf("%s: %v, want %q", c.name, item.Broken, c.rule)
		}
	}
}

// An entry waits for all that it refers to, and is no item before (LOG-3).
func TestAnEntryWaitsForItsPast(t *testing.T) {
	b := newBench(3)
	a1 := b.item(t, b.entry(0, nil))
	b1 := b.item(t, b.entry(1, nil, a1), a1)
	b2 := b.item(t, b.entry(1, b1, a1), b1)
	m := NewMirror[uint32](2, b.Group)
	for _, step := range []struct {
		entry     *Entry
		processed int
		pending   int
	}{{b2.Entry, 0, 1}, {b2.Entry, 0, 1}, {b1.Entry, 0, 2}, {a1.Entry, 3, 0}, {b1.Entry, 0, 0}} {
		processed := 0
		if b.receive(&m, step.entry) != nil {
			processed++
		}
		for b.next(&m) != nil {
			processed++
		}
		if processed != step.processed || m.Pending() != step.pending {
			t.Errorf("entry %d of node %d: %d processed, %d pending, want %d, %d", step.entry.Seq, step.entry.Node, processed,
				m.Pending(), step.processed, step.pending)
		}
	}
	if m.Head(1) != b2 || m.Head(0) != a1 || !m.Corrupt().Empty() {
		t.Errorf("heads %v and %v, corrupt %v", m.Head(0), m.Head(1), m.Corrupt())
	}
}

// What a peer makes a node keep is bounded, whatever it sends (LOG-O6).
func TestAFloodIsBounded(t *testing.T) {
	b := newBench(3)
	flooded := func() State[uint32] {
		s, _ := b.machine(3).Start(2)
		s, _ = b.machine(3).Apply(s, model.Coin{})
		for k := range 3 * MaxPending {
			e := b.entry(0, nil)
			e.Seq, e.Back, e.Heads[1] = Seq(2+2*k), model.Digest{byte(k), byte(k >> 8)}, Head{Seq(k + 1), model.Digest{1}}
			s, _ = b.machine(3).Apply(s, model.Receive{From: 0, Message: b.Group.Sign(b.keys[0], e)})
		}
		return s
	}
	b.Group.Waived = map[string]bool{"LOG-O6": true}
	if s := flooded(); s.Pending() != 3*MaxPending {
		t.Errorf("where nobody keeps to the bound %d are pending, want %d", s.Pending(), 3*MaxPending)
	}
	b.Group.Waived = nil
	s := flooded()
	if got := s.Pending(); got != MaxPending || s.Branches() != 0 {
		t.Errorf("pending = %d, branches = %d, want %d and none", got, s.Branches(), MaxPending)
	}
	_, effects := b.machine(3).Apply(s, model.Timeout{})
	for _, e := range effects {
		if send, ok := e.(model.Send); ok && len(send.Message.(Want).Refs) > MaxBundle {
			t.Errorf("asks for %d entries, want at most %d", len(send.Message.(Want).Refs), MaxBundle)
		}
	}
	honest := b.item(t, b.entry(1, nil))
	if s, _ = b.machine(3).Apply(s, model.Receive{From: 1, Message: honest.Entry}); s.Head(1) == nil {
		t.Error("an entry of another node is not taken in during the flood")
	}
}

// Apply leaves its argument alone: one state is continued in two ways.
func TestAStateIsAValue(t *testing.T) {
	b := newBench(3)
	m := b.machine(4)
	s, _ := m.Start(2)
	s, _ = m.Apply(s, model.Coin{Value: 5})
	a1, a1f := b.item(t, b.entry(0, nil)), b.entry(0, nil)
	a1f.Action = tally(7)
	one, _ := m.Apply(s, model.Receive{From: 0, Message: a1.Entry})
	two, _ := m.Apply(s, model.Receive{From: 0, Message: b.Group.Sign(b.keys[0], a1f)})
	if s.Head(0) != nil || !s.Corrupt().Empty() || one.Head(0) == nil || !one.Corrupt().Empty() ||
		two.Head(0) != nil || !two.Corrupt().Has(0) || s.Own().Seq != 1 {
		t.Errorf("%v %v %v", s.Corrupt(), one.Corrupt(), two.Corrupt())
	}
}

// Asked for an entry, a node sends all of its past that the asker lacks, each entry after those it refers to, and not
// what the asker has (LOG-7).
func TestAnAnswerHasWhatTheAskerLacks(t *testing.T) {
	b := newBench(4)
	w, err := sim.New(sim.Config[State[uint32]]{Nodes: 4, Machine: b.machine(4), Chooser: sim.Random(1)})
	if err == nil {
		err = w.Run(func() bool { return false }, 10_000)
	}
	if !errors.Is(err, sim.ErrStuck) {
		t.Fatal(err)
	}
	from := w.State(0)
	have := []Head{{}, from.Head(1).at(2).Ref().Head, {}, {}}
	_, effects := b.machine(4).Apply(*from, model.Receive{From: 3,
		Message: Want{Refs: []Ref{from.Head(2).Ref()}, Have: have}})
	bundle := effects[0].(model.Send).Message.(Bundle).Entries
	seen := map[model.Digest]bool{}
	for _, e := range bundle {
		if e.Node == 1 && e.Seq <= 2 {
			t.Errorf("entry %d of node 1 is sent, which the asker has", e.Seq)
		}
		for _, ref := range b.Group.Refs(e) {
			if !seen[ref.Hash] && !(ref.Node == 1 && ref.Seq <= 2) {
				covered := from.Head(1).at(2)
				if covered.Seen[ref.Node] == nil || covered.Seen[ref.Node].Seq < ref.Seq {
					t.Errorf("entry %d of node %d comes before what it refers to: %v", e.Seq, e.Node, ref)
				}
			}
		}
		seen[e.hash] = true
	}
	if !seen[from.Head(2).hash] {
		t.Error("what was asked for is not sent")
	}
	if _, effects = b.machine(4).Apply(*from, model.Receive{From: 3, Message: Want{Have: have[:3]}}); len(effects) > 0 {
		t.Error("a malformed question is answered")
	}
}

// An entry that does not continue a node's copy of its author's log is no head, though it is right by itself: it is
// kept as a branch (LOG-4.1).
func TestAnEntryOfAnotherBranchIsNoHead(t *testing.T) {
	b := newBench(2)
	a := b.chain(t, 0, 2)
	other := b.entry(0, nil)
	other.Action = word{}
	twin := b.item(t, other)
	next := b.item(t, b.entry(0, twin), twin)
	m := NewMirror[uint32](1, b.Group)
	for _, item := range []*Item[uint32]{a[0], a[1], twin, next} {
		if item.Broken != nil {
			t.Fatal(item.Broken)
		}
		m.take(item)
	}
	if m.Head(0) != a[1] || m.Branches() != 1 {
		t.Errorf("head is entry %v, with %d branches, want the second entry of the first branch, and one", m.Head(0).Ref(),
			m.Branches())
	}
}

// word is an action that is no tally.
type word struct{}

func (word) AppendTo(b []byte) []byte { return append(b, 2) }

// A key that is none verifies nothing, and ends nothing.
func TestAKeyOfAnotherLengthVerifiesNothing(t *testing.T) {
	group, keys := NewEd25519(1, 2)
	d := model.Digest{3}
	signed := keys[1].Sign(d)
	if !group.Verify(1, d, signed) || group.Verify(0, d, signed) || group.Verify(2, d, signed) {
		t.Error("a signature is not that of its node alone")
	}
	for _, key := range []ed25519.PublicKey{nil, group.Public[1][1:], append(slices.Clone(group.Public[1]), 0)} {
		if (Ed25519{Public: []ed25519.PublicKey{group.Public[0], key}}).Verify(1, d, signed) {
			t.Errorf("a signature verifies under a key of %d octets", len(key))
		}
	}
}

// An entry further back in a log is found in few steps, and is the one that walking back entry by entry comes to.
func TestWhatIsFarBackInALogIsFoundInFewSteps(t *testing.T) {
	const length = 300
	chain := newBench(1).chain(t, 0, length)
	longest := 0
	for k, item := range chain {
		for seq := Seq(0); seq <= length+1; seq++ {
			walked := item
			for walked != nil && walked.Seq > seq {
				walked = walked.Prev
			}
			if walked != nil && walked.Seq != seq {
				walked = nil
			}
			if item.at(seq) != walked {
				t.Fatalf("entry %d from %d on is %v, want %v", seq, k+1, item.at(seq), walked)
			}
		}
		skips := 0
		for at := item; at.Seq > 1; skips++ {
			if at.skip != nil {
				at = at.skip
			} else {
				at = at.Prev
			}
		}
		longest = max(longest, skips)
	}
	if longest > 3*8 { // of 2^8 entries, three for each doubling
		t.Errorf("%d steps back to the first of %d entries, want at most 24", longest, length)
	}
}

// What an author's entry before had seen is taken from there, but only the very same entry: another version of it is
// looked for, and is missing where nobody has brought it (LOG-3).
func TestAnotherVersionOfWhatWasSeenBeforeIsLookedFor(t *testing.T) {
	b := newBench(3)
	a := b.chain(t, 0, 2)
	twin := b.entry(0, nil)
	twin.Action = Expose{} // another first entry, which nobody has brought
	before := b.item(t, b.entry(1, nil, a[0]), a[0])
	m := NewMirror[uint32](2, b.Group)
	for _, item := range []*Item[uint32]{a[0], before} {
		m.take(item)
	}
	e := b.entry(1, before, a[0])
	ref := a[0].Ref()
	if got := m.pastOf(b.Group.Sign(b.keys[1], e))(ref); got != a[0] {
		t.Errorf("what was seen before: got %v, want the same", got)
	}
	if ref.Hash = b.Group.Sign(b.keys[0], twin).Hash(); m.pastOf(b.Group.Sign(b.keys[1], e))(ref) != nil {
		t.Error("another version of what was seen before: taken for the same")
	}
	ref = a[1].Ref()
	if m.pastOf(b.Group.Sign(b.keys[1], e))(ref) != nil {
		t.Error("what nobody has brought: found")
	}
}

// An ideal signature is of one node and of one digest.
func TestIdealSignaturesAreOfWhatWasSigned(t *testing.T) {
	group, keys := NewIdeal(1, 2)
	d := model.Digest{3}
	signed := keys[1].Sign(d)
	if !group.Verify(1, d, signed) || group.Verify(0, d, signed) || group.Verify(1, model.Digest{4}, signed) ||
		group.Verify(2, d, signed) {
		t.Error("a signature is not that of its node and digest alone")
	}
}

// Force writes and signs what it is told, and the node's own log goes on from it where it is right, and only there.
func TestWhatIsForcedIsFollowedWhereItIsRight(t *testing.T) {
	b := newBench(2)
	m := b.machine(9)
	s, _ := m.Start(1)
	wrong := m.Force(&s, tally(40))
	if !b.Signed(wrong) || wrong.Node != 1 || wrong.Seq != 1 || s.Own() != nil {
		t.Errorf("a wrong entry: %+v, and own is %v", wrong, s.Own())
	}
	if right := m.Force(&s, tally(0)); !b.Signed(right) || s.Own() == nil || s.Own().Entry != right {
		t.Errorf("a right entry: %+v, and own is %v", right, s.Own())
	}
}
