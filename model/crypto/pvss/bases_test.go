package pvss

import (
	"errors"
	"slices"
	"testing"

	"quesera/model/crypto/bls"
)

// PVSS-P4: a Schoenmakers deal whose images and proof are over the generator P instead of
// the base H is a right proof for another base, and refused. So is a decryption proof that
// relates the key to H.
func TestSchoenmakersProofsForAnotherBaseAreRefused(t *testing.T) {
	c := newCommittee(t, "bases", 1, 2, 3)
	g := bls.GroupG1
	w := c.nonces("test", seed, nil, 1, 3)
	var d SchoenmakersDeal
	for k, value := range values(secretOf(1, 2), 3) {
		key := c.terms.Recipients[k]
		d.Images, d.Encryptions = append(d.Images, PublicKey(value)), append(d.Encryptions, g.Mul(value, key))
		d.OnH, d.OnKeys = append(d.OnH, PublicKey(w[k])), append(d.OnKeys, g.Mul(w[k], key))
	}
	challenge := d.transcript(c.Session, 1).Scalar("challenge")
	for k, value := range values(secretOf(1, 2), 3) {
		d.Responses = append(d.Responses, plus(w[k], times(challenge, value)))
		if !g.Equal(PublicKey(d.Responses[k]), g.Sum(d.OnH[k], g.Mul(challenge, d.Images[k]))) {
			t.Fatal("the proof is wrong for its own base, so that the test shows nothing")
		}
	}
	if _, err := (Schoenmakers{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
		t.Errorf("deal: got %v, want %v", err, ErrProof)
	}
	v := sharing(t, Schoenmakers{}, c, 1)
	h := decryptAll(t, Schoenmakers{}, c, v)[0]
	h.OnP, h.OnValue = g.Mul(w[0], secondBase), g.Mul(w[0], h.Value)
	h.Response = plus(w[0], times(v.challenge(h), c.keys[0]))
	if err := (Schoenmakers{}).VerifyShare(v, h); !errors.Is(err, ErrShare) {
		t.Errorf("decryption: got %v, want %v", err, ErrShare)
	}
}

// PVSS-P4: a pairing deal in which everything in G2 is over 2Q instead of Q, proof of
// knowledge included, is refused.
func TestPairingProofsForAnotherBaseAreRefused(t *testing.T) {
	c := newCommittee(t, "bases", 1, 2, 3)
	d := deal(t, Pairing{}, c, 1)
	double := func(p *bls.G2) { *p = bls.GroupG2.Sum(*p, *p) }
	for k := range d.Images {
		double(&d.Images[k])
	}
	part := &d.Contributions[0]
	double(&part.Image)
	double(&part.OnQ)
	a := secretOf(1, 2)
	nonce := c.nonces("pairing deal", seed, a, 1, 2)[1]
	part.Response = plus(nonce, times(part.challenge(c.Session), a[0]))
	part.sign(c.Session, signer(1), seed)
	q := bls.GroupG2.Sum(bls.GroupG2.Generator(), bls.GroupG2.Generator())
	if !bls.GroupG2.Equal(bls.GroupG2.Mul(part.Response, q),
		bls.GroupG2.Sum(part.OnQ, bls.GroupG2.Mul(part.challenge(c.Session), part.Image))) {
		t.Fatal("the proof is wrong for its own base, so that the test shows nothing")
	}
	if _, err := (Pairing{}).Verify(c.Session, 1, d); !errors.Is(err, ErrProof) {
		t.Errorf("got %v, want %v", err, ErrProof)
	}
}

// PVSS-P5: who publishes a sum need not have used Add. A sum whose leading coefficients
// cancel, right in everything else, is refused by those who verify it.
func TestPublishedSumsThatLoseDegreeAreRefused(t *testing.T) {
	c := newCommittee(t, "cancel", 1, 3, 4)
	a, b := secretOf(1, 3), secretOf(2, 3)
	b[2].Neg(&a[2])
	one, err := Pairing{}.Deal(c.Session, 1, signer(1), a, seed)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Pairing{}.Deal(c.Session, 2, signer(2), b, seed)
	if err != nil {
		t.Fatal(err)
	}
	sum := added(one, two)
	if !pairingEach(c.Session, sum) {
		t.Fatal("the sum is wrong in something else, so that the test shows nothing")
	}
	if _, err := (Pairing{}).VerifySum(c.Session, sum); !errors.Is(err, ErrDegree) {
		t.Errorf("got %v, want %v", err, ErrDegree)
	}
}

// PVSS-P5: a published sum to which one dealer contributes twice is refused, though every
// equation holds: nobody's secret counts twice.
func TestPublishedSumsWithADealerTwiceAreRefused(t *testing.T) {
	c := newCommittee(t, "twice", 1, 2, 3)
	one := deal(t, Pairing{}, c, 1)
	sum := added(one, one)
	if _, err := (Pairing{}).VerifySum(c.Session, sum); !errors.Is(err, ErrDealer) {
		t.Errorf("got %v, want %v", err, ErrDealer)
	}
	if _, err := (Pairing{}).DecodeDeal(c.Session, Pairing{}.EncodeDeal(sum)); !errors.Is(err, ErrDealer) {
		t.Errorf("decoded: got %v, want %v", err, ErrDealer)
	}
}

// added is the sum of two deals as anybody can make it, with no checks.
func added(one, two PairingDeal) PairingDeal {
	return PairingDeal{
		Images:        addAll(bls.GroupG2, [][]bls.G2{one.Images, two.Images}),
		Encryptions:   addAll(bls.GroupG1, [][]bls.G1{one.Encryptions, two.Encryptions}),
		Ephemeral1:    bls.GroupG1.Sum(one.Ephemeral1, two.Ephemeral1),
		Ephemeral2:    bls.GroupG2.Sum(one.Ephemeral2, two.Ephemeral2),
		Contributions: slices.Concat(one.Contributions, two.Contributions),
	}
}
