package pvss

import (
	"fmt"
	"slices"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// Schoenmakers is Schoenmakers' scheme with SCRAPE's low-degree test, in G1.
type Schoenmakers struct{}

// SchoenmakersDeal is one dealer's deal (PVSS-1, PVSS-2). All slices have n entries. The proof
// holds the announcements B and D rather than the challenge: a verifier must compute the
// challenge itself, and can then check all equations as one.
type SchoenmakersDeal struct {
	Images      []bls.G1     // V_i
	Encryptions []bls.G1     // Y_i
	OnH         []bls.G1     // B_i
	OnKeys      []bls.G1     // D_i
	Responses   []bls.Scalar // z_i
}

// SchoenmakersSharing is a verified deal, or a sum of such.
type SchoenmakersSharing struct {
	session     *Session
	dealers     []Dealer // increasing
	images      []bls.G1
	encryptions []bls.G1
}

// Name is "schoenmakers".
func (Schoenmakers) Name() string { return "schoenmakers" }

// Deal is PVSS-1 and PVSS-2. It does not sign: a deal is the dealer's because it came from it, and there are no
// sums for others than those who have verified each deal.
func (Schoenmakers) Deal(s *Session, dealer Dealer, x bls.Scalar, a shamir.Polynomial[bls.Scalar],
	seed [32]byte) (SchoenmakersDeal, error) {
	if err := s.checkSigner(dealer, x); err != nil {
		return SchoenmakersDeal{}, err
	}
	shares, err := s.checkPolynomial(a)
	if err != nil {
		return SchoenmakersDeal{}, err
	}
	nonces := s.nonces("schoenmakers deal", seed, a, uint64(dealer), len(shares))
	mul := bls.GroupG1.Mul
	var d SchoenmakersDeal
	for k, share := range shares {
		key := s.key(share.Index)
		d.Images = append(d.Images, mul(share.Value, secondBase))
		d.Encryptions = append(d.Encryptions, mul(share.Value, key))
		d.OnH = append(d.OnH, mul(nonces[k], secondBase))
		d.OnKeys = append(d.OnKeys, mul(nonces[k], key))
	}
	c := d.transcript(s, dealer).Scalar("challenge")
	for k, share := range shares {
		d.Responses = append(d.Responses, plus(nonces[k], times(c, share.Value)))
	}
	return d, nil
}

// transcript is what the challenge of PVSS-2 is hashed from: the session, the dealer, what
// is proved, and the announcements.
func (d SchoenmakersDeal) transcript(s *Session, dealer Dealer) *transcript.T {
	tr := s.begin("quesera/pvss/schoenmakers/deal")
	tr.Uint("dealer", uint64(dealer))
	for k := range d.Images {
		tr.Bytes("image", bls.EncodeG1(d.Images[k]))
		tr.Bytes("encryption", bls.EncodeG1(d.Encryptions[k]))
		tr.Bytes("on H", bls.EncodeG1(d.OnH[k]))
		tr.Bytes("on the key", bls.EncodeG1(d.OnKeys[k]))
	}
	return tr
}

// Verify is PVSS-3: the low-degree test and 2n equations, each with a weight of its own, as
// one multi-exponentiation of 5n+1 points that must give zero.
func (Schoenmakers) Verify(s *Session, dealer Dealer, d SchoenmakersDeal) (SchoenmakersSharing, error) {
	if err := s.checkDealer(dealer); err != nil {
		return SchoenmakersSharing{}, err
	}
	if err := d.checkLengths(int(s.Shares())); err != nil {
		return SchoenmakersSharing{}, fmt.Errorf("pvss: dealer %d: %w", dealer, err)
	}
	tr := d.transcript(s, dealer)
	c := tr.Scalar("challenge")
	for _, z := range d.Responses {
		tr.Bytes("response", bls.EncodeScalar(z))
	}
	n := len(d.Images)
	u := tr.Weights("weights", 2*n+1)
	dual := s.dualCodeword(tr)
	zero := bls.Scalar{}
	points, exponents := []bls.G1{secondBase}, []bls.Scalar{zero}
	for k, z := range d.Responses {
		onH, onKey := u[k], u[n+k]
		exponents[0] = plus(exponents[0], times(onH, z)) // z_i·H of every i
		points = append(points, d.OnH[k], d.Images[k], s.terms.Recipients[k], d.OnKeys[k], d.Encryptions[k])
		exponents = append(exponents,
			minus(zero, onH),
			minus(times(u[2*n], dual[k]), times(onH, c)),
			times(onKey, z),
			minus(zero, onKey),
			minus(zero, times(onKey, c)))
	}
	if !bls.GroupG1.IsIdentity(bls.GroupG1.MultiExp(exponents, points)) {
		return SchoenmakersSharing{}, fmt.Errorf("pvss: dealer %d: deal: %w", dealer, ErrProof)
	}
	return SchoenmakersSharing{session: s, dealers: []Dealer{dealer},
		images: slices.Clone(d.Images), encryptions: slices.Clone(d.Encryptions)}, nil
}

func (d SchoenmakersDeal) checkLengths(n int) error {
	for _, length := range []int{len(d.Images), len(d.Encryptions), len(d.OnH), len(d.OnKeys), len(d.Responses)} {
		if length != n {
			return fmt.Errorf("deal: %w = %d, want one entry for each of %d recipients", ErrLength, length, n)
		}
	}
	return nil
}

// Add sums verified deals. The proofs do not add up: whoever checks a sum checks its deals.
func (Schoenmakers) Add(sharings ...SchoenmakersSharing) (SchoenmakersSharing, error) {
	var sessions []*Session
	var dealers [][]Dealer
	var images, encryptions [][]bls.G1
	for _, v := range sharings {
		sessions, dealers = append(sessions, v.session), append(dealers, v.dealers)
		images, encryptions = append(images, v.images), append(encryptions, v.encryptions)
	}
	all, err := together(sessions, dealers)
	if err != nil {
		return SchoenmakersSharing{}, err
	}
	sum := SchoenmakersSharing{session: sessions[0], dealers: all,
		images: addAll(bls.GroupG1, images), encryptions: addAll(bls.GroupG1, encryptions)}
	if losesDegree(sum.session, bls.GroupG1, sum.images) {
		return SchoenmakersSharing{}, fmt.Errorf("pvss: sum of the deals of %v: %w", all, ErrDegree)
	}
	return sum, nil
}

// Dealers lists whose secrets the sharing is the sum of, in increasing order, as Verify was told.
func (v SchoenmakersSharing) Dealers() []Dealer { return slices.Clone(v.dealers) }
