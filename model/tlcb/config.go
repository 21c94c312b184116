package tlcb

import (
	"encoding/binary"
	"errors"
	"fmt"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/tlc"
)

// Config is the parameters of Byzantine TLC.
type Config struct {
	tlc.Thresholds
	Crashed int  // f_a: so many nodes may be silent
	Corrupt int  // f_c: so many nodes may do as they please
	Shrink  bool // exposed nodes are not counted, and lower both thresholds by one each (TLC §5.2.2)
}

// Validate reports parameters for which the protocol is not defined. Whether they are safe is another question
// (Check).
func (c Config) Validate() error {
	if c.Unwitnessed {
		return errors.New("tlcb: unwitnessed, want witnesses: certificates are what keeps equivocation out")
	}
	if c.Crashed < 0 || c.Corrupt < 0 || c.Corrupt >= c.Nodes {
		return fmt.Errorf("tlcb: f_a = %d, f_c = %d, want at least 0, and f_c below n = %d", c.Crashed, c.Corrupt, c.Nodes)
	}
	return c.Thresholds.Validate()
}

// Check reports why the thresholds are not safe for f_a and f_c (TLC §5.2.2).
func (c Config) Check() error {
	if err := c.Validate(); err != nil {
		return err
	}
	return c.Thresholds.Safe(c.Crashed, c.Corrupt)
}

// quorum reports whether some nodes are enough in a view that has exposed others. Nobody is never enough: where safe
// thresholds shrink, at least one is left of them.
func (c Config) quorum(threshold int, nodes, exposed model.NodeSet) bool {
	if c.Shrink {
		nodes, threshold = nodes.Minus(exposed), threshold-exposed.Len()
	}
	return nodes.Len() >= max(threshold, 1)
}

// A Layer is what stands on the clock. It is a pure function of views.
type Layer interface {
	// Say is the payload with which a node enters the step that its view reaches. Coin is its private randomness.
	Say(self model.NodeID, v *View, coin uint64) model.Payload
	// Judge replays that: the state of the layer after it, or why no correct node would have said this.
	Judge(author model.NodeID, v *View, payload model.Payload) (state any, wrong *log.Broken)
	// Decode reads a payload, strictly.
	Decode(octets []byte) (model.Payload, error)
}

// Words is the least layer: each raw message carries a word, and any word is right.
type Words struct{}

// Word is a payload of Words.
type Word uint64

// AppendTo implements model.Payload.
func (w Word) AppendTo(b []byte) []byte { return binary.LittleEndian.AppendUint64(b, uint64(w)) }

// Say implements Layer.
func (Words) Say(_ model.NodeID, v *View, coin uint64) model.Payload {
	return Word(coin + uint64(v.step))
}

// Judge implements Layer.
func (Words) Judge(_ model.NodeID, _ *View, payload model.Payload) (any, *log.Broken) {
	if _, ok := payload.(Word); !ok {
		return nil, broken("TLCB-R6", "payload = %T, want a word", payload)
	}
	return nil, nil
}

// Decode implements Layer.
func (Words) Decode(octets []byte) (model.Payload, error) {
	if len(octets) != 8 {
		return nil, fmt.Errorf("tlcb: word = %d octets, want 8", len(octets))
	}
	return Word(binary.LittleEndian.Uint64(octets)), nil
}

// Group is who runs the protocol: the keys, and how acknowledgments are collected.
type Group struct {
	log.Group
	Witnesses   Witnesses
	Keys        []log.Key // of the logs, by node
	WitnessKeys []log.Key // of the acknowledgments, by node
}

// Acknowledge is a node's share of a proof that it saw a raw message.
func (g *Group) Acknowledge(by, node model.NodeID, step model.Step, of model.Digest) log.Signature {
	return g.WitnessKeys[by].Sign(g.statement(node, step, of))
}

// IdealGroup has ideal signatures, for the many runs.
func IdealGroup(id string, seed uint64, n int) *Group {
	signatures, keys := log.NewIdeal(seed, n)
	return &Group{log.Group{ID: id, Nodes: n, Signatures: signatures}, Acks{signatures}, keys, keys}
}

// RealGroup signs with Ed25519. With multi, acknowledgments are BLS signatures, of which a certificate has the sum.
func RealGroup(id string, seed uint64, n int, multi bool) (*Group, error) {
	signatures, keys := log.NewEd25519(seed, n)
	g := &Group{log.Group{ID: id, Nodes: n, Signatures: signatures}, Acks{signatures}, keys, keys}
	var err error
	if multi {
		g.Witnesses, g.WitnessKeys, err = NewMulti(seed, n)
	}
	return g, err
}

// Machine is a node of the protocol.
type Machine = log.Machine[*View]

// State is its state.
type State = log.State[*View]

// Item is an entry with the view in which it was written.
type Item = log.Item[*View]

// New is the machine of a group under a layer, with all rules but those waived. It tells the group which those are.
func New(c Config, g *Group, layer Layer, waived ...string) (Machine, error) {
	if err := c.Validate(); err != nil {
		return Machine{}, err
	}
	if err := g.Validate(); err != nil || g.Nodes != c.Nodes {
		return Machine{}, fmt.Errorf("tlcb: group of %d, want %d nodes (%v)", g.Nodes, c.Nodes, err)
	}
	rules := Rules{Config: c, Group: g, Layer: layer}
	rules.Waived = map[string]bool{}
	for _, rule := range waived {
		rules.Waived[rule] = true
	}
	replay := log.NewReplay[*View](&g.Group, rules)
	g.Waived = rules.Waived
	return Machine{Replay: replay, Author: rules, Keys: g.Keys}, nil
}
