package peers

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/drand/kyber"
	"github.com/drand/kyber/share"
	blst "github.com/supranational/blst/bindings/go"

	"quesera/model/bls"
	"quesera/model/shamir"
	"quesera/model/tbls"
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
	var mineTime, kyberTime, blstTime []time.Duration
	for b.Loop() {
		mineTime = append(mineTime, measure(b, func() error {
			signature, err := k.Interpolate(partials)
			mine = append(mine, bls.EncodeG1(signature))
			return err
		}))
		kyberTime = append(kyberTime, measure(b, func() error {
			p, err := share.RecoverCommit(k.sigs, points, threshold, n)
			kybers = append(kybers, octetsOf(p))
			return err
		}))
		blstTime = append(blstTime, measure(b, func() error {
			lambda, err := scheme.Lagrange(set, shamir.Secret)
			scalars := make([]byte, 0, 32*len(lambda))
			for _, l := range lambda {
				octets := bls.EncodeScalar(l)
				slices.Reverse(octets) // blst's are little-endian
				scalars = append(scalars, octets...)
			}
			blsts = append(blsts, affines.Mult(scalars, 255).ToAffine().Compress())
			return err
		}))
	}
	if !slices.Equal(mine[0], kybers[0]) || !slices.Equal(mine[0], blsts[0]) {
		b.Fatal("the three recover different signatures")
	}
	b.ReportMetric(float64(median(mineTime).Microseconds()), "µs-quesera")
	b.ReportMetric(float64(median(kyberTime).Microseconds()), "µs-kyber")
	b.ReportMetric(float64(median(blstTime).Microseconds()), "µs-blst")
	b.ReportMetric(float64(median(kyberTime))/float64(median(mineTime)), "x-vs-kyber")
	b.ReportMetric(float64(median(mineTime))/float64(median(blstTime)), "of-blst")
}

// recoveryInput is t partial signatures as each library holds them.
func recoveryInput(b *testing.B, k both[bls.G2, bls.G1]) (partials []tbls.Partial[bls.G1], points []*share.PubShare, affines blst.P1Affines, set []shamir.ShareIndex) {
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
	times := make([][]time.Duration, len(libraries))
	for b.Loop() {
		for k, library := range libraries {
			times[k] = append(times[k], measure(b, func() error {
				if !library.verify(pk, message, signature) {
					b.Fatal(library.name, " refuses")
				}
				return nil
			}))
		}
	}
	for k, library := range libraries {
		b.ReportMetric(float64(median(times[k]).Microseconds()), "µs-"+library.name)
	}
	b.ReportMetric(float64(median(times[2]))/float64(median(times[0])), "x-vs-kyber")
	b.ReportMetric(float64(median(times[0]))/float64(median(times[1])), "of-blst")
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
	var mineTime, kyberTime []time.Duration
	for b.Loop() {
		mineTime = append(mineTime, measure(b, func() error {
			partials := make([]tbls.Partial[bls.G1], len(octets))
			for i := range octets {
				var err error
				if partials[i], err = ready.Decode(octets[i]); err != nil {
					return err
				}
			}
			return ready.VerifyAll(message, partials)
		}))
		kyberTime = append(kyberTime, measure(b, func() error {
			for i, p := range kybers {
				if err := k.scheme.VerifyRecovered(public[i], message, p[2:]); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	b.ReportMetric(float64(median(mineTime).Microseconds()), "µs-quesera")
	b.ReportMetric(float64(median(kyberTime).Microseconds()), "µs-kyber")
	b.ReportMetric(float64(median(kyberTime))/float64(median(mineTime)), "x-vs-kyber")
}

func measure(b *testing.B, f func() error) time.Duration {
	start := time.Now()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
