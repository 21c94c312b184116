package log

import (
	"errors"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// audited is an audit of the bench's group.
func (b bench) audited() *Audit[uint32] {
	a := NewAudit(NewReplay[uint32](b.Group, tallies{}), decodeTally)
	a.Tell = func(item *Item[uint32]) Conclusion { return Conclusion{Round: uint64(item.State)} }
	return a
}

// take has an audit read an entry as it travels.
func take(t *testing.T, a *Audit[uint32], e *Entry) {
	t.Helper()
	if _, err := a.Take(e.AppendTo(nil), e.Signature); err != nil {
		t.Fatal(err)
	}
}

// Whoever reads entries finds each kind of fault, of the node that made it and of no other, in whatever order they
// come (LOG-E1 to LOG-E3, LOG-O1). Method: one small run of each kind, all orders of its entries.
func TestAnAuditFindsFaultsInEveryOrder(t *testing.T) {
	b := newBench(3)
	a1 := b.item(t, b.entry(0, nil))
	a2 := b.item(t, b.entry(0, a1), a1)
	b1 := b.item(t, b.entry(1, nil, a1), a1)
	twin := b.entry(0, a1, b1)
	lost := b.entry(0, a2)
	lost.Back[0] ^= 1
	lie := b.entry(1, b1, a2)
	lie.Action = tally(40)
	wrong := b.Group.Sign(b.keys[1], lie)
	proof := Evidence{Equivocation, 0, a2.Entry, b.Group.Sign(b.keys[0], twin)}
	told := b.entry(1, b1, a1)
	told.Action = Expose{proof}
	shown := b.entry(2, nil, a2, b1)
	shown.Action = Expose{Evidence{Kind: Invalid, Against: 1, First: wrong}}
	for _, c := range []struct {
		name    string
		entries []*Entry
		kind    Kind // 0: none
		against model.NodeID
		rule    string
		waiting int
	}{
		{"right", []*Entry{a1.Entry, a2.Entry, b1.Entry}, 0, 0, "", 0},
		{"two faces", []*Entry{a1.Entry, a2.Entry, b1.Entry, proof.Second}, Equivocation, 0, "", 0},
		{"a back-link that does not fit", []*Entry{a1.Entry, a2.Entry, b.Group.Sign(b.keys[0], lost)}, Fork, 0, "", 1},
		{"a wrong entry", []*Entry{a1.Entry, a2.Entry, b1.Entry, wrong}, Invalid, 1, "TALLY", 0},
		{"a wrong entry whose past is missing", []*Entry{a1.Entry, b1.Entry, wrong}, 0, 0, "", 1},
		{"evidence in an entry", []*Entry{a1.Entry, b1.Entry, b.Group.Sign(b.keys[1], told)}, Equivocation, 0, "", 0},
		{"a wrong entry that is there as evidence only", []*Entry{a1.Entry, a2.Entry, b1.Entry,
			b.Group.Sign(b.keys[2], shown)}, Invalid, 1, "TALLY", 0},
	} {
		var order sim.All
		for order.Next() {
			a, rest := b.audited(), append([]*Entry{}, c.entries...)
			for len(rest) > 0 {
				k := order.Choose(len(rest))
				take(t, a, rest[k])
				rest = append(rest[:k:k], rest[k+1:]...)
			}
			waiting := 0
			for i := range model.NodeID(3) {
				fault, found := a.Fault(i)
				if found != (c.kind != 0 && i == c.against) {
					t.Errorf("%s: node %d is to blame: %v", c.name, i, found)
				} else if found && (fault.Kind != c.kind || a.Judge(fault.Evidence) != nil ||
					(c.rule != "") != (fault.Broken != nil) || c.rule != "" && fault.Broken.Rule != c.rule) {
					t.Errorf("%s: %v of node %d, %v, %v", c.name, fault.Kind, i, fault.Broken, a.Judge(fault.Evidence))
				}
				waiting += a.Waiting(i)
			}
			if waiting != c.waiting {
				t.Errorf("%s: %d entries wait, want %d", c.name, waiting, c.waiting)
			}
		}
		if err := order.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if _, found := b.audited().Fault(7); found {
		t.Error("a node that is not there is to blame")
	}
}

// What its author did not sign is refused and says nothing of it, and what is no entry is refused as that.
func TestAnAuditRefusesWhatWasNotSigned(t *testing.T) {
	b := newBench(3)
	a := b.audited()
	a1 := b.item(t, b.entry(0, nil))
	lie := b.entry(1, nil, a1)
	lie.Action = tally(40)
	forged := b.Group.Sign(b.keys[2], lie)
	if _, err := a.Take(forged.AppendTo(nil), forged.Signature); !errors.Is(err, ErrSignature) {
		t.Errorf("an entry signed by another: %v, want %v", err, ErrSignature)
	}
	if _, err := a.Take(a1.AppendTo(nil)[:9], a1.Signature); !errors.Is(err, ErrOctets) {
		t.Errorf("half an entry: %v, want %v", err, ErrOctets)
	}
	if _, found := a.Fault(1); found || a.Find(forged.hash) != nil {
		t.Error("who signed nothing is to blame")
	}
	take(t, a, a1.Entry)
	take(t, a, a1.Entry)
	if c, wrong, ok := a.Replayed(a1.hash); !ok || wrong != nil || c.Round != 0 || a.Find(a1.hash) == nil {
		t.Errorf("a right entry: %v, %v, %v", c, wrong, ok)
	}
	if _, _, ok := a.Replayed(forged.hash); ok {
		t.Error("what was refused was replayed")
	}
	if err := a.Judge(Evidence{Equivocation, 0, a1.Entry, a1.Entry}); !errors.Is(err, ErrNothing) {
		t.Errorf("one entry twice: %v, want %v", err, ErrNothing)
	}
}
