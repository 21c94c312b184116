package history

import (
	"fmt"
	"slices"
)

// A Type is what an event is.
type Type uint8

// The types of events, with Jepsen's words for them.
const (
	Invoke Type = iota // a client asks
	OK                 // it is told that the operation took effect
	Fail               // it is told that the operation did not, and never will
	Info               // it gives up: the operation may take effect at any time, or never
)

var types = [...]string{"invoke", "ok", "fail", "info"}

func (t Type) String() string { return types[t] }

// typeOf is the type of that name.
func typeOf(name string) (Type, bool) {
	for t, known := range types {
		if name == known {
			return Type(t), true
		}
	}
	return 0, false
}

// An Event is a line of a history.
type Event struct {
	Process string // the client
	Type    Type
	F       string // what the operation is: "read", "cas"
	Key     Value  // of which register, queue, …; None: there is one
	Value   Value  // the argument of a call, the answer of a return
	Line    int    // of the file, from 1; 0: there is none
}

// An Operation is a call with its return, if it has one.
type Operation struct {
	Process string
	F       string
	Key     Value
	Input   Value
	Output  Value
	Outcome Type // OK, Fail, or Info: it is open
	Call    int  // its place among the events of the history, from 0
	Return  int  // the same of its return; if it is open, after all events
	Line    int  // of its call
	Ends    int  // the line of its return; 0: none
}

// String is the operation as people write it: "3 cas [1 2] of x".
func (o *Operation) String() string {
	text := o.F
	if o.Input.Kind != None {
		text += " " + o.Input.String()
	}
	if o.Key.Kind != None {
		text += " of " + o.Key.String()
	}
	return text
}

// asking are the operations of which no value is an answer too.
var asking = []string{"read", "get", "dequeue", "drain", "balance"}

// Answer is what the client was told: "ok", or the value.
func (o *Operation) Answer() string {
	switch {
	case o.Outcome == Info:
		return "no answer"
	case o.Outcome == Fail:
		return "failed"
	case o.Output.Kind == None && slices.Contains(asking, o.F):
		return o.Output.String()
	case o.Output.Kind == None || o.Output.Equal(o.Input):
		return "ok"
	}
	return o.Output.String()
}

// A History is a list of operations, in the order of their calls.
type History struct {
	Object     string           // what the file says that it is of; "": nothing
	Accounts   map[string]int64 // of a ledger, with what each holds at first
	Initial    Value            // of registers, what they hold at first
	Operations []Operation
	Events     int
	Processes  int // how many clients there are
}

// Limits of what is read, so that a hostile file takes bounded memory.
type Limits struct {
	Operations int // calls in all
	Processes  int // clients
	Line       int // octets of one line, or of one map of EDN
	Depth      int // of nested values
}

// Usual are the limits where nobody asks for others.
func Usual() Limits { return Limits{Operations: 4 << 20, Processes: 1 << 16, Line: 1 << 20, Depth: 32} }

// A Builder makes a history of events, one after the other.
type Builder struct {
	limits Limits
	h      History
	open   map[string]int // of each client, the operation that has not returned
	seen   map[string]bool
}

// NewBuilder has no event yet.
func NewBuilder(l Limits) *Builder {
	return &Builder{limits: l, open: map[string]int{}, seen: map[string]bool{}}
}

// Add takes in the next event. The error says why it cannot follow those before it.
func (b *Builder) Add(e Event) error {
	at := b.h.Events
	b.h.Events++
	k, busy := b.open[e.Process]
	if e.Type == Invoke {
		switch {
		case busy:
			return fmt.Errorf("process %s calls %s, and its %s of line %d has not returned", e.Process, e.F,
				b.h.Operations[k].F, b.h.Operations[k].Line)
		case len(b.h.Operations) == b.limits.Operations:
			return fmt.Errorf("more than %d operations", b.limits.Operations)
		}
		if !b.seen[e.Process] {
			if len(b.seen) == b.limits.Processes {
				return fmt.Errorf("more than %d processes", b.limits.Processes)
			}
			b.seen[e.Process] = true
		}
		b.open[e.Process] = len(b.h.Operations)
		b.h.Operations = append(b.h.Operations, Operation{Process: e.Process, F: e.F, Key: e.Key, Input: e.Value,
			Outcome: Info, Call: at, Line: e.Line})
		return nil
	}
	if !busy {
		return fmt.Errorf("process %s returns from %s, which it did not call", e.Process, e.F)
	}
	o := &b.h.Operations[k]
	if o.F != e.F {
		return fmt.Errorf("process %s returns from %s, want from %s, which it called in line %d", e.Process, e.F, o.F, o.Line)
	}
	delete(b.open, e.Process)
	if o.Ends = e.Line; e.Type == Info {
		return nil
	}
	if e.Key.Kind != None && !e.Key.Equal(o.Key) {
		return fmt.Errorf("process %s returns from %s of %v, want of %v, as in line %d", e.Process, e.F, e.Key, o.Key, o.Line)
	}
	o.Outcome, o.Output, o.Return = e.Type, e.Value, at
	return nil
}

// Finish is the history. Operations that did not return stay open.
func (b *Builder) Finish() *History {
	h := b.h
	h.Processes = len(b.seen)
	for k := range h.Operations {
		if h.Operations[k].Outcome == Info {
			h.Operations[k].Return = h.Events
		}
	}
	return &h
}
