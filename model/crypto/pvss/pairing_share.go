package pvss

import (
	"fmt"
	"slices"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// PairingShare is a decrypted share. It needs no proof (PVSS-10).
type PairingShare struct {
	Index shamir.ShareIndex
	Value bls.G1 // S_i
}

func (h PairingShare) index() shamir.ShareIndex { return h.Index }
func (h PairingShare) value() bls.G1            { return h.Value }

// Add sums verified deals (PVSS-12).
func (Pairing) Add(sharings ...PairingSharing) (PairingSharing, error) {
	var sessions []*Session
	var dealers [][]Dealer
	var images, ephemeral2 [][]bls.G2
	var encryptions, ephemeral1 [][]bls.G1
	var parts []Contribution
	for _, v := range sharings {
		sessions, dealers = append(sessions, v.session), append(dealers, v.deal.dealers())
		images, encryptions = append(images, v.deal.Images), append(encryptions, v.deal.Encryptions)
		ephemeral1 = append(ephemeral1, []bls.G1{v.deal.Ephemeral1})
		ephemeral2 = append(ephemeral2, []bls.G2{v.deal.Ephemeral2})
		parts = append(parts, v.deal.Contributions...)
	}
	all, err := together(sessions, dealers)
	if err != nil {
		return PairingSharing{}, err
	}
	slices.SortFunc(parts, func(a, b Contribution) int { return int(a.Dealer) - int(b.Dealer) })
	sum := PairingDeal{Images: addAll(bls.GroupG2, images), Encryptions: addAll(bls.GroupG1, encryptions),
		Ephemeral1: addAll(bls.GroupG1, ephemeral1)[0], Ephemeral2: addAll(bls.GroupG2, ephemeral2)[0],
		Contributions: parts}
	if losesDegree(sessions[0], bls.GroupG2, sum.Images) {
		return PairingSharing{}, fmt.Errorf("pvss: sum of the deals of %v: %w", all, ErrDegree)
	}
	return PairingSharing{session: sessions[0], deal: sum}, nil
}

// Published is the sharing as a deal, for others to check with VerifySum: the sum of many
// deals is not much longer than one.
func (v PairingSharing) Published() PairingDeal { return v.deal.clone() }

// Decrypt is PVSS-9. The seed is not needed: there is nothing to prove.
func (Pairing) Decrypt(v PairingSharing, i shamir.ShareIndex, x bls.Scalar, _ [32]byte) (PairingShare, error) {
	if err := v.session.checkRecipient(i, x); err != nil {
		return PairingShare{}, err
	}
	g := bls.GroupG1
	return PairingShare{Index: i, Value: g.Sum(v.deal.Encryptions[i-1], g.Neg(g.Mul(x, v.deal.Ephemeral1)))}, nil
}

// VerifyShare is PVSS-10.
func (Pairing) VerifyShare(v PairingSharing, h PairingShare) error {
	if err := v.session.sharing.Check([]shamir.ShareIndex{h.Index}); err != nil {
		return fmt.Errorf("pvss: %w", err)
	}
	if !certifies(h.Value, v.deal.Images[h.Index-1]) {
		return fmt.Errorf("pvss: share of recipient %d: %w", h.Index, ErrShare)
	}
	return nil
}

// certifies tells whether value = k·H and image = k·Q for one k: e(value, Q) = e(H, image).
func certifies(value bls.G1, image bls.G2) bool {
	return bls.PairingCheck(
		[]bls.G1{value, bls.GroupG1.Neg(secondBase)},
		[]bls.G2{bls.GroupG2.Generator(), image})
}

// Recover is PVSS-11. The secret is a(0)·H, for a sum of deals the sum of their secrets.
func (p Pairing) Recover(v PairingSharing, shares []PairingShare) (bls.G1, error) {
	faults := p.VerifyShares(slices.Repeat([]PairingSharing{v}, len(shares)), shares)
	secret, err := recoverSecret(v.session, shares, faults)
	if err != nil {
		return bls.G1{}, err
	}
	return secret, p.VerifySecret(v, secret)
}

// VerifySecret checks a recovered secret without the shares it was recovered from (PVSS-11).
func (Pairing) VerifySecret(v PairingSharing, secret bls.G1) error {
	image := bls.GroupG2.Identity()
	for _, part := range v.deal.Contributions {
		image = bls.GroupG2.Sum(image, part.Image)
	}
	if !certifies(secret, image) {
		return fmt.Errorf("pvss: secret of %v: %w", v.deal.dealers(), ErrShare)
	}
	return nil
}
