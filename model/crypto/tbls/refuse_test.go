package tbls

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/vss"
)

// TBLS-P3: an index counts once. Repeating a good partial, whether the same or under a
// second signature that is bad, brings no quorum nearer, and repeating is no fault.
func TestDuplicatesNeverCountTowardTheThreshold(t *testing.T) {
	inBothGroups(t, duplicates[bls.G1, bls.G2], duplicates[bls.G2, bls.G1])
}

func duplicates[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	g := dealt(t, suite, 3, 5)
	p := g.sign(t, message)
	repeated := []Partial[S]{p[0], p[1], p[0], p[1], p[0]}
	_, err := g.Combine(message, repeated)
	var shortage *Shortage
	if !errors.As(err, &shortage) || shortage.Valid != 2 || shortage.Want != 3 || len(shortage.Faults) != 0 {
		t.Errorf("two indices, five partials: %v, want a shortage of 2 for 3 without faults", err)
	}
	if err := g.VerifyAll(message, repeated); err == nil {
		t.Error("VerifyAll with duplicates: accepted")
	}
	if _, err := g.Interpolate(repeated[:3]); err == nil {
		t.Error("Interpolate with duplicates: accepted")
	}
	contradiction := []Partial[S]{g.plus(p[2], g.some()), p[0], p[2], p[1], p[2]}
	good, faults := g.Judge(message, contradiction)
	if len(good) != 3 || len(faults) != 1 || faults[0].Position != 0 {
		t.Errorf("contradiction: %d good, faults %v, want 3 and the first", len(good), faults)
	}
	if _, err := g.Combine(message, contradiction); err != nil {
		t.Errorf("contradiction: %v", err)
	}
}

// TBLS-P6: a partial with another index on it is refused by every check. Interpolate, which
// checks nothing, makes a wrong signature of it without an error: that is why Combine
// verifies first and last.
func TestRelabelledPartialsAreRefused(t *testing.T) {
	inBothGroups(t, relabelled[bls.G1, bls.G2], relabelled[bls.G2, bls.G1])
}

func relabelled[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	g := dealt(t, suite, 2, 3)
	p := g.sign(t, message)
	p[0].Index = 3
	if err := g.Verify(message, p[0]); !errors.Is(err, ErrSignature) {
		t.Errorf("Verify: got %v, want %v", err, ErrSignature)
	}
	wrong, err := g.Interpolate(p[:2])
	if err != nil || slices.Equal(suite.Signatures.Encode(wrong), suite.Sign(g.secret, message)) {
		t.Errorf("Interpolate: %v, want a wrong point", err)
	}
	if err := g.VerifySignature(message, wrong); !errors.Is(err, ErrSignature) {
		t.Errorf("VerifySignature: got %v, want %v", err, ErrSignature)
	}
	_, err = g.Combine(message, p[:2])
	var shortage *Shortage
	if !errors.As(err, &shortage) || shortage.Valid != 1 || len(shortage.Faults) != 1 || shortage.Faults[0].Index != 3 {
		t.Errorf("Combine: got %v, want a shortage that names 3", err)
	}
}

// A public key is refused if it is the identity, if the threshold it claims is not the one
// that its commitment has, or if its leading coefficient is zero.
func TestBadPublicKeysAreRefused(t *testing.T) {
	inBothGroups(t, badKeys[bls.G1, bls.G2], badKeys[bls.G2, bls.G1])
}

func badKeys[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	g := dealt(t, suite, 3, 5)
	c := g.commitment
	identity, neg := suite.Keys.Identity(), suite.Keys.Neg
	cases := []struct {
		name       string
		t, n       shamir.Size
		commitment vss.Commitment[K]
	}{
		{"identity key", 3, 5, vss.Commitment[K]{identity, c[1], c[2]}},
		{"identity key of one", 1, 1, vss.Commitment[K]{identity}},
		{"threshold raised by a longer commitment", 3, 5, append(slices.Clone(c), c[1])},
		{"threshold lowered by a shorter commitment", 3, 5, c[:2]},
		{"no commitment", 3, 5, nil},
		{"leading coefficient zero", 3, 5, vss.Commitment[K]{c[0], c[1], identity}},
		{"leading coefficients cancelled", 3, 5, vss.Commitment[K]{c[0], c[1], suite.Keys.Sum(c[2], neg(c[2]))}},
		{"threshold 0", 0, 5, vss.Commitment[K]{}},
		{"threshold above n", 3, 2, c},
	}
	for _, tc := range cases {
		if _, err := NewPublicKey(suite, tc.t, tc.n, tc.commitment); err == nil {
			t.Errorf("%s: accepted", tc.name)
		}
	}
	augmented := suite
	augmented.Scheme = bls.Augmentation
	if _, err := NewPublicKey(augmented, 3, 5, c); err == nil {
		t.Error("message augmentation: accepted")
	}
}

// The key does not change with the slice that it was made of.
func TestAPublicKeyOwnsItsCommitment(t *testing.T) {
	suite := bls.MinPubkeySize(bls.Basic)
	feldman, err := vss.NewFeldman(suite.Keys, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := feldman.Deal(shamir.FromSeed(nil, "key", 2))
	if err != nil {
		t.Fatal(err)
	}
	key, err := NewPublicKey(suite, 2, 3, c)
	if err != nil {
		t.Fatal(err)
	}
	before := key.Group()
	c[0] = suite.Keys.Identity()
	if !suite.Keys.Equal(key.Group(), before) {
		t.Error("the key changed with the commitment that was passed in")
	}
}

// A share of the key that is zero has the identity as its public key: anybody could sign
// for it with the identity, so neither is taken.
func TestTheIdentityNeverSigns(t *testing.T) {
	inBothGroups(t, identitySigns[bls.G1, bls.G2], identitySigns[bls.G2, bls.G1])
}

func identitySigns[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	feldman, err := vss.NewFeldman(suite.Keys, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	one := shamir.Scalars{}.FromUint(1)
	a := shamir.Polynomial[bls.Scalar]{one, *new(bls.Scalar).Neg(&one)} // a(1) = 0
	c, shares, err := feldman.Deal(a)
	if err != nil {
		t.Fatal(err)
	}
	key, err := NewPublicKey(suite, 2, 3, c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := key.Share(1); !errors.Is(err, ErrIdentity) {
		t.Errorf("public key share: got %v, want %v", err, ErrIdentity)
	}
	if _, err := Sign(suite, shares[0], message); err == nil {
		t.Error("signing with the share zero: accepted")
	}
	forged := Partial[S]{Index: 1, Signature: suite.Signatures.Identity()}
	if err := key.Verify(message, forged); !errors.Is(err, ErrIdentity) {
		t.Errorf("Verify: got %v, want %v", err, ErrIdentity)
	}
	forged.Index = 2 // whose share is not zero
	if err := key.Verify(message, forged); !errors.Is(err, ErrIdentity) {
		t.Errorf("Verify for 2: got %v, want %v", err, ErrIdentity)
	}
	signed := Partial[S]{Index: 1, Signature: suite.Signatures.Generator()}
	if err := key.Verify(message, signed); !errors.Is(err, ErrIdentity) {
		t.Errorf("Verify for the share zero: got %v, want %v", err, ErrIdentity)
	}
	if err := key.VerifyAll(message, []Partial[S]{forged}); !errors.Is(err, ErrIdentity) {
		t.Errorf("VerifyAll: got %v, want %v", err, ErrIdentity)
	}
	if err := key.VerifySignature(message, suite.Signatures.Identity()); !errors.Is(err, ErrSignature) {
		t.Errorf("VerifySignature: got %v, want %v", err, ErrSignature)
	}
}

// Nobody's signatures are no signature.
func TestTheEmptySignerSetIsRefused(t *testing.T) {
	g := dealt(t, bls.MinPubkeySize(bls.Basic), 1, 2)
	if err := g.VerifyAll(message, nil); !errors.Is(err, ErrEmpty) {
		t.Errorf("VerifyAll: got %v, want %v", err, ErrEmpty)
	}
	const shortage = "tbls: valid partial signatures = 0, want the threshold 1"
	if _, err := g.Combine(message, nil); !errors.Is(err, ErrShortage) || err.Error() != shortage {
		t.Errorf("Combine: got %v, want %s", err, shortage)
	}
	const guilty = shortage + "; number 1: tbls: shamir: share index = 3, want 1 to 2"
	if _, err := g.Combine(message, []Partial[bls.G2]{{Index: 3}}); err == nil || err.Error() != guilty {
		t.Errorf("Combine of a stranger's: got %v, want %s", err, guilty)
	}
	if _, err := g.Interpolate(nil); err == nil {
		t.Error("Interpolate: accepted")
	}
	if good, faults := g.Judge(message, nil); len(good) != 0 || len(faults) != 0 {
		t.Errorf("Judge: %v and %v, want nothing", good, faults)
	}
}

// A share with index 0 would be the key itself.
func TestSigningRefusesIndexZero(t *testing.T) {
	suite := bls.MinPubkeySize(bls.Basic)
	if _, err := Sign(suite, vss.Share{Index: 0, Value: shamir.Scalars{}.FromUint(5)}, message); err == nil {
		t.Error("accepted")
	}
}

// Partials have one encoding, and what no party can send is not decoded.
func TestPartialEncodingIsStrict(t *testing.T) {
	inBothGroups(t, strictPartials[bls.G1, bls.G2], strictPartials[bls.G2, bls.G1])
}

func strictPartials[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	g := dealt(t, suite, 2, 3)
	p := g.sign(t, message)[2]
	good := g.Encode(p)
	got, err := g.Decode(good)
	if err != nil || !bytes.Equal(g.Encode(got), good) || got.Index != 3 {
		t.Fatalf("got %v, %v", got, err)
	}
	identity := g.Encode(Partial[S]{Index: 1, Signature: suite.Signatures.Identity()})
	uncompressed := bytes.Clone(good)
	uncompressed[2] &= 0x7f
	for name, bad := range map[string]struct {
		octets []byte
		want   string
	}{
		"empty":          {nil, "tbls: length of partial signature = 0 octets"},
		"truncated":      {good[:len(good)-1], "tbls: length of partial signature"},
		"extended":       {append(bytes.Clone(good), 0), "tbls: length of partial signature"},
		"index 0":        {append([]byte{0, 0}, good[2:]...), "tbls: shamir: share index = 0, want 1 to 3"},
		"index n+1":      {append([]byte{0, 4}, good[2:]...), "tbls: shamir: share index = 4, want 1 to 3"},
		"identity":       {identity, "tbls: partial signature of 1: "},
		"no compression": {uncompressed, "tbls: partial signature of 3: bls: "},
		"index missing":  {good[2:], "tbls: length of partial signature"},
	} {
		if _, err := g.Decode(bad.octets); err == nil || !strings.HasPrefix(err.Error(), bad.want) {
			t.Errorf("%s: got %v, want %s", name, err, bad.want)
		}
	}
}

// FuzzDecodePartial: what is decoded encodes to the same octets and lies in range.
func FuzzDecodePartial(f *testing.F) {
	g := dealt(f, bls.MinSignatureSize(bls.Basic), 2, 3)
	for _, p := range g.sign(f, message) {
		f.Add(g.Encode(p))
	}
	f.Add([]byte{0, 1, 0xc0})
	f.Add(append([]byte{0, 2, 0xc0}, make([]byte, 47)...))
	f.Fuzz(func(t *testing.T, octets []byte) {
		p, err := g.Decode(octets)
		if err != nil {
			return
		}
		if p.Index < 1 || p.Index > 3 || g.suite.Signatures.IsIdentity(p.Signature) ||
			!bytes.Equal(g.Encode(p), octets) {
			t.Fatalf("%x decodes to %v", octets, p)
		}
	})
}

// FuzzCombine composes partials after the fuzzer's instructions, two octets each: whose and
// how spoiled. Combine returns the signature of the key if t indices have a good partial, and
// a shortage otherwise.
func FuzzCombine(f *testing.F) {
	g := dealt(f, bls.MinSignatureSize(bls.Basic), 3, 4)
	good := g.sign(f, message)
	want := g.suite.Sign(g.secret, message)
	f.Add([]byte{0, 99, 1, 99, 2, 99})
	f.Add([]byte{0, 99, 0, 99, 0, 99, 1, 99})
	f.Add([]byte{3, 99, 3, 0, 2, 1, 1, 2, 0, 99, 1, 99})
	f.Add([]byte{0, 0, 1, 0, 2, 0, 3, 0})
	f.Fuzz(func(t *testing.T, instructions []byte) {
		var partials []Partial[bls.G1]
		distinct := map[shamir.ShareIndex]bool{}
		for ; len(instructions) >= 2 && len(partials) < 12; instructions = instructions[2:] {
			k, how := int(instructions[0])%len(good), int(instructions[1])
			p := good[k]
			if how < len(kinds) {
				p = g.spoil(t, kinds[how], good, k)[k]
			} else {
				distinct[p.Index] = true
			}
			partials = append(partials, p)
		}
		signature, err := g.Combine(message, partials)
		if (err == nil) != (len(distinct) >= 3) {
			t.Fatalf("%d good indices: %v", len(distinct), err)
		}
		if err == nil && !bytes.Equal(g.suite.Signatures.Encode(signature), want) {
			t.Fatal("another signature")
		}
		if err != nil && !errors.Is(err, ErrShortage) {
			t.Fatalf("got %v, want a shortage", err)
		}
	})
}
