package pvss

import (
	"fmt"
	"slices"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// Pairing is the aggregatable scheme: shares in G1, images in G2.
type Pairing struct{}

// A Contribution is one dealer's part in a deal or a sum of deals: what it adds to the
// secret, the proof that it knows it (PVSS-7), and its signature (PVSS-13).
type Contribution struct {
	Dealer   Dealer
	Image    bls.G2     // F = a(0)·Q
	OnQ      bls.G2     // B = w·Q
	Response bls.Scalar // z = w + c·a(0)
	Signature
}

// PairingDeal is one dealer's deal, or the sum of several (PVSS-6, PVSS-12).
type PairingDeal struct {
	Images        []bls.G2       // V_i, n of them
	Encryptions   []bls.G1       // C_i, n of them
	Ephemeral1    bls.G1         // R
	Ephemeral2    bls.G2         // T
	Contributions []Contribution // by dealer, increasing; one in a deal
}

// PairingSharing is a verified deal, or a sum of such.
type PairingSharing struct {
	session *Session
	deal    PairingDeal
}

// Name is "pairing".
func (Pairing) Name() string { return "pairing" }

// Deal is PVSS-6, PVSS-7 and PVSS-13.
func (Pairing) Deal(s *Session, dealer Dealer, x bls.Scalar, a shamir.Polynomial[bls.Scalar],
	seed [32]byte) (PairingDeal, error) {
	if err := s.checkSigner(dealer, x); err != nil {
		return PairingDeal{}, err
	}
	shares, err := s.checkPolynomial(a)
	if err != nil {
		return PairingDeal{}, err
	}
	nonces := s.nonces("pairing deal", seed, a, uint64(dealer), 2)
	rho, w := nonces[0], nonces[1]
	g1, g2 := bls.GroupG1, bls.GroupG2
	d := PairingDeal{Ephemeral1: g1.Mul(rho, g1.Generator()), Ephemeral2: g2.Mul(rho, g2.Generator())}
	for _, share := range shares {
		d.Images = append(d.Images, g2.Mul(share.Value, g2.Generator()))
		d.Encryptions = append(d.Encryptions, g1.Sum(g1.Mul(share.Value, secondBase), g1.Mul(rho, s.key(share.Index))))
	}
	part := Contribution{Dealer: dealer, Image: g2.Mul(a[0], g2.Generator()), OnQ: g2.Mul(w, g2.Generator())}
	part.Response = plus(w, times(part.challenge(s), a[0]))
	part.sign(s, x, seed)
	d.Contributions = []Contribution{part}
	return d, nil
}

// challenge is c of PVSS-7. It binds the proof to the session and the dealer. It cannot
// bind it to V and C, which lose themselves in a sum; that these fit F, the other equations
// of PVSS-8 show.
func (c Contribution) challenge(s *Session) bls.Scalar {
	tr := s.begin("quesera/pvss/pairing/knowledge")
	tr.Uint("dealer", uint64(c.Dealer))
	tr.Bytes("image", bls.EncodeG2(c.Image))
	tr.Bytes("on Q", bls.EncodeG2(c.OnQ))
	return tr.Scalar("challenge")
}

// Verify checks the deal of one dealer (PVSS-8).
func (p Pairing) Verify(s *Session, dealer Dealer, d PairingDeal) (PairingSharing, error) {
	if len(d.Contributions) != 1 {
		return PairingSharing{}, fmt.Errorf("pvss: dealer %d: %w: contributions = %d, want 1", dealer, ErrDealer,
			len(d.Contributions))
	}
	if named := d.Contributions[0].Dealer; named != dealer {
		return PairingSharing{}, fmt.Errorf("pvss: dealer %d: %w: deal names %d", dealer, ErrDealer, named)
	}
	return p.VerifySum(s, d)
}

// VerifySum checks a deal or a sum of deals (PVSS-8, PVSS-12); of a sum also that its leading
// coefficients do not cancel (PVSS-P5), for who published it need not have used Add. Every equation has a weight of
// its own, derived from the whole deal:
//
//	e(Σ u_i·C_i + u_R·R + M, Q) = e(H, Σ u_i·V_i + L)·e(Σ u_i·K_i + u_R·P, T)
//
// where L is the weighted sum of what must be zero in G2, and M that of what must be zero in G1: the signatures.
func (Pairing) VerifySum(s *Session, d PairingDeal) (PairingSharing, error) {
	if err := d.check(s); err != nil {
		return PairingSharing{}, err
	}
	tr := d.transcript(s)
	n := len(d.Images)
	u := tr.Weights("weights", n+1)
	g1, g2 := bls.GroupG1, bls.GroupG2
	points, exponents := d.vanishing(s, tr)
	for k := range d.Images {
		exponents[k] = plus(exponents[k], u[k]) // the first n points are the images
	}
	signed, weights := d.signatures(s, tr)
	left := g1.MultiExp(append(slices.Clone(u), weights...),
		append(append(slices.Clone(d.Encryptions), d.Ephemeral1), signed...))
	keys := g1.MultiExp(u, append(slices.Clone(s.terms.Recipients), g1.Generator()))
	ok := bls.PairingCheck(
		[]bls.G1{left, g1.Neg(secondBase), g1.Neg(keys)},
		[]bls.G2{g2.Generator(), g2.MultiExp(exponents, points), d.Ephemeral2})
	if !ok {
		return PairingSharing{}, fmt.Errorf("pvss: deal of %v: %w", d.dealers(), ErrProof)
	}
	if len(d.Contributions) > 1 && losesDegree(s, g2, d.Images) { // Add would have refused it
		return PairingSharing{}, fmt.Errorf("pvss: published sum of the deals of %v: %w", d.dealers(), ErrDegree)
	}
	return PairingSharing{session: s, deal: d.clone()}, nil
}

// vanishing is L as points and exponents, the images first: the low-degree test, what the
// contributions add up to, and their proofs of knowledge.
func (d PairingDeal) vanishing(s *Session, tr *transcript.T) ([]bls.G2, []bls.Scalar) {
	v := tr.Weights("vanishing", 2+len(d.Contributions))
	t := int(s.Threshold())
	lambda, err := s.sharing.Lagrange(first(s.Threshold()), shamir.Secret)
	if err != nil {
		panic("pvss: " + err.Error()) // 1..t is a quorum
	}
	points := slices.Clone(d.Images)
	exponents := make([]bls.Scalar, len(points))
	for k, dual := range s.dualCodeword(tr) {
		exponents[k] = times(v[0], dual)
	}
	for k := range t { // Σ λ_i·V_i
		exponents[k] = plus(exponents[k], times(v[1], lambda[k]))
	}
	zero, onQ := bls.Scalar{}, bls.Scalar{}
	for k, part := range d.Contributions { // - F, and z·Q - B - c·F
		weight := v[2+k]
		onQ = plus(onQ, times(weight, part.Response))
		points = append(points, part.Image, part.OnQ)
		exponents = append(exponents,
			minus(zero, plus(v[1], times(weight, part.challenge(s)))),
			minus(zero, weight))
	}
	return append(points, bls.GroupG2.Generator()), append(exponents, onQ)
}

// transcript is what the weights depend on: the session and the whole deal.
func (d PairingDeal) transcript(s *Session) *transcript.T {
	tr := s.begin("quesera/pvss/pairing/deal")
	for k := range d.Images {
		tr.Bytes("image", bls.EncodeG2(d.Images[k]))
		tr.Bytes("encryption", bls.EncodeG1(d.Encryptions[k]))
	}
	tr.Bytes("R", bls.EncodeG1(d.Ephemeral1))
	tr.Bytes("T", bls.EncodeG2(d.Ephemeral2))
	for _, part := range d.Contributions {
		tr.Bytes("contribution", part.encode())
	}
	return tr
}

// check refuses what needs no arithmetic: other lengths than n, and contributions that are
// not by distinct dealers of the session in increasing order.
func (d PairingDeal) check(s *Session) error {
	n := int(s.Shares())
	if len(d.Images) != n || len(d.Encryptions) != n {
		return fmt.Errorf("pvss: deal: %w = %d images and %d encryptions, want %d each", ErrLength, len(d.Images),
			len(d.Encryptions), n)
	}
	if len(d.Contributions) == 0 {
		return fmt.Errorf("pvss: deal: %w: contributions = 0, want at least 1", ErrDealer)
	}
	for k := 1; k < len(d.Contributions); k++ {
		if a, b := d.Contributions[k-1].Dealer, d.Contributions[k].Dealer; a >= b {
			return fmt.Errorf("pvss: deal: %w: %d after %d, want increasing", ErrDealer, b, a)
		}
	}
	for _, part := range d.Contributions {
		if err := s.checkDealer(part.Dealer); err != nil {
			return err
		}
	}
	return nil
}

func (d PairingDeal) clone() PairingDeal {
	d.Images, d.Encryptions = slices.Clone(d.Images), slices.Clone(d.Encryptions)
	d.Contributions = slices.Clone(d.Contributions)
	return d
}

func (d PairingDeal) dealers() []Dealer {
	dealers := make([]Dealer, len(d.Contributions))
	for k, part := range d.Contributions {
		dealers[k] = part.Dealer
	}
	return dealers
}

// Dealers lists whose secrets the sharing is the sum of, in increasing order.
func (v PairingSharing) Dealers() []Dealer { return v.deal.dealers() }
