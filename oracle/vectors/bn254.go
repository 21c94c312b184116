package vectors

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"golang.org/x/crypto/sha3"
)

// bn254Suite verifies the signatures of drand's networks for Ethereum's contracts: keys in G2 and signatures in G1 of
// BN254, messages hashed to the curve by expand_message_xmd with Keccak-256 and the map of Shallue and van de
// Woestijne (RFC 9380 §6.6.1). Points are written as their coordinates, without compression.
type bn254Suite struct{ tag string }

var evm = bn254Suite{"BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_NUL_"}

// What is refused.
var (
	errBN254Length    = errors.New("bn254: wrong length")
	errBN254Range     = errors.New("bn254: coordinate is not below the modulus")
	errBN254Group     = errors.New("bn254: no point of the group")
	errBN254Identity  = errors.New("bn254: identity element")
	errBN254Signature = errors.New("bn254: signature does not verify")
)

// coordinates reads count field elements, all of octets.
func coordinates(octets []byte, count int) ([]fp.Element, error) {
	if len(octets) != count*fp.Bytes {
		return nil, fmt.Errorf("%w = %d octets, want %d", errBN254Length, len(octets), count*fp.Bytes)
	}
	all := make([]fp.Element, count)
	for i := range all {
		if all[i].SetBytesCanonical(octets[i*fp.Bytes:][:fp.Bytes]) != nil {
			return nil, errBN254Range
		}
	}
	return all, nil
}

// key reads a public key, which is not the identity. Of each coordinate the part with i comes first.
func (bn254Suite) key(octets []byte) (p bn254.G2Affine, err error) {
	e, err := coordinates(octets, 4)
	if err != nil {
		return p, err
	}
	p.X.A1, p.X.A0, p.Y.A1, p.Y.A0 = e[0], e[1], e[2], e[3]
	switch {
	case p.IsInfinity():
		return p, errBN254Identity
	case !p.IsOnCurve() || !p.IsInSubGroup():
		return p, errBN254Group
	}
	return p, nil
}

// Validate checks a public key.
func (s bn254Suite) Validate(pk []byte) error {
	_, err := s.key(pk)
	return err
}

// Verify checks the signature of one message: e(signature, P2) = e(H(message), pk).
func (s bn254Suite) Verify(pk, message, signature []byte) error {
	key, err := s.key(pk)
	if err != nil {
		return err
	}
	e, err := coordinates(signature, 2)
	if err != nil {
		return err
	}
	point := bn254.G1Affine{X: e[0], Y: e[1]}
	if !point.IsInfinity() && !point.IsOnCurve() { // G1 is the whole curve
		return errBN254Group
	}
	hashed, err := s.hash(message)
	if err != nil {
		return err
	}
	_, _, _, generator := bn254.Generators()
	hashed.Neg(&hashed)
	one, err := bn254.PairingCheck([]bn254.G1Affine{point, hashed}, []bn254.G2Affine{generator, key})
	if err != nil || !one {
		return errors.Join(errBN254Signature, err)
	}
	return nil
}

// hash is hash_to_curve with two field elements of 48 uniform octets each.
func (s bn254Suite) hash(message []byte) (bn254.G1Affine, error) {
	const size = 48
	uniform, err := xmd(sha3.NewLegacyKeccak256).expand(message, []byte(s.tag), 2*size)
	if err != nil {
		return bn254.G1Affine{}, err
	}
	var u [2]fp.Element
	u[0].SetBytes(uniform[:size])
	u[1].SetBytes(uniform[size:])
	p, q := bn254.MapToG1(u[0]), bn254.MapToG1(u[1])
	return *p.Add(&p, &q), nil
}

// sha256Of and keccak256 are the hashes that drand's schemes make of a round.
func sha256Of(octets []byte) []byte {
	sum := sha256.Sum256(octets)
	return sum[:]
}

func keccak256(octets []byte) []byte {
	h := sha3.NewLegacyKeccak256()
	h.Write(octets)
	return h.Sum(nil)
}
