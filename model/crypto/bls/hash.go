package bls

import "crypto/sha256"

// maxTag is the longest domain separation tag that is used as it is (RFC 9380 §5.3.3).
const maxTag = 255

// HashToG1 is hash_to_curve of the suite BLS12381G1_XMD:SHA-256_SSWU_RO_ under the
// domain separation tag dst (RFC 9380 §8.8.1). It panics for an empty dst, which
// RFC 9380 §3.1 forbids.
func HashToG1(message []byte, dst string) G1 { return GroupG1.Hash(message, dst) }

// HashToG2 is hash_to_curve of the suite BLS12381G2_XMD:SHA-256_SSWU_RO_ under the
// domain separation tag dst (RFC 9380 §8.8.2). It panics for an empty dst.
func HashToG2(message []byte, dst string) G2 { return GroupG2.Hash(message, dst) }

// shortTag is dst as expand_message_xmd uses it: a long one is hashed (RFC 9380 §5.3.3).
func shortTag(dst string) []byte {
	if dst == "" {
		panic("bls: hash to curve: empty domain separation tag, want at least one byte (RFC 9380 §3.1)")
	}
	if len(dst) <= maxTag {
		return []byte(dst)
	}
	short := sha256.Sum256([]byte("H2C-OVERSIZE-DST-" + dst))
	return short[:]
}
