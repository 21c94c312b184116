package tlcb

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/log"
)

// Witnesses collect acknowledgments into proofs that everybody can check. Acks and Multi implement it.
type Witnesses interface {
	Name() string
	// Valid reports whether a share is a node's acknowledgment of what is stated.
	Valid(node model.NodeID, statement model.Digest, share log.Signature) bool
	// Combine makes a proof of shares that are valid, by increasing node.
	Combine(statement model.Digest, shares []Share) (string, error)
	// Signers are the nodes that acknowledged, by a proof.
	Signers(statement model.Digest, proof string) (model.NodeSet, error)
}

// Share is one node's acknowledgment.
type Share struct {
	Node      model.NodeID
	Signature log.Signature
}

// errProof is what bad proofs are refused for.
var errProof = errors.New("tlcb: proof of acknowledgments does not verify")

// statement is what is acknowledged: a raw message of a node and step, in a group.
func (g *Group) statement(node model.NodeID, step model.Step, of model.Digest) model.Digest {
	b := append([]byte("quesera/tlcb/ack"), of[:]...)
	b = binary.LittleEndian.AppendUint16(b, uint16(node))
	b = binary.LittleEndian.AppendUint32(b, uint32(step))
	return sha256.Sum256(append(b, g.ID...))
}

// Acks are signed acknowledgments one by one: a proof lists the shares.
type Acks struct{ Signatures log.Signatures }

// Name is that of the signatures.
func (a Acks) Name() string { return a.Signatures.Name() }

// Valid implements Witnesses.
func (a Acks) Valid(node model.NodeID, statement model.Digest, share log.Signature) bool {
	return a.Signatures.Verify(node, statement, share)
}

// Combine lists node and signature, each after its length.
func (a Acks) Combine(_ model.Digest, shares []Share) (string, error) {
	var b []byte
	for _, s := range shares {
		b = binary.LittleEndian.AppendUint16(b, uint16(s.Node))
		b = append(binary.LittleEndian.AppendUint16(b, uint16(len(s.Signature))), s.Signature...)
	}
	return string(b), nil
}

// Signers checks every share, and that nodes increase: nobody counts twice.
func (a Acks) Signers(statement model.Digest, proof string) (model.NodeSet, error) {
	var signers model.NodeSet
	last := -1
	for rest := []byte(proof); len(rest) > 0; {
		if len(rest) < 4 {
			return signers, errProof
		}
		node, size := model.NodeID(binary.LittleEndian.Uint16(rest)), int(binary.LittleEndian.Uint16(rest[2:]))
		if rest = rest[4:]; len(rest) < size || int(node) <= last || !a.Valid(node, statement, log.Signature(rest[:size])) {
			return signers, errProof
		}
		signers, last, rest = signers.With(node), int(node), rest[size:]
	}
	return signers, nil
}

// Multi are BLS multi-signatures: a proof is the set of signers and one signature (TLC §9.3).
type Multi struct {
	committee bls.Committee[bls.G2, bls.G1]
}

// NewMulti draws the keys of n nodes from a seed, with their proofs of possession.
func NewMulti(seed uint64, n int) (Multi, []log.Key, error) {
	suite := multiSuite()
	var keys []log.Key
	var publics, proofs [][]byte
	for i := range n {
		material := sha256.Sum256(fmt.Appendf(nil, "quesera/tlcb/multi %d %d", seed, i))
		secret, err := bls.KeyGen(material[:], bls.SaltV4(), nil)
		if err != nil {
			return Multi{}, nil, err
		}
		proof, err := suite.PopProve(secret)
		if err != nil {
			return Multi{}, nil, err
		}
		publics, proofs = append(publics, suite.SkToPk(secret)), append(proofs, proof)
		keys = append(keys, multiKey{secret})
	}
	committee, err := bls.NewCommittee(suite, publics, proofs)
	return Multi{committee}, keys, err
}

func multiSuite() bls.Suite[bls.G2, bls.G1] { return bls.MinSignatureSize(bls.Possession) }

type multiKey struct{ secret bls.Scalar }

func (k multiKey) Sign(d model.Digest) log.Signature {
	return log.Signature(multiSuite().Sign(k.secret, d[:]))
}

// Name is "bls".
func (Multi) Name() string { return "bls" }

// Valid implements Witnesses.
func (m Multi) Valid(node model.NodeID, statement model.Digest, share log.Signature) bool {
	p := bls.Partial{Signer: bls.Member(node), Signature: []byte(share)}
	return m.committee.VerifyPartial(statement[:], p) == nil
}

// Combine adds the shares up: the number of signers, the signers, and the signature.
func (m Multi) Combine(statement model.Digest, shares []Share) (string, error) {
	var partials []bls.Partial
	for _, s := range shares {
		partials = append(partials, bls.Partial{Signer: bls.Member(s.Node), Signature: []byte(s.Signature)})
	}
	sum, err := m.committee.Combine(statement[:], partials)
	if err != nil {
		return "", err
	}
	b := binary.LittleEndian.AppendUint16(nil, uint16(len(sum.Signers)))
	for _, i := range sum.Signers {
		b = binary.LittleEndian.AppendUint16(b, uint16(i))
	}
	return string(append(b, sum.Signature...)), nil
}

// Signers implements Witnesses.
func (m Multi) Signers(statement model.Digest, proof string) (model.NodeSet, error) {
	var sum bls.MultiSignature
	var signers model.NodeSet
	rest := []byte(proof)
	if len(rest) < 2 || len(rest) < 2+2*int(binary.LittleEndian.Uint16(rest)) {
		return signers, errProof
	}
	count := int(binary.LittleEndian.Uint16(rest))
	for rest = rest[2:]; count > 0; count, rest = count-1, rest[2:] {
		i := binary.LittleEndian.Uint16(rest)
		if int(i) >= m.committee.Len() {
			return model.NodeSet{}, errProof
		}
		sum.Signers, signers = append(sum.Signers, bls.Member(i)), signers.With(model.NodeID(i))
	}
	sum.Signature = rest
	if err := m.committee.Verify(statement[:], sum, 1); err != nil {
		return model.NodeSet{}, errProof
	}
	return signers, nil
}
