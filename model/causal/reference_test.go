package causal

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"quesera/model"
)

// plain is delivery by its definition (doc.go): a set of what was delivered, and lists that are searched through.
type plain struct {
	nodes          int
	floor, horizon Stamp
	has            map[broadcast]bool
	waiting, ready []*heldMessage
}

type broadcast struct {
	node  model.NodeID
	stamp Stamp
}

func (m *heldMessage) key() broadcast { return broadcast{m.header.Node, m.header.Stamp} }

func (p *plain) clone() *plain {
	q := *p
	q.has = map[broadcast]bool{}
	for key := range p.has {
		q.has[key] = true
	}
	q.waiting, q.ready = slices.Clone(p.waiting), slices.Clone(p.ready)
	return &q
}

// lacked are the broadcasts that a message refers to and that are not here, from the floor on.
func (p *plain) lacked(m *heldMessage) (all []broadcast) {
	for s := max(p.floor, m.header.Past.base); s < m.header.Past.base+Span; s++ {
		for node := range m.header.Past.At(s).Members() {
			if !p.has[broadcast{node, s}] {
				all = append(all, broadcast{node, s})
			}
		}
	}
	return all
}

func (p *plain) deliverable(m *heldMessage) bool {
	return m.header.Past.base <= p.floor && len(p.lacked(m)) == 0
}

func (p *plain) wanted(m *heldMessage) bool { return m.header.Stamp >= p.floor && !p.has[m.key()] }

// receipt is what must become of a message that is offered, or passed.
func (p *plain) receipt(m *heldMessage, hold bool) Receipt {
	same := func(o *heldMessage) bool { return o.key() == m.key() }
	switch {
	case !p.wanted(m) || slices.ContainsFunc(p.waiting, same) || slices.ContainsFunc(p.ready, same):
		return Old
	case m.header.Stamp >= p.horizon:
		return Refused
	case !p.deliverable(m):
		p.waiting = append(p.waiting, m)
	case hold || len(p.ready) > 0:
		p.ready = append(p.ready, m)
	default:
		p.deliver(m)
		return Delivered
	}
	return Taken
}

func (p *plain) deliver(m *heldMessage) {
	p.has[m.key()] = true
	p.look()
}

// look looks at all that waits once more.
func (p *plain) look() {
	p.waiting = slices.DeleteFunc(p.waiting, func(m *heldMessage) bool {
		if p.wanted(m) && p.deliverable(m) {
			p.ready = append(p.ready, m)
		}
		return !p.wanted(m) || p.deliverable(m)
	})
}

func (p *plain) next() *heldMessage {
	slices.SortFunc(p.ready, func(a, b *heldMessage) int {
		return cmp.Or(cmp.Compare(a.header.Stamp, b.header.Stamp), cmp.Compare(a.header.Node, b.header.Node))
	})
	for len(p.ready) > 0 {
		m := p.ready[0]
		p.ready = p.ready[1:]
		if p.wanted(m) {
			p.deliver(m)
			return m
		}
	}
	return nil
}

// adopt takes a time over.
func (p *plain) adopt(t Time) {
	p.floor = max(p.floor, t.base)
	for s := p.floor; s < t.base+Span; s++ {
		for node := range t.At(s).Members() {
			p.has[broadcast{node, s}] = true
		}
	}
	p.look()
}

// someTime is a time of which about one broadcast in so many is missing.
func someTime(r *rand.Rand, nodes int, base Stamp, below Stamp, rarity int) Time {
	t := NewTime(nodes, base)
	for s := base; s < min(below, base+Span); s++ {
		for node := range model.NodeID(nodes) {
			if r.IntN(rarity) > 0 {
				t.add(node, s)
			}
		}
	}
	return t
}

// Delivery does what its definition says, receipt by receipt and message by message, over all that changes it, and so
// does a copy that is gone back to; and its books are in order after each. Method: random moves of both.
func TestDeliveryIsWhatItsDefinitionSays(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		nodes := 2 + r.IntN(4)
		messages := map[broadcast]*heldMessage{}
		message := func(key broadcast) *heldMessage {
			if messages[key] == nil {
				base := key.stamp - min(key.stamp, Stamp(r.IntN(Span)))
				past := someTime(r, nodes, base, key.stamp+Stamp(r.IntN(2)), 2+r.IntN(8))
				past.delivered[key.stamp-base] = past.delivered[key.stamp-base].Without(key.node)
				messages[key] = &heldMessage{Header{key.node, key.stamp, past}}
			}
			return messages[key]
		}
		d, p := NewDelivery[*heldMessage](nodes, 0, 4), &plain{nodes: nodes, horizon: 4, has: map[broadcast]bool{}}
		kept, keptPlain := d, p.clone()
		for range 150 {
			name := play(t, r, &d, p, message)
			met[name]++
			audit(t, &d, p)
			switch r.IntN(25) {
			case 0:
				kept, keptPlain = d, p.clone()
			case 1:
				d, p = kept, keptPlain.clone()
			}
			if t.Failed() {
				t.Fatalf("seed %d: after %s", seed, name)
			}
		}
	}
	for _, name := range []string{"Old", "Refused", "Taken", "Delivered", "next", "nothing", "move", "adopt", "sent"} {
		if met[name] < 50 {
			t.Errorf("met %v, want each at least fifty times", met)
		}
	}
}

// play makes one move of a delivery and of its definition, and names it.
func play(t *testing.T, r *rand.Rand, d *Delivery[*heldMessage], p *plain,
	message func(broadcast) *heldMessage) string {
	t.Helper()
	somebody := model.NodeID(r.IntN(p.nodes))
	switch r.IntN(20) {
	case 0, 1:
		floor, horizon := p.floor+Stamp(r.IntN(3)), p.horizon+Stamp(r.IntN(3))
		if r.IntN(4) == 0 { // lower is nothing
			floor, horizon = p.floor/2, p.horizon/2
		}
		d.Move(floor, horizon)
		p.floor, p.horizon = max(p.floor, floor), max(p.horizon, horizon)
		p.look()
		return "move"
	case 2:
		theirs := someTime(r, p.nodes, p.floor-min(p.floor, 1)+Stamp(r.IntN(3)), p.floor+Span+2, 2)
		d.Adopt(theirs)
		p.adopt(theirs)
		return "adopt"
	case 3:
		own := broadcast{somebody, p.floor + Stamp(r.IntN(Span))}
		same := func(o *heldMessage) bool { return o.key() == own }
		if !slices.ContainsFunc(p.waiting, same) && !slices.ContainsFunc(p.ready, same) {
			d.Sent(own.node, own.stamp)
			p.has[own] = true
			p.look()
		}
		return "sent"
	case 4, 5, 6, 7, 8:
		got, ok := d.Next()
		if want := p.next(); got != want || ok != (want != nil) {
			t.Errorf("next is %v (%v), want %v", got, ok, want)
		}
		if ok {
			return "next"
		}
		return "nothing"
	}
	m := message(broadcast{somebody, p.floor - min(p.floor, 1) + Stamp(r.IntN(7))})
	hold := r.IntN(2) == 0
	got := map[bool]func(*heldMessage) Receipt{true: d.Offer, false: d.Pass}[hold](m)
	if want := p.receipt(m, hold); got != want {
		t.Errorf("%v of node %d, hold is %v: %d, want %d", m.header.Stamp, m.header.Node, hold, got, want)
	}
	return []string{"Invalid", "Old", "Refused", "Taken", "Delivered"}[got]
}

// audit holds the books of a delivery against what it holds: what waits stands in the list of what it lacks, the last
// in canonical order, and in no other; what is ready lacks nothing; and each is counted and marked once.
func audit(t *testing.T, d *Delivery[*heldMessage], p *plain) {
	t.Helper()
	if d.Held() != len(p.waiting)+len(p.ready) || d.ready != len(p.ready) || d.time.base != p.floor ||
		d.horizon != p.horizon {
		t.Errorf("%d held, %d ready, floor %d, horizon %d, want %d, %d, %d, %d", d.Held(), d.ready, d.time.base, d.horizon,
			len(p.waiting)+len(p.ready), len(p.ready), p.floor, p.horizon)
	}
	for s := p.floor; s < p.floor+Span; s++ {
		for node := range model.NodeID(p.nodes) {
			if d.time.Has(node, s) != p.has[broadcast{node, s}] {
				t.Errorf("delivered %d of node %d: %v", s, node, d.time.Has(node, s))
			}
		}
	}
	d.buffer.Read(func(b *buffer[*heldMessage]) {
		if b.held == nil {
			return // nothing was ever held
		}
		lists := map[lack][]*heldMessage{}
		for _, m := range p.waiting {
			l := lack{floor: true}
			if lacked := p.lacked(m); len(lacked) > 0 {
				l = lack{node: lacked[len(lacked)-1].node}
			}
			lists[l] = append(lists[l], m)
		}
		for node := range model.NodeID(p.nodes) {
			if d.awaited.Has(node) != (len(lists[lack{node: node}]) > 0) {
				t.Errorf("node %d is awaited: %v, by %v", node, d.awaited.Has(node), lists[lack{node: node}])
			}
			sameMessages(t, b, lack{node: node}, lists[lack{node: node}])
		}
		sameMessages(t, b, lack{floor: true}, lists[lack{floor: true}])
		marked := map[broadcast]bool{}
		for _, m := range slices.Concat(p.waiting, p.ready) {
			marked[m.key()] = true
		}
		for node := range model.NodeID(p.nodes) {
			for s := p.floor; s < p.floor+window; s++ {
				if held := b.held[node][s/64%2]>>(s%64)&1 > 0; held && !marked[broadcast{node, s}] && s < p.horizon {
					t.Errorf("%d of node %d is marked as held", s, node)
				}
			}
		}
	})
}

func sameMessages(t *testing.T, b *buffer[*heldMessage], l lack, want []*heldMessage) {
	t.Helper()
	got := map[*heldMessage]bool{}
	for m := range b.waitFor(l) {
		if got[m] || !slices.Contains(want, m) {
			t.Errorf("%v waits for %+v, want only %v, once", m.header, l, want)
		}
		got[m] = true
	}
	if len(got) != len(want) {
		t.Errorf("%d messages wait for %+v, want %v", len(got), l, want)
	}
}
