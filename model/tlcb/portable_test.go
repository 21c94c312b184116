package tlcb

import (
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/log"
)

// exported is evidence of each kind out of a group that signs with Ed25519: an invalid action with its past, and
// equivocation.
func exported(t *testing.T) []Portable {
	t.Helper()
	c := config(4, 1, 1)
	g, err := RealGroup("evidence", 1, 4, false)
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(c, g, Words{})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := m.Start(0)
	s, _ = m.Apply(s, model.Coin{Value: 1})
	k, _ := m.Start(3)
	k, said := m.Apply(k, model.Coin{Value: 2})
	for _, e := range said {
		if b, ok := e.(model.Broadcast); ok {
			s, _ = m.Apply(s, model.Receive{From: 3, Message: b.Message})
		}
	}
	twin, _ := m.Start(3)
	_, face := m.Apply(twin, model.Coin{Value: 9})
	wrong := m.Force(&k, Raw{7, Word(1)})
	var all []Portable
	for _, message := range []model.Message{wrong, face[0].(log.Wrote[*View]).Item.Entry} {
		at := s
		at, _ = m.Apply(at, model.Receive{From: 3, Message: message})
		if at.Exposed(3) == nil {
			t.Fatal("nothing is exposed")
		}
		d, err := Describe("tlcb", c, g)
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Replay.Portable(*at.Exposed(3), at.Find)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d.Export(p))
	}
	return all
}

// Evidence in a file convinces by itself, and what is changed in it does not: no field of it can be turned against
// somebody else, and nothing that is cut is read (LOG-O1, LOG-O3).
func TestEvidenceInAFileConvincesByItself(t *testing.T) {
	all := exported(t)
	for k, want := range []log.Kind{log.Invalid, log.Equivocation} {
		p := all[k]
		if v, err := p.Judge(Clock()); err != nil || v.Against != 3 || v.Kind != want {
			t.Errorf("%v against node %d (%v), want %v against node 3", v.Kind, v.Against, err, want)
		}
		flipped := func(at int) string {
			octets, _ := hex.DecodeString(p.Evidence)
			octets[at] ^= 1
			return hex.EncodeToString(octets)
		}
		for name, change := range map[string]func(*Portable){
			"group": func(q *Portable) { q.Group = "another" }, "format": func(q *Portable) { q.Format = "" },
			"protocol": func(q *Portable) { q.Protocol = "none" }, "thresholds": func(q *Portable) { q.Message = 1 },
			"keys": func(q *Portable) { q.Keys = q.Keys[:3] }, "key": func(q *Portable) { q.Keys[3] = q.Keys[0] },
			"no evidence": func(q *Portable) { q.Evidence = "" }, "no hexadecimal": func(q *Portable) { q.Evidence = "xy" },
			"a digit more": func(q *Portable) { q.Evidence += "a" },
			"cut":          func(q *Portable) { q.Evidence = q.Evidence[:len(q.Evidence)-2] },
			"longer":       func(q *Portable) { q.Evidence += "00" },
			"accused":      func(q *Portable) { q.Evidence = flipped(1) }, "kind": func(q *Portable) { q.Evidence = flipped(0) },
			"entry":     func(q *Portable) { q.Evidence = flipped(30) },
			"signature": func(q *Portable) { q.Evidence = flipped(len(p.Evidence)/2 - 1) },
		} {
			q := p
			q.Keys = slices.Clone(p.Keys)
			change(&q)
			if v, err := q.Judge(Clock()); err == nil {
				t.Errorf("another %s: proves %v against node %d", name, v.Kind, v.Against)
			}
			if moved := q.Digest() != p.Digest(); moved != slices.Contains([]string{"group", "format", "protocol",
				"thresholds", "keys", "key"}, name) {
				t.Errorf("another %s: another digest = %v", name, moved)
			}
		}
	}
	if q := all[1]; q.Digest() != all[0].Digest() {
		t.Error("other evidence of one group has another digest")
	}
	p := all[0]
	odd := p
	odd.Past = slices.Clone(p.Past)
	odd.Past[0] += "a"
	if _, err := odd.Judge(Clock()); !errors.Is(err, ErrUnusable) {
		t.Errorf("with a digit more in the past: %v, want %v", err, ErrUnusable)
	}
	p.Past = p.Past[1:]
	if _, err := p.Judge(Clock()); !errors.Is(err, log.ErrPast) {
		t.Errorf("without a part of the past: %v, want %v", err, log.ErrPast)
	}
	if p.Past = append([]string{"00"}, p.Past...); true {
		if _, err := p.Judge(Clock()); !errors.Is(err, ErrUnusable) {
			t.Errorf("with nonsense for a past: %v, want %v", err, ErrUnusable)
		}
	}
}
