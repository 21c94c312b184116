package tlcb

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"quesera/model/log"
	"quesera/model/tlc"
)

// PortableFormat is what a file with evidence calls itself.
const PortableFormat = "quesera evidence 1"

// Description is who a group is, as a file has it: all that it takes to replay its logs. Octets are in hexadecimal.
type Description struct {
	Protocol string   `json:"protocol"`
	Group    string   `json:"group"`
	Nodes    int      `json:"nodes"`
	Message  int      `json:"message_threshold"`
	Witness  int      `json:"witness_threshold"`
	Silent   int      `json:"silent"`
	Faults   int      `json:"faults"`
	Shrink   bool     `json:"shrink"`
	Keys     []string `json:"keys"` // Ed25519, by node
	// Sharing is the scheme by which the layer above shares secrets, with the nodes' keys for that.
	Sharing     string   `json:"sharing,omitempty"`
	SharingKeys []string `json:"sharing_keys,omitempty"`
}

// Portable is evidence as a file has it: who the group is, and the evidence with its past. It convinces who knows the
// group to be this one (Digest).
type Portable struct {
	Format string `json:"format"`
	Description
	Evidence string   `json:"evidence"`
	Past     []string `json:"past"`
}

// Variant is a protocol whose logs are replayed by these rules: the clock alone, or with a layer above.
type Variant struct {
	Protocol string
	Layer    func(Description, Config) (Layer, error)
	// Concludes tells what a right entry concludes.
	Concludes func(*Item) log.Conclusion
}

// Clock is the variant without a layer above.
func Clock() Variant {
	return Variant{Protocol: "tlcb", Layer: func(d Description, _ Config) (Layer, error) {
		if d.Sharing != "" || len(d.SharingKeys) > 0 {
			return nil, fmt.Errorf("sharing = %q with %d keys, want none", d.Sharing, len(d.SharingKeys))
		}
		return Words{}, nil
	}, Concludes: func(item *Item) log.Conclusion {
		if own := item.State.Own(); own != nil {
			return log.Conclusion{Step: own.Step}
		}
		return log.Conclusion{}
	}}
}

// ErrUnusable is wrapped by errors of files that cannot be judged.
var ErrUnusable = errors.New("tlcb: evidence cannot be read")

// Describe describes a group that signs with Ed25519 and acknowledges one by one.
func Describe(protocol string, c Config, g *Group) (Description, error) {
	signatures, ok := g.Signatures.(log.Ed25519)
	acks, listed := g.Witnesses.(Acks)
	if !ok || !listed || acks.Name() != signatures.Name() {
		return Description{}, fmt.Errorf("tlcb: signatures = %s, want ed25519: others convince nobody outside",
			g.Witnesses.Name())
	}
	d := Description{Protocol: protocol, Group: g.ID, Nodes: c.Nodes, Message: c.Message, Witness: c.Witness,
		Silent: c.Crashed, Faults: c.Corrupt, Shrink: c.Shrink}
	for _, key := range signatures.Public {
		d.Keys = append(d.Keys, hex.EncodeToString(key))
	}
	return d, nil
}

// Export is evidence in a group, with the past that it needs.
func (d Description) Export(found log.Portable) Portable {
	p := Portable{Format: PortableFormat, Description: d, Evidence: hex.EncodeToString(found.Evidence.AppendTo(nil))}
	for _, e := range found.Past {
		p.Past = append(p.Past, hex.EncodeToString(e.AppendTo(nil)))
	}
	return p
}

// Digest identifies the group: its name, parameters and keys.
func (p Portable) Digest() string {
	p.Evidence, p.Past = "", nil
	b, err := json.Marshal(p)
	if err != nil {
		panic("tlcb: " + err.Error()) // numbers and strings
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Unsafe admits thresholds that are not safe.
type Unsafe bool

// Machine is a node of the group that is described, without any keys: it can replay.
func (d Description) Machine(v Variant, unsafe Unsafe) (Config, Machine, Layer, error) {
	c := Config{Thresholds: tlc.Thresholds{Nodes: d.Nodes, Message: d.Message, Witness: d.Witness}, Crashed: d.Silent,
		Corrupt: d.Faults, Shrink: d.Shrink}
	check := c.Check
	if unsafe {
		check = c.Validate
	}
	if err := check(); err != nil {
		return c, Machine{}, nil, fmt.Errorf("group: %w", err)
	}
	var signatures log.Ed25519
	for k, text := range d.Keys {
		key, err := hex.DecodeString(text)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return c, Machine{}, nil, fmt.Errorf("keys: key of node %d = %d octets (%v), want %d", k, len(key), err,
				ed25519.PublicKeySize)
		}
		signatures.Public = append(signatures.Public, key)
	}
	if len(d.Keys) != d.Nodes {
		return c, Machine{}, nil, fmt.Errorf("keys: %d, want %d", len(d.Keys), d.Nodes)
	}
	layer, err := v.Layer(d, c)
	if err != nil {
		return c, Machine{}, nil, fmt.Errorf("group: %w", err)
	}
	g := &Group{Group: log.Group{ID: d.Group, Nodes: d.Nodes, Signatures: signatures}, Witnesses: Acks{signatures}}
	m, err := New(c, g, layer)
	if err != nil {
		return c, Machine{}, nil, fmt.Errorf("group: %w", err)
	}
	return c, m, layer, nil
}

// Judge judges evidence alone: what it proves, or why nothing. The error wraps ErrUnusable if it cannot be read.
func (p Portable) Judge(v Variant) (log.Evidence, error) {
	unusable := func(what string, err error) (log.Evidence, error) {
		return log.Evidence{}, fmt.Errorf("%w: %s: %w", ErrUnusable, what, err)
	}
	if p.Format != PortableFormat || p.Protocol != v.Protocol {
		return unusable("format", fmt.Errorf("%q of %q, want %q of %q", p.Format, p.Protocol, PortableFormat, v.Protocol))
	}
	_, m, layer, err := p.Machine(v, false)
	if err != nil {
		return log.Evidence{}, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	read := Decode(layer)
	octets, err := hex.DecodeString(p.Evidence)
	if err != nil {
		return unusable("evidence", err)
	}
	evidence := log.Portable{}
	if evidence.Evidence, err = m.Replay.Group.DecodeEvidence(octets, read); err != nil {
		return unusable("evidence", err)
	}
	for k, text := range p.Past {
		octets, err := hex.DecodeString(text)
		if err != nil {
			return unusable(fmt.Sprintf("entry %d of the past", k+1), err)
		}
		e, err := m.Replay.Group.Decode(octets, read)
		if err != nil {
			return unusable(fmt.Sprintf("entry %d of the past", k+1), err)
		}
		evidence.Past = append(evidence.Past, e)
	}
	return evidence.Evidence, m.Replay.CheckAlone(evidence)
}

// Audit is what replays the logs of the group that is described.
func (d Description) Audit(v Variant, unsafe Unsafe) (log.Auditor, error) {
	_, m, layer, err := d.Machine(v, unsafe)
	if err != nil {
		return nil, fmt.Errorf("tlcb: %w", err)
	}
	a := log.NewAudit(m.Replay, Decode(layer))
	a.Tell = v.Concludes
	a.Pack = func(p log.Portable) (any, error) { return d.Export(p), nil }
	return a, nil
}
