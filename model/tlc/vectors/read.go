package vectors

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"quesera/internal/vector"
	"quesera/model"
	"quesera/model/causal"
	"quesera/model/tlc"
)

// Words translate between scripts and the messages, events and effects of a machine. Digests have the names of the raw
// messages that they are of: those of others are made from the names.
type Words struct {
	script Script
	own    map[string]model.Digest // of the node's raw messages, by name
	names  map[model.Digest]string
	// Read makes the payload of a raw message; nil: there is none. Show is its inverse.
	Read func(w *Words, p *Proposal) (model.Payload, error)
	Show func(w *Words, p model.Payload) *Proposal
}

// NewWords are the words of one run of a script.
func NewWords(s Script) *Words {
	return &Words{script: s, own: map[string]model.Digest{}, names: map[model.Digest]string{}}
}

func name(node model.NodeID, step model.Step, kind string) string {
	return fmt.Sprintf("%d.%d.%s", node, step, kind)
}

// Digest is that of the raw message of a name.
func (w *Words) Digest(name string) model.Digest {
	if d, ok := w.own[name]; ok {
		return d
	}
	d := model.Digest(sha256.Sum256([]byte(name)))
	w.names[d] = name
	return d
}

// Name is the raw message that has a digest.
func (w *Words) Name(d model.Digest) string {
	if name, ok := w.names[d]; ok {
		return name
	}
	return "other"
}

// parse reads the name of a public message.
func (w *Words) parse(text string) (node model.NodeID, step model.Step, kind string, err error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || parts[2] != "raw" && parts[2] != "cert" {
		return node, step, kind, &vector.Malformed{What: fmt.Sprintf("message = %.20q, want one like 1.0.raw or "+
			"1.0.cert", text)}
	}
	i, err1 := strconv.ParseUint(parts[0], 10, 10)
	s, err2 := strconv.ParseUint(parts[1], 10, 30)
	if err1 != nil || err2 != nil || int(i) >= w.script.Nodes {
		return node, step, kind, &vector.Malformed{What: fmt.Sprintf("message = %.20q, want a node below %d and a step "+
			"below 2^30",
			text, w.script.Nodes)}
	}
	return model.NodeID(i), model.Step(s), parts[2], nil
}

// message is the public message of a name, as the script has it.
func (w *Words) message(text string) (tlc.Public, error) {
	node, step, kind, err := w.parse(text)
	if err != nil {
		return nil, err
	}
	m, listed := w.script.Messages[text]
	if !listed {
		return nil, &vector.Malformed{What: fmt.Sprintf("message %q is not among the script's messages", text)}
	}
	past, err := w.past(m.Past)
	if err != nil {
		return nil, err
	}
	raw := name(node, step, "raw")
	if kind == "cert" {
		of := raw
		if m.Of != "" {
			of = m.Of
		}
		return &tlc.Cert{Header: causal.Header{Node: node, Stamp: tlc.CertStamp(step), Past: past}, Step: step,
			Of: w.Digest(of)}, nil
	}
	made := &tlc.Raw{Header: causal.Header{Node: node, Stamp: tlc.RawStamp(step), Past: past}, Step: step,
		Digest: w.Digest(raw)}
	if made.Confirmed, err = w.nodes(m.Confirmed); err != nil {
		return nil, err
	}
	if m.Proposal != nil && w.Read != nil {
		made.Payload, err = w.Read(w, m.Proposal)
	}
	return made, err
}

// past is the vector time of a message.
func (w *Words) past(p Past) (causal.Time, error) {
	if p.From < 0 || p.From > 1<<20 {
		return causal.Time{}, &vector.Malformed{What: fmt.Sprintf("past: from = %d, want 0 to %d", p.From, 1<<20)}
	}
	base := tlc.RawStamp(model.Step(p.From))
	t := causal.NewTime(w.script.Nodes, base)
	for _, text := range p.Messages {
		node, step, kind, err := w.parse(text)
		if err != nil {
			return t, err
		}
		stamp := tlc.RawStamp(step)
		if kind == "cert" {
			stamp = tlc.CertStamp(step)
		}
		if stamp-base >= causal.Span { // without a sign: also where it is before the base
			return t, &vector.Malformed{What: fmt.Sprintf("past: %s is not of the %d steps from %d", text, tlc.Recent,
				p.From)}
		}
		t = t.With(node, stamp)
	}
	return t, nil
}

func (w *Words) nodes(list []int) (set model.NodeSet, err error) {
	for _, i := range list {
		if i < 0 || i >= w.script.Nodes {
			return set, &vector.Malformed{What: fmt.Sprintf("node = %d, want 0 to %d", i, w.script.Nodes-1)}
		}
		set = set.With(model.NodeID(i))
	}
	return set, nil
}

// Event is what the machine is told by a line of a script.
func (w *Words) Event(e Event) (model.Event, error) {
	if e.From < 0 || e.From > model.MaxNodes || e.Step < 0 || e.Step > 1<<30 {
		return nil, &vector.Malformed{What: fmt.Sprintf("%s: from = %d, step = %d are out of range", e.Event, e.From, e.Step)}
	}
	from := model.NodeID(e.From)
	switch e.Event {
	case "broadcast":
		return tlc.Broadcast{}, nil
	case "coin":
		return model.Coin{Value: e.Ticket}, nil
	case "timeout":
		return model.Timeout{}, nil
	case "receive":
		m, err := w.message(e.Message)
		return model.Receive{From: from, Message: m}, err
	case "ack":
		of := e.Of
		step := model.Step(e.Step)
		if _, s, _, err := w.parse(e.Of); err == nil {
			step = s
		}
		return model.Receive{From: from, Message: tlc.Ack{Step: step, Of: w.Digest(of)}}, nil
	case "ask":
		return model.Receive{From: from, Message: tlc.Ask{Step: model.Step(e.Step)}}, nil
	case "catch_up":
		return w.catchUp(e)
	}
	return nil, &vector.Malformed{What: fmt.Sprintf("event = %.20q, want one of broadcast, coin, timeout, "+
		"receive, ack, "+
		"ask, catch_up", e.Event)}
}

func (w *Words) catchUp(e Event) (model.Event, error) {
	var raws []*tlc.Raw
	var certs []*tlc.Cert
	for _, text := range e.Messages {
		if node, _, _, err := w.parse(text); err != nil {
			return nil, err
		} else if int(node) == w.script.Self {
			continue // its own it has itself
		}
		m, err := w.message(text)
		if err != nil {
			return nil, err
		}
		switch m := m.(type) {
		case *tlc.Raw:
			raws = append(raws, m)
		case *tlc.Cert:
			certs = append(certs, m)
		}
	}
	return model.Receive{From: model.NodeID(e.From), Message: tlc.CatchUp{Step: model.Step(e.Step), Asked: e.Asked,
		History: tlc.HistoryOf(model.Step(e.Step), raws, certs)}}, nil
}
