package beacon

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"quesera/model/crypto/bls"
)

// What the checks refuse. Errors wrap one of these, or an error of package bls.
var (
	ErrRound    = errors.New("round is not to be signed")
	ErrPrevious = errors.New("previous signature is not in order")
	ErrLink     = errors.New("beacons do not follow each other")
)

// SeedSize is the length of a genesis seed in octets.
const SeedSize = 32

// Scheme is how a network signs: keys K, signatures S.
type Scheme[K, S any] struct {
	Name    string // drand's scheme ID
	Chained bool   // every signature covers the previous one
	Suite   bls.Suite[K, S]
}

// PedersenChained is drand's first scheme: keys in G1, signatures in G2, chained.
func PedersenChained() Scheme[bls.G1, bls.G2] {
	return Scheme[bls.G1, bls.G2]{"pedersen-bls-chained", true, bls.MinPubkeySize(bls.Basic)}
}

// PedersenUnchained is PedersenChained without the chain.
func PedersenUnchained() Scheme[bls.G1, bls.G2] {
	return Scheme[bls.G1, bls.G2]{"pedersen-bls-unchained", false, bls.MinPubkeySize(bls.Basic)}
}

// UnchainedG1 is the scheme of quicknet: keys in G2, signatures in G1, unchained.
func UnchainedG1() Scheme[bls.G2, bls.G1] {
	return Scheme[bls.G2, bls.G1]{"bls-unchained-g1-rfc9380", false, bls.MinSignatureSize(bls.Basic)}
}

// Fastnet is the scheme of the network of that name, which hashed to G1 under the tag meant for G2.
func Fastnet() Scheme[bls.G2, bls.G1] {
	return Scheme[bls.G2, bls.G1]{"bls-unchained-on-g1", false,
		bls.MinSignatureSize(bls.Basic).WithTag(bls.MinPubkeySize(bls.Basic).Tag)}
}

// Message is what the group signs in a round (BEACON-1, BEACON-2). The previous signature is that of
// the round before, in round 1 the genesis seed, and empty in an unchained network.
func (s Scheme[K, S]) Message(round uint64, previous []byte) ([]byte, error) {
	if round == 0 {
		return nil, fmt.Errorf("beacon: round = 0, want at least 1: %w", ErrRound)
	}
	want := 0
	if s.Chained {
		want = s.Suite.Signatures.Size()
		if round == 1 {
			want = SeedSize
		}
	}
	if len(previous) != want {
		return nil, fmt.Errorf("beacon: round %d: length of the previous signature = %d octets, want %d: %w",
			round, len(previous), want, ErrPrevious)
	}
	digest := sha256.Sum256(binary.BigEndian.AppendUint64(bytes.Clone(previous), round))
	return digest[:], nil
}

// A Beacon is the output of one round, as networks publish it.
type Beacon struct {
	Round     uint64
	Previous  []byte // of a chained network: the signature of the round before, or the genesis seed
	Signature []byte
}

// Randomness is the round's random value (BEACON-7).
func (b Beacon) Randomness() [sha256.Size]byte { return sha256.Sum256(b.Signature) }

// Chain is a network's scheme, its public key and its genesis.
type Chain[K, S any] struct {
	Scheme  Scheme[K, S]
	Key     []byte // encoded
	Genesis []byte // the seed of a chained network; nil where it is not known
}

// Verify tells whether b is the beacon of its round. Of a chained network it is that after b.Previous:
// VerifyAll follows the chain.
func (c Chain[K, S]) Verify(b Beacon) error {
	message, err := c.Scheme.Message(b.Round, b.Previous)
	if err != nil {
		return err
	}
	if c.Scheme.Chained && b.Round == 1 && c.Genesis != nil && !bytes.Equal(b.Previous, c.Genesis) {
		return fmt.Errorf("beacon: round 1: previous signature is not the genesis seed: %w", ErrPrevious)
	}
	if err := c.Scheme.Suite.Verify(c.Key, message, b.Signature); err != nil {
		return fmt.Errorf("beacon: round %d: %w", b.Round, err)
	}
	return nil
}

// VerifyAll tells whether the beacons are those of consecutive rounds, each of them valid and, in a
// chained network, covering the one before.
func (c Chain[K, S]) VerifyAll(beacons []Beacon) error {
	for k, b := range beacons {
		if err := c.Verify(b); err != nil {
			return err
		}
		if k == 0 {
			continue
		}
		before := beacons[k-1]
		if b.Round != before.Round+1 {
			return fmt.Errorf("beacon: round %d comes after round %d: %w", b.Round, before.Round, ErrLink)
		}
		if c.Scheme.Chained && !bytes.Equal(b.Previous, before.Signature) {
			return fmt.Errorf("beacon: round %d does not cover the signature of round %d: %w", b.Round, before.Round,
				ErrLink)
		}
	}
	return nil
}
