package tbls

import (
	"fmt"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/vss"
)

// A Partial is the signature σ_i of one share of the key.
type Partial[S any] struct {
	Index     shamir.ShareIndex // whose it claims to be
	Signature S
}

// Sign is the partial signature of a message by a key share (TBLS-2). It refuses index 0 and
// the share zero.
func Sign[K, S any](suite bls.Suite[K, S], share vss.Share, message []byte) (Partial[S], error) {
	if share.Index == shamir.Secret {
		return Partial[S]{}, fmt.Errorf("tbls: share index = 0, want at least 1")
	}
	if share.Value.IsZero() {
		return Partial[S]{}, fmt.Errorf("tbls: key share %d = 0, want 1 to r-1", share.Index)
	}
	return Partial[S]{Index: share.Index,
		Signature: suite.Signatures.Mul(share.Value, suite.HashToPoint(message))}, nil
}

// Verify checks one partial signature of a message (TBLS-3).
func (k PublicKey[K, S]) Verify(message []byte, p Partial[S]) error {
	if err := k.screen(p); err != nil {
		return err
	}
	return k.verifyHashed(k.suite.HashToPoint(message), p)
}

// screen refuses what needs no pairing: an index outside 1..n, the identity as a signature.
func (k PublicKey[K, S]) screen(p Partial[S]) error {
	if err := k.feldman.Sharing().Check([]shamir.ShareIndex{p.Index}); err != nil {
		return fmt.Errorf("tbls: %w", err)
	}
	if k.suite.Signatures.IsIdentity(p.Signature) {
		return fmt.Errorf("tbls: partial signature of %d: %w", p.Index, ErrIdentity)
	}
	return nil
}

// verifyHashed is Verify for a message hashed to h and a partial that passed screen.
func (k PublicKey[K, S]) verifyHashed(h S, p Partial[S]) error {
	share, err := k.Share(p.Index)
	if err != nil {
		return err
	}
	if !k.signs(share, h, p.Signature) {
		return fmt.Errorf("tbls: partial signature of %d: %w", p.Index, ErrSignature)
	}
	return nil
}

// signs tells whether e(key, h) = e(P, signature).
func (k PublicKey[K, S]) signs(key K, h, signature S) bool {
	keys := k.suite.Keys
	return k.suite.PairingCheck([]K{key, keys.Neg(keys.Generator())}, []S{h, signature})
}

// VerifySignature checks a combined signature of a message under the public key: plain BLS.
func (k PublicKey[K, S]) VerifySignature(message []byte, signature S) error {
	if !k.signs(k.Group(), k.suite.HashToPoint(message), signature) {
		return fmt.Errorf("tbls: combined signature: %w", ErrSignature)
	}
	return nil
}
