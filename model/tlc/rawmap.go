package tlc

import (
	"iter"

	"quesera/model"
)

// rawMap holds the raw messages of one step by their nodes. It is a value: what it refers to is
// never changed, only replaced. The messages of 64 nodes make up a list, so that one more is a
// small addition and finding one takes few steps in a group of any size.
type rawMap struct {
	nodes model.NodeSet
	first *rawList
	more  *[model.MaxNodes/perList - 1]*rawList // lists of the nodes from 64 on
}

const perList = 64

// rawList is a list of messages, the last delivered first.
type rawList struct {
	message *Raw
	earlier *rawList
}

// add adds the message of a node that has none yet.
func (r *rawMap) add(m *Raw) {
	list := &rawList{m, r.list(m.Node)}
	r.nodes = r.nodes.With(m.Node)
	if m.Node < perList {
		r.first = list
		return
	}
	more := new([model.MaxNodes/perList - 1]*rawList)
	if r.more != nil {
		*more = *r.more
	}
	more[m.Node/perList-1] = list
	r.more = more
}

// list is where the message of a node lies.
func (r *rawMap) list(node model.NodeID) *rawList {
	switch {
	case node < perList:
		return r.first
	case r.more != nil && node < model.MaxNodes:
		return r.more[node/perList-1]
	}
	return nil
}

// get is the message of a node.
func (r rawMap) get(node model.NodeID) (*Raw, bool) {
	for list := r.list(node); list != nil; list = list.earlier {
		if list.message.Node == node {
			return list.message, true
		}
	}
	return nil, false
}

// all are the messages, in no particular order.
func (r rawMap) all() iter.Seq[*Raw] {
	return func(yield func(*Raw) bool) {
		for k := model.NodeID(0); k < model.MaxNodes; k += perList {
			for list := r.list(k); list != nil; list = list.earlier {
				if !yield(list.message) {
					return
				}
			}
			if r.more == nil {
				return
			}
		}
	}
}
