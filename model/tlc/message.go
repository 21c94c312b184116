package tlc

import (
	"crypto/sha256"
	"encoding/binary"

	"quesera/model"
	"quesera/model/causal"
)

// The kinds of message, as in model.Label.
const (
	KindRaw uint8 = iota
	KindAck
	KindCert
	KindAsk
	KindCatchUp
)

// ID identifies a message by what it is, never by where it is stored. Digest is the digest of a raw message. For an
// acknowledgment or a certificate it is that of the raw message it is about.
type ID struct {
	Node   model.NodeID // who sent it
	Step   model.Step
	Kind   uint8
	Digest model.Digest
}

// A Public message is broadcast and delivered in causal order: a *Raw or a *Cert. It is
// immutable once sent.
type Public interface {
	model.Message
	causal.Message
	ID() ID
}

// Raw is the unwitnessed message of one node for one step.
type Raw struct {
	causal.Header
	Step      model.Step
	Payload   model.Payload // nil: nothing to say
	Confirmed model.NodeSet // whose message of Step-1 the sender had confirmed when sending this
	Digest    model.Digest  // of all the above

	// thanks acknowledges the message, in the same words whoever says it; nil: made anew each time.
	thanks model.Effect
}

// acknowledge makes what acknowledges m.
func (m *Raw) acknowledge() model.Effect {
	return model.Send{To: m.Node, Message: Ack{m.Step, m.Digest}}
}

// acknowledgment is what acknowledges m: what was made for all, unless that is of a message of which m is a copy.
func (m *Raw) acknowledgment() model.Effect {
	if send, made := m.thanks.(model.Send); made && send.To == m.Node {
		if ack, is := send.Message.(Ack); is && ack == (Ack{m.Step, m.Digest}) {
			return m.thanks
		}
	}
	return m.acknowledge()
}

// Cert says that t_w nodes acknowledged the sender's raw message of a step.
type Cert struct {
	causal.Header
	Step model.Step
	Of   model.Digest // the raw message
}

// Ack says that its sender saw a raw message while in the message's step.
type Ack struct {
	Step model.Step
	Of   model.Digest // the raw message
}

// Ask asks for what the receiver knows and its sender may lack. Step is that of the sender.
type Ask struct{ Step model.Step }

// CatchUp is the recent history of a node in Step. As far as it is recent, it contains the causal past of all that is
// in it.
type CatchUp struct {
	Step    model.Step
	Asked   bool // it answers an Ask
	History History
}

func (m *Raw) Label() model.Label    { return model.Label{Kind: KindRaw, Step: m.Step} }
func (m *Cert) Label() model.Label   { return model.Label{Kind: KindCert, Step: m.Step} }
func (m Ack) Label() model.Label     { return model.Label{Kind: KindAck, Step: m.Step} }
func (m Ask) Label() model.Label     { return model.Label{Kind: KindAsk, Step: m.Step} }
func (m CatchUp) Label() model.Label { return model.Label{Kind: KindCatchUp, Step: m.Step} }

func (m *Raw) Causal() *causal.Header  { return &m.Header }
func (m *Cert) Causal() *causal.Header { return &m.Header }

func (m *Raw) ID() ID  { return ID{m.Node, m.Step, KindRaw, m.Digest} }
func (m *Cert) ID() ID { return ID{m.Node, m.Step, KindCert, m.Of} }

// maxStep bounds the steps that a message may name, so that no stamp overflows.
const maxStep = 1 << 30

// RawStamp is the place of a node's raw message of a step in its log. A node broadcasts at most twice a step, the raw
// message first.
func RawStamp(s model.Step) causal.Stamp { return causal.Stamp(2 * s) }

// CertStamp is the place of a node's certificate of a step in its log.
func CertStamp(s model.Step) causal.Stamp { return causal.Stamp(2*s + 1) }

// digest is SHA-256 over all that a raw message says.
func (m *Raw) digest() model.Digest {
	var room [256]byte // enough for most groups
	b := append(room[:0], "quesera/tlc/raw"...)
	b = binary.LittleEndian.AppendUint16(b, uint16(m.Node))
	b = binary.LittleEndian.AppendUint32(b, uint32(m.Step))
	b = m.Past.AppendTo(b)
	at := len(b)
	b = m.Confirmed.AppendTo(append(b, 0))
	b[at] = byte((len(b) - at) / 8)
	if m.Payload != nil {
		return sha256.Sum256(m.Payload.AppendTo(append(make([]byte, 0, len(b)+64), b...)))
	}
	return sha256.Sum256(b)
}

// wellFormed reports whether a public message has the stamp of its step and kind.
func wellFormed(m Public) bool {
	switch m := m.(type) {
	case *Raw:
		return m != nil && m.Step <= maxStep && m.Stamp == RawStamp(m.Step)
	case *Cert:
		return m != nil && m.Step <= maxStep && m.Stamp == CertStamp(m.Step)
	}
	return false
}
