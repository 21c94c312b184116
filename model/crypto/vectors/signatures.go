package vectors

import (
	"fmt"

	"quesera/internal/vector"
	"quesera/model/crypto/bls"
)

// KeyInput is a secret key.
type KeyInput struct {
	Suite  string     `json:"suite"` // the ciphersuite's ID
	Secret vector.Hex `json:"secret"`
}

// Material is what a secret key is made of.
type Material struct {
	Material vector.Hex `json:"material"`
	Info     vector.Hex `json:"info"`
}

// PointInput is a point, or what is none.
type PointInput struct {
	Group string     `json:"group"` // "G1" or "G2"
	Point vector.Hex `json:"point"`
}

// Point is what there is to say of a point.
type Point struct {
	Identity bool `json:"identity"`
}

// SignInput is a message to be signed.
type SignInput struct {
	KeyInput
	Message vector.Hex `json:"message"`
}

// SignedInput is a signature by one or several keys on one or several messages.
type SignedInput struct {
	Suite     string       `json:"suite"`
	Keys      []vector.Hex `json:"keys"`
	Messages  []vector.Hex `json:"messages"`
	Signature vector.Hex   `json:"signature"`
}

// Signatures are signatures to be aggregated.
type Signatures struct {
	Suite      string       `json:"suite"`
	Signatures []vector.Hex `json:"signatures"`
}

// suite is what suites of both variants can do, on octets.
type suite interface {
	SkToPk(sk bls.Scalar) []byte
	Sign(sk bls.Scalar, message []byte) []byte
	Verify(pk, message, signature []byte) error
	Aggregate(signatures [][]byte) ([]byte, error)
	AggregateVerify(pks, messages [][]byte, signature []byte) error
	FastAggregateVerify(pks [][]byte, message, signature []byte) error
	PopProve(sk bls.Scalar) ([]byte, error)
	PopVerify(pk, proof []byte) error
}

// suiteOf is the suite of an ID.
func suiteOf(id string) (suite, error) {
	for _, s := range []bls.Scheme{bls.Basic, bls.Augmentation, bls.Possession} {
		if short := bls.MinPubkeySize(s); short.Tag == id {
			return short, nil
		}
		if short := bls.MinSignatureSize(s); short.Tag == id {
			return short, nil
		}
	}
	return nil, fmt.Errorf("suite %q: unknown", id)
}

func signatures() vector.Family {
	return vector.Family{Name: "bls", Title: "BLS signatures on BLS12-381 (draft-irtf-cfrg-bls-signature-06)",
		Package: "model/crypto/vectors", Under: []string{"model/crypto/bls"}, Ops: []vector.Op{
			vector.NewOp("keygen", "a secret key from secret octets, by the salt of version 4 (draft §2.3)", keygen,
				keygenCases),
			vector.NewOp("point", "whether a point is the identity; octets that are no point of the group are refused", point,
				pointCases),
			vector.NewOp("key", "the public key of a secret key", keyOf, keyCases),
			vector.NewOp("sign", "the signature of a message", sign, signCases),
			vector.NewOp("verify", "a signature of one key on one message", verify, verifyCases),
			vector.NewOp("aggregate", "the sum of signatures", aggregate, aggregateCases),
			vector.NewOp("aggregate_verify", "an aggregate of signatures, of each key on its message", aggregateVerify,
				aggregateVerifyCases),
			vector.NewOp("fast_aggregate_verify", "an aggregate of signatures of all keys on one message",
				fastAggregateVerify, fastAggregateVerifyCases),
			vector.NewOp("possession", "a proof of possession of a key, in place of the signature", possession,
				possessionCases),
		}}
}

func (in KeyInput) read() (suite, bls.Scalar, error) {
	s, err := suiteOf(in.Suite)
	if err != nil {
		return nil, bls.Scalar{}, err
	}
	sk, err := bls.DecodeSecretKey(in.Secret)
	return s, sk, err
}

func keygen(in Material) (vector.Hex, error) {
	sk, err := bls.KeyGen(in.Material, bls.SaltV4(), in.Info)
	if err != nil {
		return nil, err
	}
	return bls.EncodeScalar(sk), nil
}

func point(in PointInput) (Point, error) {
	switch in.Group {
	case "G1":
		return pointIn(bls.GroupG1, in.Point)
	case "G2":
		return pointIn(bls.GroupG2, in.Point)
	}
	return Point{}, &vector.Malformed{What: `group: want "G1" or "G2"`}
}

func pointIn[P any](g bls.Group[P], octets []byte) (Point, error) {
	p, err := g.Decode(octets)
	if err != nil {
		return Point{}, err
	}
	return Point{g.IsIdentity(p)}, nil
}

func keyOf(in KeyInput) (vector.Hex, error) {
	s, sk, err := in.read()
	if err != nil {
		return nil, err
	}
	return s.SkToPk(sk), nil
}

func sign(in SignInput) (vector.Hex, error) {
	s, sk, err := in.read()
	if err != nil {
		return nil, err
	}
	return s.Sign(sk, in.Message), nil
}

func octets(all []vector.Hex) (plain [][]byte) {
	for _, o := range all {
		plain = append(plain, o)
	}
	return plain
}

// accepted is the outcome of a check.
func accepted(err error) (Valid, error) { return Valid{err == nil}, err }

func verify(in SignedInput) (Valid, error) {
	s, err := suiteOf(in.Suite)
	if err != nil {
		return Valid{}, err
	}
	if len(in.Keys) != 1 || len(in.Messages) != 1 {
		return Valid{}, &vector.Malformed{What: "want one key and one message"}
	}
	return accepted(s.Verify(in.Keys[0], in.Messages[0], in.Signature))
}

func aggregate(in Signatures) (vector.Hex, error) {
	s, err := suiteOf(in.Suite)
	if err != nil {
		return nil, err
	}
	return s.Aggregate(octets(in.Signatures))
}

func aggregateVerify(in SignedInput) (Valid, error) {
	s, err := suiteOf(in.Suite)
	if err != nil {
		return Valid{}, err
	}
	return accepted(s.AggregateVerify(octets(in.Keys), octets(in.Messages), in.Signature))
}

func fastAggregateVerify(in SignedInput) (Valid, error) {
	s, err := suiteOf(in.Suite)
	if err != nil {
		return Valid{}, err
	}
	if len(in.Messages) != 1 {
		return Valid{}, &vector.Malformed{What: "want one message"}
	}
	return accepted(s.FastAggregateVerify(octets(in.Keys), in.Messages[0], in.Signature))
}

func possession(in SignedInput) (Valid, error) {
	s, err := suiteOf(in.Suite)
	if err != nil {
		return Valid{}, err
	}
	if len(in.Keys) != 1 {
		return Valid{}, &vector.Malformed{What: "want one key"}
	}
	return accepted(s.PopVerify(in.Keys[0], in.Signature))
}
