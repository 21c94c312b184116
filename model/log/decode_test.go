package log

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"

	"quesera/model"
)

// The hash is SHA-256 over a word for what it is, the group's name after its length, and the entry field by field,
// numbers with the lower octets first: another program must come to the same.
func TestTheHashIsOverGroupAndEntry(t *testing.T) {
	signatures, keys := NewIdeal(3, 2)
	g := &Group{ID: "ab", Nodes: 2, Signatures: signatures}
	e := g.Sign(keys[1], Entry{Node: 1, Seq: 0x01020304, Back: model.Digest{5}, Heads: []Head{{6, model.Digest{7}}, {}},
		Action: tally(8)})
	pad := func(first byte) []byte { return append([]byte{first}, make([]byte, len(model.Digest{})-1)...) }
	octets := slicesOf([]byte("quesera/log/entry"), []byte{2, 0}, []byte("ab"), []byte{1, 0}, []byte{4, 3, 2, 1}, pad(5),
		[]byte{2, 0}, []byte{6, 0, 0, 0}, pad(7), []byte{0, 0, 0, 0}, pad(0), []byte{1, 8, 0, 0, 0})
	if e.Hash() != sha256.Sum256(octets) {
		t.Errorf("hash = %x, want that of %x", e.Hash(), octets)
	}
	if got := g.Genesis(); got != sha256.Sum256([]byte("quesera/log/genesisab")) {
		t.Errorf("genesis = %x", got)
	}
}

func slicesOf(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// Evidence has one encoding: it decodes to itself, and none of its beginnings, nothing longer and no other kind is
// evidence. Each refusal says what is missing.
func TestEvidenceIsDecodedStrictly(t *testing.T) {
	b := newBench(3)
	one, other := b.entry(0, nil), b.entry(0, nil)
	other.Action = tally(5)
	first, second := b.Group.Sign(b.keys[0], one), b.Group.Sign(b.keys[0], other)
	for number, v := range map[byte]Evidence{1: {Equivocation, 0, first, second}, 2: {Fork, 0, first, second},
		3: {Invalid, 0, first, nil}} {
		octets := v.AppendTo(nil)
		if octets[0] != number {
			t.Errorf("%v begins with %d, want %d", v.Kind, octets[0], number)
		}
		got, err := b.Group.DecodeEvidence(octets, decodeTally)
		if err != nil || !bytes.Equal(got.AppendTo(nil), octets) || got.First.hash != first.hash {
			t.Errorf("%v: %+v, %v", v.Kind, got, err)
		}
		for n := range octets {
			if got, err := b.Group.DecodeEvidence(octets[:n], decodeTally); err == nil || got != (Evidence{}) {
				t.Errorf("%v cut off after %d octets: %+v, %v", v.Kind, n, got, err)
			}
		}
		if _, err := b.Group.DecodeEvidence(append(octets, 0), decodeTally); err == nil ||
			!strings.Contains(err.Error(), "octets after the end") {
			t.Errorf("%v with an octet more: %v", v.Kind, err)
		}
		for _, kind := range []byte{0, 4, 255} {
			octets[0] = kind
			if _, err := b.Group.DecodeEvidence(octets, decodeTally); err == nil {
				t.Errorf("kind %d: accepted", kind)
			}
		}
	}
	broken := first.AppendTo(nil)
	broken[len(broken)-5] = 9 // no action of tallies
	octets := binary.LittleEndian.AppendUint32([]byte{3, 0, 0}, uint32(len(broken)))
	octets = append(append(octets, broken...), 0, 0)
	if _, err := b.Group.DecodeEvidence(octets, decodeTally); err == nil || !strings.Contains(err.Error(), "not a tally") {
		t.Errorf("an action that nobody knows: %v", err)
	}
	empty, err := b.Group.DecodeEvidence(Evidence{Kind: Equivocation}.AppendTo(nil), decodeTally)
	if err != nil || empty.First != nil || empty.Second != nil {
		t.Errorf("evidence of no entries: %+v, %v, want it as it is: Check refuses it", empty, err)
	}
}

// What goes with evidence is all of the past of a wrong entry: along its own log, by its heads, and what evidence in it
// needs.
func TestPortableEvidenceHasTheWholePast(t *testing.T) {
	b := newBench(4)
	a1 := b.item(t, b.entry(0, nil))
	lie := b.entry(1, nil, a1)
	lie.Action = tally(40)
	wrong := b.item(t, lie, a1)
	expose := b.entry(2, nil) // it does not cover a1, which its evidence needs
	expose.Action = Expose{Evidence{Invalid, 1, wrong.Entry, nil}}
	c1 := b.item(t, expose, a1)
	c2 := b.item(t, b.entry(2, c1), c1)
	last := b.entry(3, nil, c2)
	last.Action = tally(41)
	bad := b.item(t, last, c2)
	if c1.Broken != nil || len(c1.More) != 1 || bad.Broken == nil {
		t.Fatalf("%v, %d more, %v", c1.Broken, len(c1.More), bad.Broken)
	}
	p, err := b.Portable(Evidence{Invalid, 3, bad.Entry, nil}, among(pastOf([]*Item[uint32]{c2})))
	want := []*Entry{a1.Entry, c1.Entry, c2.Entry}
	if err != nil || len(p.Past) != len(want) {
		t.Fatalf("%d entries, %v, want %d", len(p.Past), err, len(want))
	}
	for k, e := range want {
		if p.Past[k] != e {
			t.Errorf("entry %d of the past is %+v, want %+v", k+1, p.Past[k].Ref(), e.Ref())
		}
	}
	if err := NewReplay[uint32](b.Group, tallies{}).CheckAlone(p); err != nil {
		t.Error(err)
	}
	if _, err := b.Portable(Evidence{Invalid, 3, bad.Entry, nil}, among[uint32](nil)); err == nil {
		t.Error("without the past: accepted")
	}
	covering := b.item(t, b.entry(0, a1, c2), a1, c2)
	late := b.entry(0, covering, c2)
	late.Action = tally(50)
	p, err = b.Portable(Evidence{Invalid, 0, b.item(t, late, covering, c2).Entry, nil},
		among(pastOf([]*Item[uint32]{covering, c2})))
	if err != nil || len(p.Past) != 4 || p.Past[3] != covering.Entry {
		t.Errorf("%d entries, %v, want the three and the author's own before", len(p.Past), err)
	}
}

// An entry that ends before its heads do, or before its action, is refused, and so is one that is not there.
func TestAnEntryIsDecodedToItsEnd(t *testing.T) {
	b := newBench(3)
	octets := b.Group.Sign(b.keys[0], b.entry(0, nil)).AppendTo(nil)
	if _, err := b.Group.Decode(octets, decodeTally); err != nil {
		t.Fatal(err)
	}
	for n := range octets {
		if e, err := b.Group.Decode(octets[:n], decodeTally); err == nil || e != nil {
			t.Errorf("cut off after %d octets: %+v, %v", n, e, err)
		}
	}
	if b.Signed(nil) {
		t.Error("an entry that is not there is signed")
	}
}

// An audit can speak of entries that it was shown as evidence only, also in evidence about evidence.
func TestAnAuditKnowsWhatItWasShownAsEvidence(t *testing.T) {
	b := newBench(3)
	a1 := b.item(t, b.entry(0, nil))
	other := b.entry(0, nil)
	other.Action = tally(5)
	twin := b.Group.Sign(b.keys[0], other)
	told := b.entry(1, nil)
	told.Action = Expose{Evidence{Equivocation, 0, a1.Entry, twin}}
	signed := b.Group.Sign(b.keys[1], told)
	again := b.entry(2, nil)
	again.Action = Expose{Evidence{Invalid, 1, signed, nil}}
	a := b.audited()
	take(t, a, b.Group.Sign(b.keys[2], again))
	for name, e := range map[string]*Entry{"the first face": a1.Entry, "the other": twin, "who told of them": signed} {
		if a.Find(e.hash) == nil {
			t.Errorf("%s is not known", name)
		}
	}
}

// What an audit hands out of evidence is what Pack makes of it with all its past.
func TestAnAuditHandsOutWhatIsPacked(t *testing.T) {
	b := newBench(3)
	a1 := b.item(t, b.entry(0, nil))
	lie := b.entry(1, nil, a1)
	lie.Action = tally(40)
	wrong := b.Group.Sign(b.keys[1], lie)
	a := b.audited()
	a.Pack = func(p Portable) (any, error) { return len(p.Past), nil }
	take(t, a, a1.Entry)
	take(t, a, wrong)
	fault, found := a.Fault(1)
	if !found {
		t.Fatal("nobody is to blame")
	}
	if got, err := a.Export(fault.Evidence); err != nil || got != 1 {
		t.Errorf("packed with a past of %v entries, %v, want one", got, err)
	}
}
