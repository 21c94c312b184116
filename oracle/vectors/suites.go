package vectors

import (
	"strings"

	"quesera/model/crypto/bls"
)

// suite is the part of bls.Suite that works on octets, whichever group keys lie in.
type suite interface {
	SkToPk(sk bls.Scalar) []byte
	Sign(sk bls.Scalar, message []byte) []byte
	Verify(pk, message, signature []byte) error
	Aggregate(signatures [][]byte) ([]byte, error)
	AggregateVerify(pks, messages [][]byte, signature []byte) error
	FastAggregateVerify(pks [][]byte, message, signature []byte) error
	PopVerify(pk, proof []byte) error
	Validate(pk []byte) error
}

// suiteByID is the suite with a ciphersuite ID of draft-irtf-cfrg-bls-signature-06 §4.2. The
// tag of its proofs of possession names it too.
func suiteByID(id string) (suite, bool) {
	id = strings.ReplaceAll(id, "BLS_POP_", "BLS_SIG_")
	for _, scheme := range []bls.Scheme{bls.Basic, bls.Augmentation, bls.Possession} {
		if s := bls.MinPubkeySize(scheme); s.Tag == id {
			return s, true
		}
		if s := bls.MinSignatureSize(scheme); s.Tag == id {
			return s, true
		}
	}
	return nil, false
}
