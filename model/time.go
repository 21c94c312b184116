package model

import "encoding/hex"

// Step is logical time as TLC counts it, from 0 (TLC §2.2).
type Step uint32

// Digest identifies a message by its contents (SHA-256).
type Digest [32]byte

// String is the first 4 bytes in hexadecimal: enough to tell digests apart in a printed run.
func (d Digest) String() string { return hex.EncodeToString(d[:4]) }

// Payload is what the layer above puts into a message. It is immutable.
type Payload interface {
	// AppendTo appends a canonical encoding: different payloads give different bytes.
	AppendTo([]byte) []byte
}
