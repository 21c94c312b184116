package beacon_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"testing"

	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
)

// seat is node 0 of four, t = 2, unchained, with everybody else played by hand.
type seat struct {
	*testing.T
	group group[bls.G2, bls.G1]
	m     *beacon.Machine[bls.G2, bls.G1]
	state beacon.State[bls.G1]
	sent  []model.Effect
}

func sit(t *testing.T) *seat {
	t.Helper()
	s := &seat{T: t, group: generated(t, beacon.UnchainedG1(), 4, 2, 1)}
	m, err := beacon.New(s.group.scheme, s.group.key, s.group.shares, s.group.genesis, 3)
	if err != nil {
		t.Fatal(err)
	}
	s.m = m
	s.state, s.sent = m.Start(0)
	return s
}

// apply is one transition. It fails if the old state changes under it.
func (s *seat) apply(e model.Event) {
	s.Helper()
	before, kept := s.state, fmt.Sprintf("%+v", s.state)
	s.state, s.sent = s.m.Apply(before, e)
	if fmt.Sprintf("%+v", before) != kept {
		s.Fatal("Apply changed its argument")
	}
}

// partial is node i's partial signature for a round, in a message for another perhaps.
func (s *seat) partial(i int, round, claimed uint64) beacon.Partial[bls.G1] {
	s.Helper()
	message, err := s.group.scheme.Message(round, nil)
	if err != nil {
		s.Fatal(err)
	}
	p, err := tbls.Sign(s.group.key.Suite(), s.group.shares[i], message)
	if err != nil {
		s.Fatal(err)
	}
	return beacon.Partial[bls.G1]{Round: claimed, Signature: p.Signature}
}

func (s *seat) hear(from model.NodeID, m model.Message) {
	s.Helper()
	s.apply(model.Receive{From: from, Message: m})
}

// put fails unless the last transition put out the rounds, and no others.
func (s *seat) put(rounds ...uint64) {
	s.Helper()
	var out []uint64
	for _, effect := range s.sent {
		if o, ok := effect.(model.Output); ok {
			out = append(out, o.Value.(beacon.Beacon).Round)
		}
	}
	if fmt.Sprint(out) != fmt.Sprint(rounds) {
		s.Errorf("rounds put out = %v, want %v", out, rounds)
	}
}

// BEACON-4: a sender gets one try a round, and what does not verify is blamed on it, in no other round and on
// nobody else.
func TestASenderGetsOneTryARound(t *testing.T) {
	s := sit(t)
	s.apply(model.Timer{Phase: 1})
	s.put()
	s.hear(1, s.partial(2, 1, 1)) // another node's: it does not verify for node 1
	if !s.state.Blamed.Equal(model.Only(1)) {
		t.Errorf("blamed = %v, want node 1", s.state.Blamed)
	}
	s.hear(1, s.partial(1, 1, 1))
	s.put()
	s.hear(2, s.partial(2, 1, 1))
	s.put(1)
	s.apply(model.Timer{Phase: 2})
	s.hear(1, s.partial(1, 2, 2))
	s.put(2)
}

// BEACON-4: one's own partial, received again, does not count twice, nor does another's.
func TestARepeatedPartialCountsOnce(t *testing.T) {
	s := sit(t)
	for range 3 {
		s.hear(3, s.partial(3, 1, 1))
		s.put()
	}
	s.apply(model.Timer{Phase: 1})
	s.put(1)
	s.apply(model.Timer{Phase: 2})
	s.hear(0, s.partial(0, 2, 2))
	s.put()
	s.apply(model.Timer{Phase: 2})
	s.put()
}

// BEACON-6: partials that waited for a round that the node skips count in no other.
func TestPartialsOfASkippedRoundAreForgotten(t *testing.T) {
	ahead := sit(t)
	for round := uint64(1); round <= 2; round++ {
		ahead.hear(1, ahead.partial(1, round, round))
		ahead.hear(2, ahead.partial(2, round, round))
		ahead.put(round)
	}
	s := sit(t)
	s.hear(1, s.partial(1, 2, 2))
	s.hear(3, beacon.Announcement{Beacon: ahead.state.Last})
	s.put(2)
	s.apply(model.Timer{Phase: 3})
	s.put()
	s.hear(1, s.partial(1, 3, 3))
	s.put(3)
	if !s.state.Blamed.Empty() {
		t.Errorf("blamed = %v, want nobody", s.state.Blamed)
	}
}

// BEACON-4, BEACON-6: a partial of the next round waits until a beacon ends this one; it is one of each sender
// that waits, and one of a round further on does not.
func TestPartialsOfTheNextRoundWait(t *testing.T) {
	s := sit(t)
	s.hear(1, s.partial(1, 2, 2))
	s.hear(1, s.partial(1, 1, 2)) // a second one, which would not verify
	s.hear(2, s.partial(2, 3, 3))
	s.hear(9, s.partial(2, 2, 2)) // nobody of the group
	s.apply(model.Timer{Phase: 1})
	s.hear(2, s.partial(2, 1, 1))
	s.put(1)
	s.apply(model.Timer{Phase: 2})
	s.put(2)
	if !s.state.Blamed.Empty() {
		t.Errorf("blamed = %v, want nobody", s.state.Blamed)
	}
	s.apply(model.Timer{Phase: 3})
	s.put()
}

// Partials of the next round that complete it by themselves do so at once, in order.
func TestARoundMayEndWithTheOneBefore(t *testing.T) {
	s := sit(t)
	for i := range 2 {
		s.hear(model.NodeID(i+1), s.partial(i+1, 2, 2))
	}
	s.hear(1, s.partial(1, 1, 1))
	s.hear(2, s.partial(2, 1, 1))
	s.put(1, 2)
}

// Old partials, old and forged beacons, stale timers and other events change nothing but blame.
func TestStaleEventsChangeNothing(t *testing.T) {
	s := sit(t)
	s.hear(1, s.partial(1, 1, 1))
	s.hear(2, s.partial(2, 1, 1))
	s.put(1)
	first, kept := s.state.Last, fmt.Sprintf("%+v", s.state)
	for _, e := range []model.Event{nil, model.Timer{Phase: 1}, model.Timer{Phase: 3}, model.Timeout{}, model.Coin{},
		model.Receive{From: 1}, model.Receive{From: 3, Message: s.partial(3, 1, 1)},
		model.Receive{From: 3, Message: s.partial(3, 9, 9)},
		model.Receive{From: 1, Message: beacon.Announcement{Beacon: first}},
		model.Receive{From: 1, Message: beacon.Announcement{}},
		model.Receive{From: 1, Message: beacon.Announcement{Beacon: beacon.Beacon{Round: 9,
			Signature: first.Signature}}}} {
		s.apply(e)
		if got := fmt.Sprintf("%+v", s.state); got != kept || len(s.sent) > 0 {
			t.Errorf("%+v: state %s, sent %v", e, got, s.sent)
		}
	}
	s.hear(3, beacon.Announcement{Beacon: beacon.Beacon{Round: 2, Signature: first.Signature}})
	if s.put(); !s.state.Blamed.Equal(model.Only(3)) || s.state.Last.Round != 1 {
		t.Errorf("a forged beacon: last round %d, blamed %v", s.state.Last.Round, s.state.Blamed)
	}
}

// BEACON-P3: an unchained series with a gap is none either.
func TestUnchainedRoundsFollowEachOther(t *testing.T) {
	s := beacon.UnchainedG1()
	var sk bls.Scalar
	sk.SetUint64(13)
	chain := beacon.Chain[bls.G2, bls.G1]{Scheme: s, Key: s.Suite.SkToPk(sk)}
	var all []beacon.Beacon
	for round := range uint64(4) {
		message, err := s.Message(round+1, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, beacon.Beacon{Round: round + 1, Signature: s.Suite.Sign(sk, message)})
	}
	if err := chain.VerifyAll(all); err != nil {
		t.Error(err)
	}
	if err := chain.VerifyAll([]beacon.Beacon{all[0], all[2]}); !errors.Is(err, beacon.ErrLink) {
		t.Errorf("gap: %v, want %v", err, beacon.ErrLink)
	}
}

// BEACON-3: a node signs once a round, and none that has no share or a share of another index.
func TestOnlyOwnSharesSignAndOnce(t *testing.T) {
	s := sit(t)
	signs := func(shares []vss.Share, self model.NodeID, times int) (signed int) {
		m, err := beacon.New(s.group.scheme, s.group.key, shares, s.group.genesis, 3)
		if err != nil {
			t.Fatal(err)
		}
		state, _ := m.Start(self)
		for range times {
			var effects []model.Effect
			state, effects = m.Apply(state, model.Timer{Phase: 1})
			for _, effect := range effects {
				if b, ok := effect.(model.Broadcast); ok && b.Message.Label().Step == 1 {
					signed++
				}
			}
		}
		return signed
	}
	swapped := []vss.Share{s.group.shares[1], s.group.shares[0]}
	for name, c := range map[string]struct{ got, want int }{
		"its own":          {signs(s.group.shares[:2], 1, 1), 1},
		"twice":            {signs(s.group.shares, 1, 2), 1},
		"no share":         {signs(s.group.shares[:2], 2, 1), 0},
		"none at all":      {signs(nil, 0, 1), 0},
		"another's":        {signs(swapped, 0, 1), 0},
		"a share of zero":  {signs([]vss.Share{{Index: 1}}, 0, 1), 0},
		"beyond the group": {signs(s.group.shares, 7, 1), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: signs %d times, want %d", name, c.got, c.want)
		}
	}
}

// BEACON-1, BEACON-6: the first round of a chain covers its own seed. Another chain under the same key is another one,
// and a machine that goes on after round 1 checks that round too.
func TestARoundOfAnotherSeedIsRefused(t *testing.T) {
	g := generated(t, beacon.PedersenChained(), 3, 2, 1)
	first := func(seed []byte) beacon.Beacon {
		message, err := g.scheme.Message(1, seed)
		if err != nil {
			t.Fatal(err)
		}
		var partials []tbls.Partial[bls.G2]
		for _, share := range g.shares {
			p, err := tbls.Sign(g.key.Suite(), share, message)
			if err != nil {
				t.Fatal(err)
			}
			partials = append(partials, p)
		}
		signature, err := g.key.Combine(message, partials)
		if err != nil {
			t.Fatal(err)
		}
		return beacon.Beacon{Round: 1, Previous: seed, Signature: bls.EncodeG2(signature)}
	}
	own, other := first(g.genesis.Signature), first(bytes.Repeat([]byte{7}, beacon.SeedSize))
	m, err := beacon.New(g.scheme, g.key, g.shares, g.genesis, 5)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []beacon.Beacon{own, other} {
		s, _ := m.Start(0)
		s, _ = m.Apply(s, model.Receive{From: 1, Message: beacon.Announcement{Beacon: b}})
		if want := b.Previous[0] == own.Previous[0]; (s.Last.Round == 1) != want || s.Blamed.Empty() != want {
			t.Errorf("seed %x: last round %d, blamed %v, accepted must be %v", b.Previous[:1], s.Last.Round, s.Blamed, want)
		}
	}
	if _, err := beacon.New(g.scheme, g.key, g.shares, own, 5); err != nil {
		t.Errorf("going on after round 1: %v", err)
	}
	own.Signature = other.Signature
	if _, err := beacon.New(g.scheme, g.key, g.shares, own, 5); err == nil {
		t.Error("going on after a round 1 that does not verify: accepted")
	}
}

// As many rounds as a step can count may be asked for.
func TestRoundsAreCountedInThirtyTwoBits(t *testing.T) {
	s := sit(t)
	if _, err := beacon.New(s.group.scheme, s.group.key, s.group.shares, s.group.genesis, math.MaxUint32); err != nil {
		t.Error(err)
	}
}
