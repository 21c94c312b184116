package vectors

import (
	"slices"

	"quesera/internal/vector"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
)

// seed is where all polynomials, keys and messages of vectors come from.
var seed = []byte("quesera vectors 1")

// drawn is a polynomial of t coefficients.
func drawn(label string, t uint16) shamir.Polynomial[bls.Scalar] {
	return shamir.FromSeed(seed, label, shamir.Size(t))
}

// one is a scalar that was drawn.
func one(label string) bls.Scalar { return drawn(label, 1)[0] }

// order is r in 32 octets, big-endian, plus a small number.
func order(plus byte) vector.Hex {
	zero, minus := bls.Scalar{}, bls.Scalar{}
	minus.SetOne()
	minus.Sub(&zero, &minus)
	octets := bls.EncodeScalar(minus) // r - 1; r ends in 00000001
	octets[len(octets)-1] += 1 + plus
	return octets
}

func dealCases() (all []vector.Case[DealInput]) {
	add := func(topic string, t, n uint16, a []vector.Hex) {
		all = append(all, vector.Case[DealInput]{Topic: topic, Input: DealInput{Sizes{t, n}, a}})
	}
	for _, size := range []Sizes{{1, 1}, {1, 3}, {2, 3}, {3, 5}, {4, 4}, {2, 300}} {
		add("shares of a secret", size.Threshold, min(size.Shares, 5), encoded(drawn("deal", size.Threshold)))
	}
	a := encoded(drawn("deal", 3))
	add("more coefficients than the threshold", 2, 3, a)
	add("fewer coefficients than the threshold", 3, 3, a[:2])
	add("a threshold of 0", 0, 3, []vector.Hex{})
	add("a threshold above the number of shares", 3, 2, a)
	add("a coefficient that is not reduced", 2, 3, []vector.Hex{a[0], order(0)})
	return all
}

// dealt are the shares of a drawn polynomial.
func dealt(t, n uint16) []Share {
	all, err := deal(DealInput{Sizes{t, n}, encoded(drawn("interpolate", t))})
	if err != nil {
		panic("vectors: " + err.Error()) // the sizes are ours
	}
	return all
}

func interpolateCases() (all []vector.Case[SharesInput]) {
	add := func(topic string, t, n, at uint16, given []Share) {
		all = append(all, vector.Case[SharesInput]{Topic: topic, Input: SharesInput{Sizes{t, n}, given, at}})
	}
	s := dealt(3, 6)
	add("the first t shares", 3, 6, 0, s[:3])
	add("any t shares, in any order", 3, 6, 0, []Share{s[5], s[0], s[3]})
	add("all shares", 3, 6, 0, s)
	add("at another position", 3, 6, 6, s[1:4])
	add("at the position of a share", 3, 6, 2, s[:4])
	add("one share", 1, 3, 0, dealt(1, 3)[2:])
	add("too few shares", 3, 6, 0, s[:2])
	add("no shares", 3, 6, 0, []Share{})
	wrong := slices.Clone(s)
	wrong[4].Value = s[3].Value
	add("one share too many, and it is wrong", 3, 6, 0, wrong[:5])
	add("a wrong share among the first", 3, 6, 0, []Share{wrong[4], s[0], s[1], s[2]})
	add("an index twice", 3, 6, 0, []Share{s[0], s[1], s[0]})
	add("an index twice beyond the threshold", 3, 6, 0, []Share{s[0], s[1], s[2], s[0]})
	zero := s[2]
	zero.Index = 0
	add("index 0 would be the secret", 3, 6, 0, []Share{s[0], s[1], zero})
	add("an index above n", 3, 5, 0, []Share{s[0], s[1], s[5]})
	add("a position above n", 3, 6, 7, s[:3])
	long := s[2]
	long.Value = order(3)
	add("a value that is not reduced", 3, 6, 0, []Share{s[0], s[1], long})
	return all
}

func lagrangeCases() (all []vector.Case[SetInput]) {
	add := func(topic string, t, n, at uint16, set ...uint16) {
		all = append(all, vector.Case[SetInput]{Topic: topic, Input: SetInput{Sizes{t, n}, append([]uint16{}, set...), at}})
	}
	add("of the secret", 3, 6, 0, 1, 2, 3)
	add("in another order", 3, 6, 0, 5, 1, 4)
	add("at another position", 3, 6, 4, 1, 3, 6)
	add("at a position of the set", 3, 6, 3, 1, 3, 6)
	add("of one", 1, 6, 0, 4)
	add("products of more than a word", 8, 65535, 0, 65535, 65000, 64000, 1, 2, 60001, 40000, 30000)
	add("too few", 3, 6, 0, 1, 2)
	add("too many", 3, 6, 0, 1, 2, 3, 4)
	add("twice", 3, 6, 0, 1, 2, 2)
	add("index 0", 3, 6, 0, 1, 2, 0)
	add("an index above n", 3, 6, 0, 1, 2, 7)
	add("a position above n", 3, 6, 7, 1, 2, 3)
	return all
}

func decodeShareCases() (all []vector.Case[EncodedInput]) {
	add := func(topic string, n uint16, octets vector.Hex) {
		all = append(all, vector.Case[EncodedInput]{Topic: topic, Input: EncodedInput{n, octets}})
	}
	good := vector.Hex(shamir.EncodeShare(shamir.Share[bls.Scalar]{Index: 258, Value: one("decode")}))
	add("a share", 300, good)
	add("the last share of n", 258, good)
	add("an index above n", 257, good)
	add("index 0", 300, append(vector.Hex{0, 0}, good[2:]...))
	add("too short", 300, good[:33])
	add("too long", 300, append(slices.Clone(good), 0))
	add("the order itself as a value", 300, append(slices.Clone(good[:2]), order(0)...))
	add("empty", 300, vector.Hex{})
	return all
}

func decodeIndexCases() (all []vector.Case[EncodedInput]) {
	add := func(topic string, n uint16, octets vector.Hex) {
		all = append(all, vector.Case[EncodedInput]{Topic: topic, Input: EncodedInput{n, octets}})
	}
	small := func(k uint16) vector.Hex {
		octets := make(vector.Hex, 32)
		octets[30], octets[31] = byte(k>>8), byte(k)
		return octets
	}
	add("an index", 300, small(299))
	add("n itself", 300, small(300))
	add("above n", 300, small(301))
	add("0", 300, small(0))
	add("r, another name of 0", 300, order(0))
	add("r + 1, another name of 1", 300, order(1))
	big := small(1)
	big[0] = 1
	add("a scalar of more than 64 bits", 300, big)
	add("31 octets", 300, small(1)[1:])
	return all
}

func dualCases() (all []vector.Case[DealInput]) {
	add := func(topic string, t, n uint16, f []vector.Hex) {
		all = append(all, vector.Case[DealInput]{Topic: topic, Input: DealInput{Sizes{t, n}, f}})
	}
	add("n-t coefficients", 2, 5, encoded(drawn("dual", 3)))
	add("t = n leaves nothing to test", 3, 3, []vector.Hex{})
	add("too few coefficients", 2, 5, encoded(drawn("dual", 2)))
	add("too many coefficients", 2, 5, encoded(drawn("dual", 4)))
	return all
}
