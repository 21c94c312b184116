package pvss

import (
	"errors"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// PVSS-P7: who is no dealer, or another one, cannot deal in a dealer's name, although it knows the secret that it
// deals and everything else is right: not without a signature, not with one under its own key, and not with
// one that the dealer made for another secret or session. Nor can it add such a deal to a sum.
func TestNobodyDealsInTheNameOfAnother(t *testing.T) {
	c := newCommittee(t, "names", 1, 2, 3)
	next := c.other(t, func(terms *Terms) { terms.Round++ })
	mine := deal(t, Pairing{}, c, 2)
	a := secretOf(1, 2)
	theirs := pairingVector(c.Session, 1, a[0], values(a, 3)) // whoever draws a may call itself dealer 1
	other := deal(t, Pairing{}, next, 1).Contributions[0].Signature
	elsewhere := pairingVector(c.Session, 1, a[1], values(a, 3)).Contributions[0].Signature
	three := pairingVector(c.Session, 3, a[0], values(a, 3)).Contributions[0].Signature
	if _, err := (Pairing{}).Verify(c.Session, 1, theirs); err != nil {
		t.Fatalf("signed by dealer 1: %v", err)
	}
	for name, forge := range map[string]func(*Contribution){
		"without a signature":            func(p *Contribution) { p.Signature = Signature{} },
		"under another dealer's key":     func(p *Contribution) { p.sign(c.Session, signer(2), seed) },
		"signed in another round":        func(p *Contribution) { p.Signature = other },
		"signed for another secret":      func(p *Contribution) { p.Signature = elsewhere },
		"signed by dealer 3 for itself":  func(p *Contribution) { p.Signature = three },
		"with the announcement of zero":  func(p *Contribution) { forgeSignature(c, p, bls.Scalar{}) },
		"with a challenge of its choice": func(p *Contribution) { forgeSignature(c, p, shamir.Scalars{}.FromUint(9)) },
		"with the announcement left out": func(p *Contribution) {
			forgeSignature(c, p, p.signing(c.Session).Scalar("challenge"))
		},
	} {
		forged := theirs.clone()
		forge(&forged.Contributions[0])
		if _, err := (Pairing{}).Verify(c.Session, 1, forged); !errors.Is(err, ErrProof) {
			t.Errorf("%s: got %v, want %v", name, err, ErrProof)
		}
		if _, err := (Pairing{}).VerifySum(c.Session, added(forged, mine)); !errors.Is(err, ErrProof) {
			t.Errorf("%s, in a sum: got %v, want %v", name, err, ErrProof)
		}
	}
	if _, err := (Pairing{}).VerifySum(c.Session, added(theirs, mine)); err != nil {
		t.Errorf("a sum of signed deals: %v", err)
	}
}

// forgeSignature fits the announcement of a signature to a challenge.
func forgeSignature(c committee, p *Contribution, challenge bls.Scalar) {
	p.SignedResponse = shamir.Scalars{}.FromUint(77)
	p.SignedOnP = bls.GroupG1.Sum(PublicKey(p.SignedResponse),
		bls.GroupG1.Neg(bls.GroupG1.Mul(challenge, c.dealerKey(p.Dealer))))
}

// Two false signatures whose errors cancel are refused: each has a weight of its own, which covers it.
func TestSignaturesShiftedToCancelAreRefused(t *testing.T) {
	c := newCommittee(t, "signatures", 1, 2, 3)
	sum := added(deal(t, Pairing{}, c, 1), deal(t, Pairing{}, c, 2))
	one := shamir.Scalars{}.FromUint(1)
	first, second := &sum.Contributions[0].SignedResponse, &sum.Contributions[1].SignedResponse
	*first, *second = plus(*first, one), minus(*second, one)
	if _, err := (Pairing{}).VerifySum(c.Session, sum); !errors.Is(err, ErrProof) {
		t.Errorf("got %v, want %v", err, ErrProof)
	}
}

// A dealer is one of the terms, and deals with its own key.
func TestOnlyADealerDeals(t *testing.T) {
	t.Run("Schoenmakers", func(t *testing.T) { onlyADealer(t, Schoenmakers{}) })
	t.Run("Pairing", func(t *testing.T) { onlyADealer(t, Pairing{}) })
}

func onlyADealer[D, V, S any](t *testing.T, scheme Scheme[D, V, S]) {
	c := newCommittee(t, "dealers", 1, 2, 3)
	a, d := secretOf(1, 2), deal(t, scheme, c, 1)
	for _, dealer := range []Dealer{0, 10, 65535} {
		if _, err := scheme.Deal(c.Session, dealer, signer(dealer), a, seed); !errors.Is(err, ErrDealer) {
			t.Errorf("dealer %d deals: got %v, want %v", dealer, err, ErrDealer)
		}
		if _, err := scheme.Verify(c.Session, dealer, d); !errors.Is(err, ErrDealer) {
			t.Errorf("dealer %d verified: got %v, want %v", dealer, err, ErrDealer)
		}
	}
	last := deal(t, scheme, c, 9)
	if _, err := scheme.Verify(c.Session, 9, last); err != nil {
		t.Errorf("the last dealer: %v", err)
	}
	alone := c.other(t, func(terms *Terms) { terms.Dealers = terms.Dealers[:1] })
	if _, err := scheme.Verify(alone.Session, 1, deal(t, scheme, alone, 1)); err != nil {
		t.Errorf("a dealer alone: %v", err)
	}
	for _, x := range []bls.Scalar{signer(2), {}} {
		if _, err := scheme.Deal(c.Session, 1, x, a, seed); !errors.Is(err, ErrSigner) {
			t.Errorf("with another key: got %v, want %v", err, ErrSigner)
		}
	}
}
