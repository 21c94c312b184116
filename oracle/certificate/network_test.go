package certificate

import (
	"bytes"
	"crypto/sha256"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"quesera/model/crypto/bls"
)

// Trees as they are encoded.
func emptyTree() []any                       { return []any{0} }
func forkOf(l, r any) []any                  { return []any{1, l, r} }
func labelOf(label string, subtree any) any  { return []any{2, []byte(label), subtree} }
func leafOf(value []byte) []any              { return []any{3, value} }
func prunedTo(hash []byte) []any             { return []any{4, hash} }
func forestOf(trees ...any) (tree any)       { return joined(trees) }
func rangeOf(first, last Principal) [][]byte { return [][]byte{[]byte(first), []byte(last)} }

func joined(trees []any) any {
	if len(trees) == 1 {
		return trees[0]
	}
	return forkOf(trees[0], joined(trees[1:]))
}

// selfDescribed is the CBOR tag that certificates begin with.
const selfDescribed = 55799

// encode is CBOR, maps in canonical order, with the tag that describes it as CBOR.
func encode(t testing.TB, content any) []byte {
	t.Helper()
	mode, err := cbor.CanonicalEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	data, err := mode.Marshal(cbor.Tag{Number: selfDescribed, Content: content})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// network is a root key and a subnet of which the root's state tree tells.
type network struct {
	root, subnet bls.Scalar
	id           Principal
}

func testNetwork(t testing.TB) network {
	key := func(n byte) bls.Scalar {
		sk, err := bls.KeyGen(bytes.Repeat([]byte{n}, 32), bls.SaltV4(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return sk
	}
	n := network{root: key(1), subnet: key(2)}
	n.id = selfAuthenticating(der(n.subnet))
	return n
}

// der is the DER encoding of a secret key's public key.
func der(sk bls.Scalar) []byte {
	return append(bytes.Clone(derPrefix), suite.SkToPk(sk)...)
}

// selfAuthenticating is the principal that a DER-encoded key gives itself.
func selfAuthenticating(der []byte) Principal {
	hash := sha256.Sum224(der)
	return Principal(append(hash[:], 2))
}

// canister is the n-th canister's principal: 8 octets, 01, 01.
func canister(n byte) Principal {
	return Principal([]byte{0, 0, 0, 0, 0, 0, 0, n, 1, 1})
}

// fields is a certificate signed by sk.
func fields(t testing.TB, sk bls.Scalar, content any) map[string]any {
	t.Helper()
	item, err := decode(structure, encode(t, content))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := treeOf(item)
	if err != nil {
		t.Fatal(err)
	}
	message := append([]byte("\x0dic-state-root"), tree.root()...)
	return map[string]any{"tree": content, "signature": suite.Sign(sk, message)}
}

// state is a state tree that shows no more than the time, 1000 ns.
func state() any { return labelOf("time", leafOf([]byte{0xe8, 0x07})) }

// flat is the root's tree with the subnet's key and canisters 10 to 20.
func (n network) flat(t testing.TB) any {
	ranges := encode(t, []any{rangeOf(canister(10), canister(20))})
	return forestOf(labelOf("subnet", labelOf(string(n.id), forestOf(
		labelOf("canister_ranges", leafOf(ranges)), labelOf("public_key", leafOf(der(n.subnet)))))), state())
}

// sharded is the same in the layout with shards: 10 to 15, and 16 to 20 pruned if so.
func (n network) sharded(t testing.TB, prune bool) any {
	low := labelOf(string(canister(10)), leafOf(encode(t, []any{rangeOf(canister(10), canister(15))})))
	high := labelOf(string(canister(16)), leafOf(encode(t, []any{rangeOf(canister(16), canister(20))})))
	if prune {
		high = prunedTo(rootOf(t, high))
	}
	key := labelOf("public_key", leafOf(der(n.subnet)))
	return forestOf(labelOf("canister_ranges", labelOf(string(n.id), forestOf(low, high))),
		labelOf("subnet", labelOf(string(n.id), key)), state())
}

func rootOf(t testing.TB, content any) []byte {
	t.Helper()
	item, err := decode(structure, encode(t, content))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := treeOf(item)
	if err != nil {
		t.Fatal(err)
	}
	return tree.root()
}

// delegated is a certificate of the subnet with a delegation by a root's tree.
func (n network) delegated(t testing.TB, root any) map[string]any {
	c := fields(t, n.subnet, state())
	c["delegation"] = map[string]any{"subnet_id": []byte(n.id), "certificate": encode(t, fields(t, n.root, root))}
	return c
}

// judge judges what n's root key is to vouch for.
func (n network) judge(t testing.TB, content any) Report {
	return Judge(encode(t, content), Options{RootKey: der(n.root)})
}

func (n network) judgeFor(t testing.TB, content any, p Principal) Report {
	return Judge(encode(t, content), Options{RootKey: der(n.root), Canister: p, Scoped: true})
}
