package causal

import (
	"quesera/internal/persist"
	"quesera/model"
)

// A Header is what causal delivery needs to know of a broadcast.
type Header struct {
	Node  model.NodeID // who broadcast it
	Stamp Stamp        // its position in Node's log
	Past  Time         // what Node had delivered before, its own broadcasts included
}

// order is the place in the canonical order: by stamp, then by node.
func (h *Header) order() uint64 { return uint64(h.Stamp)<<16 | uint64(h.Node) }

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

// window is the most stamps from the floor to the horizon.
const window = 128

// Delivery is one node's side of causal delivery: its vector time and its reordering buffer. It is a value: a copy made
// before a call is unaffected.
type Delivery[M Message] struct {
	time    Time // its base is the floor
	horizon Stamp
	count   int           // messages held
	ready   int           // of which so many are deliverable
	awaited model.NodeSet // whose broadcasts messages held wait for
	buffer  persist.Line[*buffer[M], change[M], outcome[M]]
}

// NewDelivery is the start of a node in a group of n. Then and later the horizon is at most 128 stamps above the floor,
// else it panics.
func NewDelivery[M Message](n int, floor, horizon Stamp) Delivery[M] {
	d := Delivery[M]{time: NewTime(n, floor), buffer: persist.NewLine(newBuffer[M](n))}
	d.raise(horizon)
	return d
}

// raise raises the horizon.
func (d *Delivery[M]) raise(horizon Stamp) {
	d.horizon = max(d.horizon, horizon)
	if d.horizon > d.time.base+window {
		panic("causal: the horizon is too far above the floor")
	}
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
	var news bool
	if lacking, found := d.lacks(h); found {
		news = d.wait(lacking, m)
	} else if !hold && d.ready == 0 {
		d.advance(h.Node, h.Stamp)
		return Delivered
	} else {
		news = d.makeReady(m)
	}
	if !news {
		return Old
	}
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
// else the floor, if the message comes too early.
func (d *Delivery[M]) lacks(h *Header) (lack, bool) {
	node, found := d.time.lacks(&h.Past)
	if !found && h.Past.base > d.time.base {
		return lack{floor: true}, true
	}
	return lack{node: node}, found
}

// wait lets a message wait for l, unless it is held already.
func (d *Delivery[M]) wait(l lack, m M) bool {
	if d.buffer.Change(change[M]{kind: put, lack: l, message: m}).held {
		return false
	}
	d.count++
	if !l.floor {
		d.awaited = d.awaited.With(l.node)
	}
	return true
}

// makeReady puts a message among those that are ready, unless it is held already.
func (d *Delivery[M]) makeReady(m M) bool {
	if d.buffer.Change(change[M]{kind: putReady, message: m}).held {
		return false
	}
	d.count++
	d.ready++
	return true
}

// Next delivers the next deliverable message in canonical order, if there is one.
func (d *Delivery[M]) Next() (m M, ok bool) {
	for d.ready > 0 {
		m = d.buffer.Change(change[M]{kind: takeReady}).taken[0]
		d.count--
		d.ready--
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
	d.time = d.time.From(max(d.time.base, floor))
	d.raise(horizon)
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
	if d.count == d.ready {
		return
	}
	d.release(lack{floor: true})
	for node := range d.awaited.Members() {
		all := lack{node: node}
		if !d.waitAll(all) {
			d.release(all)
		}
	}
}

// waitAll reports whether all that waited for l is wanted and must go on waiting for it.
func (d *Delivery[M]) waitAll(l lack) bool {
	all := true
	d.buffer.Read(func(b *buffer[M]) {
		for m := range b.waitFor(l) {
			lacking, found := d.lacks(m.Causal())
			all = all && found && lacking == l && d.wanted(m.Causal())
		}
	})
	return all
}

// advance notes a delivered broadcast, and looks again at the messages that waited for its sender.
func (d *Delivery[M]) advance(node model.NodeID, s Stamp) {
	d.time.add(node, s)
	if d.awaited.Has(node) {
		d.release(lack{node: node})
	}
}

// release looks again at the messages that waited for l. Each of them is ready now, or waits for something else, or is
// not wanted any more.
func (d *Delivery[M]) release(l lack) {
	var few [8]M
	messages := append(few[:0], d.buffer.Change(change[M]{kind: takeAll, lack: l}).taken...)
	d.count -= len(messages)
	if !l.floor {
		d.awaited = d.awaited.Without(l.node)
	}
	for _, m := range messages {
		if h := m.Causal(); d.wanted(h) {
			if lacking, found := d.lacks(h); found {
				d.wait(lacking, m)
			} else {
				d.makeReady(m)
			}
		}
	}
}
