package pvss

import (
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// faultsOf is what is wrong with shares, share k of sharing k: none if all verify together, and otherwise what verify
// says of each. So a batch decides nothing but how much is computed, and nobody is blamed by it. Together must hold if
// every share verifies.
func faultsOf[V, S any](sharings []V, shares []S, index func(S) shamir.ShareIndex, verify func(V, S) error,
	together func([]V, []S) bool) []Fault {
	if len(sharings) != len(shares) {
		panic("pvss: as many sharings as shares") // a caller's mistake, not a sender's
	}
	if len(shares) > 1 && together(sharings, shares) {
		return nil
	}
	var faults []Fault
	for k, share := range shares {
		if err := verify(sharings[k], share); err != nil {
			faults = append(faults, Fault{k, index(share), err})
		}
	}
	return faults
}

// VerifyShares checks decrypted shares, share k of sharing k, and is what is wrong with which: what VerifyShare says of
// each. It panics unless there are as many sharings as shares.
func (scheme Schoenmakers) VerifyShares(sharings []SchoenmakersSharing, shares []SchoenmakersShare) []Fault {
	return faultsOf(sharings, shares, SchoenmakersShare.index, scheme.VerifyShare, schoenmakersTogether)
}

// schoenmakersTogether is PVSS-14, one multi-exponentiation of 5 points a share:
//
//	Σ u_k·(z_k·P - B_k - c_k·K_k) + u'_k·(z_k·S_k - D_k - c_k·Y_k) = 0
//
// The weights are a hash of everything in it. Where an equation is false, it holds with odds of 2^-127 at most.
func schoenmakersTogether(sharings []SchoenmakersSharing, shares []SchoenmakersShare) bool {
	for k, h := range shares {
		if sharings[k].session.sharing.Check([]shamir.ShareIndex{h.Index}) != nil {
			return false
		}
	}
	tr, challenges := schoenmakersSaid(sharings, shares)
	u := tr.Weights("weights", 2*len(shares))
	zero := bls.Scalar{}
	points, exponents := []bls.G1{bls.GroupG1.Generator()}, []bls.Scalar{zero}
	for k, h := range shares {
		onP, onValue, c := u[2*k], u[2*k+1], challenges[k]
		exponents[0] = plus(exponents[0], times(onP, h.Response)) // z_k·P of every k
		points = append(points, h.OnP, sharings[k].session.key(h.Index), h.Value, h.OnValue,
			sharings[k].encryptions[h.Index-1])
		exponents = append(exponents,
			minus(zero, onP),
			minus(zero, times(onP, c)),
			times(onValue, h.Response),
			minus(zero, onValue),
			minus(zero, times(onValue, c)))
	}
	return bls.GroupG1.IsIdentity(bls.GroupG1.MultiExp(exponents, points))
}

// schoenmakersSaid is what the weights are hashed from, and the challenge of each proof.
func schoenmakersSaid(sharings []SchoenmakersSharing, shares []SchoenmakersShare) (*transcript.T, []bls.Scalar) {
	tr := transcript.New("quesera/pvss/schoenmakers/shares")
	challenges := make([]bls.Scalar, len(shares))
	for k, h := range shares {
		proof := sharings[k].proof(h) // has all that the equations are about, but the response
		about := proof.Digest()
		challenges[k] = proof.Scalar("challenge")
		tr.Bytes("proof", about[:])
		tr.Bytes("response", bls.EncodeScalar(h.Response))
	}
	return tr, challenges
}

// VerifyShares is that of Schoenmakers, for this scheme.
func (p Pairing) VerifyShares(sharings []PairingSharing, shares []PairingShare) []Fault {
	return faultsOf(sharings, shares, PairingShare.index, p.VerifyShare, pairingTogether)
}

// pairingTogether is PVSS-14 of this scheme: e(Σ u_k·S_k, Q) = e(H, Σ u_k·V_k), with weights as in
// schoenmakersTogether.
func pairingTogether(sharings []PairingSharing, shares []PairingShare) bool {
	tr := transcript.New("quesera/pvss/pairing/shares")
	values, images := make([]bls.G1, len(shares)), make([]bls.G2, len(shares))
	for k, h := range shares {
		s := sharings[k].session
		if s.sharing.Check([]shamir.ShareIndex{h.Index}) != nil {
			return false
		}
		values[k], images[k] = h.Value, sharings[k].deal.Images[h.Index-1]
		tr.Bytes("share", bls.EncodeG1(values[k]))
		tr.Bytes("image", bls.EncodeG2(images[k]))
	}
	u := tr.Weights("weights", len(shares))
	return certifies(bls.GroupG1.MultiExp(u, values), bls.GroupG2.MultiExp(u, images))
}
