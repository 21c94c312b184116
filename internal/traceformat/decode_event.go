package traceformat

import (
	"bytes"
	"fmt"
	"math"
	"math/bits"
)

// The members of an event.
const (
	eventNode = iota
	eventEvent
	eventID
	eventKind
	eventStep
	eventTicket
	eventOf
	eventTo
	eventRound
	eventChoice
	eventCommitted
	eventFields
)

var eventNames = [eventFields]string{"node", "event", "id", "kind", "step", "ticket", "of", "to",
	"round", "choice", "committed"}

// eventIndex is a switch, because it is asked for every member of every line.
func eventIndex(name []byte) int {
	switch string(name) {
	case "node":
		return eventNode
	case "event":
		return eventEvent
	case "id":
		return eventID
	case "kind":
		return eventKind
	case "step":
		return eventStep
	case "ticket":
		return eventTicket
	case "of":
		return eventOf
	case "to":
		return eventTo
	case "round":
		return eventRound
	case "choice":
		return eventChoice
	case "committed":
		return eventCommitted
	}
	return -1
}

// wantFields has, by kind of event, the members that it must have; it may have no
// other, but for the ticket of a raw message where no tickets are drawn.
var wantFields = [...]uint32{
	SendRaw: 1<<eventNode | 1<<eventEvent | 1<<eventKind | 1<<eventID | 1<<eventStep | 1<<eventTicket,
	SendAck: 1<<eventNode | 1<<eventEvent | 1<<eventKind | 1<<eventID | 1<<eventStep | 1<<eventOf | 1<<eventTo,
	SendWit: 1<<eventNode | 1<<eventEvent | 1<<eventKind | 1<<eventID | 1<<eventStep | 1<<eventOf,
	Receive: 1<<eventNode | 1<<eventEvent | 1<<eventID,
	Advance: 1<<eventNode | 1<<eventEvent | 1<<eventStep,
	Decide:  1<<eventNode | 1<<eventEvent | 1<<eventRound | 1<<eventChoice | 1<<eventCommitted,
	Adopt:   1<<eventNode | 1<<eventEvent | 1<<eventID,
	Hole:    1<<eventNode | 1<<eventEvent,
}

// decodeEvent reads one line after the header.
func (d *Decoder) decodeEvent(line []byte, e *Event) error {
	s := scanner{line: line, known: eventNames[:]}
	present, err := s.object(eventIndex, d.values[:])
	if err != nil {
		return err
	}
	f := fields{names: eventNames[:], values: d.values[:], present: present, header: &d.header}
	*e = Event{}
	e.Kind = f.kind()
	if f.err != nil {
		return f.err
	}
	want := wantFields[e.Kind]
	if e.Kind == SendRaw && !d.header.Protocol.Decides() {
		want = want&^(1<<eventTicket) | present&(1<<eventTicket)
	}
	if missing := want &^ present; missing != 0 {
		return fmt.Errorf("%s: member %q is missing", e.Kind, firstName(missing, eventNames[:]))
	}
	if extra := present &^ want; extra != 0 {
		return fmt.Errorf("%s: has a member %q, want none", e.Kind, firstName(extra, eventNames[:]))
	}
	f.fill(e)
	if f.err == nil && e.Kind == Decide && !d.header.Protocol.Decides() {
		return fmt.Errorf("decide: protocol %s has no decisions", d.header.Protocol.Name)
	}
	return f.err
}

// eventKinds and sendKinds are the values of the two members that tell what happened.
var (
	eventKinds = []string{"send", "receive", "advance", "decide", "adopt", "hole"}
	sendKinds  = []string{"raw", "ack", "wit"}
)

// kind reads the two members that tell what happened.
func (f *fields) kind() Kind {
	if !f.has(eventEvent) {
		f.fail(eventEvent, "is missing")
		return 0
	}
	switch f.oneOf(eventEvent, eventKinds...) {
	case 0:
		if !f.has(eventKind) {
			f.fail(eventKind, "is missing")
			return 0
		}
		return SendRaw + Kind(f.oneOf(eventKind, sendKinds...))
	case 1:
		return Receive
	case 2:
		return Advance
	case 3:
		return Decide
	case 4:
		return Adopt
	default:
		return Hole
	}
}

// fill reads the members of e's kind.
func (f *fields) fill(e *Event) {
	nodes := f.header.Nodes
	e.Node = f.node(eventNode, nodes)
	switch e.Kind {
	case SendRaw:
		e.ID, e.Time = f.message(eventID)
		e.Step = Step(f.number(eventStep))
		e.Ticket = Ticket(f.ticket(eventTicket))
	case SendAck:
		e.ID, e.Time = f.message(eventID)
		e.Step = Step(f.number(eventStep))
		e.Of, e.To = f.id(eventOf), f.node(eventTo, nodes)
	case SendWit:
		e.ID, e.Time = f.message(eventID)
		e.Step = Step(f.number(eventStep))
		e.Of = f.id(eventOf)
	case Receive, Adopt:
		e.ID, e.Time = f.message(eventID)
	case Advance:
		e.Step = Step(f.number(eventStep))
	case Decide:
		e.Round = Round(f.number(eventRound))
		e.Choice = f.choice(eventChoice)
		e.Committed = f.boolean(eventCommitted)
	}
}

// fields reads members by type and keeps the first error.
type fields struct {
	names   []string
	values  []token
	present uint32
	header  *Header // of the trace, where events are read
	err     error
}

func (f *fields) has(i int) bool { return f.present&(1<<i) != 0 }

func (f *fields) fail(i int, format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf("member %q %s", f.names[i], fmt.Sprintf(format, args...))
	}
}

// typed tells whether member i is present and of kind k.
func (f *fields) typed(i int, k tokenKind) bool {
	if !f.has(i) {
		return false
	}
	if f.values[i].kind != k {
		f.fail(i, "is %s, want %s", f.values[i].kind, k)
		return false
	}
	return true
}

// oneOf is the index of a string in a list; 0, the default, when it is absent.
func (f *fields) oneOf(i int, list ...string) int {
	if !f.typed(i, isString) {
		return 0
	}
	for k, s := range list {
		if string(f.values[i].text) == s {
			return k
		}
	}
	f.fail(i, "is %s, want one of %q", quote(f.values[i].text), list)
	return 0
}

func (f *fields) text(i int) string {
	if !f.typed(i, isString) {
		return ""
	}
	return string(f.values[i].text)
}

func (f *fields) boolean(i int) bool {
	return f.typed(i, isBool) && f.values[i].text[0] == 't'
}

// number is a whole number in 0..maxNumber, written without fraction and exponent.
func (f *fields) number(i int) uint64 {
	if !f.typed(i, isNumber) {
		return 0
	}
	n, ok := parseNumber(f.values[i].text)
	if !ok {
		f.fail(i, "is %s, want a whole number in 0..%d", quote(f.values[i].text), uint64(maxNumber))
	}
	return n
}

// ticket is a whole number of up to 64 bits.
func (f *fields) ticket(i int) uint64 {
	if !f.typed(i, isNumber) {
		return 0
	}
	n, ok := parse64(f.values[i].text)
	if !ok {
		f.fail(i, "is %s, want a whole number in 0..%d", quote(f.values[i].text), uint64(math.MaxUint64))
	}
	return n
}

func (f *fields) node(i, nodes int) Node {
	n := f.number(i)
	if n >= uint64(nodes) {
		f.fail(i, "is %d, want a node in 0..%d", n, nodes-1)
		return 0
	}
	return Node(n)
}

// id is the name of a message.
func (f *fields) id(i int) ID {
	id, _ := f.message(i)
	return id
}

// message is the name of a message, with its vector time where that is its name.
func (f *fields) message(i int) (ID, []uint64) {
	if !f.typed(i, isString) {
		return ID{}, nil
	}
	if f.header.Names == ByTime {
		id, time, ok := parseTime(f.values[i].text, f.header.Nodes)
		if !ok {
			f.fail(i, "is %s, want sender@vector time, with a component for each of the %d nodes: 0@1,0,0",
				quote(f.values[i].text), f.header.Nodes)
		}
		return id, time
	}
	id, ok := parseID(f.values[i].text)
	if !ok {
		f.fail(i, "is %s, want sender.number", quote(f.values[i].text))
	}
	return id, nil
}

func (f *fields) choice(i int) Choice {
	if f.values[i].kind == isNull {
		return Choice{}
	}
	return Choice{Known: true, ID: f.id(i)}
}

// parseNumber reads decimal digits without leading zeros.
func parseNumber(text []byte) (n uint64, ok bool) {
	n, ok = parse64(text)
	return n, ok && n <= maxNumber
}

// parse64 reads decimal digits without leading zeros, of a number of up to 64 bits.
func parse64(text []byte) (n uint64, ok bool) {
	const mostDigits = 20
	if len(text) == 0 || len(text) > mostDigits || text[0] == '0' && len(text) > 1 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		digit := uint64(c - '0')
		if n > (math.MaxUint64-digit)/10 {
			return 0, false
		}
		n = 10*n + digit
	}
	return n, true
}

// parseID reads "sender.number". A sender may lie outside the group: nobody sent its
// messages, and that is for the checker to say.
func parseID(text []byte) (id ID, ok bool) {
	sender, number, found := bytes.Cut(text, []byte{'.'})
	if !found {
		return id, false
	}
	s, okSender := parseNumber(sender)
	k, okNumber := parseNumber(number)
	return ID{Sender: Node(s), Number: k}, okSender && s <= math.MaxInt32 && okNumber
}

func firstName(set uint32, names []string) string {
	return names[bits.TrailingZeros32(set)]
}
