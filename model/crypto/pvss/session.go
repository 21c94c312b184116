package pvss

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
	"quesera/model/crypto/vss"
)

// Dealer names a dealer by its place among the dealers of the terms, from 1.
type Dealer uint16

// Terms say what deals are made for. All who take part agree on them beforehand.
type Terms struct {
	Group      string      // the instance of the protocol
	Round      uint64      // the round or time step for which secrets are dealt
	Threshold  shamir.Size // t: how many recipients recover a secret
	Recipients []bls.G1    // the public keys K_1..K_n, the one of share index i at i-1
	Dealers    []bls.G1    // the public keys under which dealers sign, the one of dealer d at d-1
}

// Session is terms that have been checked. Use NewSession.
type Session struct {
	terms   Terms
	sharing shamir.Scheme[bls.Scalar]
	digest  [sha256.Size]byte // of all terms: two sessions with one digest are the same
}

// The bases of PVSS-1 and PVSS-6 other than the generators P and Q.
var secondBase = vss.SecondGenerator(bls.GroupG1)

// NewSession checks the terms: 1 ≤ t ≤ n, at least one dealer, and keys that are distinct and not the identity. A
// node that is recipient and dealer may have one key for both.
func NewSession(terms Terms) (*Session, error) {
	n := len(terms.Recipients)
	if n > 1<<16-1 {
		return nil, fmt.Errorf("pvss: recipients = %d, want at most %d", n, 1<<16-1)
	}
	sharing, err := shamir.New[bls.Scalar](shamir.Scalars{}, terms.Threshold, shamir.Size(n))
	if err != nil {
		return nil, fmt.Errorf("pvss: %w", err)
	}
	tr := transcript.New("quesera/pvss/session")
	tr.Bytes("group", []byte(terms.Group))
	tr.Uint("round", terms.Round)
	tr.Uint("threshold", uint64(terms.Threshold))
	if len(terms.Dealers) < 1 || len(terms.Dealers) > 1<<16-1 {
		return nil, fmt.Errorf("pvss: dealers = %d, want 1 to %d", len(terms.Dealers), 1<<16-1)
	}
	if err := sayKeys(tr, "dealer", terms.Dealers); err != nil {
		return nil, err
	}
	if err := sayKeys(tr, "recipient", terms.Recipients); err != nil {
		return nil, err
	}
	terms.Recipients, terms.Dealers = slices.Clone(terms.Recipients), slices.Clone(terms.Dealers)
	return &Session{terms: terms, sharing: sharing, digest: tr.Digest()}, nil
}

// sayKeys says the keys of dealers or of recipients, which must be distinct and not the identity.
func sayKeys(tr *transcript.T, whose string, keys []bls.G1) error {
	seen := make(map[bls.G1]int, len(keys))
	for k, key := range keys {
		if bls.GroupG1.IsIdentity(key) {
			return fmt.Errorf("pvss: key of %s %d: %w", whose, k+1, bls.ErrIdentity)
		}
		if other, ok := seen[key]; ok {
			return fmt.Errorf("pvss: key of %s %d is that of %s %d, want distinct keys", whose, k+1, whose, other)
		}
		seen[key] = k + 1
		tr.Bytes(whose, bls.EncodeG1(key))
	}
	return nil
}

// Threshold is t.
func (s *Session) Threshold() shamir.Size { return s.sharing.Threshold() }

// Shares is n, the number of recipients.
func (s *Session) Shares() shamir.Size { return s.sharing.Shares() }

// PublicKey is the key K = x·P of a recipient or a dealer with the secret key x.
func PublicKey(x bls.Scalar) bls.G1 { return bls.GroupG1.Mul(x, bls.GroupG1.Generator()) }

// key is K_i. The index has been checked.
func (s *Session) key(i shamir.ShareIndex) bls.G1 { return s.terms.Recipients[i-1] }

// dealerKey is the key under which a dealer signs. The dealer has been checked.
func (s *Session) dealerKey(dealer Dealer) bls.G1 { return s.terms.Dealers[dealer-1] }

// first is the indices 1..m.
func first(m shamir.Size) []shamir.ShareIndex {
	set := make([]shamir.ShareIndex, m)
	for k := range set {
		set[k] = shamir.ShareIndex(k + 1)
	}
	return set
}

// begin starts a transcript that is bound to the session and the bases.
func (s *Session) begin(tag string) *transcript.T {
	tr := transcript.New(tag)
	tr.Bytes("session", s.digest[:])
	tr.Bytes("base P", bls.EncodeG1(bls.GroupG1.Generator()))
	tr.Bytes("base H", bls.EncodeG1(secondBase))
	tr.Bytes("base Q", bls.EncodeG2(bls.GroupG2.Generator()))
	return tr
}

// nonces is count secret scalars for one proof. They depend on the seed and on everything
// that the proof is about, so that one seed used twice gives no nonce twice.
func (s *Session) nonces(tag string, seed [32]byte, secrets []bls.Scalar, who uint64, count int) []bls.Scalar {
	tr := s.begin("quesera/pvss/nonces")
	tr.Bytes("for", []byte(tag))
	tr.Bytes("seed", seed[:])
	tr.Uint("who", who)
	for _, secret := range secrets {
		tr.Bytes("secret", bls.EncodeScalar(secret))
	}
	return tr.Scalars("nonces", count)
}

// dualCodeword is SSS-5 for coefficients that the transcript derives: everything that is
// tested must have gone into it before.
func (s *Session) dualCodeword(tr *transcript.T) []bls.Scalar {
	word, err := s.sharing.DualCodeword(tr.Scalars("dual codeword", int(s.sharing.DualDimension())))
	if err != nil {
		panic("pvss: " + err.Error()) // the length is right by construction
	}
	return word
}

// checkPolynomial refuses a dealer's polynomial unless it has t coefficients, the last not zero.
func (s *Session) checkPolynomial(a shamir.Polynomial[bls.Scalar]) ([]shamir.Share[bls.Scalar], error) {
	shares, err := s.sharing.Deal(a)
	if err != nil {
		return nil, fmt.Errorf("pvss: %w", err)
	}
	if a[len(a)-1].IsZero() {
		return nil, fmt.Errorf("pvss: leading coefficient = 0, want a polynomial of degree %d", len(a)-1)
	}
	return shares, nil
}

// losesDegree tells whether the polynomial behind the images V_1..V_n has a leading
// coefficient of zero, so that fewer than t shares determine the secret.
func losesDegree[P any](s *Session, group bls.Group[P], images []P) bool {
	t := s.Threshold()
	weights, err := s.sharing.LeadingWeights(first(t))
	if err != nil {
		panic("pvss: " + err.Error()) // 1..t is a quorum
	}
	return group.IsIdentity(group.MultiExp(weights, images[:t]))
}
