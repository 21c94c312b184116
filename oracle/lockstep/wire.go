package lockstep

import (
	"fmt"
	"strconv"

	"quesera/internal/traceformat"
	"quesera/model"
)

// The messages between the network and a node that it drives: flat JSON objects, one a line (docs/ORACLE.md). A
// node is told an input, writes what it does, an event a line, and last that it is done with it.

// MaxBody bounds what a node adds to a message for the others, in octets.
const MaxBody = 32 << 10

// A Packet is a message between nodes: what its sender wrote of it. It is a model.Message, so that the simulated
// network carries it.
type Packet struct {
	Event traceformat.Event // a sending
	Body  string            // what else the sender tells the receiver: its causal history, say
}

// Label implements model.Message. The kinds are those of sendings, raw messages first.
func (p Packet) Label() model.Label {
	return model.Label{Kind: uint8(p.Event.Kind), Step: model.Step(p.Event.Step)}
}

// A Reaction is a line that a node writes.
type Reaction struct {
	Kind   ReactionKind
	Event  traceformat.Event // Did
	Body   string            // of a sending
	ID     traceformat.ID    // Resends
	Number uint64            // IsDone: the input's
	Again  bool              // IsDone: the node can be told to begin anew, as another node
}

// A ReactionKind tells what a line of a node is.
type ReactionKind uint8

const (
	Did     ReactionKind = iota // an event
	Resends                     // it sends a message again
	IsDone                      // it is done with an input
)

// An object is a line as it was read. Its first error is kept.
type object struct {
	members []traceformat.Member
	err     error
}

func readObject(line []byte) object {
	members, err := traceformat.ReadObject(line)
	return object{members, err}
}

// cut takes a member out of the object.
func (o *object) cut(name string) (traceformat.Member, bool) {
	for k, m := range o.members {
		if m.Name == name {
			o.members = append(o.members[:k:k], o.members[k+1:]...)
			return m, true
		}
	}
	return traceformat.Member{}, false
}

func (o *object) fail(format string, args ...any) {
	if o.err == nil {
		o.err = fmt.Errorf(format, args...)
	}
}

// text takes out a string that must be there.
func (o *object) text(name string) string {
	m, has := o.cut(name)
	if !has || !m.String {
		o.fail("member %q: want a string", name)
	}
	return m.Text
}

// number takes out a whole number that must be there.
func (o *object) number(name string) uint64 {
	m, has := o.cut(name)
	n, err := strconv.ParseUint(m.Text, 10, 64)
	if !has || m.String || err != nil || m.Text != strconv.FormatUint(n, 10) {
		o.fail("member %q: want a whole number", name)
	}
	return n
}

// flag takes out true or false, which need not be there: then it is false.
func (o *object) flag(name string) bool {
	m, has := o.cut(name)
	if has && (m.String || m.Text != "true" && m.Text != "false") {
		o.fail("member %q: want true or false", name)
	}
	return has && m.Text == "true"
}

// end wants nothing to be left but members of the writer's own.
func (o *object) end() {
	for _, m := range o.members {
		if len(m.Name) < 2 || m.Name[:2] != "x_" {
			o.fail("unknown member %.40q; names of your own begin with x_", m.Name)
		}
	}
}

// event reads what is left of the object as an event of node i.
func (o *object) event(h traceformat.Header, i traceformat.Node) (e traceformat.Event) {
	if o.err != nil {
		return e
	}
	if _, has := o.cut("node"); has {
		o.fail("unknown member \"node\": a node speaks for itself")
		return e
	}
	node := traceformat.Member{Name: "node", Text: strconv.Itoa(int(i))}
	line := traceformat.AppendObject(nil, append([]traceformat.Member{node}, o.members...)...)
	e, o.err = h.ParseEvent(line[:len(line)-1])
	if o.err == nil && e.Kind == traceformat.Hole {
		o.fail("event is a hole, want what the node did")
	}
	return e
}

// ReadReaction reads a line of node i.
func ReadReaction(h traceformat.Header, i traceformat.Node, line []byte) (r Reaction, err error) {
	o := readObject(line)
	if o.err != nil {
		return r, o.err
	}
	name, _ := o.cut("event")
	switch {
	case name.String && name.Text == "done":
		r.Kind, r.Number, r.Again = IsDone, o.number("number"), o.flag("again")
		o.end()
	case name.String && name.Text == "resend":
		r.Kind = Resends
		r.ID = o.id("id")
		o.end()
	default:
		if name.Name != "" {
			o.members = append(o.members, name)
		}
		r.Body = o.body()
		r.Event = o.event(h, i)
		if r.Body != "" && r.Event.Kind > traceformat.SendWit {
			o.fail("%v has a body, want one of sendings only", r.Event.Kind)
		}
	}
	return r, o.err
}

// id takes out the name of a message.
func (o *object) id(name string) traceformat.ID {
	text := o.text(name)
	id, ok := traceformat.ParseID(text)
	if !ok {
		o.fail("member %q = %.40q, want sender.number", name, text)
	}
	return id
}

// body takes out what a sender adds to a message; it need not be there.
func (o *object) body() string {
	m, has := o.cut("body")
	switch {
	case has && !m.String:
		o.fail("member \"body\": want a string")
	case len(m.Text) > MaxBody:
		o.fail("body = %d octets, want at most %d", len(m.Text), MaxBody)
	}
	return m.Text
}

func text(name, value string) traceformat.Member {
	return traceformat.Member{Name: name, Text: value, String: true}
}

func number[N ~int | ~uint64](name string, value N) traceformat.Member {
	return traceformat.Member{Name: name, Text: fmt.Sprint(value)}
}

// An Init is what a node is told when it begins.
type Init struct {
	Node      traceformat.Node
	Header    traceformat.Header
	Dir       string // a folder of its own, which outlives a crash
	Restarted bool   // it has crashed, and goes on
}

// Line is the line that tells it, of an input of that number.
func (in Init) Line(input uint64) []byte {
	h := in.Header
	rounds := "pipelined"
	if h.Rounds == traceformat.Sequential {
		rounds = "sequential"
	}
	return traceformat.AppendObject(nil, text("type", "init"), number("number", input), number("node", in.Node),
		number("nodes", h.Nodes), text("protocol", h.Protocol.Name), number("message_threshold", h.MessageThreshold),
		number("witness_threshold", h.WitnessThreshold), text("rounds", rounds), text("dir", in.Dir),
		traceformat.Member{Name: "restarted", Text: strconv.FormatBool(in.Restarted)})
}

// Line is the line that tells a node to propose or that it hears nothing, of an input of that number.
func (in Input) Line(input uint64) []byte {
	members := []traceformat.Member{text("type", in.Kind.String()), number("number", input)}
	if in.Kind == Propose {
		members = append(members, number("step", in.Step), number("ticket", in.Ticket))
	}
	return traceformat.AppendObject(nil, members...)
}

// Line is the line that brings the packet to a node, as an input of that number.
func (p Packet) Line(input uint64) []byte {
	e := p.Event
	kind := [...]string{traceformat.SendRaw: "raw", traceformat.SendAck: "ack", traceformat.SendWit: "wit"}[e.Kind]
	members := []traceformat.Member{text("type", "message"), number("number", input), number("from", e.Node),
		text("kind", kind), text("id", e.ID.String()), number("step", e.Step)}
	switch e.Kind {
	case traceformat.SendRaw:
		members = append(members, number("ticket", e.Ticket))
	case traceformat.SendAck:
		members = append(members, text("of", e.Of.String()), number("to", e.To))
	default:
		members = append(members, text("of", e.Of.String()))
	}
	return traceformat.AppendObject(nil, append(members, text("body", p.Body))...)
}
