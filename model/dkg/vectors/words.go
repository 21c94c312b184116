package vectors

import (
	"fmt"
	"slices"

	"quesera/internal/vector"
	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/dkg"
)

// A Transcript is what a node is told.
type Transcript struct {
	Group     string  `json:"group"`    // "GF(251)": exponents of that field with H = 7; "G1"
	Protocol  string  `json:"protocol"` // "joint-Feldman", "Gennaro", or "resharing"
	Nodes     int     `json:"nodes"`
	Threshold int     `json:"threshold"`
	Faults    int     `json:"faults"`
	Self      int     `json:"self"`
	Old       *Old    `json:"old,omitempty"` // of a resharing
	Events    []Event `json:"events"`
}

// Old is the sharing that is shared anew: among nodes 0 to n_old-1; the new one is among the last nodes.
type Old struct {
	Members    int          `json:"members"`
	Receivers  int          `json:"receivers"`
	Threshold  int          `json:"threshold"`
	Faults     int          `json:"faults"`
	Commitment []vector.Hex `json:"commitment"`
	Share      *vector.Hex  `json:"share"` // of the node, if it is a member
}

// An Event is one thing that a node is told.
type Event struct {
	Event   string   `json:"event"` // "coins", "receive", "ended"
	Values  []uint64 `json:"values,omitempty"`
	From    int      `json:"from,omitempty"`
	Message *Message `json:"message,omitempty"`
	Phase   string   `json:"phase,omitempty"` // that has ended
}

// A Message is what nodes say.
type Message struct {
	Kind       string       `json:"kind"` // deal, share, complaint, justification, exposure, accusation, reveal
	Commitment []vector.Hex `json:"commitment,omitempty"`
	Value      vector.Hex   `json:"value,omitempty"`
	Blind      vector.Hex   `json:"blind,omitempty"`
	Against    []int        `json:"against,omitempty"`
	Opened     []Opened     `json:"opened,omitempty"`
}

// Opened is a share that is made public: in a justification of a receiver, else of a dealer.
type Opened struct {
	Node  int        `json:"node"`
	Value vector.Hex `json:"value"`
	Blind vector.Hex `json:"blind"`
}

// An Effect is what the node does.
type Effect struct {
	Effect  string   `json:"effect"` // "broadcast", "send", "draw", "await", "end"
	To      *int     `json:"to,omitempty"`
	Message *Message `json:"message,omitempty"`
	Coins   int      `json:"coins,omitempty"`
	Phase   string   `json:"phase,omitempty"` // whose end it awaits
	End     *End     `json:"end,omitempty"`
}

// End is what a node ends with.
type End struct {
	Failed     bool         `json:"failed"`
	Qualified  []int        `json:"qualified"`
	Used       []int        `json:"used"`
	Broken     []int        `json:"broken"`
	Commitment []vector.Hex `json:"commitment"` // to the key, which is first
	Index      int          `json:"index"`      // of the node's share; 0: it has none
	Share      vector.Hex   `json:"share"`
}

// Played is what comes of a transcript: by event what the node did, the start first.
type Played struct {
	Effects [][]Effect `json:"effects"`
}

// codec writes and reads scalars and elements.
type codec[E, P any] struct {
	group  dkg.Group[E, P]
	scalar func(octets []byte) (E, error)
	point  func(octets []byte) (P, error)
}

const small, smallH = 251, 7

// exponents is the small group.
func exponents() codec[uint8, uint8] {
	g, err := dkg.NewExponents(small, smallH)
	if err != nil {
		panic("vectors: " + err.Error()) // it is ours
	}
	one := func(octets []byte) (uint8, error) {
		if len(octets) != 1 || octets[0] >= small {
			return 0, &vector.Malformed{What: fmt.Sprintf("%x: want an octet below %d", octets, small)}
		}
		return octets[0], nil
	}
	return codec[uint8, uint8]{group: g, scalar: one, point: one}
}

// curve is G1.
func curve() codec[bls.Scalar, bls.G1] {
	return codec[bls.Scalar, bls.G1]{group: dkg.NewCurve(bls.GroupG1), scalar: bls.DecodeScalar, point: bls.DecodeG1}
}

var phases = []string{"dealing", "complaining", "justifying", "exposing", "accusing", "reconstructing"}

func (c codec[E, P]) points(all []vector.Hex) (read []P, err error) {
	for _, octets := range all {
		p, err := c.point(octets)
		if err != nil {
			return nil, err
		}
		read = append(read, p)
	}
	return read, nil
}

func (c codec[E, P]) share(value, blind vector.Hex) (s dkg.Share[E], err error) {
	if s.Value, err = c.scalar(value); err == nil {
		s.Blind, err = c.scalar(blind)
	}
	return s, err
}

func (c codec[E, P]) opened(all []Opened) (read []dkg.Opened[E], err error) {
	for _, o := range all {
		if o.Node < 0 || o.Node >= model.MaxNodes {
			return nil, &vector.Malformed{What: fmt.Sprintf("node = %d", o.Node)}
		}
		s, err := c.share(o.Value, o.Blind)
		if err != nil {
			return nil, err
		}
		read = append(read, dkg.Opened[E]{Node: model.NodeID(o.Node), Share: s})
	}
	return read, nil
}

// message reads what a node says.
func (c codec[E, P]) message(m *Message) (model.Message, error) {
	points, err := c.points(m.Commitment)
	if err != nil {
		return nil, err
	}
	open, err := c.opened(m.Opened)
	if err != nil {
		return nil, err
	}
	switch m.Kind {
	case "deal":
		return dkg.Deal[P]{Commitment: points}, nil
	case "share":
		return c.share(m.Value, m.Blind)
	case "complaint":
		var against model.NodeSet
		for _, i := range m.Against {
			if i < 0 || i >= model.MaxNodes {
				return nil, &vector.Malformed{What: fmt.Sprintf("against = %d", i)}
			}
			against = against.With(model.NodeID(i))
		}
		return dkg.Complaint{Against: against}, nil
	case "justification":
		return dkg.Justification[E]{Answers: open}, nil
	case "exposure":
		return dkg.Exposure[P]{Commitment: points}, nil
	case "accusation":
		return dkg.Accusation[E]{Shares: open}, nil
	case "reveal":
		return dkg.Reveal[E]{Shares: open}, nil
	}
	return nil, &vector.Malformed{What: fmt.Sprintf("kind = %.20q", m.Kind)}
}

// events are what the machine is told by one line.
func (c codec[E, P]) events(e Event) ([]model.Event, error) {
	switch {
	case e.Event == "coins":
		var all []model.Event
		for _, v := range e.Values {
			all = append(all, model.Coin{Value: v})
		}
		return all, nil
	case e.Event == "receive" && e.Message != nil && e.From >= 0 && e.From < model.MaxNodes:
		m, err := c.message(e.Message)
		return []model.Event{model.Receive{From: model.NodeID(e.From), Message: m}}, err
	case e.Event == "ended" && slices.Contains(phases, e.Phase):
		return []model.Event{model.Timer{Phase: uint32(slices.Index(phases, e.Phase))}}, nil
	}
	return nil, &vector.Malformed{What: fmt.Sprintf("event = %.20q, want coins, receive with a message, or "+
		"ended with a phase",
		e.Event)}
}

func (c codec[E, P]) hexes(points []P) []vector.Hex {
	all := []vector.Hex{}
	for _, p := range points {
		all = append(all, c.group.AppendPoint(nil, p))
	}
	return all
}

func listed(set model.NodeSet) []int {
	all := []int{}
	for i := range set.Members() {
		all = append(all, int(i))
	}
	return all
}

func (c codec[E, P]) open(all []dkg.Opened[E]) (shown []Opened) {
	for _, o := range all {
		shown = append(shown, Opened{int(o.Node), c.group.AppendScalar(nil, o.Share.Value),
			c.group.AppendScalar(nil, o.Share.Blind)})
	}
	return shown
}

// shown is a message as transcripts have it.
func (c codec[E, P]) shown(m model.Message) *Message {
	switch m := m.(type) {
	case dkg.Deal[P]:
		return &Message{Kind: "deal", Commitment: c.hexes(m.Commitment)}
	case dkg.Share[E]:
		return &Message{Kind: "share", Value: c.group.AppendScalar(nil, m.Value), Blind: c.group.AppendScalar(nil, m.Blind)}
	case dkg.Complaint:
		return &Message{Kind: "complaint", Against: listed(m.Against)}
	case dkg.Justification[E]:
		return &Message{Kind: "justification", Opened: c.open(m.Answers)}
	case dkg.Exposure[P]:
		return &Message{Kind: "exposure", Commitment: c.hexes(m.Commitment)}
	case dkg.Accusation[E]:
		return &Message{Kind: "accusation", Opened: c.open(m.Shares)}
	case dkg.Reveal[E]:
		return &Message{Kind: "reveal", Opened: c.open(m.Shares)}
	}
	panic(fmt.Sprintf("vectors: a message of type %T", m))
}

// effects are what a node does.
func (c codec[E, P]) effects(effects []model.Effect) []Effect {
	all, coins := []Effect{}, 0
	for _, e := range effects {
		switch e := e.(type) {
		case model.AskCoin:
			coins++
		case model.SetTimer:
			all = append(all, Effect{Effect: "await", Phase: phases[e.Phase]})
		case model.Send:
			to := int(e.To)
			all = append(all, Effect{Effect: "send", To: &to, Message: c.shown(e.Message)})
		case model.Broadcast:
			all = append(all, Effect{Effect: "broadcast", Message: c.shown(e.Message)})
		case model.Output:
			all = append(all, Effect{Effect: "end", End: c.end(e.Value.(*dkg.Outcome[E, P]))})
		default:
			panic(fmt.Sprintf("vectors: an effect of type %T", e))
		}
	}
	if coins > 0 {
		all = append(all, Effect{Effect: "draw", Coins: coins})
	}
	return all
}

func (c codec[E, P]) end(o *dkg.Outcome[E, P]) *End {
	e := &End{Failed: o.Failure != "", Qualified: listed(o.Qualified), Used: listed(o.Used), Broken: listed(o.Broken),
		Commitment: c.hexes(o.Commitment)}
	if o.Member {
		e.Index, e.Share = int(o.Share.Index), c.group.AppendScalar(nil, o.Share.Value)
	}
	return e
}
