package peers

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	kyberpvss "github.com/drand/kyber/share/pvss"
	blst "github.com/supranational/blst/bindings/go"

	"quesera/internal/turns"
	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/pvss"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// BenchmarkClaims prints every figure of speed in docs/BLS.md in one run, with the peers beside quesera: medians in
// microseconds over runs in turns, on one thread. What a library does not have is left out.
//
//	go test -run xxx -bench Claims -benchtime 20x
func BenchmarkClaims(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	blst.SetMaxProcs(1)
	for _, variant := range []string{"signatures in G1", "signatures in G2"} {
		b.Run("sign/"+variant, func(b *testing.B) { eachLibrary(b, variant, signing) })
		b.Run("verify/"+variant, func(b *testing.B) { eachLibrary(b, variant, verifying) })
		b.Run("hash/"+variant, func(b *testing.B) { eachLibrary(b, variant, hashing) })
	}
	b.Run("recover t=667 of 1000", BenchmarkRecovery)
	for _, n := range []shamir.Size{16, 64, 256, 1024} {
		b.Run(fmt.Sprintf("partials/%d", n), func(b *testing.B) { batchOf(b, n) })
	}
	for _, n := range []shamir.Size{16, 64, 256} {
		b.Run(fmt.Sprintf("pvss/Schoenmakers/n=%d", n), func(b *testing.B) { schoenmakersOf(b, n) })
		b.Run(fmt.Sprintf("pvss/pairing/n=%d", n), func(b *testing.B) {
			turns.Medians(b, sharing(b, pvss.Pairing{}, n)...)
		})
	}
	for _, protocol := range []dkg.Protocol{dkg.JointFeldman, dkg.Gennaro} {
		for _, n := range []int{4, 16, 64} {
			b.Run(fmt.Sprintf("dkg/%v/n=%d", protocol, n), func(b *testing.B) { generation(b, protocol, n) })
		}
	}
}

// eachLibrary measures one operation in all libraries.
func eachLibrary(b *testing.B, variant string, operation func(library) turns.Side) {
	var sides []turns.Side
	for _, library := range variants()[variant] {
		sides = append(sides, operation(library))
	}
	turns.Medians(b, sides...)
}

var claimed = struct {
	sk      bls.Scalar
	message []byte
}{shamir.FromSeed(nil, "sk", 1)[0], []byte("message")}

func signing(l library) turns.Side {
	return turns.Check(l.name, func() bool { return len(l.sign(claimed.sk, claimed.message)) > 0 })
}

func verifying(l library) turns.Side {
	pk, signature := l.key(claimed.sk), l.sign(claimed.sk, claimed.message)
	return turns.Check(l.name, func() bool { return l.verify(pk, claimed.message, signature) })
}

func hashing(l library) turns.Side {
	return turns.Check(l.name, func() bool { return len(l.hash(claimed.message, tagG1)) > 0 })
}

// batchOf is n encoded partial signatures of one message, judged together by quesera and one by one by the others,
// who have nothing else, with their public key shares at hand.
func batchOf(b *testing.B, n shamir.Size) {
	k := newBoth(b, bls.MinSignatureSize(bls.Basic), 2*n/3+1, n, nil)
	message := []byte("partials")
	ready, err := k.Precompute()
	if err != nil {
		b.Fatal(err)
	}
	var octets [][]byte
	var keys []*blst.P2Affine
	for _, share := range k.shares {
		p, err := tbls.Sign(k.suite, share, message)
		if err != nil {
			b.Fatal(err)
		}
		image, err := k.Share(share.Index)
		if err != nil {
			b.Fatal(err)
		}
		octets, keys = append(octets, k.Encode(p)), append(keys, new(blst.P2Affine).Uncompress(bls.EncodeG2(image)))
	}
	decoded := func() ([]tbls.Partial[bls.G1], error) {
		partials := make([]tbls.Partial[bls.G1], len(octets))
		for i := range octets {
			if partials[i], err = ready.Decode(octets[i]); err != nil {
				return nil, err
			}
		}
		return partials, nil
	}
	turns.Medians(b,
		turns.Side{Name: "quesera", Run: func() error {
			partials, err := decoded()
			if err != nil {
				return err
			}
			return ready.VerifyAll(message, partials)
		}},
		turns.Side{Name: "quesera-one-by-one", Run: func() error {
			partials, err := decoded()
			for _, p := range partials {
				if err == nil {
					err = ready.Verify(message, p)
				}
			}
			return err
		}},
		turns.Check("blst-one-by-one", func() bool {
			for i := range octets {
				p := new(blst.P1Affine).Uncompress(octets[i][2:])
				if p == nil || !p.Verify(true, keys[i], false, message, []byte(tagG1)) {
					return false
				}
			}
			return true
		}),
	).Ratio("quesera-one-by-one", "quesera", "x-vs-one-by-one")
}

// session is n recipients, t = 2n/3+1 of whom recover, and their secret keys.
func session(b *testing.B, n shamir.Size) (*pvss.Session, []bls.Scalar) {
	b.Helper()
	keys := shamir.FromSeed(nil, "recipients", n)
	terms := pvss.Terms{Group: "claims", Round: 1, Threshold: 2*n/3 + 1}
	for _, x := range keys {
		terms.Recipients = append(terms.Recipients, pvss.PublicKey(x))
	}
	terms.Dealers = terms.Recipients
	s, err := pvss.NewSession(terms)
	if err != nil {
		b.Fatal(err)
	}
	return s, keys
}

// sharing is quesera's dealing, verification and recovery from the shares of t recipients, which are verified.
func sharing[D, V, S any](b *testing.B, scheme pvss.Scheme[D, V, S], n shamir.Size) []turns.Side {
	s, keys := session(b, n)
	a := shamir.FromSeed(nil, "deal", s.Threshold())
	deal := func() (D, error) { return scheme.Deal(s, 1, keys[0], a, [32]byte{}) }
	d, err := deal()
	if err != nil {
		b.Fatal(err)
	}
	v, err := scheme.Verify(s, 1, d)
	if err != nil {
		b.Fatal(err)
	}
	var shares []S
	for i := range s.Threshold() {
		share, err := scheme.Decrypt(v, shamir.ShareIndex(i+1), keys[i], [32]byte{})
		if err != nil {
			b.Fatal(err)
		}
		shares = append(shares, share)
	}
	return []turns.Side{
		{Name: "quesera-deal", Run: func() error { _, err := deal(); return err }},
		{Name: "quesera-verify", Run: func() error { _, err := scheme.Verify(s, 1, d); return err }},
		{Name: "quesera-recover", Run: func() error { _, err := scheme.Recover(v, shares); return err }},
	}
}

// schoenmakersOf has kyber's Schoenmakers beside quesera's. Kyber's verification leaves out the degree of the sharing.
func schoenmakersOf(b *testing.B, n shamir.Size) {
	k := newPVSSOf(b, int(n), int(2*n/3+1))
	var decrypted []*kyberpvss.PubVerShare
	for i := range k.enc[:2*n/3+1] {
		share, err := kyberpvss.DecShare(k.suite, k.h, k.keys[i], k.images[i], k.x[i], k.enc[i])
		if err != nil {
			b.Fatal(err)
		}
		decrypted = append(decrypted, share)
	}
	t, base := len(decrypted), k.suite.Point().Base()
	turns.Medians(b, append(sharing(b, pvss.Schoenmakers{}, n),
		turns.Side{Name: "kyber-deal", Run: func() error {
			_, _, err := kyberpvss.EncShares(k.suite, k.h, k.keys, k.suite.Scalar().SetInt64(42), t)
			return err
		}},
		turns.Side{Name: "kyber-verify", Run: func() error {
			for i := range k.enc {
				if err := kyberpvss.VerifyEncShare(k.suite, k.h, k.keys[i], k.images[i], k.enc[i]); err != nil {
					return err
				}
			}
			return nil
		}},
		turns.Side{Name: "kyber-recover", Run: func() error {
			_, err := kyberpvss.RecoverSecret(k.suite, base, k.keys[:t], k.enc[:t], decrypted, t, int(n))
			return err
		}})...)
}

// generation is a whole run among n honest nodes in one process, t = 2f+1 of n > 3f, in G1. It reports the time of
// all nodes together and the octets that one node sends: what it broadcasts, once, and its private shares.
func generation(b *testing.B, protocol dkg.Protocol, n int) {
	f := (n - 1) / 3
	g := dkg.Group[bls.Scalar, bls.G1](dkg.NewCurve(bls.GroupG1))
	m, err := dkg.New(g, protocol, dkg.Params{Nodes: n, Threshold: 2*f + 1, Faults: f})
	if err != nil {
		b.Fatal(err)
	}
	broadcast, private, runs := 0, 0, 0
	start := time.Now()
	for b.Loop() {
		runs++
		x := result.Execution[bls.Scalar, bls.G1]{Machine: m, Chooser: sim.Random(uint64(runs)),
			Observe: func(o sim.Observation[dkg.State[bls.Scalar, bls.G1]]) {
				for _, effect := range o.Effects {
					switch e := effect.(type) {
					case model.Broadcast:
						broadcast += octets(e.Message)
					case model.Send:
						private += octets(e.Message)
					}
				}
			}}
		outcomes, _, err := x.Run()
		if err != nil || outcomes[0].Failure != "" {
			b.Fatal(err, outcomes)
		}
	}
	b.ReportMetric(float64(time.Since(start).Microseconds())/float64(runs*n), "µs-a-node")
	b.ReportMetric(float64(broadcast/runs/n), "octets-broadcast-a-node")
	b.ReportMetric(float64(private/runs/n), "octets-private-a-node")
}

// octets is the length of a message of a run without faults.
func octets(message model.Message) int {
	switch m := message.(type) {
	case dkg.Deal[bls.G1]:
		return len(m.Commitment) * bls.GroupG1.Size()
	case dkg.Exposure[bls.G1]:
		return len(m.Commitment) * bls.GroupG1.Size()
	case dkg.Share[bls.Scalar]:
		return 2 * bls.ScalarSize
	}
	return 0
}
