package log

import (
	"errors"
	"fmt"

	"quesera/model"
)

// An Auditor reads signed entries of a group in any order, in octets, and trusts nobody: not who wrote them, and not
// who brings them (TLC §5.1.4). Audit implements it for every protocol.
type Auditor interface {
	// Take takes in an entry. The error wraps ErrSignature if its author did not sign it, for this group, and ErrOctets if
	// the octets are none.
	Take(octets []byte, s Signature) (*Entry, error)
	// Find is an entry that was taken in, or is part of evidence in one; nil: there is none with this hash.
	Find(d model.Digest) *Entry
	// Fault is the first evidence against a node; not ok: there is none.
	Fault(i model.NodeID) (Fault, bool)
	// Judge judges evidence that somebody claims to have; nil: it proves what it says.
	Judge(v Evidence) error
	// Waiting is how many entries of a node refer to what was not taken in.
	Waiting(i model.NodeID) int
	// Replayed is what the entry of this hash concludes if it is right, or the rule that it breaks; not ok: it is not
	// there with its past.
	Replayed(d model.Digest) (c Conclusion, wrong *Broken, ok bool)
	// Export is evidence as a file has it.
	Export(v Evidence) (any, error)
}

// Fault is evidence, and the rule that the entry breaks if it is of an invalid action.
type Fault struct {
	Evidence
	Broken *Broken // nil: it is of two entries
}

// Conclusion is what a node concluded of a round, by the replay of its own entry.
type Conclusion struct {
	Step      model.Step // that its author is in
	Ends      bool       // a round ends in it, and what follows tells of it
	Round     uint64
	Chosen    bool
	Choice    model.Digest
	Committed bool
}

// ErrOctets is wrapped by errors of octets that are no entry.
var ErrOctets = errors.New("no entry")

// Audit is what whoever reads entries learns: all logs in all their branches, and the first evidence against each node.
// It is no part of a node, and shares with one only the replay.
type Audit[S any] struct {
	Replay *Replay[S]
	Action func([]byte) (Action, error) // reads actions of the protocol
	Tell   func(*Item[S]) Conclusion    // what a right entry concludes
	Pack   func(Portable) (any, error)  // evidence as a file has it

	entries   map[model.Digest]*Entry
	mentioned map[model.Digest]*Entry // of evidence in entries
	items     map[Ref]*Item[S]
	numbered  map[place][]*Entry
	lacking   map[Ref][]*Entry // entries that wait, by one that they lack
	waiting   []int            // by node
	faults    []*Fault         // by node
}

// place is where an entry stands in its author's log.
type place struct {
	node model.NodeID
	seq  Seq
}

// NewAudit has read nothing.
func NewAudit[S any](r *Replay[S], action func([]byte) (Action, error)) *Audit[S] {
	return &Audit[S]{Replay: r, Action: action, entries: map[model.Digest]*Entry{},
		mentioned: map[model.Digest]*Entry{}, items: map[Ref]*Item[S]{}, numbered: map[place][]*Entry{},
		lacking: map[Ref][]*Entry{}, waiting: make([]int, r.Group.Nodes),
		faults: make([]*Fault, r.Group.Nodes)}
}

// Take implements Auditor, as all that follows.
func (a *Audit[S]) Take(octets []byte, s Signature) (*Entry, error) {
	e, err := a.Replay.Group.Decode(octets, a.Action)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOctets, err)
	}
	if e.Signature = s; !a.Replay.Signed(e) {
		return e, fmt.Errorf("log: entry %d of node %d: %w", e.Seq, e.Node, ErrSignature)
	}
	if a.entries[e.hash] == nil {
		a.entries[e.hash] = e
		a.mention(e)
		a.compare(e)
		a.link(e)
	}
	return e, nil
}

// mention notes the entries of evidence in an entry, so that they can be spoken of.
func (a *Audit[S]) mention(e *Entry) {
	expose, _ := e.Action.(Expose) // of another action there is no evidence
	for _, part := range []*Entry{expose.Evidence.First, expose.Evidence.Second} {
		if part != nil && a.mentioned[part.hash] == nil {
			a.mentioned[part.hash] = part
			a.mention(part)
		}
	}
}

// compare looks for equivocation and forks among all entries of the author (LOG-E1, LOG-E2).
func (a *Audit[S]) compare(e *Entry) {
	for _, twin := range a.numbered[place{e.Node, e.Seq}] {
		a.blame(Evidence{Kind: Equivocation, Against: e.Node, First: twin, Second: e}, nil)
	}
	for _, before := range a.numbered[place{e.Node, e.Seq - 1}] {
		if e.Back != before.hash {
			a.blame(Evidence{Kind: Fork, Against: e.Node, First: before, Second: e}, nil)
		}
	}
	for _, after := range a.numbered[place{e.Node, e.Seq + 1}] {
		if after.Back != e.hash {
			a.blame(Evidence{Kind: Fork, Against: e.Node, First: e, Second: after}, nil)
		}
	}
	at := place{e.Node, e.Seq}
	a.numbered[at] = append(a.numbered[at], e)
}

// link replays an entry if its past is there, and those that waited for it (LOG-E3).
func (a *Audit[S]) link(e *Entry) {
	for ready := []*Entry{e}; len(ready) > 0; ready = ready[1:] {
		e := ready[0]
		item, missing := a.Replay.Item(e, a.find)
		if missing != nil {
			a.lacking[missing[0]] = append(a.lacking[missing[0]], e)
			a.waiting[e.Node]++
			continue
		}
		a.items[e.Ref()] = item
		expose, ok := e.Action.(Expose)
		if item.Broken != nil {
			a.blame(Evidence{Kind: Invalid, Against: e.Node, First: e}, item.Broken)
		} else if ok {
			a.exposed(expose.Evidence)
		}
		for _, waited := range a.lacking[e.Ref()] {
			a.waiting[waited.Node]--
			ready = append(ready, waited)
		}
		delete(a.lacking, e.Ref())
	}
}

// exposed notes evidence that a right entry has, and that was judged with it.
func (a *Audit[S]) exposed(v Evidence) {
	var why *Broken
	if v.Kind == Invalid {
		if item, missing := a.Replay.Item(v.First, a.find); missing == nil {
			why = item.Broken
		}
	}
	a.blame(v, why)
}

// blame notes the first evidence against a node.
func (a *Audit[S]) blame(v Evidence, why *Broken) {
	if a.faults[v.Against] == nil {
		a.faults[v.Against] = &Fault{v, why}
	}
}

// find is an entry with its past.
func (a *Audit[S]) find(ref Ref) *Item[S] { return a.items[ref] }

// Find implements Auditor.
func (a *Audit[S]) Find(d model.Digest) *Entry {
	if e := a.entries[d]; e != nil {
		return e
	}
	return a.mentioned[d]
}

// Fault implements Auditor.
func (a *Audit[S]) Fault(i model.NodeID) (Fault, bool) {
	if int(i) >= len(a.faults) || a.faults[i] == nil {
		return Fault{}, false
	}
	return *a.faults[i], true
}

// Judge implements Auditor.
func (a *Audit[S]) Judge(v Evidence) error {
	var past []*Item[S]
	for _, ref := range a.Replay.Group.Needs(v) {
		past = append(past, a.find(ref))
	}
	return a.Replay.Check(v, past)
}

// Waiting implements Auditor.
func (a *Audit[S]) Waiting(i model.NodeID) int { return a.waiting[i] }

// Replayed implements Auditor.
func (a *Audit[S]) Replayed(d model.Digest) (Conclusion, *Broken, bool) {
	e := a.entries[d]
	if e == nil || a.items[e.Ref()] == nil {
		return Conclusion{}, nil, false
	}
	item := a.items[e.Ref()]
	if item.Broken != nil {
		return Conclusion{}, item.Broken, true
	}
	return a.Tell(item), nil, true
}

// Export implements Auditor.
func (a *Audit[S]) Export(v Evidence) (any, error) {
	p, err := a.Replay.Portable(v, a.find)
	if err != nil {
		return nil, err
	}
	return a.Pack(p)
}
