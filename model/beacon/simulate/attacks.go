package simulate

import (
	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/tbls"
)

// An attack is what the corrupt nodes of a run send in place of what they should.
type attack[K, S any] struct {
	name, says string
	send       func(g group[K, S], s beacon.State[S], m model.Message) []model.Message // in place of m, in state s
}

// attacks are the values of --attack.
func attacks[K, S any]() []attack[K, S] {
	return []attack[K, S]{
		{name: "silent", says: "say nothing", send: silent[K, S]},
		{name: "wrong", says: "sign something else, and announce it as the round's output", send: wrong[K, S]},
		{name: "early", says: "sign for the next round too, with the signature of this one", send: early[K, S]},
		{name: "ahead", says: "announce the next round's output before its time, if they hold t shares", send: ahead[K, S]},
	}
}

func silent[K, S any](group[K, S], beacon.State[S], model.Message) []model.Message { return nil }

func wrong[K, S any](g group[K, S], _ beacon.State[S], m model.Message) []model.Message {
	p, ok := m.(beacon.Partial[S])
	if !ok {
		return nil
	}
	signatures := g.scheme.Suite.Signatures
	p.Signature = signatures.Sum(p.Signature, signatures.Generator())
	b := beacon.Beacon{Round: p.Round, Previous: g.genesis.Signature, Signature: signatures.Encode(p.Signature)}
	return []model.Message{p, beacon.Announcement{Beacon: b}}
}

func early[K, S any](_ group[K, S], _ beacon.State[S], m model.Message) []model.Message {
	p, ok := m.(beacon.Partial[S])
	if !ok {
		return []model.Message{m}
	}
	return []model.Message{p, beacon.Partial[S]{Round: p.Round + 1, Signature: p.Signature}}
}

func ahead[K, S any](g group[K, S], s beacon.State[S], m model.Message) []model.Message {
	p, ok := m.(beacon.Partial[S])
	if !ok || g.corrupt.Len() < int(g.key.Threshold()) {
		return []model.Message{m}
	}
	b := s.Last
	for range int64(p.Round) + 1 - int64(b.Round) {
		b = g.following(b)
	}
	return []model.Message{m, beacon.Announcement{Beacon: b}}
}

// following is the output of the round after b, made with the shares of corrupt nodes, of which there are t at least.
func (g group[K, S]) following(b beacon.Beacon) beacon.Beacon {
	next := beacon.Beacon{Round: b.Round + 1}
	if g.scheme.Chained {
		next.Previous = b.Signature
	}
	message, err := g.scheme.Message(next.Round, next.Previous)
	if err != nil {
		panic("simulate: the rounds of a beacon have messages: " + err.Error())
	}
	var partials []tbls.Partial[S]
	for i := range g.corrupt.Members() {
		if partial, err := tbls.Sign(g.key.Suite(), g.shares[i], message); err == nil {
			partials = append(partials, partial)
		}
	}
	signature, err := g.key.Combine(message, partials)
	if err != nil {
		panic("simulate: t shares sign: " + err.Error())
	}
	next.Signature = g.key.Suite().Signatures.Encode(signature)
	return next
}

// tampering is the beacon's machine, some of whose nodes attack.
type tampering[K, S any] struct {
	*beacon.Machine[K, S]
	group  group[K, S]
	attack attack[K, S]
}

// Start implements model.Machine.
func (m tampering[K, S]) Start(self model.NodeID) (beacon.State[S], []model.Effect) {
	s, effects := m.Machine.Start(self)
	return s, m.tamper(s, effects)
}

// Apply implements model.Machine.
func (m tampering[K, S]) Apply(s beacon.State[S], e model.Event) (beacon.State[S], []model.Effect) {
	s, effects := m.Machine.Apply(s, e)
	return s, m.tamper(s, effects)
}

// tamper changes what a corrupt node broadcasts.
func (m tampering[K, S]) tamper(s beacon.State[S], effects []model.Effect) []model.Effect {
	if !m.group.corrupt.Has(s.Self) {
		return effects
	}
	var sent []model.Effect
	for _, effect := range effects {
		b, ok := effect.(model.Broadcast)
		if !ok {
			sent = append(sent, effect)
			continue
		}
		for _, message := range m.attack.send(m.group, s, b.Message) {
			sent = append(sent, model.Broadcast{Message: message})
		}
	}
	return sent
}
