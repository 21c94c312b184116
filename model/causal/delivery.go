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
	Invalid Receipt = iota // its header makes no sense for this group
	Old                    // delivered before, held already, or below the floor
	Refused                // at or above the horizon: not kept, to be asked for again
	Taken                  // kept; Next will deliver it in its turn
)

// Delivery is one node's side of causal delivery: its vector time and its reordering
// buffer. It is a value: its methods replace what it refers to and never write to it, so that
// a copy made before a call is unaffected.
type Delivery[M Message] struct {
	time    Time // its base is the floor
	horizon Stamp
	count   int        // messages held: in waiting and in ready
	waiting []queue[M] // one for each node that something waits for
	ready   []M        // deliverable, in canonical order
}

// queue is what waits for a broadcast of a node.
type queue[M Message] struct {
	node    model.NodeID
	list    *held[M]
	senders model.NodeSet // of the messages in list
}

// held is a list of messages.
type held[M Message] struct {
	message M
	next    *held[M]
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

// Offer hands in a message from the network.
func (d *Delivery[M]) Offer(m M) Receipt {
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
		if q := d.queue(lacking); q.senders.Has(h.Node) && holds(q.list, h) {
			return Old
		}
		d.waiting = append(make([]queue[M], 0, len(d.waiting)+1), d.waiting...)
		d.wait(lacking, m)
		return Taken
	}
	for _, other := range d.ready {
		if same(other.Causal(), h) {
			return Old
		}
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

// lacks is a node that a message must wait for: one of which a causally prior broadcast has not
// been delivered, or its own sender if the message comes too early.
func (d *Delivery[M]) lacks(h *Header) (model.NodeID, bool) {
	if h.Past.base > d.time.base {
		return h.Node, true
	}
	return d.time.lacks(&h.Past)
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
	d.sortAgain()
}

// Adopt counts everything in t as delivered, and t's base as the floor if it is the higher one:
// the node took over the state of somebody who had delivered all that.
func (d *Delivery[M]) Adopt(t Time) {
	if t.base < d.time.base {
		t = t.From(d.time.base)
	}
	d.time = t.Join(&d.time)
	d.sortAgain()
}

// sortAgain looks at every held message anew.
func (d *Delivery[M]) sortAgain() {
	if d.count == 0 {
		return
	}
	waiting, ready := d.waiting, d.ready
	d.waiting, d.ready, d.count = make([]queue[M], 0, len(waiting)), nil, 0
	var few [8]M
	now := few[:0]
	for _, m := range ready {
		now = d.place(m, now)
	}
	for _, q := range waiting {
		for list := q.list; list != nil; list = list.next {
			now = d.place(list.message, now)
		}
	}
	d.addReady(now...)
}

// advance notes a delivered broadcast, and looks again at the messages that waited for its sender.
func (d *Delivery[M]) advance(node model.NodeID, s Stamp) {
	d.time = d.time.With(node, s)
	list := d.queue(node).list
	if list == nil {
		return
	}
	others := make([]queue[M], 0, len(d.waiting)+1)
	for _, q := range d.waiting {
		if q.node != node {
			others = append(others, q)
		}
	}
	d.waiting = others
	var few [8]M
	now := few[:0]
	for ; list != nil; list = list.next {
		d.count--
		now = d.place(list.message, now)
	}
	d.addReady(now...)
}

// place puts a message that is held once where it belongs now: it waits on a node, or joins
// those that are ready, or is not wanted any more. It writes to d.waiting and to
// ready, which must be the caller's own.
func (d *Delivery[M]) place(m M, ready []M) []M {
	h := m.Causal()
	if !d.wanted(h) {
		return ready
	}
	lacking, found := d.lacks(h)
	if !found {
		return append(ready, m)
	}
	d.wait(lacking, m)
	return ready
}

// wait lets a message wait for a node. It writes to d.waiting, which must be the caller's own copy.
func (d *Delivery[M]) wait(node model.NodeID, m M) {
	d.count++
	for i := range d.waiting {
		if q := &d.waiting[i]; q.node == node {
			q.list, q.senders = &held[M]{m, q.list}, q.senders.With(m.Causal().Node)
			return
		}
	}
	d.waiting = append(d.waiting, queue[M]{node, &held[M]{message: m}, model.Only(m.Causal().Node)})
}

// addReady puts messages among those that are ready, in canonical order.
func (d *Delivery[M]) addReady(now ...M) {
	if len(now) == 0 {
		return
	}
	ready := make([]M, 0, len(d.ready)+len(now))
	ready = append(append(ready, d.ready...), now...)
	if len(ready) > 1 {
		slices.SortFunc(ready, func(a, b M) int { return a.Causal().compare(b.Causal()) })
	}
	d.ready = ready
	d.count += len(now)
}

// queue is what waits for a node.
func (d *Delivery[M]) queue(node model.NodeID) queue[M] {
	for _, q := range d.waiting {
		if q.node == node {
			return q
		}
	}
	return queue[M]{}
}

// holds reports whether a list has the same message.
func holds[M Message](list *held[M], h *Header) bool {
	for ; list != nil; list = list.next {
		if same(list.message.Causal(), h) {
			return true
		}
	}
	return false
}
