package beacon

import (
	"fmt"
	"math"
	"slices"

	"quesera/model"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
)

// Machine is the beacon's protocol for all nodes of a group. Node i has share i+1. Use New.
type Machine[K, S any] struct {
	chain  Chain[K, S]
	key    tbls.PublicKey[K, S]
	shares []vss.Share // a node reads its own only
	first  Beacon      // the last beacon before the machine starts; Round 0 with the genesis seed as signature
	rounds uint64      // the last round to be made
}

// New is the machine that makes the rounds after last, up to round rounds. last is the genesis, with round 0 and
// the seed as its signature, or the beacon with which another group under the same key ended. shares[i]
// is node i's; a node whose share has another index takes part without signing.
func New[K, S any](s Scheme[K, S], key tbls.PublicKey[K, S], shares []vss.Share, last Beacon,
	rounds uint64) (*Machine[K, S], error) {
	suite := key.Suite()
	if suite.Tag != s.Suite.Tag || suite.Scheme != s.Suite.Scheme {
		return nil, fmt.Errorf("beacon: tag of the key = %q, want the scheme's %q", suite.Tag, s.Suite.Tag)
	}
	if len(shares) > int(key.Shares()) {
		return nil, fmt.Errorf("beacon: nodes = %d, want at most the key's %d shares", len(shares), key.Shares())
	}
	if rounds > math.MaxUint32 {
		return nil, fmt.Errorf("beacon: rounds = %d, want at most %d", rounds, uint32(math.MaxUint32))
	}
	m := &Machine[K, S]{key: key, shares: slices.Clone(shares), first: last, rounds: rounds,
		chain: Chain[K, S]{Scheme: s, Key: suite.Keys.Encode(key.Group())}}
	if last.Round > 0 {
		if err := m.chain.Verify(last); err != nil {
			return nil, err
		}
		return m, nil
	}
	if s.Chained {
		m.chain.Genesis = last.Signature
	}
	_, err := s.Message(1, m.previous(last))
	return m, err
}

// Partial is a partial signature for a round by its sender's share.
type Partial[S any] struct {
	Round     uint64
	Signature S
}

// Announcement broadcasts the beacon of a round.
type Announcement struct{ Beacon Beacon }

const (
	partials uint8 = iota
	announcements
)

func (p Partial[S]) Label() model.Label {
	return model.Label{Kind: partials, Step: model.Step(p.Round)}
}

func (a Announcement) Label() model.Label {
	return model.Label{Kind: announcements, Step: model.Step(a.Beacon.Round)}
}

// State of one node.
type State[S any] struct {
	Self   model.NodeID
	Last   Beacon            // the last beacon that the node has; then Last.Round+1 is its present round
	valid  []tbls.Partial[S] // of the present round
	tried  model.NodeSet     // whose partial of the present round was looked at
	early  []waiting[S]      // partials of the next round, one a sender
	Blamed model.NodeSet     // who sent a partial that does not verify, or a beacon that does not
}

type waiting[S any] struct {
	from    model.NodeID
	partial Partial[S]
}

// previous is what the round after b covers.
func (m *Machine[K, S]) previous(b Beacon) []byte {
	if m.chain.Scheme.Chained {
		return b.Signature
	}
	return nil
}

// Start waits for the first round to begin.
func (m *Machine[K, S]) Start(self model.NodeID) (State[S], []model.Effect) {
	return m.await(State[S]{Self: self, Last: m.first})
}

// await sets the timer of the next round, unless all are made.
func (m *Machine[K, S]) await(s State[S]) (State[S], []model.Effect) {
	if s.Last.Round >= m.rounds {
		return s, nil
	}
	return s, []model.Effect{model.SetTimer{Phase: uint32(s.Last.Round + 1)}}
}

// Apply is one transition.
func (m *Machine[K, S]) Apply(s State[S], e model.Event) (State[S], []model.Effect) {
	switch e := e.(type) {
	case model.Timer:
		return m.onTimer(s, uint64(e.Phase))
	case model.Receive:
		switch message := e.Message.(type) {
		case Partial[S]:
			return m.onPartial(s, e.From, message)
		case Announcement:
			return m.onBeacon(s, e.From, message.Beacon)
		}
	}
	return s, nil
}

// onTimer is BEACON-3.
func (m *Machine[K, S]) onTimer(s State[S], round uint64) (State[S], []model.Effect) {
	if round != s.Last.Round+1 || int(s.Self) >= len(m.shares) || s.tried.Has(s.Self) {
		return s, nil
	}
	share := m.shares[s.Self]
	message, err := m.chain.Scheme.Message(round, m.previous(s.Last))
	if err != nil || share.Index != indexOf(s.Self) {
		return s, nil
	}
	partial, err := tbls.Sign(m.key.Suite(), share, message)
	if err != nil { // a share of zero signs nothing
		return s, nil
	}
	p := Partial[S]{Round: round, Signature: partial.Signature}
	s, effects := m.count(s, s.Self, p)
	return s, append([]model.Effect{model.Broadcast{Message: p}}, effects...)
}

func indexOf(i model.NodeID) shamir.ShareIndex { return shamir.ShareIndex(i + 1) }

// onPartial is BEACON-4. The sender is authentic, so that nobody can count under two indices.
func (m *Machine[K, S]) onPartial(s State[S], from model.NodeID, p Partial[S]) (State[S], []model.Effect) {
	present := s.Last.Round + 1
	switch {
	case int(from) >= int(m.key.Shares()):
		return s, nil
	case p.Round == present && present <= m.rounds:
		return m.count(s, from, p)
	case p.Round == present+1:
		for _, w := range s.early {
			if w.from == from {
				return s, nil
			}
		}
		s.early = append(slices.Clip(s.early), waiting[S]{from, p})
	}
	return s, nil
}

// count looks at a sender's partial of the present round, once, and completes the round at the threshold.
func (m *Machine[K, S]) count(s State[S], from model.NodeID, p Partial[S]) (State[S], []model.Effect) {
	if s.tried.Has(from) {
		return s, nil
	}
	s.tried = s.tried.With(from)
	message, err := m.chain.Scheme.Message(p.Round, m.previous(s.Last))
	if err != nil {
		return s, nil
	}
	partial := tbls.Partial[S]{Index: indexOf(from), Signature: p.Signature}
	if m.key.Verify(message, partial) != nil {
		s.Blamed = s.Blamed.With(from)
		return s, nil
	}
	s.valid = append(slices.Clip(s.valid), partial)
	if len(s.valid) < int(m.key.Threshold()) {
		return s, nil
	}
	return m.complete(s, message)
}

// complete is BEACON-5.
func (m *Machine[K, S]) complete(s State[S], message []byte) (State[S], []model.Effect) {
	signature, err := m.key.Combine(message, s.valid)
	if err != nil {
		return s, nil // cannot be: each of them verified
	}
	b := Beacon{Round: s.Last.Round + 1, Previous: m.previous(s.Last),
		Signature: m.key.Suite().Signatures.Encode(signature)}
	s, effects := m.adopt(s, b)
	return s, append([]model.Effect{model.Output{Value: b}, model.Broadcast{Message: Announcement{b}}}, effects...)
}

// onBeacon is BEACON-6. A node that fell behind skips the rounds that it missed.
func (m *Machine[K, S]) onBeacon(s State[S], from model.NodeID, b Beacon) (State[S], []model.Effect) {
	if b.Round <= s.Last.Round || b.Round > m.rounds {
		return s, nil
	}
	if m.chain.Verify(b) != nil {
		s.Blamed = s.Blamed.With(from)
		return s, nil
	}
	s, effects := m.adopt(s, b)
	return s, append([]model.Effect{model.Output{Value: b}}, effects...)
}

// adopt makes b the last beacon, and counts what waited for it.
func (m *Machine[K, S]) adopt(s State[S], b Beacon) (State[S], []model.Effect) {
	early := s.early
	s.Last, s.valid, s.early, s.tried = b, nil, nil, model.NodeSet{}
	s, effects := m.await(s)
	for _, w := range early {
		if w.partial.Round != s.Last.Round+1 || s.Last.Round >= m.rounds {
			continue
		}
		var more []model.Effect
		s, more = m.count(s, w.from, w.partial)
		effects = append(effects, more...)
	}
	return s, effects
}
