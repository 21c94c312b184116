package causal_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"quesera/model"
	"quesera/model/causal"
)

// note is a broadcast that knows, for the test alone, its whole causal history.
type note struct {
	causal.Header
	prior map[key]bool
}

type key struct {
	node  model.NodeID
	stamp causal.Stamp
}

func (m *note) Causal() *causal.Header { return &m.Header }
func (m *note) key() key               { return key{m.Node, m.Stamp} }

// peer is a node: its delivery, and the reference, a plain set of what it has delivered.
type peer struct {
	delivery causal.Delivery[*note]
	has      map[key]bool
	next     causal.Stamp
}

// drain delivers what is deliverable and holds each delivery against the reference.
func (p *peer) drain() error {
	for range 1 << 16 {
		m, ok := p.delivery.Next()
		if !ok {
			return nil
		}
		for prior := range m.prior {
			if !p.has[prior] {
				return fmt.Errorf("%v delivered before %v, which is in its past", m.key(), prior)
			}
		}
		if p.has[m.key()] {
			return fmt.Errorf("%v delivered twice", m.key())
		}
		p.has[m.key()] = true
	}
	return errors.New("delivering has no end")
}

// send broadcasts the next message of a peer.
func (p *peer) send(self model.NodeID) *note {
	m := &note{causal.Header{Node: self, Stamp: p.next, Past: p.delivery.Time()}, maps.Clone(p.has)}
	p.delivery.Sent(self, p.next)
	p.has[m.key()] = true
	p.next++
	return m
}

// Whatever the network does (delay, reorder, duplicate), every message is delivered at every
// node exactly once and after its whole causal past (TLC §2.3).
func TestDeliveryIsCausalAndExactlyOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		peers := make([]peer, n)
		for i := range peers {
			peers[i] = peer{delivery: causal.NewDelivery[*note](n, 0, causal.Span), has: map[key]bool{}}
		}
		type packet struct {
			to int
			m  *note
		}
		var flight []packet
		sent := 0
		deliver := func(i int, duplicate bool) {
			p := flight[i]
			if !duplicate {
				flight[i] = flight[len(flight)-1]
				flight = flight[:len(flight)-1]
			}
			if r := peers[p.to].delivery.Offer(p.m); r != causal.Taken && r != causal.Old {
				t.Fatalf("offer = %v", r)
			}
			if err := peers[p.to].drain(); err != nil {
				t.Fatalf("node %d: %v", p.to, err)
			}
		}
		for range rapid.IntRange(1, 80).Draw(t, "actions") {
			i := rapid.IntRange(0, n-1).Draw(t, "node")
			if peers[i].next < causal.Span && (len(flight) == 0 || rapid.IntRange(0, 3).Draw(t, "send") == 0) {
				m := peers[i].send(model.NodeID(i))
				sent++
				for to := range n {
					if to != i {
						flight = append(flight, packet{to, m})
					}
				}
			} else if len(flight) > 0 {
				deliver(rapid.IntRange(0, len(flight)-1).Draw(t, "packet"), rapid.IntRange(0, 4).Draw(t, "twice") == 0)
			}
		}
		for len(flight) > 0 {
			deliver(len(flight)-1, false)
		}
		for i := range peers {
			if len(peers[i].has) != sent || peers[i].delivery.Held() != 0 {
				t.Fatalf("node %d has %d of %d messages and holds %d", i, len(peers[i].has), sent,
					peers[i].delivery.Held())
			}
		}
	})
}

// message builds a note with a given past.
func message(node model.NodeID, s causal.Stamp, past causal.Time) *note {
	return &note{Header: causal.Header{Node: node, Stamp: s, Past: past}}
}

// all drains a delivery and lists what came, and more than any test holds if it never ends.
func all(d *causal.Delivery[*note]) (keys []key) {
	const most = 1000
	for m, ok := d.Next(); ok && len(keys) < most; m, ok = d.Next() {
		keys = append(keys, m.key())
	}
	return keys
}

func TestDeliverableMessagesComeInCanonicalOrder(t *testing.T) {
	d := causal.NewDelivery[*note](4, 0, 6)
	none := causal.NewTime(4, 0)
	for _, node := range []model.NodeID{3, 1, 2} {
		d.Offer(message(node, 1, none))
		d.Offer(message(node, 0, none))
	}
	want := "[{1 0} {2 0} {3 0} {1 1} {2 1} {3 1}]"
	if got := fmt.Sprint(all(&d)); got != want {
		t.Errorf("order = %s, want %s", got, want)
	}
}

// Beyond the horizon messages are refused, audibly; within it they are held, duplicates
// once: n * (horizon - floor) is the bound.
func TestBufferIsBoundedAndRefusesAudibly(t *testing.T) {
	const n, horizon = 3, 6
	d := causal.NewDelivery[*note](n, 0, horizon)
	for range 3 {
		for s := causal.Stamp(0); s < 10; s++ {
			for node := model.NodeID(0); node < n; node++ {
				base := causal.Stamp(0)
				if s >= causal.Span {
					base = s - causal.Span + 1
				}
				past := causal.NewTime(n, base).With((node+1)%n, base) // a broadcast that never comes
				if (node+1)%n == 0 && s == 0 {
					continue
				}
				if got := d.Offer(message(node, s, past)); (got == causal.Refused) != (s >= horizon) {
					t.Errorf("stamp %d: %v", s, got)
				}
			}
		}
	}
	if d.Held() > n*horizon || d.Held() == 0 {
		t.Errorf("%d messages held, want 1..%d", d.Held(), n*horizon)
	}
}

// Raising the floor drops what is below it, and releases what waited only for that.
func TestRaisingTheFloorReleasesWhatWaitedForTheForgotten(t *testing.T) {
	d := causal.NewDelivery[*note](2, 0, 100)
	past := causal.NewTime(2, 0).With(0, 0)
	d.Offer(message(0, 4, past))                 // waits for node 0's broadcast 0
	d.Offer(message(1, 1, past))                 // so does this, and will be too old
	d.Offer(message(1, 3, causal.NewTime(2, 2))) // comes too early: it tells nothing of stamps 0 and 1
	if got := all(&d); len(got) != 0 || d.Held() != 3 {
		t.Fatalf("delivered %v, %d held, want none and 3", got, d.Held())
	}
	d.Move(2, 100)
	if got := fmt.Sprint(all(&d)); got != "[{1 3} {0 4}]" || d.Held() != 0 {
		t.Errorf("delivered %v, %d held, want [{1 3} {0 4}] and none", got, d.Held())
	}
	if got := d.Offer(message(0, 0, causal.NewTime(2, 0))); got != causal.Old {
		t.Errorf("a message below the floor: %v, want Old", got)
	}
}

// Taking over somebody's time counts what that one had delivered, keeps what is newer, and releases it.
func TestAdoptingATimeSkipsWhatItContains(t *testing.T) {
	d := causal.NewDelivery[*note](2, 0, 100)
	theirs := causal.NewTime(2, 10).With(0, 10).With(1, 11)
	d.Offer(message(0, 10, causal.NewTime(2, 10)))
	d.Offer(message(0, 12, theirs))
	d.Adopt(theirs)
	if got := fmt.Sprint(all(&d)); got != "[{0 12}]" || d.Held() != 0 {
		t.Errorf("delivered %v, %d held, want [{0 12}] and none", got, d.Held())
	}
	now := d.Time()
	if !now.Includes(&theirs) || !now.Has(0, 12) {
		t.Errorf("time lacks what was adopted or delivered")
	}
}

// A delivery is a value: what happens to a copy does not happen to the original.
func TestACopyOfADeliveryIsIndependent(t *testing.T) {
	d := causal.NewDelivery[*note](3, 0, 6)
	d.Offer(message(1, 1, causal.NewTime(3, 0).With(2, 0)))
	d.Offer(message(0, 0, causal.NewTime(3, 0)))
	copied := d
	copied.Offer(message(2, 0, causal.NewTime(3, 0)))
	if got := fmt.Sprint(all(&copied)); got != "[{0 0} {2 0} {1 1}]" {
		t.Errorf("the copy delivers %s", got)
	}
	if d.Held() != 2 || fmt.Sprint(all(&d)) != "[{0 0}]" {
		t.Error("the original has changed")
	}
}

func TestMalformedHeadersAreInvalid(t *testing.T) {
	d := causal.NewDelivery[*note](3, 0, 6)
	for name, m := range map[string]*note{
		"outside the group":   message(3, 0, causal.NewTime(3, 0)),
		"past of other group": message(0, 0, causal.NewTime(4, 0)),
		"past too new":        message(0, 1, causal.NewTime(3, 2)),
		"past too old":        message(0, 50, causal.NewTime(3, 0)),
		"in its own past":     message(0, 1, causal.NewTime(3, 0).With(0, 1)),
		"no past":             {},
	} {
		if got := d.Offer(m); got != causal.Invalid {
			t.Errorf("%s: %v, want Invalid", name, got)
		}
	}
}

// Different times have different encodings, equal ones the same, also beyond 64 nodes.
func TestTimesAreEncodedInjectively(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) causal.Time {
			v := causal.NewTime(130, causal.Stamp(rapid.IntRange(0, 1).Draw(t, label+" base")))
			for _, k := range rapid.SliceOfN(rapid.IntRange(0, 3*causal.Span-1), 0, 3).Draw(t, label) {
				v = v.With(model.NodeID(k/causal.Span*64), v.Base()+causal.Stamp(k%causal.Span))
			}
			return v
		}
		a, b := draw("a"), draw("b")
		if same := string(a.AppendTo(nil)) == string(b.AppendTo(nil)); same != a.Equal(b) {
			t.Fatalf("equal = %v, equal encodings = %v", a.Equal(b), same)
		}
	})
}
