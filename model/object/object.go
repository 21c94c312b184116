package object

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
)

// A Kind is what an operation does.
type Kind uint8

// The kinds of operations.
const (
	Append Kind = iota
	ReadLog
	Read
	Write
	CompareAndSet
	Enqueue
	Dequeue
	Transfer
	Balance
)

// words are the kinds as histories name them.
var words = [...]string{"append", "read", "read", "write", "cas", "enqueue", "dequeue", "transfer", "balance"}

func (k Kind) String() string { return words[k] }

// Reads reports whether operations of this kind leave every object as it is.
func (k Kind) Reads() bool { return k == ReadLog || k == Read || k == Balance }

// A Key names a register, or an account.
type Key uint16

// A Value is what registers, logs and queues hold, and an amount.
type Value int64

// An Operation is what a client asks of an object. What its kind does not need is zero.
type Operation struct {
	Kind     Kind
	Key      Key   // the register, or the account that pays
	To       Key   // the account that is paid
	Expected Value // what CompareAndSet wants to find
	Value    Value
}

// AppendTo appends a canonical encoding.
func (o Operation) AppendTo(b []byte) []byte {
	b = append(b, byte(o.Kind))
	b = binary.LittleEndian.AppendUint16(b, uint16(o.Key))
	b = binary.LittleEndian.AppendUint16(b, uint16(o.To))
	b = binary.LittleEndian.AppendUint64(b, uint64(o.Expected))
	return binary.LittleEndian.AppendUint64(b, uint64(o.Value))
}

// A Result is what an object answers.
type Result struct {
	Done   bool    // false: there was nothing to read or take, not the expected value, or not enough to pay
	Value  Value   // what was read or taken, or the place in the log, from 0
	Values []Value // all of the log
}

// A State is an object. It is a value: Apply changes nothing.
type State interface {
	// Apply is the object after an operation, and its answer. The operation must be of the object.
	Apply(Operation) (State, Result)
}

// A Name tells objects apart.
type Name string

// The objects.
const (
	TheLog    Name = "log"
	Registers Name = "registers"
	TheQueue  Name = "queue"
	TheLedger Name = "ledger"
)

// Names are the objects in the order of the documentation.
func Names() []Name { return []Name{TheLog, Registers, TheQueue, TheLedger} }

// Accounts are those of every ledger, with what each holds at first: two, of which one owns everything.
var Accounts = map[Key]Value{0: 1, 1: 0, 2: 0}

// New is the object of that name as it begins.
func New(name Name) State {
	switch name {
	case TheLog:
		return logState{}
	case Registers:
		return registers{}
	case TheQueue:
		return queue{}
	case TheLedger:
		return ledger{Accounts}
	}
	panic(fmt.Sprintf("object: name = %q, want one of %v", name, Names()))
}

// misplaced panics: a client asks an object for what another one does, which is a mistake of ours.
func misplaced(s State, o Operation) (State, Result) {
	panic(fmt.Sprintf("object: %v asked of %T", o.Kind, s))
}

// logState is an append-only log.
type logState struct{ values []Value }

func (l logState) Apply(o Operation) (State, Result) {
	switch o.Kind {
	case Append:
		return logState{append(slices.Clip(l.values), o.Value)}, Result{Done: true, Value: Value(len(l.values))}
	case ReadLog:
		return l, Result{Done: true, Values: l.values}
	}
	return misplaced(l, o)
}

// registers are the values of the registers that have one.
type registers struct{ values map[Key]Value }

func (r registers) Apply(o Operation) (State, Result) {
	value, set := r.values[o.Key]
	switch o.Kind {
	case Read:
		return r, Result{Done: set, Value: value}
	case Write:
		return r.with(o), Result{Done: true}
	case CompareAndSet:
		if !set || value != o.Expected {
			return r, Result{}
		}
		return r.with(o), Result{Done: true}
	}
	return misplaced(r, o)
}

// with is r after the value of an operation was written.
func (r registers) with(o Operation) registers {
	next := map[Key]Value{o.Key: o.Value}
	for k, v := range r.values {
		if k != o.Key {
			next[k] = v
		}
	}
	return registers{next}
}

// queue holds values, the oldest first.
type queue struct{ values []Value }

func (q queue) Apply(o Operation) (State, Result) {
	switch o.Kind {
	case Enqueue:
		return queue{append(slices.Clip(q.values), o.Value)}, Result{Done: true}
	case Dequeue:
		if len(q.values) == 0 {
			return q, Result{}
		}
		return queue{q.values[1:]}, Result{Done: true, Value: q.values[0]}
	}
	return misplaced(q, o)
}

// ledger is what each account holds.
type ledger struct{ accounts map[Key]Value }

func (l ledger) Apply(o Operation) (State, Result) {
	switch o.Kind {
	case Transfer:
		_, known := l.accounts[o.To]
		if !known || o.Value < 0 || l.accounts[o.Key] < o.Value {
			return l, Result{}
		}
		next := maps.Clone(l.accounts)
		next[o.Key] -= o.Value
		next[o.To] += o.Value
		return ledger{next}, Result{Done: true}
	case Balance:
		value, known := l.accounts[o.Key]
		return l, Result{Done: known, Value: value}
	}
	return misplaced(l, o)
}
