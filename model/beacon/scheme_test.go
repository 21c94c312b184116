package beacon_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"quesera/internal/testdata"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
)

// published is a beacon as the shared vectors list it, with its network and what must come out.
type published struct {
	Src       string `json:"src"`
	Scheme    string `json:"scheme"`
	PublicKey string `json:"public_key"`
	Round     uint64 `json:"round"`
	Signature string `json:"signature"`
	Previous  string `json:"previous_signature"`
	Valid     bool   `json:"valid"`
}

func (p published) beacon(t *testing.T) beacon.Beacon {
	t.Helper()
	b := beacon.Beacon{Round: p.Round, Signature: decode(t, p.Signature)}
	if p.Previous != "" {
		b.Previous = decode(t, p.Previous)
	}
	return b
}

func decode(t *testing.T, text string) []byte {
	t.Helper()
	octets, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return octets
}

// verify checks a beacon under the scheme of its name. known is false for schemes of other curves.
func verify(name string, key, genesis []byte, b beacon.Beacon) (err error, known bool) {
	for _, s := range []beacon.Scheme[bls.G1, bls.G2]{beacon.PedersenChained(), beacon.PedersenUnchained()} {
		if s.Name == name {
			return beacon.Chain[bls.G1, bls.G2]{Scheme: s, Key: key, Genesis: genesis}.Verify(b), true
		}
	}
	for _, s := range []beacon.Scheme[bls.G2, bls.G1]{beacon.UnchainedG1(), beacon.Fastnet()} {
		if s.Name == name {
			return beacon.Chain[bls.G2, bls.G1]{Scheme: s, Key: key, Genesis: genesis}.Verify(b), true
		}
	}
	return nil, false
}

func vectors(t *testing.T) []published {
	t.Helper()
	data, err := os.ReadFile(testdata.Path(t, "vectors", "drand", "beacons.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []published
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// BEACON-P3: real beacons of every drand network on BLS12-381 verify, and those that its implementations
// refuse are refused here.
func TestRealBeaconsVerify(t *testing.T) {
	good, bad, elsewhere := map[string]int{}, 0, 0
	for _, p := range vectors(t) {
		err, known := verify(p.Scheme, decode(t, p.PublicKey), nil, p.beacon(t))
		switch {
		case !known && p.Scheme == "bls-bn254-unchained-on-g1":
			elsewhere++
		case !known:
			t.Errorf("%s: unknown scheme %s", p.Src, p.Scheme)
		case (err == nil) != p.Valid:
			t.Errorf("%s, round %d: %v, want valid = %v", p.Src, p.Round, err, p.Valid)
		case p.Valid:
			good[p.Scheme]++
		default:
			bad++
		}
	}
	if len(good) != 4 || bad == 0 {
		t.Errorf("verified %v, refused %d: want beacons of all four schemes and some to refuse", good, bad)
	}
	t.Logf("verified %v, refused %d, %d on another curve were not run", good, bad, elsewhere)
}

// BEACON-P3: no real beacon verifies for another round, previous signature, key or scheme, nor
// truncated or extended.
func TestAlteredBeaconsAreRefused(t *testing.T) {
	altered := 0
	for _, p := range vectors(t) {
		key, b := decode(t, p.PublicKey), p.beacon(t)
		if err, known := verify(p.Scheme, key, nil, b); !known || err != nil {
			continue
		}
		flipped := bytes.Clone(b.Previous)
		if len(flipped) > 0 {
			flipped[len(flipped)/2] ^= 1
		}
		for what, other := range map[string]beacon.Beacon{
			"the next round": {Round: b.Round + 1, Previous: b.Previous, Signature: b.Signature},
			"round 0":        {Round: 0, Previous: b.Previous, Signature: b.Signature},
			"a longer previous": {Round: b.Round, Previous: append(bytes.Clone(b.Previous), 0),
				Signature: b.Signature},
			"truncated signature": {Round: b.Round, Previous: b.Previous,
				Signature: b.Signature[:len(b.Signature)-1]},
			"extended signature": {Round: b.Round, Previous: b.Previous, Signature: append(bytes.Clone(b.Signature),
				0)},
			"no signature": {Round: b.Round, Previous: b.Previous},
			"identity as signature": {Round: b.Round, Previous: b.Previous, Signature: append([]byte{0xc0},
				make([]byte, len(b.Signature)-1)...)},
		} {
			altered++
			if err, _ := verify(p.Scheme, key, nil, other); err == nil {
				t.Errorf("%s, round %d: accepted with %s", p.Src, p.Round, what)
			}
		}
		if len(flipped) > 0 {
			if err, _ := verify(p.Scheme, key, nil, beacon.Beacon{Round: b.Round, Previous: flipped,
				Signature: b.Signature}); err == nil {
				t.Errorf("%s, round %d: accepted with another previous signature", p.Src, p.Round)
			}
		}
		if err, _ := verify(p.Scheme, key[:len(key)-1], nil, b); err == nil {
			t.Errorf("%s, round %d: accepted under a truncated key", p.Src, p.Round)
		}
	}
	if altered == 0 {
		t.Error("nothing was altered")
	}
}

// BEACON-P4: chained with an empty previous signature would hash like unchained; it is refused, and so
// is an unchained beacon with a previous signature. A beacon of the unchained network does not pass for
// one of the chained network under the same key.
func TestChainedNeverPassesForUnchained(t *testing.T) {
	chained, unchained := beacon.PedersenChained(), beacon.PedersenUnchained()
	for _, round := range []uint64{1, 2, 1 << 40} {
		for _, previous := range [][]byte{nil, {}} {
			if message, err := chained.Message(round, previous); !errors.Is(err, beacon.ErrPrevious) {
				t.Errorf("chained, round %d, no previous signature: %x, %v", round, message, err)
			}
		}
		for _, size := range []int{1, 31, 32, 48, 95, 96, 97} {
			_, err := chained.Message(round, make([]byte, size))
			if want := 96; round == 1 && size == beacon.SeedSize || round > 1 && size == want {
				if err != nil {
					t.Errorf("chained, round %d, %d octets: %v", round, size, err)
				}
			} else if !errors.Is(err, beacon.ErrPrevious) {
				t.Errorf("chained, round %d, %d octets: %v", round, size, err)
			}
			if _, err := unchained.Message(round, make([]byte, size)); !errors.Is(err, beacon.ErrPrevious) {
				t.Errorf("unchained, round %d, %d octets: %v", round, size, err)
			}
		}
	}
	var sk bls.Scalar
	sk.SetUint64(7)
	key := unchained.Suite.SkToPk(sk)
	message, err := unchained.Message(5, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := beacon.Beacon{Round: 5, Signature: unchained.Suite.Sign(sk, message)}
	if err := (beacon.Chain[bls.G1, bls.G2]{Scheme: unchained, Key: key}).Verify(b); err != nil {
		t.Fatal(err)
	}
	if err := (beacon.Chain[bls.G1, bls.G2]{Scheme: chained, Key: key}).Verify(b); !errors.Is(err, beacon.ErrPrevious) {
		t.Errorf("an unchained beacon in a chained network: %v", err)
	}
}

// BEACON-1, BEACON-2, BEACON-7 against SHA-256 of octets written out by hand.
func TestMessagesAreHashedAsDrandDoes(t *testing.T) {
	previous := bytes.Repeat([]byte{0xab}, 96)
	got, err := beacon.PedersenChained().Message(0x0102, previous)
	want := sha256.Sum256(append(bytes.Clone(previous), 0, 0, 0, 0, 0, 0, 1, 2))
	if err != nil || !bytes.Equal(got, want[:]) {
		t.Errorf("chained: %x (%v), want %x", got, err, want)
	}
	got, err = beacon.UnchainedG1().Message(0x0102, nil)
	want = sha256.Sum256([]byte{0, 0, 0, 0, 0, 0, 1, 2})
	if err != nil || !bytes.Equal(got, want[:]) {
		t.Errorf("unchained: %x (%v), want %x", got, err, want)
	}
	const sha256OfABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if r := (beacon.Beacon{Signature: []byte("abc")}).Randomness(); hex.EncodeToString(r[:]) != sha256OfABC {
		t.Errorf("randomness = %x, want SHA-256 of abc", r)
	}
	if _, err := beacon.UnchainedG1().Message(0, nil); !errors.Is(err, beacon.ErrRound) {
		t.Errorf("round 0: %v", err)
	}
}

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
	seeded := chain
	seeded.Genesis = make([]byte, beacon.SeedSize) // which covers nothing where there is no chain
	if err := seeded.VerifyAll(sign(1, 2)); err != nil {
		t.Errorf("with a seed: %v", err)
	}
	for name, beacons := range map[string][]beacon.Beacon{"a gap": sign(4, 6), "a repetition": sign(4, 4),
		"a step back": sign(5, 4)} {
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
