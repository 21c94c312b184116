package qsc4

import (
	"encoding/binary"
	"errors"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc3"
)

// roundSteps is how many steps a round takes (TLC §5.3.3).
const roundSteps = 4

// StartOf is the first step of a round.
func StartOf(r qsc3.Round) model.Step { return roundSteps * model.Step(r) }

// Opening is the payload of the first step of a round: a deal of its own, and the shares that end the round before.
type Opening struct {
	Round  qsc3.Round
	Deal   []byte
	Shares []Share // by the entries of the deals, in the order of the view
}

// Share is the author's decrypted share of one deal.
type Share struct {
	Of    model.Digest // the entry with the deal
	Share []byte
}

// Proposal is the payload of the second step.
type Proposal struct {
	Round     qsc3.Round
	Deals     []log.Ref    // the deals that make its ticket, by increasing dealer
	Parent    model.Digest // the choice of the round before; qsc3.Genesis: none
	Committed bool         // whether that round committed in its author's view
}

// Idle is the payload of the other steps.
type Idle struct{}

// The first octet of a payload.
const (
	tagOpening = iota + 1
	tagProposal
	tagIdle
)

// AppendTo implements model.Payload, as those that follow.
func (o Opening) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(append(b, tagOpening), uint32(o.Round))
	b = appendOctets(b, o.Deal)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(o.Shares)))
	for _, s := range o.Shares {
		b = appendOctets(append(b, s.Of[:]...), s.Share)
	}
	return b
}

func (p Proposal) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(append(b, tagProposal), uint32(p.Round))
	b = append(b, p.Parent[:]...)
	if p.Committed {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(len(p.Deals)))
	for _, d := range p.Deals {
		b = binary.LittleEndian.AppendUint16(b, uint16(d.Node))
		b = append(binary.LittleEndian.AppendUint32(b, uint32(d.Seq)), d.Hash[:]...)
	}
	return b
}

func (Idle) AppendTo(b []byte) []byte { return append(b, tagIdle) }

func appendOctets(b, octets []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(octets))), octets...)
}

// errPayload is what octets that are no payload are refused for.
var errPayload = errors.New("qsc4: no payload")

// reader takes octets apart. After a failure it gives zeros.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.failed, r.rest = true, nil
		return make([]byte, min(max(n, 0), 64))
	}
	octets := r.rest[:n]
	r.rest = r.rest[n:]
	return octets
}

func (r *reader) uint16() int    { return int(binary.LittleEndian.Uint16(r.take(2))) }
func (r *reader) uint32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }

func (r *reader) digest() (d model.Digest) {
	copy(d[:], r.take(len(d)))
	return d
}

func (r *reader) octets() []byte { return append([]byte{}, r.take(int(r.uint32()))...) }

// decode reads a payload from all of octets.
func decode(octets []byte) (model.Payload, error) {
	r := reader{rest: octets}
	var payload model.Payload
	switch r.take(1)[0] {
	case tagOpening:
		o := Opening{Round: qsc3.Round(r.uint32()), Deal: r.octets()}
		for count := r.uint16(); count > 0 && !r.failed; count-- {
			o.Shares = append(o.Shares, Share{r.digest(), r.octets()})
		}
		payload = o
	case tagProposal:
		p := Proposal{Round: qsc3.Round(r.uint32()), Parent: r.digest()}
		committed := r.take(1)[0]
		p.Committed, r.failed = committed == 1, r.failed || committed > 1
		for count := r.uint16(); count > 0 && !r.failed; count-- {
			d := log.Ref{Node: model.NodeID(r.uint16())}
			d.Seq = log.Seq(r.uint32())
			d.Hash = r.digest()
			p.Deals = append(p.Deals, d)
		}
		payload = p
	case tagIdle:
		payload = Idle{}
	}
	if payload == nil || r.failed || len(r.rest) > 0 {
		return nil, errPayload
	}
	return payload, nil
}
