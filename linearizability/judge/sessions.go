package judge

import (
	"maps"

	"quesera/linearizability/history"
)

// A Guarantee is what a history may promise beside linearizability, and less than it: there is an order of all
// operations that change the object, in which those of each client stand as it called them, and every read is answered
// from some prefix of it.
type Guarantee struct {
	Name string
	// A client's read is answered from a prefix with all that the client changed before (read your writes), from no
	// shorter one than its reads before (monotonic reads), and from none with what it changes later.
	OwnWrites, Monotonic, InOrder bool
}

// The guarantees.
var (
	Sequential     = Guarantee{Name: "sequentially consistent", OwnWrites: true, Monotonic: true, InOrder: true}
	ReadYourWrites = Guarantee{Name: "read your writes", OwnWrites: true}
	MonotonicReads = Guarantee{Name: "monotonic reads", Monotonic: true}
)

// MostChanges is how many operations that change the object a history may have for Keeps: it tries all their orders.
const MostChanges = 7

// Keeps reports whether a history keeps a guarantee. It tries all orders, so that the history must be short
// (MostChanges).
func Keeps(object Object, h *history.History, g Guarantee) bool {
	t := &sessions{object: &object, g: g}
	for k := range h.Operations {
		o := &h.Operations[k]
		switch {
		case o.Outcome == history.Fail || o.Outcome == history.Info && !object.changes(o):
		case object.changes(o):
			t.changes = append(t.changes, o)
			t.clients = note(t.clients, o)
		default:
			t.clients = note(t.clients, o)
		}
	}
	t.start = object.Start(h)
	t.place = map[*history.Operation]int{}
	t.prefixes = []map[string]State{{}}
	return t.try()
}

// note adds an operation to those of its client.
func note(clients [][]*history.Operation, o *history.Operation) [][]*history.Operation {
	for k := range clients {
		if clients[k][0].Process == o.Process {
			clients[k] = append(clients[k], o)
			return clients
		}
	}
	return append(clients, []*history.Operation{o})
}

// sessions is a search for an order.
type sessions struct {
	object   *Object
	g        Guarantee
	start    State
	changes  []*history.Operation
	clients  [][]*history.Operation
	place    map[*history.Operation]int // of those in the order, from 1
	prefixes []map[string]State         // what each key holds after so many of them
}

// state is what a key holds in a prefix.
func (t *sessions) state(prefix int, o *history.Operation) State {
	if s, ok := t.prefixes[prefix][o.Key.String()]; ok {
		return s
	}
	return t.start
}

// try reports whether the order so far can be completed.
func (t *sessions) try() bool {
	whole := true
	for _, o := range t.changes {
		if t.place[o] > 0 {
			continue
		}
		whole = whole && o.Outcome == history.Info // an open one may never take effect
		if !t.next(o) {
			continue
		}
		s, ok := t.object.Step(t.state(len(t.prefixes)-1, o), o)
		if !ok {
			continue
		}
		after := maps.Clone(t.prefixes[len(t.prefixes)-1])
		after[o.Key.String()] = s
		t.place[o] = len(t.prefixes)
		t.prefixes = append(t.prefixes, after)
		found := t.try()
		t.prefixes = t.prefixes[:len(t.prefixes)-1]
		delete(t.place, o)
		if found {
			return true
		}
	}
	return whole && t.answered()
}

// next reports whether all that its client changed before an operation is in the order, and may be.
func (t *sessions) next(o *history.Operation) bool {
	for _, other := range t.changes {
		if other == o {
			return true
		}
		if other.Process == o.Process && t.place[other] == 0 {
			return false
		}
	}
	return true
}

// answered reports whether every read can be answered from a prefix. The shortest that will do is the best.
func (t *sessions) answered() bool {
	for _, mine := range t.clients {
		own, read := 0, 0
		for _, o := range mine {
			if t.object.changes(o) {
				if at := t.place[o]; at > 0 {
					if t.g.InOrder && read >= at {
						return false
					}
					own = at
				}
				continue
			}
			least := 0
			if t.g.OwnWrites {
				least = own
			}
			if t.g.Monotonic {
				least = max(least, read)
			}
			for ; least < len(t.prefixes); least++ {
				if _, ok := t.object.Step(t.state(least, o), o); ok {
					break
				}
			}
			if least == len(t.prefixes) {
				return false
			}
			read = least
		}
	}
	return true
}
