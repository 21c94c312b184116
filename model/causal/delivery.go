package causal

import "quesera/model"

// A Header is what causal delivery needs to know of a broadcast.
type Header struct {
	Node  model.NodeID // who broadcast it
	Stamp Stamp        // its position in Node's log
	Past  Time         // what Node had delivered before, its own broadcasts included
}

// before is the canonical order: by stamp, then by node.
func (h *Header) before(g *Header) bool {
	return h.Stamp < g.Stamp || h.Stamp == g.Stamp && h.Node < g.Node
}

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
	clock   Time
	floor   Stamp
	horizon Stamp
	waiting []*held[M] // by the node waited for: the messages that lack a broadcast of that node
	ready   []M        // deliverable, in canonical order
	count   int        // messages in waiting and ready
}

// held is a list of messages.
type held[M Message] struct {
	message M
	next    *held[M]
}

// NewDelivery is the start of a node in a group of n.
func NewDelivery[M Message](n int, floor, horizon Stamp) Delivery[M] {
	return Delivery[M]{clock: NewTime(n), floor: floor, horizon: horizon}
}

// Time is what has been delivered so far.
func (d *Delivery[M]) Time() Time { return d.clock }

// Floor is the lowest stamp that is still delivered.
func (d *Delivery[M]) Floor() Stamp { return d.floor }

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
	lacking, found := d.lacks(h, 0)
	if found && holds(d.list(lacking), h) {
		return Old
	}
	if found {
		d.waiting = d.copyWaiting()
		d.waiting[lacking] = &held[M]{m, d.waiting[lacking]}
	} else if !d.makeReady(m) {
		return Old
	}
	d.count++
	return Taken
}

// wanted reports whether a message is still to be delivered.
func (d *Delivery[M]) wanted(h *Header) bool {
	return h.Stamp >= d.floor && h.Stamp > d.clock.At(h.Node)
}

// valid reports whether a header can belong to this group: a node of it, a vector of its
// length, in which the sender's own log ends before this message.
func (d *Delivery[M]) valid(h *Header) bool {
	return int(h.Node) < d.clock.Nodes() && h.Past.Nodes() == d.clock.Nodes() && h.Past.At(h.Node) < h.Stamp
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
// what waited only for such messages becomes deliverable.
func (d *Delivery[M]) Move(floor, horizon Stamp) {
	d.floor, d.horizon = max(d.floor, floor), max(d.horizon, horizon)
	d.sortAgain()
}

// Adopt counts everything up to t as delivered: the node took over the state of
// somebody who had delivered it.
func (d *Delivery[M]) Adopt(t Time) {
	d.clock = d.clock.Join(t)
	d.sortAgain()
}

// sortAgain looks at every held message anew.
func (d *Delivery[M]) sortAgain() {
	if d.count == 0 {
		return
	}
	waiting, ready := d.waiting, d.ready
	d.waiting, d.ready, d.count = make([]*held[M], d.clock.Nodes()), nil, 0
	for _, m := range ready {
		d.place(m, 0)
	}
	for _, list := range waiting {
		for ; list != nil; list = list.next {
			d.place(list.message, 0)
		}
	}
}

// advance notes a delivered broadcast, and looks again at the messages that waited for its sender.
func (d *Delivery[M]) advance(node model.NodeID, s Stamp) {
	d.clock = d.clock.With(node, s)
	list := d.list(node)
	if list == nil {
		return
	}
	d.waiting = d.copyWaiting()
	d.waiting[node] = nil
	for ; list != nil; list = list.next {
		d.count--
		d.place(list.message, node)
	}
}

// place puts a message that is held once where it belongs now: it waits on the first node
// from start on whose log is too short, or is ready, or is not wanted any more. It
// writes to d.waiting, which must be the caller's own copy.
func (d *Delivery[M]) place(m M, start model.NodeID) {
	h := m.Causal()
	if !d.wanted(h) {
		return
	}
	if lacking, found := d.lacks(h, start); found {
		d.waiting[lacking] = &held[M]{m, d.waiting[lacking]}
		d.count++
	} else if d.makeReady(m) {
		d.count++
	}
}

// list is what waits on a node.
func (d *Delivery[M]) list(node model.NodeID) *held[M] {
	if d.waiting == nil {
		return nil
	}
	return d.waiting[node]
}

func (d *Delivery[M]) copyWaiting() []*held[M] {
	waiting := make([]*held[M], d.clock.Nodes())
	copy(waiting, d.waiting)
	return waiting
}

// holds reports whether a list has a message with the same sender and stamp.
func holds[M Message](list *held[M], h *Header) bool {
	for ; list != nil; list = list.next {
		if o := list.message.Causal(); o.Node == h.Node && o.Stamp == h.Stamp {
			return true
		}
	}
	return false
}

// lacks is the first node from start on of which a causally prior broadcast has not been delivered.
func (d *Delivery[M]) lacks(h *Header, start model.NodeID) (model.NodeID, bool) {
	past, clock := h.Past.stamps, d.clock.stamps
	for j := int(start); j < len(clock) && j < len(past); j++ {
		if past[j] > clock[j] && past[j] >= d.floor {
			return model.NodeID(j), true
		}
	}
	return 0, false
}

// makeReady inserts a message in canonical order. It is false if it is there already.
func (d *Delivery[M]) makeReady(m M) bool {
	h, at := m.Causal(), 0
	for at < len(d.ready) && d.ready[at].Causal().before(h) {
		at++
	}
	if at < len(d.ready) && !h.before(d.ready[at].Causal()) {
		return false
	}
	ready := make([]M, len(d.ready)+1)
	copy(ready, d.ready[:at])
	ready[at] = m
	copy(ready[at+1:], d.ready[at:])
	d.ready = ready
	return true
}
