package vectors

import (
	"fmt"
	"slices"

	"quesera/internal/vector"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
)

// SharedKey is a public key that is shared under a commitment.
type SharedKey struct {
	Suite string `json:"suite"`
	Sizes
	Commitment vector.Hex `json:"commitment"` // the key first
}

// KeyShareInput asks for the public key of a share; index 0 is that of the group.
type KeyShareInput struct {
	SharedKey
	Index uint16 `json:"index"`
}

// PartialInput is a share that signs a message.
type PartialInput struct {
	Suite   string     `json:"suite"`
	Share   Share      `json:"share"`
	Message vector.Hex `json:"message"`
}

// PartialsInput are partial signatures of a message: the index in 2 octets, and the point.
type PartialsInput struct {
	SharedKey
	Message  vector.Hex   `json:"message"`
	Partials []vector.Hex `json:"partials"`
}

// Combined is what comes of partial signatures.
type Combined struct {
	Signature vector.Hex `json:"signature"`
	Guilty    []int      `json:"guilty"` // the positions of those that do not verify, from 0
}

func threshold() vector.Family {
	return vector.Family{Name: "threshold", Title: "Threshold BLS signatures on BLS12-381",
		Package: "model/crypto/vectors", Under: []string{"model/crypto/tbls"}, Ops: []vector.Op{
			vector.NewOp("key_share", "the public key of a share", inVariant(keyShare[bls.G1, bls.G2], keyShare[bls.G2, bls.G1]),
				keyShareCases),
			vector.NewOp("sign", "the partial signature of a message", inVariant(partial[bls.G1, bls.G2],
				partial[bls.G2, bls.G1]), partialCases),
			vector.NewOp("verify", "each of the partial signatures", inVariant(verifyPartials[bls.G1, bls.G2],
				verifyPartials[bls.G2, bls.G1]), verifyPartialsCases),
			vector.NewOp("combine", "the signature, from partial signatures of which t are right", inVariant(
				combine[bls.G1, bls.G2], combine[bls.G2, bls.G1]), combineCases),
		}}
}

// inSuite has the ID of a suite in it.
type inSuite interface{ id() string }

func (k SharedKey) id() string    { return k.Suite }
func (p PartialInput) id() string { return p.Suite }

// inVariant performs an operation in the suite that its input names.
func inVariant[In inSuite, Out any](short func(bls.Suite[bls.G1, bls.G2], In) (Out, error),
	long func(bls.Suite[bls.G2, bls.G1], In) (Out, error)) func(In) (Out, error) {
	return func(in In) (out Out, err error) {
		for _, scheme := range []bls.Scheme{bls.Basic, bls.Augmentation, bls.Possession} {
			if s := bls.MinPubkeySize(scheme); s.Tag == in.id() {
				return short(s, in)
			}
			if s := bls.MinSignatureSize(scheme); s.Tag == in.id() {
				return long(s, in)
			}
		}
		return out, fmt.Errorf("suite %q: unknown", in.id())
	}
}

func keyIn[K, S any](s bls.Suite[K, S], k SharedKey) (key tbls.PublicKey[K, S], err error) {
	if err := k.check(); err != nil {
		return key, err
	}
	f, err := vss.NewFeldman(s.Keys, shamir.Size(k.Threshold), shamir.Size(k.Shares))
	if err != nil {
		return key, err
	}
	c, err := f.DecodeCommitment(k.Commitment)
	if err != nil {
		return key, err
	}
	return tbls.NewPublicKey(s, shamir.Size(k.Threshold), shamir.Size(k.Shares), c)
}

func keyShare[K, S any](s bls.Suite[K, S], in KeyShareInput) (vector.Hex, error) {
	key, err := keyIn(s, in.SharedKey)
	if err != nil {
		return nil, err
	}
	share, err := key.Share(shamir.ShareIndex(in.Index))
	return s.Keys.Encode(share), err
}

func partial[K, S any](s bls.Suite[K, S], in PartialInput) (vector.Hex, error) {
	given, err := shares([]Share{in.Share})
	if err != nil {
		return nil, err
	}
	p, err := tbls.Sign(s, given[0], in.Message)
	if err != nil {
		return nil, err
	}
	return append(vector.Hex{byte(p.Index >> 8), byte(p.Index)}, s.Signatures.Encode(p.Signature)...), nil
}

func partialsIn[K, S any](s bls.Suite[K, S], in PartialsInput) (key tbls.PublicKey[K, S], all []tbls.Partial[S],
	err error) {
	if key, err = keyIn(s, in.SharedKey); err != nil {
		return key, nil, err
	}
	for _, octets := range in.Partials {
		p, err := key.Decode(octets)
		if err != nil {
			return key, nil, err
		}
		all = append(all, p)
	}
	return key, all, nil
}

// verifyPartials verifies all at once and each alone, which must come to the same.
func verifyPartials[K, S any](s bls.Suite[K, S], in PartialsInput) (Valid, error) {
	key, all, err := partialsIn(s, in)
	if err != nil {
		return Valid{}, err
	}
	together := key.VerifyAll(in.Message, all)
	for _, p := range all {
		if err := key.Verify(in.Message, p); err != nil {
			if together == nil {
				return Valid{}, nil
			}
			return Valid{}, err
		}
	}
	return Valid{true}, together
}

func combine[K, S any](s bls.Suite[K, S], in PartialsInput) (Combined, error) {
	key, all, err := partialsIn(s, in)
	if err != nil {
		return Combined{}, err
	}
	signature, err := key.Combine(in.Message, all)
	if err != nil {
		return Combined{}, err
	}
	_, faults := key.Judge(in.Message, all)
	out := Combined{Signature: s.Signatures.Encode(signature), Guilty: []int{}}
	for _, f := range faults {
		out.Guilty = append(out.Guilty, f.Position)
	}
	return out, nil
}

// thresholdSuites are the suites that vectors of threshold signatures are of.
var thresholdSuites = []string{bls.MinPubkeySize(bls.Basic).Tag, bls.MinSignatureSize(bls.Possession).Tag}

// keyShares is the polynomial of a key that is shared, 3 of 5, and commitmentTo the commitment to one.
func keyShares() shamir.Polynomial[bls.Scalar] { return drawn("threshold", 3) }

func commitmentTo(suite string, a shamir.Polynomial[bls.Scalar]) (c vector.Hex) {
	for _, k := range a {
		if suite == thresholdSuites[0] {
			c = append(c, bls.EncodeG1(bls.GroupG1.Mul(k, g1()))...)
		} else {
			c = append(c, bls.EncodeG2(bls.GroupG2.Mul(k, bls.GroupG2.Generator()))...)
		}
	}
	return c
}

func shareOf(i uint16) Share {
	return Share{i, bls.EncodeScalar(shamir.Eval(shamir.Scalars{}, keyShares(), shamir.ShareIndex(i)))}
}

func keyShareCases() (all []vector.Case[KeyShareInput]) {
	for _, s := range thresholdSuites {
		key := SharedKey{s, Sizes{3, 5}, commitmentTo(s, keyShares())}
		add := func(topic string, key SharedKey, i uint16) {
			all = append(all, vector.Case[KeyShareInput]{Topic: topic, Input: KeyShareInput{key, i}})
		}
		add("a share's key", key, 1)
		add("the last share's key", key, 5)
		add("an index above n", key, 6)
		add("index 0", key, 0)
		add("a commitment of another length", SharedKey{s, Sizes{2, 5}, key.Commitment}, 1)
		var zero bls.Scalar
		add("the identity as the key", SharedKey{s, Sizes{3, 5},
			commitmentTo(s, shamir.Polynomial[bls.Scalar]{zero, keyShares()[1], keyShares()[2]})}, 1)
		one, minus := bls.Scalar{}, bls.Scalar{}
		one.SetOne()
		minus.Sub(&zero, &one)
		add("a share that is 0", SharedKey{s, Sizes{2, 5},
			commitmentTo(s, shamir.Polynomial[bls.Scalar]{one, minus})}, 1)
		augmented := bls.MinPubkeySize(bls.Augmentation).Tag
		if s == thresholdSuites[0] {
			add("message augmentation is not shared", SharedKey{augmented, Sizes{3, 5}, key.Commitment}, 1)
		}
	}
	return all
}

func partialCases() (all []vector.Case[PartialInput]) {
	for _, s := range thresholdSuites {
		all = append(all, vector.Case[PartialInput]{Topic: "a partial signature",
			Input: PartialInput{s, shareOf(2), messages[0]}},
			vector.Case[PartialInput]{Topic: "index 0", Input: PartialInput{s, Share{0, shareOf(2).Value}, messages[0]}},
			vector.Case[PartialInput]{Topic: "a share of 0", Input: PartialInput{s, Share{2, make(vector.Hex, 32)},
				messages[0]}})
	}
	return all
}

// partialBy is share i's partial signature.
func partialBy(suite string, i uint16, message vector.Hex) vector.Hex {
	return must(inVariant(partial[bls.G1, bls.G2], partial[bls.G2, bls.G1])(PartialInput{suite, shareOf(i), message}))
}

// underIndex is a partial signature in the name of another share.
func underIndex(p vector.Hex, i byte) vector.Hex {
	p = slices.Clone(p)
	p[1] = i
	return p
}

// negated is a partial signature whose point is the negative.
func negated(p vector.Hex) vector.Hex {
	p = slices.Clone(p)
	p[2] ^= 0x20
	return p
}

func partialsCases(add func(topic string, in PartialsInput), s string) {
	m := messages[0]
	key := SharedKey{s, Sizes{3, 5}, commitmentTo(s, keyShares())}
	of := func(topic string, partials ...vector.Hex) {
		add(topic, PartialsInput{key, m, append([]vector.Hex{}, partials...)})
	}
	by := func(i uint16) vector.Hex { return partialBy(s, i, m) }
	of("t partial signatures", by(1), by(2), by(3))
	of("others, in another order", by(5), by(2), by(4))
	of("more than t", by(1), by(2), by(3), by(4))
	of("one too few", by(1), by(2))
	of("none")
	of("one twice", by(1), by(2), by(1))
	of("one of another message", by(1), by(2), partialBy(s, 3, messages[2]))
	of("one of another message among enough right ones", by(1), partialBy(s, 3, messages[2]), by(2), by(4))
	of("under the index of another", by(1), by(2), underIndex(by(4), 3))
	of("two in each other's place", by(1), underIndex(by(2), 3), underIndex(by(3), 2), by(4), by(5))
	of("index 0", by(1), by(2), underIndex(by(3), 0))
	of("an index above n", by(1), by(2), underIndex(by(3), 6))
	third := by(3)
	of("the identity", by(1), by(2), append(third[:2:2], infinite(len(third)-2)...))
	of("the negative of one", by(1), by(2), negated(by(3)), by(4))
	of("a right and a wrong one of an index", negated(by(1)), by(1), by(2), by(3))
	of("one that is too long", by(1), by(2), append(by(3), 0))
}

func verifyPartialsCases() (all []vector.Case[PartialsInput]) {
	for _, s := range thresholdSuites {
		partialsCases(func(topic string, in PartialsInput) {
			all = append(all, vector.Case[PartialsInput]{Topic: topic, Input: in})
		}, s)
	}
	return all
}

func combineCases() []vector.Case[PartialsInput] { return verifyPartialsCases() }
