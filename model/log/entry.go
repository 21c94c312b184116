package log

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"quesera/model"
)

// Seq numbers the entries of a log, from 1; 0 is before the first.
type Seq uint32

// Head is where a log stands in somebody's view: the last entry seen of it. The zero value: nothing seen.
type Head struct {
	Seq  Seq
	Hash model.Digest
}

// A Ref names an entry.
type Ref struct {
	Node model.NodeID
	Head
}

// Action is what an entry says. Its encoding is canonical.
type Action = model.Payload

// An Expose publishes evidence: the one action that all protocols have. It refers to what its evidence needs.
type Expose struct{ Evidence Evidence }

// AppendTo implements Action. The first octet of an action is 0 for an Expose, and not for those of protocols.
func (x Expose) AppendTo(b []byte) []byte { return x.Evidence.AppendTo(append(b, exposeTag)) }

const exposeTag = 0

// Entry is one entry of a log (package comment). It is immutable once signed.
type Entry struct {
	Node      model.NodeID
	Seq       Seq
	Back      model.Digest
	Heads     []Head // by node; that of the author itself is empty, Back stands for it
	Action    Action
	Signature Signature
	hash      model.Digest
}

// KindEntry, KindWant and KindBundle are the kinds of message, as in model.Label.
const (
	KindEntry uint8 = iota
	KindWant
	KindBundle
)

// Label shows nothing of an entry but its number.
func (e *Entry) Label() model.Label { return model.Label{Kind: KindEntry, Step: model.Step(e.Seq)} }

// Hash identifies the entry and its whole causal past.
func (e *Entry) Hash() model.Digest { return e.hash }

// Ref names the entry.
func (e *Entry) Ref() Ref { return Ref{e.Node, Head{e.Seq, e.hash}} }

// Group is who keeps logs together.
// Waivable are the rules that Group.Waived can name.
var Waivable = []string{"LOG-2", "LOG-3", "LOG-O6", "LOG-R3", "LOG-R4", "LOG-R5", "LOG-R6"}

type Group struct {
	ID         string // distinguishes instances: entries of another are not signed for this one
	Nodes      int
	Signatures Signatures
	// Waived are rules of logs that nobody keeps to, so that it can be seen what they are for: LOG-2, that an entry is of
	// its group; LOG-3, that one asks for what one lacks; LOG-O6, that one keeps no more than MaxPending; and LOG-R3 to
	// LOG-R6.
	Waived map[string]bool
}

// Validate reports a group that cannot be.
func (g *Group) Validate() error {
	switch {
	case g.Nodes < 1 || g.Nodes > model.MaxNodes:
		return fmt.Errorf("log: nodes = %d, want 1..%d", g.Nodes, model.MaxNodes)
	case len(g.ID) > 1<<16-1:
		return fmt.Errorf("log: name of the group = %d octets, want at most %d", len(g.ID), 1<<16-1)
	case g.Signatures == nil:
		return fmt.Errorf("log: signatures = none, want a scheme")
	}
	return nil
}

// Genesis is the back-link of every first entry.
func (g *Group) Genesis() model.Digest {
	return sha256.Sum256(append([]byte("quesera/log/genesis"), g.ID...))
}

// Sign completes an entry with its hash and the signature of a key.
func (g *Group) Sign(key Key, e Entry) *Entry {
	e.hash = g.hash(&e)
	e.Signature = key.Sign(e.hash)
	return &e
}

// Signed reports whether the author signed the entry, for this group.
func (g *Group) Signed(e *Entry) bool {
	return e != nil && int(e.Node) < g.Nodes && e.Action != nil && e.hash == g.hash(e) &&
		g.Signatures.Verify(e.Node, e.hash, e.Signature)
}

// hash is SHA-256 over the group and the entry.
func (g *Group) hash(e *Entry) model.Digest {
	b := make([]byte, 0, 512)
	b = append(b, "quesera/log/entry"...)
	if !g.Waived["LOG-2"] {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(g.ID)))
		b = append(b, g.ID...)
	}
	return sha256.Sum256(e.AppendTo(b))
}

// AppendTo appends the encoding of the entry without its signature.
func (e *Entry) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(e.Node))
	b = binary.LittleEndian.AppendUint32(b, uint32(e.Seq))
	b = append(b, e.Back[:]...)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(e.Heads)))
	for _, h := range e.Heads {
		b = binary.LittleEndian.AppendUint32(b, uint32(h.Seq))
		b = append(b, h.Hash[:]...)
	}
	return e.Action.AppendTo(b)
}

// Refs are the entries that e refers to: the one before, the heads, and what its evidence needs. A malformed entry is
// judged by itself.
func (g *Group) Refs(e *Entry) []Ref {
	if g.wellFormed(e) != nil {
		return nil
	}
	all := make([]Ref, 0, 1+len(e.Heads))
	if e.Seq > 1 {
		all = append(all, Ref{e.Node, Head{e.Seq - 1, e.Back}})
	}
	for k, h := range e.Heads {
		if h.Seq > 0 {
			all = append(all, Ref{model.NodeID(k), h})
		}
	}
	if expose, ok := e.Action.(Expose); ok {
		all = append(all, g.Needs(expose.Evidence)...)
	}
	return all
}

// wellFormed is LOG-R1, as far as the entry alone shows it.
func (g *Group) wellFormed(e *Entry) *Broken {
	if int(e.Node) >= g.Nodes {
		return broken("LOG-R1", "node = %d, want one below %d", e.Node, g.Nodes)
	}
	if e.Seq < 1 {
		return broken("LOG-R1", "seq = 0, want at least 1")
	}
	if len(e.Heads) != g.Nodes {
		return broken("LOG-R1", "heads = %d, want %d", len(e.Heads), g.Nodes)
	}
	for k, h := range e.Heads {
		if h.Seq == 0 && h.Hash != (model.Digest{}) || h.Seq > 0 && k == int(e.Node) {
			return broken("LOG-R1", "head of node %d = %d %v, want none", k, h.Seq, h.Hash)
		}
	}
	if e.Seq == 1 && e.Back != g.Genesis() {
		return broken("LOG-R2", "back-link of the first entry = %v, want that of the group", e.Back)
	}
	return nil
}
