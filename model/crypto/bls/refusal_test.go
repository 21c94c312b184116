package bls

import (
	"testing"
)

// A refusal says where in the input the rule was broken, counted as people count: the text is all that a user of the
// command line sees.
func TestARefusalSaysWhere(t *testing.T) {
	s := MinPubkeySize(Possession)
	good, identity := s.SkToPk(seeded(t, 1)), s.Keys.Encode(s.Keys.Identity())
	other := s.SkToPk(seeded(t, 2))
	signature := s.Sign(seeded(t, 1), []byte("m"))
	for want, do := range map[string]func() error{
		"bls: G1 point: point outside the subgroup of order r": func() error {
			_, err := GroupG1.Decode(outsideG1(t))
			return err
		},
		"bls: G2 point: no such point on the curve": func() error {
			_, err := GroupG2.Decode(offCurve(GroupG2))
			return err
		},
		"bls: G1 point: wrong length = 47 octets, want 48": func() error {
			_, err := GroupG1.Decode(good[1:])
			return err
		},
		"bls: G1 point: not below the modulus": func() error { // its first bits are p's but for the last
			x := make([]byte, len(good))
			x[0] = flagCompressed | 0x1b
			_, err := GroupG1.Decode(x)
			return err
		},
		"bls: G2 point: infinity not encoded as 0xc0 and zeroes": func() error {
			x := make([]byte, 2*len(good))
			x[0], x[1] = flagCompressed|flagInfinity, 1
			_, err := GroupG2.Decode(x)
			return err
		},
		"bls: aggregate of 2, number 2: signature: G2 point: wrong length = 0 octets, want 96": func() error {
			_, err := s.Aggregate([][]byte{signature, nil})
			return err
		},
		"bls: key 2: public key: identity element": func() error {
			return s.FastAggregateVerify([][]byte{good, identity}, []byte("m"), signature)
		},
		"bls: key 3: public key: identity element": func() error {
			m := []byte("m")
			return s.AggregateVerify([][]byte{good, good, identity}, [][]byte{m, m, m}, signature)
		},
		"bls: sum of the keys of message 2: identity element": func() error {
			negated := s.Keys.Encode(s.Keys.Neg(s.Keys.Mul(seeded(t, 2), s.Keys.Generator())))
			x, y := []byte("x"), []byte("y")
			return s.AggregateVerify([][]byte{good, other, negated}, [][]byte{x, y, y}, signature)
		},
		"bls: message 2: duplicate": func() error {
			m := []byte("m")
			return MinPubkeySize(Basic).AggregateVerify([][]byte{good, other}, [][]byte{m, m}, signature)
		},
		"bls: PopVerify, message augmentation: not an operation of this scheme": func() error {
			return MinPubkeySize(Augmentation).PopVerify(good, signature)
		},
		"bls: committee: key of member 1: duplicate": func() error {
			_, err := NewCommittee(s, [][]byte{good, good}, make([][]byte, 2))
			return err
		},
		"bls: signers: duplicate = 0 after 1, want increasing": func() error {
			return newCommittee(t, s, 2).checkSigners([]Member{1, 0})
		},
	} {
		if err := do(); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// A committee has at most MaxMembers, as many as a Member can count.
func TestACommitteeHasAtMostMaxMembers(t *testing.T) {
	s := MinPubkeySize(Possession)
	for n, want := range map[int]error{0: ErrCount, 1<<16 + 1: ErrCount, 1 << 16: ErrDuplicate} {
		_, err := NewCommittee(s, make([][]byte, n), make([][]byte, n))
		mustBe(t, "a committee of empty keys", err, want)
	}
	if got := newCommittee(t, s, 3).Len(); got != 3 {
		t.Errorf("length = %d, want 3", got)
	}
}

// The subgroup check of signatures guards aggregates too: the pairing equation holds for the forgery (draft §2.9, steps
// 3 to 5).
func TestAggregatesOutsideTheGroupAreRefused(t *testing.T) {
	s, message := MinSignatureSize(Possession), []byte("m")
	outside, err := GroupG1.decodeUnchecked(outsideG1(t))
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.decodeSignature(s.Sign(seeded(t, 1), message))
	if err != nil {
		t.Fatal(err)
	}
	forged := s.Signatures.Encode(s.Signatures.Sum(r, byDoubling(GroupG1, modulusR(), outside)))
	pks := [][]byte{s.SkToPk(seeded(t, 1))}
	mustBe(t, "AggregateVerify", s.AggregateVerify(pks, [][]byte{message}, forged), ErrSubgroup)
	mustBe(t, "FastAggregateVerify", s.FastAggregateVerify(pks, message, forged), ErrSubgroup)
	mustBe(t, "PopVerify", s.PopVerify(pks[0], forged), ErrSubgroup)
}

// An identity among the keys adds nothing to a sum, so that a missing check would let it sign anything in company.
func TestTheIdentityIsNoKeyInCompany(t *testing.T) {
	s, m := MinPubkeySize(Possession), []byte("m")
	pks := [][]byte{s.SkToPk(seeded(t, 1)), s.Keys.Encode(s.Keys.Identity())}
	signature := s.Sign(seeded(t, 1), m)
	mustBe(t, "AggregateVerify", s.AggregateVerify(pks, [][]byte{m, m}, signature), ErrIdentity)
	mustBe(t, "FastAggregateVerify", s.FastAggregateVerify(pks, m, signature), ErrIdentity)
	mustBe(t, "Validate", s.Validate(pks[1]), ErrIdentity)
	mustBe(t, "Validate of a key", s.Validate(pks[0]), nil)
}

// The exported decoders, encoders and salts are those of their groups and of the draft.
func TestTheShortNamesAreOfTheirGroups(t *testing.T) {
	g1, g2 := GroupG1.Mul(scalar(5), GroupG1.Generator()), GroupG2.Mul(scalar(5), GroupG2.Generator())
	if p, err := DecodeG1(EncodeG1(g1)); err != nil || !GroupG1.Equal(p, g1) {
		t.Errorf("G1: %v, %v", p, err)
	}
	if p, err := DecodeG2(EncodeG2(g2)); err != nil || !GroupG2.Equal(p, g2) {
		t.Errorf("G2: %v, %v", p, err)
	}
	_, err := DecodeG1(outsideG1(t))
	mustBe(t, "DecodeG1", err, ErrSubgroup)
	_, err = DecodeG2(outsideG2(t))
	mustBe(t, "DecodeG2", err, ErrSubgroup)
	if got := string(SaltV2()); got != "BLS-SIG-KEYGEN-SALT-" {
		t.Errorf("salt = %q", got)
	}
	if GroupG1.Name() != "G1" || GroupG2.Name() != "G2" {
		t.Errorf("names = %s, %s", GroupG1.Name(), GroupG2.Name())
	}
}

// A multi-exponentiation is the sum of the multiples, of none too; unequal lengths are a mistake of the caller.
func TestAMultiExponentiationIsTheSumOfTheMultiples(t *testing.T) {
	g := GroupG1
	p, q := g.Generator(), g.Hash([]byte("m"), "TAG")
	for n, want := range []G1{g.Identity(), g.Mul(scalar(3), p), g.Sum(g.Mul(scalar(3), p), g.Mul(scalar(9), q))} {
		if got := g.MultiExp([]Scalar{scalar(3), scalar(9)}[:n], []G1{p, q}[:n]); !g.Equal(got, want) {
			t.Errorf("of %d: got %v, want %v", n, got, want)
		}
	}
	for name, do := range map[string]func(){
		"no scalar":      func() { g.MultiExp(nil, []G1{p}) },
		"no point":       func() { g.MultiExp([]Scalar{scalar(3)}, nil) },
		"too few points": func() { g.MultiExp([]Scalar{scalar(3), scalar(9)}, []G1{p}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			do()
		}()
	}
}
