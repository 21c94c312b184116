package pvss

import (
	"quesera/model/crypto/bls"
	"quesera/model/crypto/transcript"
)

// A Signature is a dealer's signature of its contribution (PVSS-13): Schnorr's, under the dealer's key among the
// terms. Without it everybody could deal in the name of others, and a sum would name dealers who signed nothing
// (Gurkan et al. 2021 §4, "signatures of knowledge").
type Signature struct {
	SignedOnP      bls.G1     // N = k·P
	SignedResponse bls.Scalar // k + c·x
}

// sign signs a contribution with the dealer's secret key x.
func (c *Contribution) sign(s *Session, x bls.Scalar, seed [32]byte) {
	about := c.signing(s).Digest()
	k := s.nonces("pairing signature "+string(about[:]), seed, []bls.Scalar{x}, uint64(c.Dealer), 1)[0]
	c.SignedOnP = bls.GroupG1.Mul(k, bls.GroupG1.Generator())
	c.SignedResponse = plus(k, times(c.signedChallenge(s), x))
}

// signing is what a dealer signs: that in this session it contributes the secret behind F. It cannot sign V and C,
// which lose themselves in a sum; that the sum shares what the contributions say, Σ F = Σ λ_i·V_i shows.
func (c Contribution) signing(s *Session) *transcript.T {
	tr := s.begin("quesera/pvss/pairing/signature")
	tr.Uint("dealer", uint64(c.Dealer))
	tr.Bytes("key", bls.EncodeG1(s.dealerKey(c.Dealer)))
	tr.Bytes("image", bls.EncodeG2(c.Image))
	return tr
}

// signedChallenge is c of PVSS-13.
func (c Contribution) signedChallenge(s *Session) bls.Scalar {
	tr := c.signing(s)
	tr.Bytes("on P", bls.EncodeG1(c.SignedOnP))
	return tr.Scalar("challenge")
}

// signatures is M of VerifySum as points and exponents: (k + c·x)·P - N - c·K for each contribution, each with a
// weight of its own.
func (d PairingDeal) signatures(s *Session, tr *transcript.T) ([]bls.G1, []bls.Scalar) {
	zero, onP := bls.Scalar{}, bls.Scalar{}
	var points []bls.G1
	var exponents []bls.Scalar
	for k, weight := range tr.Weights("signatures", len(d.Contributions)) {
		part := d.Contributions[k]
		onP = plus(onP, times(weight, part.SignedResponse))
		points = append(points, part.SignedOnP, s.dealerKey(part.Dealer))
		exponents = append(exponents, minus(zero, weight), minus(zero, times(weight, part.signedChallenge(s))))
	}
	return append(points, bls.GroupG1.Generator()), append(exponents, onP)
}
