package log

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"

	"quesera/model"
)

// Signature is what a Key makes, in octets.
type Signature string

// Signatures tell whether a node signed. Ed25519 and Ideal implement it.
type Signatures interface {
	Name() string
	Verify(node model.NodeID, d model.Digest, s Signature) bool
}

// A Key signs for one node. Whoever holds it is that node.
type Key interface {
	Sign(d model.Digest) Signature
}

// Ed25519 verifies signatures by the public keys of the nodes (RFC 8032).
type Ed25519 struct{ Public []ed25519.PublicKey }

// NewEd25519 draws the keys of n nodes from a seed: for simulations, where randomness is an input.
func NewEd25519(seed uint64, n int) (Ed25519, []Key) {
	var group Ed25519
	keys := make([]Key, n)
	for i := range keys {
		secret := derive("quesera/log/ed25519", seed, uint64(i))
		private := ed25519.NewKeyFromSeed(secret[:])
		group.Public = append(group.Public, private.Public().(ed25519.PublicKey))
		keys[i] = ed25519Key{private}
	}
	return group, keys
}

// Name is "ed25519".
func (Ed25519) Name() string { return "ed25519" }

// Verify implements Signatures.
func (g Ed25519) Verify(node model.NodeID, d model.Digest, s Signature) bool {
	return int(node) < len(g.Public) && len(g.Public[node]) == ed25519.PublicKeySize &&
		ed25519.Verify(g.Public[node], d[:], []byte(s))
}

type ed25519Key struct{ private ed25519.PrivateKey }

func (k ed25519Key) Sign(d model.Digest) Signature { return Signature(ed25519.Sign(k.private, d[:])) }

// Ideal signatures are tags that only this package can make, and only with a key: unforgeable by construction, and
// cheap. They convince nobody outside the process.
type Ideal struct {
	secret model.Digest
	nodes  int
}

// NewIdeal makes the keys of n nodes.
func NewIdeal(seed uint64, n int) (Ideal, []Key) {
	group := Ideal{derive("quesera/log/ideal", seed, uint64(n)), n}
	keys := make([]Key, n)
	for i := range keys {
		keys[i] = idealKey{group, model.NodeID(i)}
	}
	return group, keys
}

// Name is "ideal".
func (Ideal) Name() string { return "ideal" }

// Verify implements Signatures.
func (g Ideal) Verify(node model.NodeID, d model.Digest, s Signature) bool {
	return int(node) < g.nodes && s == g.tag(node, d)
}

// tag is 16 octets that depend on the group's secret, the node and what is signed.
func (g Ideal) tag(node model.NodeID, d model.Digest) Signature {
	var b [2 * len(d)]byte
	copy(b[:], g.secret[:])
	copy(b[len(d):], d[:])
	hash := sha256.Sum256(binary.LittleEndian.AppendUint16(b[:], uint16(node)))
	return Signature(hash[:16])
}

type idealKey struct {
	group Ideal
	node  model.NodeID
}

func (k idealKey) Sign(d model.Digest) Signature { return k.group.tag(k.node, d) }

// derive is 32 octets from a seed and a number.
func derive(tag string, seed, number uint64) model.Digest {
	b := append([]byte(tag), 0)
	b = binary.LittleEndian.AppendUint64(b, seed)
	return sha256.Sum256(binary.LittleEndian.AppendUint64(b, number))
}
