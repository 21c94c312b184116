package tbls

import (
	"fmt"
	"strings"

	"quesera/model/crypto/shamir"
)

// A Shortage says why partial signatures do not combine. It wraps ErrShortage.
type Shortage struct {
	Valid  shamir.Size // how many indices have a valid partial
	Want   shamir.Size // the threshold
	Faults []Fault
}

func (s *Shortage) Unwrap() error { return ErrShortage }

func (s *Shortage) Error() string {
	var guilty strings.Builder
	for _, fault := range s.Faults {
		fmt.Fprintf(&guilty, "; number %d: %v", fault.Position+1, fault.Reason)
	}
	return fmt.Sprintf("tbls: valid partial signatures = %d, want the threshold %d%s", s.Valid, s.Want, guilty.String())
}

// Combine is the signature of a message, from partial signatures among which at least t
// distinct indices are good. It is unique: whichever t are used, the same point comes out
// (TBLS-P1). Bad ones are left out; when fewer than t indices remain, the error is a
// *Shortage that names them. What comes out is verified under the public key before it is
// returned (TBLS-7).
func (k PublicKey[K, S]) Combine(message []byte, partials []Partial[S]) (S, error) {
	none := k.suite.Signatures.Identity()
	good, faults := k.Judge(message, partials)
	if len(good) < int(k.Threshold()) {
		return none, &Shortage{shamir.Size(len(good)), k.Threshold(), faults}
	}
	signature, err := k.Interpolate(good[:k.Threshold()])
	if err != nil {
		return none, err
	}
	if err := k.VerifySignature(message, signature); err != nil {
		return none, err
	}
	return signature, nil
}

// Interpolate is Σ λ_i·σ_i over exactly t partials of distinct indices, by one
// multi-exponentiation (TBLS-6). It verifies nothing: from partials that have not been
// verified, or under a wrong index, it makes a point that is no signature.
func (k PublicKey[K, S]) Interpolate(partials []Partial[S]) (S, error) {
	set := make([]shamir.ShareIndex, len(partials))
	signatures := make([]S, len(partials))
	for l, p := range partials {
		set[l], signatures[l] = p.Index, p.Signature
	}
	coefficients, err := k.feldman.Sharing().Lagrange(set, shamir.Secret)
	if err != nil {
		return k.suite.Signatures.Identity(), fmt.Errorf("tbls: %w", err)
	}
	return k.suite.Signatures.MultiExp(coefficients, signatures), nil
}
