package certificate

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
)

// treeKind is the kind of a node of a hash tree; the numbers are those of its encoding.
type treeKind uint64

const (
	empty treeKind = iota
	fork
	labeled
	leaf
	pruned
)

// A tree is a hash tree, part of which may be pruned to its hashes.
type tree struct {
	kind  treeKind
	label []byte // of labeled
	value []byte // of leaf; the hash of pruned
	left  *tree  // of fork; the subtree of labeled
	right *tree  // of fork
}

// hashed is the hash of parts under a domain separator.
func hashed(domain string, parts ...[]byte) []byte {
	h := sha256.New()
	h.Write(separator(domain))
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}

// separator is domain_sep: the length of s in one octet, and s.
func separator(s string) []byte {
	return append([]byte{byte(len(s))}, s...)
}

// root is reconstruct: the hash of the whole tree, from what is left of it.
func (t *tree) root() []byte {
	switch t.kind {
	case fork:
		return hashed("ic-hashtree-fork", t.left.root(), t.right.root()) // 12
	case labeled:
		return hashed("ic-hashtree-labeled", t.label, t.left.root()) // 13
	case leaf:
		return hashed("ic-hashtree-leaf", t.value) // 14
	case pruned:
		return t.value // 15
	default:
		return hashed("ic-hashtree-empty") // 11
	}
}

// forest is flatten_forks: the nodes below the forks at the top, from left to right.
func (t *tree) forest() []*tree {
	switch t.kind {
	case empty:
		return nil
	case fork:
		return append(t.left.forest(), t.right.forest()...)
	default:
		return []*tree{t}
	}
}

// wellFormed is well_formed: labels strictly increase, and leaves stand alone. Lookup
// presumes it.
func (t *tree) wellFormed() error {
	if t.kind == leaf {
		return nil
	}
	var last *tree
	for _, node := range t.forest() {
		if node.kind == leaf {
			return errors.New("tree is not well-formed: a leaf beside other nodes")
		}
		if node.kind != labeled {
			continue
		}
		if last != nil && bytes.Compare(last.label, node.label) >= 0 {
			return fmt.Errorf("tree is not well-formed: label %x after %x, want increasing", node.label, last.label)
		}
		if err := node.left.wellFormed(); err != nil {
			return err
		}
		last = node
	}
	return nil
}

// found tells what a lookup in a pruned tree can say.
type found uint8

const (
	present found = iota // the subtree is there
	absent               // the tree has no such path
	unknown              // it may have been pruned
)

func (f found) String() string {
	return [...]string{"present", "absent", "pruned"}[f]
}

// lookup is the subtree at a path of labels (IC spec, "Lookup").
func (t *tree) lookup(path ...[]byte) (*tree, found) {
	for _, label := range path {
		next, result := findLabel(label, t.forest())
		if result != present {
			return nil, result
		}
		t = next
	}
	return t, present
}

// findLabel is find_label: where neighbours with a smaller and a greater label stand side by
// side, or at an end, the label is absent; where something pruned could hold it, unknown.
func findLabel(label []byte, forest []*tree) (*tree, found) {
	if len(forest) == 1 && forest[0].kind == leaf {
		return nil, absent
	}
	hidden := false // whether what lies between the last smaller label and here may hold it
	for _, node := range forest {
		if node.kind != labeled {
			hidden = true
			continue
		}
		switch bytes.Compare(node.label, label) {
		case 0:
			return node.left, present
		case 1:
			return nil, unknownIf(hidden)
		}
		hidden = false
	}
	return nil, unknownIf(hidden)
}

func unknownIf(hidden bool) found {
	if hidden {
		return unknown
	}
	return absent
}

// leafAt is the value at a path.
func (t *tree) leafAt(path ...[]byte) ([]byte, found) {
	node, result := t.lookup(path...)
	switch {
	case result != present:
		return nil, result
	case node.kind == leaf:
		return node.value, present
	case node.kind == pruned:
		return nil, unknown
	default: // empty, or a subtree where a value is wanted
		return nil, absent
	}
}
