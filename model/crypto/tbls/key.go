package tbls

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
	"quesera/model/crypto/vss"
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
	table      []K               // the images V_1..V_n, or nil: see Precompute
	id         [sha256.Size]byte // binds weights to suite, sizes and commitment
}

// NewPublicKey is the key that is t-out-of-n shared under the commitment, t points with the
// key itself first (TBLS-1). It refuses the identity as the key, which anybody could
// sign for, and what package vss refuses: another length, which would be another threshold,
// and a leading coefficient of zero. Message augmentation is refused: a partial signature
// would have to prefix the group's key, not its signer's.
func NewPublicKey[K, S any](suite bls.Suite[K, S], t, n shamir.Size,
	commitment vss.Commitment[K]) (PublicKey[K, S], error) {
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
	image, err := k.image(i)
	if err != nil {
		return image, err
	}
	if k.suite.Keys.IsIdentity(image) {
		return image, fmt.Errorf("tbls: public key share %d: %w", i, ErrIdentity)
	}
	return image, nil
}

func (k PublicKey[K, S]) image(i shamir.ShareIndex) (K, error) {
	if i >= 1 && int(i) <= len(k.table) {
		return k.table[i-1], nil
	}
	image, err := k.feldman.Image(k.commitment, i)
	if err != nil {
		return image, fmt.Errorf("tbls: %w", err)
	}
	return image, nil
}

// Precompute is the same key with all its shares at hand, for many verifications: t·n
// operations in the group once.
func (k PublicKey[K, S]) Precompute() (PublicKey[K, S], error) {
	table := make([]K, k.Shares())
	for l := range table {
		image, err := k.image(shamir.ShareIndex(l + 1))
		if err != nil {
			return k, err
		}
		table[l] = image
	}
	k.table = table
	return k, nil
}

// combined is Σ w_l·V_{i_l} for indices of 1..n: over the shares if they are at hand, and
// over the commitment if not.
func (k PublicKey[K, S]) combined(set []shamir.ShareIndex, w []bls.Scalar) K {
	if k.table == nil {
		return k.feldman.CombinedImage(k.commitment, set, w)
	}
	images := make([]K, len(set))
	for l, i := range set {
		images[l] = k.table[i-1]
	}
	return k.suite.Keys.MultiExp(w, images)
}
