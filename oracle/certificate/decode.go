package certificate

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/fxamacker/cbor/v2"
)

// Bounds of a certificate. Real ones have some kilobytes, and trees some forty levels.
const (
	maxSize  = 2 << 20 // octets of a file
	maxDepth = 256     // nested items
	maxItems = 16      // of one array or map; those of a tree have three
	maxRange = 100_000 // canister ranges in one leaf
)

// structure decodes what a certificate is made of, ranges the leaf of canister ranges.
var (
	structure = decoder(maxItems)
	ranges    = decoder(maxRange)
)

// decoder refuses duplicate map keys, indefinite lengths, trailing octets and excess.
func decoder(items int) cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		MaxNestedLevels:  maxDepth,
		MaxArrayElements: items,
		MaxMapPairs:      maxItems,
		UTF8:             cbor.UTF8RejectInvalid,
	}.DecMode()
	if err != nil {
		panic("certificate: CBOR options: " + err.Error())
	}
	return mode
}

// decode reads one CBOR item. The tag that describes it as CBOR, with which certificates begin, the decoder leaves out.
func decode(mode cbor.DecMode, data []byte) (any, error) {
	var item any
	err := mode.Unmarshal(data, &item)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("CBOR ends too early, after %d octets", len(data))
	case err != nil:
		return nil, errors.New(strings.TrimPrefix(err.Error(), "cbor: "))
	}
	return item, nil
}

// A certificate as it is encoded.
type certificate struct {
	tree       *tree
	signature  []byte
	delegation *delegation // nil: none
}

// A delegation of the root key to that of a subnet.
type delegation struct {
	subnet      Principal
	certificate *certificate
}

// readFile reads a certificate or the response {certificate: octets, ?status} that carries
// one, as CBOR or as the text of it. A canister signature {certificate, tree} is refused: its
// certificate alone says nothing about the message.
func readFile(data []byte) (*certificate, error) {
	if len(data) > maxSize {
		return nil, fmt.Errorf("file = more than %d octets", maxSize)
	}
	item, err := decode(structure, binaryOf(data))
	if err != nil {
		return nil, err
	}
	if response, _ := item.(map[any]any); response["certificate"] == nil {
		return certificateOf(item)
	}
	fields, err := mapOf(item, "response", "certificate", "status")
	if err != nil {
		return nil, err
	}
	inner, err := octetsOf(fields["certificate"])
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return readCertificate(inner)
}

// binaryOf is the octets that a file of hexadecimal digits or of base 64 stands for, and
// the data itself if it is neither. No certificate begins like a text: it is a CBOR map.
func binaryOf(data []byte) []byte {
	text := strings.Join(strings.Fields(string(data)), "")
	if octets, err := hex.DecodeString(strings.TrimPrefix(text, "0x")); err == nil && len(octets) > 0 {
		return octets
	}
	if octets, err := base64.StdEncoding.Strict().DecodeString(text); err == nil && len(octets) > 0 {
		return octets
	}
	return data
}

func readCertificate(data []byte) (*certificate, error) {
	item, err := decode(structure, data)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return certificateOf(item)
}

// certificateOf reads {tree, signature, ?delegation: {subnet_id, certificate}}.
func certificateOf(item any) (*certificate, error) {
	fields, err := mapOf(item, "certificate", "tree", "signature", "delegation")
	if err != nil {
		return nil, err
	}
	c := &certificate{}
	if c.tree, err = treeOf(fields["tree"]); err != nil {
		return nil, fmt.Errorf("tree: %w", err)
	}
	if c.signature, err = octetsOf(fields["signature"]); err != nil {
		return nil, fmt.Errorf("signature: %w", err)
	}
	if item := fields["delegation"]; item != nil { // some encoders write null for none
		if c.delegation, err = delegationOf(item); err != nil {
			return nil, fmt.Errorf("delegation: %w", err)
		}
	}
	return c, nil
}

func delegationOf(item any) (*delegation, error) {
	fields, err := mapOf(item, "delegation", "subnet_id", "certificate")
	if err != nil {
		return nil, err
	}
	id, err := octetsOf(fields["subnet_id"])
	if err != nil {
		return nil, fmt.Errorf("subnet_id: %w", err)
	}
	subnet, err := principalOf(id)
	if err != nil {
		return nil, fmt.Errorf("subnet_id: %w", err)
	}
	inner, err := octetsOf(fields["certificate"])
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	c, err := readCertificate(inner)
	return &delegation{subnet, c}, err
}

// mapOf reads a map with no other keys than names.
func mapOf(item any, what string, names ...string) (map[string]any, error) {
	m, ok := item.(map[any]any)
	if !ok {
		return nil, fmt.Errorf("%s: no map", what)
	}
	fields := make(map[string]any, len(m))
	for _, name := range names {
		if value, given := m[name]; given {
			fields[name] = value
		}
	}
	if len(fields) != len(m) {
		return nil, fmt.Errorf("%s: fields other than %s", what, strings.Join(names, ", "))
	}
	return fields, nil
}

func octetsOf(item any) ([]byte, error) {
	octets, ok := item.([]byte)
	if !ok {
		return nil, errors.New("no octet string")
	}
	return octets, nil
}

// treeOf reads [0], [1, left, right], [2, label, subtree], [3, value] or [4, hash].
func treeOf(item any) (*tree, error) {
	node, _ := item.([]any)
	if len(node) == 0 {
		return nil, errors.New("no array")
	}
	number, ok := node[0].(uint64)
	if !ok {
		return nil, errors.New("node begins with no number")
	}
	t := &tree{kind: treeKind(number)}
	lengths := map[treeKind]int{empty: 1, fork: 3, labeled: 3, leaf: 2, pruned: 2}
	if length, known := lengths[t.kind]; !known || len(node) != length {
		return nil, fmt.Errorf("node of kind %d with %d items", number, len(node))
	}
	var err error
	switch t.kind {
	case fork:
		if t.left, err = treeOf(node[1]); err == nil {
			t.right, err = treeOf(node[2])
		}
	case labeled:
		if t.label, err = octetsOf(node[1]); err == nil {
			t.left, err = treeOf(node[2])
		}
	case leaf, pruned:
		t.value, err = octetsOf(node[1])
	}
	if err == nil && t.kind == pruned && len(t.value) != sha256.Size {
		err = fmt.Errorf("hash = %d octets, want %d", len(t.value), sha256.Size)
	}
	return t, err
}

// rangesOf reads a leaf of canister ranges: pairs of the first and the last principal.
func rangesOf(leaf []byte) ([]Range, error) {
	item, err := decode(ranges, leaf)
	if err != nil {
		return nil, err
	}
	pairs, ok := item.([]any)
	if !ok {
		return nil, errors.New("no array")
	}
	all := make([]Range, len(pairs))
	for i, item := range pairs {
		pair, _ := item.([]any)
		if len(pair) != 2 {
			return nil, errors.New("range = no pair")
		}
		for j, end := range []*Principal{&all[i].First, &all[i].Last} {
			octets, err := octetsOf(pair[j])
			if err != nil {
				return nil, fmt.Errorf("range: %w", err)
			}
			if *end, err = principalOf(octets); err != nil {
				return nil, fmt.Errorf("range: %w", err)
			}
		}
	}
	return all, nil
}
