package tlcb

import (
	"encoding/binary"
	"fmt"

	"quesera/model"
	"quesera/model/log"
)

// The first octet of an action.
const (
	tagRaw  = 1
	tagAck  = 2
	tagCert = 3
)

// Raw is a node's message of a step.
type Raw struct {
	Step    model.Step
	Payload model.Payload // of the layer above; never nil
}

// Ack acknowledges another's raw message, or one's own.
type Ack struct {
	Step  model.Step
	Node  model.NodeID  // whose message
	Of    model.Digest  // the entry with the message
	Share log.Signature // of the statement, for a proof
}

// Cert says that one's own raw message was acknowledged by t_w nodes.
type Cert struct {
	Step  model.Step
	Of    model.Digest
	Proof string
}

// AppendTo implements log.Action, as those that follow.
func (a Raw) AppendTo(b []byte) []byte {
	return a.Payload.AppendTo(binary.LittleEndian.AppendUint32(append(b, tagRaw), uint32(a.Step)))
}

func (a Ack) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(append(b, tagAck), uint32(a.Step))
	b = append(binary.LittleEndian.AppendUint16(b, uint16(a.Node)), a.Of[:]...)
	return append(b, a.Share...)
}

func (a Cert) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(append(b, tagCert), uint32(a.Step))
	return append(append(b, a.Of[:]...), a.Proof...)
}

// Decode reads an action, for log.Group.Decode.
func Decode(layer Layer) func([]byte) (log.Action, error) {
	return func(octets []byte) (log.Action, error) {
		size := map[byte]int{tagRaw: 5, tagAck: 7 + len(model.Digest{}), tagCert: 5 + len(model.Digest{})}[octets[0]]
		if size == 0 || len(octets) < size {
			return nil, fmt.Errorf("tlcb: action %d = %d octets, want an action 1 to 3 with at least %d", octets[0],
				len(octets), max(size, 5))
		}
		step := model.Step(binary.LittleEndian.Uint32(octets[1:]))
		switch octets[0] {
		case tagRaw:
			payload, err := layer.Decode(octets[5:])
			return Raw{step, payload}, err
		case tagAck:
			a := Ack{Step: step, Node: model.NodeID(binary.LittleEndian.Uint16(octets[5:]))}
			copy(a.Of[:], octets[7:])
			a.Share = log.Signature(octets[size:])
			return a, nil
		}
		c := Cert{Step: step, Proof: string(octets[size:])}
		copy(c.Of[:], octets[5:])
		return c, nil
	}
}
