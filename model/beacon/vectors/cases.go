package vectors

import (
	"slices"

	"quesera/internal/vector"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
)

// names are the schemes that vectors are of.
var names = []string{beacon.PedersenChained().Name, beacon.PedersenUnchained().Name, beacon.UnchainedG1().Name,
	beacon.Fastnet().Name}

// The key of all vectors is shared 2 of 3, and the genesis seed counts up.
func polynomial() shamir.Polynomial[bls.Scalar] {
	return shamir.FromSeed([]byte("quesera vectors 1"), "beacon", 2)
}

func genesis() vector.Hex {
	seed := make(vector.Hex, beacon.SeedSize)
	for k := range seed {
		seed[k] = byte(k)
	}
	return seed
}

func shareOf(i int) vss.Share {
	return vss.Share{Index: shamir.ShareIndex(i + 1), Value: shamir.Eval(shamir.Scalars{}, polynomial(),
		shamir.ShareIndex(i+1))}
}

// made are a chain of beacons, the key and the commitment to it, and partial signatures by round and node.
type made struct {
	key, commitment vector.Hex
	beacons         []Beacon
	partials        [][]vector.Hex
}

func must[T any](value T, err error) T {
	if err != nil {
		panic("vectors: " + err.Error()) // the inputs are ours
	}
	return value
}

// make is the chain of a scheme.
func makeIn[K, S any](s beacon.Scheme[K, S], rounds int) made {
	m := made{}
	for _, k := range polynomial() {
		m.commitment = append(m.commitment, s.Suite.Keys.Encode(s.Suite.Keys.Mul(k, s.Suite.Keys.Generator()))...)
	}
	m.key = m.commitment[:s.Suite.Keys.Size()]
	previous := genesis()
	for r := range rounds {
		if !s.Chained {
			previous = vector.Hex{}
		}
		text := must(s.Message(uint64(r+1), previous))
		b := Beacon{Round: uint64(r + 1), Previous: previous, Signature: s.Suite.Sign(polynomial()[0], text)}
		var partials []vector.Hex
		for i := range 3 {
			p := must(tbls.Sign(s.Suite, shareOf(i), text))
			partials = append(partials, s.Suite.Signatures.Encode(p.Signature))
		}
		m.beacons, m.partials, previous = append(m.beacons, b), append(m.partials, partials), b.Signature
	}
	return m
}

func makeOf(name string) made {
	return must(in(name, func(s beacon.Scheme[bls.G1, bls.G2]) (made, error) { return makeIn(s, 3), nil },
		func(s beacon.Scheme[bls.G2, bls.G1]) (made, error) { return makeIn(s, 3), nil }))
}

func messageCases() (all []vector.Case[RoundInput]) {
	for _, name := range names {
		add := func(topic string, round uint64, previous vector.Hex) {
			all = append(all, vector.Case[RoundInput]{Topic: topic, Input: RoundInput{name, round, previous}})
		}
		none := vector.Hex{}
		long := make(vector.Hex, 96)
		add("round 0 is not signed", 0, none)
		add("round 1 without a seed", 1, none)
		add("round 1 after the seed", 1, genesis())
		add("round 1 after something of another length", 1, genesis()[1:])
		add("round 2 after a signature", 2, long)
		add("round 2 after the seed", 2, genesis())
		add("a round of 64 bits", 1<<63+258, none)
	}
	return append(all, vector.Case[RoundInput]{Topic: "an unknown scheme", Input: RoundInput{"none", 1, vector.Hex{}}})
}

func verifyCases() (all []vector.Case[ChainInput]) {
	for _, name := range names {
		m := makeOf(name)
		add := func(topic string, genesis vector.Hex, beacons ...Beacon) {
			all = append(all, vector.Case[ChainInput]{Topic: topic, Input: ChainInput{name, m.key, genesis, beacons}})
		}
		b := m.beacons
		add("one beacon", genesis(), b[0])
		add("three beacons", genesis(), b...)
		add("the genesis is not known", vector.Hex{}, b[0])
		other := genesis()
		other[0]++
		add("after another genesis", other, b[0])
		add("a round is left out", genesis(), b[0], b[2])
		add("in the reverse order", genesis(), b[1], b[0])
		add("a round twice", genesis(), b[0], b[0])
		wrong := b[1]
		wrong.Round = 3
		add("a signature of another round", genesis(), wrong)
		wrong = b[1]
		wrong.Previous = b[2].Signature
		add("after another signature", genesis(), wrong)
		wrong = b[0]
		wrong.Round = 0
		add("round 0", genesis(), wrong)
		wrong = b[1]
		wrong.Signature = slices.Clone(wrong.Signature)
		wrong.Signature[0] ^= 0x20
		add("the negative of the signature", genesis(), wrong)
		wrong.Signature = append(vector.Hex{0xc0}, make(vector.Hex, len(wrong.Signature)-1)...)
		add("the identity as a signature", genesis(), wrong)
		unchained := b[1]
		unchained.Previous = vector.Hex{}
		add("without the signature before", genesis(), unchained)
	}
	return all
}

func nodeCases() (all []vector.Case[Script]) {
	for _, name := range names {
		m := makeOf(name)
		add := func(topic string, events ...Event) {
			all = append(all, vector.Case[Script]{Topic: topic, Input: Script{Scheme: name, Threshold: 2, Nodes: 3,
				Commitment: m.commitment, Last: Beacon{0, vector.Hex{}, genesis()}, Rounds: 3, Self: 0,
				Share: bls.EncodeScalar(shareOf(0).Value), Events: append([]Event{}, events...)}})
		}
		begin := func(round uint64) Event { return Event{Event: "begin", Round: round} }
		partial := func(from int, round uint64) Event {
			return Event{Event: "partial", From: from, Round: round, Signature: m.partials[round-1][from]}
		}
		told := func(from int, b Beacon) Event { return Event{Event: "beacon", From: from, Beacon: &b} }
		add("nothing happens")
		add("three rounds", begin(1), partial(1, 1), begin(2), partial(2, 2), begin(3), partial(1, 3), begin(4))
		add("the partials of others come first", partial(1, 1), partial(2, 1), begin(1), begin(2))
		add("a round begins twice, or out of turn", begin(2), begin(1), begin(1), begin(0), partial(1, 1), begin(1))
		add("a partial of the next round waits", partial(1, 2), begin(1), partial(2, 1), begin(2))
		add("a partial of the round after that does not", partial(1, 3), begin(1), partial(2, 1), begin(2), partial(2, 2),
			begin(3))
		add("one partial twice", partial(1, 1), partial(1, 1), begin(1))
		forged := partial(1, 1)
		forged.Signature = m.partials[0][2]
		add("a forged partial, and the right one after it", forged, partial(1, 1), begin(1), partial(2, 1))
		stranger := partial(2, 1)
		stranger.From = 3
		add("a partial from outside the group", stranger, begin(1), partial(1, 1))
		add("a beacon", told(1, m.beacons[0]), begin(2), partial(1, 2))
		add("a beacon of a later round", told(1, m.beacons[2]), begin(1), begin(3))
		add("an old beacon", told(1, m.beacons[1]), told(2, m.beacons[0]))
		wrong := m.beacons[0]
		wrong.Signature = m.beacons[1].Signature
		add("a beacon that does not verify", told(2, wrong), begin(1), partial(1, 1))
	}
	refuse := func(topic string, change func(s *Script)) {
		s := all[0].Input
		change(&s)
		all = append(all, vector.Case[Script]{Topic: topic, Input: s})
	}
	refuse("a genesis seed that is too short", func(s *Script) { s.Last.Signature = s.Last.Signature[1:] })
	refuse("a last beacon that does not verify", func(s *Script) {
		s.Last = makeOf(names[0]).beacons[0]
		s.Last.Round = 2
	})
	refuse("more rounds than are numbered", func(s *Script) { s.Rounds = 1 << 32 })
	refuse("a commitment of another length", func(s *Script) { s.Threshold = 3 })
	refuse("a last beacon that does not verify", func(s *Script) { // and is in order
		s.Last = makeOf(names[0]).beacons[1]
		s.Last.Signature = makeOf(names[0]).beacons[2].Signature
	})
	return all
}
