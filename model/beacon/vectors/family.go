package vectors

import (
	"fmt"

	"quesera/internal/vector"
	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
)

// RoundInput asks what a round signs.
type RoundInput struct {
	Scheme   string     `json:"scheme"` // drand's scheme ID
	Round    uint64     `json:"round"`
	Previous vector.Hex `json:"previous"` // the signature before, or the genesis seed
}

// A Beacon is the output of a round.
type Beacon struct {
	Round     uint64     `json:"round"`
	Previous  vector.Hex `json:"previous"`
	Signature vector.Hex `json:"signature"`
}

// ChainInput are beacons of consecutive rounds.
type ChainInput struct {
	Scheme  string     `json:"scheme"`
	Key     vector.Hex `json:"key"`
	Genesis vector.Hex `json:"genesis"`
	Beacons []Beacon   `json:"beacons"`
}

// Script is what one node is told. Node i has share i+1.
type Script struct {
	Scheme     string     `json:"scheme"`
	Threshold  int        `json:"threshold"`
	Nodes      int        `json:"nodes"`
	Commitment vector.Hex `json:"commitment"`
	Last       Beacon     `json:"last"`   // before the script begins: round 0 with the genesis seed as its signature
	Rounds     uint64     `json:"rounds"` // the last round that is made
	Self       int        `json:"self"`
	Share      vector.Hex `json:"share"`
	Events     []Event    `json:"events"`
}

// An Event is one thing that a node is told.
type Event struct {
	Event     string     `json:"event"` // "begin" (a round begins), "partial", "beacon"
	From      int        `json:"from,omitempty"`
	Round     uint64     `json:"round,omitempty"`
	Signature vector.Hex `json:"signature,omitempty"` // a partial's
	Beacon    *Beacon    `json:"beacon,omitempty"`
}

// An Effect is what a node does.
type Effect struct {
	Effect    string     `json:"effect"` // "await" (a round's begin), "partial", "beacon" (both broadcast), "output"
	Round     uint64     `json:"round"`
	Signature vector.Hex `json:"signature,omitempty"`
}

// A Line is what comes of an event, and what the node then knows.
type Line struct {
	Effects []Effect `json:"effects"`
	Last    uint64   `json:"last"`   // the last round of which it has the beacon
	Blamed  []int    `json:"blamed"` // who sent what does not verify
}

// Played is what comes of a script, the start first.
type Played struct {
	Lines []Line `json:"lines"`
}

// Family is the vectors of random beacons.
func Family() vector.Family {
	return vector.Family{Name: "beacon", Title: "Random beacons on threshold BLS (drand)",
		Package: "model/beacon/vectors", Under: []string{"model/beacon"}, Ops: []vector.Op{
			vector.NewOp("message", "what a round signs", message, messageCases),
			vector.NewOp("verify", "beacons of consecutive rounds under a key; what comes is the last one's "+
				"randomness", verify,
				verifyCases),
			vector.NewOp("node", "plays a script of one node", node, nodeCases),
		}}
}

// in performs something in the scheme of a name.
func in[Out any](name string, short func(beacon.Scheme[bls.G1, bls.G2]) (Out, error),
	long func(beacon.Scheme[bls.G2, bls.G1]) (Out, error)) (out Out, err error) {
	for _, s := range []beacon.Scheme[bls.G1, bls.G2]{beacon.PedersenChained(), beacon.PedersenUnchained()} {
		if s.Name == name {
			return short(s)
		}
	}
	for _, s := range []beacon.Scheme[bls.G2, bls.G1]{beacon.UnchainedG1(), beacon.Fastnet()} {
		if s.Name == name {
			return long(s)
		}
	}
	return out, fmt.Errorf("scheme %q: unknown", name)
}

func message(i RoundInput) (vector.Hex, error) {
	return in(i.Scheme,
		func(s beacon.Scheme[bls.G1, bls.G2]) (vector.Hex, error) { return s.Message(i.Round, i.Previous) },
		func(s beacon.Scheme[bls.G2, bls.G1]) (vector.Hex, error) { return s.Message(i.Round, i.Previous) })
}

func (b Beacon) read() beacon.Beacon {
	return beacon.Beacon{Round: b.Round, Previous: b.Previous, Signature: b.Signature}
}

func verify(i ChainInput) (vector.Hex, error) {
	return in(i.Scheme, func(s beacon.Scheme[bls.G1, bls.G2]) (vector.Hex, error) { return verifyIn(s, i) },
		func(s beacon.Scheme[bls.G2, bls.G1]) (vector.Hex, error) { return verifyIn(s, i) })
}

func verifyIn[K, S any](s beacon.Scheme[K, S], i ChainInput) (vector.Hex, error) {
	c := beacon.Chain[K, S]{Scheme: s, Key: i.Key}
	if len(i.Genesis) > 0 {
		c.Genesis = i.Genesis
	}
	var all []beacon.Beacon
	for _, b := range i.Beacons {
		all = append(all, b.read())
	}
	if len(all) == 0 {
		return nil, &vector.Malformed{What: "want at least one beacon"}
	}
	if err := c.VerifyAll(all); err != nil {
		return nil, err
	}
	randomness := all[len(all)-1].Randomness()
	return randomness[:], nil
}

func node(i Script) (Played, error) {
	return in(i.Scheme, func(s beacon.Scheme[bls.G1, bls.G2]) (Played, error) { return play(s, i) },
		func(s beacon.Scheme[bls.G2, bls.G1]) (Played, error) { return play(s, i) })
}

// machineOf is the machine that a script is about. Of the shares it has one.
func machineOf[K, S any](s beacon.Scheme[K, S], i Script) (*beacon.Machine[K, S], error) {
	if i.Nodes < 0 || i.Nodes > model.MaxNodes || i.Threshold < 0 || i.Threshold > model.MaxNodes {
		return nil, &vector.Malformed{What: fmt.Sprintf("nodes = %d, threshold = %d: want at most %d", i.Nodes, i.Threshold,
			model.MaxNodes)}
	}
	t, n := shamir.Size(i.Threshold), shamir.Size(i.Nodes)
	f, err := vss.NewFeldman(s.Suite.Keys, t, n)
	if err != nil {
		return nil, err
	}
	c, err := f.DecodeCommitment(i.Commitment)
	if err != nil {
		return nil, err
	}
	key, err := tbls.NewPublicKey(s.Suite, t, n, c)
	if err != nil {
		return nil, err
	}
	value, err := bls.DecodeScalar(i.Share)
	if err != nil {
		return nil, err
	}
	shares := make([]vss.Share, i.Nodes)
	if i.Self < 0 || i.Self >= i.Nodes {
		return nil, fmt.Errorf("self = %d, want 0 to %d", i.Self, i.Nodes-1)
	}
	shares[i.Self] = vss.Share{Index: shamir.ShareIndex(i.Self + 1), Value: value}
	return beacon.New(s, key, shares, i.Last.read(), i.Rounds)
}

func play[K, S any](s beacon.Scheme[K, S], i Script) (Played, error) {
	m, err := machineOf(s, i)
	if err != nil {
		return Played{}, err
	}
	state, effects := m.Start(model.NodeID(i.Self))
	out := Played{}
	add := func() {
		line := Line{Effects: effectsOf[K](s, effects), Last: state.Last.Round, Blamed: []int{}}
		for who := range state.Blamed.Members() {
			line.Blamed = append(line.Blamed, int(who))
		}
		out.Lines = append(out.Lines, line)
	}
	add()
	for k, line := range i.Events {
		e, err := eventOf(s, line)
		if err != nil {
			return out, fmt.Errorf("event %d: %w", k+1, err)
		}
		state, effects = m.Apply(state, e)
		add()
	}
	return out, nil
}

func eventOf[K, S any](s beacon.Scheme[K, S], e Event) (model.Event, error) {
	from := model.NodeID(e.From)
	switch {
	case e.From < 0 || e.From >= model.MaxNodes || e.Round > 1<<31:
	case e.Event == "begin":
		return model.Timer{Phase: uint32(e.Round)}, nil
	case e.Event == "partial":
		point, err := s.Suite.Signatures.Decode(e.Signature)
		return model.Receive{From: from, Message: beacon.Partial[S]{Round: e.Round, Signature: point}}, err
	case e.Event == "beacon" && e.Beacon != nil:
		return model.Receive{From: from, Message: beacon.Announcement{Beacon: e.Beacon.read()}}, nil
	}
	return nil, &vector.Malformed{What: fmt.Sprintf("event = %.20q, want begin, partial, or beacon with one", e.Event)}
}

func effectsOf[K, S any](s beacon.Scheme[K, S], effects []model.Effect) []Effect {
	all := []Effect{}
	for _, e := range effects {
		switch e := e.(type) {
		case model.SetTimer:
			all = append(all, Effect{Effect: "await", Round: uint64(e.Phase)})
		case model.Output:
			b := e.Value.(beacon.Beacon)
			all = append(all, Effect{Effect: "output", Round: b.Round, Signature: b.Signature})
		case model.Broadcast:
			switch m := e.Message.(type) {
			case beacon.Partial[S]:
				all = append(all, Effect{Effect: "partial", Round: m.Round, Signature: s.Suite.Signatures.Encode(m.Signature)})
			case beacon.Announcement:
				all = append(all, Effect{Effect: "beacon", Round: m.Beacon.Round, Signature: m.Beacon.Signature})
			}
		default:
			panic(fmt.Sprintf("vectors: an effect of type %T", e))
		}
	}
	return all
}
