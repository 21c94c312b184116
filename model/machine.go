package model

// A Machine is a protocol for one node (package comment). S is its state.
type Machine[S any] interface {
	// Start is the state of node self at the beginning of time, and what it does first.
	Start(self NodeID) (S, []Effect)
	// Apply is one transition. It does not change s.
	Apply(s S, e Event) (S, []Effect)
}

// InPlace is a Machine that can also make a transition in place, for whoever owns a state and
// has no more use for the one before: nothing is copied.
type InPlace[S any] interface {
	Machine[S]
	// Change is Apply in place: *s becomes the state after e, and the effects are appended to
	// effects. Like Apply it replaces what a state refers to and never writes to it, so that
	// copies of *s made earlier keep their value.
	Change(s *S, e Event, effects []Effect) []Effect
}

// A Message is what nodes send each other.
type Message interface {
	// Label is what an observer of the network may see of the message.
	Label() Label
}

// A Label tells the outside of a message: what an oblivious network could infer
// from sizes and counts. It never depends on contents such as tickets (TLC §4.8).
type Label struct {
	Kind uint8 // the protocol's own numbering
	Step Step  // the step or phase it belongs to
}

// An Event is an input of a machine. Protocols may define more.
type Event interface{ IsEvent() }

// Receive: the network delivers a message. From is authentic (TLC §2.2).
type Receive struct {
	From    NodeID
	Message Message
}

// Coin answers AskCoin: a uniformly distributed value below its Sides.
type Coin struct{ Value uint64 }

// Timer answers SetTimer: the phase has ended.
type Timer struct{ Phase uint32 }

// Timeout: nothing has arrived for a while, messages may have been lost.
type Timeout struct{}

// Restart: the node has crashed, and goes on with what it had stored. A state that is a value is stored as a whole, so
// that most machines need not know of it.
type Restart struct{}

// Request: a client's wish.
type Request struct{ Value any }

func (Receive) IsEvent() {}
func (Coin) IsEvent()    {}
func (Timer) IsEvent()   {}
func (Timeout) IsEvent() {}
func (Restart) IsEvent() {}
func (Request) IsEvent() {}

// An Effect is an output of a machine. Protocols may define more.
type Effect interface{ IsEffect() }

// Send sends a message to one other node.
type Send struct {
	To      NodeID
	Message Message
}

// Broadcast sends a message to all other nodes; the sender has processed it already.
type Broadcast struct{ Message Message }

// AskCoin asks for one Coin below Sides, at least 1. Other events may come before the coin: a ticket that a beacon or a
// group draws takes its time. A protocol says what a node does meanwhile.
type AskCoin struct{ Sides uint64 }

// SetTimer asks for a Timer event at the end of a phase.
type SetTimer struct{ Phase uint32 }

// Output is a result for the node's user.
type Output struct{ Value any }

func (Send) IsEffect()      {}
func (Broadcast) IsEffect() {}
func (AskCoin) IsEffect()   {}
func (SetTimer) IsEffect()  {}
func (Output) IsEffect()    {}
