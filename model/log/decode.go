package log

import (
	"encoding/binary"
	"errors"
	"fmt"

	"quesera/model"
)

const (
	headSize   = 4 + len(model.Digest{})
	entryFixed = 2 + 4 + len(model.Digest{}) + 2 // of an entry, what stands before its heads
)

var errTrailing = errors.New("octets after the end")

// Decode reads an entry from all of octets, without its signature. Action reads the actions of the protocol, strictly:
// it refuses all octets but those that AppendTo makes.
func (g *Group) Decode(octets []byte, action func([]byte) (Action, error)) (*Entry, error) {
	if len(octets) < entryFixed {
		return nil, fmt.Errorf("log: entry = %d octets, want at least %d", len(octets), entryFixed)
	}
	e := &Entry{Node: model.NodeID(binary.LittleEndian.Uint16(octets)), Seq: Seq(binary.LittleEndian.Uint32(octets[2:]))}
	copy(e.Back[:], octets[6:])
	heads := int(binary.LittleEndian.Uint16(octets[entryFixed-2:]))
	rest := octets[entryFixed:]
	if len(rest) <= heads*headSize {
		return nil, fmt.Errorf("log: entry = %d octets, want %d heads and an action", len(octets), heads)
	}
	for ; heads > 0; heads-- {
		h := Head{Seq: Seq(binary.LittleEndian.Uint32(rest))}
		copy(h.Hash[:], rest[4:])
		e.Heads, rest = append(e.Heads, h), rest[headSize:]
	}
	var err error
	if rest[0] == exposeTag {
		var v Evidence
		v, err = g.DecodeEvidence(rest[1:], action)
		e.Action = Expose{v}
	} else {
		e.Action, err = action(rest)
	}
	if err != nil {
		return nil, fmt.Errorf("log: action: %w", err)
	}
	e.hash = g.hash(e)
	return e, nil
}

// AppendTo appends the evidence: kind, node, and one entry or two, each with its signature.
func (v Evidence) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(append(b, byte(v.Kind)), uint16(v.Against))
	b = appendSigned(b, v.First)
	if v.Kind != Invalid {
		b = appendSigned(b, v.Second)
	}
	return b
}

// appendSigned appends an entry and its signature, each after its length; nothing for none.
func appendSigned(b []byte, e *Entry) []byte {
	if e == nil {
		return binary.LittleEndian.AppendUint32(b, 0)
	}
	octets := e.AppendTo(nil)
	b = append(binary.LittleEndian.AppendUint32(b, uint32(len(octets))), octets...)
	return append(binary.LittleEndian.AppendUint16(b, uint16(len(e.Signature))), e.Signature...)
}

// DecodeEvidence reads evidence from all of octets.
func (g *Group) DecodeEvidence(octets []byte, action func([]byte) (Action, error)) (Evidence, error) {
	if len(octets) < 3 {
		return Evidence{}, fmt.Errorf("log: evidence = %d octets, want at least 3", len(octets))
	}
	v := Evidence{Kind: Kind(octets[0]), Against: model.NodeID(binary.LittleEndian.Uint16(octets[1:]))}
	if v.Kind < Equivocation || v.Kind > Invalid {
		return Evidence{}, fmt.Errorf("log: evidence of %v, want 1 to 3", v.Kind)
	}
	var err error
	rest := octets[3:]
	if v.First, rest, err = g.decodeSigned(rest, action); err == nil && v.Kind != Invalid {
		v.Second, rest, err = g.decodeSigned(rest, action)
	}
	if err == nil && len(rest) > 0 {
		err = errTrailing
	}
	if err != nil {
		return Evidence{}, fmt.Errorf("log: evidence: %w", err)
	}
	return v, nil
}

// decodeSigned reads one entry with its signature, and returns what follows it.
func (g *Group) decodeSigned(octets []byte, action func([]byte) (Action, error)) (*Entry, []byte, error) {
	size, rest, ok := cut(octets, 4)
	if !ok {
		return nil, nil, errors.New("no entry")
	}
	length := int(binary.LittleEndian.Uint32(size))
	if length == 0 {
		return nil, rest, nil // as appendSigned writes none
	}
	encoded, rest, ok := cut(rest, length)
	if !ok {
		return nil, nil, errors.New("entry is cut off")
	}
	e, err := g.Decode(encoded, action)
	if err != nil {
		return nil, nil, err
	}
	if size, rest, ok = cut(rest, 2); ok {
		encoded, rest, ok = cut(rest, int(binary.LittleEndian.Uint16(size)))
	}
	if !ok {
		return nil, nil, errors.New("signature is cut off")
	}
	e.Signature = Signature(encoded)
	return e, rest, nil
}

// cut splits octets after n of them.
func cut(octets []byte, n int) (first, rest []byte, ok bool) {
	if n < 0 || len(octets) < n {
		return nil, nil, false
	}
	return octets[:n], octets[n:], true
}
