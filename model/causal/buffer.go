package causal

import (
	"iter"
	"slices"
)

// buffer is the reordering buffer of a node: the messages held, by what they wait for. It is changed in place, and so
// kept in a persist.Line.
type buffer[M Message] struct {
	nodes   int
	cells   []cell[M]
	unused  place                 // of the first cell that is not used; the others follow from it
	waiting []place               // by node: the messages that wait for a broadcast of it; then those that come too early
	ready   []readied[M]          // a heap, the first in canonical order on top
	held    [][window / 64]uint64 // by node: the stamps of its messages that are held, modulo window
	taken   []M                   // what was taken out last
}

// place is where a cell lies. None lies at place 0, which ends a list.
type place int32

// cell is a message of a list.
type cell[M Message] struct {
	message M
	next    place
}

// readied is a message that is ready, with its place in the canonical order.
type readied[M Message] struct {
	order   uint64
	message M
}

func newBuffer[M Message](n int) *buffer[M] { return &buffer[M]{nodes: n} }

// change is a change of a buffer.
type change[M Message] struct {
	kind    changeKind
	lack    lack
	message M
}

type changeKind uint8

const (
	put       changeKind = iota // a message waits for what it lacks
	takeAll                     // all that wait for something are taken out
	putReady                    // a message is ready
	takeReady                   // the first that is ready is taken out
)

// outcome is what comes of a change.
type outcome[M Message] struct {
	held  bool // the message to be put was held already
	taken []M  // what is taken out, until the next change
}

// Change makes a change. A message that is held already is not put anywhere.
func (b *buffer[M]) Change(c change[M]) outcome[M] {
	if b.held == nil {
		b.held = make([][window / 64]uint64, b.nodes)
		b.waiting = make([]place, b.nodes+1)
		b.cells = make([]cell[M], 1, 8)
	}
	switch c.kind {
	case put:
		if !b.mark(c.message.Causal()) {
			return outcome[M]{held: true}
		}
		first := b.list(c.lack)
		*first = b.newCell(cell[M]{c.message, *first})
	case putReady:
		if !b.mark(c.message.Causal()) {
			return outcome[M]{held: true}
		}
		b.push(readied[M]{c.message.Causal().order(), c.message})
	case takeAll:
		return b.take(b.list(c.lack))
	case takeReady:
		return b.pop()
	}
	return outcome[M]{}
}

// Clone is a copy.
func (b *buffer[M]) Clone() *buffer[M] {
	return &buffer[M]{
		nodes: b.nodes, cells: slices.Clone(b.cells), unused: b.unused, waiting: slices.Clone(b.waiting),
		ready: slices.Clone(b.ready), held: slices.Clone(b.held),
	}
}

// Parts is how much there is to copy.
func (b *buffer[M]) Parts() int { return b.nodes + len(b.cells) + len(b.ready) }

// list is where the list of what waits for l begins.
func (b *buffer[M]) list(l lack) *place {
	if l.floor {
		return &b.waiting[b.nodes]
	}
	return &b.waiting[l.node]
}

// waitFor are the messages that wait for l, where something waits for something.
func (b *buffer[M]) waitFor(l lack) iter.Seq[M] {
	return func(yield func(M) bool) {
		for at := *b.list(l); at != 0; at = b.cells[at].next {
			if !yield(b.cells[at].message) {
				return
			}
		}
	}
}

// newCell puts a cell in a place that is not used.
func (b *buffer[M]) newCell(c cell[M]) place {
	at := b.unused
	if at == 0 {
		b.cells = append(b.cells, c)
		return place(len(b.cells) - 1)
	}
	b.unused = b.cells[at].next
	b.cells[at] = c
	return at
}

// take takes out the messages of a list.
func (b *buffer[M]) take(first *place) outcome[M] {
	b.taken = b.taken[:0]
	for at := *first; at != 0; {
		c := b.cells[at]
		b.unmark(c.message.Causal())
		b.taken = append(b.taken, c.message)
		b.cells[at] = cell[M]{next: b.unused}
		b.unused, at = at, c.next
	}
	*first = 0
	return outcome[M]{taken: b.taken}
}

// mark notes that the message of a header is held, unless it was already.
func (b *buffer[M]) mark(h *Header) bool {
	stamps, bit := &b.held[h.Node][h.Stamp/64%2], uint64(1)<<(h.Stamp%64)
	news := *stamps&bit == 0
	*stamps |= bit
	return news
}

// unmark notes that it is not.
func (b *buffer[M]) unmark(h *Header) { b.held[h.Node][h.Stamp/64%2] &^= 1 << (h.Stamp % 64) }

// push puts a message into the heap.
func (b *buffer[M]) push(r readied[M]) {
	at := len(b.ready)
	b.ready = append(b.ready, r)
	for at > 0 {
		above := (at - 1) / 2
		if b.ready[above].order <= r.order {
			break
		}
		b.ready[at] = b.ready[above]
		at = above
	}
	b.ready[at] = r
}

// pop takes out the first message of the heap.
func (b *buffer[M]) pop() outcome[M] {
	first := b.ready[0].message
	b.unmark(first.Causal())
	b.taken = append(b.taken[:0], first)
	last := len(b.ready) - 1
	r := b.ready[last]
	b.ready[last] = readied[M]{}
	b.ready = b.ready[:last]
	for at := 0; last > 0; {
		below := 2*at + 1
		if below+1 < last && b.ready[below+1].order < b.ready[below].order {
			below++
		}
		if below >= last || r.order <= b.ready[below].order {
			b.ready[at] = r
			break
		}
		b.ready[at] = b.ready[below]
		at = below
	}
	return outcome[M]{taken: b.taken}
}
