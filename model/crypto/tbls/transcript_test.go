package tbls

import (
	"bytes"
	"slices"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// keyWithout is what binds weights to a key, said here once more, with the input of one label left out. None: "".
func keyWithout[K, S any](k PublicKey[K, S], label string) []byte {
	tr := transcript.New("quesera/tbls/key")
	for _, input := range []struct {
		label string
		say   func()
	}{
		{"tag", func() { tr.Bytes("tag", []byte(k.suite.Tag)) }},
		{"group", func() { tr.Bytes("group", []byte(k.suite.Keys.Name())) }},
		{"threshold", func() { tr.Uint("threshold", uint64(k.Threshold())) }},
		{"shares", func() { tr.Uint("shares", uint64(k.Shares())) }},
		{"commitment", func() { tr.Bytes("commitment", k.feldman.EncodeCommitment(k.commitment)) }},
	} {
		if input.label != label {
			input.say()
		}
	}
	d := tr.Digest()
	return d[:]
}

// weightsWithout is the weights of a batch, said here once more, with one input left out.
func weightsWithout[K, S any](k PublicKey[K, S], label string, message []byte, partials []Partial[S]) []bls.Scalar {
	tr := transcript.New("quesera/tbls/batch")
	if label != "key" {
		tr.Bytes("key", keyWithout(k, label))
	}
	if label != "message" {
		tr.Bytes("message", message)
	}
	for _, p := range partials {
		if label != "partial" {
			tr.Bytes("partial", k.Encode(p))
		}
	}
	return tr.Weights("weights", len(partials))
}

// The weights of a batch depend on each input, and on nothing else (TBLS-4). What an adversary gains where partials
// or key are left out, other tests show; none is known who gains by the tag, the group, the sizes and the
// message, which are bound so that no transcript serves twice.
func TestWeightsDependOnEachInput(t *testing.T) {
	inBothGroups(t, eachInput[bls.G1, bls.G2], eachInput[bls.G2, bls.G1])
}

func eachInput[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	g := dealt(t, suite, 2, 3)
	partials := g.sign(t, message)
	if !bytes.Equal(g.id[:], keyWithout(g.PublicKey, "")) ||
		!slices.Equal(g.weights(message, partials), weightsWithout(g.PublicKey, "", message, partials)) {
		t.Error("other weights than from all inputs")
	}
	for _, label := range []string{"tag", "group", "threshold", "shares", "commitment", "key", "message", "partial"} {
		if slices.Equal(g.weights(message, partials), weightsWithout(g.PublicKey, label, message, partials)) {
			t.Errorf("weights do not depend on %s", label)
		}
	}
}

// A dealer that chooses the commitment after the weights are known makes a batch of partials hold that are no
// signatures of shares of one polynomial. So weights must depend on the key, and that on its commitment.
func TestAKeyFittedToTheWeightsIsRefused(t *testing.T) {
	inBothGroups(t, keyFitted[bls.G1, bls.G2], keyFitted[bls.G2, bls.G1])
}

func keyFitted[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	g := dealt(t, suite, 2, 3)
	h, f, keys := suite.HashToPoint(message), shamir.Scalars{}, suite.Keys
	var partials []Partial[S]
	y := []bls.Scalar{f.FromUint(3), f.FromUint(5), f.FromUint(8)} // on no line
	for l := range y {
		partials = append(partials, Partial[S]{Index: shamir.ShareIndex(l + 1), Signature: suite.Signatures.Mul(y[l], h)})
	}
	for _, label := range []string{"key", "commitment"} {
		w := weightsWithout(g.PublicKey, label, message, partials)
		total, sum := bls.Scalar{}, bls.Scalar{}
		for l := range w {
			total, sum = f.Add(total, w[l]), f.Add(sum, f.Mul(w[l], y[l]))
		}
		commitment := slices.Clone(g.commitment)
		commitment[0] = keys.Identity()
		rest := g.feldman.CombinedImage(commitment, []shamir.ShareIndex{1, 2, 3}, w)
		commitment[0] = keys.Mul(f.Inverse(total), keys.Sum(keys.Mul(sum, keys.Generator()), keys.Neg(rest)))
		key, err := NewPublicKey(suite, 2, 3, commitment)
		if err != nil {
			t.Fatal(err)
		}
		if !key.signs(key.combined([]shamir.ShareIndex{1, 2, 3}, w), h,
			suite.Signatures.MultiExp(w, []S{partials[0].Signature, partials[1].Signature, partials[2].Signature})) {
			t.Fatal("known weights refuse the attack, so that the test shows nothing")
		}
		if key.VerifyAll(message, partials) == nil {
			t.Errorf("%s left out: accepted a key made to fit known weights", label)
		}
	}
}
