package vectors

import (
	"errors"
	"slices"

	"quesera/internal/vector"
	"quesera/model/crypto/bls"
)

func feldmanDealCases() (all []vector.Case[DealInput]) {
	for _, size := range []Sizes{{1, 2}, {2, 3}, {3, 5}} {
		all = append(all, vector.Case[DealInput]{Topic: "a deal",
			Input: DealInput{size, encoded(drawn("feldman", size.Threshold))}})
	}
	flat := encoded(drawn("feldman", 3))
	flat[2] = make(vector.Hex, 32)
	return append(all, vector.Case[DealInput]{Topic: "a leading coefficient of 0", Input: DealInput{Sizes{3, 5}, flat}},
		vector.Case[DealInput]{Topic: "fewer coefficients than the threshold", Input: DealInput{Sizes{3, 5}, flat[:2]}})
}

// feldmanDealt is a deal of 3 of 5.
func feldmanDealt(label string) Dealt {
	d, err := feldmanDeal(DealInput{Sizes{3, 5}, encoded(drawn(label, 3))})
	if err != nil {
		panic("vectors: " + err.Error()) // the sizes are ours
	}
	return d
}

const pointSize = 48

// identity is the identity of G1.
func identity() vector.Hex { return append(vector.Hex{0xc0}, make(vector.Hex, pointSize-1)...) }

// replaced is a commitment with another point in a place.
func replaced(commitment vector.Hex, k int, point vector.Hex) vector.Hex {
	c := slices.Clone(commitment)
	copy(c[k*pointSize:], point)
	return c
}

type badPoint struct {
	what   string
	octets vector.Hex
}

// badPoints are octets that are no point of G1, or are not to be taken for one.
func badPoints(good vector.Hex) []badPoint {
	flip := func(at int, bits byte) vector.Hex {
		p := slices.Clone(good)
		p[at] ^= bits
		return p
	}
	modulus := vector.Hex("\x9a\x01\x11\xea\x39\x7f\xe6\x9a\x4b\x1b\xa7\xb6\x43\x4b\xac\xd7\x64\x77\x4b\x84\xf3\x85" +
		"\x12\xbf\x67\x30\xd2\xa0\xf6\xb0\xf6\x24\x1e\xab\xff\xfe\xb1\x53\xff\xff\xb9\xfe\xff\xff\xff\xff\xaa\xab")
	small := append(vector.Hex{0x80}, make(vector.Hex, pointSize-1)...) // x = 0: on the curve, of order 3
	odd := identity()
	odd[pointSize-1] = 1
	return []badPoint{
		{"a point that is not compressed", flip(0, 0x80)},
		{"an x-coordinate that is not reduced", modulus},
		{"a point outside the subgroup", small},
		{"an identity with other bits", odd},
		{"an x-coordinate that no point has", notOnCurve(good)},
		{"an identity with the bit of the sign set", append(vector.Hex{0xe0}, make(vector.Hex, pointSize-1)...)},
	}
}

// notOnCurve is the first x after that of a point for which there is no point.
func notOnCurve(good vector.Hex) vector.Hex {
	p := slices.Clone(good)
	for range 255 {
		p[pointSize-1]++
		if _, err := bls.DecodeG1(p); errors.Is(err, bls.ErrCurve) {
			return p
		}
	}
	panic("vectors: there is a point of every x")
}

func feldmanVerifyCases() (all []vector.Case[CommittedInput]) {
	d := feldmanDealt("feldman")
	add := func(topic string, t, n uint16, c vector.Hex, given ...Share) {
		all = append(all, vector.Case[CommittedInput]{Topic: topic,
			Input: CommittedInput{Sizes{t, n}, c, append([]Share{}, given...)}})
	}
	s, c := d.Dealt, d.Commitment
	add("all shares", 3, 5, c, s...)
	add("one share", 3, 5, c, s[4])
	add("no share", 3, 5, c)
	add("a share of another index", 3, 5, c, Share{2, s[0].Value})
	add("one wrong share among right ones", 3, 5, c, s[0], s[1], Share{3, s[3].Value})
	add("two shares that are wrong by as much, one up and one down", 3, 5, c, shifted(s[0], 1), shifted(s[1], -1))
	add("index 0", 3, 5, c, Share{0, s[0].Value})
	add("an index above n", 3, 4, c, s[4])
	add("an index twice", 3, 5, c, s[0], s[0])
	add("a commitment of another length", 2, 5, c, s[0])
	add("a commitment that is too short", 3, 5, c[:2*pointSize], s[0])
	add("a leading coefficient of 0", 3, 5, replaced(c, 2, identity()), s[0])
	add("a value that is not reduced", 3, 5, c, Share{1, order(2)})
	for _, bad := range badPoints(c[:pointSize]) {
		add("a commitment with "+bad.what, 3, 5, replaced(c, 1, bad.octets), s[0])
	}
	return all
}

// shifted is a share whose value is greater by a small number.
func shifted(s Share, by int64) Share {
	value, err := bls.DecodeScalar(s.Value)
	if err != nil {
		panic("vectors: " + err.Error()) // it is ours
	}
	var k bls.Scalar
	k.SetInt64(by)
	k.Add(&k, &value)
	return Share{s.Index, bls.EncodeScalar(k)}
}

func imageCases() (all []vector.Case[ImageInput]) {
	c := feldmanDealt("feldman").Commitment
	for _, x := range []struct {
		topic string
		size  Sizes
		index uint16
	}{{"of the first share", Sizes{3, 5}, 1}, {"of the last share", Sizes{3, 5}, 5}, {"of index 65535", Sizes{3, 65535},
		65535}, {"index 0 would be the secret's", Sizes{3, 5}, 0}, {"an index above n", Sizes{3, 5}, 6}} {
		all = append(all, vector.Case[ImageInput]{Topic: x.topic, Input: ImageInput{x.size, c, x.index}})
	}
	for _, bad := range append(badPoints(c[:pointSize]), badPoint{"a leading coefficient of 0", identity()}) {
		all = append(all, vector.Case[ImageInput]{Topic: "a commitment with " + bad.what,
			Input: ImageInput{Sizes{3, 5}, replaced(c, 2, bad.octets), 1}})
	}
	return all
}

func addCases() (all []vector.Case[SumInput]) {
	add := func(topic string, commitments ...vector.Hex) {
		all = append(all, vector.Case[SumInput]{Topic: topic,
			Input: SumInput{Sizes{3, 5}, append([]vector.Hex{}, commitments...)}})
	}
	a, b := feldmanDealt("feldman").Commitment, feldmanDealt("another").Commitment
	add("two commitments", a, b)
	add("one commitment", a)
	add("none", []vector.Hex{}...)
	add("one of another length", a, b[:2*pointSize])
	minus := slices.Clone(a)
	minus[2*pointSize] ^= 0x20 // the negative of the point
	add("the leading coefficients cancel", a, minus)
	return all
}

func pedersenDealCases() (all []vector.Case[BlindedDealInput]) {
	add := func(topic string, a, b []vector.Hex) {
		all = append(all, vector.Case[BlindedDealInput]{Topic: topic, Input: BlindedDealInput{DealInput{Sizes{3, 5}, a}, b}})
	}
	a, b := encoded(drawn("pedersen", 3)), encoded(drawn("blinding", 3))
	add("a deal", a, b)
	add("a blinding polynomial of another degree", a, b[:2])
	add("a polynomial of another degree", a[:2], b)
	return all
}

func pedersenVerifyCases() (all []vector.Case[BlindedInput]) {
	d, err := pedersenDeal(pedersenDealCases()[0].Input)
	if err != nil {
		panic("vectors: " + err.Error()) // it is ours
	}
	add := func(topic string, given ...BlindedShare) {
		all = append(all, vector.Case[BlindedInput]{Topic: topic,
			Input: BlindedInput{Sizes{3, 5}, d.Commitment, append([]BlindedShare{}, given...)}})
	}
	s := d.Dealt
	add("all shares", s...)
	add("one share", s[2])
	add("no share")
	wrong := s[1]
	wrong.Blind = s[0].Blind
	add("another blinding value", s[0], wrong)
	wrong = s[1]
	wrong.Value = s[0].Value
	add("another value", s[0], wrong)
	wrong = s[1]
	wrong.Value, wrong.Blind = wrong.Blind, wrong.Value
	add("value and blinding value in each other's place", wrong)
	add("an index twice", s[0], s[0])
	zero := s[0]
	zero.Index = 0
	add("index 0", zero)
	return all
}
