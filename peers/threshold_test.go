package peers

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/drand/kyber"
	"github.com/drand/kyber/share"
	"github.com/drand/kyber/sign"
	"pgregory.net/rapid"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
)

// both is one sharing of one key, as quesera and as kyber hold it.
type both[K, S any] struct {
	tbls.PublicKey[K, S]
	suite      bls.Suite[K, S]
	a          shamir.Polynomial[bls.Scalar]
	shares     []vss.Share
	scheme     sign.ThresholdScheme
	keys, sigs kyber.Group
	private    *share.PriPoly
	public     *share.PubPoly
}

func newBoth[K, S any](t testing.TB, suite bls.Suite[K, S], threshold, n shamir.Size, seed []byte) both[K, S] {
	t.Helper()
	feldman, err := vss.NewFeldman(suite.Keys, threshold, n)
	if err != nil {
		t.Fatal(err)
	}
	b := both[K, S]{suite: suite, a: shamir.FromSeed(seed, "key", threshold)}
	commitment, shares, err := feldman.Deal(b.a)
	if err != nil {
		t.Fatal(err)
	}
	b.shares = shares
	if b.PublicKey, err = tbls.NewPublicKey(suite, threshold, n, commitment); err != nil {
		t.Fatal(err)
	}
	signatures := 1
	if suite.Signatures.Name() == "G2" {
		signatures = 2
	}
	b.scheme, b.keys, b.sigs = kyberScheme(signatures)
	var coefficients []kyber.Scalar
	for _, k := range b.a {
		coefficients = append(coefficients, kyberScalar(b.keys, k))
	}
	b.private = share.CoefficientsToPriPoly(b.keys, coefficients)
	b.public = b.private.Commit(nil)
	return b
}

// partials is the partial signatures of all parties, ours and kyber's: the same octets after
// the index, which kyber counts from 0.
func (b both[K, S]) partials(t testing.TB, message []byte) (mine []tbls.Partial[S], kybers [][]byte) {
	t.Helper()
	for k, s := range b.shares {
		p, err := tbls.Sign(b.suite, s, message)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := b.scheme.Sign(b.private.Eval(k), message)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(asKyber(b.Encode(p)), theirs) {
			t.Fatalf("partial signature %d: kyber's differs", k+1)
		}
		mine, kybers = append(mine, p), append(kybers, theirs)
	}
	return mine, kybers
}

// asKyber counts the index of a partial signature from 0.
func asKyber(partial []byte) []byte {
	octets := bytes.Clone(partial)
	binary.BigEndian.PutUint16(octets, binary.BigEndian.Uint16(octets)-1)
	return octets
}

// Shares, commitments, public key shares, partial signatures and every recovered signature
// are kyber's, in both variants; and blst verifies what comes out.
func TestThresholdSignaturesAreKybers(t *testing.T) {
	t.Run("signatures in G1", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { likeKyber(t, bls.MinSignatureSize(bls.Basic), blstG1()) })
	})
	t.Run("signatures in G2", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { likeKyber(t, bls.MinPubkeySize(bls.Basic), blstG2()) })
	})
}

func likeKyber[K, S any](rt *rapid.T, suite bls.Suite[K, S], blst library) {
	n := rapid.IntRange(1, 4).Draw(rt, "n")
	threshold := rapid.IntRange(1, n).Draw(rt, "t")
	t := tb{TB: nil, rapid: rt}
	b := newBoth(t, suite, shamir.Size(threshold), shamir.Size(n), rapid.SliceOfN(rapid.Byte(), 0, 4).Draw(rt, "seed"))
	for k, s := range b.shares {
		if !b.private.Eval(k).V.Equal(kyberScalar(b.keys, s.Value)) {
			rt.Fatalf("share %d: kyber's differs", s.Index)
		}
		key, err := b.Share(s.Index)
		if err != nil || !bytes.Equal(suite.Keys.Encode(key), octetsOf(b.public.Eval(k).V)) {
			rt.Fatalf("public key share %d: kyber's differs (%v)", s.Index, err)
		}
	}
	message := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(rt, "message")
	mine, kybers := b.partials(t, message)
	order := rapid.Permutation(indices(n)).Draw(rt, "order")[:threshold]
	var chosen []tbls.Partial[S]
	var theirs [][]byte
	for _, k := range order {
		chosen, theirs = append(chosen, mine[k]), append(theirs, kybers[k])
	}
	signature, err := b.Combine(message, chosen)
	if err != nil {
		rt.Fatal(err)
	}
	recovered, err := b.scheme.Recover(b.public, message, theirs, threshold, n)
	if err != nil || !bytes.Equal(recovered, suite.Signatures.Encode(signature)) {
		rt.Fatalf("recovered signature: kyber's differs (%v)", err)
	}
	if !blst.verify(suite.Keys.Encode(b.Group()), message, recovered) {
		rt.Fatal("blst refuses the recovered signature")
	}
}

// tb lets a drawn test use what needs a testing.TB for failures only.
type tb struct {
	testing.TB
	rapid *rapid.T
}

func (t tb) Helper()                        {}
func (t tb) Fatal(args ...any)              { t.rapid.Fatal(args...) }
func (t tb) Fatalf(format string, a ...any) { t.rapid.Fatalf(format, a...) }

func indices(n int) []int {
	all := make([]int, n)
	for k := range all {
		all[k] = k
	}
	return all
}

// One by one, quesera and kyber agree on partial signatures, good and bad.
func TestVerdictsOnPartialSignaturesAreKybers(t *testing.T) {
	suite := bls.MinSignatureSize(bls.Basic)
	b := newBoth(t, suite, 2, 3, nil)
	message := []byte("message")
	mine, _ := b.partials(t, message)
	other, _ := b.partials(t, []byte("other"))
	relabelled, shifted, negated, identity := mine[0], mine[0], mine[0], mine[0]
	relabelled.Index = 2
	shifted.Signature = suite.Signatures.Sum(shifted.Signature, suite.Signatures.Generator())
	negated.Signature = suite.Signatures.Neg(negated.Signature)
	identity.Signature = suite.Signatures.Identity()
	for name, p := range map[string]tbls.Partial[bls.G1]{"good": mine[0], "good, third": mine[2],
		"of another message": other[0],
		"relabelled":         relabelled, "shifted": shifted, "negated": negated, "identity": identity} {
		want := b.Verify(message, p) == nil
		if got := b.scheme.VerifyPartial(b.public, message, asKyber(b.Encode(p))) == nil; got != want {
			t.Errorf("%s: kyber accepts is %v, quesera %v", name, got, want)
		}
	}
}

// Known difference: kyber counts repetitions toward t. Given a good partial twice and t good
// ones in all, it stops collecting too early and recovers nothing; quesera recovers.
func TestKyberCountsDuplicatesTowardTheThreshold(t *testing.T) {
	b := newBoth(t, bls.MinSignatureSize(bls.Basic), 2, 3, nil)
	message := []byte("message")
	mine, kybers := b.partials(t, message)
	if _, err := b.Combine(message, []tbls.Partial[bls.G1]{mine[0], mine[0], mine[1]}); err != nil {
		t.Errorf("quesera: %v", err)
	}
	if _, err := b.scheme.Recover(b.public, message, [][]byte{kybers[0], kybers[0], kybers[1]}, 2, 3); err == nil {
		t.Error("kyber recovers: the difference is gone")
	}
	if _, err := b.Combine(message, []tbls.Partial[bls.G1]{mine[0], mine[0]}); !errors.Is(err, tbls.ErrShortage) {
		t.Errorf("quesera, one index: got %v, want %v", err, tbls.ErrShortage)
	}
}

// Known difference: kyber recovers from relabelled shares, secret ones or points, without an
// error, and what it recovers is wrong. Quesera's Combine verifies; Reconstruct cannot tell
// from t shares, but does from one more.
func TestKyberRecoversAWrongSecretFromARelabelledShare(t *testing.T) {
	b := newBoth(t, bls.MinSignatureSize(bls.Basic), 2, 3, nil)
	message := []byte("message")
	mine, _ := b.partials(t, message)
	relabelled := mine[0]
	relabelled.Index = 3
	var points []*share.PubShare
	for _, p := range []tbls.Partial[bls.G1]{relabelled, mine[1]} {
		points = append(points, &share.PubShare{I: int(p.Index) - 1, V: point(t, b.sigs, bls.EncodeG1(p.Signature))})
	}
	wrong, err := share.RecoverCommit(b.sigs, points, 2, 3)
	if err != nil || b.scheme.VerifyRecovered(b.public.Commit(), message, octetsOf(wrong)) == nil {
		t.Errorf("kyber refuses, or recovers rightly: the difference is gone (%v)", err)
	}
	if _, err := b.Combine(message, []tbls.Partial[bls.G1]{relabelled, mine[1]}); !errors.Is(err, tbls.ErrShortage) {
		t.Errorf("quesera: got %v, want %v", err, tbls.ErrShortage)
	}
	theirs := []*share.PriShare{b.private.Eval(0), b.private.Eval(1)}
	theirs[0].I = 5
	if secret, err := share.RecoverSecret(b.keys, theirs, 2, 3); err != nil || secret.Equal(kyberScalar(b.keys, b.a[0])) {
		t.Errorf("kyber refuses index 6 of 3, or recovers rightly: the difference is gone (%v)", err)
	}
	scheme, err := shamir.New[bls.Scalar](shamir.Scalars{}, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	shares := []vss.Share{b.shares[0], b.shares[1], b.shares[2]}
	shares[0].Index = 6
	if _, err := scheme.Reconstruct(shares); err == nil {
		t.Error("quesera: index 6 of 3 accepted")
	}
	shares[0] = b.shares[0]
	shares[0].Value = b.shares[1].Value
	if _, err := scheme.Reconstruct(shares); err == nil {
		t.Error("quesera: a wrong share among three accepted")
	}
}

// Known difference: kyber checks a share against a public polynomial of any length, so that a
// dealer can raise the threshold. (That it takes the identity for a key is in
// TestLibrariesAgreeOnHostileSignatures.)
func TestKyberTakesAnyCommitment(t *testing.T) {
	suite := bls.MinSignatureSize(bls.Basic)
	three := newBoth(t, suite, 3, 3, nil)
	check := three.public.Check(three.private.Eval(0)) // the dealer was to share 2 of 3
	feldman, err := vss.NewFeldman(suite.Keys, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	raised, err := vss.NewFeldman(suite.Keys, 3, 3)
	if err != nil {
		t.Fatal(err)
	}
	commitment, shares, err := raised.Deal(three.a)
	if err != nil {
		t.Fatal(err)
	}
	if !check {
		t.Error("kyber refuses the longer commitment: the difference is gone")
	}
	if err := feldman.Verify(commitment, shares[0]); err == nil {
		t.Error("quesera: longer commitment accepted")
	}
	if _, err := tbls.NewPublicKey(suite, 2, 3, vss.Commitment[bls.G2]{bls.G2{}, suite.Keys.Generator()}); !errors.Is(err,
		tbls.ErrIdentity) {
		t.Errorf("quesera, identity key: got %v, want %v", err, tbls.ErrIdentity)
	}
}
