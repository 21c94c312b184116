package pvss

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// Scheme is publicly verifiable secret sharing: D is what a dealer publishes, V what is left
// of it once verified, S a decrypted share. Schoenmakers and Pairing implement it.
//
// Nothing draws randomness: a has t uniform coefficients, the last not zero, and seed is
// 32 uniform octets.
type Scheme[D, V, S any] interface {
	Name() string

	// Deal shares a(0) among the recipients of the session, in the name of a dealer with the secret key x.
	Deal(s *Session, dealer Dealer, x bls.Scalar, a shamir.Polynomial[bls.Scalar], seed [32]byte) (D, error)

	// Verify checks a deal by the dealer.
	Verify(s *Session, dealer Dealer, deal D) (V, error)

	// Add is the sharing of the sum of the secrets (PVSS-P5).
	Add(sharings ...V) (V, error)

	// Decrypt is share i, by its recipient with the secret key x.
	Decrypt(v V, i shamir.ShareIndex, x bls.Scalar, seed [32]byte) (S, error)

	// VerifyShare checks a decrypted share.
	VerifyShare(v V, share S) error

	// VerifyShares checks decrypted shares, share k of sharing k, and is what is wrong with which: what VerifyShare says
	// of each. It panics unless there are as many sharings as shares.
	VerifyShares(sharings []V, shares []S) []Fault

	// Recover is the secret, from decrypted shares among which t are right. It verifies
	// them; a *Shortage names the wrong ones.
	Recover(v V, shares []S) (bls.G1, error)

	// EncodeDeal and DecodeDeal, EncodeShare and DecodeShare are strict: one encoding each,
	// of a length that the session determines.
	EncodeDeal(deal D) []byte
	DecodeDeal(s *Session, octets []byte) (D, error)
	EncodeShare(share S) []byte
	DecodeShare(s *Session, octets []byte) (S, error)
}

var (
	_ Scheme[SchoenmakersDeal, SchoenmakersSharing, SchoenmakersShare] = Schoenmakers{}
	_ Scheme[PairingDeal, PairingSharing, PairingShare]                = Pairing{}
)

// What the checks refuse. Errors wrap one of these.
var (
	ErrLength   = errors.New("wrong length")
	ErrProof    = errors.New("proof does not verify")
	ErrDealer   = errors.New("wrong dealer")
	ErrSession  = errors.New("deals of different sessions")
	ErrDegree   = errors.New("leading coefficients cancel")
	ErrKey      = errors.New("not the secret key of the recipient")
	ErrSigner   = errors.New("not the secret key of the dealer")
	ErrShare    = errors.New("share does not verify")
	ErrShortage = errors.New("too few valid shares")
)

// A Fault is a wrong share.
type Fault struct {
	Position int // among the shares given
	Index    shamir.ShareIndex
	Reason   error
}

// A Shortage says why shares do not recover a secret. It wraps ErrShortage.
type Shortage struct {
	Valid  shamir.Size // how many indices have a valid share
	Want   shamir.Size // the threshold
	Faults []Fault
}

func (s *Shortage) Unwrap() error { return ErrShortage }

func (s *Shortage) Error() string {
	var guilty strings.Builder
	for _, fault := range s.Faults {
		fmt.Fprintf(&guilty, "; number %d: %v", fault.Position+1, fault.Reason)
	}
	return fmt.Sprintf("pvss: valid shares = %d, want the threshold %d%s", s.Valid, s.Want, guilty.String())
}

// decrypted is what both kinds of decrypted shares are: the index and the point S_i.
type decrypted interface {
	index() shamir.ShareIndex
	value() bls.G1
}

// recoverSecret is Σ λ_i·S_i over the first t valid shares of distinct indices (PVSS-5, PVSS-11). Faults are those of
// the shares that are not valid.
func recoverSecret[S decrypted](s *Session, shares []S, faults []Fault) (bls.G1, error) {
	var set []shamir.ShareIndex
	var points []bls.G1
	wrong := map[int]bool{}
	for _, fault := range faults {
		wrong[fault.Position] = true
	}
	for position, share := range shares {
		if wrong[position] {
			continue
		}
		if !slices.Contains(set, share.index()) { // an index counts once
			set, points = append(set, share.index()), append(points, share.value())
		}
	}
	t := s.Threshold()
	if len(set) < int(t) {
		return bls.G1{}, &Shortage{shamir.Size(len(set)), t, faults}
	}
	lambda, err := s.sharing.Lagrange(set[:t], shamir.Secret)
	if err != nil {
		return bls.G1{}, fmt.Errorf("pvss: %w", err)
	}
	return bls.GroupG1.MultiExp(lambda, points[:t]), nil
}

// checkRecipient refuses an index outside 1..n, and a secret key that is not that recipient's.
func (s *Session) checkRecipient(i shamir.ShareIndex, x bls.Scalar) error {
	if err := s.sharing.Check([]shamir.ShareIndex{i}); err != nil {
		return fmt.Errorf("pvss: %w", err)
	}
	if !bls.GroupG1.Equal(PublicKey(x), s.key(i)) {
		return fmt.Errorf("pvss: recipient %d: %w", i, ErrKey)
	}
	return nil
}

// checkDealer refuses a dealer that the session does not name.
func (s *Session) checkDealer(dealer Dealer) error {
	if dealer < 1 || int(dealer) > len(s.terms.Dealers) {
		return fmt.Errorf("pvss: %w: %d, want 1 to %d", ErrDealer, dealer, len(s.terms.Dealers))
	}
	return nil
}

// checkSigner refuses a dealer that the session does not name, and a secret key that is not that dealer's.
func (s *Session) checkSigner(dealer Dealer, x bls.Scalar) error {
	if err := s.checkDealer(dealer); err != nil {
		return err
	}
	if !bls.GroupG1.Equal(PublicKey(x), s.dealerKey(dealer)) {
		return fmt.Errorf("pvss: dealer %d: %w", dealer, ErrSigner)
	}
	return nil
}

// together is the dealers of several sharings in increasing order. It refuses sharings of
// different sessions, and a dealer that appears twice.
func together(sessions []*Session, dealers [][]Dealer) ([]Dealer, error) {
	if len(sessions) == 0 {
		return nil, fmt.Errorf("pvss: deals to add = 0, want at least 1")
	}
	var all []Dealer
	for k, s := range sessions {
		if s == nil || s.digest != sessions[0].digest {
			return nil, fmt.Errorf("pvss: deal %d of %d: %w: group, round, threshold or recipients differ", k+1,
				len(sessions), ErrSession)
		}
		all = append(all, dealers[k]...)
	}
	slices.Sort(all)
	for k := 1; k < len(all); k++ {
		if all[k] == all[k-1] {
			return nil, fmt.Errorf("pvss: dealer %d appears twice: %w", all[k], ErrDealer)
		}
	}
	return all, nil
}

// addAll is the sum of vectors of one length, component by component.
func addAll[P any](group bls.Group[P], vectors [][]P) []P {
	sum := make([]P, len(vectors[0]))
	for i := range sum {
		column := make([]P, len(vectors))
		for k := range vectors {
			column[k] = vectors[k][i]
		}
		sum[i] = group.Sum(column...)
	}
	return sum
}

func plus(a, b bls.Scalar) bls.Scalar  { return shamir.Scalars{}.Add(a, b) }
func minus(a, b bls.Scalar) bls.Scalar { return shamir.Scalars{}.Sub(a, b) }
func times(a, b bls.Scalar) bls.Scalar { return shamir.Scalars{}.Mul(a, b) }
