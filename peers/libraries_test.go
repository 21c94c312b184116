package peers

import (
	"math/big"
	"testing"

	circl "github.com/cloudflare/circl/ecc/bls12381"
	circlbls "github.com/cloudflare/circl/sign/bls"
	"github.com/drand/kyber"
	kyberbls "github.com/drand/kyber-bls12381"
	"github.com/drand/kyber/sign"
	kybertbls "github.com/drand/kyber/sign/tbls"
	blst "github.com/supranational/blst/bindings/go"

	"quesera/model/crypto/bls"
)

// A library is one implementation of BLS signatures in one variant, on octets.
type library struct {
	name   string
	key    func(sk bls.Scalar) []byte
	sign   func(sk bls.Scalar, message []byte) []byte
	verify func(pk, message, signature []byte) bool
	hash   func(message []byte, dst string) []byte // to the group of signatures
	member func(octets []byte) bool                // decodes as a signature in the group
}

// variants are the two assignments of groups, each with its libraries: quesera's first.
func variants() map[string][]library {
	return map[string][]library{
		"signatures in G1": {ours(bls.MinSignatureSize(bls.Basic)), blstG1(), kyberLibrary(1),
			circlLibrary[circlbls.KeyG2SigG1](circlG1{})},
		"signatures in G2": {ours(bls.MinPubkeySize(bls.Basic)), blstG2(), kyberLibrary(2),
			circlLibrary[circlbls.KeyG1SigG2](circlG2{})},
	}
}

func ours[K, S any](suite bls.Suite[K, S]) library {
	return library{
		name:   "quesera",
		key:    suite.SkToPk,
		sign:   suite.Sign,
		verify: func(pk, message, signature []byte) bool { return suite.Verify(pk, message, signature) == nil },
		hash: func(message []byte, dst string) []byte {
			return suite.Signatures.Encode(suite.Signatures.Hash(message, dst))
		},
		member: func(octets []byte) bool {
			_, err := suite.Signatures.Decode(octets)
			return err == nil
		},
	}
}

const (
	tagG1 = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
	tagG2 = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
)

func blstScalar(k bls.Scalar) *blst.Scalar { return new(blst.Scalar).FromBEndian(bls.EncodeScalar(k)) }

func blstG1() library {
	return library{
		name: "blst",
		key:  func(sk bls.Scalar) []byte { return new(blst.P2Affine).From(blstScalar(sk)).Compress() },
		sign: func(sk bls.Scalar, message []byte) []byte {
			return new(blst.P1Affine).Sign(blstScalar(sk), message, []byte(tagG1)).Compress()
		},
		verify: func(pk, message, signature []byte) bool {
			return new(blst.P1Affine).VerifyCompressed(signature, true, pk, true, message, []byte(tagG1))
		},
		hash: func(message []byte, dst string) []byte {
			return blst.HashToG1(message, []byte(dst)).Compress()
		},
		member: func(octets []byte) bool {
			p := new(blst.P1Affine).Uncompress(octets)
			return p != nil && p.SigValidate(false)
		},
	}
}

func blstG2() library {
	return library{
		name: "blst",
		key:  func(sk bls.Scalar) []byte { return new(blst.P1Affine).From(blstScalar(sk)).Compress() },
		sign: func(sk bls.Scalar, message []byte) []byte {
			return new(blst.P2Affine).Sign(blstScalar(sk), message, []byte(tagG2)).Compress()
		},
		verify: func(pk, message, signature []byte) bool {
			return new(blst.P2Affine).VerifyCompressed(signature, true, pk, true, message, []byte(tagG2))
		},
		hash: func(message []byte, dst string) []byte {
			return blst.HashToG2(message, []byte(dst)).Compress()
		},
		member: func(octets []byte) bool {
			p := new(blst.P2Affine).Uncompress(octets)
			return p != nil && p.SigValidate(false)
		},
	}
}

// circlGroup is circl's group of signatures on octets.
type circlGroup interface {
	hash(message, dst []byte) []byte
	member(octets []byte) bool
}

type (
	circlG1 struct{}
	circlG2 struct{}
)

func (circlG1) hash(message, dst []byte) []byte {
	var p circl.G1
	p.Hash(message, dst)
	return p.BytesCompressed()
}

func (circlG1) member(octets []byte) bool { return new(circl.G1).SetBytes(octets) == nil }

func (circlG2) hash(message, dst []byte) []byte {
	var p circl.G2
	p.Hash(message, dst)
	return p.BytesCompressed()
}

func (circlG2) member(octets []byte) bool { return new(circl.G2).SetBytes(octets) == nil }

func circlLibrary[K circlbls.KeyGroup](g circlGroup) library {
	secret := func(sk bls.Scalar) *circlbls.PrivateKey[K] {
		k := new(circlbls.PrivateKey[K])
		if err := k.UnmarshalBinary(bls.EncodeScalar(sk)); err != nil {
			panic(err)
		}
		return k
	}
	return library{
		name: "circl",
		key: func(sk bls.Scalar) []byte {
			octets, err := secret(sk).PublicKey().MarshalBinary()
			if err != nil {
				panic(err)
			}
			return octets
		},
		sign: func(sk bls.Scalar, message []byte) []byte { return circlbls.Sign(secret(sk), message) },
		verify: func(pk, message, signature []byte) bool {
			key := new(circlbls.PublicKey[K])
			return key.UnmarshalBinary(pk) == nil && circlbls.Verify(key, message, signature)
		},
		hash:   func(message []byte, dst string) []byte { return g.hash(message, []byte(dst)) },
		member: g.member,
	}
}

// kyberScheme is the threshold scheme with signatures in G1 or G2, and the groups of keys and
// signatures.
func kyberScheme(signatures int) (scheme sign.ThresholdScheme, keys, sigs kyber.Group) {
	suite := kyberbls.NewBLS12381Suite()
	if signatures == 1 {
		return kybertbls.NewThresholdSchemeOnG1(suite), suite.G2(), suite.G1()
	}
	return kybertbls.NewThresholdSchemeOnG2(suite), suite.G1(), suite.G2()
}

func kyberScalar(g kyber.Group, k bls.Scalar) kyber.Scalar {
	return g.Scalar().SetBytes(k.BigInt(new(big.Int)).Bytes())
}

func kyberLibrary(signatures int) library {
	scheme, keys, sigs := kyberScheme(signatures)
	return library{
		name: "kyber",
		key: func(sk bls.Scalar) []byte {
			return octetsOf(keys.Point().Mul(kyberScalar(keys, sk), nil))
		},
		sign: func(sk bls.Scalar, message []byte) []byte {
			p := hashed(signatures, message, "")
			return octetsOf(p.Mul(kyberScalar(sigs, sk), p))
		},
		verify: func(pk, message, signature []byte) bool {
			key := keys.Point()
			return key.UnmarshalBinary(pk) == nil && scheme.VerifyRecovered(key, message, signature) == nil
		},
		hash: func(message []byte, dst string) []byte { return octetsOf(hashed(signatures, message, dst)) },
		member: func(octets []byte) bool {
			p := sigs.Point()
			return p.UnmarshalBinary(octets) == nil
		},
	}
}

// hashed is kyber's hash to the group; the empty dst is its default.
func hashed(group int, message []byte, dst string) kyber.Point {
	if group == 1 {
		return kyberbls.NullKyberG1([]byte(dst)...).Hash(message)
	}
	return kyberbls.NullKyberG2([]byte(dst)...).Hash(message)
}

func octetsOf(p kyber.Point) []byte {
	octets, err := p.MarshalBinary()
	if err != nil {
		panic(err)
	}
	return octets
}

// point decodes what has been encoded by a test.
func point(t testing.TB, g kyber.Group, octets []byte) kyber.Point {
	t.Helper()
	p := g.Point()
	if err := p.UnmarshalBinary(octets); err != nil {
		t.Fatal(err)
	}
	return p
}
