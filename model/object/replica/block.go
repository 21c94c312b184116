package replica

import (
	"encoding/binary"

	"quesera/model"
	"quesera/model/object"
)

// A ClientID names a client. A client has one request open at a time.
type ClientID uint32

// A RequestID names a request. It stays the same when the client asks again.
type RequestID struct {
	Client ClientID
	Number uint32 // of the client's requests, from 1
}

// A Command is a request in the chain.
type Command struct {
	ID   RequestID
	What object.Operation
}

// A Block is a list of commands and all blocks below it. It is never changed, and its identity is its contents.
type Block struct {
	Below    *Block // nil: none
	By       model.NodeID
	Commands []Command
	Height   uint32 // the number of blocks below it
}

// AppendTo implements model.Payload. What is below is in the proposal already, by its digest.
func (b *Block) AppendTo(to []byte) []byte {
	to = binary.LittleEndian.AppendUint32(to, b.Height)
	to = binary.LittleEndian.AppendUint16(to, uint16(b.By))
	for _, c := range b.Commands {
		to = binary.LittleEndian.AppendUint32(to, uint32(c.ID.Client))
		to = binary.LittleEndian.AppendUint32(to, c.ID.Number)
		to = c.What.AppendTo(to)
	}
	return to
}

// since lists the blocks of the chain that ends in b above another one of the chain, the lowest first.
func (b *Block) since(below *Block) []*Block {
	var up []*Block
	for ; b != nil && (below == nil || b.Height > below.Height); b = b.Below {
		up = append(up, b)
	}
	for i, j := 0, len(up)-1; i < j; i, j = i+1, j-1 {
		up[i], up[j] = up[j], up[i]
	}
	return up
}

// has reports whether a block is in the chain that ends in b.
func (b *Block) has(other *Block) bool {
	for ; b != nil && b.Height > other.Height; b = b.Below {
	}
	return b == other
}
