package log

import (
	"errors"
	"testing"

	"quesera/model"
)

// Each kind of evidence is accepted for what proves it, and refused for what is beside it (LOG-E1 to LOG-E3, LOG-O1).
func TestEvidenceIsRefusedUnlessItProves(t *testing.T) {
	b := newBench(3)
	a1 := b.item(t, b.entry(0, nil))
	a2 := b.item(t, b.entry(0, a1), a1)
	a3 := b.item(t, b.entry(0, a2), a2)
	b1 := b.item(t, b.entry(1, nil, a1), a1)
	twin := b.item(t, b.entry(0, a1, b1), a1, b1)
	other := b.entry(0, twin, b1)
	third := b.Group.Sign(b.keys[0], other) // follows twin, not a2
	lie := b.entry(1, b1, a2)
	lie.Action = tally(40)
	wrong := b.item(t, lie, b1, a2)
	forged := *a2.Entry
	forged.Signature = b.keys[1].Sign(forged.hash)
	zero := b.entry(0, nil)
	zero.Seq = 0
	start := b.Group.Sign(b.keys[0], zero)
	past := pastOf([]*Item[uint32]{b1, a3, twin})
	for _, c := range []struct {
		name string
		v    Evidence
		want error
	}{
		{"two entries, one number", Evidence{Equivocation, 0, a2.Entry, twin.Entry}, nil},
		{"the other way round", Evidence{Equivocation, 0, twin.Entry, a2.Entry}, nil},
		{"one entry twice", Evidence{Equivocation, 0, a2.Entry, a2.Entry}, ErrNothing},
		{"two numbers", Evidence{Equivocation, 0, a2.Entry, a3.Entry}, ErrNothing},
		{"against another node", Evidence{Equivocation, 1, a2.Entry, twin.Entry}, ErrSignature},
		{"entries of two nodes", Evidence{Equivocation, 0, a1.Entry, b1.Entry}, ErrSignature},
		{"forged", Evidence{Equivocation, 0, twin.Entry, &forged}, ErrSignature},
		{"forged first", Evidence{Equivocation, 0, &forged, twin.Entry}, ErrSignature},
		{"one entry only", Evidence{Equivocation, 0, a2.Entry, nil}, ErrSignature},
		{"none", Evidence{Equivocation, 0, nil, nil}, ErrSignature},
		{"a back-link that does not fit", Evidence{Fork, 0, a2.Entry, third}, nil},
		{"a back-link that fits", Evidence{Fork, 0, a2.Entry, a3.Entry}, ErrNothing},
		{"no neighbours", Evidence{Fork, 0, a1.Entry, third}, ErrNothing},
		{"after number 0", Evidence{Fork, 0, start, a1.Entry}, ErrNothing},
		{"a fork the wrong way round", Evidence{Fork, 0, third, a2.Entry}, ErrNothing},
		{"a wrong entry", Evidence{Invalid, 1, wrong.Entry, nil}, nil},
		{"a malformed entry", Evidence{Invalid, 0, start, nil}, nil},
		{"a right entry", Evidence{Invalid, 1, b1.Entry, nil}, ErrNothing},
		{"a wrong entry and another", Evidence{Invalid, 1, wrong.Entry, b1.Entry}, ErrNothing},
		{"a wrong entry of another", Evidence{Invalid, 0, wrong.Entry, nil}, ErrSignature},
		{"an unknown kind", Evidence{9, 0, a2.Entry, twin.Entry}, ErrNothing},
		{"a node that is not there", Evidence{Invalid, 70, wrong.Entry, nil}, ErrSignature},
	} {
		if err := b.Check(c.v, past); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if err := b.Check(Evidence{Invalid, 1, wrong.Entry, nil}, nil); !errors.Is(err, ErrPast) {
		t.Errorf("without the past: %v, want %v", err, ErrPast)
	}
}

// The past that comes with evidence is bound by the hashes of the entry: nothing can be left out, changed or put in its
// place to make a right entry look wrong (LOG-O1), and a stranger's verdict needs no signature in it (LOG-O3).
func TestThePastOfEvidenceCannotBeChanged(t *testing.T) {
	b := newBench(3)
	a1 := b.item(t, b.entry(0, nil))
	a2 := b.item(t, b.entry(0, a1), a1)
	b1 := b.item(t, b.entry(1, nil, a2), a2)
	lie := b.entry(1, b1, a2)
	lie.Action = tally(40)
	wrong := b.item(t, lie, b1, a2)
	p, err := b.Portable(Evidence{Invalid, 1, wrong.Entry, nil}, among(pastOf([]*Item[uint32]{b1, a2})))
	if err != nil || len(p.Past) != 3 {
		t.Fatalf("%d entries of the past (%v), want 3", len(p.Past), err)
	}
	check := func(name string, want error, change func(*Portable)) {
		t.Helper()
		q := p
		q.Past = append([]*Entry{}, p.Past...)
		change(&q)
		stranger := NewReplay[uint32](b.Group, tallies{})
		if err := stranger.CheckAlone(q); !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	unsigned := *a2.Entry
	unsigned.Signature = ""
	changed := *a2.Entry
	changed.Action = tally(3)
	check("as it is", nil, func(*Portable) {})
	check("without signatures", nil, func(q *Portable) { q.Past[1] = &unsigned })
	check("changed", ErrPast, func(q *Portable) { q.Past[1] = &changed })
	check("left out", ErrPast, func(q *Portable) { q.Past = q.Past[1:] })
	check("in the wrong order", ErrPast, func(q *Portable) { q.Past[0], q.Past[1] = q.Past[1], q.Past[0] })
	check("none", ErrPast, func(q *Portable) { q.Past = nil })
	check("nothing", ErrPast, func(q *Portable) { q.Past[0] = nil })
	stranger := *a2.Entry
	stranger.Node = 9
	stranger.hash = b.Group.hash(&stranger)
	check("with an entry of nobody", ErrPast, func(q *Portable) { q.Past[1] = &stranger })
	check("of a right entry", ErrNothing, func(q *Portable) { q.First = b1.Entry })
}

// Two faces of one log are seen whether both wait, one is processed, or both are of different numbers (LOG-5).
func TestTwoFacesAreSeenWhereverTheyMeet(t *testing.T) {
	b := newBench(4)
	c1 := b.item(t, b.entry(2, nil))
	a1 := b.item(t, b.entry(0, nil))
	a1f := b.item(t, b.entry(0, nil, c1), c1)
	a2 := b.item(t, b.entry(0, a1, c1), a1, c1)
	a2f := b.item(t, b.entry(0, a1f, c1), a1f, c1)
	for _, c := range []struct {
		name    string
		entries []*Entry
		want    Kind // 0: nothing is seen
	}{
		{"both processed", []*Entry{c1.Entry, a1.Entry, a1f.Entry}, Equivocation},
		{"one processed", []*Entry{a1.Entry, a1f.Entry}, Equivocation},
		{"one processed, late", []*Entry{a1f.Entry, a1.Entry}, Equivocation},
		{"both waiting", []*Entry{a2.Entry, a2f.Entry}, Equivocation},
		{"the next of the other face", []*Entry{a1.Entry, a2f.Entry}, Fork},
		{"the next of the other face, waiting first", []*Entry{a2f.Entry, a1.Entry}, Fork},
		{"one face", []*Entry{a2.Entry, a1.Entry, c1.Entry}, 0},
	} {
		m := NewMirror[uint32](3, b.Group)
		for _, e := range c.entries {
			b.receive(&m, e)
			for b.next(&m) != nil {
			}
		}
		v := m.Exposed(0)
		if v == nil && c.want != 0 || v != nil && (v.Kind != c.want || b.Check(*v, nil) != nil) || m.Corrupt().Has(2) {
			t.Errorf("%s: %+v, want %v", c.name, v, c.want)
		}
	}
}

// A log that is forked between two regions, each of which sees one face, is exposed when the regions meet; those who
// judge the other region use its face, and blame nobody in it (TLC §5.1.3, §5.1.5).
func TestRegionsOfIgnoranceThatMeetExposeTheFork(t *testing.T) {
	b := newBench(3)
	k1 := b.item(t, b.entry(2, nil))
	a1 := b.item(t, b.entry(0, nil))
	k1other := b.item(t, b.entry(2, nil, a1), a1)
	m := b.machine(3)
	s, _ := m.Start(1)
	s, _ = m.Apply(s, model.Coin{})
	s, _ = m.Apply(s, model.Receive{From: 2, Message: k1.Entry}) // region {1} sees this face
	a2 := b.item(t, b.entry(0, a1, k1other), a1, k1other)        // region {0} saw the other
	s, _ = m.Apply(s, model.Receive{From: 0, Message: a1.Entry})
	s, effects := m.Apply(s, model.Receive{From: 0, Message: a2.Entry})
	var asked *Want
	for _, e := range effects {
		if send, ok := e.(model.Send); ok && send.To == 0 {
			want := send.Message.(Want)
			asked = &want
		}
	}
	if asked == nil || len(asked.Refs) != 1 || asked.Refs[0] != k1other.Ref() {
		t.Fatalf("asked %+v, want for %v", asked, k1other.Ref())
	}
	s, _ = m.Apply(s, model.Receive{From: 0, Message: Bundle{[]*Entry{k1other.Entry}}})
	if v := s.Exposed(2); v == nil || v.Kind != Equivocation || s.Head(0) != a2 || !s.Corrupt().Equal(model.Only(2)) {
		t.Errorf("node 2 exposed: %+v, corrupt %v, node 0 at %v", v, s.Corrupt(), s.Head(0))
	}
	if own, ok := s.Own().Action.(Expose); !ok || own.Evidence.Against != 2 {
		t.Errorf("the last own entry is %+v, want one that exposes node 2", s.Own().Action)
	}
}
