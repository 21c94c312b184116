package tbls

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"quesera/model/bls"
	"quesera/model/shamir"
	"quesera/model/shamir/transcript"
	"quesera/model/vss"
)

// What the checks refuse. Errors wrap one of these.
var (
	ErrIdentity  = errors.New("identity element")
	ErrSignature = errors.New("signature does not verify")
	ErrShortage  = errors.New("too few valid partial signatures")
	ErrEmpty     = errors.New("no partial signatures")
)

// PublicKey is the public side of a shared key: K is the group of keys, S that of
// signatures. Use NewPublicKey.
type PublicKey[K, S any] struct {
	suite      bls.Suite[K, S]
	feldman    vss.Feldman[K]
	commitment vss.Commitment[K]
	id         [sha256.Size]byte // binds weights to suite, sizes and commitment
}

// NewPublicKey is the key that is t-out-of-n shared under the commitment, t points with the
// key itself first (TBLS-1). It refuses the identity as the key, which anybody could
// sign for, and what package vss refuses: another length, which would be another threshold,
// and a leading coefficient of zero. Message augmentation is refused: a partial signature
// would have to prefix the group's key, not its signer's.
func NewPublicKey[K, S any](suite bls.Suite[K, S], t, n shamir.Size, commitment vss.Commitment[K]) (PublicKey[K, S], error) {
	none := PublicKey[K, S]{}
	if suite.Scheme == bls.Augmentation {
		return none, fmt.Errorf("tbls: scheme = %s, want %s or %s", suite.Scheme, bls.Basic, bls.Possession)
	}
	feldman, err := vss.NewFeldman(suite.Keys, t, n)
	if err != nil {
		return none, fmt.Errorf("tbls: %w", err)
	}
	if err := feldman.Check(commitment); err != nil {
		return none, fmt.Errorf("tbls: %w", err)
	}
	if suite.Keys.IsIdentity(commitment[0]) {
		return none, fmt.Errorf("tbls: public key: %w", ErrIdentity)
	}
	tr := transcript.New("quesera/tbls/key")
	tr.Bytes("tag", []byte(suite.Tag))
	tr.Bytes("group", []byte(suite.Keys.Name()))
	tr.Uint("threshold", uint64(t))
	tr.Uint("shares", uint64(n))
	tr.Bytes("commitment", feldman.EncodeCommitment(commitment))
	return PublicKey[K, S]{suite: suite, feldman: feldman, id: tr.Digest(),
		commitment: append(vss.Commitment[K](nil), commitment...)}, nil
}

// Suite is the ciphersuite.
func (k PublicKey[K, S]) Suite() bls.Suite[K, S] { return k.suite }

// Threshold is t.
func (k PublicKey[K, S]) Threshold() shamir.Size { return k.feldman.Sharing().Threshold() }

// Shares is n.
func (k PublicKey[K, S]) Shares() shamir.Size { return k.feldman.Sharing().Shares() }

// Group is the public key X = A_0 that combined signatures verify under.
func (k PublicKey[K, S]) Group() K { return k.commitment[0] }

// Share is the public key share V_i (TBLS-1). It refuses an index outside 1..n, and an image
// that is the identity: its share is zero, and everybody could sign for i.
func (k PublicKey[K, S]) Share(i shamir.ShareIndex) (K, error) {
	image, err := k.feldman.Image(k.commitment, i)
	if err != nil {
		return image, fmt.Errorf("tbls: %w", err)
	}
	if k.suite.Keys.IsIdentity(image) {
		return image, fmt.Errorf("tbls: public key share %d: %w", i, ErrIdentity)
	}
	return image, nil
}
