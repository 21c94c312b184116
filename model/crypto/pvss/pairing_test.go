package pvss

import (
	"errors"
	"slices"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// pairingVector is PVSS-6 and PVSS-7 for any values instead of those of a polynomial, and
// for any secret behind F.
func pairingVector(s *Session, dealer Dealer, secret bls.Scalar, values []bls.Scalar) PairingDeal {
	nonces := s.nonces("test", seed, values, uint64(dealer), 2)
	rho, w := nonces[0], nonces[1]
	g1, g2 := bls.GroupG1, bls.GroupG2
	d := PairingDeal{Ephemeral1: g1.Mul(rho, g1.Generator()), Ephemeral2: g2.Mul(rho, g2.Generator())}
	for k, value := range values {
		d.Images = append(d.Images, g2.Mul(value, g2.Generator()))
		d.Encryptions = append(d.Encryptions, g1.Sum(g1.Mul(value, secondBase), g1.Mul(rho, s.terms.Recipients[k])))
	}
	part := Contribution{Dealer: dealer, Image: g2.Mul(secret, g2.Generator()), OnQ: g2.Mul(w, g2.Generator())}
	part.Response = plus(w, times(part.challenge(s), secret))
	part.sign(s, signer(dealer), seed)
	d.Contributions = []Contribution{part}
	return d
}

// pairingEach is PVSS-8 equation by equation, as it is written.
func pairingEach(s *Session, d PairingDeal) bool {
	if d.check(s) != nil {
		return false
	}
	g1, g2 := bls.GroupG1, bls.GroupG2
	p, q := g1.Generator(), g2.Generator()
	ok := bls.PairingCheck([]bls.G1{d.Ephemeral1, g1.Neg(p)}, []bls.G2{q, d.Ephemeral2})
	for k, c := range d.Encryptions {
		ok = ok && bls.PairingCheck([]bls.G1{c, g1.Neg(secondBase), g1.Neg(s.terms.Recipients[k])},
			[]bls.G2{q, d.Images[k], d.Ephemeral2})
	}
	ok = ok && g2.IsIdentity(g2.MultiExp(s.dualCodeword(d.transcript(s)), d.Images))
	lambda, err := s.sharing.Lagrange(first(s.Threshold()), shamir.Secret)
	if err != nil {
		return false
	}
	sum := g2.Identity()
	for _, part := range d.Contributions {
		sum = g2.Sum(sum, part.Image)
		known := g2.Sum(part.OnQ, g2.Mul(part.challenge(s), part.Image))
		ok = ok && g2.Equal(g2.Mul(part.Response, q), known)
		signed := g1.Sum(part.SignedOnP, g1.Mul(part.signedChallenge(s), s.dealerKey(part.Dealer)))
		ok = ok && g1.Equal(g1.Mul(part.SignedResponse, p), signed)
	}
	return ok && g2.Equal(sum, g2.MultiExp(lambda, d.Images[:s.Threshold()]))
}

// Verify says what the equations say one by one: for a good deal, a good sum, and for each
// changed in any of its parts.
func TestPairingBatchEqualsOneByOne(t *testing.T) {
	c := newCommittee(t, "batch", 1, 2, 4)
	v, err := Pairing{}.Add(sharing(t, Pairing{}, c, 1), sharing(t, Pairing{}, c, 2))
	if err != nil {
		t.Fatal(err)
	}
	for _, good := range []PairingDeal{deal(t, Pairing{}, c, 1), v.Published()} {
		if _, err := (Pairing{}).VerifySum(c.Session, good); err != nil || !pairingEach(c.Session, good) {
			t.Errorf("good: %v", err)
		}
		for name, spoil := range spoilPairing(good) {
			d := good.clone()
			spoil(&d)
			if _, err := (Pairing{}).VerifySum(c.Session, d); err == nil || pairingEach(c.Session, d) {
				t.Errorf("%s: accepted by the batch is %v", name, err == nil)
			}
		}
	}
}

// spoilPairing is one change of every kind, in the first and the last entry.
func spoilPairing(good PairingDeal) map[string]func(*PairingDeal) {
	g1, g2 := bls.GroupG1, bls.GroupG2
	last := len(good.Images) - 1
	shift1 := func(p *bls.G1) { *p = g1.Sum(*p, g1.Generator()) }
	shift2 := func(p *bls.G2) { *p = g2.Sum(*p, g2.Generator()) }
	return map[string]func(*PairingDeal){
		"first image":        func(d *PairingDeal) { shift2(&d.Images[0]) },
		"last image":         func(d *PairingDeal) { shift2(&d.Images[last]) },
		"first encryption":   func(d *PairingDeal) { shift1(&d.Encryptions[0]) },
		"last encryption":    func(d *PairingDeal) { shift1(&d.Encryptions[last]) },
		"R":                  func(d *PairingDeal) { shift1(&d.Ephemeral1) },
		"T":                  func(d *PairingDeal) { shift2(&d.Ephemeral2) },
		"F":                  func(d *PairingDeal) { shift2(&d.Contributions[0].Image) },
		"B":                  func(d *PairingDeal) { shift2(&d.Contributions[0].OnQ) },
		"z":                  func(d *PairingDeal) { d.Contributions[0].Response.SetOne() },
		"N":                  func(d *PairingDeal) { shift1(&d.Contributions[0].SignedOnP) },
		"y":                  func(d *PairingDeal) { d.Contributions[0].SignedResponse.SetOne() },
		"a neighbour's name": func(d *PairingDeal) { d.Contributions[len(d.Contributions)-1].Dealer++ },
		"no contribution":    func(d *PairingDeal) { d.Contributions = nil },
		"contribution twice": func(d *PairingDeal) { d.Contributions = append(d.Contributions, d.Contributions[0]) },
		"another's name":     func(d *PairingDeal) { d.Contributions[len(d.Contributions)-1].Dealer += 9 },
		"one image short":    func(d *PairingDeal) { d.Images = d.Images[:last] },
		"one image over":     func(d *PairingDeal) { d.Images = append(d.Images, d.Images[0]) },
		"all images negated": func(d *PairingDeal) {
			for k := range d.Images {
				d.Images[k] = g2.Neg(d.Images[k])
			}
		},
	}
}

// PVSS-P1: values of no polynomial of degree less than t are refused, although every
// encryption is right and the dealer knows what F says.
func TestPairingRefusesWhatIsNoSharing(t *testing.T) {
	c := newCommittee(t, "degree", 1, 2, 4)
	a, raised := secretOf(1, 2), secretOf(1, 3)
	if _, err := (Pairing{}).Verify(c.Session, 1, pairingVector(c.Session, 1, a[0], values(a, 4))); err != nil {
		t.Fatal(err)
	}
	wrong := values(a, 4)
	wrong[3] = plus(wrong[3], shamir.Scalars{}.FromUint(1))
	lambda, err := c.sharing.Lagrange(first(2), shamir.Secret)
	if err != nil {
		t.Fatal(err)
	}
	// F is what the first t images say, so that only the low-degree test is left.
	raisedSecret := shamir.InnerProduct(shamir.Scalars{}, lambda, values(raised, 4)[:2])
	for name, d := range map[string]PairingDeal{
		"threshold raised": pairingVector(c.Session, 1, raisedSecret, values(raised, 4)),
		"one value wrong":  pairingVector(c.Session, 1, a[0], wrong),
		"another secret":   pairingVector(c.Session, 1, plus(a[0], a[1]), values(a, 4)),
	} {
		if _, err := (Pairing{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
			t.Errorf("%s: got %v, want %v", name, err, ErrProof)
		}
	}
}

// Encryptions shifted by X and -X have the right sum: an unweighted batch accepts them. So it
// does images that are shifted along with them.
func TestPairingShiftsThatCancelAreRefused(t *testing.T) {
	c := newCommittee(t, "shifts", 1, 2, 3)
	g1, g2 := bls.GroupG1, bls.GroupG2
	d := deal(t, Pairing{}, c, 1)
	d.Encryptions[0] = g1.Sum(d.Encryptions[0], secondBase)
	d.Encryptions[1] = g1.Sum(d.Encryptions[1], g1.Neg(secondBase))
	unweighted := bls.PairingCheck(
		[]bls.G1{g1.Sum(d.Encryptions...), g1.Neg(secondBase), g1.Neg(g1.Sum(c.terms.Recipients...))},
		[]bls.G2{g2.Generator(), g2.Sum(d.Images...), d.Ephemeral2})
	if !unweighted {
		t.Fatal("the unweighted batch refuses the attack, so that the test shows nothing")
	}
	if _, err := (Pairing{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
		t.Errorf("got %v, want %v", err, ErrProof)
	}
}

// Weights that left the proofs of knowledge out would be known before these are made: two
// false responses could be fitted to them, and with them a false claim to know a secret.
func TestPairingResponsesFittedToWeightsAreRefused(t *testing.T) {
	c := newCommittee(t, "fitted", 1, 2, 3)
	v, err := Pairing{}.Add(sharing(t, Pairing{}, c, 1), sharing(t, Pairing{}, c, 2))
	if err != nil {
		t.Fatal(err)
	}
	d := v.Published()
	without := d
	without.Contributions = nil
	known := without.transcript(c.Session).Weights("vanishing", 4)
	d.Contributions[0].Response = plus(d.Contributions[0].Response, known[3])
	d.Contributions[1].Response = minus(d.Contributions[1].Response, known[2])
	if _, err := (Pairing{}).VerifySum(c.Session, d); !errors.Is(err, ErrProof) {
		t.Errorf("got %v, want %v", err, ErrProof)
	}
}

// PVSS-P6: another's deal, negated or as it is, cannot be dealt again: not with its proof of
// knowledge, and not with a proof for a secret that the thief does know.
func TestPairingDealsOfOthersAreRefused(t *testing.T) {
	c := newCommittee(t, "theft", 1, 2, 3)
	g1, g2 := bls.GroupG1, bls.GroupG2
	stolen := deal(t, Pairing{}, c, 1)
	negated := stolen.clone()
	for k := range negated.Images {
		negated.Images[k], negated.Encryptions[k] = g2.Neg(negated.Images[k]), g1.Neg(negated.Encryptions[k])
	}
	negated.Ephemeral1, negated.Ephemeral2 = g1.Neg(negated.Ephemeral1), g2.Neg(negated.Ephemeral2)
	part := &negated.Contributions[0]
	part.Image, part.OnQ = g2.Neg(part.Image), g2.Neg(part.OnQ)
	part.Response.Neg(&part.Response)
	part.sign(c.Session, signer(1), seed)
	own := pairingVector(c.Session, 2, secretOf(2, 2)[0], values(secretOf(2, 2), 3)).Contributions
	for name, d := range map[string]PairingDeal{"copied": stolen, "negated": negated} {
		renamed := d.clone()
		renamed.Contributions[0].Dealer = 2
		renamed.Contributions[0].sign(c.Session, signer(2), seed) // a thief can sign
		withOwn := d.clone()
		withOwn.Contributions = own
		for how, thief := range map[string]PairingDeal{"as it is": d, "renamed": renamed,
			"with another proof": withOwn} {
			if _, err := (Pairing{}).Verify(c.Session, 2, thief); err == nil {
				t.Errorf("%s, %s: accepted", name, how)
			}
		}
	}
	if _, err := (Pairing{}).Verify(c.Session, 1, negated); err == nil {
		t.Error("negated in the dealer's own name: accepted")
	}
}

// The challenge of the proof of knowledge is hashed from its announcement: with a challenge
// that leaves it out, knowledge of any logarithm could be claimed, such as that of a rogue F
// that cancels another dealer's.
func TestPairingForgedKnowledgeIsRefused(t *testing.T) {
	c := newCommittee(t, "knowledge", 1, 2, 3)
	g2 := bls.GroupG2
	d := deal(t, Pairing{}, c, 1)
	blank := d.Contributions[0]
	blank.OnQ = bls.G2{}
	without := c.begin("quesera/pvss/pairing/knowledge")
	without.Uint("dealer", 1)
	without.Bytes("image", bls.EncodeG2(blank.Image))
	for name, challenge := range map[string]bls.Scalar{
		"blank": blank.challenge(c.Session), "left out": without.Scalar("challenge"), "zero": {},
		"chosen": shamir.Scalars{}.FromUint(9),
	} {
		forged := d.clone()
		part := &forged.Contributions[0]
		part.Response = shamir.Scalars{}.FromUint(77) // nobody needs to know a(0) for this
		part.OnQ = g2.Sum(g2.Mul(part.Response, g2.Generator()), g2.Neg(g2.Mul(challenge, part.Image)))
		if _, err := (Pairing{}).Verify(c.Session, 1, forged); !errors.Is(err, ErrProof) {
			t.Errorf("%s: got %v, want %v", name, err, ErrProof)
		}
	}
}

// PVSS-12: a published sum verifies for everybody, before and after its encoding; it passes
// for nobody's single deal, and without one of its contributions for nothing.
func TestPublishedSumsVerify(t *testing.T) {
	c := newCommittee(t, "published", 1, 2, 4)
	v, err := Pairing{}.Add(sharing(t, Pairing{}, c, 4), sharing(t, Pairing{}, c, 2), sharing(t, Pairing{}, c, 3))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Pairing{}.DecodeDeal(c.Session, Pairing{}.EncodeDeal(v.Published()))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Pairing{}.VerifySum(c.Session, d)
	if err != nil || !slices.Equal(again.Dealers(), []Dealer{2, 3, 4}) {
		t.Fatalf("got %v, %v", again.Dealers(), err)
	}
	secret, err := Pairing{}.Recover(again, decryptAll(t, Pairing{}, c, v))
	if err != nil || (Pairing{}).VerifySecret(v, secret) != nil {
		t.Errorf("secret of the published sum: %v", err)
	}
	if err := (Pairing{}).VerifySecret(sharing(t, Pairing{}, c, 2), secret); !errors.Is(err, ErrShare) {
		t.Errorf("secret of another sharing: got %v, want %v", err, ErrShare)
	}
	if _, err := (Pairing{}).Verify(c.Session, 2, d); !errors.Is(err, ErrDealer) {
		t.Errorf("sum as one deal: got %v, want %v", err, ErrDealer)
	}
	d.Contributions = d.Contributions[1:]
	if _, err := (Pairing{}).VerifySum(c.Session, d); !errors.Is(err, ErrProof) {
		t.Errorf("one contribution left out: got %v, want %v", err, ErrProof)
	}
}

// A deal with no contribution is refused as nobody's, though its secret were zero, and a single one whose leading
// coefficient is zero is not refused for that: a sum is (PVSS-P5).
func TestADealIsSomebodysAndMayHaveALowDegree(t *testing.T) {
	c := newCommittee(t, "nobody", 1, 2, 3)
	flat := make([]bls.Scalar, 3)
	for k := range flat {
		flat[k] = secretOf(1, 1)[0] // a constant polynomial
	}
	if _, err := (Pairing{}).Verify(c.Session, 1, pairingVector(c.Session, 1, flat[0], flat)); err != nil {
		t.Errorf("a deal of low degree: %v", err)
	}
	zero := pairingVector(c.Session, 1, bls.Scalar{}, make([]bls.Scalar, 3))
	zero.Contributions = nil
	if _, err := (Pairing{}).VerifySum(c.Session, zero); !errors.Is(err, ErrDealer) {
		t.Errorf("a deal without contributions: got %v, want %v", err, ErrDealer)
	}
}
