package bls

// Scheme is a defence against rogue keys (draft §3).
type Scheme uint8

const (
	Basic        Scheme = iota // the messages of an aggregate differ (draft §3.1)
	Augmentation               // every message begins with its signer's key (draft §3.2)
	Possession                 // every key comes with a proof of possession (draft §3.3)
)

// tag is SC_TAG of a ciphersuite's ID (draft §4.1).
func (s Scheme) tag() string {
	return [...]string{Basic: "NUL", Augmentation: "AUG", Possession: "POP"}[s]
}

func (s Scheme) String() string {
	return [...]string{Basic: "basic", Augmentation: "message augmentation", Possession: "proof of possession"}[s]
}

// Suite is a ciphersuite (draft §4): keys are points K, signatures points S.
type Suite[K, S any] struct {
	Scheme     Scheme
	Keys       Group[K]
	Signatures Group[S]
	Tag        string // domain separation tag of hash_to_point; by default the ciphersuite's ID
	PopTag     string // domain separation tag of hash_pubkey_to_point

	// PairingCheck tells whether ∏ e(k_i, s_i) = 1, in the order that the variant asks for.
	// It does not check that the points lie in the groups.
	PairingCheck func(k []K, s []S) bool
}

// MinPubkeySize is the suite BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_{NUL,AUG,POP}_: keys in G1,
// signatures in G2 (draft §2.1, §4.2). Ethereum uses it with proof of possession.
func MinPubkeySize(scheme Scheme) Suite[G1, G2] {
	return Suite[G1, G2]{Scheme: scheme, Keys: GroupG1, Signatures: GroupG2,
		Tag: ciphersuite("SIG", "G2", scheme), PopTag: ciphersuite("POP", "G2", scheme),
		PairingCheck: PairingCheck}
}

// MinSignatureSize is the suite BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_{NUL,AUG,POP}_: keys in G2,
// signatures in G1. The Internet Computer uses it with the basic scheme.
func MinSignatureSize(scheme Scheme) Suite[G2, G1] {
	return Suite[G2, G1]{Scheme: scheme, Keys: GroupG2, Signatures: GroupG1,
		Tag: ciphersuite("SIG", "G1", scheme), PopTag: ciphersuite("POP", "G1", scheme),
		PairingCheck: func(k []G2, s []G1) bool { return PairingCheck(s, k) }}
}

// ciphersuite is the ID of the suite whose messages are hashed to group (draft §4.1), or
// for the use "POP" the tag of its proofs of possession.
func ciphersuite(use, group string, scheme Scheme) string {
	return "BLS_" + use + "_BLS12381" + group + "_XMD:SHA-256_SSWU_RO_" + scheme.tag() + "_"
}

// WithTag is the suite s with another domain separation tag for messages, for networks
// that deviate from the draft.
func (s Suite[K, S]) WithTag(tag string) Suite[K, S] {
	s.Tag = tag
	return s
}

// HashToPoint is hash_to_point (draft §2.2): the point that is multiplied by the secret key.
func (s Suite[K, S]) HashToPoint(message []byte) S {
	return s.Signatures.Hash(message, s.Tag)
}

// verifies tells whether r = sk·q for the key xP = sk·P, all of them in their groups:
// e(q, xP) = e(r, P), as one product of two pairings.
func (s Suite[K, S]) verifies(xP K, q, r S) bool {
	return s.PairingCheck([]K{xP, s.Keys.Neg(s.Keys.Generator())}, []S{q, r})
}
