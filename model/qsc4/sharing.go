package qsc4

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"quesera/model"
	"quesera/model/crypto/shamir"
)

// Terms say what a deal is for. The verifier computes them itself.
type Terms struct {
	Group      string
	Round      uint64
	Threshold  int // so many shares recover the secret
	Recipients model.NodeSet
}

// index is a recipient's share index.
func (t Terms) index(i model.NodeID) shamir.ShareIndex {
	return shamir.ShareIndex(t.Recipients.Rank(i) + 1)
}

// Sharing is publicly verifiable secret sharing in octets, with the keys of all nodes: a simulated node uses its own
// only. Ideal and Real implement it.
type Sharing interface {
	Name() string
	// Deal shares a secret drawn from a seed.
	Deal(t Terms, dealer model.NodeID, seed [32]byte) ([]byte, error)
	// Verify checks a deal.
	Verify(t Terms, dealer model.NodeID, deal []byte) (Dealt, error)
	// CheckAll verifies a node's shares, share k of deal k, and is how many of them come before the first that Check
	// refuses. It panics unless there are as many deals as shares.
	CheckAll(i model.NodeID, of []Dealt, shares [][]byte) int
	// Sum is the encoding of the sum of secrets.
	Sum(secrets [][]byte) ([]byte, error)
}

// Dealt is a deal that was verified.
type Dealt interface {
	// Open decrypts the share of a recipient, by its key.
	Open(i model.NodeID, seed [32]byte) ([]byte, error)
	// Check verifies the share of a recipient.
	Check(i model.NodeID, share []byte) error
	// Recover is the secret, from the shares of so many recipients as the terms say.
	Recover(shares map[model.NodeID][]byte) ([]byte, error)
}

var (
	errDeal  = errors.New("qsc4: deal does not verify")
	errShare = errors.New("qsc4: share does not verify")
	errFew   = errors.New("qsc4: too few shares")
)

// Ideal is secret sharing by a trusted party, whose key nobody else has: for the many runs.
type Ideal struct {
	key [32]byte
	// Unbound lets a deal be passed off by another than its dealer and in another round, also with its secret negated:
	// what proofs that bind both rule out (PVSS-P4, PVSS-P6).
	Unbound bool
}

// NewIdeal draws the key from a seed.
func NewIdeal(seed uint64) Ideal {
	return Ideal{key: sha256.Sum256(binary.BigEndian.AppendUint64([]byte("quesera/qsc4/ideal"), seed))}
}

// prime is the order of the group of ideal secrets.
const prime = 1<<61 - 1

// Name is "ideal".
func (Ideal) Name() string { return "ideal" }

// An ideal deal is a sign, a name of 16 octets and a tag of 16.
const idealDeal = 1 + 16 + 16

// tag depends on the key and on what is named.
func (d Ideal) tag(what string, parts ...[]byte) [32]byte {
	b := append(append([]byte{}, d.key[:]...), what...)
	for _, part := range parts {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(part))), part...)
	}
	return sha256.Sum256(b)
}

// seal is the tag of a deal.
func (d Ideal) seal(t Terms, dealer model.NodeID, head []byte) []byte {
	if d.Unbound {
		head, dealer, t.Round = head[1:], 0, 0
	}
	terms := binary.BigEndian.AppendUint64([]byte(t.Group), t.Round)
	terms = t.Recipients.AppendTo(binary.BigEndian.AppendUint32(terms, uint32(t.Threshold)))
	tag := d.tag("deal", terms, binary.BigEndian.AppendUint16(nil, uint16(dealer)), head)
	return tag[:16]
}

// Deal implements Sharing.
func (d Ideal) Deal(t Terms, dealer model.NodeID, seed [32]byte) ([]byte, error) {
	head := append([]byte{0}, seed[:16]...)
	return append(head, d.seal(t, dealer, head)...), nil
}

// Verify implements Sharing.
func (d Ideal) Verify(t Terms, dealer model.NodeID, deal []byte) (Dealt, error) {
	if len(deal) != idealDeal || deal[0] > 1 || string(deal[17:]) != string(d.seal(t, dealer, deal[:17])) {
		return nil, errDeal
	}
	return idealDealt{d, t, string(deal)}, nil
}

// CheckAll checks one by one.
func (Ideal) CheckAll(i model.NodeID, of []Dealt, shares [][]byte) int {
	return checkEach(i, of, shares)
}

// checkEach is what CheckAll says, as it is defined.
func checkEach(i model.NodeID, of []Dealt, shares [][]byte) int {
	for k, d := range of {
		if d.Check(i, shares[k]) != nil {
			return k
		}
	}
	return len(of)
}

// Sum adds modulo the prime.
func (Ideal) Sum(secrets [][]byte) ([]byte, error) {
	sum := uint64(0)
	for _, s := range secrets {
		if len(s) != 8 {
			return nil, errShare
		}
		sum = (sum + binary.BigEndian.Uint64(s)) % prime
	}
	return binary.BigEndian.AppendUint64(nil, sum), nil
}

type idealDealt struct {
	Ideal
	terms Terms
	deal  string
}

func (v idealDealt) share(i model.NodeID) []byte {
	tag := v.tag("share", []byte(v.deal), binary.BigEndian.AppendUint16(nil, uint16(i)))
	return tag[:16]
}

func (v idealDealt) Open(i model.NodeID, _ [32]byte) ([]byte, error) {
	if !v.terms.Recipients.Has(i) {
		return nil, errShare
	}
	return v.share(i), nil
}

func (v idealDealt) Check(i model.NodeID, share []byte) error {
	if !v.terms.Recipients.Has(i) || string(share) != string(v.share(i)) {
		return errShare
	}
	return nil
}

func (v idealDealt) Recover(shares map[model.NodeID][]byte) ([]byte, error) {
	right := 0
	for i, share := range shares {
		if v.Check(i, share) == nil {
			right++
		}
	}
	if right < v.terms.Threshold {
		return nil, fmt.Errorf("%w: %d of %d", errFew, right, v.terms.Threshold)
	}
	name := v.tag("secret", []byte(v.deal[1:17]))
	secret := binary.BigEndian.Uint64(name[:]) % prime
	if v.deal[0] == 1 {
		secret = prime - secret
	}
	return binary.BigEndian.AppendUint64(nil, secret), nil
}
