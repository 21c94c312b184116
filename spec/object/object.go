package object

import "quesera/spec"

// Bounds of a configuration.
const (
	MaxOperations = 3
	MaxClients    = 3
	MaxLength     = 4
)

// Kinds of operations. An operation o writes the value o+1; a compare-and-set wants to find what operation 0 writes.
const (
	None          = 0 // not called
	Read          = 1
	Write         = 2
	CompareAndSet = 3
)

// Config fixes the bounds, and the strategy.
type Config struct {
	Nodes      uint8 // of the service
	Clients    uint8
	Operations uint8
	FinalReads bool // a node may answer a read at once, from what it knows of the chain
	Sessions   bool // and then only where it knows as much as the client has seen
	NoIDs      bool // an operation may be put into the chain a second time
}

// An Operation is one call, and its answer if it has one.
type Operation struct {
	Kind     uint8 `max:"3"`
	Client   uint8 `max:"2"`
	Returned bool
	Answer   uint8 `max:"3"` // the value that was read, 0 for none; whether a compare-and-set found what it wants
}

// State is a chain with what nodes know of it, and the history of the clients.
type State struct {
	Called uint8                    `max:"3"` // operations that were called: the first so many
	Made   [MaxOperations]Operation `len:"Operations"`
	// whether another operation had returned when this one was called
	Before [MaxOperations][MaxOperations]bool `len:"Operations,Operations"`
	Length uint8                              `max:"4"`
	Chain  [MaxLength]uint8                   `len:"4" max:"2"`       // the operations in the chain, the first so many
	Known  [spec.MaxNodes]uint8               `len:"Nodes" max:"4"`   // how much of it each node knows
	Seen   [MaxClients]uint8                  `len:"Clients" max:"4"` // from how much of it each client was answered
}

// CanCall: the client has no operation open, and not all have been called.
func (c Config) CanCall(st *State, client, kind uint8) bool {
	if kind == None || st.Called == c.Operations {
		return false
	}
	for o := range c.Operations {
		if o < st.Called && st.Made[o].Client == client && !st.Made[o].Returned {
			return false
		}
	}
	return true
}

// Call: a client calls the next operation.
func (c Config) Call(st *State, client, kind uint8) {
	for o := range c.Operations {
		st.Before[st.Called][o] = st.Made[o].Returned
	}
	st.Made[st.Called].Kind = kind
	st.Made[st.Called].Client = client
	st.Called++
}

// copies is how often an operation is in the chain.
func (c Config) copies(st *State, o uint8) uint8 {
	var n uint8
	for p := range uint8(MaxLength) {
		if p < st.Length && st.Chain[p] == o {
			n++
		}
	}
	return n
}

// CanAppend: the operation was called, and is not in the chain. Where requests have no IDs one may be there already, if
// no other one is there twice.
func (c Config) CanAppend(st *State, o uint8) bool {
	if o >= st.Called || st.Length == MaxLength {
		return false
	}
	n := c.copies(st, o)
	return n == 0 || c.NoIDs && c.Once(st) && st.Made[o].Kind != Read
}

// Append: consensus puts an operation at the end of the chain.
func (c Config) Append(st *State, o uint8) {
	st.Chain[st.Length] = o
	st.Length++
}

// CanLearn: there is more of the chain than the node knows.
func (c Config) CanLearn(st *State, j spec.NodeID) bool { return st.Known[j] < st.Length }

// Learn: the node learns the next position.
func (c Config) Learn(st *State, j spec.NodeID) { st.Known[j]++ }

// after is what the register holds after an operation, where it held value before.
func (c Config) after(st *State, o, value uint8) uint8 {
	if st.Made[o].Kind == Write || st.Made[o].Kind == CompareAndSet && value == 1 {
		return o + 1
	}
	return value
}

// holds is what the register holds after the first so many positions.
func (c Config) holds(st *State, positions uint8) uint8 {
	var value uint8
	for p := range uint8(MaxLength) {
		if p < positions {
			value = c.after(st, st.Chain[p], value)
		}
	}
	return value
}

// place is the position behind the first copy of an operation; 0: it is not in the chain.
func (c Config) place(st *State, o uint8) uint8 {
	for p := range uint8(MaxLength) {
		if p < st.Length && st.Chain[p] == o {
			return p + 1
		}
	}
	return 0
}

// answer is what an operation is answered where the register holds value before it.
func (c Config) answer(st *State, o, value uint8) uint8 {
	if st.Made[o].Kind == Read {
		return value
	}
	if st.Made[o].Kind == CompareAndSet && value == 1 {
		return 1
	}
	return 0
}

// CanReturn: the operation is open, and the node knows it to be in the chain.
func (c Config) CanReturn(st *State, o uint8, j spec.NodeID) bool {
	return o < st.Called && !st.Made[o].Returned && c.place(st, o) > 0 && c.place(st, o) <= st.Known[j]
}

// Return: the node answers what the operation was answered where it took its place.
func (c Config) Return(st *State, o uint8, j spec.NodeID) {
	p := c.place(st, o)
	st.Made[o].Answer = c.answer(st, o, c.holds(st, p-1))
	st.Made[o].Returned = true
	st.Seen[st.Made[o].Client] = max(st.Seen[st.Made[o].Client], p)
}

// CanRead: the operation is a read that is open, and reads are answered at once: with sessions, by a node that knows as
// much as the client has seen.
func (c Config) CanRead(st *State, o uint8, j spec.NodeID) bool {
	return c.FinalReads && o < st.Called && !st.Made[o].Returned && st.Made[o].Kind == Read &&
		(!c.Sessions || st.Seen[st.Made[o].Client] <= st.Known[j])
}

// Read: the node answers from what it knows of the chain.
func (c Config) Read(st *State, o uint8, j spec.NodeID) {
	st.Made[o].Answer = c.holds(st, st.Known[j])
	st.Made[o].Returned = true
	st.Seen[st.Made[o].Client] = max(st.Seen[st.Made[o].Client], st.Known[j])
}
