package causal

import (
	"cmp"
	"slices"

	"quesera/model"
)

// A Header is what causal delivery needs to know of a broadcast.
type Header struct {
	Node  model.NodeID // who broadcast it
	Stamp Stamp        // its position in Node's log
	Past  Time         // what Node had delivered before, its own broadcasts included
}

// compare is the canonical order: by stamp, then by node.
func (h *Header) compare(g *Header) int {
	if c := cmp.Compare(h.Stamp, g.Stamp); c != 0 {
		return c
	}
	return cmp.Compare(h.Node, g.Node)
}

// same reports whether two headers are of the same message.
func same(h, g *Header) bool { return h.Node == g.Node && h.Stamp == g.Stamp }

// A Message is a broadcast in transit. Its header is immutable.
type Message interface{ Causal() *Header }

// Receipt tells what became of a message that was offered.
type Receipt uint8

const (
	Invalid   Receipt = iota // its header makes no sense for this group
	Old                      // delivered before, held already, or below the floor
	Refused                  // at or above the horizon: not kept, to be asked for again
	Taken                    // held; Next will deliver it in its turn
	Delivered                // delivered at once
)

// Delivery is one node's side of causal delivery: its vector time and its reordering buffer. It is a value: its methods
// replace what it refers to and never write to it. So a copy made before a call is unaffected.
type Delivery[M Message] struct {
	time    Time // its base is the floor
	horizon Stamp
	count   int        // messages held: in waiting, in early and in ready
	waiting waiting[M] // they lack a broadcast
	early   held[M]    // they lack none, but come too early
	ready   []M        // deliverable, in canonical order
}

// NewDelivery is the start of a node in a group of n.
func NewDelivery[M Message](n int, floor, horizon Stamp) Delivery[M] {
	return Delivery[M]{time: NewTime(n, floor), horizon: horizon}
}

// Time is what has been delivered so far, from the floor on.
func (d *Delivery[M]) Time() Time { return d.time }

// Held is the number of messages held back.
func (d *Delivery[M]) Held() int { return d.count }

// Sent records an own broadcast: a node delivers it to itself by sending it.
func (d *Delivery[M]) Sent(self model.NodeID, s Stamp) { d.advance(self, s) }

// Offer hands in a message from the network, to be held until Next delivers it.
func (d *Delivery[M]) Offer(m M) Receipt { return d.receive(m, true) }

// Pass is Offer, except that a message that Next would deliver now is not held but Delivered at once.
func (d *Delivery[M]) Pass(m M) Receipt { return d.receive(m, false) }

func (d *Delivery[M]) receive(m M, hold bool) Receipt {
	h := m.Causal()
	switch {
	case !d.valid(h):
		return Invalid
	case !d.wanted(h):
		return Old
	case h.Stamp >= d.horizon:
		return Refused
	}
	if lacking, found := d.lacks(h); found {
		if d.list(lacking).has(h) {
			return Old
		}
		d.waiting = d.waiting.copied()
		d.wait(lacking, m)
		return Taken
	}
	for _, other := range d.ready {
		if same(other.Causal(), h) {
			return Old
		}
	}
	if !hold && len(d.ready) == 0 {
		d.advance(h.Node, h.Stamp)
		return Delivered
	}
	d.addReady(m)
	return Taken
}

// valid reports whether a header can belong to this group: a node of it, a Past of
// its size that reaches up to the message and does not contain it.
func (d *Delivery[M]) valid(h *Header) bool {
	return int(h.Node) < d.time.Nodes() && h.Past.Nodes() == d.time.Nodes() &&
		h.Past.base <= h.Stamp && h.Stamp-h.Past.base < Span && !h.Past.Has(h.Node, h.Stamp)
}

// wanted reports whether a message is still to be delivered.
func (d *Delivery[M]) wanted(h *Header) bool {
	return h.Stamp >= d.time.base && !d.time.Has(h.Node, h.Stamp)
}

// lack is what a message waits for: a broadcast of a node, or else that the floor rises.
type lack struct {
	floor bool
	node  model.NodeID
}

// lacks is what a message must wait for, if for anything: a causally prior broadcast that has not been delivered, or
// else the floor, if the message comes too early. The answer stays the same until that is there, so that a held message
// is found where it would be put.
func (d *Delivery[M]) lacks(h *Header) (lack, bool) {
	node, found := d.time.lacks(&h.Past)
	if !found && h.Past.base > d.time.base {
		return lack{floor: true}, true
	}
	return lack{node: node}, found
}

// list is what waits for l.
func (d *Delivery[M]) list(l lack) held[M] {
	if l.floor {
		return d.early
	}
	return d.waiting.of(l.node)
}

// wait lets a message wait for l. It writes to d.waiting, which must be the caller's own copy.
func (d *Delivery[M]) wait(l lack, m M) {
	d.count++
	if l.floor {
		d.early = d.early.with(m)
	} else {
		d.waiting.put(l.node, m)
	}
}

// Next delivers the next deliverable message in canonical order, if there is one.
func (d *Delivery[M]) Next() (m M, ok bool) {
	for len(d.ready) > 0 {
		m, d.ready = d.ready[0], d.ready[1:]
		d.count--
		if h := m.Causal(); d.wanted(h) {
			d.advance(h.Node, h.Stamp)
			return m, true
		}
	}
	var none M
	return none, false
}

// Move raises the floor and the horizon. What was held below the floor is dropped, and
// what waited only for such messages, or for the floor, becomes deliverable.
func (d *Delivery[M]) Move(floor, horizon Stamp) {
	d.time, d.horizon = d.time.From(max(d.time.base, floor)), max(d.horizon, horizon)
	d.lookAgain()
}

// Adopt counts everything in t as delivered: the node took over the state of somebody who had delivered it. The higher
// of the two bases is the new floor.
func (d *Delivery[M]) Adopt(t Time) {
	if t.base < d.time.base {
		t = t.From(d.time.base)
	}
	d.time = t.Join(&d.time)
	d.lookAgain()
}

// lookAgain looks again at the messages that are not wanted any more, or need not wait any more for what they waited
// for, now that the floor is higher or more is delivered.
func (d *Delivery[M]) lookAgain() {
	early := d.early
	d.early, d.waiting = held[M]{}, d.waiting.copied()
	d.release(early)
	for node := range d.waiting.nodes.Members() {
		for m := range d.waiting.of(node).messages.All() {
			h := m.Causal()
			if lacking, found := d.lacks(h); !d.wanted(h) || !found || lacking.floor || lacking.node != node {
				d.release(d.waiting.take(node))
				break
			}
		}
	}
}

// advance notes a delivered broadcast, and looks again at the messages that waited for its sender.
func (d *Delivery[M]) advance(node model.NodeID, s Stamp) {
	d.time.add(node, s)
	if d.waiting.nodes.Has(node) {
		d.waiting = d.waiting.copied()
		d.release(d.waiting.take(node))
	}
}

// release looks again at messages that were held. Each of them is ready now, or waits for something else, or is not
// wanted any more. It writes to d.waiting, which must be the caller's own copy.
func (d *Delivery[M]) release(list held[M]) {
	var few [8]M
	ready := few[:0]
	for m := range list.messages.All() {
		d.count--
		h := m.Causal()
		if !d.wanted(h) {
			continue
		}
		if lacking, found := d.lacks(h); found {
			d.wait(lacking, m)
		} else {
			ready = append(ready, m)
		}
	}
	d.addReady(ready...)
}

// addReady puts messages among those that are ready, in canonical order.
func (d *Delivery[M]) addReady(now ...M) {
	if len(now) == 0 {
		return
	}
	ready := append(make([]M, 0, len(d.ready)+len(now)), d.ready...)
	for _, m := range now {
		at, _ := slices.BinarySearchFunc(ready, m.Causal(), func(other M, h *Header) int {
			return other.Causal().compare(h)
		})
		ready = slices.Insert(ready, at, m)
	}
	d.ready = ready
	d.count += len(now)
}
