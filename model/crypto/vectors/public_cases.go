package vectors

import (
	"slices"

	"quesera/internal/vector"
	"quesera/model/crypto/bls"
)

var schemes = []string{"schoenmakers", "pairing"}

// g1Key is the public key of a secret key.
func g1Key(k int) vector.Hex {
	return bls.EncodeG1(bls.GroupG1.Mul(must(bls.DecodeSecretKey(secret(k))), g1()))
}

func g1() bls.G1 { return bls.GroupG1.Generator() }

// termsOf are terms for t of four recipients (keys 0 to 3) and two dealers (keys 4 and 5).
func termsOf(scheme string, t uint16) Terms {
	terms := Terms{Scheme: scheme, Group: "a group", Round: 7, Threshold: t}
	for k := range 4 {
		terms.Recipients = append(terms.Recipients, g1Key(k))
	}
	terms.Dealers = []vector.Hex{g1Key(4), g1Key(5)}
	return terms
}

func dealInput(scheme string, dealer uint16) PublicDealInput {
	return PublicDealInput{Terms: termsOf(scheme, 2), Dealer: dealer, Secret: secret(3 + int(dealer)),
		Coefficients: encoded(drawn("pvss", 2)), Seed: make(vector.Hex, 32)}
}

func publicDealCases() (all []vector.Case[PublicDealInput]) {
	for _, scheme := range schemes {
		add := func(topic string, change func(in *PublicDealInput)) {
			in := dealInput(scheme, 1)
			change(&in)
			all = append(all, vector.Case[PublicDealInput]{Topic: topic, Input: in})
		}
		add("a deal", func(*PublicDealInput) {})
		add("of another round", func(in *PublicDealInput) { in.Round++ })
		add("from another seed", func(in *PublicDealInput) { in.Seed = append(vector.Hex{1}, in.Seed[1:]...) })
		add("by a dealer that there is none of", func(in *PublicDealInput) { in.Dealer = 3 })
		add("by dealer 0", func(in *PublicDealInput) { in.Dealer = 0 })
		add("with the key of another", func(in *PublicDealInput) { in.Secret = secret(5) })
		add("of another degree", func(in *PublicDealInput) { in.Coefficients = in.Coefficients[:1] })
		add("with a leading coefficient of 0", func(in *PublicDealInput) { in.Coefficients[1] = make(vector.Hex, 32) })
		add("with two recipients of one key", func(in *PublicDealInput) { in.Recipients[1] = in.Recipients[0] })
		add("with a recipient whose key is the identity", func(in *PublicDealInput) { in.Recipients[1] = identity() })
		add("without dealers", func(in *PublicDealInput) { in.Dealers = []vector.Hex{} })
		add("with a threshold above the number of recipients", func(in *PublicDealInput) { in.Threshold = 5 })
	}
	return all
}

// publicly is a deal that was made.
func publicly(in PublicDealInput) vector.Hex {
	return must(either(publicDeal[sDeal, sSharing, sShare], publicDeal[pDeal, pSharing, pShare])(in))
}

func dealsOf(scheme string) PublicDealsInput {
	second := dealInput(scheme, 2)
	second.Coefficients = encoded(drawn("pvss of the second", 2))
	return PublicDealsInput{Terms: termsOf(scheme, 2), Deals: []PublicDeal{
		{1, publicly(dealInput(scheme, 1))}, {2, publicly(second)}}}
}

func publicVerifyCases() (all []vector.Case[PublicDealsInput]) {
	for _, scheme := range schemes {
		made := dealsOf(scheme)
		add := func(topic string, change func(in *PublicDealsInput)) {
			in := made
			in.Deals = slices.Clone(made.Deals)
			change(&in)
			all = append(all, vector.Case[PublicDealsInput]{Topic: topic, Input: in})
		}
		first := func(in *PublicDealsInput) { in.Deals = in.Deals[:1] }
		add("a deal", first)
		add("two deals", func(*PublicDealsInput) {})
		add("in the name of another", func(in *PublicDealsInput) { first(in); in.Deals[0].Dealer = 2 })
		add("in the name of nobody", func(in *PublicDealsInput) { first(in); in.Deals[0].Dealer = 3 })
		add("in another round", func(in *PublicDealsInput) { first(in); in.Round = 8 })
		add("in another group", func(in *PublicDealsInput) { first(in); in.Group = "another" })
		add("with another threshold", func(in *PublicDealsInput) { first(in); in.Threshold = 3 })
		add("with a lower threshold", func(in *PublicDealsInput) { first(in); in.Threshold = 1 })
		add("a deal twice", func(in *PublicDealsInput) { in.Deals[1] = in.Deals[0] })
		add("no deal", func(in *PublicDealsInput) { in.Deals = []PublicDeal{} })
		add("too long", func(in *PublicDealsInput) {
			first(in)
			in.Deals[0].Deal = append(slices.Clone(in.Deals[0].Deal), 0)
		})
		for _, part := range partsOf(scheme) { // whatever part of it is another's
			add("a deal with a part that is not its own", func(in *PublicDealsInput) {
				first(in)
				deal := slices.Clone(in.Deals[0].Deal)
				copy(deal[part.from:part.to], made.Deals[1].Deal[part.from:part.to])
				in.Deals[0].Deal = deal
			})
		}
	}
	return all
}

// A part is from where to where a point or scalar of a deal lies.
type part struct{ from, to int }

// partsOf are the parts of a deal to four. Of Schoenmakers' deals they are V, Y, B, D and z of each recipient, without
// those of the third and the last z, which are like the others. Of the deals on pairings they are R, T, of each
// recipient V and C, and of the dealer its number, F, B, z and the signature.
func partsOf(scheme string) (all []part) {
	at := 0
	add := func(sizes ...int) {
		for _, size := range sizes {
			all = append(all, part{at, at + size})
			at += size
		}
	}
	if scheme == schemes[0] {
		for range 2 {
			add(pointSize, pointSize, pointSize, pointSize, bls.ScalarSize)
		}
		at += 4*pointSize + bls.ScalarSize
		add(pointSize, pointSize, pointSize, pointSize)
		return all
	}
	add(pointSize, 2*pointSize)
	for range 4 {
		add(2*pointSize, pointSize)
	}
	add(2, 2*pointSize, 2*pointSize, bls.ScalarSize, pointSize, bls.ScalarSize)
	return all
}

func decryptCases() (all []vector.Case[DecryptInput]) {
	for _, scheme := range schemes {
		add := func(topic string, change func(in *DecryptInput)) {
			in := DecryptInput{PublicDealsInput: dealsOf(scheme), Index: 2, Secret: secret(1), Seed: make(vector.Hex, 32)}
			change(&in)
			all = append(all, vector.Case[DecryptInput]{Topic: topic, Input: in})
		}
		add("a share of two deals", func(*DecryptInput) {})
		add("a share of one deal", func(in *DecryptInput) { in.Deals = in.Deals[:1] })
		add("with the key of another recipient", func(in *DecryptInput) { in.Secret = secret(2) })
		add("index 0", func(in *DecryptInput) { in.Index = 0 })
		add("an index above n", func(in *DecryptInput) { in.Index = 5 })
	}
	return all
}

func recoverCases() (all []vector.Case[RecoverInput]) {
	for _, scheme := range schemes {
		deals := dealsOf(scheme)
		share := func(deals PublicDealsInput, k int) vector.Hex {
			in := DecryptInput{PublicDealsInput: deals, Index: uint16(k + 1), Secret: secret(k), Seed: make(vector.Hex, 32)}
			return must(either(decrypt[sDeal, sSharing, sShare], decrypt[pDeal, pSharing, pShare])(in))
		}
		add := func(topic string, deals PublicDealsInput, decrypted ...vector.Hex) {
			all = append(all, vector.Case[RecoverInput]{Topic: topic,
				Input: RecoverInput{deals, append([]vector.Hex{}, decrypted...)}})
		}
		one := deals
		one.Deals = deals.Deals[:1]
		add("t shares of two deals", deals, share(deals, 0), share(deals, 1))
		add("other t shares, in another order", deals, share(deals, 3), share(deals, 2))
		add("one deal, more than t shares", one, share(one, 0), share(one, 3), share(one, 1))
		add("a wrong share among enough right ones", deals, share(deals, 0), share(one, 2), share(deals, 1))
		add("too few", deals, share(deals, 0))
		add("one share twice", deals, share(deals, 0), share(deals, 0))
		add("a share of another deal", deals, share(deals, 0), share(one, 1))
		add("none", deals)
		moved := slices.Clone(share(deals, 1))
		moved[1] = 3
		add("a share under another index", deals, share(deals, 0), moved)
	}
	return all
}
