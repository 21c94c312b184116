package peers

import (
	"runtime"
	"slices"
	"testing"

	"github.com/drand/kyber"
	"github.com/drand/kyber/share"
	blst "github.com/supranational/blst/bindings/go"

	"quesera/internal/turns"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
)

// BenchmarkRecovery compares recovery in the exponent at t = 667 of n = 1000 in G1, from
// decoded partial signatures, on one thread: quesera, kyber, and blst's multi-exponentiation
// over quesera's Lagrange coefficients (blst has none of its own). Medians over runs in turns.
func BenchmarkRecovery(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	blst.SetMaxProcs(1)
	const threshold, n = 667, 1000
	k := newBoth(b, bls.MinSignatureSize(bls.Basic), threshold, n, nil)
	partials, points, affines, set := recoveryInput(b, k)
	scheme, err := shamir.New[bls.Scalar](shamir.Scalars{}, threshold, n)
	if err != nil {
		b.Fatal(err)
	}
	var mine, kybers, blsts [][]byte
	r := turns.Medians(b,
		turns.Side{Name: "quesera", Run: func() error {
			signature, err := k.Interpolate(partials)
			mine = append(mine, bls.EncodeG1(signature))
			return err
		}},
		turns.Side{Name: "kyber", Run: func() error {
			p, err := share.RecoverCommit(k.sigs, points, threshold, n)
			kybers = append(kybers, octetsOf(p))
			return err
		}},
		turns.Side{Name: "blst", Run: func() error {
			lambda, err := scheme.Lagrange(set, shamir.Secret)
			scalars := make([]byte, 0, 32*len(lambda))
			for _, l := range lambda {
				octets := bls.EncodeScalar(l)
				slices.Reverse(octets) // blst's are little-endian
				scalars = append(scalars, octets...)
			}
			blsts = append(blsts, affines.Mult(scalars, 255).ToAffine().Compress())
			return err
		}})
	if !slices.Equal(mine[0], kybers[0]) || !slices.Equal(mine[0], blsts[0]) {
		b.Fatal("the three recover different signatures")
	}
	r.Ratio("kyber", "quesera", "x-vs-kyber")
	r.Ratio("quesera", "blst", "of-blst")
}

// recoveryInput is t partial signatures as each library holds them.
func recoveryInput(b *testing.B,
	k both[bls.G2, bls.G1]) (partials []tbls.Partial[bls.G1], points []*share.PubShare, affines blst.P1Affines,
	set []shamir.ShareIndex) {
	message := []byte("recovery")
	for _, s := range k.shares[333:] {
		p, err := tbls.Sign(k.suite, s, message)
		if err != nil {
			b.Fatal(err)
		}
		octets := bls.EncodeG1(p.Signature)
		partials, set = append(partials, p), append(set, p.Index)
		points = append(points, &share.PubShare{I: int(p.Index) - 1, V: point(b, k.sigs, octets)})
		affines = append(affines, *new(blst.P1Affine).Uncompress(octets))
	}
	return partials, points, affines, set
}

// BenchmarkVerify compares the verification of one signature, decoding and hashing included,
// with keys in G1.
func BenchmarkVerify(b *testing.B) {
	libraries := variants()["signatures in G2"]
	sk, message := shamir.FromSeed(nil, "sk", 1)[0], []byte("message")
	pk, signature := libraries[0].key(sk), libraries[0].sign(sk, message)
	var sides []turns.Side
	for _, library := range libraries {
		sides = append(sides, turns.Check(library.name, func() bool { return library.verify(pk, message, signature) }))
	}
	r := turns.Medians(b, sides...)
	r.Ratio("kyber", "quesera", "x-vs-kyber")
	r.Ratio("quesera", "blst", "of-blst")
}

// BenchmarkPartials compares the judgement of 64 partial signatures of one message, 43 of whom
// sign: quesera together, kyber one by one, which is all it has, each with decoding.
func BenchmarkPartials(b *testing.B) {
	k := newBoth(b, bls.MinSignatureSize(bls.Basic), 43, 64, nil)
	message := []byte("partials")
	ready, err := k.Precompute()
	if err != nil {
		b.Fatal(err)
	}
	mine, kybers := k.partials(b, message)
	var octets [][]byte
	for _, p := range mine {
		octets = append(octets, k.Encode(p))
	}
	public := make([]kyber.Point, len(kybers)) // as quesera's, at hand
	for i := range public {
		public[i] = k.public.Eval(i).V
	}
	turns.Medians(b,
		turns.Side{Name: "quesera", Run: func() error {
			partials := make([]tbls.Partial[bls.G1], len(octets))
			for i := range octets {
				var err error
				if partials[i], err = ready.Decode(octets[i]); err != nil {
					return err
				}
			}
			return ready.VerifyAll(message, partials)
		}},
		turns.Side{Name: "kyber", Run: func() error {
			for i, p := range kybers {
				if err := k.scheme.VerifyRecovered(public[i], message, p[2:]); err != nil {
					return err
				}
			}
			return nil
		}},
	).Ratio("kyber", "quesera", "x-vs-kyber")
}
