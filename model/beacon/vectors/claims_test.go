package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"quesera/internal/vector/vectortest"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// tags are drand's schemes, by the group of signatures and the domain in which they hash.
var tags = map[string]string{
	"pedersen-bls-chained":     "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
	"pedersen-bls-unchained":   "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
	"bls-unchained-g1-rfc9380": "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
	"bls-unchained-on-g1":      "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
}

// short are names of schemes in the tables.
var short = map[string]string{"chained": "pedersen-bls-chained", "unchained": "pedersen-bls-unchained",
	"g1": "bls-unchained-g1-rfc9380", "fastnet": "bls-unchained-on-g1"}

// namesOf are those of vectors of a scheme, by a computation of their own: key is k0·G, the key that is shared, and k1
// the slope of the sharing; signature 2 is that of round 2, partial 2 of 1 the signature of round 2 by share 1, message
// 2 what round 2 signs.
func namesOf(scheme string) *vectortest.Names {
	if scheme == "pedersen-bls-chained" || scheme == "pedersen-bls-unchained" {
		return namesIn(scheme, bls.GroupG1, bls.GroupG2)
	}
	return namesIn(scheme, bls.GroupG2, bls.GroupG1)
}

func namesIn[K, S any](scheme string, keys bls.Group[K], signatures bls.Group[S]) *vectortest.Names {
	n := &vectortest.Names{}
	k := shamir.FromSeed([]byte("quesera vectors 1"), "beacon", 2)
	key := keys.Encode(keys.Mul(k[0], keys.Generator()))
	n.Name(key, "key")
	n.Name(keys.Encode(keys.Mul(k[1], keys.Generator())), "k1·G")
	var genesis []byte
	for octet := range byte(32) {
		genesis = append(genesis, octet)
	}
	n.Name(genesis, "genesis")
	n.Name(make([]byte, 96), "96 zeroes")
	n.Name(append([]byte{0xc0}, make([]byte, signatures.Size()-1)...), "identity")
	chained := scheme == "pedersen-bls-chained"
	message := func(round uint64, previous []byte) []byte {
		if !chained {
			previous = nil
		}
		digest := sha256.Sum256(binary.BigEndian.AppendUint64(bytes.Clone(previous), round))
		return digest[:]
	}
	n.Name(message(2, make([]byte, 96)), "message 2 after 96 zeroes")
	n.Name(message(1<<63+258, nil), "message 2^63+258")
	previous := genesis
	for round := uint64(1); round <= 4; round++ {
		m := message(round, previous)
		h := signatures.Hash(m, tags[scheme])
		for i := range int64(4) {
			var share bls.Scalar
			share.Mul(share.SetInt64(i), &k[1])
			share.Add(&share, &k[0])
			n.Name(bls.EncodeScalar(share), "share %d", i)
			p := signatures.Encode(signatures.Mul(share, h))
			if i > 0 {
				n.Name(p, "partial %d of %d", round, i)
				continue
			}
			n.Name(signatures.Encode(signatures.Neg(signatures.Mul(share, h))), "-signature %d", round)
			n.Name(p, "signature %d", round)
			random := sha256.Sum256(p)
			n.Name(random[:], "randomness %d", round)
			previous = p
		}
		n.Name(m, "message %d", round)
	}
	return n
}

// Each vector is what its topic says, and comes to what follows from drand's specification.
func TestVectorsAreWhatTheySay(t *testing.T) {
	names := map[string]*vectortest.Names{"none": {}}
	for scheme := range tags {
		names[scheme] = namesOf(scheme)
	}
	vectortest.Claims(t, Family(), vectortest.Tables(t, "beacon", func(op, scheme, rows string) vectortest.Table {
		if id, known := short[scheme]; known {
			scheme = id
		}
		return vectortest.Table{Op: op, By: "scheme", Group: scheme, Text: rows, Names: names[scheme]}
	})...)
}
