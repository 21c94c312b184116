package dkg

import (
	"quesera/model"
	"quesera/model/crypto/shamir"
)

// Phase is a synchronous round of the protocol. model.Timer{Phase: p} says that it has ended.
type Phase uint32

const (
	Dealing        Phase = iota // commitments are broadcast, shares sent
	Complaining                 // receivers name the dealers whose share is missing or wrong
	Justifying                  // dealers publish the shares that were complained about
	Exposing                    // Gennaro: qualified dealers broadcast Feldman commitments
	Accusing                    // Gennaro: receivers publish shares that those do not fit
	Reconstructing              // Gennaro: receivers publish their shares of broken dealers
	Finished
)

func (p Phase) String() string {
	return [...]string{"dealing", "complaining", "justifying", "exposing", "accusing", "reconstructing", "finished"}[p]
}

// Kind is the kind of a message. All but Shares are broadcast.
type Kind uint8

const (
	Deals Kind = iota
	Complaints
	Justifications
	Exposures
	Accusations
	Reveals
	broadcasts // the number of kinds that are broadcast
	Shares
	Relays
)

// Kinds is a set of kinds.
type Kinds uint16

// KindsOf is the set of the kinds given.
func KindsOf(kinds ...Kind) (set Kinds) {
	for _, k := range kinds {
		set |= 1 << k
	}
	return set
}

// Has tells whether k is in the set.
func (s Kinds) Has(k Kind) bool { return s>>k&1 == 1 }

// phase is the phase by whose end a message of kind k must have arrived.
func (k Kind) phase() Phase {
	return [...]Phase{Deals: Dealing, Complaints: Complaining, Justifications: Justifying, Exposures: Exposing,
		Accusations: Accusing, Reveals: Reconstructing, Shares: Dealing}[k]
}

func (k Kind) label() model.Label { return model.Label{Kind: uint8(k), Step: model.Step(k.phase())} }

// A Deal is the commitment to a dealer's polynomials (VSS-1, VSS-5): t elements, constant term first.
type Deal[P any] struct{ Commitment []P }

// A Share is what a dealer sends to one receiver: a(i), and b(i) under Pedersen's commitments.
// Under Feldman's the blind must be zero.
type Share[E any] struct{ Value, Blind E }

// A Complaint names the dealers whose share is missing or does not fit.
type Complaint struct{ Against model.NodeSet }

// A Justification publishes a dealer's shares of those who complained.
type Justification[E any] struct{ Answers []Opened[E] }

// Opened is a share made public. Node is its receiver in a Justification, its dealer in an
// Accusation and in a Reveal.
type Opened[E any] struct {
	Node  model.NodeID
	Share Share[E]
}

// An Exposure is the Feldman commitment of a qualified dealer: t elements.
type Exposure[P any] struct{ Commitment []P }

// An Accusation publishes the sender's shares that fit the dealers' Deals but not their Exposures.
type Accusation[E any] struct{ Shares []Opened[E] }

// A Reveal publishes the sender's shares of dealers that have to be reconstructed.
type Reveal[E any] struct{ Shares []Opened[E] }

// A Relayed message was broadcast by Origin in a session. Origin stands for its signature of session and message: who
// relays cannot make one up, but may repeat what was signed in another session.
type Relayed struct {
	Session model.Digest // Machine.Session; of another one, it counts for nothing
	Origin  model.NodeID
	Message model.Message
}

func (Deal[P]) Label() model.Label          { return Deals.label() }
func (Share[E]) Label() model.Label         { return Shares.label() }
func (Complaint) Label() model.Label        { return Complaints.label() }
func (Justification[E]) Label() model.Label { return Justifications.label() }
func (Exposure[P]) Label() model.Label      { return Exposures.label() }
func (Accusation[E]) Label() model.Label    { return Accusations.label() }
func (Reveal[E]) Label() model.Label        { return Reveals.label() }

// Label shows the relayed message's step.
func (r Relayed) Label() model.Label {
	return model.Label{Kind: uint8(Relays), Step: r.Message.Label().Step}
}

// encode is the canonical encoding of a message: equal contents, equal octets. ok is false for
// a message that is none of this protocol's.
func (m *Machine[E, P]) encode(message model.Message) (octets []byte, kind Kind, ok bool) {
	switch message := message.(type) {
	case Deal[P]:
		return m.appendPoints(nil, message.Commitment), Deals, true
	case Share[E]:
		return m.appendShare(nil, message), Shares, true
	case Complaint:
		return message.Against.AppendTo(nil), Complaints, true
	case Justification[E]:
		return m.appendOpened(nil, message.Answers), Justifications, true
	case Exposure[P]:
		return m.appendPoints(nil, message.Commitment), Exposures, true
	case Accusation[E]:
		return m.appendOpened(nil, message.Shares), Accusations, true
	case Reveal[E]:
		return m.appendOpened(nil, message.Shares), Reveals, true
	}
	return nil, 0, false
}

func (m *Machine[E, P]) appendPoints(b []byte, points []P) []byte {
	for _, p := range points {
		b = m.group.AppendPoint(b, p)
	}
	return b
}

func (m *Machine[E, P]) appendShare(b []byte, s Share[E]) []byte {
	return m.group.AppendScalar(m.group.AppendScalar(b, s.Value), s.Blind)
}

func (m *Machine[E, P]) appendOpened(b []byte, opened []Opened[E]) []byte {
	for _, o := range opened {
		b = append(b, byte(o.Node>>8), byte(o.Node))
		b = m.appendShare(b, o.Share)
	}
	return b
}

// tooLong tells whether a message lists more than anybody has to say: no such message is kept.
func (m *Machine[E, P]) tooLong(message model.Message) bool {
	switch message := message.(type) {
	case Deal[P]:
		return len(message.Commitment) > model.MaxNodes
	case Justification[E]:
		return len(message.Answers) > m.nodes
	case Exposure[P]:
		return len(message.Commitment) > model.MaxNodes
	case Accusation[E]:
		return len(message.Shares) > m.nodes
	case Reveal[E]:
		return len(message.Shares) > m.nodes
	}
	return false
}

// index is the share index of the receiver at position k of its group.
func index(k int) shamir.ShareIndex { return shamir.ShareIndex(k + 1) }
