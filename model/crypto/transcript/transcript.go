// Package transcript is the Fiat-Shamir transform for this project's proofs and batch
// checks: a hash over everything that was said, and challenges derived from it.
//
// Every item goes in with its label and its length, so that no two different sequences
// of items hash alike (items can neither run into each other nor be left out unnoticed),
// and every protocol starts with a tag of its own. In the random-oracle model the
// challenges are uniform and drawn after all items were fixed. Verdicts that use them
// are deterministic: the same input, the same challenges.
package transcript

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

// T collects what is said. Use New.
type T struct{ hash hash.Hash }

// New starts a transcript of the protocol and step that tag names.
func New(tag string) *T {
	t := &T{hash: sha256.New()}
	t.Bytes("quesera transcript", []byte(tag))
	return t
}

// Bytes says data under a label.
func (t *T) Bytes(label string, data []byte) {
	t.frame(label)
	t.frame(string(data))
}

// Uint says a number under a label.
func (t *T) Uint(label string, n uint64) {
	t.Bytes(label, binary.BigEndian.AppendUint64(nil, n))
}

// frame hashes data after its length, 8 octets big-endian.
func (t *T) frame(data string) {
	t.hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(data))))
	t.hash.Write([]byte(data))
}

// Digest is SHA-256 of the transcript so far.
func (t *T) Digest() (d [sha256.Size]byte) {
	t.hash.Sum(d[:0])
	return d
}

// block is the n-th output for a label; it depends on all that was said before.
func (t *T) block(label string, n, half uint64) [sha256.Size]byte {
	d := t.Digest()
	out := New("output " + label)
	out.Bytes("transcript", d[:])
	out.Uint("number", n)
	out.Uint("half", half)
	return out.Digest()
}

// Scalars is count scalars, uniform but for a bias below 2^-256: each is 512 bits modulo r.
func (t *T) Scalars(label string, count int) []fr.Element {
	scalars := make([]fr.Element, count)
	for n := range scalars {
		low, high := t.block(label, uint64(n), 0), t.block(label, uint64(n), 1)
		scalars[n].SetBytes(append(high[:], low[:]...))
	}
	return scalars
}

// Scalar is one scalar.
func (t *T) Scalar(label string) fr.Element { return t.Scalars(label, 1)[0] }

// Weights is count scalars of 128 bits, never zero: the coefficients of a random linear
// combination. A combination with a false equation in it holds for at most one value of
// that equation's weight, so with probability at most 2^-127.
func (t *T) Weights(label string, count int) []fr.Element {
	weights := make([]fr.Element, count)
	for n := range weights {
		d := t.block(label, uint64(n), 0)
		weights[n].SetBytes(d[:16])
		if weights[n].IsZero() {
			weights[n].SetOne() // once in 2^128: no equation may go unweighted
		}
	}
	return weights
}
