package bls

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

// Scalar is an integer modulo r, the order of both groups. A secret key is one that is not zero.
type Scalar = fr.Element

// G1 is a point of E1 in affine coordinates; (0, 0) stands for the identity.
type G1 = bls12381.G1Affine

// G2 is a point of E2 in affine coordinates; (0, 0) stands for the identity.
type G2 = bls12381.G2Affine

// Group is what signatures ask of the group of order r that their keys or they
// themselves lie in. Operations other than Decode presume points of that group:
// whoever makes a point in another way than by this interface checks it first.
type Group[P any] interface {
	Name() string                             // "G1" or "G2"
	Size() int                                // octets of an encoded point: 48 or 96
	Generator() P                             // P1 or P2 (draft §1.3)
	Identity() P                              // the neutral element
	IsIdentity(p P) bool                      //
	Equal(p, q P) bool                        //
	Neg(p P) P                                // -p
	Sum(points ...P) P                        // the identity for no points
	Mul(k Scalar, p P) P                      // k·p
	MultiExp(k []Scalar, points []P) P        // Σ k_i·p_i; panics unless as many scalars as points
	Hash(message []byte, dst string) P        // hash_to_curve; panics for an empty dst
	Encode(p P) []byte                        // point_to_octets
	Decode(octets []byte) (P, error)          // octets_to_point and subgroup_check
	decodeUnchecked(octets []byte) (P, error) // octets_to_point: on the curve, perhaps outside the group
}

// GroupG1 and GroupG2 are the two groups of the pairing.
var (
	GroupG1 Group[G1] = group[G1, *G1]{name: "G1", size: bls12381.SizeOfG1AffineCompressed,
		generator: generatorG1(), encode: func(p *G1) []byte { b := p.Bytes(); return b[:] }, hash: bls12381.HashToG1}
	GroupG2 Group[G2] = group[G2, *G2]{name: "G2", size: bls12381.SizeOfG2AffineCompressed,
		generator: generatorG2(), encode: func(p *G2) []byte { b := p.Bytes(); return b[:] }, hash: bls12381.HashToG2}
)

// affine is the part of the method set of gnark-crypto's points that both groups share.
type affine[P any] interface {
	*P
	Add(p, q *P) *P
	Neg(p *P) *P
	ScalarMultiplication(p *P, k *big.Int) *P
	MultiExp(points []P, k []Scalar, config ecc.MultiExpConfig) (*P, error)
	Equal(p *P) bool
	IsInfinity() bool
	IsInSubGroup() bool
}

// group makes a Group of gnark-crypto's points P.
type group[P any, A affine[P]] struct {
	name      string
	size      int
	generator P
	encode    func(*P) []byte
	hash      func(message, dst []byte) (P, error)
}

func (g group[P, A]) Name() string        { return g.name }
func (g group[P, A]) Size() int           { return g.size }
func (g group[P, A]) Generator() P        { return g.generator }
func (g group[P, A]) Identity() (p P)     { return p }
func (g group[P, A]) IsIdentity(p P) bool { return A(&p).IsInfinity() }
func (g group[P, A]) Equal(p, q P) bool   { return A(&p).Equal(&q) }
func (g group[P, A]) Encode(p P) []byte   { return g.encode(&p) }

func (g group[P, A]) Neg(p P) P {
	A(&p).Neg(&p)
	return p
}

func (g group[P, A]) Sum(points ...P) P {
	sum := g.Identity()
	for i := range points {
		A(&sum).Add(&sum, &points[i])
	}
	return sum
}

func (g group[P, A]) Mul(k Scalar, p P) P {
	var n big.Int
	A(&p).ScalarMultiplication(&p, k.BigInt(&n))
	return p
}

// MultiExp runs as one task: at the sizes of a committee the splitting costs more than it gains.
func (g group[P, A]) MultiExp(k []Scalar, points []P) P {
	sum := g.Identity()
	if _, err := A(&sum).MultiExp(points, k, ecc.MultiExpConfig{NbTasks: 1}); err != nil {
		panic("bls: multi-exponentiation: " + err.Error())
	}
	return sum
}

func (g group[P, A]) Hash(message []byte, dst string) P {
	p, err := g.hash(message, shortTag(dst))
	if err != nil {
		panic("bls: hash to " + g.name + ": " + err.Error())
	}
	return p
}

// PairingCheck tells whether ∏ e(p_i, q_i) = 1. It does not check that the points
// lie in the groups. It panics unless there are as many p as q, and at least one.
func PairingCheck(p []G1, q []G2) bool {
	one, err := bls12381.PairingCheck(p, q)
	if err != nil {
		panic("bls: pairing: " + err.Error())
	}
	return one
}

func generatorG1() G1 {
	_, _, p, _ := bls12381.Generators()
	return p
}

func generatorG2() G2 {
	_, _, _, q := bls12381.Generators()
	return q
}
