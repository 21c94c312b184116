package pvss

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// dealVector is PVSS-1 and PVSS-2 for any values instead of those of a polynomial, with
// announcements that the caller may change before the challenge is drawn.
func dealVector(s *Session, dealer Dealer, values []bls.Scalar, change func(*SchoenmakersDeal)) SchoenmakersDeal {
	nonces := s.nonces("test", seed, values, uint64(dealer), len(values))
	mul := bls.GroupG1.Mul
	var d SchoenmakersDeal
	for k, value := range values {
		key := s.terms.Recipients[k]
		d.Images = append(d.Images, mul(value, secondBase))
		d.Encryptions = append(d.Encryptions, mul(value, key))
		d.OnH = append(d.OnH, mul(nonces[k], secondBase))
		d.OnKeys = append(d.OnKeys, mul(nonces[k], key))
	}
	change(&d)
	c := d.transcript(s, dealer).Scalar("challenge")
	for k, value := range values {
		d.Responses = append(d.Responses, plus(nonces[k], times(c, value)))
	}
	return d
}

func unchanged(*SchoenmakersDeal) {}

// values is a(1)..a(n).
func values(a shamir.Polynomial[bls.Scalar], n shamir.Size) []bls.Scalar {
	var values []bls.Scalar
	for _, i := range first(n) {
		values = append(values, shamir.Eval(shamir.Scalars{}, a, i))
	}
	return values
}

// verifyEach is PVSS-3 equation by equation, as it is written. It is what Verify is tested
// and measured against.
func verifyEach(s *Session, dealer Dealer, d SchoenmakersDeal) error {
	if err := d.checkLengths(int(s.Shares())); err != nil {
		return err
	}
	g := bls.GroupG1
	tr := d.transcript(s, dealer)
	c := tr.Scalar("challenge")
	for _, z := range d.Responses {
		tr.Bytes("response", bls.EncodeScalar(z))
	}
	test := g.Identity()
	for k, dual := range s.dualCodeword(tr) {
		test = g.Sum(test, g.Mul(dual, d.Images[k]))
	}
	if !g.IsIdentity(test) {
		return fmt.Errorf("degree")
	}
	for k, z := range d.Responses {
		if !g.Equal(g.Mul(z, secondBase), g.Sum(d.OnH[k], g.Mul(c, d.Images[k]))) {
			return fmt.Errorf("image %d", k+1)
		}
		if !g.Equal(g.Mul(z, s.terms.Recipients[k]), g.Sum(d.OnKeys[k], g.Mul(c, d.Encryptions[k]))) {
			return fmt.Errorf("encryption %d", k+1)
		}
	}
	return nil
}

// Verify says what the equations say one by one: for a good deal, and for one changed in
// any entry of any of its parts.
func TestSchoenmakersBatchEqualsOneByOne(t *testing.T) {
	c := newCommittee(t, "batch", 1, 2, 4)
	good := deal(t, Schoenmakers{}, c, 1)
	if err := verifyEach(c.Session, 1, good); err != nil {
		t.Fatal(err)
	}
	for k := range good.Images {
		for part := range 5 {
			d := SchoenmakersDeal{slices.Clone(good.Images), slices.Clone(good.Encryptions),
				slices.Clone(good.OnH), slices.Clone(good.OnKeys), slices.Clone(good.Responses)}
			if part < 4 {
				p := &[][]bls.G1{d.Images, d.Encryptions, d.OnH, d.OnKeys}[part][k]
				*p = bls.GroupG1.Sum(*p, secondBase)
			} else {
				d.Responses[k] = plus(d.Responses[k], shamir.Scalars{}.FromUint(1))
			}
			if _, err := (Schoenmakers{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) ||
				verifyEach(c.Session, 1, d) == nil {
				t.Errorf("part %d of entry %d changed: got %v, want %v", part, k, err, ErrProof)
			}
		}
	}
	for _, d := range []SchoenmakersDeal{{}, {Images: good.Images},
		{good.Images[:3], good.Encryptions[:3], good.OnH[:3], good.OnKeys[:3], good.Responses[:3]}} {
		if _, err := (Schoenmakers{}).Verify(c.Session, 1, d); !errors.Is(err, ErrLength) {
			t.Errorf("wrong lengths: got %v, want %v", err, ErrLength)
		}
	}
}

// PVSS-P1: values that are not of degree less than t, each encrypted and proved correctly,
// are refused by the low-degree test alone: a polynomial of degree t (the threshold
// raised), and one wrong value.
func TestSchoenmakersRefusesWhatIsNoSharing(t *testing.T) {
	c := newCommittee(t, "degree", 1, 2, 4)
	low := values(secretOf(1, 2), 4)
	if _, err := (Schoenmakers{}).Verify(c.Session, 1, dealVector(c.Session, 1, low, unchanged)); err != nil {
		t.Fatal(err)
	}
	wrong := slices.Clone(low)
	wrong[3] = plus(wrong[3], shamir.Scalars{}.FromUint(1))
	for name, vector := range map[string][]bls.Scalar{
		"threshold raised": values(secretOf(1, 3), 4), "one value wrong": wrong,
	} {
		if _, err := (Schoenmakers{}).Verify(c.Session, 1, dealVector(c.Session, 1, vector, unchanged)); !errors.Is(err,
			ErrProof) {
			t.Errorf("%s: got %v, want %v", name, err, ErrProof)
		}
	}
}

// The challenge is hashed from the announcements: who could choose these after the challenge
// could prove anything. Here the encryption of share 1 is wrong, and the announcements are
// fitted to a challenge that leaves them out, or to one that the forger liked.
func TestSchoenmakersForgeryWithoutRecomputedChallengeIsRefused(t *testing.T) {
	c := newCommittee(t, "forgery", 1, 2, 3)
	g := bls.GroupG1
	d := dealVector(c.Session, 1, values(secretOf(1, 2), 3), unchanged)
	d.Encryptions[0] = g.Sum(d.Encryptions[0], secondBase)
	blank := d
	blank.OnH, blank.OnKeys = make([]bls.G1, 3), make([]bls.G1, 3)
	withoutAnnouncements := c.begin("quesera/pvss/schoenmakers/deal")
	withoutAnnouncements.Uint("dealer", 1)
	for k := range d.Images {
		withoutAnnouncements.Bytes("image", bls.EncodeG1(d.Images[k]))
		withoutAnnouncements.Bytes("encryption", bls.EncodeG1(d.Encryptions[k]))
	}
	for name, challenge := range map[string]bls.Scalar{
		"of blank announcements": blank.transcript(c.Session, 1).Scalar("challenge"),
		"without announcements":  withoutAnnouncements.Scalar("challenge"),
		"chosen":                 shamir.Scalars{}.FromUint(5),
		"zero":                   {},
	} {
		forged := d
		forged.OnH, forged.OnKeys = nil, nil
		for k, z := range d.Responses {
			forged.OnH = append(forged.OnH, g.Sum(g.Mul(z, secondBase), g.Neg(g.Mul(challenge, d.Images[k]))))
			forged.OnKeys = append(forged.OnKeys, g.Sum(g.Mul(z, c.terms.Recipients[k]),
				g.Neg(g.Mul(challenge, d.Encryptions[k]))))
		}
		if _, err := (Schoenmakers{}).Verify(c.Session, 1, forged); !errors.Is(err, ErrProof) {
			t.Errorf("challenge %s: got %v, want %v", name, err, ErrProof)
		}
	}
}

// Announcements shifted by X and -X before the challenge is drawn: the sum of all equations
// holds, and only weights tell, one for each equation.
func TestSchoenmakersShiftsThatCancelAreRefused(t *testing.T) {
	c := newCommittee(t, "shifts", 1, 2, 3)
	g := bls.GroupG1
	for name, pair := range map[string]func(*SchoenmakersDeal) (p, q *bls.G1){
		"on H":             func(d *SchoenmakersDeal) (p, q *bls.G1) { return &d.OnH[0], &d.OnH[1] },
		"on the keys":      func(d *SchoenmakersDeal) (p, q *bls.G1) { return &d.OnKeys[0], &d.OnKeys[1] },
		"of one recipient": func(d *SchoenmakersDeal) (p, q *bls.G1) { return &d.OnH[0], &d.OnKeys[0] },
		"of two":           func(d *SchoenmakersDeal) (p, q *bls.G1) { return &d.OnH[2], &d.OnKeys[1] },
	} {
		d := dealVector(c.Session, 1, values(secretOf(1, 2), 3), func(d *SchoenmakersDeal) {
			p, q := pair(d)
			*p, *q = g.Sum(*p, secondBase), g.Sum(*q, g.Neg(secondBase))
		})
		if _, err := (Schoenmakers{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
			t.Errorf("%s: got %v, want %v", name, err, ErrProof)
		}
	}
}

// PVSS-P4: the entry of one recipient is not good for another.
func TestSchoenmakersEntriesOfTwoRecipientsDoNotSwap(t *testing.T) {
	c := newCommittee(t, "swap", 1, 2, 3)
	d := deal(t, Schoenmakers{}, c, 1)
	for _, part := range [][]bls.G1{d.Images, d.Encryptions, d.OnH, d.OnKeys} {
		part[0], part[1] = part[1], part[0]
	}
	d.Responses[0], d.Responses[1] = d.Responses[1], d.Responses[0]
	if _, err := (Schoenmakers{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
		t.Errorf("got %v, want %v", err, ErrProof)
	}
}

// PVSS-P6: the negation of another's deal, which would cancel it in a sum, cannot be proved.
func TestSchoenmakersNegationOfADealIsRefused(t *testing.T) {
	c := newCommittee(t, "negation", 1, 2, 3)
	d := deal(t, Schoenmakers{}, c, 1)
	for k := range d.Images {
		for _, p := range []*bls.G1{&d.Images[k], &d.Encryptions[k], &d.OnH[k], &d.OnKeys[k]} {
			*p = bls.GroupG1.Neg(*p)
		}
		d.Responses[k].Neg(&d.Responses[k])
	}
	for _, dealer := range []Dealer{1, 2} {
		if _, err := (Schoenmakers{}).Verify(c.Session, dealer, d); !errors.Is(err, ErrProof) {
			t.Errorf("by dealer %d: got %v, want %v", dealer, err, ErrProof)
		}
	}
}

// PVSS-P3: a decryption proof is bound to its announcements, its base and its encryption.
func TestSchoenmakersForgedDecryptionIsRefused(t *testing.T) {
	c := newCommittee(t, "decryption", 1, 2, 3)
	v := sharing(t, Schoenmakers{}, c, 1)
	g := bls.GroupG1
	honest, err := Schoenmakers{}.Decrypt(v, 1, c.keys[0], seed)
	if err != nil {
		t.Fatal(err)
	}
	forged := honest
	forged.Value = g.Sum(honest.Value, secondBase)
	challenge := v.transcript(forged).Scalar("challenge") // leaves the announcements out
	forged.OnP = g.Sum(g.Mul(forged.Response, g.Generator()), g.Neg(g.Mul(challenge, c.terms.Recipients[0])))
	forged.OnValue = g.Sum(g.Mul(forged.Response, forged.Value), g.Neg(g.Mul(challenge, v.encryptions[0])))
	scaled := honest // log of K_1 in another base: true of the multiples, not of the points
	scaled.Value = g.Sum(honest.Value, honest.Value)
	scaled.OnValue = g.Sum(honest.OnValue, honest.OnValue)
	onP, onValue, response := honest, honest, honest
	onP.OnP = g.Sum(onP.OnP, secondBase)
	onValue.OnValue = g.Sum(onValue.OnValue, secondBase)
	response.Response = plus(response.Response, shamir.Scalars{}.FromUint(1))
	identity := SchoenmakersShare{Index: 1}
	for name, h := range map[string]SchoenmakersShare{"forged": forged, "scaled": scaled, "on P": onP,
		"on value": onValue,
		"response": response, "all zero": identity} {
		if err := (Schoenmakers{}).VerifyShare(v, h); !errors.Is(err, ErrShare) {
			t.Errorf("%s: got %v, want %v", name, err, ErrShare)
		}
	}
}

// PVSS-P4: a decryption proof does not pass for another dealer or round, not even if the
// polynomial, and so the encryption and the share, are the same.
func TestSchoenmakersDecryptionIsBoundToDealerAndRound(t *testing.T) {
	c := newCommittee(t, "bound", 1, 2, 3)
	next := c.other(t, func(terms *Terms) { terms.Round++ })
	same := func(c committee, dealer Dealer) SchoenmakersSharing {
		d, err := Schoenmakers{}.Deal(c.Session, dealer, signer(dealer), secretOf(1, 2), seed)
		if err != nil {
			t.Fatal(err)
		}
		v, err := Schoenmakers{}.Verify(c.Session, dealer, d)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	v := same(c, 1)
	h, err := Schoenmakers{}.Decrypt(v, 1, c.keys[0], seed)
	if err != nil {
		t.Fatal(err)
	}
	if err := (Schoenmakers{}).VerifyShare(v, h); err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]SchoenmakersSharing{"dealer": same(c, 2), "round": same(next, 1)} {
		if !slices.Equal(other.encryptions, v.encryptions) {
			t.Fatalf("another %s: other encryptions, so that the test shows nothing", name)
		}
		if err := (Schoenmakers{}).VerifyShare(other, h); !errors.Is(err, ErrShare) {
			t.Errorf("another %s: got %v, want %v", name, err, ErrShare)
		}
	}
}

// PVSS-P5: colluding dealers whose leading coefficients cancel, or whose secrets do, make no sum.
func TestSumsThatLoseDegreeAreRefused(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) { losesDegreeInSum(t, Schoenmakers{}) })
	t.Run("Pairing", func(t *testing.T) { losesDegreeInSum(t, Pairing{}) })
}

func losesDegreeInSum[D, V, S any](t *testing.T, scheme Scheme[D, V, S]) {
	c := newCommittee(t, "cancel", 1, 3, 4)
	by := func(dealer Dealer, a shamir.Polynomial[bls.Scalar]) V {
		d, err := scheme.Deal(c.Session, dealer, signer(dealer), a, seed)
		if err != nil {
			t.Fatal(err)
		}
		v, err := scheme.Verify(c.Session, dealer, d)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	a, b := secretOf(1, 3), secretOf(2, 3)
	b[2].Neg(&a[2])
	negated := slices.Clone(a)
	for k := range negated {
		negated[k].Neg(&negated[k])
	}
	if _, err := scheme.Add(by(1, a), by(2, b)); !errors.Is(err, ErrDegree) {
		t.Errorf("leading coefficients cancel: got %v, want %v", err, ErrDegree)
	}
	if _, err := scheme.Add(by(1, a), by(2, negated)); !errors.Is(err, ErrDegree) {
		t.Errorf("a deal and its negation: got %v, want %v", err, ErrDegree)
	}
	if _, err := scheme.Add(by(1, a), by(2, b), by(3, a)); err != nil {
		t.Errorf("with a third deal: %v", err)
	}
}
