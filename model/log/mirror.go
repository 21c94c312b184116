package log

import (
	"slices"

	"quesera/model"
)

// MaxPending is how many entries of one author a node keeps while their past is missing. Those beyond are dropped, as
// if they had been lost, and asked for again when what comes before them is there.
const MaxPending = 256

// Mirror is one node's copy of all logs, its own included. It is a value: what it points to is replaced and never
// changed.
type Mirror[S any] struct {
	self    model.NodeID
	group   *Group
	heads   []*Item[S]     // by node: its log as this node follows it
	others  []*Item[S]     // entries that are no heads and have no successor here: other branches, and wrong entries
	pending [][]waiting    // by author: signed, waiting for their past, in order of seq
	exposed []*Evidence    // by node: why it is known to be corrupt; nil: it is not
	fresh   []model.NodeID // exposed since they were last taken
	// Noted is what an author has worked out of the mirror, to go on from there when there is more in it: it makes no
	// difference but to the time that this takes. It is replaced and never changed.
	Noted any
}

// waiting is an entry whose past is not complete, and one entry that it lacks.
type waiting struct {
	*Entry
	lacks Ref
}

// NewMirror is empty.
func NewMirror[S any](self model.NodeID, g *Group) Mirror[S] {
	return Mirror[S]{self: self, group: g, heads: make([]*Item[S], g.Nodes), pending: make([][]waiting, g.Nodes),
		exposed: make([]*Evidence, g.Nodes)}
}

// Self is the node.
func (m *Mirror[S]) Self() model.NodeID { return m.self }

// Own is the node's own latest entry; nil: it has written nothing.
func (m *Mirror[S]) Own() *Item[S] { return m.heads[m.self] }

// Head is the latest entry of a node's log as this node follows it; nil: none.
func (m *Mirror[S]) Head(i model.NodeID) *Item[S] { return m.heads[i] }

// Exposed is the evidence against a node; nil: it is not known to be corrupt.
func (m *Mirror[S]) Exposed(i model.NodeID) *Evidence { return m.exposed[i] }

// Corrupt are the nodes against which there is evidence.
func (m *Mirror[S]) Corrupt() model.NodeSet {
	var set model.NodeSet
	for i, v := range m.exposed {
		if v != nil {
			set = set.With(model.NodeID(i))
		}
	}
	return set
}

// Pending is how many entries wait for their past.
func (m *Mirror[S]) Pending() int {
	count := 0
	for _, list := range m.pending {
		count += len(list)
	}
	return count
}

// PendingOf is how many entries of one author wait for their past.
func (m *Mirror[S]) PendingOf(i model.NodeID) int { return len(m.pending[i]) }

// Branches is how many entries are kept beside the logs that are followed.
func (m *Mirror[S]) Branches() int { return len(m.others) }

// Find is the entry of a name, if it is there with its past.
func (m *Mirror[S]) Find(ref Ref) *Item[S] {
	if int(ref.Node) >= len(m.heads) {
		return nil
	}
	if item := m.heads[ref.Node].at(ref.Seq); item != nil && item.hash == ref.Hash {
		return item
	}
	for _, tip := range m.others {
		if tip.Node == ref.Node {
			if item := tip.at(ref.Seq); item != nil && item.hash == ref.Hash {
				return item
			}
		}
	}
	return nil
}

// pastOf is Find for the past of one entry. Most of its heads are those of its author's entry before, whose past is
// here, and need not be looked for.
func (m *Mirror[S]) pastOf(e *Entry) func(Ref) *Item[S] {
	var seen []*Item[S]
	if before := m.Find(Ref{e.Node, Head{e.Seq - 1, e.Back}}); before != nil {
		seen = before.Seen
	}
	return func(ref Ref) *Item[S] {
		if int(ref.Node) < len(seen) {
			if item := seen[ref.Node]; item != nil && item.Seq == ref.Seq && item.hash == ref.Hash {
				return item
			}
		}
		return m.Find(ref)
	}
}

// receive takes in one signed entry (LOG-3 to LOG-5). It returns what it could process, which is that entry or nothing.
func (r *Replay[S]) receive(m *Mirror[S], e *Entry) *Item[S] {
	if m.Find(e.Ref()) != nil {
		return nil
	}
	m.compare(e)
	if m.exposed[e.Node] != nil && !m.referred(e) {
		return nil
	}
	item, missing := r.Item(e, m.pastOf(e))
	if missing != nil {
		m.keep(waiting{e, missing[0]})
		return nil
	}
	m.take(item)
	return item
}

// take puts an entry with its past where it belongs (LOG-4).
func (m *Mirror[S]) take(item *Item[S]) {
	expose, ok := item.Action.(Expose)
	if item.Broken != nil {
		m.expose(Evidence{Kind: Invalid, Against: item.Node, First: item.Entry})
	} else if ok {
		m.expose(expose.Evidence)
	}
	if item.Broken == nil && item.Prev.is(m.heads[item.Node]) {
		m.heads = replaced(m.heads, int(item.Node), item)
		return
	}
	m.others = slices.DeleteFunc(slices.Clone(m.others), func(tip *Item[S]) bool { return tip.is(item.Prev) })
	m.others = append(m.others, item)
}

// compare looks for equivocation and forks: the entry against those of its author that are here (LOG-5).
func (m *Mirror[S]) compare(e *Entry) {
	if m.exposed[e.Node] != nil {
		return
	}
	head := m.heads[e.Node]
	if head != nil && head.Seq+1 == e.Seq && e.Back != head.hash {
		m.expose(Evidence{Kind: Fork, Against: e.Node, First: head.Entry, Second: e})
	} else if twin := head.at(e.Seq); twin != nil { // another one: what is here is not compared again
		m.expose(Evidence{Kind: Equivocation, Against: e.Node, First: twin.Entry, Second: e})
	}
	for _, other := range m.pending[e.Node] {
		switch {
		case other.Seq == e.Seq && other.hash != e.hash:
			m.expose(Evidence{Kind: Equivocation, Against: e.Node, First: other.Entry, Second: e})
		case other.Seq == e.Seq+1 && other.Back != e.hash:
			m.expose(Evidence{Kind: Fork, Against: e.Node, First: e, Second: other.Entry})
		case other.Seq+1 == e.Seq && e.Back != other.hash:
			m.expose(Evidence{Kind: Fork, Against: e.Node, First: other.Entry, Second: e})
		}
	}
}

// expose notes evidence, the first against a node. Entries of it that nobody refers to are forgotten.
func (m *Mirror[S]) expose(v Evidence) {
	if m.exposed[v.Against] != nil {
		return
	}
	m.exposed = replaced(m.exposed, int(v.Against), &v)
	m.fresh = append(slices.Clone(m.fresh), v.Against)
	var referred []waiting
	for _, e := range m.pending[v.Against] {
		if m.referred(e.Entry) {
			referred = append(referred, e)
		}
	}
	m.pending = replaced(m.pending, int(v.Against), referred)
}

// referred reports whether an entry that is kept refers to e.
func (m *Mirror[S]) referred(e *Entry) bool {
	for _, list := range m.pending {
		for _, other := range list {
			if slices.Contains(m.group.Refs(other.Entry), e.Ref()) {
				return true
			}
		}
	}
	return false
}

// keep holds an entry back, once (LOG-3).
func (m *Mirror[S]) keep(e waiting) {
	list := m.pending[e.Node]
	full := len(list) >= MaxPending && !m.group.Waived["LOG-O6"]
	if full || slices.ContainsFunc(list, func(o waiting) bool { return o.hash == e.hash }) {
		return
	}
	at := 0
	for ; at < len(list) && list[at].Seq <= e.Seq; at++ {
	}
	m.pending = replaced(m.pending, int(e.Node), slices.Insert(slices.Clone(list), at, e))
}

// next takes in one kept entry whose past has arrived; nil: there is none. Authors in order, their entries in order.
func (r *Replay[S]) next(m *Mirror[S]) *Item[S] {
	for author, list := range m.pending {
		for k, e := range list {
			if m.Find(e.lacks) == nil {
				continue
			}
			item, missing := r.Item(e.Entry, m.pastOf(e.Entry))
			if missing != nil {
				m.pending = replaced(m.pending, author, replaced(list, k, waiting{e.Entry, missing[0]}))
				return r.next(m)
			}
			m.pending = replaced(m.pending, author, slices.Delete(slices.Clone(list), k, k+1))
			m.take(item) // it was compared when it came, and what came since with it
			return item
		}
	}
	return nil
}

// missing are the entries of the past of some that wait, as deep as what waits shows it, that are neither here nor
// waiting. The author of an entry has its whole past.
func (m *Mirror[S]) missing(list []waiting, deep bool) []Ref {
	var all []Ref
	seen := map[model.Digest]bool{}
	todo := slices.Clone(list)
	for range len(list) + m.Pending() { // what waits is looked at once more at most
		if len(todo) == 0 {
			break
		}
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, ref := range m.group.Refs(at.Entry) {
			if seen[ref.Hash] || m.Find(ref) != nil {
				continue
			}
			seen[ref.Hash] = true
			waits := func(o waiting) bool { return o.hash == ref.Hash && o.Seq == ref.Seq }
			if k := slices.IndexFunc(m.pending[ref.Node], waits); k < 0 {
				all = append(all, ref)
			} else if deep {
				todo = append(todo, m.pending[ref.Node][k])
			}
		}
	}
	return all
}

// unexpected are those of some entries that will not arrive by themselves: this node has other versions of them (TLC
// §5.1.5), or does not follow their author any more.
func (m *Mirror[S]) unexpected(refs []Ref) []Ref {
	return slices.DeleteFunc(refs, func(ref Ref) bool {
		head := m.heads[ref.Node]
		return (head == nil || head.Seq < ref.Seq) && m.exposed[ref.Node] == nil
	})
}

// known are the heads as a message has them.
func (m *Mirror[S]) known() []Head {
	heads := make([]Head, len(m.heads))
	for i, item := range m.heads {
		if item != nil {
			heads[i] = Head{item.Seq, item.hash}
		}
	}
	return heads
}

// replaced is a copy of a list with another value in one place.
func replaced[T any](list []T, at int, value T) []T {
	list = slices.Clone(list)
	list[at] = value
	return list
}
