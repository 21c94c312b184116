package log

import (
	"slices"

	"quesera/model"
)

// MaxBundle is how many entries one answer has at most (LOG-7).
const MaxBundle = 512

// impatience is how many more entries of an author may wait before their past is asked for.
const impatience = 8

// Want asks for entries (LOG-3). Have tells what the asker has, so that the answer need not repeat it.
type Want struct {
	Refs []Ref
	Have []Head
}

// Bundle answers a Want: entries, each after those that it refers to.
type Bundle struct{ Entries []*Entry }

func (Want) Label() model.Label   { return model.Label{Kind: KindWant} }
func (Bundle) Label() model.Label { return model.Label{Kind: KindBundle} }

// An Author says what a node does, given what it has processed.
type Author[S any] interface {
	// Next is the action of the node's next entry; nil: it waits. Coin is the node's private randomness.
	Next(m *Mirror[S], coin uint64) Action
}

// A Beginner is an Author whose first entry depends on what it has seen: from some view on it could not begin any more.
type Beginner[S any] interface {
	// Begins reports whether the node may still begin in the view that it has.
	Begins(m *Mirror[S]) bool
}

// State is one node's side. It is a value.
type State[S any] struct {
	Mirror[S]
	coin    uint64
	started bool
	ruined  bool // a corrupt node wrote a wrong entry
	// Private is what a corrupt node remembers beside what an honest one does. It is replaced and never changed.
	Private any
}

// Coin is the private randomness of the node.
func (s *State[S]) Coin() uint64 { return s.coin }

// The effects beside those of package model.
type (
	// Processed: an entry of another node is in the past of this node from now on.
	Processed[S any] struct{ Item *Item[S] }
	// Wrote: the node wrote an entry.
	Wrote[S any] struct{ Item *Item[S] }
	// Exposed: the node has evidence against another.
	Exposed struct{ Evidence Evidence }
)

func (Processed[S]) IsEffect() {}
func (Wrote[S]) IsEffect()     {}
func (Exposed) IsEffect()      {}

// Machine is the machine of LOG-1 to LOG-7. It implements model.InPlace.
type Machine[S any] struct {
	Replay *Replay[S]
	Author Author[S]
	Keys   []Key // by node. In a simulation all machines are one value; each uses its own key only.
	// Corrupt: the author may be wrong. What it writes is sent all the same, and after a wrong entry it is silent.
	Corrupt bool
}

// Start asks for the private randomness of the node.
func (m Machine[S]) Start(self model.NodeID) (State[S], []model.Effect) {
	return State[S]{Mirror: NewMirror[S](self, m.Replay.Group)}, []model.Effect{model.AskCoin{Sides: 1 << 48}}
}

// Apply is one transition. It works on its own copy of the state, its parameter.
func (m Machine[S]) Apply(s State[S], e model.Event) (State[S], []model.Effect) {
	effects := m.Change(&s, e, nil)
	return s, effects
}

// Change implements model.InPlace.
func (m Machine[S]) Change(s *State[S], e model.Event, effects []model.Effect) []model.Effect {
	t := turn[S]{m, s, &effects}
	switch e := e.(type) {
	case model.Coin:
		if !s.started { // until then it listens
			s.coin, s.started = e.Value, true
			t.act()
		}
	case model.Receive:
		before, said := s.Mirror, len(effects)
		t.onReceive(e.From, e.Message)
		if !s.started && !t.begins() {
			s.Mirror, effects = before, effects[:said] // as lost: it can ask for it when it has begun
		}
	case model.Timeout:
		t.onTimeout()
	}
	return effects
}

// turn is one transition in the making.
type turn[S any] struct {
	Machine[S]
	*State[S]
	effects *[]model.Effect
}

// begins reports whether the node may still begin in its present view.
func (t *turn[S]) begins() bool {
	b, asked := t.Author.(Beginner[S])
	return !asked || b.Begins(&t.Mirror)
}

func (t *turn[S]) emit(e model.Effect) { *t.effects = append(*t.effects, e) }

func (t *turn[S]) onReceive(from model.NodeID, message model.Message) {
	if int(from) >= t.Replay.Group.Nodes || from == t.self {
		return
	}
	switch message := message.(type) {
	case *Entry:
		t.onEntries(from, []*Entry{message})
	case Bundle:
		t.onEntries(from, message.Entries[:min(len(message.Entries), MaxBundle)])
	case Want:
		t.onWant(from, message)
	}
}

// onEntries takes in entries one by one, and asks for what differs from one's own copy (LOG-2 to LOG-6).
func (t *turn[S]) onEntries(from model.NodeID, entries []*Entry) {
	for _, e := range entries {
		if e == nil || !t.Replay.Signed(e) || e.Node == t.self {
			continue
		}
		item := t.Replay.receive(&t.Mirror, e)
		t.processed(item)
		t.drain()
		if slices.ContainsFunc(t.pending[e.Node], func(o waiting) bool { return o.Entry == e }) {
			long := len(t.pending[e.Node])%impatience == 0
			refs := t.missing([]waiting{{Entry: e}}, long)
			if !long {
				refs = t.unexpected(refs)
			}
			t.ask(from, refs)
		}
	}
}

// ask asks a node for entries, if there are any to ask for.
func (t *turn[S]) ask(whom model.NodeID, refs []Ref) {
	if len(refs) > 0 && !t.Replay.Group.Waived["LOG-3"] {
		t.emit(model.Send{To: whom, Message: Want{refs[:min(len(refs), MaxBundle)], t.known()}})
	}
}

// drain processes what has become possible.
func (t *turn[S]) drain() {
	for {
		item := t.Replay.next(&t.Mirror)
		if item == nil {
			return
		}
		t.processed(item)
	}
}

// processed lets the author act after an entry was taken in, or after evidence was found (LOG-6).
func (t *turn[S]) processed(item *Item[S]) {
	for _, node := range t.fresh {
		t.emit(Exposed{*t.exposed[node]})
	}
	if item != nil && t.heads[item.Node] == item {
		t.emit(Processed[S]{item})
	}
	if item != nil || len(t.fresh) > 0 {
		t.fresh = nil
		t.act()
	}
}

// act writes what the author has to say, entry by entry (LOG-1). An author that always has something to say, as one
// that needs nobody else, is heard again at the next event.
func (t *turn[S]) act() {
	if !t.started || t.ruined {
		return
	}
	for range 2*t.Replay.Group.Nodes + 8 {
		action := t.Author.Next(&t.Mirror, t.coin)
		if action == nil {
			action = t.unpublished()
		}
		if action == nil {
			return
		}
		e := t.Replay.Write(&t.Mirror, t.Keys[t.self], action)
		item, _ := t.Replay.Item(e, t.pastOf(e)) // a node has the past of its own entry
		if item.Broken != nil && t.Machine.Corrupt {
			t.ruined = true
			t.emit(model.Broadcast{Message: e})
			return
		}
		if item.Broken != nil {
			panic("log: a node's own entry is wrong: " + item.Broken.Error())
		}
		t.take(item)
		t.emit(Wrote[S]{item})
		t.emit(model.Broadcast{Message: e})
	}
}

// unpublished is evidence that this node has and that its view lacks; nil: there is none.
func (m *Mirror[S]) unpublished() Action {
	for i, v := range m.exposed {
		if v != nil && !m.published(model.NodeID(i)) {
			return Expose{*v}
		}
	}
	return nil
}

// published reports whether the next entry's view would have evidence against a node.
func (m *Mirror[S]) published(i model.NodeID) bool {
	return slices.ContainsFunc(m.heads, func(head *Item[S]) bool { return head != nil && head.Exposed.Has(i) })
}

// Force writes an action as a corrupt node would, whatever the rules say, and returns the entry. If it is right the
// node's own log goes on from it.
func (m Machine[S]) Force(s *State[S], action Action) *Entry {
	e := m.Replay.Write(&s.Mirror, m.Keys[s.self], action)
	if item, _ := m.Replay.Item(e, s.pastOf(e)); item.Broken == nil {
		s.take(item)
	}
	return e
}

// Write signs the next entry of a node's log with its present heads (LOG-1).
func (r *Replay[S]) Write(m *Mirror[S], key Key, action Action) *Entry {
	e := Entry{Node: m.self, Seq: 1, Back: r.Group.Genesis(), Heads: m.known(), Action: action}
	if own := m.Own(); own != nil {
		e.Seq, e.Back = own.Seq+1, own.hash
	}
	e.Heads[m.self] = Head{}
	return r.Group.Sign(key, e)
}

// onTimeout goes on where the author was interrupted, repeats one's latest entry, which may have been lost, and asks
// for what kept entries refer to (LOG-3).
func (t *turn[S]) onTimeout() {
	t.act()
	if own := t.Own(); own != nil {
		t.emit(model.Broadcast{Message: own.Entry})
	}
	for author, list := range t.pending {
		t.ask(model.NodeID(author), t.missing(list, true))
	}
}

// onWant sends what is asked for with what the asker lacks of its past (LOG-7).
func (t *turn[S]) onWant(to model.NodeID, want Want) {
	if len(want.Have) != t.Replay.Group.Nodes || len(want.Refs) > MaxBundle {
		return
	}
	var entries []*Entry
	seen := map[model.Digest]bool{}
	has := make([]*Item[S], len(t.heads)) // what the asker has of the logs as this node follows them
	for i, head := range t.heads {
		if have := head.at(want.Have[i].Seq); have != nil && have.hash == want.Have[i].Hash {
			has[i] = have
		}
	}
	var visit func(item *Item[S])
	visit = func(item *Item[S]) {
		if item == nil || seen[item.hash] || len(entries) >= MaxBundle {
			return
		}
		if has[item.Node].follows(item) {
			return
		}
		seen[item.hash] = true
		visit(item.Prev)
		for _, before := range item.Seen {
			visit(before)
		}
		for _, before := range item.More {
			visit(before)
		}
		if len(entries) < MaxBundle {
			entries = append(entries, item.Entry)
		}
	}
	for _, ref := range want.Refs {
		visit(t.Find(ref))
	}
	if len(entries) > 0 {
		t.emit(model.Send{To: to, Message: Bundle{entries}})
	}
}
