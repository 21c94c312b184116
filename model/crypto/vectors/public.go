package vectors

import (
	"fmt"

	"quesera/internal/vector"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/pvss"
	"quesera/model/crypto/shamir"
)

// Terms are what deals are made for.
type Terms struct {
	Scheme     string       `json:"scheme"` // "schoenmakers" or "pairing"
	Group      string       `json:"group"`
	Round      uint64       `json:"round"`
	Threshold  uint16       `json:"threshold"`
	Recipients []vector.Hex `json:"recipients"` // their public keys
	Dealers    []vector.Hex `json:"dealers"`    // the keys under which they sign
}

// PublicDealInput is a polynomial that a dealer shares.
type PublicDealInput struct {
	Terms
	Dealer       uint16       `json:"dealer"`
	Secret       vector.Hex   `json:"secret"` // of the dealer
	Coefficients []vector.Hex `json:"coefficients"`
	Seed         vector.Hex   `json:"seed"` // 32 octets, of which the nonces are made
}

// A PublicDeal is what a dealer published.
type PublicDeal struct {
	Dealer uint16     `json:"dealer"`
	Deal   vector.Hex `json:"deal"`
}

// PublicDealsInput are deals that are verified and, of several, added up.
type PublicDealsInput struct {
	Terms
	Deals []PublicDeal `json:"deals"`
}

// DecryptInput asks for a recipient's share of deals.
type DecryptInput struct {
	PublicDealsInput
	Index  uint16     `json:"index"`
	Secret vector.Hex `json:"secret"` // of the recipient
	Seed   vector.Hex `json:"seed"`
}

// RecoverInput are decrypted shares of deals.
type RecoverInput struct {
	PublicDealsInput
	Decrypted []vector.Hex `json:"decrypted"`
}

func public() vector.Family {
	return vector.Family{Name: "pvss", Title: "Publicly verifiable secret sharing: Schoenmakers', and one on " +
		"pairings", Package: "model/crypto/vectors", Under: []string{"model/crypto/pvss"},
		Ops: []vector.Op{
			vector.NewOp("deal", "a dealer's deal", either(publicDeal[sDeal, sSharing, sShare],
				publicDeal[pDeal, pSharing, pShare]), publicDealCases),
			vector.NewOp("verify", "each of the deals is its dealer's, and they add up", either(publicVerify[sDeal, sSharing,
				sShare], publicVerify[pDeal, pSharing, pShare]), publicVerifyCases),
			vector.NewOp("decrypt", "a recipient's share of the sum of deals", either(decrypt[sDeal, sSharing, sShare],
				decrypt[pDeal, pSharing, pShare]), decryptCases),
			vector.NewOp("recover", "the secret from decrypted shares, of which t are right", either(recovered[sDeal, sSharing,
				sShare], recovered[pDeal, pSharing, pShare]), recoverCases),
		}}
}

// The types of both schemes.
type (
	sDeal    = pvss.SchoenmakersDeal
	sSharing = pvss.SchoenmakersSharing
	sShare   = pvss.SchoenmakersShare
	pDeal    = pvss.PairingDeal
	pSharing = pvss.PairingSharing
	pShare   = pvss.PairingShare
)

// named has the name of a scheme in it.
type named interface{ scheme() string }

func (t Terms) scheme() string { return t.Scheme }

// either performs an operation by the scheme that its input names.
func either[In named, Out any](schoenmakers func(pvss.Scheme[sDeal, sSharing, sShare], In) (Out, error),
	pairing func(pvss.Scheme[pDeal, pSharing, pShare], In) (Out, error)) func(In) (Out, error) {
	return func(in In) (out Out, err error) {
		switch in.scheme() {
		case pvss.Schoenmakers{}.Name():
			return schoenmakers(pvss.Schoenmakers{}, in)
		case pvss.Pairing{}.Name():
			return pairing(pvss.Pairing{}, in)
		}
		return out, &vector.Malformed{What: fmt.Sprintf("scheme = %.20q, want schoenmakers or pairing", in.scheme())}
	}
}

// session is the terms, checked.
func (t Terms) session() (*pvss.Session, error) {
	if most := 256; len(t.Recipients) > most || len(t.Dealers) > most {
		return nil, &vector.Malformed{What: fmt.Sprintf("%d recipients, %d dealers: want at most %d", len(t.Recipients),
			len(t.Dealers), most)}
	}
	terms := pvss.Terms{Group: t.Group, Round: t.Round, Threshold: shamir.Size(t.Threshold)}
	for _, keys := range []struct {
		from []vector.Hex
		to   *[]bls.G1
	}{{t.Recipients, &terms.Recipients}, {t.Dealers, &terms.Dealers}} {
		for _, octets := range keys.from {
			key, err := bls.DecodeG1(octets)
			if err != nil {
				return nil, err
			}
			*keys.to = append(*keys.to, key)
		}
	}
	return pvss.NewSession(terms)
}

func seedOf(octets vector.Hex) (seed [32]byte, err error) {
	if len(octets) != len(seed) {
		return seed, &vector.Malformed{What: fmt.Sprintf("seed: %d octets, want %d", len(octets), len(seed))}
	}
	return [32]byte(octets), nil
}

func publicDeal[D, V, S any](p pvss.Scheme[D, V, S], in PublicDealInput) (vector.Hex, error) {
	s, err := in.session()
	if err != nil {
		return nil, err
	}
	x, err := bls.DecodeSecretKey(in.Secret)
	if err != nil {
		return nil, err
	}
	a, err := scalars(in.Coefficients)
	if err != nil {
		return nil, err
	}
	seed, err := seedOf(in.Seed)
	if err != nil {
		return nil, err
	}
	d, err := p.Deal(s, pvss.Dealer(in.Dealer), x, a, seed)
	if err != nil {
		return nil, err
	}
	return p.EncodeDeal(d), nil
}

// sum is what the deals come to.
func sum[D, V, S any](p pvss.Scheme[D, V, S], in PublicDealsInput) (s *pvss.Session, v V, err error) {
	if s, err = in.session(); err != nil {
		return s, v, err
	}
	var verified []V
	for _, d := range in.Deals {
		deal, err := p.DecodeDeal(s, d.Deal)
		if err != nil {
			return s, v, err
		}
		one, err := p.Verify(s, pvss.Dealer(d.Dealer), deal)
		if err != nil {
			return s, v, err
		}
		verified = append(verified, one)
	}
	if len(verified) == 1 {
		return s, verified[0], nil
	}
	v, err = p.Add(verified...)
	return s, v, err
}

func publicVerify[D, V, S any](p pvss.Scheme[D, V, S], in PublicDealsInput) (Valid, error) {
	_, _, err := sum(p, in)
	return accepted(err)
}

func decrypt[D, V, S any](p pvss.Scheme[D, V, S], in DecryptInput) (vector.Hex, error) {
	_, v, err := sum(p, in.PublicDealsInput)
	if err != nil {
		return nil, err
	}
	x, err := bls.DecodeSecretKey(in.Secret)
	if err != nil {
		return nil, err
	}
	seed, err := seedOf(in.Seed)
	if err != nil {
		return nil, err
	}
	share, err := p.Decrypt(v, shamir.ShareIndex(in.Index), x, seed)
	if err != nil {
		return nil, err
	}
	return p.EncodeShare(share), nil
}

func recovered[D, V, S any](p pvss.Scheme[D, V, S], in RecoverInput) (vector.Hex, error) {
	s, v, err := sum(p, in.PublicDealsInput)
	if err != nil {
		return nil, err
	}
	var given []S
	for _, octets := range in.Decrypted {
		share, err := p.DecodeShare(s, octets)
		if err != nil {
			return nil, err
		}
		given = append(given, share)
	}
	secret, err := p.Recover(v, given)
	if err != nil {
		return nil, err
	}
	return bls.EncodeG1(secret), nil
}
