package causal

import (
	"slices"

	"quesera/model"
)

// waiting is the messages that wait for broadcasts, by the node whose broadcast they wait
// for. Its methods write to it: they are for whoever has made his own copy of it.
type waiting[M Message] struct {
	nodes model.NodeSet // those that are waited for
	lists []*held[M]    // what waits for them, by ascending node
}

// held is a list of messages that wait for the same thing. It is never written after it was made.
type held[M Message] struct {
	message M
	next    *held[M]
	senders model.NodeSet // of the messages from here on
}

// copied is a copy of w, with room for one list more.
func (w waiting[M]) copied() waiting[M] {
	w.lists = append(make([]*held[M], 0, len(w.lists)+1), w.lists...)
	return w
}

// of is the list of what waits for a node.
func (w *waiting[M]) of(node model.NodeID) *held[M] {
	if !w.nodes.Has(node) {
		return nil
	}
	return w.lists[w.nodes.Rank(node)]
}

// put lets one more message wait for a node.
func (w *waiting[M]) put(node model.NodeID, m M) {
	at := w.nodes.Rank(node)
	if w.nodes.Has(node) {
		w.lists[at] = w.lists[at].with(m)
		return
	}
	var none *held[M]
	w.lists = slices.Insert(w.lists, at, none.with(m))
	w.nodes = w.nodes.With(node)
}

// take takes out what waits for a node, for which something waits.
func (w *waiting[M]) take(node model.NodeID) *held[M] {
	at := w.nodes.Rank(node)
	list := w.lists[at]
	w.lists = slices.Delete(w.lists, at, at+1)
	w.nodes = w.nodes.Without(node)
	return list
}

// with is the list and one more message.
func (l *held[M]) with(m M) *held[M] {
	var senders model.NodeSet
	if l != nil {
		senders = l.senders
	}
	return &held[M]{m, l, senders.With(m.Causal().Node)}
}

// has reports whether the same message is in the list.
func (l *held[M]) has(h *Header) bool {
	for ; l != nil && l.senders.Has(h.Node); l = l.next {
		if same(l.message.Causal(), h) {
			return true
		}
	}
	return false
}
