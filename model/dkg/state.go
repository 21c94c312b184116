package dkg

import (
	"bytes"
	"slices"

	"quesera/model"
	"quesera/model/crypto/shamir"
)

// State of one node.
type State[E, P any] struct {
	Self    model.NodeID
	Phase   Phase
	coins   []uint64
	a, b    shamir.Polynomial[E] // a dealer's own polynomials; b under Pedersen's commitments only
	board   [broadcasts][]slot   // what each node has broadcast, by kind and node
	shares  []slot               // what each node has sent us as our share
	qual    model.NodeSet        // known from Exposing on
	Outcome *Outcome[E, P]       // when Phase is Finished; immutable
}

// A slot holds what one node has said in one place. Saying two different things is saying nothing
// (DKG-3): which of them came first must not matter.
type slot struct {
	message      model.Message // nil: nothing yet
	octets       []byte
	contradicted bool
}

// said is what was said once and not contradicted.
func (s slot) said() (model.Message, bool) { return s.message, s.message != nil && !s.contradicted }

// Said is what a node has broadcast of a kind, as far as this one has heard, if it said one thing.
func (s State[E, P]) Said(k Kind, i model.NodeID) (model.Message, bool) {
	if k >= broadcasts || int(i) >= len(s.board[k]) {
		return nil, false
	}
	return s.board[k][i].said()
}

// Private is the share that a dealer sent this node, if it sent one. A dealer sends one to itself.
func (s State[E, P]) Private(dealer model.NodeID) (model.Message, bool) {
	if int(dealer) >= len(s.shares) {
		return nil, false
	}
	return s.shares[dealer].said()
}

// Outcome is what a node ends with.
type Outcome[E, P any] struct {
	Qualified  model.NodeSet   // QUAL
	Used       model.NodeSet   // the dealers whose deals make up the key: QUAL, or t of it in a resharing
	Commitment []P             // of the sharing of the key: t elements, the key first
	Member     bool            // whether the node is a receiver; Share is zero if not
	Share      shamir.Share[E] // of the key
	Broken     model.NodeSet   // qualified dealers that had to be reconstructed
	Transcript model.Digest    // of the session and all broadcasts: nodes that differ in it were not told the same
	Failure    string          // why there is no key; empty if there is one
}

// Key is the public key.
func (o *Outcome[E, P]) Key() P { return o.Commitment[0] }

// Start asks a dealer's coins and sets the first timer.
func (m *Machine[E, P]) Start(self model.NodeID) (State[E, P], []model.Effect) {
	s := State[E, P]{Self: self, shares: make([]slot, m.nodes)}
	for k := range s.board {
		s.board[k] = make([]slot, m.nodes)
	}
	effects := []model.Effect{model.SetTimer{Phase: uint32(Dealing)}}
	k, ok := m.dealer(self)
	if !ok {
		return s, effects
	}
	if m.coins() == 0 { // a resharing to threshold 1: the polynomial is the share
		s, deal := m.deal(s, k)
		return s, append(effects, deal...)
	}
	_, sides := m.group.Coins()
	for range m.coins() {
		effects = append(effects, model.AskCoin{Sides: sides})
	}
	return s, effects
}

// coins is how many coins a dealer needs.
func (m *Machine[E, P]) coins() int {
	each, _ := m.group.Coins()
	scalars := m.Threshold()
	switch {
	case m.reshared != nil:
		scalars-- // the constant term is given
	case m.protocol == Gennaro:
		scalars *= 2
	}
	return scalars * each
}

// Apply is one transition. An event that the node does not expect changes nothing.
func (m *Machine[E, P]) Apply(s State[E, P], e model.Event) (State[E, P], []model.Effect) {
	switch e := e.(type) {
	case model.Coin:
		return m.onCoin(s, e)
	case model.Receive:
		return m.onReceive(s, e.From, e.Message)
	case model.Timer:
		if Phase(e.Phase) == s.Phase && s.Phase < Finished {
			return m.onPhaseEnded(s)
		}
	}
	return s, nil
}

// onReceive files a message. With relays, a node passes on what it had not heard before.
func (m *Machine[E, P]) onReceive(s State[E, P], from model.NodeID,
	message model.Message) (State[E, P], []model.Effect) {
	origin := from
	if relayed, ok := message.(Relayed); ok {
		if _, private := relayed.Message.(Share[E]); private || !m.relay || relayed.Session != m.session {
			return s, nil
		}
		origin, message = relayed.Origin, relayed.Message
	}
	s, kind, news := m.file(s, origin, message)
	if !news || kind == Shares || !m.relay {
		return s, nil
	}
	return s, []model.Effect{model.Broadcast{Message: Relayed{Session: m.session, Origin: origin, Message: message}}}
}

// file puts a message where it belongs, unless its phase is over (DKG-2) or its sender
// has no business saying it. It tells whether that was news.
func (m *Machine[E, P]) file(s State[E, P], origin model.NodeID, message model.Message) (State[E, P], Kind, bool) {
	if int(origin) >= m.nodes || m.tooLong(message) {
		return s, 0, false
	}
	octets, kind, ok := m.encode(message)
	if !ok || kind.phase() < s.Phase {
		return s, kind, false
	}
	row := s.shares
	if kind != Shares {
		row = s.board[kind]
	}
	here := row[origin]
	switch {
	case here.message == nil:
		here = slot{message: message, octets: octets}
	case here.contradicted || bytes.Equal(here.octets, octets):
		return s, kind, false
	default:
		here.contradicted = true
	}
	row = slices.Clone(row)
	row[origin] = here
	if kind == Shares {
		s.shares = row
	} else {
		s.board[kind] = row
	}
	return s, kind, true
}

// broadcast files a message of our own and sends it to all others.
func (m *Machine[E, P]) broadcast(s State[E, P], message model.Message) (State[E, P], []model.Effect) {
	s, _, _ = m.file(s, s.Self, message)
	return s, []model.Effect{model.Broadcast{Message: message}}
}
