package vectors

import (
	"errors"
	"slices"

	"quesera/internal/vector"
	"quesera/model/crypto/bls"
)

// suites are the ciphersuites that vectors are of.
var suites = []string{
	bls.MinPubkeySize(bls.Basic).Tag, bls.MinPubkeySize(bls.Augmentation).Tag, bls.MinPubkeySize(bls.Possession).Tag,
	bls.MinSignatureSize(bls.Basic).Tag, bls.MinSignatureSize(bls.Possession).Tag,
}

var messages = []vector.Hex{vector.Hex("threshold logical clock"), {}, vector.Hex("que sera consensus")}

// secret is a secret key that was drawn.
func secret(k int) vector.Hex { return bls.EncodeScalar(one(string(rune('a' + k)))) }

// must is what one of our own vectors is made of.
func must[T any](made T, err error) T {
	if err != nil {
		panic("vectors: " + err.Error())
	}
	return made
}

func publicKey(s string, k int) vector.Hex { return must(keyOf(KeyInput{s, secret(k)})) }

func signed(s string, k int, message vector.Hex) vector.Hex {
	return must(sign(SignInput{KeyInput{s, secret(k)}, message}))
}

// infinite is the identity in as many octets.
func infinite(size int) vector.Hex { return append(vector.Hex{0xc0}, make(vector.Hex, size-1)...) }

func keygenCases() (all []vector.Case[Material]) {
	for _, c := range []struct {
		topic    string
		material int
		info     string
	}{{"32 octets", 32, ""}, {"48 octets", 48, ""}, {"32 octets, for another purpose", 32, "the second key"},
		{"31 octets", 31, ""}, {"none", 0, ""}} {
		material := make(vector.Hex, c.material)
		for i := range material {
			material[i] = byte(7 * i)
		}
		all = append(all, vector.Case[Material]{Topic: c.topic, Input: Material{material, vector.Hex(c.info)}})
	}
	return all
}

// ofOrderThree is a point of the curve of G1 that is not in G1.
func ofOrderThree() (p bls.G1) {
	p.Y.SetUint64(2) // 2^2 = 0^3 + 4
	return p
}

// outside is the first point of the curve, by its x, that is not in a group.
func outside[P any](g bls.Group[P]) vector.Hex {
	octets := make(vector.Hex, g.Size())
	octets[0] = 0x80
	for x := byte(1); x < 255; x++ {
		octets[len(octets)-1] = x
		if _, err := g.Decode(octets); errors.Is(err, bls.ErrSubgroup) {
			return octets
		}
	}
	panic("vectors: every point is in the group")
}

func pointCases() []vector.Case[PointInput] {
	return append(pointsOf(bls.GroupG1, "G1"), pointsOf(bls.GroupG2, "G2")...)
}

func pointsOf[P any](g bls.Group[P], name string) (all []vector.Case[PointInput]) {
	add := func(topic string, octets vector.Hex) {
		all = append(all, vector.Case[PointInput]{Topic: topic + " of " + name, Input: PointInput{name, octets}})
	}
	changed := func(octets vector.Hex, at int, to byte) vector.Hex {
		octets = slices.Clone(octets)
		octets[at] = to
		return octets
	}
	one, last := vector.Hex(g.Encode(g.Generator())), g.Size()-1
	none := infinite(g.Size())
	add("the generator", one)
	add("the negative of the generator", changed(one, 0, one[0]^0x20))
	add("the identity", none)
	add("the identity with a sign", changed(none, 0, 0xe0))
	add("the identity with something behind its flags", changed(none, last, 1))
	add("the identity with something in the octet of its flags", changed(none, 0, 0xc1))
	add("the identity that is not compressed", changed(none, 0, 0x40))
	add("a point of the curve outside the subgroup", outside(g))
	add("an x of the field's size", append(vector.Hex{0x9f}, slices.Repeat(vector.Hex{0xff}, last)...))
	add("a point that is not compressed", changed(one, 0, one[0]&^0x80))
	add("a point with an octet too many", append(slices.Clone(one), 0))
	add("a point with an octet too few", one[:last])
	add("no octets", vector.Hex{})
	return all
}

func keyCases() (all []vector.Case[KeyInput]) {
	for _, s := range suites {
		all = append(all, vector.Case[KeyInput]{Topic: "a key", Input: KeyInput{s, secret(0)}})
	}
	return append(all,
		vector.Case[KeyInput]{Topic: "a secret key of 0", Input: KeyInput{suites[0], make(vector.Hex, 32)}},
		vector.Case[KeyInput]{Topic: "a secret key of r", Input: KeyInput{suites[0], order(0)}},
		vector.Case[KeyInput]{Topic: "a secret key of r + 1", Input: KeyInput{suites[0], order(1)}},
		vector.Case[KeyInput]{Topic: "a secret key of 31 octets", Input: KeyInput{suites[0], secret(0)[1:]}},
		vector.Case[KeyInput]{Topic: "an unknown suite", Input: KeyInput{"BLS_SIG", secret(0)}})
}

func signCases() (all []vector.Case[SignInput]) {
	for _, s := range suites {
		for _, m := range messages {
			all = append(all, vector.Case[SignInput]{Topic: "a signature", Input: SignInput{KeyInput{s, secret(1)}, m}})
		}
	}
	return all
}

func verifyCases() (all []vector.Case[SignedInput]) {
	for _, s := range suites {
		add := func(topic string, key, message, signature vector.Hex) {
			all = append(all, vector.Case[SignedInput]{Topic: topic,
				Input: SignedInput{s, []vector.Hex{key}, []vector.Hex{message}, signature}})
		}
		key, m, sig := publicKey(s, 1), messages[0], signed(s, 1, messages[0])
		add("a signature", key, m, sig)
		add("of another message", key, messages[2], sig)
		add("of another key", publicKey(s, 2), m, sig)
		add("the identity as a signature", key, m, infinite(len(sig)))
		add("the identity as a key", infinite(len(key)), m, sig)
		add("the identity as key and signature", infinite(len(key)), m, infinite(len(sig)))
		add("a signature that is too long", key, m, append(slices.Clone(sig), 0))
		add("a key that is too short", key[1:], m, sig)
		minus := slices.Clone(sig)
		minus[0] ^= 0x20
		add("the negative of the signature", key, m, minus)
		plain := slices.Clone(sig)
		plain[0] &= 0x7f
		add("a signature that is not compressed", key, m, plain)
		off := slices.Clone(sig)
		off[len(off)-1] ^= 1
		add("a signature with one bit changed", key, m, off)
		if p, err := bls.GroupG1.Decode(sig); err == nil { // the equation of pairings holds all the same
			add("a signature and a point of order 3", key, m, bls.GroupG1.Encode(bls.GroupG1.Sum(p, ofOrderThree())))
		}
	}
	return all
}

func aggregateCases() (all []vector.Case[Signatures]) {
	for _, s := range []string{suites[0], suites[3]} {
		add := func(topic string, signatures ...vector.Hex) {
			all = append(all, vector.Case[Signatures]{Topic: topic,
				Input: Signatures{s, append([]vector.Hex{}, signatures...)}})
		}
		a, b := signed(s, 0, messages[0]), signed(s, 1, messages[2])
		add("two signatures", a, b)
		add("one signature", a)
		add("none")
		add("one that is no point", a, b[1:])
		add("the identity counts", a, infinite(len(a)))
	}
	return all
}

func aggregateVerifyCases() (all []vector.Case[SignedInput]) {
	for _, s := range suites {
		add := func(topic string, keys, ms []vector.Hex, signature vector.Hex) {
			all = append(all, vector.Case[SignedInput]{Topic: topic, Input: SignedInput{s, keys, ms, signature}})
		}
		keys := []vector.Hex{publicKey(s, 0), publicKey(s, 1)}
		two := []vector.Hex{messages[0], messages[2]}
		sum := must(aggregate(Signatures{s, []vector.Hex{signed(s, 0, two[0]), signed(s, 1, two[1])}}))
		add("two keys, two messages", keys, two, sum)
		add("two keys, messages exchanged", keys, []vector.Hex{two[1], two[0]}, sum)
		add("a message is missing", keys, two[:1], sum)
		add("nobody signed", []vector.Hex{}, []vector.Hex{}, infinite(len(sum)))
		same := []vector.Hex{messages[0], messages[0]}
		both := must(aggregate(Signatures{s, []vector.Hex{signed(s, 0, same[0]), signed(s, 1, same[1])}}))
		add("one message twice", keys, same, both)
		add("a key that is the identity", []vector.Hex{keys[0], infinite(len(keys[0]))}, two, sum)
	}
	return all
}

func fastAggregateVerifyCases() (all []vector.Case[SignedInput]) {
	for _, s := range []string{suites[0], suites[2], suites[4]} {
		add := func(topic string, keys []vector.Hex, signature vector.Hex) {
			all = append(all, vector.Case[SignedInput]{Topic: topic,
				Input: SignedInput{s, keys, []vector.Hex{messages[0]}, signature}})
		}
		keys := []vector.Hex{publicKey(s, 0), publicKey(s, 1)}
		sum := must(aggregate(Signatures{s, []vector.Hex{signed(s, 0, messages[0]), signed(s, 1, messages[0])}}))
		add("two keys", keys, sum)
		add("one key of two", keys[:1], sum)
		add("no key", []vector.Hex{}, infinite(len(sum)))
		add("a key that is the identity", append(slices.Clone(keys), infinite(len(keys[0]))), sum)
		minus := slices.Clone(keys[0])
		minus[0] ^= 0x20
		add("keys that cancel", []vector.Hex{keys[0], minus}, infinite(len(sum)))
	}
	return all
}

func possessionCases() (all []vector.Case[SignedInput]) {
	for _, s := range []string{suites[0], suites[2], suites[4]} {
		found := must(suiteOf(s))
		add := func(topic string, key, proof vector.Hex) {
			all = append(all, vector.Case[SignedInput]{Topic: topic,
				Input: SignedInput{s, []vector.Hex{key}, []vector.Hex{}, proof}})
		}
		proof, err := found.PopProve(must(bls.DecodeSecretKey(secret(0))))
		if err != nil { // not an operation of this scheme
			add("a scheme without proofs", publicKey(s, 0), signed(s, 0, publicKey(s, 0)))
			continue
		}
		add("a proof", publicKey(s, 0), proof)
		add("a proof of another key", publicKey(s, 1), proof)
		add("a signature of the key is no proof", publicKey(s, 0), signed(s, 0, publicKey(s, 0)))
	}
	return all
}
