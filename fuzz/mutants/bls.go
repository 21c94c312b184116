package mutants

func inBLS(test string) Check { return Check{"./model/crypto/bls", test} }

const (
	blsCodec     = "model/crypto/bls/codec.go"
	blsCore      = "model/crypto/bls/core.go"
	blsScheme    = "model/crypto/bls/scheme.go"
	blsSuite     = "model/crypto/bls/suite.go"
	blsCommittee = "model/crypto/bls/committee.go"
	blsKeygen    = "model/crypto/bls/keygen.go"
	blsHash      = "model/crypto/bls/hash.go"
)

// blsGroup is the faults of model/crypto/bls. "draft" is draft-irtf-cfrg-bls-signature.
var blsGroup = Group{"bls", "BLS signatures", []Mutant{
	{"BLS-M1", "points outside the subgroup are decoded", "draft §2.5, §2.7", blsCodec,
		"if !A(&p).IsInSubGroup() {", "if false {",
		inBLS("TestSignaturePlusPointOutsideTheGroupIsRefused")},
	{"BLS-M2", "an encoding without the compression bit is read as if it had it", "draft §2.5, RFC 9380 §8.8", blsCodec,
		"\tif octets[0]&flagCompressed == 0 {\n\t\treturn ErrCompression\n\t}\n", "\toctets[0] |= flagCompressed\n",
		inBLS("TestDecodersRefuseWhatIsNotTheOneEncoding")},
	{"BLS-M3", "the identity has a second encoding, with the sign bit", "draft §2.5", blsCodec,
		"if octets[0] != flagCompressed|flagInfinity {", "if octets[0]&^flagSign != flagCompressed|flagInfinity {",
		inBLS("TestDecodersRefuseWhatIsNotTheOneEncoding")},
	{"BLS-M4", "what follows the flags of the identity is not looked at", "draft §2.5", blsCodec,
		"for _, octet := range octets[1:] {", "for _, octet := range octets[len(octets):] {",
		inBLS("TestDecodersRefuseWhatIsNotTheOneEncoding")},
	{"BLS-M5", "a longer buffer is decoded, its rest ignored", "draft §2.5", blsCodec,
		"\tif len(octets) != size {", "\tif len(octets) > size {\n\t\toctets = octets[:size]\n\t}\n\tif len(octets) != size {",
		inBLS("TestDecodersRefuseWhatIsNotTheOneEncoding")},
	{"BLS-M6", "scalars of r and above are reduced silently", "draft §2.3", blsCodec,
		"if err := k.SetBytesCanonical(octets); err != nil {", "if k.SetBytes(octets); false {",
		inBLS("TestScalarsAreCanonical")},
	{"BLS-M7", "the secret key zero is decoded", "draft §2.3", blsCodec,
		"if err == nil && k.IsZero() {", "if err == nil && false {",
		inBLS("TestScalarsAreCanonical")},
	{"BLS-M8", "the identity is accepted as a public key", "draft §2.5", blsCore,
		"if s.Keys.IsIdentity(xP) { // 3", "if false { // 3",
		inBLS("TestIdentityKeyAndZeroSecretKeyAreRefused")},
	{"BLS-M9", "keys that cancel are accepted for one message", "draft §2.9", blsCore,
		"if s.Keys.IsIdentity(xP) {   // 11", "if false {   // 11",
		inBLS("TestKeysThatCancelAreRefused")},
	{"BLS-M10", "nobody's aggregate verifies with the identity", "draft §2.9", blsCore,
		"\tif len(pks) == 0 {\n\t\treturn nil, nil, refuse(ErrEmpty, \"aggregate\")\n\t}\n", "",
		inBLS("TestAggregateVerifyWantsEverySignature")},
	{"BLS-M11", "the tag of the other group is used for signatures in G1", "draft §4.2.1", blsSuite,
		`Tag: ciphersuite("SIG", "G1", scheme)`, `Tag: ciphersuite("SIG", "G2", scheme)`,
		inBLS("TestTagsAreTheDraftsCiphersuites")},
	{"BLS-M12", "proofs of possession share the tag of signatures", "draft §3.3, §4.2.3", blsSuite,
		`PopTag: ciphersuite("POP", "G2", scheme)`, `PopTag: ciphersuite("SIG", "G2", scheme)`,
		inBLS("TestCommitteeWantsAProofOfEveryKey")},
	{"BLS-M13", "proofs of possession are not looked at, so that rogue keys join", "draft §3.3", blsCommittee,
		"if err := suite.PopVerify(pk, proofs[i]); err != nil {", "if err := suite.PopVerify(pk, proofs[i]); false {",
		inBLS("TestRogueKeyForgesTheBareSumAndNoScheme")},
	{"BLS-M14", "messages are not prefixed with the signer's key", "draft §3.2", blsScheme,
		"return append(append(make([]byte, 0, len(pk)+len(message)), pk...), message...)", "return message",
		inBLS("TestRogueKeyForgesTheBareSumAndNoScheme")},
	{"BLS-M15", "the basic scheme aggregates equal messages", "draft §3.1.1", blsScheme,
		"if i, twice := firstRepeated(messages); twice {", "if i, twice := firstRepeated(messages); twice && i < 0 {",
		inBLS("TestBasicSchemeRefusesDuplicateMessages")},
	{"BLS-M16", "a committee counts one signer twice", "Internet Computer §III.1.5.4", blsCommittee,
		"if at > 0 && signers[at-1] >= i {", "if at > 0 && signers[at-1] > i {",
		inBLS("TestDoubledSignerIsRefusedThoughItsPairingHolds")},
	{"BLS-M17", "a committee's quorum is one signer short", "Internet Computer §III.1.5.4", blsCommittee,
		"if len(m.Signers) < quorum {", "if len(m.Signers) < quorum-1 {",
		inBLS("TestMultiSignatureVerifiesForItsSignersOnly")},
	{"BLS-M18", "a committee has one key for two members", "draft §3.3", blsCommittee,
		"if i, twice := firstRepeated(pks); twice {", "if i, twice := firstRepeated(pks); twice && i < 0 {",
		inBLS("TestCommitteeWantsAProofOfEveryKey")},
	{"BLS-M19", "a multi-signature by nobody verifies", "Internet Computer §III.1.5.4", blsCommittee,
		"if len(signers) == 0 {", "if len(signers) == 0 && len(c.keys) == 0 {",
		inBLS("TestMultiSignatureVerifiesForItsSignersOnly")},
	{"BLS-M20", "KeyGen expands 32 octets, not 48", "draft §2.3", blsKeygen,
		"keyGenOctets   = 48", "keyGenOctets   = 32",
		inBLS("TestKeyGenGivesTheMasterKeyOfEIP2333")},
	{"BLS-M21", "KeyGen takes the key material without the zero octet after it", "draft §2.3", blsKeygen,
		"append([]byte(nil), ikm...), 0)", "append([]byte(nil), ikm...))",
		inBLS("TestKeyGenGivesTheMasterKeyOfEIP2333")},
	{"BLS-M22", "KeyGen hashes the salt once too often", "draft §2.3", blsKeygen,
		"salt := sha256.Sum256([]byte(saltPhrase))\n", "salt := sha256.Sum256([]byte(saltPhrase))\n\tsalt = sha256.Sum256(salt[:])\n",
		inBLS("TestKeyGenGivesTheMasterKeyOfEIP2333")},
	{"BLS-M23", "a long tag is cut, not hashed", "RFC 9380 §5.3.3", blsHash,
		"\tshort := sha256.Sum256([]byte(\"H2C-OVERSIZE-DST-\" + dst))", "\tshort := [32]byte([]byte(dst)[:32])\n\t_ = sha256.Size",
		inBLS("TestLongTagsAreHashed")},
}}
