package beacon_test

import (
	"bytes"
	"errors"
	"testing"

	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// group is a group with a key from distributed key generation.
type group[K, S any] struct {
	scheme  beacon.Scheme[K, S]
	key     tbls.PublicKey[K, S]
	shares  []vss.Share
	genesis beacon.Beacon
}

func generated[K, S any](t *testing.T, s beacon.Scheme[K, S], n, threshold, faults int) group[K, S] {
	t.Helper()
	m, err := dkg.New[bls.Scalar, K](dkg.NewCurve(s.Suite.Keys), dkg.Gennaro, dkg.Params{Nodes: n, Threshold: threshold,
		Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	outcomes, _, err := result.Execution[bls.Scalar, K]{Machine: m, Chooser: sim.Random(uint64(n))}.Run()
	if err != nil {
		t.Fatal(err)
	}
	g := group[K, S]{scheme: s}
	if s.Chained {
		g.genesis.Signature = bytes.Repeat([]byte{0x5e}, beacon.SeedSize)
	}
	return g.with(t, threshold, outcomes)
}

// with is the group with another sharing of its key.
func (g group[K, S]) with(t *testing.T, threshold int, outcomes []*dkg.Outcome[bls.Scalar, K]) group[K, S] {
	t.Helper()
	g.shares = nil
	for _, o := range outcomes {
		if o.Member {
			g.shares = append(g.shares, o.Share)
		}
	}
	key, err := tbls.NewPublicKey(g.scheme.Suite, shamir.Size(threshold), shamir.Size(len(g.shares)),
		outcomes[0].Commitment)
	if err != nil {
		t.Fatal(err)
	}
	g.key = key
	return g
}

func (g group[K, S]) chain() beacon.Chain[K, S] {
	return beacon.Chain[K, S]{Scheme: g.scheme, Key: g.scheme.Suite.Keys.Encode(g.key.Group()),
		Genesis: g.genesis.Signature}
}

// run is one run of a group, in which corrupt nodes tamper with what they send.
type run[K, S any] struct {
	group   group[K, S]
	rounds  uint64
	corrupt map[model.NodeID]func(model.Message) []model.Message
	chooser sim.Chooser
	faults  sim.Faults
	anytime bool
}

type tampering[K, S any] struct {
	*beacon.Machine[K, S]
	corrupt map[model.NodeID]func(model.Message) []model.Message
}

func (m tampering[K, S]) Apply(s beacon.State[S], e model.Event) (beacon.State[S], []model.Effect) {
	s, effects := m.Machine.Apply(s, e)
	tamper := m.corrupt[s.Self]
	if tamper == nil {
		return s, effects
	}
	var sent []model.Effect
	for _, effect := range effects {
		if b, ok := effect.(model.Broadcast); ok {
			for _, message := range tamper(b.Message) {
				sent = append(sent, model.Broadcast{Message: message})
			}
			continue
		}
		sent = append(sent, effect)
	}
	return s, sent
}

// outputs is what the honest nodes put out. It fails if one output comes before t-f honest nodes have
// signed (BEACON-P2), if a node puts out one round twice or rounds in disorder, or blames an honest node.
func (r run[K, S]) outputs(t *testing.T) (byNode [][]beacon.Beacon, err error) {
	t.Helper()
	m, err := beacon.New(r.group.scheme, r.group.key, r.group.shares, r.group.genesis, r.rounds)
	if err != nil {
		t.Fatal(err)
	}
	byNode = make([][]beacon.Beacon, len(r.group.shares))
	signed := map[uint64]model.NodeSet{}
	w, err := sim.New(sim.Config[beacon.State[S]]{Nodes: len(r.group.shares), Machine: tampering[K, S]{m, r.corrupt},
		Chooser: r.chooser,
		Faults:  r.faults, AnytimeTimers: r.anytime,
		Observe: func(o sim.Observation[beacon.State[S]]) {
			for _, effect := range o.Effects {
				switch e := effect.(type) {
				case model.Broadcast:
					if p, ok := e.Message.(beacon.Partial[S]); ok && r.corrupt[o.Node] == nil {
						signed[p.Round] = signed[p.Round].With(o.Node)
					}
				case model.Output:
					b := e.Value.(beacon.Beacon)
					if r.corrupt[o.Node] == nil {
						byNode[o.Node] = append(byNode[o.Node], b)
					}
					if need := int(r.group.key.Threshold()) - len(r.corrupt); signed[b.Round].Len() < need {
						t.Errorf("round %d is out after %d honest nodes signed, want %d", b.Round,
							signed[b.Round].Len(), need)
					}
				}
			}
			for i := range o.After.Blamed.Members() {
				if r.corrupt[i] == nil && r.corrupt[o.Node] == nil {
					t.Errorf("node %d blames the honest node %d", o.Node, i)
				}
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	err = w.Run(func() bool { return false }, 100000)
	for i, beacons := range byNode {
		for k := 1; k < len(beacons); k++ {
			if beacons[k].Round <= beacons[k-1].Round {
				t.Errorf("node %d puts out round %d after round %d", i, beacons[k].Round, beacons[k-1].Round)
			}
		}
	}
	return byNode, err
}

// unique fails unless all outputs of a round are one (BEACON-P1), verify (BEACON-P3), and are `want` rounds.
func (g group[K, S]) unique(t *testing.T, byNode [][]beacon.Beacon, want uint64) map[uint64]beacon.Beacon {
	t.Helper()
	rounds := map[uint64]beacon.Beacon{}
	for i, beacons := range byNode {
		for _, b := range beacons {
			first, known := rounds[b.Round]
			switch {
			case !known:
				rounds[b.Round] = b
				if err := g.chain().Verify(b); err != nil {
					t.Errorf("node %d: %v", i, err)
				}
			case !bytes.Equal(first.Signature, b.Signature) || !bytes.Equal(first.Previous, b.Previous):
				t.Errorf("round %d has two outputs", b.Round)
			}
		}
	}
	if uint64(len(rounds)) != want {
		t.Errorf("rounds put out = %d, want %d", len(rounds), want)
	}
	var all []beacon.Beacon
	for r := uint64(1); r <= want; r++ {
		all = append(all, rounds[r])
	}
	if err := g.chain().VerifyAll(all); err != nil {
		t.Error(err)
	}
	return rounds
}

// BEACON-P1 to P3, P5: n = 4, t = 2, one node corrupt in every way, on random schedules, with timers at any
// time and without: every round ends, and with one output.
func TestEveryRoundHasOneOutput(t *testing.T) {
	everyRound(t, generated(t, beacon.PedersenChained(), 4, 2, 1))
	everyRound(t, generated(t, beacon.UnchainedG1(), 4, 2, 1))
}

func everyRound[K, S any](t *testing.T, g group[K, S]) {
	signatures := g.scheme.Suite.Signatures
	other := signatures.Generator()
	var old *beacon.Partial[S]
	ways := map[string]func(model.Message) []model.Message{
		"silent": func(model.Message) []model.Message { return nil },
		"wrong": func(m model.Message) []model.Message {
			if p, ok := m.(beacon.Partial[S]); ok {
				p.Signature = signatures.Sum(p.Signature, other)
				return []model.Message{p}
			}
			return nil
		},
		"wrong and right": func(m model.Message) []model.Message {
			if p, ok := m.(beacon.Partial[S]); ok {
				return []model.Message{beacon.Partial[S]{Round: p.Round, Signature: other}, p, p}
			}
			return []model.Message{m, m}
		},
		"identity": func(m model.Message) []model.Message {
			if p, ok := m.(beacon.Partial[S]); ok {
				return []model.Message{beacon.Partial[S]{Round: p.Round, Signature: signatures.Identity()}}
			}
			return nil
		},
		"replay of an old partial": func(m model.Message) []model.Message {
			p, ok := m.(beacon.Partial[S])
			if !ok {
				return nil
			}
			if old == nil {
				old = &p
			}
			return []model.Message{beacon.Partial[S]{Round: p.Round, Signature: old.Signature},
				beacon.Partial[S]{Round: p.Round + 1, Signature: old.Signature}}
		},
		"forged beacons": func(m model.Message) []model.Message {
			if p, ok := m.(beacon.Partial[S]); ok {
				b := beacon.Beacon{Round: p.Round, Previous: g.genesis.Signature,
					Signature: signatures.Encode(p.Signature)}
				late := b
				late.Round += 3
				return []model.Message{beacon.Announcement{Beacon: b}, beacon.Announcement{Beacon: late},
					beacon.Announcement{}}
			}
			return nil
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(2) {
				old = nil
				r := run[K, S]{group: g, rounds: 3,
					corrupt: map[model.NodeID]func(model.Message) []model.Message{model.NodeID(seed): way},
					chooser: sim.Random(seed), anytime: seed == 1, faults: sim.Faults{Duplicate: 5}}
				byNode, err := r.outputs(t)
				if !errors.Is(err, sim.ErrStuck) {
					t.Fatal(err)
				}
				g.unique(t, byNode, 3)
				for i, beacons := range byNode {
					if i != int(seed) && (len(beacons) == 0 || beacons[len(beacons)-1].Round != 3) {
						t.Errorf("node %d stops before the last round: %d outputs", i, len(beacons))
					}
				}
			}
		})
	}
}

// BEACON-P2: t-1 nodes that sign, however often they repeat themselves, make no beacon.
func TestFewerThanTheThresholdMakeNoBeacon(t *testing.T) {
	g := generated(t, beacon.UnchainedG1(), 5, 3, 2)
	g.shares = g.shares[:2] // nobody else takes part
	byNode, err := run[bls.G2, bls.G1]{group: g, rounds: 2, chooser: sim.Random(1),
		faults: sim.Faults{Duplicate: 50}}.outputs(t)
	if !errors.Is(err, sim.ErrStuck) {
		t.Fatal(err)
	}
	g.unique(t, byNode, 0)
}

// BEACON-P1: crashed nodes make no difference to the outputs, whoever they are.
func TestWhoSignsMakesNoDifference(t *testing.T) {
	g := generated(t, beacon.PedersenUnchained(), 5, 3, 2)
	var want map[uint64]beacon.Beacon
	for seed := range uint64(4) {
		byNode, err := run[bls.G1, bls.G2]{group: g, rounds: 2, chooser: sim.Random(seed),
			faults: sim.Faults{Crashes: 2, Rarity: 6}}.outputs(t)
		if !errors.Is(err, sim.ErrStuck) {
			t.Fatal(err)
		}
		got := g.unique(t, byNode, 2)
		if want == nil {
			want = got
		}
		for round := range want {
			if !bytes.Equal(want[round].Signature, got[round].Signature) {
				t.Errorf("seed %d: another output of round %d", seed, round)
			}
		}
	}
}

// BEACON-P6: after its key was reshared to another group with another threshold, the chain goes on under
// the same public key, and the old group's shares are of no use in the new one.
func TestTheChainGoesOnAfterResharing(t *testing.T) {
	s := beacon.PedersenChained()
	g := generated(t, s, 3, 2, 1)
	byNode, err := run[bls.G1, bls.G2]{group: g, rounds: 2, chooser: sim.Random(1)}.outputs(t)
	if !errors.Is(err, sim.ErrStuck) {
		t.Fatal(err)
	}
	last := g.unique(t, byNode, 2)[2]
	m, err := dkg.NewResharing(dkg.Group[bls.Scalar, bls.G1](dkg.NewCurve(s.Suite.Keys)),
		dkg.Resharing[bls.Scalar, bls.G1]{
			Nodes: 8, Old: []model.NodeID{0, 1, 2}, Threshold: 2,
			Commitment: commitment(t, g), Shares: values(g.shares),
			New: []model.NodeID{3, 4, 5, 6, 7}, To: dkg.Params{Nodes: 5, Threshold: 3, Faults: 2}})
	if err != nil {
		t.Fatal(err)
	}
	outcomes, _, err := result.Execution[bls.Scalar, bls.G1]{Machine: m, Chooser: sim.Random(2)}.Run()
	if err != nil {
		t.Fatal(err)
	}
	next := g.with(t, 3, outcomes)
	if !bytes.Equal(next.chain().Key, g.chain().Key) {
		t.Fatal("another public key")
	}
	next.genesis = last
	byNode, err = run[bls.G1, bls.G2]{group: next, rounds: 4, chooser: sim.Random(3)}.outputs(t)
	if !errors.Is(err, sim.ErrStuck) {
		t.Fatal(err)
	}
	if err := g.chain().VerifyAll(append([]beacon.Beacon{last}, byNode[0]...)); err != nil || len(byNode[0]) != 2 {
		t.Errorf("rounds after the resharing = %d (%v), want 2", len(byNode[0]), err)
	}
	next.shares = append(g.shares[:2:2], next.shares[2:3]...)
	m2 := run[bls.G1, bls.G2]{group: next, rounds: 4, chooser: sim.Random(3),
		corrupt: map[model.NodeID]func(model.Message) []model.Message{0: all, 1: all}}
	byNode, err = m2.outputs(t)
	if !errors.Is(err, sim.ErrStuck) || len(byNode[2]) != 0 {
		t.Errorf("old shares made %d beacons (%v)", len(byNode[2]), err)
	}
}

// BEACON-P6, from three nodes to four with another threshold and back (spec/dkg/reshare): the chain goes on under one
// key, each time without the dealer that reshares another value, which all blame. Shares of the first group and of the
// last, on lines of their own, make no signature together.
func TestTheChainGoesOnThroughAnotherGroupAndBack(t *testing.T) {
	s := beacon.PedersenChained()
	g := generated(t, s, 3, 2, 1)
	chain, first := g.chain(), g.shares
	last, c := g.genesis, commitment(t, g)
	for k, to := range []dkg.Params{{Nodes: 3, Threshold: 2, Faults: 1}, {Nodes: 4, Threshold: 3, Faults: 1},
		{Nodes: 3, Threshold: 2, Faults: 1}} {
		if k > 0 {
			old := len(g.shares)
			r := dkg.Resharing[bls.Scalar, bls.G1]{Nodes: 4, Threshold: len(c), Faults: 1, Commitment: c,
				Shares: values(g.shares), To: to}
			for i := range model.NodeID(4) {
				if int(i) < old {
					r.Old = append(r.Old, i)
				}
				if int(i) < to.Nodes {
					r.New = append(r.New, i)
				}
			}
			m, err := dkg.NewResharing(dkg.Group[bls.Scalar, bls.G1](dkg.NewCurve(s.Suite.Keys)), r)
			if err != nil {
				t.Fatal(err)
			}
			m = m.InSession("beacon", uint64(k))
			outcomes, honest, err := result.Execution[bls.Scalar, bls.G1]{Machine: m, Chooser: sim.Random(uint64(k)),
				Scripts: map[model.NodeID]dkg.Script{1: {Commit: dkg.Wrong}}}.Run()
			if err != nil {
				t.Fatal(err)
			}
			for i := range honest.Members() {
				if want := model.All(old).Without(1); !outcomes[i].Qualified.Equal(want) {
					t.Errorf("passage %d, node %d: QUAL = %v, want %v", k, i, outcomes[i].Qualified, want)
				}
			}
			g, c = g.with(t, to.Threshold, outcomes), outcomes[0].Commitment
			if !bytes.Equal(g.chain().Key, chain.Key) {
				t.Fatalf("passage %d: another public key", k)
			}
		}
		g.genesis = last
		r := run[bls.G1, bls.G2]{group: g, rounds: last.Round + 2, chooser: sim.Random(uint64(k))}
		if k > 0 { // node 1 believes its own deal, and signs with what follows from that
			r.corrupt = map[model.NodeID]func(model.Message) []model.Message{1: all}
		}
		byNode, err := r.outputs(t)
		if !errors.Is(err, sim.ErrStuck) || len(byNode[0]) != 2 {
			t.Fatalf("group %d: rounds = %d (%v), want 2", k, len(byNode[0]), err)
		}
		link := byNode[0]
		if k > 0 {
			link = append([]beacon.Beacon{last}, link...)
		}
		if err := chain.VerifyAll(link); err != nil {
			t.Errorf("group %d: %v", k, err)
		}
		last = byNode[0][1]
	}
	mixed := g
	mixed.shares = []vss.Share{first[0], g.shares[2], first[1]}
	message := []byte("old and new")
	var partials []tbls.Partial[bls.G2]
	for _, share := range mixed.shares {
		p, err := tbls.Sign(s.Suite, share, message)
		if err != nil {
			t.Fatal(err)
		}
		partials = append(partials, p)
	}
	if _, err := g.key.Combine(message, partials); !errors.Is(err, tbls.ErrShortage) {
		t.Errorf("shares of the first group and one of the last: got %v, want %v", err, tbls.ErrShortage)
	}
	for _, pair := range [][]tbls.Partial[bls.G2]{partials[:2], partials[1:]} {
		if signature, err := g.key.Interpolate(pair); err != nil || g.key.VerifySignature(message, signature) == nil {
			t.Errorf("an old share and a new one sign (%v)", err)
		}
	}
}

func all(m model.Message) []model.Message { return []model.Message{m} }

// commitment interpolates the commitment to a key's sharing from its images: (X, V_1 - X) at t = 2.
func commitment[S any](t *testing.T, g group[bls.G1, S]) []bls.G1 {
	t.Helper()
	v, err := g.key.Share(1)
	if err != nil {
		t.Fatal(err)
	}
	keys := g.scheme.Suite.Keys
	return []bls.G1{g.key.Group(), keys.Sum(v, keys.Neg(g.key.Group()))}
}

func values(shares []vss.Share) []bls.Scalar {
	var v []bls.Scalar
	for _, s := range shares {
		v = append(v, s.Value)
	}
	return v
}

// What does not fit together is refused before the first round.
func TestTheMachineChecksItsConfiguration(t *testing.T) {
	g := generated(t, beacon.PedersenChained(), 3, 2, 1)
	for name, construct := range map[string]func() error{
		"no seed": func() error { _, err := beacon.New(g.scheme, g.key, g.shares, beacon.Beacon{}, 5); return err },
		"seed of 31 octets": func() error {
			_, err := beacon.New(g.scheme, g.key, g.shares, beacon.Beacon{Signature: make([]byte, 31)}, 5)
			return err
		},
		"more nodes than keys": func() error {
			_, err := beacon.New(g.scheme, g.key, append(g.shares, g.shares...), g.genesis, 5)
			return err
		},
		"too many rounds": func() error {
			_, err := beacon.New(g.scheme, g.key, g.shares, g.genesis, 1<<32)
			return err
		},
		"a last beacon that does not verify": func() error {
			_, err := beacon.New(g.scheme, g.key, g.shares, beacon.Beacon{Round: 3, Previous: bytes.Repeat([]byte{1},
				96), Signature: bytes.Repeat([]byte{1}, 96)}, 5)
			return err
		},
		"another tag": func() error {
			s := g.scheme
			s.Suite = s.Suite.WithTag("another")
			_, err := beacon.New(s, g.key, g.shares, g.genesis, 5)
			return err
		},
		"another defence against rogue keys under the same tag": func() error {
			s := g.scheme
			s.Suite.Scheme = bls.Augmentation
			_, err := beacon.New(s, g.key, g.shares, g.genesis, 5)
			return err
		},
	} {
		if construct() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := g.chain().VerifyAll([]beacon.Beacon{{Round: 2, Previous: bytes.Repeat([]byte{1}, 96)}}); err == nil {
		t.Error("VerifyAll: accepted")
	}
}

// BEACON-P3: a chain with a gap, or a beacon that does not cover the one before, is none.
func TestBrokenChainsAreRefused(t *testing.T) {
	s := beacon.PedersenChained()
	var sk bls.Scalar
	sk.SetUint64(11)
	chain := beacon.Chain[bls.G1, bls.G2]{Scheme: s, Key: s.Suite.SkToPk(sk), Genesis: bytes.Repeat([]byte{9}, 32)}
	sign := func(round uint64, previous []byte) beacon.Beacon {
		message, err := s.Message(round, previous)
		if err != nil {
			t.Fatal(err)
		}
		return beacon.Beacon{Round: round, Previous: previous, Signature: s.Suite.Sign(sk, message)}
	}
	one := sign(1, chain.Genesis)
	two := sign(2, one.Signature)
	three := sign(3, two.Signature)
	fork := sign(3, one.Signature)
	seeded := sign(1, bytes.Repeat([]byte{8}, 32))
	if err := chain.VerifyAll([]beacon.Beacon{one, two, three}); err != nil {
		t.Error(err)
	}
	for name, beacons := range map[string][]beacon.Beacon{
		"gap": {one, three}, "fork": {one, two, fork}, "disorder": {two, one}, "repetition": {one, one},
		"another seed": {seeded},
	} {
		if err := chain.VerifyAll(beacons); !errors.Is(err, beacon.ErrLink) && !errors.Is(err, beacon.ErrPrevious) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
