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

// Portable is evidence as a file has it: who the group is, and the evidence with its past, octets in hexadecimal. It
// convinces who knows the group to be this one (Digest).
type Portable struct {
	Format   string   `json:"format"`
	Protocol string   `json:"protocol"`
	Group    string   `json:"group"`
	Nodes    int      `json:"nodes"`
	Message  int      `json:"message_threshold"`
	Witness  int      `json:"witness_threshold"`
	Silent   int      `json:"silent"`
	Faults   int      `json:"faults"`
	Shrink   bool     `json:"shrink"`
	Keys     []string `json:"keys"` // Ed25519, by node
	Evidence string   `json:"evidence"`
	Past     []string `json:"past"`
}

// ErrUnusable is wrapped by errors of files that cannot be judged.
var ErrUnusable = errors.New("tlcb: evidence cannot be read")

// Export is evidence that a node holds, for a group that signs with Ed25519 and acknowledges one by one.
func Export(c Config, g *Group, m Machine, s *State, v log.Evidence) (Portable, error) {
	signatures, ok := g.Signatures.(log.Ed25519)
	acks, listed := g.Witnesses.(Acks)
	if !ok || !listed || acks.Name() != signatures.Name() {
		return Portable{}, fmt.Errorf("tlcb: signatures = %s, want ed25519: others convince nobody outside",
			g.Witnesses.Name())
	}
	found, err := m.Replay.Portable(v, s.Find)
	if err != nil {
		return Portable{}, err
	}
	p := Portable{Format: PortableFormat, Protocol: "tlcb", Group: g.ID, Nodes: c.Nodes, Message: c.Message,
		Witness: c.Witness, Silent: c.Crashed, Faults: c.Corrupt, Shrink: c.Shrink,
		Evidence: hex.EncodeToString(v.AppendTo(nil))}
	for _, key := range signatures.Public {
		p.Keys = append(p.Keys, hex.EncodeToString(key))
	}
	for _, e := range found.Past {
		p.Past = append(p.Past, hex.EncodeToString(e.AppendTo(nil)))
	}
	return p, nil
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

// Judge judges evidence alone: what it proves, or why nothing. The error wraps ErrUnusable if it cannot be read.
func (p Portable) Judge() (log.Evidence, error) {
	unusable := func(what string, err error) (log.Evidence, error) {
		return log.Evidence{}, fmt.Errorf("%w: %s: %w", ErrUnusable, what, err)
	}
	if p.Format != PortableFormat || p.Protocol != "tlcb" {
		return unusable("format", fmt.Errorf("%q of %q, want %q of \"tlcb\"", p.Format, p.Protocol, PortableFormat))
	}
	c := Config{Thresholds: tlc.Thresholds{Nodes: p.Nodes, Message: p.Message, Witness: p.Witness}, Crashed: p.Silent,
		Corrupt: p.Faults, Shrink: p.Shrink}
	if err := c.Check(); err != nil {
		return unusable("group", err)
	}
	var signatures log.Ed25519
	for k, text := range p.Keys {
		key, err := hex.DecodeString(text)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return unusable("keys", fmt.Errorf("key of node %d = %d octets (%v), want %d", k, len(key), err,
				ed25519.PublicKeySize))
		}
		signatures.Public = append(signatures.Public, key)
	}
	if len(p.Keys) != p.Nodes {
		return unusable("keys", fmt.Errorf("%d, want %d", len(p.Keys), p.Nodes))
	}
	g := &Group{Group: log.Group{ID: p.Group, Nodes: p.Nodes, Signatures: signatures}, Witnesses: Acks{signatures}}
	m, err := New(c, g, Words{})
	if err != nil {
		return unusable("group", err)
	}
	read := Decode(Words{})
	octets, err := hex.DecodeString(p.Evidence)
	if err != nil {
		return unusable("evidence", err)
	}
	evidence := log.Portable{}
	if evidence.Evidence, err = g.DecodeEvidence(octets, read); err != nil {
		return unusable("evidence", err)
	}
	for k, text := range p.Past {
		octets, err := hex.DecodeString(text)
		if err != nil {
			return unusable(fmt.Sprintf("entry %d of the past", k+1), err)
		}
		e, err := g.Group.Decode(octets, read)
		if err != nil {
			return unusable(fmt.Sprintf("entry %d of the past", k+1), err)
		}
		evidence.Past = append(evidence.Past, e)
	}
	return evidence.Evidence, m.Replay.CheckAlone(evidence)
}
