package tlcb

import (
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/log"
)

// An acknowledgment is of one message, of one node, for one step, in one group.
func TestAnAcknowledgmentIsOfOneMessage(t *testing.T) {
	g, other := IdealGroup("a", 1, 3), IdealGroup("b", 1, 3)
	said := g.statement(1, 2, model.Digest{3})
	for name, s := range map[string]model.Digest{"node": g.statement(2, 2, model.Digest{3}),
		"step": g.statement(1, 3, model.Digest{3}), "message": g.statement(1, 2, model.Digest{4}),
		"group": other.statement(1, 2, model.Digest{3})} {
		if s == said {
			t.Errorf("another %s, the same statement", name)
		}
	}
}

// Both faces that an equivocator shows are in the view of whoever has them in its past, in an order that does not
// depend on which came first; the certified one is the one that counts.
func TestAViewHasBothFacesOfAMessage(t *testing.T) {
	message := func(word Word, hash byte) *Message {
		signatures, keys := log.NewIdeal(1, 3)
		g := log.Group{ID: "view", Nodes: 3, Signatures: signatures}
		e := g.Sign(keys[1], log.Entry{Node: 1, Seq: log.Seq(hash), Action: Raw{0, word}, Heads: make([]log.Head, 3)})
		return &Message{Entry: e, Raw: Raw{0, word}}
	}
	a, b, c := message(1, 1), message(2, 2), message(3, 3)
	var first []*Message
	for _, order := range [][]*Message{{a, b, c}, {c, b, a}, {b, a, c, b}, {c, a, b, a}} {
		g := gather(3, nil)
		for _, m := range order {
			other := gather(3, nil)
			other.say(m)
			other.fresh = nil
			g.add(&other.View)
		}
		all := slices.Collect(g.RawMessages(0))
		if len(all) != 3 {
			t.Fatalf("%d messages in the view, want 3", len(all))
		}
		if first == nil {
			first = all
		}
		if !slices.Equal(all, first) {
			t.Error("the order of faces depends on that of arrival")
		}
		g.addCert(0, b)
		if g.Cert(0, 1) != b || !g.Certified(0).Equal(model.Only(1)) {
			t.Error("what is certified is not what counts")
		}
	}
}

// A view is what it was although others grow from it.
func TestAViewIsAValue(t *testing.T) {
	b := newBench(t, config(4, 1, 1))
	var raws []*Item
	for i := range model.NodeID(4) {
		raws = append(raws, b.write(i, Raw{0, Word(i)}))
	}
	before := raws[0].State
	b.write(0, b.ack(0, raws[1]), raws[1], raws[2])
	b.write(0, b.ack(0, raws[0]))
	b.write(0, b.cert(raws[0], 0, 1, 2))
	if !before.Raws(0).Equal(model.Only(0)) || !before.OwnAcks().Empty() || !before.Certified(0).Empty() ||
		before.OwnCertified() {
		t.Errorf("the view of the first entry has become %+v", before)
	}
}

// An entry that exposes a node may let its view reach the next step, since thresholds shrink. That obliges its author
// from the next entry on.
func TestExposingObligesFromTheNextEntryOn(t *testing.T) {
	c := config(4, 1, 1)
	c.Shrink = true
	b := newBench(t, c)
	var raws []*Item
	for i := range model.NodeID(4) {
		raws = append(raws, b.write(i, Raw{0, Word(i)}))
	}
	b.write(0, b.ack(0, raws[1]), raws[1])
	b.write(0, b.cert(raws[0], 0, 1, 2))
	cert := b.write(1, b.cert(raws[1], 0, 1, 2))
	twin := b.group.Sign(b.group.Keys[3], log.Entry{Node: 3, Seq: 1, Back: b.group.Genesis(),
		Heads: make([]log.Head, 4), Action: Raw{0, Word(9)}})
	proof := log.Evidence{Kind: log.Equivocation, Against: 3, First: raws[3].Entry, Second: twin}
	if v := b.write(0, log.Expose{Evidence: proof}, cert).State; v.Step() != 1 {
		t.Errorf("step = %d, want 1: two of three nodes that are left", v.Step())
	}
	b.wrong("stays", "TLCB-R3", 0, b.ack(0, raws[2]), raws[2])
	b.write(0, Raw{1, Word(1)})
}

// Actions are read back as they were written, and nothing else is read.
func TestActionsAreReadBack(t *testing.T) {
	read := Decode(Words{})
	for _, a := range []log.Action{Raw{3, Word(9)}, Ack{4, 2, model.Digest{7}, "share"},
		Cert{5, model.Digest{8}, "proof"}} {
		octets := a.AppendTo(nil)
		if got, err := read(octets); err != nil || got != a {
			t.Errorf("%+v is read as %+v (%v)", a, got, err)
		}
		if _, err := read(octets[:4]); err == nil {
			t.Errorf("%T is read from 4 octets", a)
		}
	}
	raw := Raw{3, Word(9)}.AppendTo(nil)
	for _, octets := range [][]byte{{9, 0, 0, 0, 0}, raw[:9], append(raw, 1)} {
		if got, err := read(octets); err == nil {
			t.Errorf("%v is read as %+v", octets, got)
		}
	}
}
