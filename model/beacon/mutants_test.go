package beacon_test

import (
	"errors"
	"testing"

	"quesera/model/beacon"
	"quesera/model/crypto/bls"
)

// Nobody signs round 0, chained or not, whatever comes before it.
func TestNobodySignsRoundZero(t *testing.T) {
	for size := range 100 {
		for _, s := range []beacon.Scheme[bls.G1, bls.G2]{beacon.PedersenChained(), beacon.PedersenUnchained()} {
			if _, err := s.Message(0, make([]byte, size)); !errors.Is(err, beacon.ErrRound) {
				t.Errorf("%s, %d octets before: got %v, want %v", s.Name, size, err, beacon.ErrRound)
			}
		}
	}
}

// Beacons that do not cover each other must still follow each other.
func TestUnchainedBeaconsHaveNoGaps(t *testing.T) {
	s := beacon.UnchainedG1()
	sk, err := bls.KeyGen(make([]byte, 32), bls.SaltV4(), nil)
	if err != nil {
		t.Fatal(err)
	}
	chain := beacon.Chain[bls.G2, bls.G1]{Scheme: s, Key: s.Suite.SkToPk(sk)}
	sign := func(rounds ...uint64) (all []beacon.Beacon) {
		for _, r := range rounds {
			message, err := s.Message(r, nil)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, beacon.Beacon{Round: r, Signature: s.Suite.Sign(sk, message)})
		}
		return all
	}
	if err := chain.VerifyAll(sign(4, 5, 6)); err != nil {
		t.Error(err)
	}
	for name, beacons := range map[string][]beacon.Beacon{"a gap": sign(4, 6), "a repetition": sign(4, 4), "a step back": sign(5, 4)} {
		if err := chain.VerifyAll(beacons); !errors.Is(err, beacon.ErrLink) {
			t.Errorf("%s: got %v, want %v", name, err, beacon.ErrLink)
		}
	}
}

// The schemes are drand's, name by name, with their tags; fastnet alone hashes to G1 under the tag of G2.
func TestSchemesAreDrands(t *testing.T) {
	const g1, g2 = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_", "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
	type scheme struct {
		name    string
		chained bool
		tag     string
		size    int // of a signature
	}
	of := func(name string, chained bool, tag string, size int) scheme { return scheme{name, chained, tag, size} }
	a, b, c, d := beacon.PedersenChained(), beacon.PedersenUnchained(), beacon.UnchainedG1(), beacon.Fastnet()
	for got, want := range map[scheme]scheme{
		of(a.Name, a.Chained, a.Suite.Tag, a.Suite.Signatures.Size()): {"pedersen-bls-chained", true, g2, 96},
		of(b.Name, b.Chained, b.Suite.Tag, b.Suite.Signatures.Size()): {"pedersen-bls-unchained", false, g2, 96},
		of(c.Name, c.Chained, c.Suite.Tag, c.Suite.Signatures.Size()): {"bls-unchained-g1-rfc9380", false, g1, 48},
		of(d.Name, d.Chained, d.Suite.Tag, d.Suite.Signatures.Size()): {"bls-unchained-on-g1", false, g2, 48},
	} {
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}
