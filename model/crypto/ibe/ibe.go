package ibe

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"quesera/model/crypto/bls"
)

// MaxMessage is the length of the longest message in octets: that of H. Longer ones are encrypted under a key, which
// is encapsulated.
const MaxMessage = sha256.Size

// What is refused. Errors wrap one of these, or one of package bls.
var (
	ErrLength     = errors.New("wrong length")
	ErrIdentity   = errors.New("identity element")
	ErrCiphertext = errors.New("ciphertext is not the one of its message: another identity's key, or it was changed")
)

// A Ciphertext is what Encrypt makes. K is the group of keys.
type Ciphertext[K any] struct {
	U    K
	V, W []byte
}

// A Scheme is the encryption under keys of one suite: K is the group of its keys, S that of its signatures.
type Scheme[K, S any] struct {
	suite bls.Suite[K, S]
	pair  func(S, K) []byte // the pairing, encoded
}

// MinPubkeySize encrypts under public keys in G1.
func MinPubkeySize(suite bls.Suite[bls.G1, bls.G2]) Scheme[bls.G1, bls.G2] {
	return Scheme[bls.G1, bls.G2]{suite, func(s bls.G2, k bls.G1) []byte { return pairing(k, s) }}
}

// MinSignatureSize encrypts under public keys in G2.
func MinSignatureSize(suite bls.Suite[bls.G2, bls.G1]) Scheme[bls.G2, bls.G1] {
	return Scheme[bls.G2, bls.G1]{suite, func(s bls.G1, k bls.G2) []byte { return pairing(s, k) }}
}

// pairing is e(p, q): its twelve coefficients from the highest to the lowest.
func pairing(p bls.G1, q bls.G2) []byte {
	e, err := bls12381.Pair([]bls.G1{p}, []bls.G2{q})
	if err != nil {
		panic("ibe: pairing: " + err.Error())
	}
	octets := e.Bytes()
	return octets[:]
}

// Encrypt encrypts a message to an identity under an encoded public key. Sigma is random, as long as the message and
// used once.
func (s Scheme[K, S]) Encrypt(publicKey, identity, sigma, message []byte) (Ciphertext[K], error) {
	none := Ciphertext[K]{}
	if len(message) > MaxMessage || len(sigma) != len(message) {
		return none, fmt.Errorf("ibe: message = %d octets with sigma = %d, want equally many, at most %d: %w", len(message),
			len(sigma), MaxMessage, ErrLength)
	}
	x, err := s.suite.KeyValidate(publicKey) // 1
	if err != nil {
		return none, fmt.Errorf("ibe: %w", err)
	}
	r := h3(sigma, message)                                           // 2
	u := s.suite.Keys.Mul(r, s.suite.Keys.Generator())                // 3
	q := s.suite.HashToPoint(identity)                                //
	v := xor(sigma, h2(s.pair(q, s.suite.Keys.Mul(r, x))))            // 4
	return Ciphertext[K]{U: u, V: v, W: xor(message, h4(sigma))}, nil // 5
}

// Decrypt opens a ciphertext with the encoded signature of its identity.
func (s Scheme[K, S]) Decrypt(signature []byte, c Ciphertext[K]) ([]byte, error) {
	if len(c.V) != len(c.W) || len(c.W) > MaxMessage { // 6
		return nil, fmt.Errorf("ibe: ciphertext = %d and %d octets, want equally many, at most %d: %w", len(c.V), len(c.W),
			MaxMessage, ErrLength)
	}
	d, err := s.suite.Signatures.Decode(signature)
	if err != nil {
		return nil, fmt.Errorf("ibe: key: %w", err)
	}
	if s.suite.Signatures.IsIdentity(d) {
		return nil, fmt.Errorf("ibe: key: %w", ErrIdentity)
	}
	if s.suite.Keys.IsIdentity(c.U) {
		return nil, fmt.Errorf("ibe: ciphertext: %w", ErrIdentity)
	}
	sigma := xor(c.V, h2(s.pair(d, c.U)))                                                         // 7
	message := xor(c.W, h4(sigma))                                                                // 8
	if !s.suite.Keys.Equal(s.suite.Keys.Mul(h3(sigma, message), s.suite.Keys.Generator()), c.U) { // 9
		return nil, fmt.Errorf("ibe: %w", ErrCiphertext)
	}
	return message, nil
}

// h2 hashes an encoded value of the pairing.
func h2(g []byte) []byte { return hash([]byte("IBE-H2"), g) }

// h4 hashes sigma.
func h4(sigma []byte) []byte { return hash([]byte("IBE-H4"), sigma) }

// h3 hashes sigma and the message to a scalar that is not zero, but for a chance that nobody meets.
func h3(sigma, message []byte) bls.Scalar {
	seed := hash([]byte("IBE-H3"), sigma, message)
	for i := uint16(1); ; i++ {
		octets := hash(binary.LittleEndian.AppendUint16(nil, i), seed)
		octets[0] >>= 1 // r has 255 bits
		if r, err := bls.DecodeSecretKey(octets); err == nil {
			return r
		}
	}
}

func hash(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

// xor is a xor the first octets of pad.
func xor(a, pad []byte) []byte {
	out := make([]byte, len(a))
	subtle.XORBytes(out, a, pad)
	return out
}

// Encode writes a ciphertext: U compressed, V, W.
func (s Scheme[K, S]) Encode(c Ciphertext[K]) []byte {
	return append(append(s.suite.Keys.Encode(c.U), c.V...), c.W...)
}

// Decode reads a ciphertext of a message of that many octets. U must be a point of its group.
func (s Scheme[K, S]) Decode(octets []byte, message int) (Ciphertext[K], error) {
	size := s.suite.Keys.Size()
	if message < 0 || message > MaxMessage || len(octets) != size+2*message {
		return Ciphertext[K]{}, fmt.Errorf("ibe: ciphertext = %d octets, want %d of a message of %d: %w", len(octets),
			size+2*message, message, ErrLength)
	}
	u, err := s.suite.Keys.Decode(octets[:size])
	if err != nil {
		return Ciphertext[K]{}, fmt.Errorf("ibe: ciphertext: %w", err)
	}
	return Ciphertext[K]{U: u, V: bytes.Clone(octets[size:][:message]), W: bytes.Clone(octets[size+message:])}, nil
}
