package bls

import "testing"

// signed has n signers of messages(i), and the aggregate of their signatures.
func signed[K, S any](t testing.TB, s Suite[K, S], n int,
	message func(i int) []byte) (pks, messages [][]byte, aggregate []byte) {
	t.Helper()
	signatures := make([][]byte, n)
	for i := range n {
		sk := seeded(t, byte(i+1))
		pks, messages = append(pks, s.SkToPk(sk)), append(messages, message(i))
		signatures[i] = s.Sign(sk, message(i))
	}
	aggregate, err := s.Aggregate(signatures)
	if err != nil {
		t.Fatal(err)
	}
	return pks, messages, aggregate
}

func distinct(i int) []byte { return []byte{byte(i)} }
func same(int) []byte       { return []byte("the same") }

// AggregateVerify wants every signature in the aggregate and no other (draft §2.9).
func TestAggregateVerifyWantsEverySignature(t *testing.T) {
	eachSuite(t, aggregateExactly[G1, G2], aggregateExactly[G2, G1])
}

func aggregateExactly[K, S any](t *testing.T, s Suite[K, S]) {
	pks, messages, aggregate := signed(t, s, 3, distinct)
	if err := s.AggregateVerify(pks, messages, aggregate); err != nil {
		t.Fatal(err)
	}
	_, _, two := signed(t, s, 2, distinct)
	swapped := [][]byte{messages[1], messages[0], messages[2]}
	mustBe(t, "one signature missing", s.AggregateVerify(pks, messages, two), ErrSignature)
	mustBe(t, "one key missing", s.AggregateVerify(pks[:2], messages[:2], aggregate), ErrSignature)
	mustBe(t, "messages swapped", s.AggregateVerify(pks, swapped, aggregate), ErrSignature)
	mustBe(t, "more messages", s.AggregateVerify(pks[:2], messages, aggregate), ErrCount)
	mustBe(t, "more keys", s.AggregateVerify(pks, messages[:2], aggregate), ErrCount)
	mustBe(t, "nobody", s.AggregateVerify(nil, nil, aggregate), ErrEmpty)
	identity := s.Signatures.Encode(s.Signatures.Identity())
	mustBe(t, "nobody and the identity", s.AggregateVerify(nil, nil, identity), ErrEmpty)
	_, err := s.Aggregate(nil)
	mustBe(t, "aggregate of none", err, ErrEmpty)
	_, err = s.Aggregate([][]byte{aggregate, aggregate[1:]})
	mustBe(t, "aggregate with a short one", err, ErrLength)
}

// One message signed by all: the basic scheme refuses it, whose only defence against
// rogue keys is that messages differ; the others accept it (draft §3.1.1, §3.2.3, §3.3).
func TestBasicSchemeRefusesDuplicateMessages(t *testing.T) {
	eachSuite(t, duplicateMessages[G1, G2], duplicateMessages[G2, G1])
}

func duplicateMessages[K, S any](t *testing.T, s Suite[K, S]) {
	pks, messages, aggregate := signed(t, s, 3, same)
	err := s.AggregateVerify(pks, messages, aggregate)
	if s.Scheme == Basic {
		mustBe(t, "duplicate messages", err, ErrDuplicate)
	} else if err != nil {
		t.Error(err)
	}
}

// The aggregate of no signers, of one message by all, and of other schemes (draft §3.3.4).
func TestFastAggregateVerifyWantsOneMessageAndEverySigner(t *testing.T) {
	eachSuite(t, fastAggregate[G1, G2], fastAggregate[G2, G1])
}

func fastAggregate[K, S any](t *testing.T, s Suite[K, S]) {
	pks, messages, aggregate := signed(t, s, 3, same)
	err := s.FastAggregateVerify(pks, messages[0], aggregate)
	if s.Scheme != Possession {
		mustBe(t, "not of this scheme", err, ErrScheme)
		mustBe(t, "PopVerify, not of this scheme", s.PopVerify(pks[0], aggregate), ErrScheme)
		_, err := s.PopProve(seeded(t, 1))
		mustBe(t, "PopProve, not of this scheme", err, ErrScheme)
		return
	}
	if err != nil {
		t.Error(err)
	}
	mustBe(t, "other message", s.FastAggregateVerify(pks, []byte("x"), aggregate), ErrSignature)
	mustBe(t, "one key less", s.FastAggregateVerify(pks[1:], messages[0], aggregate), ErrSignature)
	mustBe(t, "one key twice", s.FastAggregateVerify(append(pks, pks[0]), messages[0], aggregate), ErrSignature)
	mustBe(t, "nobody", s.FastAggregateVerify(nil, messages[0], aggregate), ErrEmpty)
	identity := s.Signatures.Encode(s.Signatures.Identity())
	mustBe(t, "nobody and the identity", s.FastAggregateVerify(nil, messages[0], identity), ErrEmpty)
}

// Two keys that cancel each other make the identity a signature of anything by
// both; the sum of the keys of one message is validated too (draft §2.9, step 13).
func TestKeysThatCancelAreRefused(t *testing.T) {
	s := MinPubkeySize(Possession)
	sk := seeded(t, 1)
	var minus Scalar
	minus.Neg(&sk)
	pks := [][]byte{s.SkToPk(sk), s.SkToPk(minus)}
	identity := s.Signatures.Encode(s.Signatures.Identity())
	m := []byte("never signed")
	mustBe(t, "AggregateVerify", s.AggregateVerify(pks, [][]byte{m, m}, identity), ErrIdentity)
	mustBe(t, "FastAggregateVerify", s.FastAggregateVerify(pks, m, identity), ErrIdentity)
}

// Rogue key: with the honest key pk known, an attacker of secret key a publishes
// a·P - pk and then signs alone for both. The bare sum of keys falls to it. Each scheme
// refuses it in its own way, and nobody can prove the possession of the rogue key
// (draft §3, Boldyreva 2003).
func TestRogueKeyForgesTheBareSumAndNoScheme(t *testing.T) {
	t.Run("keys in G1", func(t *testing.T) { rogueKey(t, MinPubkeySize) })
	t.Run("keys in G2", func(t *testing.T) { rogueKey(t, MinSignatureSize) })
}

func rogueKey[K, S any](t *testing.T, suite func(Scheme) Suite[K, S]) {
	pop, a, message := suite(Possession), seeded(t, 66), []byte("the honest one never signed this")
	honest := pop.SkToPk(seeded(t, 1))
	point, err := pop.KeyValidate(honest)
	if err != nil {
		t.Fatal(err)
	}
	rogue := pop.Keys.Encode(pop.Keys.Sum(pop.Keys.Mul(a, pop.Keys.Generator()), pop.Keys.Neg(point)))
	pks, messages := [][]byte{honest, rogue}, [][]byte{message, message}

	forged := pop.Sign(a, message)
	if err := pop.FastAggregateVerify(pks, message, forged); err != nil {
		t.Errorf("the attack on the bare sum of keys fails, so that this test shows nothing: %v", err)
	}
	proof, err := pop.PopProve(a)
	if err != nil {
		t.Fatal(err)
	}
	honestProof, err := pop.PopProve(seeded(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string][]byte{"its own": proof, "the honest one's": honestProof,
		"a signature of the key": pop.Sign(a, rogue)} {
		_, err := NewCommittee(pop, pks, [][]byte{honestProof, p})
		mustBe(t, "committee, proof "+name, err, ErrSignature)
	}
	basic, augmentation := suite(Basic), suite(Augmentation)
	mustBe(t, "basic", basic.AggregateVerify(pks, messages, basic.Sign(a, message)), ErrDuplicate)
	mustBe(t, "augmentation", augmentation.AggregateVerify(pks, messages, augmentation.Sign(a, message)), ErrSignature)
}
