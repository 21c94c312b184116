package beacon_test

import (
	"errors"
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/tbls"
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
