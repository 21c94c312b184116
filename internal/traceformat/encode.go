package traceformat

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

// Encoder writes a trace. It does not judge what it is given.
type Encoder struct {
	out *bufio.Writer
	buf []byte
}

// NewEncoder writes the header of a trace to w, buffered. The error is the header's or w's.
func NewEncoder(w io.Writer, h Header) (*Encoder, error) {
	if err := h.check(nil); err != nil {
		return nil, err
	}
	if h.Names != ByNumber {
		return nil, errors.New("traceformat: names = times, want numbers: vector times are read, and not written")
	}
	e := &Encoder{out: bufio.NewWriter(w)}
	_, err := e.out.Write(appendHeader(nil, h))
	return e, err
}

// Encode writes one event as one line.
func (e *Encoder) Encode(ev Event) error {
	e.buf = AppendEvent(e.buf[:0], ev)
	_, err := e.out.Write(e.buf)
	return err
}

// Flush writes what is buffered.
func (e *Encoder) Flush() error { return e.out.Flush() }

// appendHeader appends the header's line. Optional members with their default value
// are left out.
func appendHeader(b []byte, h Header) []byte {
	b = append(b, `{"trace":"`+Version+`","protocol":"`...)
	b = append(b, h.Protocol.Name...)
	b = strconv.AppendInt(append(b, `","nodes":`...), int64(h.Nodes), 10)
	b = strconv.AppendInt(append(b, `,"message_threshold":`...), int64(h.MessageThreshold), 10)
	b = strconv.AppendInt(append(b, `,"witness_threshold":`...), int64(h.WitnessThreshold), 10)
	if h.Rounds == Sequential {
		b = append(b, `,"rounds":"sequential"`...)
	}
	if h.Rivals != RivalsEither {
		b = append(append(append(b, `,"rivals":"`...), rivalsNames[h.Rivals]...), '"')
	}
	if h.Acks == Direct {
		b = append(b, `,"acknowledgments":"direct"`...)
	}
	if h.Names != ByNumber {
		b = append(append(append(b, `,"names":"`...), namesNames[h.Names]...), '"')
	}
	if h.History.Limited {
		b = strconv.AppendUint(append(b, `,"history":`...), uint64(h.History.Steps), 10)
	}
	if h.Protocol.Signed {
		b = appendGroup(b, h.Signed)
	}
	if h.Source != "" {
		b = appendText(b, "source", h.Source)
	}
	return append(b, "}\n"...)
}

// appendGroup appends what the header of a run of accountable logs has beside.
func appendGroup(b []byte, g SignedGroup) []byte {
	b = appendText(b, "group", g.Name)
	b = strconv.AppendInt(append(b, `,"silent":`...), int64(g.Silent), 10)
	b = strconv.AppendInt(append(b, `,"faults":`...), int64(g.Faults), 10)
	if g.Shrink {
		b = append(b, `,"shrink":true`...)
	}
	b = appendText(b, "keys", g.Keys)
	if g.Sharing != "" {
		b = appendText(appendText(b, "sharing", g.Sharing), "sharing_keys", g.SharingKeys)
	}
	return b
}

// appendText appends a member that is a string.
func appendText(b []byte, name, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic("traceformat: a string cannot be marshalled: " + err.Error())
	}
	return append(append(append(append(b, `,"`...), name...), `":`...), quoted...)
}

// AppendEvent appends the event's line, its line feed included.
func AppendEvent(b []byte, e Event) []byte {
	b = strconv.AppendInt(append(b, `{"node":`...), int64(e.Node), 10)
	switch e.Kind {
	case SendRaw:
		b = appendSend(b, e, "raw")
		b = strconv.AppendUint(append(b, `,"ticket":`...), uint64(e.Ticket), 10)
	case SendAck:
		b = appendSend(b, e, "ack")
		b = append(e.Of.append(append(b, `,"of":"`...)), '"')
		b = strconv.AppendInt(append(b, `,"to":`...), int64(e.To), 10)
	case SendWit:
		b = appendSend(b, e, "wit")
		b = append(e.Of.append(append(b, `,"of":"`...)), '"')
	case Receive:
		b = append(e.ID.append(append(b, `,"event":"receive","id":"`...)), '"')
	case Adopt:
		b = append(e.ID.append(append(b, `,"event":"adopt","id":"`...)), '"')
	case Advance:
		b = strconv.AppendUint(append(b, `,"event":"advance","step":`...), uint64(e.Step), 10)
	case Decide:
		b = strconv.AppendUint(append(b, `,"event":"decide","round":`...), uint64(e.Round), 10)
		if e.Choice.Known {
			b = append(e.Choice.ID.append(append(b, `,"choice":"`...)), '"')
		} else {
			b = append(b, `,"choice":null`...)
		}
		b = strconv.AppendBool(append(b, `,"committed":`...), e.Committed)
	case Hole:
		b = append(b, `,"event":"hole"`...)
	}
	return append(b, "}\n"...)
}

func appendSend(b []byte, e Event, kind string) []byte {
	b = e.ID.append(append(b, `,"event":"send","id":"`...))
	b = append(append(b, `","kind":"`...), kind...)
	return strconv.AppendUint(append(b, `","step":`...), uint64(e.Step), 10)
}
