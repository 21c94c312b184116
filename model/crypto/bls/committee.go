package bls

// A Committee is a list of public keys whose owners have proved that they know the secret
// keys, so that one key may be added to another without a rogue one cancelling the rest
// (draft §3.3). The zero value is a committee of nobody.
type Committee[K, S any] struct {
	suite Suite[K, S]
	keys  []K // in the order given; never the identity, no two equal
}

// Member is a position in a committee, from 0.
type Member uint16

// MaxMembers bounds the size of a committee.
const MaxMembers = 1 << 16

// A MultiSignature is one signature of one message by the members of a set, as a
// notarization is (Internet Computer §III.1.5.4).
type MultiSignature struct {
	Signers   []Member // strictly increasing
	Signature []byte   // the sum of the signers' signatures, encoded
}

// A Partial is the signature of one member.
type Partial struct {
	Signer    Member
	Signature []byte
}

// NewCommittee checks the proof of possession proofs[i] of each key pks[i]. It refuses an
// empty list and a key that occurs twice: its owner would count as two signers.
func NewCommittee[K, S any](suite Suite[K, S], pks, proofs [][]byte) (Committee[K, S], error) {
	none := Committee[K, S]{}
	if len(pks) == 0 || len(pks) > MaxMembers {
		return none, refuse(wrong(ErrCount, "%d keys, want 1 to %d", len(pks), MaxMembers), "committee")
	}
	if len(proofs) != len(pks) {
		return none, refuse(wrong(ErrCount, "%d proofs, want %d", len(proofs), len(pks)), "committee")
	}
	if i, twice := firstRepeated(pks); twice {
		return none, refuse(ErrDuplicate, "committee: key of member %d", i)
	}
	keys := make([]K, len(pks))
	for i, pk := range pks {
		if err := suite.PopVerify(pk, proofs[i]); err != nil {
			return none, refuse(err, "member %d: proof of possession", i)
		}
		key, err := suite.KeyValidate(pk)
		if err != nil {
			return none, refuse(err, "member %d", i)
		}
		keys[i] = key
	}
	return Committee[K, S]{suite: suite, keys: keys}, nil
}

// Len is the number of members.
func (c Committee[K, S]) Len() int { return len(c.keys) }

// VerifyPartial checks the signature of one member.
func (c Committee[K, S]) VerifyPartial(message []byte, p Partial) error {
	return c.verify([]Member{p.Signer}, message, p.Signature)
}

// Combine checks the signatures of members on one message and adds them up. It refuses
// them all if one is invalid, and names its signer. Partials come in increasing order of
// their signers.
func (c Committee[K, S]) Combine(message []byte, partials []Partial) (MultiSignature, error) {
	m := MultiSignature{}
	signatures := make([][]byte, len(partials))
	for i, p := range partials {
		if err := c.VerifyPartial(message, p); err != nil {
			return MultiSignature{}, refuse(err, "member %d", p.Signer)
		}
		m.Signers = append(m.Signers, p.Signer)
		signatures[i] = p.Signature
	}
	if err := c.checkSigners(m.Signers); err != nil {
		return MultiSignature{}, err
	}
	var err error
	m.Signature, err = c.suite.Aggregate(signatures)
	return m, err
}

// Verify checks that m names at least quorum members, and that the honest ones among them signed
// the message (BLS-P4). So quorum must exceed the number of dishonest members, by as many
// honest signatures as are needed: members whose keys cancel may be named by anybody.
func (c Committee[K, S]) Verify(message []byte, m MultiSignature, quorum int) error {
	if len(m.Signers) < quorum {
		return refuse(wrong(ErrCount, "%d, want at least %d", len(m.Signers), quorum), "signers")
	}
	return c.verify(m.Signers, message, m.Signature)
}

// verify checks the signature of one message by all of signers: FastAggregateVerify on
// keys that are decoded already.
func (c Committee[K, S]) verify(signers []Member, message, signature []byte) error {
	if err := c.checkSigners(signers); err != nil {
		return err
	}
	aggregate := c.suite.Keys.Identity()
	for _, i := range signers {
		aggregate = c.suite.Keys.Sum(aggregate, c.keys[i])
	}
	return c.suite.coreVerify(c.suite.Keys.Encode(aggregate), message, signature)
}

// checkSigners wants members of the committee, at least one, in strictly increasing
// order: nobody counts twice.
func (c Committee[K, S]) checkSigners(signers []Member) error {
	if len(signers) == 0 {
		return refuse(ErrEmpty, "multi-signature")
	}
	for at, i := range signers {
		if int(i) >= len(c.keys) {
			return refuse(wrong(ErrMember, "%d, want below %d", i, len(c.keys)), "signers")
		}
		if at > 0 && signers[at-1] >= i {
			return refuse(wrong(ErrDuplicate, "%d after %d, want increasing", i, signers[at-1]), "signers")
		}
	}
	return nil
}
