package peers

import (
	"errors"
	"io"
	"testing"

	"github.com/drand/kyber"
	kyberbls "github.com/drand/kyber-bls12381"
	"github.com/drand/kyber/proof/dleq"
	"github.com/drand/kyber/share"
	kyberpvss "github.com/drand/kyber/share/pvss"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/pvss"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/vss"
)

// kyberSuite is G1 as kyber's pvss wants it. Nothing here reads or writes.
type kyberSuite struct{ full }

// full is what kyber's group of BLS12-381 implements.
type full interface {
	kyber.Group
	kyber.HashFactory
	kyber.XOFFactory
	kyber.Random
}

func (kyberSuite) Read(io.Reader, ...any) error  { return errors.ErrUnsupported }
func (kyberSuite) Write(io.Writer, ...any) error { return errors.ErrUnsupported }

// pvssSetup is recipients and a sharing among them, as both libraries hold them.
type pvssSetup struct {
	suite   kyberSuite
	h       kyber.Point
	x       []kyber.Scalar
	keys    []kyber.Point
	enc     []*kyberpvss.PubVerShare
	images  []kyber.Point
	session *pvss.Session
	secrets []bls.Scalar
}

func newPVSS(t *testing.T) pvssSetup { return newPVSSOf(t, 3, 2) }

// newPVSSOf is a setup of n recipients of whom threshold recover.
func newPVSSOf(t testing.TB, n, threshold int) pvssSetup {
	t.Helper()
	group, ok := kyberbls.NewGroupG1().(full)
	if !ok {
		t.Fatal("kyber's group does not implement its own interfaces")
	}
	s := pvssSetup{suite: kyberSuite{group}, secrets: shamir.FromSeed(nil, "recipients", shamir.Size(n))}
	s.h = kyberbls.NullKyberG1().Hash([]byte("H"))
	terms := pvss.Terms{Group: "peers", Round: 1, Threshold: shamir.Size(threshold)}
	for _, secret := range s.secrets {
		x := kyberScalar(s.suite, secret)
		s.x, s.keys = append(s.x, x), append(s.keys, s.suite.Point().Mul(x, nil))
		terms.Recipients = append(terms.Recipients, pvss.PublicKey(secret))
	}
	terms.Dealers = terms.Recipients
	enc, commitment, err := kyberpvss.EncShares(s.suite, s.h, s.keys, s.suite.Scalar().SetInt64(42), threshold)
	if err != nil {
		t.Fatal(err)
	}
	s.enc = enc
	for k := range enc {
		s.images = append(s.images, commitment.Eval(k).V)
	}
	if s.session, err = pvss.NewSession(terms); err != nil {
		t.Fatal(err)
	}
	return s
}

// Known difference: kyber does not compute the challenge of its proofs again, so that anything
// can be proved: take any challenge and response, and fit the announcements. Here an
// encrypted share that is the encryption of nothing passes. The same forgery of quesera's
// proof, whose challenge nobody can choose, fails.
func TestKyberAcceptsAForgedProofOfEncryption(t *testing.T) {
	s := newPVSS(t)
	if err := kyberpvss.VerifyEncShare(s.suite, s.h, s.keys[0], s.images[0], s.enc[0]); err != nil {
		t.Fatal(err)
	}
	c, r := s.suite.Scalar().SetInt64(5), s.suite.Scalar().SetInt64(7)
	wrong := s.suite.Point().Mul(s.suite.Scalar().SetInt64(1234), nil)
	fit := func(base, image kyber.Point) kyber.Point {
		return s.suite.Point().Add(s.suite.Point().Mul(r, base), s.suite.Point().Mul(c, image))
	}
	forged := &kyberpvss.PubVerShare{S: share.PubShare{I: 0, V: wrong},
		P: dleq.Proof{C: c, R: r, VG: fit(s.h, s.images[0]), VH: fit(s.keys[0], wrong)}}
	if err := kyberpvss.VerifyEncShare(s.suite, s.h, s.keys[0], s.images[0], forged); err != nil {
		t.Errorf("kyber refuses: the difference is gone (%v)", err)
	}
	if err := forgeOurs(s); !errors.Is(err, pvss.ErrProof) {
		t.Errorf("quesera: got %v, want %v", err, pvss.ErrProof)
	}
}

// forgeOurs makes the same forgery against quesera: the encryption of share 1 is replaced and
// all announcements are fitted to a challenge of the forger's choice.
func forgeOurs(s pvssSetup) error {
	g := bls.GroupG1
	d, err := pvss.Schoenmakers{}.Deal(s.session, 1, s.secrets[0], shamir.FromSeed(nil, "deal", 2), [32]byte{})
	if err != nil {
		return err
	}
	var c bls.Scalar
	c.SetUint64(5)
	// For z·B = announcement + c·image, kyber's sign of c turned round.
	base := g.Generator()
	d.Encryptions[0] = g.Mul(c, base)
	for k, z := range d.Responses {
		d.OnH[k] = g.Sum(g.Mul(z, vss.SecondGenerator(g)), g.Neg(g.Mul(c, d.Images[k])))
		d.OnKeys[k] = g.Sum(g.Mul(z, pvss.PublicKey(s.secrets[k])), g.Neg(g.Mul(c, d.Encryptions[k])))
	}
	_, err = pvss.Schoenmakers{}.Verify(s.session, 1, d)
	return err
}

// Known difference: the index of kyber's decrypted share is not part of any proof. Relabelled,
// the shares pass and recover a wrong secret without an error. In quesera the index chooses
// the key that the proof is checked against.
func TestKyberRecoversAWrongSecretFromRelabelledDecryptedShares(t *testing.T) {
	s := newPVSS(t)
	var dec []*kyberpvss.PubVerShare
	for k := range s.enc {
		share, err := kyberpvss.DecShare(s.suite, s.h, s.keys[k], s.images[k], s.x[k], s.enc[k])
		if err != nil {
			t.Fatal(err)
		}
		dec = append(dec, share)
	}
	want := s.suite.Point().Mul(s.suite.Scalar().SetInt64(42), nil)
	base := s.suite.Point().Base()
	secret, err := kyberpvss.RecoverSecret(s.suite, base, s.keys, s.enc, dec, 2, 3)
	if err != nil || !secret.Equal(want) {
		t.Fatalf("kyber: honest shares recover %v, %v, want %v", secret, err, want)
	}
	dec[0].S.I, dec[1].S.I = 1, 0
	secret, err = kyberpvss.RecoverSecret(s.suite, base, s.keys, s.enc, dec, 2, 3)
	if err != nil || secret.Equal(want) {
		t.Errorf("kyber refuses, or recovers rightly: the difference is gone (%v)", err)
	}
	scheme := pvss.Schoenmakers{}
	d, err := scheme.Deal(s.session, 1, s.secrets[0], shamir.FromSeed(nil, "deal", 2), [32]byte{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := scheme.Verify(s.session, 1, d)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := scheme.Decrypt(v, 1, s.secrets[0], [32]byte{})
	if err != nil {
		t.Fatal(err)
	}
	mine.Index = 2
	if err := scheme.VerifyShare(v, mine); !errors.Is(err, pvss.ErrShare) {
		t.Errorf("quesera: got %v, want %v", err, pvss.ErrShare)
	}
}
