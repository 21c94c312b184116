package traceformat

import (
	"encoding/hex"
	"fmt"
	"strconv"
)

// SignedGroup is what the header of a run of accountable logs has beside thresholds: all that it takes to replay them.
// The zero value: nodes keep no such logs.
type SignedGroup struct {
	Name        string // which every signature is for
	Silent      int    // f_a
	Faults      int    // f_c
	Shrink      bool   // exposed nodes leave, and lower the thresholds
	Keys        string // public keys by node, in hexadecimal, separated by spaces
	Sharing     string // the scheme of secret sharing; empty: nothing is shared
	SharingKeys string // as Keys
}

// Hash names a signed entry.
type Hash [32]byte

// SignedKind is what a line of a run of accountable logs tells.
type SignedKind uint8

const (
	Write    SignedKind = iota // the node writes an entry into its log: Entry, Signature
	Take                       // it takes in an entry of another: Entry, Signature, or Hash of one on an earlier line
	Blame                      // it has evidence: Against, Fault, First, Second
	Conclude                   // it decides a round: Round, Choice, Chosen, Committed
	Gap                        // lines of the node are missing from here on
)

// signedKinds are the values of "event".
var signedKinds = []string{Write: "write", Take: "receive", Blame: "blame", Conclude: "decide", Gap: "hole"}

func (k SignedKind) String() string { return signedKinds[k] }

// Faults are the values of "fault": what evidence may prove.
var Faults = []string{"equivocation", "fork", "invalid action"}

// SignedEvent is one line of a run of accountable logs. Fields that its Kind does not use are zero.
type SignedEvent struct {
	Node      Node
	Kind      SignedKind
	Entry     []byte // the octets of an entry; nil where Hash names one of an earlier line
	Signature []byte
	Hash      Hash
	Against   Node
	Fault     int // of Faults
	First     Hash
	Second    Hash // zero for an invalid action
	Round     Round
	Chosen    bool // false: the node claims to have no choice ("choice": null)
	Choice    Hash
	Committed bool
}

// The members of a line.
const (
	signedNode = iota
	signedEvent
	signedEntry
	signedSignature
	signedHash
	signedAgainst
	signedFault
	signedFirst
	signedSecond
	signedRound
	signedChoice
	signedCommitted
	signedFields
)

var signedNames = [signedFields]string{"node", "event", "entry", "signature", "hash", "against", "fault", "first",
	"second", "round", "choice", "committed"}

func signedIndex(name []byte) int {
	for i, n := range signedNames {
		if string(name) == n {
			return i
		}
	}
	return -1
}

const (
	signedWhole = 1<<signedEntry | 1<<signedSignature
	signedBy    = 1<<signedNode | 1<<signedEvent
)

// wantSigned has, by kind, the members that a line must have; it may have no other.
var wantSigned = [...]uint32{
	Write:    signedBy | signedWhole,
	Take:     signedBy | signedWhole,
	Blame:    signedBy | 1<<signedAgainst | 1<<signedFault | 1<<signedFirst,
	Conclude: signedBy | 1<<signedRound | 1<<signedChoice | 1<<signedCommitted,
	Gap:      signedBy,
}

// NextSigned reads one line of a run of accountable logs. The error is io.EOF after the last line, else an *Error.
func (d *Decoder) NextSigned(e *SignedEvent) error {
	return d.next(func(line []byte) error { return d.decodeSigned(line, e) })
}

func (d *Decoder) decodeSigned(line []byte, e *SignedEvent) error {
	var values [signedFields]token
	s := scanner{line: line, known: signedNames[:]}
	present, err := s.object(signedIndex, values[:])
	if err != nil {
		return err
	}
	f := fields{names: signedNames[:], values: values[:], present: present}
	if !f.has(signedEvent) {
		f.fail(signedEvent, "is missing")
	}
	*e = SignedEvent{Kind: SignedKind(f.oneOf(signedEvent, signedKinds...))}
	if f.err != nil {
		return f.err
	}
	want := wantSigned[e.Kind]
	if e.Kind == Take && f.has(signedHash) {
		want = signedBy | 1<<signedHash
	}
	if e.Kind == Blame && (!f.has(signedFault) || f.oneOf(signedFault, Faults...) < len(Faults)-1) {
		want |= 1 << signedSecond
	}
	if missing := want &^ present; missing != 0 {
		return fmt.Errorf("%s: member %q is missing", e.Kind, firstName(missing, signedNames[:]))
	}
	if extra := present &^ want; extra != 0 {
		return fmt.Errorf("%s: has a member %q, want none", e.Kind, firstName(extra, signedNames[:]))
	}
	f.fillSigned(e, d.header.Nodes)
	return f.err
}

// fillSigned reads the members of e's kind.
func (f *fields) fillSigned(e *SignedEvent, nodes int) {
	e.Node = f.node(signedNode, nodes)
	switch e.Kind {
	case Write, Take:
		if f.has(signedHash) {
			e.Hash = f.hash(signedHash)
			return
		}
		e.Entry, e.Signature = f.octets(signedEntry), f.octets(signedSignature)
	case Blame:
		e.Against, e.Fault, e.First = f.node(signedAgainst, nodes), f.oneOf(signedFault, Faults...), f.hash(signedFirst)
		if f.has(signedSecond) {
			e.Second = f.hash(signedSecond)
		}
	case Conclude:
		e.Round, e.Committed = Round(f.number(signedRound)), f.boolean(signedCommitted)
		if e.Chosen = f.values[signedChoice].kind != isNull; e.Chosen {
			e.Choice = f.hash(signedChoice)
		}
	case Gap:
	}
}

// octets are written in hexadecimal, of lower case.
func (f *fields) octets(i int) []byte {
	if !f.typed(i, isString) {
		return nil
	}
	b, err := hex.DecodeString(string(f.values[i].text))
	if err != nil || hex.EncodeToString(b) != string(f.values[i].text) {
		f.fail(i, "is %s, want octets in hexadecimal, of lower case", quote(f.values[i].text))
	}
	return b
}

func (f *fields) hash(i int) (h Hash) {
	b := f.octets(i)
	if f.err == nil && len(b) != len(h) {
		f.fail(i, "is %d octets, want %d", len(b), len(h))
	}
	copy(h[:], b)
	return h
}

// EncodeSigned writes one line of a run of accountable logs.
func (e *Encoder) EncodeSigned(ev SignedEvent) error {
	e.buf = AppendSigned(e.buf[:0], ev)
	_, err := e.out.Write(e.buf)
	return err
}

// AppendSigned appends the line of an event, its line feed included.
func AppendSigned(b []byte, e SignedEvent) []byte {
	member := func(name string, octets []byte) {
		b = hex.AppendEncode(append(append(append(b, `,"`...), name...), `":"`...), octets)
		b = append(b, '"')
	}
	b = strconv.AppendInt(append(b, `{"node":`...), int64(e.Node), 10)
	b = append(append(append(b, `,"event":"`...), e.Kind.String()...), '"')
	switch e.Kind {
	case Write, Take:
		if e.Entry == nil {
			member("hash", e.Hash[:])
			break
		}
		member("entry", e.Entry)
		member("signature", e.Signature)
	case Blame:
		b = strconv.AppendInt(append(b, `,"against":`...), int64(e.Against), 10)
		b = append(append(append(b, `,"fault":"`...), Faults[e.Fault]...), '"')
		member("first", e.First[:])
		if e.Fault < len(Faults)-1 {
			member("second", e.Second[:])
		}
	case Conclude:
		b = strconv.AppendUint(append(b, `,"round":`...), uint64(e.Round), 10)
		if e.Chosen {
			member("choice", e.Choice[:])
		} else {
			b = append(b, `,"choice":null`...)
		}
		b = strconv.AppendBool(append(b, `,"committed":`...), e.Committed)
	case Gap:
	}
	return append(b, "}\n"...)
}
