package log

import (
	"fmt"
	"slices"

	"quesera/model"
)

// Broken says which rule an entry breaks, and how.
type Broken struct{ Rule, What string }

func (b *Broken) Error() string { return b.What + " (" + b.Rule + ")" }

func broken(rule, format string, args ...any) *Broken {
	return &Broken{rule, fmt.Sprintf(format, args...)}
}

// Item is an entry with its causal past, replayed. It is a function of the entry's hash, and immutable.
type Item[S any] struct {
	*Entry
	Prev   *Item[S]   // the entry before in the same log; nil: none
	Seen   []*Item[S] // by node: the entry that its head names; nil: none
	More   []*Item[S] // what its action refers to
	State  S          // of the author after the entry, if it is right
	Broken *Broken    // nil: the entry is right
	// Exposed are the nodes against which the author has seen evidence in a log, this entry included.
	Exposed model.NodeSet
	skip    *Item[S] // an entry further back in the same log, or nil: see at
}

// Rules judge the actions of a protocol.
type Rules[S any] interface {
	// Judge replays an entry in its author's own view: the state after it, or the rule that it breaks. It depends on
	// nothing but the past.
	Judge(p Past[S]) (S, *Broken)
}

// Past is the view in which an author wrote an entry: all of it is right by the rules of logs.
type Past[S any] struct {
	Entry *Entry
	Prev  *Item[S]   // the author's entry before; nil: none
	Seen  []*Item[S] // by node, as in Item
	// Exposed are the nodes against which there is evidence in the view, that of this entry included.
	Exposed model.NodeSet
}

// Replay judges entries. It remembers items, so that a group of simulated nodes judges each only once; what it
// remembers changes no result, and is bounded.
type Replay[S any] struct {
	Group      *Group
	Rules      Rules[S]
	fresh, old map[model.Digest]*Item[S]
}

// remembered is how many items a generation of the memory has.
const remembered = 1 << 15

// NewReplay is a replay with an empty memory.
func NewReplay[S any](g *Group, rules Rules[S]) *Replay[S] {
	return &Replay[S]{Group: g, Rules: rules, fresh: map[model.Digest]*Item[S]{}}
}

// Signed reports whether the author signed an entry. An entry that is remembered with this signature was checked.
func (r *Replay[S]) Signed(e *Entry) bool {
	if e == nil {
		return false
	}
	if item := r.recall(e.hash); item != nil && item.Entry == e {
		return true
	}
	return r.Group.Signed(e)
}

func (r *Replay[S]) recall(hash model.Digest) *Item[S] {
	if item := r.fresh[hash]; item != nil {
		return item
	}
	return r.old[hash]
}

func (r *Replay[S]) remember(item *Item[S]) {
	if len(r.fresh) >= remembered {
		r.old, r.fresh = r.fresh, map[model.Digest]*Item[S]{}
	}
	r.fresh[item.hash] = item
}

// Item links an entry that its author signed to its past and replays it. Find looks the past up, in what somebody
// holds. What it does not find is missing, and then there is no item yet.
func (r *Replay[S]) Item(e *Entry, find func(Ref) *Item[S]) (item *Item[S], missing []Ref) {
	if wrong := r.Group.wellFormed(e); wrong != nil {
		return &Item[S]{Entry: e, Broken: wrong}, nil
	}
	refs := r.Group.Refs(e)
	found := make([]*Item[S], len(refs))
	for k, ref := range refs {
		if found[k] = find(ref); found[k] == nil {
			missing = append(missing, ref)
		}
	}
	if missing != nil {
		return nil, missing
	}
	if item := r.recall(e.hash); item != nil {
		return item, nil
	}
	item = &Item[S]{Entry: e, Seen: make([]*Item[S], r.Group.Nodes)}
	if e.Seq > 1 {
		item.Prev, found = found[0], found[1:]
		item.skip = item.Prev.skipOfNext()
	}
	for k, h := range e.Heads {
		if h.Seq > 0 {
			item.Seen[k], found = found[0], found[1:]
		}
	}
	item.More = found
	r.replay(item)
	r.remember(item)
	return item, nil
}

// replay judges an entry that is linked to its past.
func (r *Replay[S]) replay(item *Item[S]) {
	if item.Broken = chained(item); item.Broken != nil && !r.Group.Waived[item.Broken.Rule] {
		return
	}
	for _, seen := range append(slices.Clone(item.Seen), item.Prev) {
		if seen != nil {
			item.Exposed = item.Exposed.Union(seen.Exposed)
		}
	}
	if expose, ok := item.Action.(Expose); ok {
		if item.Broken = r.exposes(item, expose.Evidence); item.Broken != nil && !r.Group.Waived[item.Broken.Rule] {
			return
		}
		item.Exposed = item.Exposed.With(expose.Evidence.Against)
	}
	item.State, item.Broken = r.Rules.Judge(Past[S]{item.Entry, item.Prev, item.Seen, item.Exposed})
}

// exposes is LOG-R6.
func (r *Replay[S]) exposes(item *Item[S], v Evidence) *Broken {
	if item.Exposed.Has(v.Against) {
		return broken("LOG-R6", "exposes node %d once more", v.Against)
	}
	if err := r.Check(v, item.More); err != nil {
		return broken("LOG-R6", "accuses node %d: %v", v.Against, err)
	}
	return nil
}

// chained is LOG-R3 to LOG-R5.
func chained[S any](item *Item[S]) *Broken {
	if item.Prev != nil && item.Prev.Broken != nil {
		return broken("LOG-R5", "follows its own entry %d, which is wrong", item.Prev.Seq)
	}
	for k, seen := range item.Seen {
		if seen != nil && seen.Broken != nil {
			return broken("LOG-R5", "covers entry %d of node %d, which is wrong", seen.Seq, k)
		}
		if item.Prev == nil || item.Prev.Seen[k] == nil {
			continue
		}
		if before := item.Prev.Seen[k]; !seen.follows(before) {
			return broken("LOG-R3", "has seen node %d up to %v, want a continuation of %d %v", k, item.Heads[k],
				before.Seq, before.hash)
		}
	}
	return item.closed()
}

// closed is LOG-R4. What is new to the author is what it may fail to cover.
func (item *Item[S]) closed() *Broken {
	for k, seen := range item.Seen {
		if seen == nil || item.Prev != nil && seen.is(item.Prev.Seen[k]) {
			continue
		}
		for m, deeper := range seen.Seen {
			mine := item.Seen[m]
			if m == int(item.Node) {
				mine = item.Prev
			}
			if deeper != nil && (mine == nil || deeper.Seq > mine.Seq && deeper.follows(mine)) {
				return broken("LOG-R4", "covers entry %d of node %d, which covers entry %d of node %d, but not that one",
					seen.Seq, k, deeper.Seq, m)
			}
		}
	}
	return nil
}

// follows reports whether earlier is the item or before it in its log. None follows none.
func (item *Item[S]) follows(earlier *Item[S]) bool {
	at := item.at(earlier.Seq)
	return at != nil && at.hash == earlier.hash
}

// is reports whether both are the same entry, or none.
func (item *Item[S]) is(other *Item[S]) bool {
	return item == other || item != nil && other != nil && item.hash == other.hash
}

// at is the entry with a number in the log that ends with the item. Most heads of an entry name what is dozens of
// entries back, so that it skips: from entry k to one further back in steps logarithmic in k.
func (item *Item[S]) at(seq Seq) *Item[S] {
	for item != nil && item.Seq > seq {
		if item.skip != nil && item.skip.Seq >= seq {
			item = item.skip
		} else {
			item = item.Prev
		}
	}
	if item == nil || item.Seq != seq {
		return nil
	}
	return item
}

// skipOfNext is where the entry after this one skips to: two skips of one length become one of both together, after
// Myers, An applicative random-access stack, 1983. A skip to before the first entry is none.
func (item *Item[S]) skipOfNext() *Item[S] {
	number := func(at *Item[S]) Seq {
		if at == nil {
			return 0
		}
		return at.Seq
	}
	skip := item.skip
	if skip != nil && item.Seq-skip.Seq == skip.Seq-number(skip.skip) {
		return skip.skip
	}
	return item
}
