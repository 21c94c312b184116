package causal

import (
	"slices"

	"quesera/internal/persist"
	"quesera/model"
)

// waiting is the messages that wait for broadcasts, by the node that is to send them. Its methods write to it: they are
// for whoever has made a copy of it.
type waiting[M Message] struct {
	nodes model.NodeSet // those that are waited for
	lists []held[M]     // what waits for them, by ascending node
}

// held is the messages that wait for the same thing.
type held[M Message] struct {
	messages persist.List[M]
	senders  model.NodeSet
}

// copied is a copy of w, with room for one list more.
func (w waiting[M]) copied() waiting[M] {
	w.lists = append(make([]held[M], 0, len(w.lists)+1), w.lists...)
	return w
}

// of is the list of what waits for a node.
func (w *waiting[M]) of(node model.NodeID) held[M] {
	if !w.nodes.Has(node) {
		return held[M]{}
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
	w.lists = slices.Insert(w.lists, at, held[M]{}.with(m))
	w.nodes = w.nodes.With(node)
}

// take takes out what waits for a node, for which something waits.
func (w *waiting[M]) take(node model.NodeID) held[M] {
	at := w.nodes.Rank(node)
	list := w.lists[at]
	w.lists = slices.Delete(w.lists, at, at+1)
	w.nodes = w.nodes.Without(node)
	return list
}

// with is h and one more message.
func (h held[M]) with(m M) held[M] {
	return held[M]{h.messages.With(m), h.senders.With(m.Causal().Node)}
}

// has reports whether the message of a header is held.
func (h held[M]) has(of *Header) bool {
	if !h.senders.Has(of.Node) {
		return false
	}
	for m := range h.messages.All() {
		if same(m.Causal(), of) {
			return true
		}
	}
	return false
}
