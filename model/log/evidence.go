package log

import (
	"errors"
	"fmt"

	"quesera/model"
)

// Kind is what evidence proves.
type Kind uint8

const (
	Equivocation Kind = iota + 1 // LOG-E1
	Fork                         // LOG-E2
	Invalid                      // LOG-E3
)

// String is the name of the kind.
func (k Kind) String() string {
	switch k {
	case Equivocation:
		return "equivocation"
	case Fork:
		return "fork"
	case Invalid:
		return "invalid action"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Evidence proves that a node did not follow the protocol (package comment). It is immutable.
type Evidence struct {
	Kind    Kind
	Against model.NodeID
	First   *Entry // of a fork, the earlier one; of an invalid action, the entry
	Second  *Entry // nil for an invalid action
}

// Needs are the entries without which evidence cannot be judged: the past of an invalid action.
func (g *Group) Needs(v Evidence) []Ref {
	if v.Kind != Invalid || v.First == nil {
		return nil
	}
	return g.Refs(v.First)
}

// What evidence is refused for. Errors of Check wrap one of these.
var (
	ErrSignature = errors.New("not signed by the node it is against")
	ErrNothing   = errors.New("proves nothing")
	ErrPast      = errors.New("the past of the entry is not there")
)

// Check judges evidence; nil: the node is at fault. Past has what Needs names, in any order.
func (r *Replay[S]) Check(v Evidence, past []*Item[S]) error {
	signed := func(e *Entry) bool { return e != nil && e.Node == v.Against && r.Signed(e) }
	if !signed(v.First) || v.Kind != Invalid && !signed(v.Second) {
		return fmt.Errorf("log: evidence of %v against node %d: %w", v.Kind, v.Against, ErrSignature)
	}
	proved := false
	switch v.Kind {
	case Equivocation:
		proved = v.First.Seq == v.Second.Seq && v.First.hash != v.Second.hash
	case Fork:
		proved = v.First.Seq+1 == v.Second.Seq && v.First.Seq > 0 && v.Second.Back != v.First.hash
	case Invalid:
		item, missing := r.Item(v.First, among(past))
		if missing != nil {
			return fmt.Errorf("log: evidence against node %d: %w: %d entries, the first of node %d", v.Against, ErrPast,
				len(missing), missing[0].Node)
		}
		proved = v.Second == nil && item.Broken != nil
	}
	if !proved {
		return fmt.Errorf("log: evidence of %v against node %d: %w", v.Kind, v.Against, ErrNothing)
	}
	return nil
}

// among finds items in a list.
func among[S any](items []*Item[S]) func(Ref) *Item[S] {
	return func(ref Ref) *Item[S] {
		for _, item := range items {
			if item != nil && item.Ref() == ref {
				return item
			}
		}
		return nil
	}
}

// Portable is evidence with all that somebody needs who has seen nothing of the run: the past of an invalid action,
// each entry after those that it refers to.
type Portable struct {
	Evidence
	Past []*Entry
}

// Portable gathers the past of evidence. Find gives the items that it refers to.
func (r *Replay[S]) Portable(v Evidence, find func(Ref) *Item[S]) (Portable, error) {
	p, seen := Portable{Evidence: v}, map[model.Digest]bool{}
	var visit func(item *Item[S])
	visit = func(item *Item[S]) {
		if item == nil || seen[item.hash] {
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
		p.Past = append(p.Past, item.Entry)
	}
	for _, ref := range r.Group.Needs(v) {
		item := find(ref)
		if item == nil {
			return p, fmt.Errorf("log: evidence against node %d: entry %d of node %d: %w", v.Against, ref.Seq, ref.Node,
				ErrPast)
		}
		visit(item)
	}
	return p, nil
}

// CheckAlone judges portable evidence with nothing else at hand. The entries of the past need no signatures: the hashes
// in the signed entry bind its author to them.
func (r *Replay[S]) CheckAlone(p Portable) error {
	items := map[Ref]*Item[S]{}
	find := func(ref Ref) *Item[S] { return items[ref] }
	for k, e := range p.Past {
		if e == nil || e.hash != r.Group.hash(e) {
			return fmt.Errorf("log: entry %d of the past: %w", k+1, ErrPast)
		}
		item, missing := r.Item(e, find)
		if missing != nil {
			return fmt.Errorf("log: entry %d of the past refers to entry %d of node %d: %w", k+1, missing[0].Seq,
				missing[0].Node, ErrPast)
		}
		items[e.Ref()] = item
	}
	var past []*Item[S]
	for _, ref := range r.Group.Needs(p.Evidence) {
		past = append(past, items[ref])
	}
	return r.Check(p.Evidence, past)
}
